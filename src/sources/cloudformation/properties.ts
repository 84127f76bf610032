import type { Position } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { toJson } from './combine.ts';
import { booleans, joins, numbers, secrets } from './mapping.ts';
import { type MapNode, type Node, textOf } from './node.ts';

export interface PlacedProperties {
  readonly properties: Readonly<Record<string, unknown>>;
  /** By property path in AWS's names. */
  readonly positions: Readonly<Record<string, Position>>;
}

/** The properties of a resource as AWS names them, each with its place in the file. */
export function placeProperties(
  map: MapNode | undefined,
  nameOf: (property: string) => string,
  positionOf: (offset: number) => Position,
): PlacedProperties {
  const positions: [string, Position][] = [];
  const properties: [string, unknown][] = [];

  const place = (node: Node, path: string, key: string, at: number): unknown => {
    positions.push([path, positionOf(at)]);
    if (node.kind === 'list') {
      return node.items.map((item, index) => place(item, `${path}[${index}]`, key, item.at));
    }
    if (node.kind === 'map') {
      const entries = [...node.entries].flatMap(([name, entry]): [string, unknown][] =>
        secrets.has(name) ? [] : [[name, place(entry.value, `${path}.${name}`, name, entry.at)]],
      );
      return plain(node, entries);
    }
    return leafOf(node, key);
  };

  for (const [name, { at, value }] of map?.entries ?? []) {
    if (secrets.has(name)) continue;
    properties.push([nameOf(name), place(value, nameOf(name), name, at)]);
  }
  return { properties: Object.fromEntries(properties), positions: Object.fromEntries(positions) };
}

function plain(node: MapNode, entries: readonly [string, unknown][]): unknown {
  // `toJson` refuses what a template must not be able to say: that a value is unknown, but set.
  return node.entries.has('$unknown') ? toJson(node, () => null) : Object.fromEntries(entries);
}

function leafOf(node: Node, key: string): unknown {
  if (joins.has(key)) return joinedBy(node);
  const text = textOf(node);
  if (node.kind === 'unknown') return unknown(node.reason, { isSet: node.isSet === true });
  if (text !== undefined && booleans.has(key)) return booleanOf(text);
  if (text !== undefined && numbers.has(key)) return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  return node.kind === 'scalar' ? node.value : undefined;
}

function booleanOf(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : unknown(`\`${text}\` is neither true nor false`);
}

/** `Ref` gives an ARN for most of SageMaker's resources, where controls look up names. */
function joinedBy(node: Node): unknown {
  const text = textOf(node) ?? (node.kind === 'unknown' ? node.standIn : undefined);
  if (text === undefined)
    return node.kind === 'unknown' ? unknown(node.reason, { isSet: node.isSet === true }) : undefined;
  const [, name] = /^arn:[^:]*:sagemaker:[^:]*:[^:]*:[a-z-]+\/([^/]+)$/.exec(text) ?? [];
  return name ?? text;
}
