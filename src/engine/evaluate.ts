import type { Context, Control } from '../model/control.ts';
import type { Place } from '../model/lookup.ts';
import type { Report } from '../model/report.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, Snapshot, SnapshotRecord } from '../model/snapshot.ts';
import { isUnknown } from '../model/value.ts';
import { describeGap, IndexBuilder } from './index-builder.ts';
import { judge } from './judge.ts';
import { type ParameterSettings, resolveParameters } from './parameters.ts';
import { type FindingsSink, ReportBuilder } from './report-builder.ts';

export interface EvaluateOptions {
  readonly controls: readonly Control[];
  /** By control id, then by parameter name. */
  readonly parameters?: ParameterSettings;
  /** Judge only resources that carry all of these tags; a resource whose tags are unknown is judged. */
  readonly tags?: readonly TagFilter[];
  /** Default `keep`. */
  readonly findings?: FindingsSink;
}

export interface TagFilter {
  readonly key: string;
  /** Any value where left out. */
  readonly value?: string;
}

/**
 * Runs controls over a snapshot.
 *
 * Resources are judged as they come and forgotten, but for those that joins need: these are kept, and the controls that
 * join are run at the end, when everything they may refer to has been seen. Training jobs are never kept: what they refer
 * to stands before them in a snapshot.
 */
export async function evaluate(snapshot: Snapshot, options: EvaluateOptions): Promise<Report> {
  const { header } = snapshot;
  const { controls, tags = [] } = options;
  const plan = planFor(controls);
  const index = new IndexBuilder(header, plan.kept);
  const report = new ReportBuilder(options.findings ?? 'keep');
  const contexts = contextsFor(controls, options.parameters ?? {}, index, Date.parse(header.capturedAt));
  const postponed: Resource[] = [];
  const hidden = new Map<string, Gap>();
  let interrupted = false;

  const run = (resource: Resource, chosen: readonly Control[]) => {
    for (const control of chosen) {
      const context = contexts.get(control) as Context;
      report.add(control, resource, judge(control, resource, context), context);
    }
  };

  const take = (record: SnapshotRecord) => {
    if ('resource' in record) {
      const { resource } = record;
      index.addResource(resource);
      const { atOnce, atEnd } = plan.byType.get(resource.type) ?? nothing;
      if (atOnce.length + atEnd.length === 0 || !hasTags(resource, tags)) return;
      report.countResource(resource.type);
      run(resource, atOnce);
      if (atEnd.length > 0) postponed.push(resource);
    } else if ('fact' in record) {
      index.addFact(record.fact);
    } else {
      const { gap } = record;
      report.addGap(gap);
      index.addGap(gap);
      interrupted ||= gap.code === 'Interrupted';
      if (gap.hides !== undefined && gap.recovered === undefined) {
        const place = `${gap.hides} ${gap.accountId} ${gap.region}`;
        if (!hidden.has(place)) hidden.set(place, gap);
      }
    }
  };

  if (Symbol.iterator in snapshot.records) for (const record of snapshot.records) take(record);
  else for await (const record of snapshot.records) take(record);

  for (const resource of postponed) run(resource, plan.byType.get(resource.type)?.atEnd ?? []);
  for (const { resource, reason } of unseenResources(controls, header, hidden)) {
    for (const control of plan.byType.get(resource.type)?.all ?? []) {
      report.add(control, resource, { status: 'UNKNOWN', unseen: reason }, contexts.get(control) as Context);
    }
  }
  return report.finish(header, controls, interrupted);
}

interface Schedule {
  readonly all: Control[];
  readonly atOnce: Control[];
  readonly atEnd: Control[];
}

const nothing: Schedule = { all: [], atOnce: [], atEnd: [] };

function planFor(controls: readonly Control[]): { byType: Map<ResourceType, Schedule>; kept: Set<ResourceType> } {
  const byType = new Map<ResourceType, Schedule>();
  const kept = new Set<ResourceType>();
  for (const control of controls) {
    const schedule = byType.get(control.resourceType) ?? { all: [], atOnce: [], atEnd: [] };
    byType.set(control.resourceType, schedule);
    const { resources = [], facts = [] } = control.needs ?? {};
    const joins = resources.length + facts.length > 0 && control.resourceType !== 'AWS::SageMaker::TrainingJob';
    schedule.all.push(control);
    (joins ? schedule.atEnd : schedule.atOnce).push(control);
    for (const type of resources) kept.add(type);
  }
  kept.delete('AWS::SageMaker::TrainingJob');
  return { byType, kept };
}

function contextsFor(
  controls: readonly Control[],
  settings: ParameterSettings,
  index: IndexBuilder,
  capturedAt: number,
): Map<Control, Context> {
  return new Map(
    controls.map((control) => [
      control,
      { parameters: resolveParameters(control, settings[control.id]), index, capturedAt },
    ]),
  );
}

/**
 * One stand-in for each type, account and region where resources may exist that nobody saw, so that a denied list shows
 * as UNKNOWN and never as an empty, clean estate.
 */
function unseenResources(
  controls: readonly Control[],
  header: Snapshot['header'],
  hidden: ReadonlyMap<string, Gap>,
): Unseen[] {
  const collected = new Set(header.resourceTypes);
  const types = new Set(controls.map(({ resourceType }) => resourceType));
  const notCollected = [...types]
    .filter((type) => !collected.has(type))
    .map((type) => unseen(type, { accountId: '', region: '' }, 'not collected in this snapshot'));
  const notListed = [...hidden.values()].flatMap((gap) =>
    gap.hides !== undefined && types.has(gap.hides) ? [unseen(gap.hides, gap, describeGap(gap))] : [],
  );
  return [...notCollected, ...notListed];
}

interface Unseen {
  readonly resource: Resource;
  readonly reason: string;
}

function unseen(type: ResourceType, { accountId, region }: Place, reason: string): Unseen {
  const origin = { kind: 'api', operation: '' } as const;
  return { resource: { type, name: '*', accountId, region, properties: {}, origin }, reason };
}

function hasTags(resource: Resource, filters: readonly TagFilter[]): boolean {
  const { tags } = resource;
  if (filters.length === 0 || tags === undefined || isUnknown(tags)) return true;
  return filters.every(({ key, value }) =>
    tags.some((tag) => tag.Key === key && (value === undefined || tag.Value === value)),
  );
}
