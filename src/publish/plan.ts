import { createHash } from 'node:crypto';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Finding } from '../model/finding.ts';
import type { Report, ReportedControl } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { toAsff } from '../reporters/asff.ts';
import { isStandIn } from '../reporters/words.ts';
import type { Ledger, SentFinding } from './ledger.ts';

/** What is to be done about one finding. */
export interface Change {
  readonly kind: 'new' | 'changed' | 'fixed' | 'gone';
  readonly entry: SentFinding;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  /** Findings without an account or a region, for which there is no Security Hub. */
  readonly placeless: number;
}

export interface PlanOptions {
  readonly controls: ReadonlyMap<string, ReportedControl>;
  readonly toolVersion: string;
  readonly now: Date;
  /** Whether what the report does not mention may be gone: false for a scan of some resources only. */
  readonly archiveGone: boolean;
}

/** Security Hub forgets findings that nobody updated for 90 days. */
const refreshMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Compares a report with what was sent before. Failed and unknown findings are sent; passed ones only where they were sent
 * failed, to archive them. What has no finding any more is gone only where the report covers its place, its type and its
 * control, and nothing was hidden there: not having looked archives nothing.
 */
export function planChanges(report: Report, ledger: Ledger, options: PlanOptions): Plan {
  const { now } = options;
  const changes: Change[] = [];
  const seen = new Set<string>();
  let unchanged = 0;
  let placeless = 0;
  for (const finding of lastOfEach(report.findings, (one) => asffOf(one, report, options))) {
    if (finding.asff === undefined) {
      placeless += 1;
      continue;
    }
    const { asff, source } = finding;
    const id = asff.Id as string;
    seen.add(id);
    const before = ledger.get(id);
    const isOpen = source.status === 'FAILED' || source.status === 'UNKNOWN';
    if (!isOpen && (before === undefined || before.archived)) continue;
    const kind = before === undefined ? 'new' : isOpen ? 'changed' : 'fixed';
    const entry = entryOf(asff, source, !isOpen, before, now);
    if (kind === 'changed' && before !== undefined && !needsSending(entry, before, now)) unchanged += 1;
    else changes.push({ kind, entry });
  }
  if (options.archiveGone && !report.interrupted)
    for (const [id, before] of ledger)
      if (!seen.has(id) && !before.archived && covers(report, before))
        changes.push({ kind: 'gone', entry: archived(before, now) });
  return { changes, unchanged, placeless };
}

interface Converted {
  readonly source: Finding;
  readonly asff: AwsSecurityFinding | undefined;
}

function asffOf(finding: Finding, { snapshots }: Report, options: PlanOptions): AwsSecurityFinding | undefined {
  return toAsff(finding, snapshots[finding.snapshot] as SnapshotHeader, options);
}

/** Two inputs may show one resource. */
function lastOfEach(
  findings: readonly Finding[],
  convert: (finding: Finding) => AwsSecurityFinding | undefined,
): Converted[] {
  const byId = new Map<string, Converted>();
  for (const [index, source] of findings.entries()) {
    const asff = convert(source);
    byId.set(asff?.Id ?? String(index), { source, asff });
  }
  return [...byId.values()];
}

function entryOf(
  asff: AwsSecurityFinding,
  { control, resource }: Finding,
  isFixed: boolean,
  before: SentFinding | undefined,
  now: Date,
): SentFinding {
  const sentAt = now.toISOString();
  const finding: AwsSecurityFinding = {
    ...asff,
    CreatedAt: before?.finding.CreatedAt ?? asff.CreatedAt,
    UpdatedAt: sentAt,
    RecordState: isFixed ? 'ARCHIVED' : 'ACTIVE',
  };
  return { hash: hashOf(finding), sentAt, control, resourceType: resource.type, archived: isFixed, finding };
}

function archived(before: SentFinding, now: Date): SentFinding {
  const sentAt = now.toISOString();
  const finding: AwsSecurityFinding = { ...before.finding, UpdatedAt: sentAt, RecordState: 'ARCHIVED' };
  return { ...before, hash: hashOf(finding), sentAt, archived: true, finding };
}

function hashOf({ UpdatedAt: _, CreatedAt: __, ProductFields, ...said }: AwsSecurityFinding): string {
  const { 'sagevet/version': ___, ...fields } = ProductFields ?? {};
  return createHash('sha256')
    .update(JSON.stringify([said, fields]))
    .digest('hex');
}

function needsSending(entry: SentFinding, before: SentFinding, now: Date): boolean {
  return entry.hash !== before.hash || before.archived || now.getTime() - Date.parse(before.sentAt) > refreshMs;
}

/** Would the report mention the finding if its resource were still there? */
function covers(report: Report, { control, resourceType, finding }: SentFinding): boolean {
  const { AwsAccountId: account = '', Region: region = '' } = finding;
  const wasHidden = report.findings.some(
    (other) =>
      other.control === control &&
      isStandIn(other) &&
      [account, ''].includes(other.resource.accountId) &&
      // What belongs to the whole account hides what is in any of its regions.
      [region, '', 'global'].includes(other.resource.region),
  );
  return (
    !wasHidden &&
    report.controls.includes(control) &&
    report.snapshots.some(
      ({ accounts, regions, resourceTypes, windows, elsewhere }) =>
        accounts.includes(account) &&
        regions.includes(region) &&
        resourceTypes.some((type) => type === resourceType) &&
        elsewhere === undefined &&
        // A job that ended before the window is still there.
        (resourceType !== 'AWS::SageMaker::TrainingJob' || windows.trainingJobsSince === null),
    )
  );
}
