import type { Report } from '../model/report.ts';
import { type Compliance, type ControlEvidence, complianceOf, EvidenceTally, longestList } from './compliance.ts';
import type { EvidenceCounts } from './compliance-status.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { plural } from './text.ts';

/** What a format of a compliance report is told. */
export interface Told {
  readonly compliance: Compliance;
  readonly report: Report;
  readonly context: ReportContext;
}

/** A reporter that tells of a framework rather than of findings: `options.framework` of the context says which. */
export function complianceReporter(name: string, description: string, write: (told: Told) => string): Reporter {
  return {
    name,
    description,
    start(context) {
      const tally = new EvidenceTally();
      const framework = context.options?.framework ?? 'nist-800-53-r5';
      return {
        finding(finding) {
          tally.add(finding);
          return '';
        },
        end: (report) =>
          write({
            compliance: complianceOf(framework, tally, context.controls.values(), report.controls),
            report,
            context,
          }),
      };
    },
  };
}

/** `3 failed, 1 unknown, 12 passed`, or why there is nothing to count. */
export function outcomeText({ failed, unknown, waived, passed, wasRun }: EvidenceCounts & { wasRun: boolean }): string {
  const told = (
    [
      ['failed', failed],
      ['unknown', unknown],
      ['waived', waived],
      ['passed', passed],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count.toLocaleString('en-US')} ${word}`);
  if (told.length > 0) return told.join(', ');
  return wasRun ? 'no resource to judge' : 'was not run';
}

/** How many resources of a control are counted and not named. */
export function unlisted(evidence: Pick<ControlEvidence, 'failed' | 'unknown' | 'waived' | 'passed'>): number {
  const { failed, unknown, waived, passed } = evidence;
  return [failed, unknown, waived, passed].reduce((sum, count) => sum + Math.max(0, count - longestList), 0);
}

/** `34 requirements: 20 failed, 2 unknown, 12 passed` */
export function countsText({ requirements, counts }: Compliance): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const total = plural(requirements.length, 'requirement');
  return [
    total,
    told.map(([status, count]) => `${count} ${status === 'no evidence' ? 'without evidence' : status}`).join(', '),
  ]
    .filter((part) => part !== '')
    .join(': ');
}

/** The score in a sentence. */
export function scoreText({ score: { percent, passed, counted, withoutData } }: Compliance): string {
  const rest = withoutData > 0 ? `; ${withoutData} without data are not counted` : '';
  if (percent === undefined) return `no security score: no control has data${rest}`;
  return `security score ${percent}%: ${passed} of ${counted} controls passed${rest}`;
}

/** What limits what the report can say, a sentence each. */
export function limitsOf({ gaps, errors, interrupted }: Report): string[] {
  const unread = gaps.filter(({ recovered }) => recovered === undefined).length;
  return [
    ...(interrupted ? ['the scan was interrupted: resources that it did not reach are not in this report'] : []),
    ...(unread > 0 ? [`${plural(unread, 'call')} had no answer: what rests on them is unknown`] : []),
    ...(errors.length > 0
      ? [`${plural(errors.length, 'control')} failed on its own account: the result is unknown`]
      : []),
  ];
}
