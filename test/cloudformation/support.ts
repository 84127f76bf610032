import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { evaluateNow } from '../../src/engine/evaluate.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Gap, HeldSnapshot } from '../../src/model/snapshot.ts';
import { openTemplate } from '../../src/sources/cloudformation/index.ts';
import type { OpenOptions } from '../../src/sources/file-source.ts';

export const options: OpenOptions = { toolVersion: '0.0.0-test', now: '2026-11-22T06:00:00.000Z' };

/** Writes files into a folder that goes away with the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function open(text: string, parameters: Readonly<Record<string, string>> = {}): HeldSnapshot {
  return openTemplate(join(folderOf({ 'template.yaml': text }), 'template.yaml'), { ...options, parameters });
}

export function resourcesOf({ records }: HeldSnapshot): Resource[] {
  return records.flatMap((record) => ('resource' in record ? [record.resource] : []));
}

export function gapsOf({ records }: HeldSnapshot): Gap[] {
  return records.flatMap((record) => ('gap' in record ? [record.gap] : []));
}

/** The resource of a template at a logical id or construct path. */
export function at(snapshot: HeldSnapshot, address: string): Resource {
  const found = resourcesOf(snapshot).find(({ origin }) => origin.kind === 'file' && origin.address === address);
  if (found === undefined) throw new Error(`no resource at ${address}`);
  return found;
}

/** The properties of one notebook instance, given as YAML flow text; what it refers to stands before. */
export function notebook(
  properties: string,
  { before = '', parameters = {} }: { before?: string; parameters?: Readonly<Record<string, string>> } = {},
): Readonly<Record<string, unknown>> {
  const text = `${before}\nResources:\n  Other: {Type: AWS::KMS::Key}\n  N:\n    Type: AWS::SageMaker::NotebookInstance\n    Properties: ${properties}\n`;
  return at(open(text, parameters), 'N').properties;
}

export function judge(snapshot: HeldSnapshot): readonly Finding[] {
  return evaluateNow([snapshot], { controls: catalogue }).findings;
}

/** `FAILED` and its like, by address and control. */
export function verdicts(snapshot: HeldSnapshot, ...controls: string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    judge(snapshot).flatMap(({ control, status, resource: { origin } }) =>
      controls.includes(control) && origin.kind === 'file' ? [[`${origin.address} ${control}`, status]] : [],
    ),
  );
}
