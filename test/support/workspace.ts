import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { snapshotLines } from '../../src/sources/snapshot/write.ts';
import { type Outcome, sagevet } from './cli.ts';
import { type Estate, toSnapshot } from './estate.ts';

/** A folder in which the command line is run, and which goes away with the test. */
export interface Workspace {
  readonly folder: string;
  run(...args: string[]): Promise<Outcome>;
}

/** @param files texts, and estates that are saved as snapshots, by path */
export async function workspace(files: Readonly<Record<string, string | Estate>>): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-workspace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : await snapshotText(content));
  }
  // Inputs are named from the folder, as a user in it would; the test run has a working directory of its own.
  const inFolder = (arg: string) => arg.replace(/(^|=)@/, (_, before) => `${before}${folder}/`);
  return { folder, run: (...args) => sagevet(args.map(inFolder), { cwd: folder }) };
}

async function snapshotText(estate: Estate): Promise<string> {
  let text = '';
  for await (const line of snapshotLines(toSnapshot(estate))) text += line;
  return text;
}
