import type { Change, Difference } from '../model/difference.ts';
import type { Finding, Status } from '../model/finding.ts';
import { fingerprint } from '../model/fingerprint.ts';
import type { Report } from '../model/report.ts';
import { resourceId } from '../model/resource.ts';

/** One side of a comparison: what is remembered of a report's findings. */
export interface Side {
  readonly report: Pick<Report, 'snapshots' | 'controls'>;
  readonly findings: ReadonlyMap<string, Seen>;
}

/** What is remembered of a finding. */
interface Seen extends Omit<Change, 'before'> {
  readonly status: Status;
  readonly isWaived: boolean;
  /** What decided a failure, as JSON. */
  readonly evidence: string;
}

/** Collects what a comparison needs of findings as they come. */
export class SideBuilder {
  readonly #findings = new Map<string, Seen>();

  add(finding: Finding): void {
    const { control, status, severity, resource, waiver, message, evidence } = finding;
    const { type, name, accountId, region } = resource;
    const isFailure = status === 'FAILED';
    this.#findings.set(fingerprint({ control, resource }), {
      control,
      status,
      isWaived: waiver !== undefined,
      severity,
      type,
      resource: resourceId(resource),
      name,
      accountId,
      region,
      message: isFailure ? message : '',
      evidence: isFailure ? JSON.stringify([message, evidence]) : '',
    });
  }

  finish(report: Pick<Report, 'snapshots' | 'controls'>): Side {
    return { report, findings: this.#findings };
  }
}

/** Compares two scans, finding by finding: by control and resource, whatever the order. */
export function diff(old: Side, now: Side): Difference {
  const both = new Set(old.report.controls.filter((id) => now.report.controls.includes(id)));
  const uncompared = [...new Set([...old.report.controls, ...now.report.controls])].filter((id) => !both.has(id));
  const fates: Record<Fate, Change[]> = { new: [], fixed: [], open: [], changed: [], gone: [], unknown: [] };
  const sight = new Sight(now);
  for (const [id, seen] of old.findings) {
    if (!isOpen(seen) || !both.has(seen.control)) continue;
    const later = now.findings.get(id);
    const fate = later === undefined ? (sight.covers(seen) ? 'gone' : 'unknown') : fateOf(seen, later);
    fates[fate].push(
      changeOf(later !== undefined && isOpen(later) ? later : seen, fate === 'changed' ? seen : undefined),
    );
  }
  for (const [id, seen] of now.findings) {
    if (!isOpen(seen) || !both.has(seen.control)) continue;
    const earlier = old.findings.get(id);
    if (earlier === undefined || !isOpen(earlier)) fates.new.push(changeOf(seen));
  }
  for (const changes of Object.values(fates)) changes.sort(byControlAndResource);
  return { ...fates, ...resourceChanges(old, now, sight), uncompared: uncompared.sort() };
}

type Fate = 'new' | 'fixed' | 'open' | 'changed' | 'gone' | 'unknown';

function fateOf(before: Seen, after: Seen): Fate {
  if (isOpen(after)) return before.evidence === after.evidence ? 'open' : 'changed';
  return after.status === 'UNKNOWN' ? 'unknown' : 'fixed';
}

function isOpen({ status, isWaived }: Seen): boolean {
  return status === 'FAILED' && !isWaived;
}

function isStandIn({ name }: Seen): boolean {
  return name === '*';
}

/** Where a scan looked: what is missing elsewhere is not gone, but was not looked for. */
class Sight {
  readonly #accounts: ReadonlySet<string>;
  readonly #regions: ReadonlySet<string>;
  readonly #hidden: ReadonlySet<string>;

  constructor({ report: { snapshots }, findings }: Side) {
    this.#accounts = new Set(snapshots.flatMap(({ accounts }) => accounts));
    this.#regions = new Set(snapshots.flatMap(({ regions }) => regions));
    this.#hidden = new Set([...findings.values()].filter(isStandIn).map(placeOf));
  }

  covers(seen: Seen): boolean {
    const isHidden =
      this.#hidden.has(placeOf(seen)) || this.#hidden.has(placeOf({ ...seen, accountId: '', region: '' }));
    return !isHidden && has(this.#accounts, seen.accountId) && has(this.#regions, seen.region);
  }
}

function placeOf({ type, accountId, region }: Pick<Seen, 'type' | 'accountId' | 'region'>): string {
  return `${type} ${accountId} ${region}`;
}

function has(places: ReadonlySet<string>, place: string): boolean {
  return places.size === 0 || place === '' || places.has(place);
}

function resourceChanges(old: Side, now: Side, sight: Sight): Pick<Difference, 'added' | 'removed'> {
  const before = resourcesOf(old);
  const after = resourcesOf(now);
  const then = new Sight(old);
  const only = (of: ReadonlyMap<string, Seen>, others: ReadonlyMap<string, Seen>, other: Sight) =>
    [...of]
      .filter(([id, seen]) => !others.has(id) && other.covers(seen))
      .map(([, { type, resource }]) => ({ type, resource }))
      .sort((a, b) => compareText(`${a.type} ${a.resource}`, `${b.type} ${b.resource}`));
  return { added: only(after, before, then), removed: only(before, after, sight) };
}

function resourcesOf({ findings }: Side): Map<string, Seen> {
  const seen = [...findings.values()].filter((finding) => !isStandIn(finding));
  return new Map(seen.map((finding) => [`${placeOf(finding)} ${finding.resource}`, finding]));
}

function changeOf({ evidence: _, status: __, isWaived: ___, ...change }: Seen, before?: Seen): Change {
  return before === undefined ? change : { ...change, before: before.message };
}

function byControlAndResource(a: Change, b: Change): number {
  return compareText(`${a.control} ${a.resource}`, `${b.control} ${b.resource}`);
}

/** By code unit, so that the order does not depend on the reader's locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
