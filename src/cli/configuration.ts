import { type Command, Option } from 'commander';
import type { Baseline, Control, LoadedConfig, Report } from '../types.ts';
import type { Io } from './io.ts';
import { repeated } from './options.ts';

/** Which configuration holds. */
export interface ConfigFlags {
  /** `false`: none. */
  config?: string | false;
  waivers?: string;
  inlineWaivers?: boolean;
  quiet?: boolean;
  controls?: string[];
}

/** What the configuration says, and the controls that it brings. */
export interface Configuration extends LoadedConfig {
  readonly extraControls: readonly Control[];
}

export function addConfigFlags(command: Command): Command {
  return command
    .optionsGroup('Which configuration:')
    .option('--config <file>', 'read this file instead of the `sagevet.yaml` found here or above')
    .option('--no-config', 'read no `sagevet.yaml` and no `sagevet.waivers.yaml`')
    .addOption(
      new Option(
        '--controls <path>',
        'controls of your own: a YAML file, a folder of them, or a JavaScript module, which is run (repeatable)',
      ).argParser(repeated),
    );
}

export function addWaiverFlags(command: Command): Command {
  return addConfigFlags(command)
    .option('--waivers <file>', 'accepted failures, instead of the `sagevet.waivers.yaml` found here or above')
    .option('--no-inline-waivers', 'ignore waivers in the metadata and tags of resources');
}

/** What the configuration says; which files were read is told. */
export async function configurationOf(flags: ConfigFlags, io: Io): Promise<Configuration> {
  const { catalogue, customControlsOf, loadConfig, loadControls } = await import('../index.ts');
  const place = {
    cwd: io.cwd,
    ...(flags.config === false ? { config: null } : flags.config === undefined ? {} : { config: flags.config }),
  };
  const paths = [...(flags.controls ?? []), ...customControlsOf(place)];
  const extraControls = paths.length === 0 ? [] : await loadControls(paths);
  const loaded = loadConfig({
    ...place,
    controls: [...catalogue, ...extraControls],
    ...(flags.waivers === undefined ? {} : { waivers: flags.waivers }),
  });
  if (loaded.files.length > 0 && !flags.quiet) io.err(`note: configured by ${loaded.files.join(' and ')}\n`);
  return { ...loaded, extraControls };
}

/** The baseline of the flag, or of the configuration. */
export async function baselineOf(file: string | undefined, { config }: LoadedConfig): Promise<Baseline | undefined> {
  const path = file ?? config.baseline;
  if (path === undefined) return undefined;
  const { readBaseline } = await import('../index.ts');
  return readBaseline(path);
}

/** What somebody should look at, whatever the format of the report. */
export function policyNotes({ waivers = [], baseline }: Report): string[] {
  const count = (state: string) => waivers.filter((use) => use.state === state).length;
  const kinds = [
    [count('invalid'), 'not valid'],
    [count('expired'), 'expired'],
    [count('expiring'), 'about to expire'],
    [count('unused'), 'not used'],
  ] as const;
  const told = kinds.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [
    ...(told.length === 0 ? [] : [`waivers to look at: ${told.join(', ')}`]),
    ...(baseline === undefined
      ? []
      : [
          `against the baseline: ${baseline.new} new, ${baseline.known} known, ${baseline.fixed.length} fixed, ` +
            `${baseline.absent.length} not in this scan${baseline.unknown === 0 ? '' : `, ${baseline.unknown} not judged`}`,
        ]),
  ];
}
