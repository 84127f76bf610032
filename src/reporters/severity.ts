import type { Finding, Severity } from '../model/finding.ts';

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html */
export const asffSeverity = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFORMATIONAL',
} as const satisfies Record<Severity, string>;

/** https://schema.ocsf.io/1.6.0/classes/compliance_finding */
export const ocsfSeverity = {
  critical: { id: 5, name: 'Critical' },
  high: { id: 4, name: 'High' },
  medium: { id: 3, name: 'Medium' },
  low: { id: 2, name: 'Low' },
  informational: { id: 1, name: 'Informational' },
} as const satisfies Record<Severity, { id: number; name: string }>;

/**
 * GitHub calls a `security-severity` above 9.0 critical, from 7.0 high, from 4.0 medium and from 0.1 low:
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
export const sarifSeverity = {
  critical: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '8.0' },
  medium: { level: 'warning', score: '5.5' },
  low: { level: 'note', score: '2.0' },
  informational: { level: 'note', score: '0.1' },
} as const satisfies Record<Severity, { level: string; score: string }>;

/** A finding that reports no problem is informational, whatever the control would be worth if it failed. */
export function weightOf({ status, severity }: Finding): Severity {
  return status === 'FAILED' || status === 'UNKNOWN' ? severity : 'informational';
}
