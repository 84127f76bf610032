import { isObject, type JsonObject, listOf, own } from '../json.ts';
import { writtenKey } from './address.ts';
import type { Configuration } from './configuration.ts';
import { resourcesOf, type TerraformDocument } from './document.ts';
import { type Node, rootOf } from './node.ts';

/** One instance of a resource, or of a data source, that exists once the plan is applied. */
export class Instance {
  readonly address: string;
  /** Empty for the root module. */
  readonly moduleAddress: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** `["x"]` or `[0]`; empty without `for_each` and `count`. */
  readonly key: string;
  readonly provider: string;
  readonly #values: Values;
  readonly #configuration: Configuration;
  #settings: JsonObject | undefined | null = null;
  #root: Node | undefined;

  constructor(entry: JsonObject, configuration: Configuration) {
    const { address, type, name } = entry;
    this.address = String(address ?? '');
    this.mode = entry.mode === 'data' ? 'data' : 'managed';
    this.type = String(type ?? '');
    this.name = String(name ?? '');
    this.key = writtenKey(entry.index);
    this.provider = String(entry.provider_name ?? '');
    const end = `${this.mode === 'data' ? '.data' : ''}.${this.type}.${this.name}${this.key}`.length;
    this.moduleAddress = this.address.slice(0, Math.max(0, this.address.length - end));
    this.#values = valuesOf(entry);
    this.#configuration = configuration;
  }

  /** What the configuration says of it; `undefined` in a state. Most instances of a plan are never asked. */
  get settings(): JsonObject | undefined {
    if (this.#settings === null) {
      this.#settings = this.#configuration.resource(this.moduleAddress, this.mode, this.type, this.name);
    }
    return this.#settings;
  }

  get value(): unknown {
    return this.#values.value;
  }

  /** The marks of what is known after apply. */
  get unknown(): unknown {
    return this.#values.unknown;
  }

  get root(): Node {
    this.#root ??= rootOf(
      this.#values,
      this.settings === undefined ? undefined : (own(this.settings, 'expressions') ?? {}),
    );
    return this.#root;
  }
}

interface Values {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
}

/**
 * What stays after the plan is applied, or what a state holds, as it stands there. Nothing of what is deleted, forgotten
 * or deposed.
 */
export function* entriesIn({ content }: TerraformDocument): Generator<JsonObject> {
  const changes = listOf(own(content, 'resource_changes'));
  const deferred = listOf(own(content, 'deferred_changes')).map((change) => own(change, 'resource_change'));
  for (const entries of [changes, deferred]) {
    for (const entry of entries) if (isObject(entry) && stays(entry)) yield entry;
  }
  // A plan that targets some resources, or only refreshes, leaves the others as its prior state has them.
  let planned: ReadonlySet<unknown> | undefined;
  for (const tree of [own(content, 'values'), own(own(content, 'prior_state'), 'values')]) {
    for (const entry of resourcesOf(tree)) {
      planned ??= new Set([...changes, ...deferred].map((change) => own(change, 'address')));
      if (!planned.has(entry['address']) && isObject(entry['values'])) yield entry;
    }
  }
}

function stays({ change, deposed }: JsonObject): boolean {
  if (!isObject(change) || !isObject(change['after']) || deposed !== undefined) return false;
  const actions = listOf(change['actions']);
  return !actions.includes('forget') && (!actions.includes('delete') || actions.includes('create'));
}

/** Of an entry of `resource_changes`, or of a state. */
export function valuesOf({ change, values, sensitive_values: sensitive }: JsonObject): Values {
  if (!isObject(change)) return { value: values, unknown: undefined, sensitive };
  return { value: change['after'], unknown: change['after_unknown'], sensitive: change['after_sensitive'] };
}
