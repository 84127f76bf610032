/**
 * Evaluating a snapshot of a million resources, against reading and parsing the same lines.
 *
 *     npx tsx bench/evaluation.ts [resources]
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../src/controls/index.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { readLines } from '../src/sources/snapshot/lines.ts';
import { snapshotFile } from '../src/sources/snapshot/read.ts';
import { subjectOf } from '../test/support/estate.ts';
import { hardenedEstate } from '../test/support/hardened-estate.ts';
import { best, measure, printTable, report, secondsSince } from './run.ts';

export function benchEvaluation(resources = 1_000_000): void {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-bench-'));
  const file = join(folder, 'estate.jsonl');
  try {
    const bytes = writeSnapshot(file, resources);
    const parse = best(2, () => measure<number>('evaluation.ts', 'parse', file));
    const judged = best(2, () => measure<number>('evaluation.ts', 'evaluate', file));
    printTable(
      `Evaluation of ${resources.toLocaleString('en-US')} resources (${Math.round(bytes / 2 ** 20)} MiB)`,
      ['what', 'seconds', 'ratio', 'peak RSS (MiB)', 'result'],
      [
        [
          'JSON.parse of every line',
          parse.seconds.toFixed(1),
          '1.00',
          parse.peakMiB,
          `${parse.result.toLocaleString('en-US')} lines`,
        ],
        [
          'evaluate, whole catalogue',
          judged.seconds.toFixed(1),
          (judged.seconds / parse.seconds).toFixed(2),
          judged.peakMiB,
          `${judged.result.toLocaleString('en-US')} findings`,
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Mostly training jobs, good and bad, as in a real history, and every other type in between. */
function writeSnapshot(path: string, resources: number): number {
  const file = openSync(path, 'w');
  const job = subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob');
  const notebook = subjectOf(hardenedEstate, 'AWS::SageMaker::NotebookInstance');
  const model = subjectOf(hardenedEstate, 'AWS::SageMaker::Model');
  let bytes = 0;
  const line = (value: object) => {
    bytes += writeSync(file, `${JSON.stringify(value)}\n`);
  };
  line({ sagevet: 'snapshot', version: 1, ...hardenedEstate.header });
  for (const fact of hardenedEstate.facts) line({ fact });
  const kept = hardenedEstate.resources.filter(({ type }) => type !== 'AWS::SageMaker::TrainingJob');
  for (const resource of kept) line({ resource });
  for (let number = kept.length; number < resources; number += 1) {
    const base = number % 50 === 0 ? model : number % 50 === 1 ? notebook : job;
    const name = `${base.name}-${number}`;
    const isOpen = number % 3 === 0;
    const properties = isOpen
      ? { ...base.properties, EnableNetworkIsolation: false, VpcConfig: undefined }
      : base.properties;
    line({ resource: { ...base, name, arn: base.arn?.replace(base.name, name), properties } });
  }
  line({ end: { resources, facts: hardenedEstate.facts.length, gaps: 0 } });
  closeSync(file);
  return bytes;
}

function parseOnly(file: string): void {
  const start = process.hrtime.bigint();
  let lines = 0;
  for (const text of readLines(file)) {
    JSON.parse(text);
    lines += 1;
  }
  report(secondsSince(start), lines);
}

async function evaluateFile(file: string): Promise<void> {
  const start = process.hrtime.bigint();
  const options = { toolVersion: '0.0.0', now: hardenedEstate.header.capturedAt };
  const snapshot = await snapshotFile.open({ path: file, isDirectory: false, head: '' }, options);
  const { counts } = await evaluate([snapshot], { controls: catalogue, findings: 'count' });
  report(
    secondsSince(start),
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , mode, file = ''] = process.argv;
  if (mode === 'parse') parseOnly(file);
  else if (mode === 'evaluate') await evaluateFile(file);
  else benchEvaluation(mode === undefined ? undefined : Number(mode));
}
