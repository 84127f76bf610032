import type { Context, Control } from '../model/control.ts';
import type { Place } from '../model/lookup.ts';
import type { Report } from '../model/report.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, HeldSnapshot, Snapshot, SnapshotHeader, SnapshotRecord } from '../model/snapshot.ts';
import { isUnknown } from '../model/value.ts';
import { describeGap, IndexBuilder } from './index-builder.ts';
import { judge } from './judge.ts';
import { type ParameterSettings, resolveParameters } from './parameters.ts';
import { type FindingsSink, ReportBuilder, type ReportPolicy } from './report-builder.ts';

export interface EvaluateOptions extends ReportPolicy {
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
 * Runs controls over snapshots, each a world of its own: joins do not cross from one input to another.
 *
 * Resources are judged as they come and forgotten, but for those that joins need: these are kept, and the controls that
 * join are run at the end, when everything they may refer to has been seen. Training jobs are never kept: what they refer
 * to stands before them in a snapshot.
 */
export async function evaluate(snapshots: readonly Snapshot[], options: EvaluateOptions): Promise<Report> {
  const run = new Run(options);
  for (const snapshot of snapshots) {
    const evaluation = run.begin(snapshot);
    // Awaiting each record of a file that is read synchronously would double the time of an evaluation.
    if (Symbol.iterator in snapshot.records) for (const record of snapshot.records) evaluation.take(record);
    else for await (const record of snapshot.records) evaluation.take(record);
    run.end(evaluation);
  }
  return run.finish();
}

/** {@link evaluate} for snapshots in memory and callers that cannot wait, such as a plugin of `cdk synth`. */
export function evaluateNow(snapshots: readonly HeldSnapshot[], options: EvaluateOptions): Report {
  const run = new Run(options);
  for (const snapshot of snapshots) {
    const evaluation = run.begin(snapshot);
    for (const record of snapshot.records) evaluation.take(record);
    run.end(evaluation);
  }
  return run.finish();
}

class Run {
  readonly #options: EvaluateOptions;
  readonly #report: ReportBuilder;
  readonly #parameters: ReadonlyMap<Control, Context['parameters']>;
  readonly #headers: SnapshotHeader[] = [];
  #interrupted = false;

  constructor(options: EvaluateOptions) {
    this.#options = options;
    this.#report = new ReportBuilder(options.findings ?? 'keep', options);
    this.#parameters = new Map(
      options.controls.map((control) => [control, resolveParameters(control, options.parameters?.[control.id])]),
    );
  }

  begin({ header }: Snapshot): Evaluation {
    this.#report.beginSnapshot();
    this.#headers.push(header);
    return new Evaluation(header, this.#options, this.#parameters, this.#report);
  }

  end(evaluation: Evaluation): void {
    evaluation.finish();
    this.#interrupted ||= evaluation.interrupted;
  }

  finish(): Report {
    return this.#report.finish(this.#headers, this.#options.controls, this.#interrupted);
  }
}

class Evaluation {
  interrupted = false;
  readonly #header: SnapshotHeader;
  readonly #controls: readonly Control[];
  readonly #tags: readonly TagFilter[];
  readonly #plan: Plan;
  readonly #index: IndexBuilder;
  readonly #contexts: ReadonlyMap<Control, Context>;
  readonly #report: ReportBuilder;
  readonly #postponed: Resource[] = [];
  readonly #hidden = new Map<string, Gap>();

  constructor(
    header: SnapshotHeader,
    { controls, tags = [] }: EvaluateOptions,
    parameters: ReadonlyMap<Control, Context['parameters']>,
    report: ReportBuilder,
  ) {
    const capturedAt = Date.parse(header.capturedAt);
    const plan = planFor(controls);
    const index = new IndexBuilder(header, plan.kept);
    this.#header = header;
    this.#controls = controls;
    this.#tags = tags;
    this.#plan = plan;
    this.#index = index;
    this.#report = report;
    this.#contexts = new Map(
      controls.map((control) => [control, { parameters: parameters.get(control) ?? {}, index, capturedAt }]),
    );
  }

  take(record: SnapshotRecord): void {
    if ('resource' in record) this.#takeResource(record.resource);
    else if ('fact' in record) this.#index.addFact(record.fact);
    else this.#takeGap(record.gap);
  }

  finish(): void {
    for (const resource of this.#postponed) this.#judge(resource, this.#scheduleOf(resource).atEnd);
    for (const { resource, reason } of unseenResources(this.#controls, this.#header, this.#hidden)) {
      for (const control of this.#scheduleOf(resource).all) {
        this.#report.add(control, resource, { status: 'UNKNOWN', unseen: reason }, this.#contextOf(control));
      }
    }
  }

  #takeResource(resource: Resource): void {
    this.#index.addResource(resource);
    const { all, atOnce, atEnd } = this.#scheduleOf(resource);
    if (all.length === 0 || !hasTags(resource, this.#tags)) return;
    this.#report.countResource(resource);
    this.#judge(resource, atOnce);
    if (atEnd.length > 0) this.#postponed.push(resource);
  }

  #takeGap(gap: Gap): void {
    this.#report.addGap(gap);
    this.#index.addGap(gap);
    this.interrupted ||= gap.code === 'Interrupted';
    if (gap.hides === undefined || gap.recovered !== undefined) return;
    const place = `${gap.hides} ${gap.accountId} ${gap.region}`;
    if (!this.#hidden.has(place)) this.#hidden.set(place, gap);
  }

  #judge(resource: Resource, controls: readonly Control[]): void {
    for (const control of controls) {
      const context = this.#contextOf(control);
      this.#report.add(control, resource, judge(control, resource, context), context);
    }
  }

  #scheduleOf({ type }: Resource): Schedule {
    return this.#plan.byType.get(type) ?? nothing;
  }

  #contextOf(control: Control): Context {
    return this.#contexts.get(control) as Context;
  }
}

interface Plan {
  readonly byType: ReadonlyMap<ResourceType, Schedule>;
  /** The types whose resources joins look up. */
  readonly kept: ReadonlySet<ResourceType>;
}

interface Schedule {
  readonly all: Control[];
  readonly atOnce: Control[];
  readonly atEnd: Control[];
}

const nothing: Schedule = { all: [], atOnce: [], atEnd: [] };

function planFor(controls: readonly Control[]): Plan {
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
    // A template holds no training jobs, and says nothing about those that run elsewhere.
    .filter((type) => !collected.has(type) && header.elsewhere === undefined)
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
