import { isObject, type JsonObject, listOf, own } from '../json.ts';
import { writtenKey } from './address.ts';
import type { Configuration } from './configuration.ts';
import { resourcesOf, type TerraformDocument } from './document.ts';
import { type Node, rootOf } from './node.ts';

/** One instance of a resource, or of a data source, that exists once the plan is applied. */
export interface Instance {
  readonly address: string;
  /** Empty for the root module. */
  readonly moduleAddress: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** `["x"]` or `[0]`; empty without `for_each` and `count`. */
  readonly key: string;
  /** The plan creates it, or creates it anew. */
  readonly created: boolean;
  readonly provider: string;
  /** What the configuration says of it; left out in a state. */
  readonly settings?: JsonObject;
  readonly root: Node;
}

/** What stays after the plan is applied, or what a state holds. Nothing of what is deleted, forgotten or deposed. */
export function instancesOf({ content }: TerraformDocument, configuration: Configuration): Instance[] {
  const instances: Instance[] = [];
  const planned = new Set<unknown>();
  const deferred = listOf(own(content, 'deferred_changes')).map((entry) => own(entry, 'resource_change'));
  for (const entry of [...listOf(own(content, 'resource_changes')), ...deferred]) {
    if (!isObject(entry)) continue;
    planned.add(entry.address);
    const change = own(entry, 'change');
    const actions = listOf(own(change, 'actions'));
    if (own(entry, 'deposed') !== undefined || !isObject(own(change, 'after'))) continue;
    if (actions.includes('forget') || (actions.includes('delete') && !actions.includes('create'))) continue;
    instances.push(
      instance(entry, configuration, {
        value: own(change, 'after'),
        unknown: own(change, 'after_unknown'),
        sensitive: own(change, 'after_sensitive'),
        created: actions.includes('create'),
      }),
    );
  }
  // A plan that targets some resources, or only refreshes, leaves the others as its prior state has them.
  for (const values of [own(content, 'values'), own(own(content, 'prior_state'), 'values')]) {
    for (const resource of resourcesOf(values)) {
      if (planned.has(resource.address) || !isObject(own(resource, 'values'))) continue;
      instances.push(
        instance(resource, configuration, {
          value: own(resource, 'values'),
          unknown: undefined,
          sensitive: own(resource, 'sensitive_values'),
          created: false,
        }),
      );
    }
  }
  return instances;
}

interface Values {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly created: boolean;
}

function instance(entry: JsonObject, configuration: Configuration, { created, ...values }: Values): Instance {
  const address = String(entry.address ?? '');
  const mode = entry.mode === 'data' ? 'data' : 'managed';
  const type = String(entry.type ?? '');
  const name = String(entry.name ?? '');
  const key = writtenKey(entry.index);
  const moduleAddress = address.slice(0, Math.max(0, address.length - lengthOf(mode, type, name, key)));
  const settings = configuration.resource(moduleAddress, mode, type, name);
  return {
    address,
    moduleAddress,
    mode,
    type,
    name,
    key,
    created,
    provider: String(entry.provider_name ?? ''),
    ...(settings === undefined ? {} : { settings }),
    root: rootOf(values, settings === undefined ? undefined : (own(settings, 'expressions') ?? {})),
  };
}

/** Of `.data.type.name[key]`, the end of an address. */
function lengthOf(mode: string, type: string, name: string, key: string): number {
  return `${mode === 'data' ? '.data' : ''}.${type}.${name}${key}`.length;
}
