import {
  type CollectionTag,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type ScalarTag,
  type Node as YamlNode,
} from 'yaml';
import type { Position } from '../../model/resource.ts';
import { InputError } from '../file-source.ts';
import { absent, type Entry, type MapNode, type Node, scalar, unknownNode } from './node.ts';

/** Four times what CloudFormation takes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const maxTemplateBytes = 4 << 20;
const maxDepth = 200;
const maxNodes = 1_000_000;

/** The functions with a short form, and what the long form of each is called. */
const shortForms: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  ...Object.fromEntries(
    [
      'And',
      'Base64',
      'Cidr',
      'Equals',
      'FindInMap',
      'GetAtt',
      'GetAZs',
      'If',
      'ImportValue',
      'Join',
      'Length',
      'Not',
      'Or',
      'Select',
      'Split',
      'Sub',
      'ToJsonString',
      'Transform',
    ].map((name) => [`!${name}`, `Fn::${name}`]),
  ),
};

const customTags: (ScalarTag | CollectionTag)[] = Object.keys(shortForms).flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: 'map' as const, resolve: (node: unknown) => node },
  { tag, collection: 'seq' as const, resolve: (node: unknown) => node },
]);

export interface ParsedFile {
  readonly root: MapNode;
  positionOf(offset: number): Position;
}

/**
 * Reads a YAML or JSON file into nodes, short forms of functions written out.
 * @param name as errors name it
 * @throws InputError
 */
export function parseFile(text: string, name: string): ParsedFile {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const positionOf = positionsOf(source);
  const fail = (offset: number, why: string): never => {
    const { line, column } = positionOf(offset);
    throw new InputError(`cannot read \`${name}\`: line ${line}, column ${column}: ${why}`);
  };
  // The 1.1 schema of the library would turn keys such as `N` into booleans; `scalarOf` reads the values that need it.
  const document = parseDocument(source, {
    schema: 'core',
    customTags,
    merge: true,
    // Its check compares every key with every other.
    uniqueKeys: false,
    // Below this, a second document would go unnoticed.
    logLevel: 'error',
    prettyErrors: false,
    stringKeys: false,
  });
  const [error] = document.errors;
  if (error !== undefined) fail(error.pos[0], wording(error.code, error.message));
  const root = new Converter(fail).convert(document.contents, 0);
  if (root.kind !== 'map') throw new InputError(`cannot read \`${name}\`: a template is a mapping with \`Resources\``);
  return { root, positionOf };
}

function wording(code: string, message: string): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'it is nested too deeply';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins: keep one template in a file';
  const [first = message] = message.split('\n');
  return `not valid YAML or JSON: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

function positionsOf(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

class Converter {
  readonly #fail: (offset: number, why: string) => never;
  readonly #anchors = new Map<string, YamlNode>();
  #nodes = 0;

  constructor(fail: (offset: number, why: string) => never) {
    this.#fail = fail;
  }

  convert(node: unknown, depth: number, after = 0): Node {
    const yaml = node as YamlNode | null;
    const at = yaml?.range?.[0] ?? after;
    this.#nodes += 1;
    if (this.#nodes > maxNodes) this.#fail(at, `its aliases expand to more than ${maxNodes} values`);
    if (depth > maxDepth) this.#fail(at, `it is nested deeper than ${maxDepth} levels`);
    if (yaml === null || yaml === undefined) return absent(at);
    if (isAlias(yaml)) {
      const target = this.#anchors.get(yaml.source);
      if (target === undefined) return this.#fail(at, `alias \`${yaml.source}\` has no anchor before it`);
      return this.convert(target, depth + 1, at);
    }
    const bare = this.#convertBare(yaml, depth, at);
    // Known only when it is complete, so that nothing can contain itself.
    if ('anchor' in yaml && typeof yaml.anchor === 'string') this.#anchors.set(yaml.anchor, yaml);
    return this.#underTag(yaml.tag, bare, at);
  }

  #convertBare(yaml: YamlNode, depth: number, at: number): Node {
    if (isScalar(yaml)) return scalarOf(yaml.value, yaml.source, yaml.type === 'PLAIN' && yaml.tag === undefined, at);
    if (isSeq(yaml)) {
      return { kind: 'list', items: yaml.items.map((item) => this.convert(item, depth + 1, at)), at };
    }
    if (isMap(yaml)) return this.#convertMap(yaml.items, depth, at);
    return absent(at);
  }

  #convertMap(pairs: readonly { key: unknown; value: unknown }[], depth: number, at: number): MapNode {
    const entries = new Map<string, Entry>();
    const merged = new Map<string, Entry>();
    for (const { key, value } of pairs) {
      const keyAt = (key as YamlNode | null)?.range?.[0] ?? at;
      const name = this.#keyOf(key, keyAt);
      const node = this.convert(value, depth + 1, keyAt);
      if (name === undefined) {
        this.#merge(node, merged, keyAt);
        continue;
      }
      if (entries.has(name)) this.#fail(keyAt, `key \`${name}\` stands twice in the same mapping`);
      entries.set(name, { at: keyAt, value: node });
    }
    for (const [name, entry] of merged) if (!entries.has(name)) entries.set(name, entry);
    return { kind: 'map', entries, at };
  }

  /** The text of a key as written; `undefined` for a merge key. */
  #keyOf(key: unknown, at: number): string | undefined {
    if (!isScalar(key)) return this.#fail(at, 'a key is a plain text');
    if (typeof key.value === 'symbol') return undefined;
    return key.source ?? String(key.value);
  }

  /** https://yaml.org/type/merge.html: of several mappings the first that has a key wins. */
  #merge(node: Node, into: Map<string, Entry>, at: number): void {
    const sources = node.kind === 'list' ? node.items : [node];
    for (const source of sources) {
      if (source.kind !== 'map') throw this.#fail(at, 'a merge key takes a mapping, or a list of mappings');
      for (const [name, entry] of source.entries) if (!into.has(name)) into.set(name, entry);
    }
  }

  #underTag(tag: string | undefined, node: Node, at: number): Node {
    if (tag === undefined || tag.startsWith('tag:yaml.org,2002:')) return node;
    const name = Object.hasOwn(shortForms, tag) ? shortForms[tag] : undefined;
    if (name === undefined) return unknownNode(at, `the tag \`${tag}\` means nothing to CloudFormation`);
    const value = name === 'Fn::GetAtt' && node.kind === 'scalar' ? splitAttribute(String(node.value), at) : node;
    return { kind: 'map', entries: new Map([[name, { at, value }]]), at };
  }
}

/** `!GetAtt Role.Arn`: the logical id ends at the first dot. */
function splitAttribute(text: string, at: number): Node {
  const dot = text.indexOf('.');
  const parts = dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
  return { kind: 'list', items: parts.map((part) => scalar(part, at)), at };
}

// CloudFormation reads YAML 1.1, where these words without quotes are booleans. https://yaml.org/type/bool.html
const yaml11Booleans = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

function scalarOf(value: unknown, source: string | undefined, isPlain: boolean, at: number): Node {
  if (value === null) return absent(at);
  if (typeof value === 'boolean') return scalar(value, at);
  if (typeof value === 'number' || typeof value === 'bigint') {
    // `012345678901` is an account id, and `1.10` a version: what a number would not give back stays text.
    const isFaithful = typeof value === 'number' && (source === undefined || String(value) === source);
    return scalar(isFaithful ? value : (source ?? String(value)), at);
  }
  const text = String(value);
  if (isPlain && yaml11Booleans.test(text)) return { ...scalar(/^(?:yes|on)$/i.test(text), at), written: text };
  return scalar(text, at);
}
