import type { Resource, Tag } from '../../model/resource.ts';
import { type Unknown, unknown } from '../../model/value.ts';
import { isObject, type JsonObject, listOf, own, textOf } from '../json.ts';
import type { Item } from './items.ts';

export const notSelected = 'not among the fields that the query selected';

/** How deep a configuration is read; none that AWS Config records is nearly as deep. */
const deepest = 40;

/** One configuration item, with its fields under one name each whatever wrote the file. */
export class Recorded {
  readonly type: string;
  readonly arn: string | undefined;
  readonly accountId: string;
  readonly region: string;
  /** ISO 8601, or empty. */
  readonly capturedAt: string;
  /** The configuration in AWS's names; `undefined` where the file has none or it cannot be read. */
  readonly configuration: JsonObject | undefined;
  readonly origin: Resource['origin'];
  readonly #item: Item;
  readonly #selected: 'everything' | ReadonlySet<string>;
  readonly #selectedMembers: readonly string[];

  constructor(item: Item, file: string) {
    const { fields, selected } = item;
    const field = (...names: string[]) => {
      return names.map((name) => textOf(own(fields, name))).find((value) => value !== undefined);
    };
    this.#item = item;
    this.#selected = selected === 'everything' ? selected : new Set(selected.map((name) => name.toLowerCase()));
    this.#selectedMembers = selected === 'everything' ? [] : selected.flatMap(memberOf);
    this.type = field('resourceType') ?? '';
    this.arn = field('ARN', 'arn');
    this.accountId = field('awsAccountId', 'accountId') ?? this.#arnPart(4);
    const region = field('awsRegion') ?? this.#arnPart(3);
    this.region = region === 'global' ? '' : region;
    const time = Date.parse(field('configurationItemCaptureTime') ?? '');
    this.capturedAt = Number.isNaN(time) ? '' : new Date(time).toISOString();
    const configuration = capitalized(parsed(own(fields, 'configuration')));
    this.configuration = isObject(configuration) ? configuration : undefined;
    this.origin = { kind: 'file', file, address: this.arn ?? `${this.type}/${this.resourceName}` };
  }

  get id(): string {
    return `${this.type} ${this.accountId} ${this.region} ${textOf(own(this.#item.fields, 'resourceId')) ?? this.resourceName}`;
  }

  get resourceName(): string {
    const { fields } = this.#item;
    const last = this.arn?.split(/[/:]/).at(-1);
    return textOf(own(fields, 'resourceName')) ?? last ?? textOf(own(fields, 'resourceId')) ?? '';
  }

  /** Deleted while it was recorded, or after its type was recorded no more. */
  get isGone(): boolean {
    return textOf(own(this.#item.fields, 'configurationItemStatus'))?.startsWith('ResourceDeleted') ?? false;
  }

  /** Why properties that are not there may exist all the same. */
  get unread(): string | undefined {
    const status = textOf(own(this.#item.fields, 'configurationItemStatus'));
    if (status === 'ResourceNotRecorded') return 'not recorded by AWS Config';
    if (!this.#isSelected('configuration')) return notSelected;
    return this.configuration === undefined ? 'AWS Config recorded no configuration that can be read' : undefined;
  }

  /**
   * A member of the configuration: `null` where it is known to be absent, `undefined` where it was not asked for.
   * @param name as AWS Config names it
   */
  read(name: string): unknown {
    const value = own(this.configuration, name);
    if (this.unread === undefined || this.#isSelected(`configuration.${name}`)) return value ?? null;
    return value === undefined || value === null ? undefined : unknown('the query selected parts of it only');
  }

  /** The members of the configuration that were recorded, or asked for by name. */
  get members(): ReadonlySet<string> {
    return new Set([...Object.keys(this.configuration ?? {}), ...this.#selectedMembers]);
  }

  /** Some values of it are JSON in JSON. */
  supplementary(name: string): unknown {
    return parsed(own(parsed(own(this.#item.fields, 'supplementaryConfiguration')), name));
  }

  get tags(): readonly Tag[] | Unknown {
    const recorded = own(this.#item.fields, 'tags');
    const inConfiguration = listOf(own(this.configuration, 'Tags')).map(tagOf);
    if (Array.isArray(recorded)) return distinct([...recorded.map(tagOf), ...inConfiguration]);
    if (isObject(recorded)) {
      const tags = Object.entries(recorded).map(([Key, value]) => ({ Key, Value: textOf(value) ?? '' }));
      return distinct([...tags, ...inConfiguration]);
    }
    return inConfiguration.length > 0 ? distinct(inConfiguration) : unknown(notSelected);
  }

  #isSelected(field: string): boolean {
    return this.#selected === 'everything' || this.#selected.has(field.toLowerCase());
  }

  #arnPart(index: number): string {
    return this.arn?.split(':')[index] ?? '';
  }
}

/** `RoleArn` of `configuration.roleArn`; nothing of what lies deeper. */
function memberOf(field: string): string[] {
  const [, member] = /^configuration\.([^.]+)$/.exec(field) ?? [];
  return member === undefined ? [] : [capital(member)];
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function tagOf(tag: unknown): Tag {
  const text = (...names: string[]) => names.map((name) => textOf(own(tag, name))).find((value) => value !== undefined);
  return { Key: text('key', 'Key') ?? '', Value: text('value', 'Value') ?? '' };
}

function distinct(tags: readonly Tag[]): Tag[] {
  return [...new Map(tags.filter(({ Key }) => Key !== '').map((tag) => [tag.Key, tag])).values()];
}

/** JSON, where a text is some. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Some types are recorded in camel case, others with the names of CloudFormation. */
function capitalized(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return unknown('nested deeper than anything that AWS Config records');
  if (Array.isArray(value)) return value.map((item) => capitalized(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [capital(key), capitalized(member, depth + 1)]),
  );
}
