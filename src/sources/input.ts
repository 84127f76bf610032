import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Snapshot } from '../model/snapshot.ts';
import { type FileSource, type Input, InputError, type OpenOptions } from './file-source.ts';
import { snapshotFile } from './snapshot/read.ts';

const headSize = 64 << 10;

/** The kinds of file that can be scanned, the most specific first. */
const sources: readonly FileSource[] = [snapshotFile];

/**
 * Opens a file or folder as what its content says it is.
 * @throws InputError
 */
export async function openInput(path: string, options: OpenOptions): Promise<Snapshot> {
  const input = readHead(path);
  const source = sources.find((candidate) => candidate.recognises(input));
  if (source === undefined) throw new InputError(whyNotRecognised(input));
  return source.open(input, options);
}

function readHead(path: string): Input {
  try {
    if (statSync(path).isDirectory()) return { path, isDirectory: true, head: '' };
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(headSize);
      const length = readSync(file, bytes, 0, headSize, 0);
      return { path, isDirectory: false, head: bytes.toString('utf8', 0, length) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new InputError(`cannot read \`${path}\`: ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  return message;
}

function whyNotRecognised({ path, isDirectory, head }: Input): string {
  const kinds = sources.map(({ name }) => name).join(', ');
  if (isDirectory) return `\`${path}\` is a folder with nothing in it that can be scanned: name a file (${kinds})`;
  if (head.trim() === '') return `\`${path}\` is empty`;
  return `\`${path}\` is nothing that can be scanned: expected one of ${kinds}`;
}
