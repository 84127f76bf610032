import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Position } from '../../model/resource.ts';
import { own, textOf } from '../json.ts';
import { callsOf, childOf } from './address.ts';
import type { Configuration } from './configuration.ts';
import { type LocatedBlock, locateBlocks } from './hcl-locator.ts';
import type { Instance } from './instance.ts';

/** A block of the configuration's sources, found beside the plan. */
export interface SourceBlock extends Omit<LocatedBlock, 'object'> {
  readonly file: string;
}

/** Sources are only looked at for line numbers: what is larger than this is not what somebody wrote by hand. */
const mostFiles = 500;
const largestFile = 1024 * 1024;

/** Finds the `.tf` sources that lie beside a plan, with those of modules whose `source` is a path. */
export class Sources {
  readonly #folder: string;
  readonly #configuration: Configuration;

  constructor(planFile: string, configuration: Configuration) {
    this.#folder = dirname(planFile);
    this.#configuration = configuration;
  }

  /** The blocks of these instances, as far as they are found. */
  async blocksOf(instances: readonly Instance[]): Promise<ReadonlyMap<Instance, SourceBlock>> {
    const blocks = new Map<Instance, SourceBlock>();
    const folders = new Map<string, ReadonlyMap<string, SourceBlock>>();
    for (const instance of instances) {
      const folder = this.#folderOf(instance.moduleAddress);
      if (folder === undefined) continue;
      const found = folders.get(folder) ?? (await readFolder(folder));
      folders.set(folder, found);
      const { mode, type, name } = instance;
      const block = found.get(`${mode === 'data' ? 'data.' : ''}${type}.${name}`);
      if (block !== undefined) blocks.set(instance, block);
    }
    return blocks;
  }

  /** Along the calls, as far as each names its module by a path. */
  #folderOf(moduleAddress: string): string | undefined {
    let folder = this.#folder;
    let at = '';
    for (const call of callsOf(moduleAddress)) {
      const calls = own(this.#configuration.module(at), 'module_calls');
      const source = textOf(own(own(calls, call), 'source'));
      if (source === undefined || !/^\.\.?\//.test(source)) return undefined;
      folder = join(folder, source);
      at = childOf(at, call);
    }
    return folder;
  }
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, SourceBlock>> {
  const blocks = new Map<string, SourceBlock>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names
    .filter((name) => /\.(tf|tofu)$/.test(name))
    .sort()
    .slice(0, mostFiles)) {
    const file = join(folder, name);
    for (const { object, ...block } of locateBlocks(await readSmall(file))) blocks.set(object, { file, ...block });
  }
  return blocks;
}

async function readSmall(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    return size > largestFile ? '' : await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

export function positionIn(block: SourceBlock | undefined): (path: string) => Position | undefined {
  return (path) => block?.arguments.get(path);
}
