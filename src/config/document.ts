import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { firstIssue, problemOf } from '../model/words.ts';

/** A configuration that cannot be used: file, line, what is wrong, and what would be right. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export type Path = readonly (string | number)[];

/** A file that was read, with the places of what it says. */
export interface Document<T> {
  readonly value: T;
  /** `sagevet.yaml:7` */
  place(path: Path): string;
}

/** Nobody writes a configuration of this size, and a parser can be made to suffer with one. */
const longest = 4 << 20;

/**
 * Reads YAML or JSON against a schema.
 * @param file as errors name it
 * @throws ConfigError for the first thing that is wrong
 */
export function parseConfig<Schema extends z.ZodType>(
  source: string,
  file: string,
  schema: Schema,
): Document<z.infer<Schema>> {
  if (source.length > longest) throw new ConfigError(`\`${file}\` is too large for a configuration`);
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw new ConfigError(`${at(broken.pos[0])}: ${firstLine(broken.message)}`);
  const content = toValue(() => document.toJS({ maxAliasCount: 100, reviver: withoutNothing }), file) ?? {};
  const place = (path: Path) => at(offsetOf(document.contents, path, (node) => node.resolve(document)));
  const { success, data, error } = schema.safeParse(content);
  if (success) return { value: data, place };
  const issue = firstIssue(error);
  const path = pathOf(issue);
  throw new ConfigError(`${place(path)}: ${problemOf(issue, content)}`);
}

/** A key with nothing behind it, as when all below it is a comment, is one that was left out. */
function withoutNothing(_: unknown, value: unknown): unknown {
  return value === null ? undefined : value;
}

function toValue(read: () => unknown, file: string): unknown {
  try {
    return read();
  } catch (error) {
    throw new ConfigError(`\`${file}\` cannot be read: ${firstLine((error as Error).message)}`);
  }
}

function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/[.:]$/, '');
}

function pathOf(issue: z.core.$ZodIssue): Path {
  const path = issue.path as Path;
  return issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
}

/** Where the key at the end of a path stands, or the last thing on the way to it that there is. */
function offsetOf(root: unknown, path: Path, resolve: (alias: Alias) => unknown): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = resolve(node);
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
