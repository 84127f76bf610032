import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { SnapshotRecord } from '../../model/snapshot.ts';
import { AccountScan, type ScanShared } from './account-scan.ts';
import { Attempts, Interrupted } from './attempt.ts';
import { Channel } from './channel.ts';
import type { Clients } from './clients.ts';
import { failureOf } from './failure.ts';
import { GapLog } from './gaps.ts';
import { Kept } from './kept.ts';
import { RegionScan } from './region-scan.ts';
import type { Plan } from './registry.ts';
import type { Session } from './session.ts';
import type { AwsOptions, Collector } from './types.ts';

/** How many records may wait for the consumer: some pages, so that the next ones are fetched meanwhile. */
const buffered = 1_000;
const regionsAtOnce = 8;

/** Reads all accounts and regions at once, as one stream. */
export async function* collectAll(
  session: Session,
  options: AwsOptions,
  plan: Plan,
  clients: Clients,
): AsyncGenerator<SnapshotRecord> {
  const stop = new AbortController();
  // Every call that is under way listens.
  setMaxListeners(0, stop.signal);
  const interrupt = (): void => stop.abort();
  options.signal?.addEventListener('abort', interrupt, { once: true });
  if (options.signal?.aborted) interrupt();

  const channel = new Channel<SnapshotRecord>(buffered, interrupt);
  const shared: ScanShared = {
    options,
    attempts: new Attempts(clients, stop.signal),
    gaps: new GapLog(),
    emit: (record) => channel.send(record),
    accounts: new Map(),
  };
  for (const gap of session.gaps) shared.gaps.add(gap);
  const finished = readAccounts(session, shared, plan).finally(() => channel.close());
  // It is awaited below; until then nobody else would see it fail.
  finished.catch(() => {});
  try {
    yield* channel;
    await finished;
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    await finished.catch(() => {});
    await clients.close();
  }
}

async function readAccounts(session: Session, shared: ScanShared, plan: Plan): Promise<void> {
  const limit = pLimit(regionsAtOnce);
  for (const account of session.accounts) {
    shared.accounts.set(account.caller.accountId, new AccountScan(shared, account));
  }
  await Promise.all(
    session.accounts.flatMap(({ caller, regions }) => {
      const account = shared.accounts.get(caller.accountId) as AccountScan;
      return [
        unlessInterrupted(account.buckets.emitOwned()),
        unlessInterrupted(account.roles.read(new Set(rolesIn(account, shared.options)))),
        ...regions.map((region) => limit(() => readRegion(account, region, plan))),
      ];
    }),
  );
  for (const gap of shared.gaps.drain()) await shared.emit({ gap });
}

/** Each role once, although several accounts are read. */
function rolesIn(account: AccountScan, { roleArns = [] }: AwsOptions): readonly string[] {
  const [first] = account.shared.accounts.values();
  return account === first ? roleArns : [];
}

async function unlessInterrupted(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}

async function readRegion(account: AccountScan, region: string, { collectors, kept }: Plan): Promise<void> {
  const scan = new RegionScan(account, region, new Kept(kept));
  await Promise.all(collectors.map((collector) => runCollector(collector, scan)));
  for (const gap of account.shared.gaps.drain(scan)) await account.emit({ gap });
}

/** Whatever happens to one collector, the others go on. */
async function runCollector(collector: Collector, scan: RegionScan): Promise<void> {
  const { resourceType } = collector;
  try {
    for await (const record of collector.collect(scan)) {
      if ('resource' in record) scan.kept.add(record.resource);
      await scan.account.emit(record);
    }
  } catch (error) {
    const hides = resourceType === undefined ? {} : { hides: resourceType };
    scan.gap(
      error instanceof Interrupted ? interruption(collector, scan) : failureOf(error, operationOf(collector, scan)),
      hides,
    );
  } finally {
    if (resourceType !== undefined) {
      scan.finish(resourceType);
      scan.kept.finish(resourceType);
    }
  }
}

function interruption(collector: Collector, scan: RegionScan) {
  return {
    operation: operationOf(collector, scan),
    code: 'Interrupted',
    message: 'the collection was stopped before its end',
    kind: 'failed',
  } as const;
}

/** The operation by which a collector finds what it reads. */
function operationOf({ actions }: Collector, { options }: RegionScan): string {
  const all = typeof actions === 'function' ? actions(options) : actions;
  return (all.find(({ optional }) => optional === undefined) ?? all[0])?.action ?? '';
}
