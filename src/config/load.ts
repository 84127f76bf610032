import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { Control } from '../model/control.ts';
import type { Waiver } from '../model/waiver.ts';
import { checkNames, checkWaivers } from './check.ts';
import { ConfigError, type Document, parseConfig } from './document.ts';
import { type Config, configFile, waiversFile } from './schema.ts';

export interface LoadOptions {
  /** The folder from which files are looked for upwards. */
  readonly cwd: string;
  /** The controls that names may mean. */
  readonly controls: readonly Control[];
  /** This file instead of the one that is found; `null`: none, and no waivers file that nobody named. */
  readonly config?: string | null;
  /** This file of waivers instead of the one that is found. */
  readonly waivers?: string;
}

/** What the configuration says, its paths made absolute. */
export interface LoadedConfig {
  readonly config: Omit<Config, '$schema' | 'waivers'>;
  /** Those of the configuration, and those of the waivers file. */
  readonly waivers: readonly Waiver[];
  /** The files that were read, relative to the working directory where that is shorter. */
  readonly files: readonly string[];
}

const configNames = ['sagevet.yaml', 'sagevet.yml', 'sagevet.json'];
const waiverNames = ['sagevet.waivers.yaml', 'sagevet.waivers.yml', 'sagevet.waivers.json'];

/**
 * Finds and reads `sagevet.yaml` and `sagevet.waivers.yaml`.
 * @throws ConfigError
 */
export function loadConfig({ cwd, controls, config, waivers }: LoadOptions): LoadedConfig {
  const configPath = config === null ? undefined : config === undefined ? find(configNames, cwd) : resolve(cwd, config);
  const waiversPath =
    waivers !== undefined ? resolve(cwd, waivers) : config === null ? undefined : find(waiverNames, cwd);
  const main = configPath === undefined ? undefined : read(configPath, cwd, configFile);
  const beside = waiversPath === undefined ? undefined : read(waiversPath, cwd, waiversFile);
  if (main !== undefined) checkNames(main, controls);
  for (const document of [main, beside]) if (document !== undefined) checkWaivers(document, controls);
  const { $schema: _, waivers: __, ...said } = main?.value ?? {};
  return {
    config: configPath === undefined ? said : { ...said, ...absolute(said, dirname(configPath)) },
    waivers: [main, beside].flatMap((document) => (document === undefined ? [] : waiversOf(document))),
    files: [configPath, waiversPath].flatMap((path) => (path === undefined ? [] : [shown(path, cwd)])),
  };
}

/**
 * The files and folders of custom controls that the configuration names: what they hold has to be known before the rest of
 * it can be checked.
 * @throws ConfigError
 */
export function customControlsOf({ cwd, config }: Pick<LoadOptions, 'cwd' | 'config'>): readonly string[] {
  const path = config === null ? undefined : config === undefined ? find(configNames, cwd) : resolve(cwd, config);
  if (path === undefined) return [];
  const { value, place } = read(path, cwd, configFile);
  return (value.customControls ?? []).map((named, index) => {
    // Whoever scans a folder that somebody else wrote must not run what stands in it.
    if (/\.[cm]?[jt]s$/.test(named))
      throw new ConfigError(
        `${place(['customControls', index])}: \`${named}\` is code, which runs only if you name it: \`--controls ${named}\``,
      );
    return shown(resolve(dirname(path), named), cwd);
  });
}

/** The nearest folder that has one of the files, from a folder upwards. */
function find(names: readonly string[], folder: string): string | undefined {
  const found = names.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const [first, second] = found;
  if (second !== undefined) throw new ConfigError(`\`${first}\` and \`${second}\` are both there: keep one of them`);
  if (first !== undefined) return first;
  const parent = dirname(folder);
  return parent === folder ? undefined : find(names, parent);
}

function read<Schema extends z.ZodType>(path: string, cwd: string, schema: Schema): Document<z.infer<Schema>> {
  return parseConfig(readText(path, cwd), shown(path, cwd), schema);
}

function readText(path: string, cwd: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file; `sagevet init` writes one'
        : code === 'EISDIR'
          ? 'it is a folder'
          : message.toLowerCase();
    throw new ConfigError(`cannot read \`${shown(path, cwd)}\`: ${why}`);
  }
}

function waiversOf({ value, place }: Document<Pick<Config, 'waivers'>>): Waiver[] {
  return (value.waivers ?? []).map((waiver, index) => ({ ...waiver, source: place(['waivers', index]) }));
}

/** Files are named from the folder in which the configuration stands, whatever the working directory. */
function absolute({ formats, baseline }: Config, folder: string): Pick<Config, 'formats' | 'baseline'> {
  return {
    ...(formats && {
      formats: formats.map((format) => format.replace(/=(.+)$/s, (_, file) => `=${resolve(folder, file)}`)),
    }),
    ...(baseline && { baseline: resolve(folder, baseline) }),
  };
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.length < path.length ? short : path;
}
