import type { Fact } from '../../model/fact.ts';
import type { Resource, ResourceType, Tag } from '../../model/resource.ts';
import type { Gap, Snapshot, SnapshotHeader, SnapshotRecord } from '../../model/snapshot.ts';
import { isUnknown } from '../../model/value.ts';
import { type FileSource, InputError } from '../file-source.ts';
import { type ClosingLine, type Counts, type HeaderLine, type Line, snapshotVersion } from './format.ts';
import { readLines } from './lines.ts';

export const snapshotFile: FileSource = {
  name: 'snapshot',
  recognises: ({ head }) => /^\s*\{\s*"sagevet"\s*:\s*"snapshot"/.test(head),
  async open({ path }, { allowPartial = false }) {
    const lines = readLines(path);
    const first = lines.next();
    const { sagevet: _, version: __, ...header } = parseHeader(path, first.done ? '' : first.value);
    return {
      header: { ...header, input: path },
      records: readRecords(path, header, lines, allowPartial),
    } satisfies Snapshot;
  },
};

function parseHeader(path: string, text: string): HeaderLine {
  const header = parseLine(path, text, 1) as Partial<HeaderLine>;
  if (header.sagevet !== 'snapshot' || typeof header.version !== 'number') {
    throw new InputError(`\`${path}\` is not a sagevet snapshot: its first line is not a snapshot header`);
  }
  if (header.version > snapshotVersion) {
    throw new InputError(
      `\`${path}\` is a snapshot of version ${header.version}, and this sagevet reads up to version ${snapshotVersion}: update sagevet`,
    );
  }
  if (!isHeader(header)) {
    throw new InputError(`\`${path}\` has a broken snapshot header: collect it again`);
  }
  return header;
}

function isHeader(header: Partial<SnapshotHeader>): header is HeaderLine {
  const { capturedAt, accounts, regions, resourceTypes, windows } = header;
  return (
    typeof capturedAt === 'string' &&
    !Number.isNaN(Date.parse(capturedAt)) &&
    [accounts, regions, resourceTypes].every((list) => Array.isArray(list)) &&
    typeof windows === 'object' &&
    windows !== null
  );
}

function* readRecords(
  path: string,
  header: SnapshotHeader,
  lines: Generator<string>,
  allowPartial: boolean,
): Generator<SnapshotRecord> {
  const counts = { resources: 0, facts: 0, gaps: 0 };
  let number = 1;
  let end: Counts | undefined;
  for (const text of lines) {
    number += 1;
    if (text === '') continue;
    if (end !== undefined)
      throw new InputError(
        `\`${path}\` goes on after its closing line, at line ${number}: is it two snapshots in one file?`,
      );
    const line = allowPartial ? parsePartial(path, text, number) : parseLine(path, text, number);
    if (line === undefined) break;
    if ('end' in line) {
      end = line.end;
      continue;
    }
    if (isResource(line)) counts.resources += 1;
    else if (isFact(line)) counts.facts += 1;
    else if (isGap(line)) counts.gaps += 1;
    else throw new InputError(`\`${path}\` line ${number} is no snapshot record: collect it again`);
    yield line;
  }
  if (isComplete(counts, end)) return;
  if (!allowPartial) {
    throw new InputError(
      `\`${path}\` was cut: it ends after ${number} lines without its closing line; use \`--allow-partial\` to scan what it holds`,
    );
  }
  for (const type of header.resourceTypes) yield { gap: cutGap(path, type, counts) };
}

/** What a cut file may lack is not known: resources of any type, anywhere. */
function cutGap(path: string, hides: ResourceType, counts: Counts): Gap {
  const total = counts.resources + counts.facts + counts.gaps;
  return {
    operation: 'snapshot:Read',
    accountId: '',
    region: '',
    code: 'CutFile',
    message: `\`${path}\` ends after ${total} records; what came after them is missing`,
    count: 1,
    hides,
  };
}

/** What the engine relies on; the properties of a resource are read with care by the controls themselves. */
function isResource(line: object): boolean {
  const { resource } = line as { resource?: Partial<Resource> };
  return (
    isObject(resource) &&
    [resource.type, resource.name, resource.accountId, resource.region].every((text) => typeof text === 'string') &&
    isObject(resource.properties) &&
    isObject(resource.origin) &&
    (resource.tags === undefined || isUnknown(resource.tags) || areTags(resource.tags))
  );
}

function areTags(tags: unknown): boolean {
  return Array.isArray(tags) && tags.every((tag) => isObject(tag) && typeof (tag as Partial<Tag>).Key === 'string');
}

function isFact(line: object): boolean {
  const { fact } = line as { fact?: Partial<Fact> };
  return (
    isObject(fact) &&
    [fact.fact, fact.subject, fact.accountId].every((text) => typeof text === 'string') &&
    isObject(fact.value)
  );
}

function isGap(line: object): boolean {
  const { gap } = line as { gap?: Partial<Gap> };
  return (
    isObject(gap) &&
    [gap.operation, gap.accountId, gap.region, gap.code, gap.message].every((text) => typeof text === 'string') &&
    typeof gap.count === 'number'
  );
}

function isObject<T extends object>(value: T | null | undefined): value is T {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isComplete(counts: Counts, end: Counts | undefined): boolean {
  return (
    end !== undefined && end.resources === counts.resources && end.facts === counts.facts && end.gaps === counts.gaps
  );
}

function parsePartial(path: string, text: string, number: number): Line | undefined {
  try {
    return parseLine(path, text, number);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function parseLine(path: string, text: string, number: number): Line & object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(
      `\`${path}\` line ${number} is not JSON: the file was cut or changed; use \`--allow-partial\` to scan what stands before it`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`\`${path}\` line ${number} is no snapshot record: collect it again`);
  }
  return value as Line | ClosingLine;
}
