import type { ServiceControlLevel } from '../../../model/fact.ts';
import type { AccountScan } from '../account-scan.ts';
import type { Outcome } from '../attempt.ts';
import type { Failure } from '../failure.ts';
import { followed } from '../listed.ts';
import type { Action } from '../types.ts';

const optional = { optional: true, resourceScoped: true } as const;

export const organizationActions: readonly Action[] = [
  {
    action: 'organizations:DescribeOrganization',
    why: 'tells the organization of the account, on which policies may hang',
    resourceScoped: false,
    optional: true,
  },
  { action: 'organizations:ListParents', why: 'finds the organizational units above the account', ...optional },
  {
    action: 'organizations:ListPoliciesForTarget',
    why: 'finds the service control policies that bind the roles of the account',
    ...optional,
  },
  { action: 'organizations:DescribePolicy', why: 'reads a service control policy', ...optional },
];

/** Root, five units at most, account: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const deepest = 10;

type Policy = ServiceControlLevel['policies'][number];

/** The organization of an account, and the service control policies that bind its roles. */
export class Organization {
  readonly #account: AccountScan;
  #emitted: Promise<void> | undefined;

  constructor(account: AccountScan) {
    this.#account = account;
  }

  /** Resolves when the facts about the organization, as far as the caller may read them, stand in the stream. */
  async ensure(): Promise<void> {
    if (!this.#account.options.resourceTypes.has('AWS::IAM::Role')) return;
    this.#emitted ??= this.#emit();
    await this.#emitted;
  }

  async #emit(): Promise<void> {
    const { value, failure } = await this.#account.organizations('DescribeOrganization', {});
    if (failure?.code === 'AWSOrganizationsNotInUseException') return this.#emitFacts({ id: null }, []);
    if (failure !== undefined) return this.#leaveOut(failure);
    const { Id: id, MasterAccountId, FeatureSet } = value.Organization ?? {};
    if (id === undefined) return this.#leaveOut(unexpected('DescribeOrganization', 'the answer names no organization'));
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    const unbound = MasterAccountId === this.#account.accountId || FeatureSet === 'CONSOLIDATED_BILLING';
    if (unbound) return this.#emitFacts({ id }, []);

    const targets = await this.#targets();
    if (targets.failure !== undefined) {
      await this.#account.emitFact('organization', this.#account.accountId, { id });
      return this.#leaveOut(targets.failure);
    }
    const path = [id, ...targets.value.slice(0, -1), ''].join('/');
    const levels = await this.#levels(targets.value);
    await this.#emitFacts({ id, path }, levels.value);
    if (levels.failure !== undefined) this.#leaveOut(levels.failure);
  }

  async #emitFacts(
    organization: { readonly id: string | null; readonly path?: string },
    levels: readonly ServiceControlLevel[] | undefined,
  ): Promise<void> {
    const { accountId } = this.#account;
    await this.#account.emitFact('organization', accountId, organization);
    if (levels !== undefined) await this.#account.emitFact('service-control-policies', accountId, { levels });
  }

  /** Member accounts may hardly ever read them, which makes no scan incomplete: roles are judged by their own policies. */
  #leaveOut(failure: Failure): void {
    const recovered = 'roles are judged by their own policies, without service control policies';
    this.#account.gap(failure, failure.kind === 'denied' ? { recovered } : {});
  }

  /** The root, the units below it and the account. */
  async #targets(): Promise<Outcome<string[]>> {
    const targets = [this.#account.accountId];
    while (targets.length <= deepest) {
      const { value: parents, failure } = await this.#pages(async (NextToken) => {
        const page = await this.#account.organizations('ListParents', { ChildId: targets[0], NextToken });
        return page.failure === undefined ? { value: { items: page.value.Parents, next: page.value.NextToken } } : page;
      });
      if (failure !== undefined) return { failure };
      const [parent] = parents;
      if (parent?.Id === undefined) break;
      targets.unshift(parent.Id);
      if (parent.Type === 'ROOT') return { value: targets };
    }
    return { failure: unexpected('ListParents', 'the answers do not lead to the root of the organization') };
  }

  async #levels(targets: readonly string[]): Promise<Outcome<ServiceControlLevel[]>> {
    const levels: ServiceControlLevel[] = [];
    const documents = new Map<string, Policy>();
    for (const target of targets) {
      const policies = await this.#policiesAt(target, documents);
      if (policies.failure !== undefined) return policies;
      levels.push({ target, policies: policies.value });
    }
    // Where such policies are in use, AWS sees to it that each target has one.
    if (levels.every(({ policies }) => policies.length === 0)) return { value: [] };
    const bare = levels.find(({ policies }) => policies.length === 0);
    if (bare === undefined) return { value: levels };
    return { failure: unexpected('ListPoliciesForTarget', `the answer for \`${bare.target}\` names no policy`) };
  }

  async #policiesAt(target: string, known: Map<string, Policy>): Promise<Outcome<Policy[]>> {
    const { value: attached, failure } = await this.#pages(async (NextToken) => {
      const input = { TargetId: target, Filter: 'SERVICE_CONTROL_POLICY', NextToken } as const;
      const page = await this.#account.organizations('ListPoliciesForTarget', input);
      return page.failure === undefined ? { value: { items: page.value.Policies, next: page.value.NextToken } } : page;
    });
    if (failure !== undefined) return { failure };
    const policies: Policy[] = [];
    for (const { Id: id = '', Name: name = id, Arn: arn } of attached) {
      const before = known.get(id);
      const policy = before === undefined ? await this.#document(id) : { value: before.document };
      if (policy.failure !== undefined) return policy;
      const found = { name, ...(arn === undefined ? {} : { arn }), document: policy.value };
      known.set(id, found);
      policies.push(found);
    }
    return { value: policies };
  }

  async #document(PolicyId: string): Promise<Outcome<string>> {
    const { value, failure } = await this.#account.organizations('DescribePolicy', { PolicyId });
    if (failure !== undefined) return { failure };
    const { Content: document } = value.Policy ?? {};
    if (document !== undefined) return { value: document };
    return { failure: unexpected('DescribePolicy', `the answer holds no document of \`${PolicyId}\``) };
  }

  async #pages<Item>(
    read: (
      token: string | undefined,
    ) => Promise<Outcome<{ items: readonly Item[] | undefined; next: string | undefined }>>,
  ): Promise<Outcome<Item[]>> {
    const all: Item[] = [];
    let token: string | undefined;
    do {
      const { value: page, failure } = await read(token);
      if (failure !== undefined) return { failure };
      all.push(...(page.items ?? []));
      token = followed(token, page.next);
    } while (token !== undefined);
    return { value: all };
  }
}

function unexpected(operation: string, message: string): Failure {
  return { operation: `organizations:${operation}`, code: 'UnexpectedAnswer', message, kind: 'failed' };
}
