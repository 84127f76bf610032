import { type Finding, type Severity, type Status, severities, statuses } from './finding.ts';
import type { Place } from './lookup.ts';
import type { FindingGroup, Report, StatusCounts } from './report.ts';
import type { FindingWaiver } from './waiver.ts';

/** How many findings of a group are kept in full when the rest is only counted. */
const examplesPerGroup = 3;

/** What makes findings one group. */
export type GroupKey = Pick<Finding, 'control' | 'status' | 'severity' | 'cause' | 'waiver' | 'baseline'>;

interface OpenGroup extends FindingGroup {
  count: number;
  readonly places: Record<string, number>;
  readonly examples: Finding[];
}

/** Findings added up by control, status and cause. */
export class FindingGroups {
  readonly #byControl = new Map<string, Map<string, OpenGroup>>();
  readonly #latest = new Map<string, OpenGroup>();

  /** Counts a finding. Returns whether its group still wants an example, so that others need not be worded. */
  count(key: GroupKey, { accountId, region }: Place): boolean {
    const group = this.#groupOf(key);
    const place = `${accountId}/${region}`;
    group.count += 1;
    group.places[place] = (group.places[place] ?? 0) + 1;
    return group.examples.length < examplesPerGroup;
  }

  addExample(finding: Finding): void {
    this.#groupOf(finding).examples.push(finding);
  }

  summary(): Pick<Report, 'groups' | 'counts' | 'countsBySeverity'> {
    const groups = [...this.#byControl.values()].flatMap((causes) => [...causes.values()]).sort(worstFirst);
    const total = (of: (group: FindingGroup) => boolean): StatusCounts =>
      mapKeys(outcomes, (outcome) =>
        groups.filter((group) => outcomeOf(group) === outcome && of(group)).reduce((sum, { count }) => sum + count, 0),
      );
    return {
      groups,
      counts: total(() => true),
      countsBySeverity: mapKeys(severities, (severity) => total((group) => group.severity === severity)),
    };
  }

  /** Neighbours in a snapshot are often alike: the group of a control's latest finding is tried first. */
  #groupOf(key: GroupKey): OpenGroup {
    const latest = this.#latest.get(key.control);
    if (latest !== undefined && isOf(latest, key)) return latest;
    const group = this.#findGroup(key);
    this.#latest.set(key.control, group);
    return group;
  }

  #findGroup({ control, status, severity, cause, waiver, baseline }: GroupKey): OpenGroup {
    const causes = this.#byControl.get(control) ?? new Map<string, OpenGroup>();
    this.#byControl.set(control, causes);
    const key = `${status} ${baseline ?? ''} ${waiver === undefined ? '' : waiverKey(waiver)} ${cause}`;
    let group = causes.get(key);
    if (group === undefined) {
      const marks = { ...(waiver && { waiver }), ...(baseline && { baseline }) };
      group = { control, status, severity, cause, ...marks, count: 0, places: {}, examples: [] };
      causes.set(key, group);
    }
    return group;
  }
}

function isOf(group: FindingGroup, { status, cause, waiver, baseline }: GroupKey): boolean {
  return group.cause === cause && group.status === status && group.waiver === waiver && group.baseline === baseline;
}

const outcomes = [...statuses, 'WAIVED'] as const;

/** As what a finding counts: a waived failure is no failure any more. */
export function outcomeOf({ status, waiver }: Pick<Finding, 'status' | 'waiver'>): Status | 'WAIVED' {
  return waiver === undefined ? status : 'WAIVED';
}

function waiverKey({ source, owner, reason }: FindingWaiver): string {
  return JSON.stringify([source, owner, reason]);
}

function worstFirst(a: FindingGroup, b: FindingGroup): number {
  return (
    statuses.indexOf(a.status) - statuses.indexOf(b.status) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.count - a.count ||
    compareText(a.control, b.control) ||
    compareText(a.cause, b.cause) ||
    compareText(a.baseline ?? '', b.baseline ?? '') ||
    compareText(a.waiver?.source ?? '', b.waiver?.source ?? '')
  );
}

/** By code unit, so that the order does not depend on the reader's locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mapKeys<K extends Severity | Status | 'WAIVED', V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
