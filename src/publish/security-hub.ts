import type { AwsSecurityFinding, ImportFindingsError } from '@aws-sdk/client-securityhub';
import type { Report, ReportedControl } from '../model/report.ts';
import { asffBatches } from '../reporters/asff.ts';
import { Clients } from '../sources/aws/clients.ts';
import { type Failure, failureOf } from '../sources/aws/failure.ts';
import { type OpenAccount, openSession, type SessionOptions } from '../sources/aws/session.ts';
import type { Retries } from '../sources/aws/types.ts';
import { type Ledger, readLedger, writeLedger } from './ledger.ts';
import { type Change, planChanges } from './plan.ts';

export interface PublishOptions {
  /** The controls that were run, by id. */
  readonly controls: ReadonlyMap<string, ReportedControl>;
  readonly toolVersion: string;
  /** Credentials: findings go to the accounts that these can speak for. */
  readonly live?: SessionOptions & { readonly retries?: Retries };
  /** The file that remembers what was sent. Default `.sagevet/securityhub-ledger.json`. */
  readonly ledger?: string;
  /** Plan, and send nothing. Default false. */
  readonly dryRun?: boolean;
  /** Archive what the report does not mention although it covers it. Default true; false for a scan of some resources only. */
  readonly archiveGone?: boolean;
  readonly now?: Date;
  /** Instead of AWS: for tests. */
  readonly send?: SendFindings;
}

/** One call of `BatchImportFindings` in an account and region. */
export type SendFindings = (
  place: { readonly accountId: string; readonly region: string },
  findings: readonly AwsSecurityFinding[],
) => Promise<{ readonly FailedFindings?: readonly ImportFindingsError[] | undefined }>;

/** What came of publishing to one Security Hub. */
export interface PublishedPlace {
  readonly accountId: string;
  readonly region: string;
  readonly sent: Readonly<Record<Change['kind'], number>>;
  /** One line each: which finding, and why it was not taken. */
  readonly failures: readonly string[];
}

export interface Published {
  readonly places: readonly PublishedPlace[];
  readonly unchanged: number;
  /** Findings without an account or a region. */
  readonly placeless: number;
}

export const defaultLedger = '.sagevet/securityhub-ledger.json';

/**
 * Sends a report to the Security Hub of each account and region: what is new or changed, and archives what is fixed or gone.
 * A place that fails does not stop the others; what was taken is in the ledger.
 *
 * @throws SourceError without credentials, InputError for a ledger that cannot be read or written
 */
export async function publishToSecurityHub(report: Report, options: PublishOptions): Promise<Published> {
  const { ledger: path = defaultLedger, now = new Date(), archiveGone = true, dryRun = false } = options;
  const ledger = readLedger(path);
  const { changes, unchanged, placeless } = planChanges(report, ledger, { ...options, now, archiveGone });
  const byPlace = groupByPlace(changes);
  if (dryRun || byPlace.size === 0) return { places: [...byPlace.values()].map(planned), unchanged, placeless };
  const places: PublishedPlace[] = [];
  const { send, close } = await senderFor(options, byPlace);
  try {
    for (const list of byPlace.values()) {
      places.push(await publishPlace(list, send, ledger));
      writeLedger(path, ledger);
    }
  } finally {
    await close();
  }
  return { places, unchanged, placeless };
}

function groupByPlace(changes: readonly Change[]): Map<string, Change[]> {
  const byPlace = new Map<string, Change[]>();
  for (const change of changes) {
    const { accountId, region } = placeOf(change);
    const key = `${accountId}/${region}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), change]);
  }
  return new Map([...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function placeOf({ entry: { finding } }: Change): { accountId: string; region: string } {
  return { accountId: finding.AwsAccountId ?? '', region: finding.Region ?? '' };
}

function planned(changes: readonly Change[]): PublishedPlace {
  return { ...placeOf(changes[0] as Change), sent: countKinds(changes), failures: [] };
}

function countKinds(changes: readonly Change[]): Record<Change['kind'], number> {
  const counts = { new: 0, changed: 0, fixed: 0, gone: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

async function publishPlace(changes: readonly Change[], send: SendFindings, ledger: Ledger): Promise<PublishedPlace> {
  const place = placeOf(changes[0] as Change);
  const byId = new Map(changes.map((change) => [change.entry.finding.Id ?? '', change]));
  const taken: Change[] = [];
  const failures: string[] = [];
  const batches = asffBatches(changes.map(({ entry }) => entry.finding));
  for (const batch of batches) {
    let refused: readonly ImportFindingsError[];
    try {
      refused = await sendPatiently(place, batch, send);
    } catch (error) {
      const left = changes.length - taken.length - failures.length;
      failures.push(
        `${left} findings not sent: ${explain(failureOf(error, 'securityhub:BatchImportFindings'), place)}`,
      );
      break;
    }
    const refusedIds = new Set(refused.map(({ Id }) => Id));
    for (const finding of batch) {
      const change = byId.get(finding.Id ?? '');
      if (change === undefined || refusedIds.has(finding.Id)) continue;
      taken.push(change);
      ledger.set(finding.Id ?? '', change.entry);
    }
    failures.push(...refused.map((error) => nameOf(byId.get(error.Id ?? ''), error)));
  }
  return { ...place, sent: countKinds(taken), failures };
}

const temporary = /Internal|Throttl|LimitExceeded|Unavailable/i;
const tries = 3;

/** Findings that a call refuses for reasons that pass are sent again; the SDK repeats calls that fail as a whole. */
async function sendPatiently(
  place: { accountId: string; region: string },
  batch: readonly AwsSecurityFinding[],
  send: SendFindings,
): Promise<readonly ImportFindingsError[]> {
  const refused: ImportFindingsError[] = [];
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { FailedFindings = [] } = await send(place, left);
    const again = new Set<string | undefined>();
    for (const error of FailedFindings) {
      if (attempt < tries && temporary.test(error.ErrorCode ?? '')) again.add(error.Id);
      else refused.push(error);
    }
    left = left.filter(({ Id }) => again.has(Id));
  }
  return refused;
}

function nameOf(change: Change | undefined, { Id, ErrorCode, ErrorMessage }: ImportFindingsError): string {
  const resource = change?.entry.finding.Resources?.[0]?.Id;
  const name = change === undefined ? Id : `${change.entry.control} on \`${resource}\``;
  return `${name}: ${ErrorCode}: ${ErrorMessage}`.replace(/[\s\p{Cc}]+/gu, ' ');
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html */
function explain(
  { code, message, kind }: Failure,
  { accountId, region }: { accountId: string; region: string },
): string {
  if (code === 'InvalidAccessException')
    return `Security Hub is not enabled in account ${accountId} in ${region} (${code}): enable it there, or leave the region out`;
  if (kind === 'denied')
    return `${code}: the credentials need \`securityhub:BatchImportFindings\` in account ${accountId} in ${region}; AWS says the same of findings of another account or region than theirs`;
  if (kind === 'credentials')
    return `AWS does not accept the credentials in ${region} (${code}): check that the region is enabled in account ${accountId}`;
  return `${code}: ${message}`;
}

interface Sender {
  readonly send: SendFindings;
  close(): Promise<void>;
}

async function senderFor(options: PublishOptions, byPlace: ReadonlyMap<string, readonly Change[]>): Promise<Sender> {
  if (options.send !== undefined) return { send: options.send, close: async () => undefined };
  const { endpointUrl, retries, regions, ...live } = options.live ?? {};
  const wanted = [...new Set([...byPlace.values()].map(([change]) => placeOf(change as Change).region))];
  const clients = new Clients({
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(retries === undefined ? {} : { retries }),
  });
  try {
    const named = Array.isArray(regions) && regions.length > 0 ? regions : wanted;
    const session = await openSession({ ...live, ...(endpointUrl && { endpointUrl }), regions: named }, clients);
    const accounts = new Map(session.accounts.map((account) => [account.caller.accountId, account]));
    const signal = live.signal ?? new AbortController().signal;
    return {
      send: (place, findings) => sendWith(clients, accounts, place, findings, signal),
      close: () => clients.close(),
    };
  } catch (error) {
    await clients.close();
    throw error;
  }
}

async function sendWith(
  clients: Clients,
  accounts: ReadonlyMap<string, OpenAccount>,
  { accountId, region }: { accountId: string; region: string },
  findings: readonly AwsSecurityFinding[],
  signal: AbortSignal,
): ReturnType<SendFindings> {
  const account = accounts.get(accountId);
  if (account === undefined)
    throw new Error(`no credentials for account ${accountId}: name a role of it with \`--role-arn\``);
  const { credentials } = account.caller;
  const to = {
    service: 'securityhub',
    operation: 'BatchImportFindings',
    region,
    account: accountId,
    credentials,
  } as const;
  return clients.send(to, { Findings: [...findings] }, signal);
}
