import type { Evidence } from './finding.ts';
import type { Properties, Resource, ResourceType, Tag } from './resource.ts';
import { isUnknown, type Unknown, UnknownRead } from './value.ts';

type Depth = [never, 0, 1, 2, 3, 4];

/** Dotted paths into the objects of a shape, four levels deep; lists end a path. */
export type PathOf<T, D extends number = 4> = D extends 0
  ? never
  : T extends readonly unknown[]
    ? never
    : T extends object
      ? { [K in keyof T & string]: K | `${K}.${PathOf<NonNullable<T[K]>, Depth[D]>}` }[keyof T & string]
      : never;

/** What stands at a dotted path, without the `undefined` that absence would give. */
export type ValueAt<T, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? ValueAt<NonNullable<T[Head]>, Rest>
    : never
  : P extends keyof T
    ? NonNullable<T[P]>
    : never;

/** The paths under which lists stand. */
export type ListPathOf<T> = {
  [P in PathOf<T>]: ValueAt<T, P> extends readonly unknown[] ? P : never;
}[PathOf<T>];

/** An absolute property path, made by a view from the place where it stands. */
export type PropertyPath = string & { readonly propertyPath: true };

const compiledPaths = new Map<string, readonly string[]>();

function compile(path: string): readonly string[] {
  let keys = compiledPaths.get(path);
  if (keys === undefined) {
    keys = path.split('.');
    compiledPaths.set(path, keys);
  }
  return keys;
}

/**
 * A resource, or an object inside it, as a control sees it: every read says what absence means, and a read of an unknown
 * value throws `UnknownRead`, which no control catches.
 */
export class View<P extends object = object, T extends ResourceType = ResourceType> {
  readonly resource: Resource<T>;
  readonly #node: Readonly<Record<string, unknown>> | Unknown;
  readonly #prefix: string;
  /** When set, each read is written down: the evidence of verdicts that name none. */
  readonly #trace: Evidence[] | undefined;

  constructor(
    resource: Resource<T>,
    options: { node?: unknown; prefix?: string; trace?: Evidence[] | undefined } = {},
  ) {
    this.resource = resource;
    // An item of a list may be null, which is not the resource itself.
    this.#node = ('node' in options ? options.node : resource.properties) as Readonly<Record<string, unknown>>;
    this.#prefix = options.prefix ?? '';
    this.#trace = options.trace;
  }

  get name(): string {
    return this.resource.name;
  }

  /**
   * The value at a path. `whenAbsent` states AWS's default in code.
   * @throws UnknownRead when the value, a parent of it or a part of it is unknown
   */
  read<K extends PathOf<P>, D>(path: K, options: { whenAbsent: D }): ValueAt<P, K> | D {
    const found = this.#find(path);
    this.#note(path, found);
    if (found === undefined || found === null) return options.whenAbsent;
    const hidden = typeof found === 'object' ? findUnknown(found) : undefined;
    if (hidden !== undefined) throw new UnknownRead(hidden.$unknown, this.at(path));
    return found as ValueAt<P, K>;
  }

  /**
   * Is there a value at all? A reference that a template makes to a resource of its own is set, although its value is not
   * known; an empty string and a list of nothing are not.
   * @throws UnknownRead when even that is unknown
   */
  isSet<K extends PathOf<P>>(path: K): boolean {
    const found = this.#find(path);
    this.#note(path, found);
    const parts: readonly unknown[] = Array.isArray(found) ? found : [found];
    if (parts.some(isSomething)) return true;
    const hidden = parts.find(isUnknown);
    if (hidden !== undefined) throw new UnknownRead(hidden.$unknown, this.at(path));
    return false;
  }

  /** The value at a path where it is known, for notes and commands; never for a verdict. */
  peek<K extends PathOf<P>>(path: K): ValueAt<P, K> | undefined {
    const found = this.#find(path);
    return found === null || findUnknown(found) !== undefined ? undefined : (found as ValueAt<P, K> | undefined);
  }

  /**
   * The objects of a list, each as a view of its own; none where the list is absent.
   * @throws UnknownRead when the list itself is unknown; an unknown item throws when it is read
   */
  list<K extends ListPathOf<P>>(path: K): View<ItemOf<ValueAt<P, K>>, T>[] {
    const found = this.#find(path);
    if (isUnknown(found)) throw new UnknownRead(found.$unknown, this.at(path));
    if (!Array.isArray(found)) {
      this.#note(path, found);
      return [];
    }
    return found.map(
      (node, index) => new View(this.resource, { node, prefix: `${this.at(path)}[${index}]`, trace: this.#trace }),
    );
  }

  /** The absolute path of a property of this object, for evidence. */
  at(path: PathOf<P>): PropertyPath {
    return (this.#prefix === '' ? path : `${this.#prefix}.${path}`) as PropertyPath;
  }

  /** The resource's tags. @throws UnknownRead when they could not be read, or were not collected */
  tags(): readonly Tag[] {
    const { tags } = this.resource;
    if (tags === undefined) throw new UnknownRead('the tags were not collected', 'Tags');
    this.#trace?.push({ property: 'Tags', observed: tags });
    if (isUnknown(tags)) throw new UnknownRead(tags.$unknown, 'Tags');
    return tags;
  }

  #find(path: string): unknown {
    let node: unknown = this.#node;
    if (isUnknown(node)) return { $unknown: node.$unknown };
    const keys = compile(path);
    for (let depth = 0; depth < keys.length; depth++) {
      if (typeof node !== 'object' || node === null) return undefined;
      const key = keys[depth] as string;
      const next = Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined;
      if (next === undefined || next === null) {
        const { unread } = this.resource;
        return depth === 0 && this.#prefix === '' && unread !== undefined && next === undefined
          ? { $unknown: unread }
          : undefined;
      }
      // That a parent is set says nothing about its members.
      if (isUnknown(next) && depth < keys.length - 1) return { $unknown: next.$unknown };
      node = next;
    }
    return node;
  }

  #note(path: string, observed: unknown): void {
    if (this.#trace === undefined) return;
    const property = this.at(path as PathOf<P>);
    if (this.#trace.some((entry) => entry.property === property)) return;
    this.#trace.push(observed === undefined || observed === null ? { property } : { property, observed });
  }
}

export type ItemOf<L> = L extends readonly (infer Item)[] ? (Item extends object ? Item : never) : never;

export type ResourceView<T extends ResourceType> = View<Properties<T>, T>;

export function viewOf<T extends ResourceType>(resource: Resource<T>, trace?: Evidence[]): ResourceView<T> {
  return new View<Properties<T>, T>(resource, { trace });
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && (!isUnknown(value) || value.isSet === true);
}

/** The first unknown inside a value, the value itself included. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isUnknown(value)) return value;
  for (const part of Object.values(value)) {
    const hidden = findUnknown(part);
    if (hidden !== undefined) return hidden;
  }
  return undefined;
}

/** What stands at an absolute path such as `ProductionVariants[0].InstanceType`. */
export function observe(resource: Resource, path: string): unknown {
  let node: unknown = path === 'Tags' ? resource.tags : resource.properties;
  if (path === 'Tags') return node;
  for (const key of path.split(/[.[\]]+/)) {
    if (key === '') continue;
    if (typeof node !== 'object' || node === null || isUnknown(node) || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return node;
}
