import { type Unknown, unknown } from '../../model/value.ts';
import { isObject, listOf, own } from '../json.ts';

/** A place in the values of a resource, with what the plan says of it beside the value. */
export interface Node {
  readonly value: unknown;
  /** `true`, or of the shape of the value with `true` where it is known after apply. */
  readonly unknown: unknown;
  /** As `unknown`, for what the configuration or the provider calls sensitive. */
  readonly sensitive: unknown;
  /** What the configuration writes there; `null` when it writes nothing, `undefined` when that cannot be seen. */
  readonly expression: unknown;
  /** In Terraform's names: `vpc_config[0].subnets`. */
  readonly path: string;
}

export const knownAfterApply = 'known after apply';

export function rootOf(
  { value, unknown, sensitive }: { value: unknown; unknown: unknown; sensitive: unknown },
  expression: unknown,
): Node {
  return { value, unknown, sensitive, expression, path: '' };
}

export function child(node: Node, name: string): Node {
  return {
    value: own(node.value, name),
    unknown: node.unknown === true || own(node.unknown, name),
    sensitive: node.sensitive === true || own(node.sensitive, name),
    expression: expressionAt(node.expression, name),
    path: node.path === '' ? name : `${node.path}.${name}`,
  };
}

/** An attribute of a nested attribute stands inside one expression, which shows its members only when it is constant. */
function expressionAt(expression: unknown, name: string): unknown {
  if (!isObject(expression)) return undefined;
  if ('references' in expression && Array.isArray(expression.references)) return undefined;
  if (!Object.hasOwn(expression, 'constant_value')) return own(expression, name) ?? null;
  const value = own(own(expression, 'constant_value'), name);
  return value === undefined || value === null ? null : { constant_value: value };
}

/**
 * The nested objects at a place: a block is a list of objects, a nested attribute is one object or a list. None where it
 * is absent; an `Unknown` where even their number is not known.
 */
export function itemsOf(node: Node): readonly Node[] | Unknown {
  if (node.unknown === true) return unknown(knownAfterApply);
  if (node.value === undefined || node.value === null) return [];
  const values = Array.isArray(node.value) ? node.value : [node.value];
  if (node.sensitive === true && values.length > 0) return unknown('sensitive', { isSet: true });
  const bodies = Array.isArray(node.expression) ? node.expression : [node.expression];
  const isList = Array.isArray(node.value);
  return values.map((value, index) => ({
    value: value ?? {},
    unknown: isList ? listOf(node.unknown)[index] : node.unknown,
    sensitive: isList ? listOf(node.sensitive)[index] : node.sensitive,
    // Blocks made by `dynamic` are not in the configuration's JSON, and shift the others.
    expression: bodies.length === values.length && isObject(bodies[index]) ? bodies[index] : undefined,
    path: isList ? `${node.path}[${index}]` : node.path,
  }));
}

/** How deep marks are looked through; no resource's schema is nearly as deep. */
const deepest = 40;

/** Is something there marked, in a tree of marks? */
export function holdsTrue(marks: unknown, depth = 0): boolean {
  if (typeof marks !== 'object' || marks === null) return marks === true;
  return depth > deepest || Object.values(marks).some((part) => holdsTrue(part, depth + 1));
}
