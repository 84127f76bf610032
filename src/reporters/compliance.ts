import type { Finding } from '../model/finding.ts';
import type { ReportedControl } from '../model/report.ts';
import { combine, type EvidenceCounts, type RequirementStatus, statusOfCounts } from './compliance-status.ts';
import { type ComplianceFramework, complianceFrameworks, requirementsIn } from './frameworks.ts';
import { type SecurityScore, securityScore } from './score.ts';

/** What one finding says about a requirement. */
export interface ResourceEvidence {
  readonly status: 'failed' | 'unknown' | 'passed' | 'waived';
  readonly resource: Finding['resource'];
  readonly message: string;
}

/** What the findings of one control add up to. */
export interface ControlEvidence extends EvidenceCounts {
  readonly control: ReportedControl;
  /** Whether the control was among those that were run. */
  readonly wasRun: boolean;
  readonly status: RequirementStatus;
  /** Worst first; the first thousand of each status. */
  readonly resources: readonly ResourceEvidence[];
}

export interface RequirementEvidence {
  readonly id: string;
  /** Empty where the framework's own title is not published with the controls. */
  readonly title: string;
  readonly status: RequirementStatus;
  readonly controls: readonly ControlEvidence[];
}

/** What the findings of a report say about a framework, requirement by requirement. */
export interface Compliance {
  readonly framework: ComplianceFramework;
  readonly title: string;
  /** By id, in natural order. Only requirements that some control stands for. */
  readonly requirements: readonly RequirementEvidence[];
  readonly counts: Readonly<Record<RequirementStatus, number>>;
  /** Of the controls that stand for the framework. */
  readonly score: SecurityScore;
}

const evidenceStatuses = ['failed', 'unknown', 'waived', 'passed'] as const satisfies ResourceEvidence['status'][];
type EvidenceStatus = (typeof evidenceStatuses)[number];

/** How many resources are told by name for each control and status: a history of jobs has hundreds of thousands. */
export const longestList = 1000;

/** Adds findings up by control as they come, in memory that does not grow with their number. */
export class EvidenceTally {
  readonly #byControl = new Map<string, Record<EvidenceStatus, Counted>>();

  add(finding: Finding): void {
    const status = evidenceStatus(finding);
    if (status === undefined) return;
    const counted = this.#of(finding.control)[status];
    counted.count += 1;
    const { resource, message } = finding;
    if (counted.resources.length < longestList) counted.resources.push({ status, resource, message });
  }

  of(control: ReportedControl, wasRun: boolean): ControlEvidence {
    const { failed, unknown, passed, waived } = this.#of(control.id);
    const counts = { failed: failed.count, unknown: unknown.count, passed: passed.count, waived: waived.count };
    return {
      control,
      wasRun,
      status: statusOfCounts(counts),
      ...counts,
      resources: [failed, unknown, waived, passed].flatMap(({ resources }) => resources),
    };
  }

  #of(control: string): Record<EvidenceStatus, Counted> {
    const known = this.#byControl.get(control);
    if (known !== undefined) return known;
    const none = { failed: nothing(), unknown: nothing(), waived: nothing(), passed: nothing() };
    this.#byControl.set(control, none);
    return none;
  }
}

interface Counted {
  count: number;
  readonly resources: ResourceEvidence[];
}

function nothing(): Counted {
  return { count: 0, resources: [] };
}

/** A finding that does not apply says nothing about the requirement. */
function evidenceStatus(finding: Finding): EvidenceStatus | undefined {
  if (finding.waiver !== undefined) return 'waived';
  if (finding.status === 'FAILED') return 'failed';
  if (finding.status === 'UNKNOWN') return 'unknown';
  return finding.status === 'PASSED' ? 'passed' : undefined;
}

/**
 * @param controls every control that may stand for a requirement, also those that were not run
 * @param run ids of those that were
 */
export function complianceOf(
  framework: ComplianceFramework,
  tally: EvidenceTally,
  controls: Iterable<ReportedControl>,
  run: readonly string[],
): Compliance {
  const wasRun = new Set(run);
  const requirements = new Map<string, { title: string; controls: ControlEvidence[] }>();
  const evidence: ControlEvidence[] = [];
  for (const control of controls) {
    const named = requirementsIn(control, framework);
    if (named.length === 0) continue;
    const told = tally.of(control, wasRun.has(control.id));
    evidence.push(told);
    for (const { id, title } of named) {
      const requirement = requirements.get(id) ?? { title, controls: [] };
      requirement.controls.push(told);
      requirements.set(id, requirement);
    }
  }
  const told = [...requirements].map(([id, { title, controls: of }]) => {
    return { id, title, status: combine(of.map(({ status }) => status)), controls: of };
  });
  return {
    framework,
    title: complianceFrameworks[framework],
    requirements: told.sort((a, b) => naturally.compare(a.id, b.id)),
    counts: {
      failed: countOf(told, 'failed'),
      unknown: countOf(told, 'unknown'),
      passed: countOf(told, 'passed'),
      waived: countOf(told, 'waived'),
      'no evidence': countOf(told, 'no evidence'),
    },
    score: securityScore(scored(framework, told, evidence)),
  };
}

/** AC-2 stands before AC-10. */
const naturally = new Intl.Collator('en', { numeric: true });

/** Security Hub scores the controls of a standard, each once, whatever the number of requirements they stand for. */
function scored(
  framework: ComplianceFramework,
  requirements: readonly RequirementEvidence[],
  evidence: readonly ControlEvidence[],
): RequirementStatus[] {
  const isStandard = framework === 'aws-security-hub' || framework === 'stave';
  return (isStandard ? requirements : evidence).map(({ status }) => status);
}

function countOf(requirements: readonly RequirementEvidence[], status: RequirementStatus): number {
  return requirements.filter((requirement) => requirement.status === status).length;
}
