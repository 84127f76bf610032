import { closeSync, openSync, readSync } from 'node:fs';
import { diff, type Side, SideBuilder } from './engine/diff.ts';
import type { Difference } from './model/difference.ts';
import { readReport } from './reporters/read-json.ts';
import { type ScanOptions, scan } from './scan.ts';

/**
 * Compares two scans. Each input is what `--format json` wrote, or anything that can be scanned; of the latter kind both
 * are judged by the same controls, each as of its own time.
 *
 * @param options for inputs that have to be judged
 * @throws InputError, SelectionError, ParameterError
 */
export async function compare(old: string, now: string, options: ScanOptions = {}): Promise<Difference> {
  return diff(await sideOf(old, options), await sideOf(now, options));
}

async function sideOf(path: string, options: ScanOptions): Promise<Side> {
  const side = new SideBuilder();
  if (isResult(path)) {
    const { report } = readReport(path);
    for (const finding of report.findings) side.add(finding);
    return side.finish(report);
  }
  const report = await scan({ ...options, inputs: [path], findings: (finding) => side.add(finding) });
  return side.finish(report);
}

/** By its first characters; what cannot be read at all is left to the scan to explain. */
function isResult(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(200);
      const length = readSync(file, head, 0, head.length, 0);
      return /^\ufeff?\s*\{\s*"format"\s*:\s*"sagevet-report"/.test(head.toString('utf8', 0, length));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
