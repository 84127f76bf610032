import type { ControlEvidence, RequirementEvidence } from './compliance.ts';
import { complianceReporter, countsText, limitsOf, outcomeText, scoreText } from './compliance-reporter.ts';
import { code, howManyFit, judged, prose, table, tableRow } from './markdown.ts';
import { plural } from './text.ts';

/** GitHub takes 65,536 characters in a comment. */
const longest = 60_000;

/** Requirement by requirement, for a pull request, a job summary or a page of a wiki. */
export const complianceMarkdown = complianceReporter(
  'markdown',
  'a table of requirements, at most 60 KB',
  ({ compliance, report }) => {
    const head = [
      `## ${compliance.title}: ${countsText(compliance)}`,
      report.snapshots.slice(0, 10).map(judged).join('\n'),
      scoreText(compliance),
      ...limitsOf(report).map((limit) => `**Note:** ${limit}`),
    ];
    const rows = compliance.requirements.map(requirementRow);
    const shown = rows.slice(0, howManyFit(rows, longest - Buffer.byteLength(head.join('\n\n')) - 500));
    const left = rows.length - shown.length;
    return `${[
      ...head.filter((part) => part !== ''),
      table(['requirement', 'result', 'controls that stand for it'], shown),
      ...(left > 0 ? [`… and ${plural(left, 'more requirement')}, not shown here.`] : []),
    ].join('\n\n')}\n`;
  },
);

const marks = { failed: '❌', unknown: '❔', passed: '✅', waived: '☑️', 'no evidence': '➖' } as const;

function requirementRow({ id, title, status, controls }: RequirementEvidence): string {
  const name = title === '' ? code(id, 60) : `${code(id, 60)} ${prose(title, 200)}`;
  return tableRow([name, `${marks[status]} ${status}`, controls.map(controlText).join('<br>')]);
}

function controlText(evidence: ControlEvidence): string {
  const open = evidence.resources.filter(({ status }) => status === 'failed' || status === 'unknown');
  const names = open.slice(0, 3).map(({ resource }) => code(resource.name, 80));
  const more = evidence.failed + evidence.unknown - names.length;
  const where = names.length === 0 ? '' : ` (${names.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  return `${code(evidence.control.id, 80)}: ${outcomeText(evidence)}${where}`;
}
