import { isObject, type JsonObject, listOf, own, textOf } from '../json.ts';
import { callsOf, childOf, type Part, parentOf, partsOf } from './address.ts';

/** What an expression of the configuration takes its value from, as far as the plan's JSON tells. */
export type Origin =
  | {
      readonly kind: 'object';
      readonly mode: 'managed' | 'data';
      /** With the keys of its modules, where the configuration names them. */
      readonly moduleAddress: string;
      readonly type: string;
      readonly name: string;
      readonly key?: string;
      /** Left out where the whole object is named, in a splat or a `for`. */
      readonly attribute?: string;
    }
  /** Something that is known when the plan is made; `key`: the key of the instance itself. */
  | { readonly kind: 'known'; readonly key?: true }
  /** A local value, or something else that the plan's JSON does not show. */
  | { readonly kind: 'opaque' };

/** Follows so many references for one value at most: configurations may be cyclic or explode. */
const mostSteps = 500;

export class Configuration {
  readonly #root: unknown;
  readonly #modules = new Map<string, unknown>();
  readonly #resources = new Map<string, ReadonlyMap<string, JsonObject>>();

  constructor(configuration: unknown) {
    this.#root = own(configuration, 'root_module');
  }

  module(moduleAddress: string): unknown {
    if (moduleAddress === '') return this.#root;
    if (!this.#modules.has(moduleAddress)) {
      let module = this.#root;
      for (const call of callsOf(moduleAddress)) module = own(own(own(module, 'module_calls'), call), 'module');
      this.#modules.set(moduleAddress, module);
    }
    return this.#modules.get(moduleAddress);
  }

  resource(moduleAddress: string, mode: string, type: string, name: string): JsonObject | undefined {
    let resources = this.#resources.get(moduleAddress);
    if (resources === undefined) {
      const all = listOf(own(this.module(moduleAddress), 'resources')).filter(isObject);
      resources = new Map(all.map((resource) => [`${resource.mode} ${resource.type} ${resource.name}`, resource]));
      this.#resources.set(moduleAddress, resources);
    }
    return resources.get(`${mode} ${type} ${name}`);
  }

  /**
   * Where the value of an expression comes from, through variables and outputs of modules.
   * @param loop the expression of `for_each` or `count` around it
   */
  originsOf(expression: unknown, moduleAddress: string, loop?: unknown): Origin[] {
    const walk: Walk = { steps: 0, seen: new Set(), found: [] };
    this.#follow(expression, moduleAddress, loop, walk);
    return walk.steps > mostSteps ? [...walk.found, { kind: 'opaque' }] : walk.found;
  }

  #follow(expression: unknown, moduleAddress: string, loop: unknown, walk: Walk): void {
    for (const reference of longest(listOf(own(expression, 'references')))) {
      walk.steps += 1;
      const visit = `${moduleAddress} ${reference}`;
      if (walk.steps > mostSteps || walk.seen.has(visit)) continue;
      walk.seen.add(visit);
      this.#followOne(partsOf(reference), moduleAddress, loop, walk);
    }
  }

  #followOne(parts: readonly Part[], moduleAddress: string, loop: unknown, walk: Walk): void {
    const [first, second] = parts;
    if (first === undefined) return;
    switch (first.name) {
      case 'count':
        walk.found.push({ kind: 'known', key: true });
        return;
      case 'path':
      case 'terraform':
        walk.found.push({ kind: 'known' });
        return;
      case 'each':
        if (second?.name === 'key') walk.found.push({ kind: 'known', key: true });
        else if (loop !== undefined) this.#follow(loop, moduleAddress, undefined, walk);
        else walk.found.push({ kind: 'opaque' });
        return;
      case 'var':
        this.#followVariable(second?.name ?? '', moduleAddress, walk);
        return;
      case 'module':
        this.#followOutput(parts, moduleAddress, walk);
        return;
      case 'local':
      case 'self':
        walk.found.push({ kind: 'opaque' });
        return;
      default:
        walk.found.push(objectOf(parts, moduleAddress));
    }
  }

  #followVariable(name: string, moduleAddress: string, walk: Walk): void {
    const call = callsOf(moduleAddress).at(-1);
    // The variables of the root module have their values when the plan is made.
    if (call === undefined) {
      walk.found.push({ kind: 'known' });
      return;
    }
    const parent = parentOf(moduleAddress);
    const settings = own(own(this.module(parent), 'module_calls'), call);
    const expression = own(own(settings, 'expressions'), name);
    if (expression === undefined || own(expression, 'references') === undefined) walk.found.push({ kind: 'known' });
    else this.#follow(expression, parent, own(settings, 'for_each_expression'), walk);
  }

  #followOutput(parts: readonly Part[], moduleAddress: string, walk: Walk): void {
    const [, call, output] = parts;
    const child = childOf(moduleAddress, call?.name ?? '', call?.key);
    const outputs = own(this.module(child), 'outputs');
    const expression = own(own(outputs, output?.name ?? ''), 'expression');
    if (output === undefined || outputs === undefined) walk.found.push({ kind: 'opaque' });
    else if (own(expression, 'references') === undefined) walk.found.push({ kind: 'known' });
    else this.#follow(expression, child, undefined, walk);
  }
}

interface Walk {
  steps: number;
  readonly seen: Set<string>;
  readonly found: Origin[];
}

/** Terraform lists `aws_kms_key.a[0].arn` together with `aws_kms_key.a[0]` and `aws_kms_key.a`. */
function longest(references: readonly unknown[]): string[] {
  const texts = references.flatMap((reference) => textOf(reference) ?? []);
  const shorter = new Set(texts.map((text) => text.slice(0, text.lastIndexOf(text.endsWith(']') ? '[' : '.'))));
  return texts.filter((text) => !shorter.has(text));
}

function objectOf(parts: readonly Part[], moduleAddress: string): Origin {
  const mode = parts[0]?.name === 'data' ? 'data' : 'managed';
  const [type, object, attribute] = mode === 'data' ? parts.slice(1) : parts;
  if (type === undefined || object === undefined) return { kind: 'opaque' };
  return {
    kind: 'object',
    mode,
    moduleAddress,
    type: type.name,
    name: object.name,
    ...(object.key === undefined ? {} : { key: object.key }),
    ...(attribute === undefined ? {} : { attribute: attribute.name }),
  };
}
