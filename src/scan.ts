import { catalogue } from './controls/index.ts';
import { type EvaluateOptions, evaluate } from './engine/evaluate.ts';
import { type CollectionNeeds, needsOf } from './engine/needs.ts';
import { type ParameterSettings, resolveParameters } from './engine/parameters.ts';
import { controlsNamed, type Selection, selectControls, withSeverities } from './engine/select.ts';
import type { Control } from './model/control.ts';
import type { Severity } from './model/finding.ts';
import type { Report } from './model/report.ts';
import type { Snapshot, SnapshotHeader } from './model/snapshot.ts';
import type { Waiver } from './model/waiver.ts';
import { explainControl as explain } from './reporters/catalogue.ts';
import { actionsFor, openAws } from './sources/aws/index.ts';
import type { Action, AwsOptions } from './sources/aws/types.ts';
import { openInputs } from './sources/input.ts';
import { version } from './version.ts';

/** How a live account is read. */
export type LiveOptions = Partial<
  Pick<AwsOptions, 'profile' | 'regions' | 'roles' | 'endpointUrl' | 'signal' | 'onProgress' | 'retries'>
> & {
  /** Training jobs created since then, and every job in progress; `null`: all. Default: the last 90 days. */
  readonly jobsSince?: Date | null;
};

export interface ScanOptions extends Omit<EvaluateOptions, 'controls' | 'waivers'> {
  /** Which controls to run. Default: the whole catalogue. */
  readonly select?: Selection;
  /** Controls of your own, beside the catalogue. */
  readonly extraControls?: readonly Control[];
  /** Severities other than the controls' own, by the names and globs that a selection takes. */
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Failures that somebody accepted. */
  readonly waivers?: readonly Waiver[];
  /** Whether waivers in the metadata and tags of resources count. Default true. */
  readonly inlineWaivers?: boolean;
  /** Files and folders to scan instead of a live account. */
  readonly inputs?: readonly string[];
  readonly live?: LiveOptions;
  /** Scan what can be read of a snapshot that was cut. Default false. */
  readonly allowPartial?: boolean;
  /** Called once everything is open, before the first finding: what is going to be judged. */
  readonly onSnapshots?: (headers: readonly SnapshotHeader[]) => void;
  /** Values for the parameters of CloudFormation templates, by name. */
  readonly templateParameters?: Readonly<Record<string, string>>;
  /** Time-dependent controls of inputs without a time of their own count from here. Default: now. */
  readonly now?: Date;
}

const defaultWindowDays = 90;
const day = 24 * 60 * 60 * 1000;

/**
 * Collects, evaluates, reports: the product in one function.
 *
 * @throws SelectionError, ParameterError for words that name nothing
 * @throws SourceError when the live account cannot be read at all; calls that fail later are gaps in the report
 * @throws InputError when a file cannot be read
 */
export async function scan(options: ScanOptions = {}): Promise<Report> {
  const controls = controlsOf(options);
  const snapshots = options.inputs?.length ? await openFiles(options.inputs, options) : [await collect(options)];
  options.onSnapshots?.(snapshots.map(({ header }) => header));
  return evaluate(snapshots, {
    ...options,
    controls,
    parameters: settingsById(options),
    waivers: waiverRules(options),
  });
}

function waiverRules({ waivers = [], inlineWaivers = true, now = new Date(), extraControls = [] }: ScanOptions) {
  return { waivers, known: [...catalogue, ...extraControls], now, inline: inlineWaivers };
}

/**
 * Reads a live account, as far as the selected controls need it.
 * @throws SelectionError, ParameterError, SourceError
 */
export async function collect(options: ScanOptions = {}): Promise<Snapshot> {
  const controls = controlsOf(options);
  const now = options.now ?? new Date();
  const { jobsSince = new Date(now.getTime() - defaultWindowDays * day), ...live } = options.live ?? {};
  return openAws({
    ...live,
    ...collectionNeeds(controls, options),
    ...parametersOfCollection(controls, options),
    jobsSince,
    toolVersion: version,
    now,
  });
}

/** The controls that a scan with these options runs. @throws SelectionError */
export function controlsOf({
  select = {},
  extraControls = [],
  severities = {},
}: Pick<ScanOptions, 'select' | 'extraControls' | 'severities'>): readonly Control[] {
  return selectControls(withSeverities([...catalogue, ...extraControls], severities), select);
}

function collectionNeeds(
  controls: readonly Control[],
  { tags = [], waivers = [] }: Pick<ScanOptions, 'tags' | 'waivers'>,
): CollectionNeeds {
  const allTags = tags.length > 0 || waivers.some((waiver) => waiver.tags !== undefined);
  return needsOf(controls, { allTags });
}

/** Settings under the ids of their controls, whichever of their names the user wrote. */
function settingsById({ parameters = {}, extraControls = [] }: ScanOptions): ParameterSettings {
  const known = [...catalogue, ...extraControls];
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [name, values] of Object.entries(parameters)) {
    for (const { id } of controlsNamed(known, name)) settings[id] = { ...settings[id], ...values };
  }
  return settings;
}

/** Parameters of controls that decide what has to be collected. */
function parametersOfCollection(
  controls: readonly Control[],
  options: ScanOptions,
): Pick<AwsOptions, 'knownAccountIds' | 'endpointTrafficDays'> {
  const parameters = settingsById(options);
  const valuesOf = (name: string) =>
    controls
      .filter((control) => Object.hasOwn(control.parameters ?? {}, name))
      .map((control) => resolveParameters(control, parameters[control.id])[name]);
  const idle = controls.filter(({ needs }) => needs?.facts?.includes('endpoint-traffic'));
  const days = idle.map((control) => Number(resolveParameters(control, parameters[control.id]).idleDays));
  return {
    knownAccountIds: [...new Set(valuesOf('trustedAccountIds').flat() as string[])],
    endpointTrafficDays: Math.max(1, ...days),
  };
}

async function openFiles(paths: readonly string[], options: ScanOptions): Promise<Snapshot[]> {
  const now = (options.now ?? new Date()).toISOString();
  const { allowPartial = false, templateParameters: parameters = {} } = options;
  return openInputs(paths, { toolVersion: version, now, allowPartial, parameters });
}

/** The IAM actions that a live scan with these options uses. @throws SelectionError */
export function permissionsFor(
  options: Pick<ScanOptions, 'select' | 'extraControls' | 'severities' | 'tags' | 'waivers'>,
): readonly Action[] {
  return actionsFor(collectionNeeds(controlsOf(options), options));
}

/** One control in full, for a terminal. */
export function explainControl(control: Control, columns: number): string {
  const actions = actionsFor(needsOf([control])).map(({ action }) => action);
  return explain(control, actions, columns);
}
