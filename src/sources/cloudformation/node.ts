/**
 * A template is a tree of nodes, before and after its functions are resolved. Every node knows where it stands in its
 * file (`at`, an offset), so that what is resolved can still be pointed at.
 */
export type Node = ScalarNode | ListNode | MapNode | UnknownNode | AbsentNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean;
  /** The word in the file, where it was read as a boolean: it may be the name of something. */
  readonly written?: string;
  readonly at: number;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly at: number;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: number;
}

export interface Entry {
  /** Where the key stands. */
  readonly at: number;
  readonly value: Node;
}

/** What a template alone cannot tell. Only resolving makes these. */
export interface UnknownNode {
  readonly kind: 'unknown';
  /** A clause: `parameter `KmsKey` has no default`. */
  readonly reason: string;
  /** There will be a value, and it will not be empty. */
  readonly isSet?: true;
  /** Each item of this list will not be empty. */
  readonly itemsAreSet?: true;
  /**
   * Text that stands for the value where only its identity matters: joins by name, and the question whether a policy
   * covers this one resource or all of them. Never shown as the value of a property.
   */
  readonly standIn?: string;
  /** It is one of these, or absent. */
  readonly alternatives?: readonly Node[];
  readonly at: number;
}

/** `AWS::NoValue`, or nothing after a colon. */
export interface AbsentNode {
  readonly kind: 'absent';
  readonly at: number;
}

export function scalar(value: string | number | boolean, at: number): ScalarNode {
  return { kind: 'scalar', value, at };
}

export function absent(at: number): AbsentNode {
  return { kind: 'absent', at };
}

export function unknownNode(
  at: number,
  reason: string,
  more: Omit<UnknownNode, 'kind' | 'at' | 'reason'> = {},
): UnknownNode {
  return { kind: 'unknown', reason, at, ...more };
}

export function mapOf(node: Node | undefined): MapNode | undefined {
  return node?.kind === 'map' ? node : undefined;
}

export function entryOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** CloudFormation compares and joins every scalar as text. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? String(node.value) : undefined;
}

/** The name of a condition, a parameter or a resource, as written. */
export function wordOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? (node.written ?? String(node.value)) : undefined;
}

/** The text, or what stands for it. */
export function nameTextOf(node: Node | undefined): string | undefined {
  return node?.kind === 'unknown' ? node.standIn : textOf(node);
}

/** The same value at another place of a file: what a reference yields stands where the reference does. */
export function moved(node: Node, at: number): Node {
  if (node.kind === 'list') return { ...node, at, items: node.items.map((item) => moved(item, at)) };
  if (node.kind !== 'map') return { ...node, at };
  const entries = [...node.entries].map(([key, { value }]) => [key, { at, value: moved(value, at) }] as const);
  return { ...node, at, entries: new Map(entries) };
}
