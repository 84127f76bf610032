import { spawnSync } from 'node:child_process';

/** What one run in a process of its own took. */
export interface Measured<T> {
  readonly seconds: number;
  /** The most memory that the process held, in MiB. */
  readonly peakMiB: number;
  readonly result: T;
}

/** Runs a module that ends with `report`, apart from anything else in memory. */
export function measure<T>(module: string, ...args: string[]): Measured<T> {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${module}`, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${module} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Measured<T>;
}

/** What a measured module prints as its last line. */
export function report(seconds: number, result: unknown): void {
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ seconds, peakMiB, result })}\n`);
}

export function secondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Runs work several times and takes the fastest: what is slower is the machine's other business. */
export function best<T>(times: number, work: () => Measured<T>): Measured<T> {
  return Array.from({ length: times }, work).reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = texts;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  process.stdout.write(`\n## ${title}\n\n${[line(first), rule, ...others.map(line)].join('\n')}\n`);
}
