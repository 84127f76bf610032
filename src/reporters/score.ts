import type { RequirementStatus } from './compliance-status.ts';

/** The score of a standard as AWS Security Hub CSPM reckons it. */
export interface SecurityScore {
  /** 0 to 100, rounded to the nearest whole number; left out when no control has a status. */
  readonly percent?: number;
  readonly passed: number;
  /** Controls with the status Passed, Failed or Unknown. */
  readonly counted: number;
  /** Controls without a finding that counts, which the score leaves out: Security Hub's status `No data`. */
  readonly withoutData: number;
}

/**
 * Passed controls of those that have a status. An unknown one counts against the score; suppressed (here: waived) findings
 * are as if they were not there, and a control that has no other is without data.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/standards-security-score.html
 */
export function securityScore(controls: readonly RequirementStatus[]): SecurityScore {
  const withoutData = controls.filter((status) => status === 'no evidence' || status === 'waived').length;
  const passed = controls.filter((status) => status === 'passed').length;
  const counted = controls.length - withoutData;
  return {
    ...(counted === 0 ? {} : { percent: Math.round((100 * passed) / counted) }),
    passed,
    counted,
    withoutData,
  };
}
