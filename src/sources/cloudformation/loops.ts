import { InputError } from '../file-source.ts';
import { type Entry, type MapNode, type Node, scalar, textOf, unknownNode } from './node.ts';

const maxExpanded = 200_000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html */
export function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach::');
}

/**
 * Writes the loops of a mapping out. A collection that is not known yields the body once, its variable unknown: what
 * holds for it holds for every one.
 * @throws InputError when the loops expand to too much
 */
export function expandLoops(map: MapNode, resolve: (collection: Node) => Node, file: string): MapNode {
  const entries = new Map<string, Entry>();
  let budget = maxExpanded;

  const add = (from: ReadonlyMap<string, Entry>) => {
    for (const [key, entry] of from) {
      if (!isLoop(key)) entries.set(key, entry);
      else expand(entry.value);
    }
  };
  const expand = (loop: Node) => {
    const [variable, collection, body] = loop.kind === 'list' ? loop.items : [];
    const name = textOf(variable);
    if (name === undefined || collection === undefined || body?.kind !== 'map') return;
    for (const value of valuesOf(resolve(collection))) {
      const copy = substitute(body, name, value, spend);
      if (copy.kind === 'map') add(copy.entries);
    }
  };
  const spend = () => {
    budget -= 1;
    if (budget < 0)
      throw new InputError(`cannot read \`${file}\`: its loops expand to more than ${maxExpanded} values`);
  };
  add(map.entries);
  return { ...map, entries };
}

function valuesOf(collection: Node): readonly Node[] {
  if (collection.kind === 'list') return collection.items;
  return collection.kind === 'unknown' ? [unknownNode(collection.at, collection.reason)] : [];
}

function substitute(node: Node, name: string, value: Node, spend: () => void): Node {
  spend();
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item) => substitute(item, name, value, spend)) };
  }
  if (node.kind === 'scalar') return typeof node.value === 'string' ? inText(node.value, name, value, node) : node;
  if (node.kind !== 'map') return node;
  if (node.entries.size === 1 && textOf(node.entries.get('Ref')?.value) === name) return { ...value, at: node.at };
  const entries = new Map<string, Entry>();
  for (const [key, entry] of node.entries) {
    const replaced = textOf(inText(key, name, value, node)) ?? withoutMarks(key, name);
    entries.set(replaced, { at: entry.at, value: substitute(entry.value, name, value, spend) });
  }
  return { ...node, entries };
}

function inText(text: string, name: string, value: Node, node: Node): Node {
  if (!text.includes(`\${${name}}`) && !text.includes(`&{${name}}`)) return scalar(text, node.at);
  const known = textOf(value);
  if (known === undefined)
    return unknownNode(node.at, value.kind === 'unknown' ? value.reason : 'a loop over no texts');
  // `&{…}` leaves out what a logical id cannot hold.
  return scalar(
    text.replaceAll(`\${${name}}`, () => known).replaceAll(`&{${name}}`, () => known.replaceAll(/[^A-Za-z0-9]/g, '')),
    node.at,
  );
}

function withoutMarks(key: string, name: string): string {
  return key.replaceAll(`\${${name}}`, name).replaceAll(`&{${name}}`, name);
}
