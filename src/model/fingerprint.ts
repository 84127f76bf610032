import { hash } from 'node:crypto';
import { posix } from 'node:path';
import type { ResourceRef } from './finding.ts';

/**
 * Names a finding across runs: 64 hexadecimal digits made from its control and its resource, and from nothing that a
 * later scan could see differently (the verdict, the time, the order, the other resources).
 */
export function fingerprint({ control, resource }: { control: string; resource: Omit<ResourceRef, 'tags'> }): string {
  const { arn, type, accountId, region, name, origin } = resource;
  const identity =
    arn ?? (origin.kind === 'file' ? [filePath(origin.file), origin.address] : [type, accountId, region, name]);
  return hash('sha256', JSON.stringify(['sagevet', 1, control, identity]));
}

/** One spelling for a path, however it was written on the command line and on whatever system. */
export function filePath(file: string): string {
  return posix.normalize(file.replaceAll('\\', '/'));
}
