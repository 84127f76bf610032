import type { Position, ResourceType } from '../../model/resource.ts';
import { isUnknown, type Unknown, unknown } from '../../model/value.ts';
import { listOf } from '../json.ts';
import type { AnyField, AnyFields, Scalar } from './fields.ts';
import type { Instance } from './instance.ts';
import { child, holdsTrue, itemsOf, type Node } from './node.ts';
import type { Plan } from './plan.ts';

/** What is needed to read the properties of one instance. */
export interface Reading {
  readonly plan: Plan;
  readonly instance: Instance;
  /** The name, or for roles and policies the ARN, by which others refer to an instance, if it is of one of these types. */
  referenceTo(source: Instance, types: readonly ResourceType[] | 'bucket'): string | undefined;
  /** Where a Terraform path is written. */
  positionOf(path: string): Position | undefined;
  /** Positions found on the way, by property path. */
  readonly positions: Map<string, Position>;
}

/** The properties that a mapping names, of the object at a node. */
export function readFields(node: Node, fields: AnyFields, reading: Reading, prefix = ''): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [property, field] of Object.entries(fields)) {
    const path = prefix === '' ? property : `${prefix}.${property}`;
    const value = readField(node, field, reading, path);
    if (value === undefined) continue;
    properties[property] = value;
  }
  return properties;
}

function readField(node: Node, field: AnyField, reading: Reading, path: string): unknown {
  if (typeof field === 'string') return readScalar(at(node, field), { from: field }, reading, path);
  if ('from' in field) return readScalar(at(node, field.from), field, reading, path);
  if ('list' in field) return readList(child(node, field.list), reading, path);
  const nested = child(node, 'block' in field ? field.block : field.blocks);
  const isAttribute = field.computed || reading.instance.type.startsWith('awscc_');
  if (nested.unknown === true && nested.expression === null && isAttribute) return undefined;
  const items = itemsOf(nested);
  if (isUnknown(items)) return items;
  if (items.length === 0) return undefined;
  mark(nested.path, path, reading);
  if ('block' in field) return readItem(items[0] as Node, field.of, reading, path);
  return items.map((item, index) => readItem(item, field.of, reading, `${path}[${index}]`));
}

function readItem(item: Node, fields: AnyFields, reading: Reading, path: string): Record<string, unknown> | Unknown {
  if (item.unknown === true) return unknown('known after apply');
  if (item.sensitive === true) return unknown('sensitive', { isSet: true });
  mark(item.path, path, reading);
  return readFields(item, fields, reading, path);
}

/** A dotted path goes through the first of nested blocks. */
function at(node: Node, dotted: string): Node {
  const [name = '', ...rest] = dotted.split('.');
  const next = child(node, name);
  if (rest.length === 0) return next;
  const items = itemsOf(next);
  if (isUnknown(items))
    return child({ ...next, value: undefined, unknown: true, expression: undefined }, rest.join('.'));
  const [first] = items;
  return first === undefined ? child({ ...next, value: undefined }, '') : at(first, rest.join('.'));
}

export function readScalar(node: Node, scalar: Scalar, reading: Reading, path: string): unknown {
  const value = readScalarValue(node, scalar, reading);
  if (value !== undefined) mark(node.path, path, reading);
  return value;
}

function readScalarValue(node: Node, { to, zeroIsUnset }: Scalar, reading: Reading): unknown {
  const { plan, instance } = reading;
  if (node.unknown === true) {
    const source = to === undefined ? undefined : plan.sourceOf(node, instance);
    const reference = source === undefined || to === undefined ? undefined : reading.referenceTo(source, to);
    if (reference === undefined) return plan.unknownAt(node, instance);
    if (to !== 'bucket') return reference;
    return source !== undefined && plan.isMadeOf(node, instance, source)
      ? `s3://${reference}/`
      : plan.unknownAt(node, instance);
  }
  const { value } = node;
  // Providers write the zero values of Go for strings that nobody set.
  if (value === undefined || value === null || value === '' || (zeroIsUnset && value === 0)) return undefined;
  if (holdsTrue(node.sensitive)) return unknown('sensitive', { isSet: true });
  if (typeof value === 'object') return unknown('not a single value in this plan');
  return value;
}

function readList(node: Node, reading: Reading, path: string): unknown {
  if (node.unknown === true) return reading.plan.unknownAt(node, reading.instance, { isList: true });
  const { value } = node;
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return unknown('not a list in this plan');
  if (value.length === 0) return undefined;
  mark(node.path, path, reading);
  if (node.sensitive === true) return unknown('sensitive', { isSet: true });
  return value.map((item: unknown, index) => {
    if (holdsTrue(listOf(node.unknown)[index])) return unknown('known after apply', { isSet: true });
    if (holdsTrue(listOf(node.sensitive)[index])) return unknown('sensitive', { isSet: true });
    return typeof item === 'object' ? unknown('not a single value in this plan') : item;
  });
}

function mark(terraformPath: string, path: string, { positions, positionOf }: Reading): void {
  const position = positionOf(terraformPath);
  if (position !== undefined) positions.set(path, position);
}
