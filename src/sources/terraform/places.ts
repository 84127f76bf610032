import type { Place } from '../../model/lookup.ts';
import { listOf, own, textOf } from '../json.ts';
import type { Instance } from './instance.ts';
import type { Plan } from './plan.ts';

/** Where the resources of one provider configuration are. */
interface Home {
  readonly accounts: Set<string>;
  readonly regions: Set<string>;
  readonly partitions: Set<string>;
}

/** What the plan tells of accounts and regions: provider blocks, data sources, and the ARNs of what exists already. */
export class Places {
  readonly #homes = new Map<string, Home>();
  readonly #providers = new Set<string>();

  constructor(plan: Plan) {
    this.#readProviders(plan);
    for (const instance of [...plan.instances, ...plan.existingOthers()]) this.#readInstance(instance);
  }

  placeOf(instance: Instance): Place & { readonly partition: string } {
    const home = this.#homeOf(instance);
    const own = arnPartsOf(instance);
    return {
      accountId: own?.accountId || only(home.accounts),
      region: own?.region || regionArgument(instance) || only(home.regions),
      partition: own?.partition || only(home.partitions) || partitionOf(only(home.regions)),
    };
  }

  #readProviders({ document: { content } }: Plan): void {
    const providers = own(own(content, 'configuration'), 'provider_config');
    if (typeof providers !== 'object' || providers === null) return;
    for (const [key, provider] of Object.entries(providers)) {
      const home = this.#home(key);
      this.#providers.add(key);
      const expressions = own(provider, 'expressions');
      const constant = (name: string) => {
        const expression = own(expressions, name);
        const value = own(expression, 'constant_value');
        return value ?? variableOf(content, listOf(own(expression, 'references')));
      };
      const region = textOf(constant('region'));
      if (region !== undefined) home.regions.add(region);
      const allowed = listOf(constant('allowed_account_ids'));
      if (allowed.length === 1 && isAccount(allowed[0])) home.accounts.add(allowed[0]);
      const [role] = listOf(own(expressions, 'assume_role'));
      const arn = partsOfArn(own(own(role, 'role_arn'), 'constant_value'));
      if (arn?.accountId) home.accounts.add(arn.accountId);
    }
  }

  #readInstance(instance: Instance): void {
    const { mode, type, value } = instance;
    if (mode === 'data') {
      const text = (...names: string[]) => names.map((name) => textOf(own(value, name))).find((found) => found);
      const account = text('account_id');
      const region = text('region', 'name');
      const partition = text('partition');
      if (type === 'aws_caller_identity' && isAccount(account)) this.#homeOf(instance).accounts.add(account);
      if (type === 'aws_region' && region) this.#homeOf(instance).regions.add(region);
      if (type === 'aws_partition' && partition) this.#homeOf(instance).partitions.add(partition);
      return;
    }
    const arn = arnPartsOf(instance);
    if (arn === undefined) return;
    const home = this.#homeOf(instance);
    if (arn.accountId) home.accounts.add(arn.accountId);
    // Since version 6 of the provider, a resource can be in another region than its provider.
    if (arn.region && regionArgument(instance) === undefined) home.regions.add(arn.region);
    if (arn.partition) home.partitions.add(arn.partition);
  }

  #homeOf({ settings, provider }: Instance): Home {
    const key = textOf(own(settings, 'provider_config_key')) ?? provider.slice(provider.lastIndexOf('/') + 1);
    // A module without a provider of its own, `module.a:aws`, has its caller's.
    return this.#home(this.#providers.has(key) ? key : key.slice(key.lastIndexOf(':') + 1));
  }

  #home(key: string): Home {
    let home = this.#homes.get(key);
    if (home === undefined) {
      home = { accounts: new Set(), regions: new Set(), partitions: new Set() };
      this.#homes.set(key, home);
    }
    return home;
  }
}

/** The only one of several answers; nothing when they differ. */
function only(values: ReadonlySet<string>): string {
  const [first = ''] = values;
  return values.size === 1 ? first : '';
}

function regionArgument({ value }: Instance): string | undefined {
  return textOf(own(value, 'region'));
}

function arnPartsOf({ value }: Instance): ArnParts | undefined {
  return partsOfArn(own(value, 'arn'));
}

interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

function partsOfArn(text: unknown): ArnParts | undefined {
  const found = typeof text === 'string' ? /^arn:([^:]+):[^:]*:([^:]*):(\d{12})?:/.exec(text) : null;
  if (found === null) return undefined;
  return { partition: found[1] ?? '', region: found[2] ?? '', accountId: found[3] ?? '' };
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The value of the root module's variable that an expression consists of. */
function variableOf(content: unknown, references: readonly unknown[]): unknown {
  const [reference] = references;
  if (references.length !== 1 || typeof reference !== 'string' || !reference.startsWith('var.')) return undefined;
  return own(own(own(content, 'variables'), reference.slice('var.'.length)), 'value');
}
