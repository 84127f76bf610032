import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceType } from '../model/resource.ts';
import type { Gap, Snapshot, SnapshotRecord } from '../model/snapshot.ts';
import { awsConfig } from './aws-config/source.ts';
import { cdkAssembly, cloudformation } from './cloudformation/index.ts';
import { type FileSource, type Input, InputError, type OpenOptions } from './file-source.ts';
import { snapshotFile } from './snapshot/read.ts';
import { terraformPlan } from './terraform/source.ts';

const headSize = 64 << 10;

/** The kinds of file that can be scanned, the most specific first. */
const sources: readonly FileSource[] = [snapshotFile, cdkAssembly, terraformPlan, awsConfig, cloudformation];
const kinds =
  'a sagevet snapshot, a CloudFormation template, a CDK assembly, a Terraform plan or state as JSON, AWS Config items';

/** In folders, only files that are called so are looked at, and this many at most. */
const scannable = /\.(?:jsonl|json|ya?ml|template)$/i;
const mostFiles = 10_000;

/** The code of gaps that stand for an input which cannot be read. */
export const unreadableInput = 'UnreadableInput';

/**
 * Opens files and folders as what their content says they are. A single input that cannot be read is an error; among
 * several it is a gap, and the others are still read.
 * @throws InputError
 */
export async function openInputs(paths: readonly string[], options: OpenOptions): Promise<Snapshot[]> {
  const inputs = paths.flatMap((path) => found(path));
  if (inputs.length === 1) return [await open(inputs[0] as Found, options)];
  return Promise.all(inputs.map((input) => openOrTell(input, options)));
}

/** @throws InputError */
export async function openInput(path: string, options: OpenOptions): Promise<Snapshot> {
  const [snapshot] = await openInputs([path], options);
  return snapshot as Snapshot;
}

type Found = { readonly path: string } & (
  | { readonly input: Input; readonly source: FileSource }
  | { readonly error: InputError }
);

async function open(found: Found, options: OpenOptions): Promise<Snapshot> {
  if ('error' in found) throw found.error;
  return found.source.open(found.input, options);
}

async function openOrTell(found: Found, options: OpenOptions): Promise<Snapshot> {
  try {
    const snapshot = await open(found, options);
    return { ...snapshot, records: toTheEnd(snapshot, found.path) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return unreadable(found.path, error, options);
  }
}

/** A snapshot is read while it is judged, and may turn out to be cut when others have been judged already. */
function toTheEnd({ header, records }: Snapshot, path: string): Snapshot['records'] {
  if (Array.isArray(records)) return records;
  return Symbol.iterator in records ? untilBroken(records, header.resourceTypes, path) : records;
}

function* untilBroken(
  records: Iterable<SnapshotRecord>,
  types: readonly ResourceType[],
  path: string,
): Generator<SnapshotRecord> {
  try {
    yield* records;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // What came after the break may have been of any type: nothing may pass or fail for want of it.
    for (const hides of types) yield { gap: { ...unreadableGap(path, error), hides } };
  }
}

function unreadable(path: string, error: InputError, { now, toolVersion }: OpenOptions): Snapshot {
  const header = {
    capturedAt: now,
    toolVersion,
    source: 'unreadable',
    input: path,
    accounts: [],
    regions: [],
    resourceTypes: [],
    elsewhere: 'the file could not be read',
    windows: {},
  };
  return { header, records: [{ gap: unreadableGap(path, error) }] };
}

function unreadableGap(path: string, { message }: InputError): Gap {
  return { operation: 'file:Read', accountId: '', region: '', code: unreadableInput, message, count: 1, example: path };
}

/** What a path names: the file itself, a folder that is one input, or the inputs inside a folder. */
function found(path: string): Found[] {
  const input = readHead(path);
  if (input instanceof InputError) return [{ path, error: input }];
  const source = sourceOf(input);
  if (source !== undefined) return [{ path, input, source }];
  const inside = input.isDirectory ? [...inputsIn(path, { left: mostFiles })] : [];
  return inside.length > 0 ? inside : [{ path, error: new InputError(whyNotRecognised(input)) }];
}

/** Files that are nothing of ours are passed over, for a folder holds many. */
function* inputsIn(folder: string, budget: { left: number }): Generator<Found> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (budget.left <= 0 || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (!entry.isDirectory() && !(entry.isFile() && scannable.test(entry.name))) continue;
    budget.left -= 1;
    const input = readHead(path);
    if (input instanceof InputError) continue;
    const source = sourceOf(input);
    if (source !== undefined) yield { path, input, source };
    else if (entry.isDirectory()) yield* inputsIn(path, budget);
  }
}

function sourceOf(input: Input): FileSource | undefined {
  return sources.find((candidate) => candidate.recognises(input));
}

function readHead(path: string): Input | InputError {
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
    return new InputError(`cannot read \`${path}\`: ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  return message;
}

function whyNotRecognised({ path, isDirectory, head }: Input): string {
  if (isDirectory) return `\`${path}\` is a folder with nothing in it that can be scanned: name a file`;
  if (head.trim() === '') return `\`${path}\` is empty`;
  return `\`${path}\` is nothing that can be scanned: expected ${kinds}`;
}
