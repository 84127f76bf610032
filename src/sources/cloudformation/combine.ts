import { isUnknown } from '../../model/value.ts';
import { absent, type Entry, type Node, nameTextOf, scalar, textOf, unknownNode } from './node.ts';

/** References may double a text at every step; nothing that AWS takes is longer. */
const maxText = 1 << 18;

/** The texts joined, or what can be said of the result. */
export function concatenate(parts: readonly Node[], at: number): Node {
  const missing = parts.find((part) => textOf(part) === undefined);
  const length = parts.reduce((sum, part) => sum + (nameTextOf(part)?.length ?? 0), 0);
  if (length > maxText) return unknownNode(at, `its text would be longer than ${maxText} characters`);
  if (missing === undefined) return scalar(parts.map((part) => textOf(part)).join(''), at);
  if (missing.kind !== 'unknown') return unknownNode(at, 'a list or a mapping stands where a text is expected');
  const names = parts.map((part) => nameTextOf(part));
  return unknownNode(at, missing.reason, {
    ...(parts.some(isSet) ? { isSet: true } : {}),
    ...(names.every((name) => name !== undefined) ? { standIn: names.join('') } : {}),
  });
}

/** Is there surely a value, and not an empty one? */
export function isSet(node: Node): boolean {
  if (node.kind === 'scalar') return node.value !== '';
  if (node.kind === 'list') return node.items.length > 0;
  return node.kind === 'map' || (node.kind === 'unknown' && node.isSet === true);
}

/** What holds whichever of the two it will be: what they agree on is known. */
export function eitherOf(a: Node, b: Node, reason: string, at: number): Node {
  if (a.kind === 'absent' && b.kind === 'absent') return absent(at);
  if (a.kind === 'scalar' && b.kind === 'scalar' && String(a.value) === String(b.value)) return a;
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length && a.items.length > 0) {
    return {
      kind: 'list',
      at,
      items: a.items.map((item, index) => eitherOf(item, b.items[index] as Node, reason, item.at)),
    };
  }
  if (a.kind === 'map' && b.kind === 'map') return eitherMap(a.entries, b.entries, reason, at);
  const sameStandIn = a.kind === 'unknown' && b.kind === 'unknown' && a.standIn === b.standIn ? a.standIn : undefined;
  return unknownNode(at, reason, {
    ...(isSet(a) && isSet(b) ? { isSet: true } : {}),
    ...(sameStandIn === undefined ? {} : { standIn: sameStandIn }),
    alternatives: [a, b],
  });
}

function eitherMap(a: ReadonlyMap<string, Entry>, b: ReadonlyMap<string, Entry>, reason: string, at: number): Node {
  const entries = new Map<string, Entry>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [first, second] = [a.get(key), b.get(key)];
    const place = first?.at ?? second?.at ?? at;
    const value = eitherOf(first?.value ?? absent(at), second?.value ?? absent(at), reason, place);
    entries.set(key, { at: place, value });
  }
  return { kind: 'map', at, entries };
}

/** The value as plain JSON; unknown parts stand as the model's `Unknown`. */
export function toJson(node: Node, unknownPart: (node: Extract<Node, { kind: 'unknown' }>) => unknown): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'absent') return undefined;
  if (node.kind === 'unknown') return unknownPart(node);
  if (node.kind === 'list') return node.items.map((item) => toJson(item, unknownPart));
  const entries: [string, unknown][] = [];
  for (const [key, { value }] of node.entries) {
    const json = toJson(value, unknownPart);
    if (json !== undefined) entries.push([key, json]);
  }
  const object = Object.fromEntries(entries);
  // Written in a template, our own mark for the unknown is only text.
  return isUnknown(object) ? { $unknown: 'the template holds something that no AWS property takes' } : object;
}
