import type { Resource } from '../model/resource.ts';
import { isUnknown, type Unknown } from '../model/value.ts';
import type { Cel, CelMap, CelValue } from './cel.ts';

/** What stands in an expression's data where a value is not known. */
export interface Hole {
  readonly reason: string;
  /** Where the value would stand; empty for what is no property. */
  readonly path: string;
  readonly isSet: boolean;
}

/**
 * Resources and parameters as CEL sees them. Whole numbers become `int`, and what AWS answers with `null` is absent. The
 * language has no unknown values: a hole is an empty map of its own, and every function that could meet one asks first.
 */
export class Values {
  readonly #cel: Cel;
  readonly #resources = new WeakMap<Resource, CelMap>();
  readonly #holes = new WeakMap<object, Hole>();
  readonly #paths = new WeakMap<object, string>();
  readonly #unread = new WeakMap<object, string>();

  constructor(cel: Cel) {
    this.#cel = cel;
  }

  /** The hole that a value stands for. */
  holeIn(value: unknown): Hole | undefined {
    return typeof value === 'object' && value !== null ? this.#holes.get(value) : undefined;
  }

  /** Why the members that a map does not have are unknown rather than absent. */
  whyUnread(map: object): string | undefined {
    return this.#unread.get(map);
  }

  /** The property path of what stands in a map under a key; `undefined` for what is no property of the resource. */
  pathIn(map: object, key: string): string | undefined {
    const base = this.#paths.get(map);
    if (base === undefined || base === tagsPath) return base;
    if (base !== '') return `${base}.${key}`;
    return Object.hasOwn(own, key) ? own[key] : key;
  }

  ofResource(resource: Resource): CelMap {
    const known = this.#resources.get(resource);
    if (known !== undefined) return known;
    const { properties, type, name, arn, accountId, region, tags, unread } = resource;
    const members = new Map<string, CelValue>();
    for (const [key, value] of Object.entries(properties)) this.#add(members, key, value, key);
    members.set('type', type).set('name', name);
    const places = { arn, accountId, region };
    for (const [key, value] of Object.entries(places))
      members.set(key, value === undefined || value === '' ? this.#hole(notKnownYet, '') : value);
    members.set('tags', this.#tags(tags));
    const map = this.#cel.celMap(members);
    this.#paths.set(map, '');
    if (unread !== undefined) this.#unread.set(map, unread);
    this.#resources.set(resource, map);
    return map;
  }

  ofParameters(parameters: Readonly<Record<string, unknown>>): CelMap {
    const members = new Map<string, CelValue>();
    for (const [key, value] of Object.entries(parameters)) this.#add(members, key, value, undefined);
    return this.#cel.celMap(members);
  }

  /** A moment in milliseconds since 1970 as CEL's timestamp. */
  ofTime(time: number): CelValue {
    if (Number.isNaN(time)) return this.#hole({ $unknown: 'the snapshot does not say when it was taken' }, '');
    return this.#cel.run('timestamp(text)', { text: new Date(time).toISOString() }) as CelValue;
  }

  #tags(tags: Resource['tags']): CelValue {
    if (tags === undefined) return this.#hole({ $unknown: 'the tags were not collected' }, tagsPath);
    if (isUnknown(tags)) return this.#hole(tags, tagsPath);
    const members = new Map<string, CelValue>();
    for (const { Key, Value } of tags as readonly { Key: unknown; Value: unknown }[]) {
      if (typeof Key !== 'string') return this.#hole(isUnknown(Key) ? Key : notKnownYet, tagsPath);
      this.#add(members, Key, Value, tagsPath);
    }
    const map = this.#cel.celMap(members);
    this.#paths.set(map, tagsPath);
    return map;
  }

  #add(members: Map<string, CelValue>, key: string, value: unknown, path: string | undefined): void {
    if (value !== undefined && value !== null) members.set(key, this.#convert(value, path));
  }

  #convert(value: unknown, path: string | undefined): CelValue {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof value !== 'object' || value === null) return null;
    if (isUnknown(value)) return this.#hole(value, path ?? '');
    const converted = Array.isArray(value) ? this.#list(value, path) : this.#map(value, path);
    if (path !== undefined) this.#paths.set(converted, path);
    return converted;
  }

  #list(items: readonly unknown[], path: string | undefined): CelValue & object {
    return this.#cel.celList(
      items.map((item, index) => this.#convert(item, path === undefined ? undefined : `${path}[${index}]`)),
    );
  }

  #map(object: object, path: string | undefined): CelMap {
    const members = new Map<string, CelValue>();
    for (const [key, value] of Object.entries(object))
      this.#add(members, key, value, path === undefined ? undefined : `${path}.${key}`);
    return this.#cel.celMap(members);
  }

  #hole({ $unknown, isSet = false }: Pick<Unknown, '$unknown'> & { isSet?: boolean }, path: string): CelMap {
    const map = this.#cel.celMap(new Map());
    this.#holes.set(map, { reason: $unknown, path, isSet });
    return map;
  }
}

const notKnownYet = { $unknown: 'not known before deployment' };
const tagsPath = 'Tags';

/** Members that are not among the properties of AWS's answer. */
const own: Readonly<Record<string, string | undefined>> = {
  type: undefined,
  name: undefined,
  arn: undefined,
  accountId: undefined,
  region: undefined,
  tags: tagsPath,
};
