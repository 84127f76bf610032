import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/controls/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { OpenOptions } from '../../src/sources/file-source.ts';
import { openInput } from '../../src/sources/input.ts';
import { snapshotLines } from '../../src/sources/snapshot/write.ts';
import type { Changes } from './changes.ts';
import { configSnapshotOf } from './config-items.ts';
import { described } from './described.ts';
import { planWith } from './plan.ts';
import type { Bad, Format } from './rows.ts';
import { templateOf } from './template.ts';

const options: OpenOptions = { toolVersion: '0.0.0-test', now: '2026-11-22T06:00:00.000Z' };

/** The file of each format, with what differs from the hardened estate. */
const files: Readonly<Record<Exclude<Format, 'live'>, (changes: Changes) => Promise<string>>> = {
  snapshot: (changes) => snapshotText(described(changes)),
  cloudformation: async (changes) => templateOf(changes),
  terraform: async (changes) => planWith(changes),
  'aws-config': async (changes) => configSnapshotOf(changes),
};

/** What the whole catalogue says of the hardened estate, or of one with something bad in it. */
export async function findingsIn(format: Format, bad?: Bad): Promise<readonly Finding[]> {
  const changes = changesFor(format, bad);
  if (format === 'live') return judge(described(changes));
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
  try {
    // Formats are told apart by the content alone.
    const path = join(folder, 'estate.json');
    writeFileSync(path, await files[format](changes));
    return await judge(await openInput(path, options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function snapshotText(snapshot: Snapshot): Promise<string> {
  let text = '';
  for await (const line of snapshotLines(snapshot)) text += line;
  return text;
}

function changesFor(format: Format, bad: Bad | undefined): Changes {
  if (format === 'cloudformation' || format === 'terraform') return bad?.[format] ?? {};
  return bad?.described ?? {};
}

async function judge(snapshot: Snapshot): Promise<readonly Finding[]> {
  const { findings, errors } = await evaluate([snapshot], { controls: catalogue });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return findings;
}
