import type { Context, Control } from '../model/control.ts';
import { type Finding, type Severity, type Status, severities, statuses } from '../model/finding.ts';
import type { FindingGroup, Report, StatusCounts } from '../model/report.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import { causeOf, type Judgement, toFinding } from './judge.ts';

/** `keep`: the report holds every finding; `count`: groups with examples only; a function: takes them one by one. */
export type FindingsSink = 'keep' | 'count' | ((finding: Finding) => void);

/** How many findings of a group are kept in full when the rest is only counted. */
const examplesPerGroup = 3;

interface OpenGroup extends FindingGroup {
  count: number;
  readonly places: Record<string, number>;
  readonly examples: Finding[];
}

/** Adds findings up as they come, so that a report stays small whatever the number of resources. */
export class ReportBuilder {
  readonly #sink: FindingsSink;
  readonly #groups = new Map<Control, Map<string, OpenGroup>>();
  readonly #findings: Finding[] = [];
  readonly #gaps: Gap[] = [];
  readonly #errors = new Set<string>();
  readonly #resources: Partial<Record<ResourceType, number>> = {};

  constructor(sink: FindingsSink) {
    this.#sink = sink;
  }

  countResource(type: ResourceType): void {
    this.#resources[type] = (this.#resources[type] ?? 0) + 1;
  }

  addGap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  add(control: Control, resource: Resource, judgement: Judgement, context: Context): void {
    if ('error' in judgement) this.#errors.add(`control \`${control.id}\` failed: ${judgement.error}`);
    const group = this.#groupOf(control, judgement);
    group.count += 1;
    const place = `${resource.accountId}/${resource.region}`;
    group.places[place] = (group.places[place] ?? 0) + 1;

    const isExample = group.examples.length < examplesPerGroup;
    if (!isExample && this.#sink === 'count') return;
    const finding = toFinding(control, resource, judgement, context);
    if (isExample) group.examples.push(finding);
    if (this.#sink === 'keep') this.#findings.push(finding);
    if (typeof this.#sink === 'function') this.#sink(finding);
  }

  finish(snapshots: readonly SnapshotHeader[], controls: readonly Control[], interrupted: boolean): Report {
    const groups = [...this.#groups.values()].flatMap((causes) => [...causes.values()]).sort(worstFirst);
    return {
      snapshots,
      controls: controls.map(({ id }) => id),
      resources: this.#resources,
      ...countFindings(groups),
      groups,
      findings: this.#findings,
      gaps: this.#gaps,
      errors: [...this.#errors],
      ...(interrupted ? { interrupted } : {}),
    };
  }

  #groupOf(control: Control, judgement: Judgement): OpenGroup {
    const causes = this.#groups.get(control) ?? new Map<string, OpenGroup>();
    this.#groups.set(control, causes);
    const cause = causeOf(judgement);
    const key = `${judgement.status} ${cause}`;
    let group = causes.get(key);
    if (group === undefined) {
      const { id, severity } = control;
      group = { control: id, status: judgement.status, severity, cause, count: 0, places: {}, examples: [] };
      causes.set(key, group);
    }
    return group;
  }
}

function worstFirst(a: FindingGroup, b: FindingGroup): number {
  return (
    statuses.indexOf(a.status) - statuses.indexOf(b.status) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.count - a.count ||
    compareText(a.control, b.control) ||
    compareText(a.cause, b.cause)
  );
}

/** By code unit, so that the order does not depend on the reader's locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countFindings(groups: readonly FindingGroup[]): Pick<Report, 'counts' | 'countsBySeverity'> {
  const total = (of: (group: FindingGroup) => boolean): StatusCounts =>
    mapKeys(statuses, (status) =>
      groups.filter((group) => group.status === status && of(group)).reduce((sum, { count }) => sum + count, 0),
    );
  return {
    counts: total(() => true),
    countsBySeverity: mapKeys(severities, (severity) => total((group) => group.severity === severity)),
  };
}

function mapKeys<K extends Severity | Status, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
