/** What the evidence says about a requirement, or about one control that stands for it. */
export type RequirementStatus = 'failed' | 'unknown' | 'passed' | 'waived' | 'no evidence';

/** In the order in which one status beats another: what is waived or was never looked at proves nothing. */
export const requirementStatuses = [
  'failed',
  'unknown',
  'passed',
  'waived',
  'no evidence',
] as const satisfies readonly RequirementStatus[];

/** How many findings a control has; those that do not apply are no evidence and do not count. */
export interface EvidenceCounts {
  readonly failed: number;
  readonly unknown: number;
  readonly passed: number;
  readonly waived: number;
}

/** Fail beats unknown beats pass; a waived finding is neither, whatever its verdict. */
export function statusOfCounts({ failed, unknown, passed, waived }: EvidenceCounts): RequirementStatus {
  if (failed > 0) return 'failed';
  if (unknown > 0) return 'unknown';
  if (passed > 0) return 'passed';
  return waived > 0 ? 'waived' : 'no evidence';
}

/** The status of a requirement from those of its controls. */
export function combine(statuses: readonly RequirementStatus[]): RequirementStatus {
  return requirementStatuses.find((status) => statuses.includes(status)) ?? 'no evidence';
}
