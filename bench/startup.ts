/**
 * Starting up, against Node itself. Needs `npm run build`.
 *
 *     npx tsx bench/startup.ts
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { printTable } from './run.ts';

const rounds = 40;
const commands = {
  'node -e 0': ['-e', '0'],
  'sagevet --version': ['bin/sagevet.js', '--version'],
  'sagevet --help': ['bin/sagevet.js', '--help'],
};

/** The rounds are interleaved, so that whatever else the machine does falls on all of them alike; the median is taken. */
export function benchStartup(): void {
  const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of Object.entries(commands)) times.get(name)?.push(timeOf(args));
  }
  const medians = [...times].map(([name, all]): [string, number] => [name, median(all)]);
  const base = medians[0]?.[1] ?? 1;
  printTable(
    `Start-up, median of ${rounds} runs each`,
    ['command', 'ms', 'ratio'],
    medians.map(([name, ms]) => [name, ms.toFixed(1), (ms / base).toFixed(2)]),
  );
}

function timeOf(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) benchStartup();
