import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Baseline, baselineEntry } from '../engine/baseline.ts';
import type { Finding } from '../model/finding.ts';
import { InputError } from '../model/input-error.ts';

/** What `sagevet baseline write` writes. */
export const baselineFile = z.object({
  sagevet: z.literal('baseline'),
  version: z.literal(1),
  failures: z.array(
    z.object({
      control: z.string().describe("the control's id"),
      resource: z.string().describe('the ARN, or the address in a file; for people'),
      fingerprint: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('made from the control and the resource; by this the failure is known again'),
    }),
  ),
});

/**
 * @param path as reports name the baseline
 * @throws InputError
 */
export function readBaseline(path: string): Baseline {
  const content = parse(read(path), path);
  const { sagevet, version } = (typeof content === 'object' && content !== null ? content : {}) as {
    sagevet?: unknown;
    version?: unknown;
  };
  if (sagevet !== 'baseline')
    throw new InputError(`\`${path}\` is no baseline: \`sagevet baseline write -o ${path}\` writes one`);
  if (typeof version === 'number' && version > 1)
    throw new InputError(
      `\`${path}\` is a baseline of version ${version}, and this sagevet reads version 1: update sagevet`,
    );
  const { success, data } = baselineFile.safeParse(content);
  if (!success)
    throw new InputError(`\`${path}\` is a damaged baseline: write it again with \`sagevet baseline write\``);
  return { file: path, failures: data.failures };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file; `sagevet baseline write` writes one' : message.toLowerCase();
    throw new InputError(`cannot read \`${path}\`: ${why}`);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`\`${path}\` is no baseline: it is no JSON, or was cut`);
  }
}

/**
 * The baseline of a scan: its failures but for waived ones, a line each, in an order that does not depend on the scan's,
 * so that a comparison of two baselines shows what changed.
 */
export function baselineText(findings: readonly Pick<Finding, 'control' | 'resource' | 'status' | 'waiver'>[]): string {
  const entries = findings
    .filter(({ status, waiver }) => status === 'FAILED' && waiver === undefined)
    .map(baselineEntry);
  const lines = [...new Map(entries.map((entry) => [entry.fingerprint, entry])).values()]
    .map(({ control, resource, fingerprint }) => JSON.stringify({ control, resource, fingerprint }))
    .sort();
  const list = lines.length === 0 ? '[]' : `[\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
  return `{\n  "sagevet": "baseline",\n  "version": 1,\n  "failures": ${list}\n}\n`;
}
