import type { AttachedPolicy, ManagedPolicyDetail, PolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { Json, Resource, ResourceType } from '../../model/resource.ts';
import { type Unknown, unknown } from '../../model/value.ts';
import type { AccountScan } from './account-scan.ts';
import type { Outcome } from './attempt.ts';
import { type Failure, reasonOf } from './failure.ts';
import { followed } from './listed.ts';
import { project } from './project.ts';
import { type Action, accountWide } from './types.ts';

/** From so many roles on, one sweep over the account is cheaper than some six calls for each. */
const sweepFrom = 25;

export const roleActions: readonly Action[] = [
  { action: 'iam:GetRole', why: 'reads the roles that resources run with', resourceScoped: true },
  { action: 'iam:ListAttachedRolePolicies', why: 'finds the managed policies of a role', resourceScoped: true },
  { action: 'iam:ListRolePolicies', why: 'finds the inline policies of a role', resourceScoped: true },
  { action: 'iam:GetRolePolicy', why: 'reads an inline policy', resourceScoped: true },
  { action: 'iam:GetPolicy', why: 'finds the version of a managed policy that is in force', resourceScoped: true },
  { action: 'iam:GetPolicyVersion', why: 'reads a managed policy', resourceScoped: true },
  {
    action: 'iam:GetAccountAuthorizationDetails',
    why: 'reads many roles at once instead of one by one',
    resourceScoped: false,
    optional: true,
  },
];

interface Sweep {
  readonly roles: ReadonlyMap<string, RoleDetail>;
  readonly policies: ReadonlyMap<string, ManagedPolicyDetail>;
}

/** The IAM roles of an account that its resources run with, each read once for all regions. */
export class Roles {
  readonly #account: AccountScan;
  readonly #roles = new Map<string, Promise<void>>();
  readonly #policies = new Map<string, Promise<void>>();
  #sweep: Promise<Sweep | undefined> | undefined;

  constructor(account: AccountScan) {
    this.#account = account;
  }

  /** Resolves when the roles of these resources, and their managed policies, stand in the stream. */
  async ensure(resources: readonly Resource[]): Promise<void> {
    const { resourceTypes } = this.#account.options;
    if (!resourceTypes.has('AWS::IAM::Role') && !resourceTypes.has('AWS::IAM::ManagedPolicy')) return;
    const arns = new Set<string>();
    for (const { properties } of resources) {
      const { RoleArn: arn } = properties as { RoleArn?: unknown };
      if (typeof arn === 'string' && arn !== '') arns.add(arn);
    }
    await this.read(arns);
  }

  /** Resolves when these roles, and their managed policies, stand in the stream. */
  async read(arns: ReadonlySet<string>): Promise<void> {
    if (arns.size === 0) return;
    await this.#account.organization.ensure();
    const fresh = [...arns].filter((arn) => !this.#roles.has(arn));
    const many = this.#roles.size + fresh.length > sweepFrom;
    for (const arn of fresh) this.#roles.set(arn, this.#emitRole(arn, many));
    await Promise.all([...arns].map((arn) => this.#roles.get(arn)));
  }

  async #emitRole(arn: string, many: boolean): Promise<void> {
    const accountId = /^arn:[^:]+:iam::(\d{12}):role\//.exec(arn)?.[1];
    if (accountId !== undefined && accountId !== this.#account.accountId) return this.#emitForeign(arn, accountId);
    const swept = many ? (await this.#sweepOnce())?.roles.get(arn) : undefined;
    if (swept !== undefined) return this.#emitSwept(swept);
    return this.#emitReadOneByOne(arn);
  }

  async #emitForeign(arn: string, accountId: string): Promise<void> {
    const owner = this.#account.shared.accounts.get(accountId);
    if (owner !== undefined) return owner.roles.read(new Set([arn]));
    await this.#emit('AWS::IAM::Role', {
      arn,
      name: nameOf(arn),
      accountId,
      properties: {},
      unread: `role belongs to account ${accountId}, which was not scanned`,
      operation: 'iam:GetRole',
    });
  }

  async #emitSwept(role: RoleDetail): Promise<void> {
    const { Arn: arn = '', RoleName: name = nameOf(arn) } = role;
    await this.#emitPolicies(role.AttachedManagedPolicies, role.PermissionsBoundary?.PermissionsBoundaryArn);
    await this.#emit('AWS::IAM::Role', {
      arn,
      name,
      properties: {
        ...role,
        AssumeRolePolicyDocument: decoded(role.AssumeRolePolicyDocument),
        RolePolicyList: (role.RolePolicyList ?? []).map((policy) => ({
          ...policy,
          PolicyDocument: decoded(policy.PolicyDocument),
        })),
      },
      tags: role.Tags,
      operation: 'iam:GetAccountAuthorizationDetails',
    });
  }

  async #emitReadOneByOne(arn: string): Promise<void> {
    const RoleName = nameOf(arn);
    const role = await this.#account.iam('GetRole', { RoleName });
    if (role.failure?.kind === 'missing') {
      return this.#emit('AWS::IAM::Role', {
        arn,
        name: RoleName,
        properties: {},
        gone: reasonOf(role.failure),
        operation: 'iam:GetRole',
      });
    }
    if (role.failure !== undefined) this.#account.gap(role.failure, { example: arn });
    const [attached, inline] = await Promise.all([this.#attachedTo(RoleName, arn), this.#inlineOf(RoleName, arn)]);
    const described = role.value?.Role;
    await this.#emitPolicies(
      Array.isArray(attached) ? attached : [],
      described?.PermissionsBoundary?.PermissionsBoundaryArn,
    );
    await this.#emit('AWS::IAM::Role', {
      arn,
      name: RoleName,
      properties: {
        ...described,
        ...(described === undefined ? {} : { AssumeRolePolicyDocument: decoded(described.AssumeRolePolicyDocument) }),
        AttachedManagedPolicies: attached,
        RolePolicyList: inline,
      },
      ...(role.failure === undefined ? { tags: described?.Tags ?? [] } : { unread: reasonOf(role.failure) }),
      operation: 'iam:GetRole',
    });
  }

  async #attachedTo(RoleName: string, arn: string): Promise<AttachedPolicy[] | Unknown> {
    return this.#collect(arn, async (Marker) => {
      const outcome = await this.#account.iam('ListAttachedRolePolicies', { RoleName, Marker, MaxItems: 1000 });
      return mapped(outcome, (page) => ({ items: page.AttachedPolicies ?? [], next: nextMarker(page) }));
    });
  }

  async #inlineOf(RoleName: string, arn: string): Promise<(Json<PolicyDetail> | object)[] | Unknown> {
    const names = await this.#collect(arn, async (Marker) => {
      const outcome = await this.#account.iam('ListRolePolicies', { RoleName, Marker, MaxItems: 1000 });
      return mapped(outcome, (page) => ({ items: page.PolicyNames ?? [], next: nextMarker(page) }));
    });
    if (!Array.isArray(names)) return names;
    const policies = await Promise.all(
      names.map(async (PolicyName) => {
        const { value, failure } = await this.#account.iam('GetRolePolicy', { RoleName, PolicyName });
        if (failure === undefined) return { PolicyName, PolicyDocument: decoded(value.PolicyDocument) };
        // Deleted since it was listed.
        if (failure.kind === 'missing') return undefined;
        return { PolicyName, PolicyDocument: this.#unreadable(failure, arn) };
      }),
    );
    return policies.filter((policy) => policy !== undefined);
  }

  async #emitPolicies(attached: readonly AttachedPolicy[] | undefined, boundaryArn: string | undefined): Promise<void> {
    const arns = new Set<string>();
    for (const { PolicyArn } of attached ?? []) if (PolicyArn !== undefined) arns.add(PolicyArn);
    if (boundaryArn !== undefined) arns.add(boundaryArn);
    await Promise.all([...arns].map((arn) => this.#emitPolicyOnce(arn)));
  }

  #emitPolicyOnce(arn: string): Promise<void> {
    let emitted = this.#policies.get(arn);
    if (emitted === undefined) {
      emitted = this.#emitPolicy(arn);
      this.#policies.set(arn, emitted);
    }
    return emitted;
  }

  async #emitPolicy(arn: string): Promise<void> {
    const swept = this.#sweep === undefined ? undefined : (await this.#sweep)?.policies.get(arn);
    const inForce = swept?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
    if (swept !== undefined && inForce?.Document !== undefined) {
      return this.#emit('AWS::IAM::ManagedPolicy', {
        arn,
        name: swept.PolicyName ?? nameOf(arn),
        properties: { ...swept, PolicyVersionList: [inForceVersion(inForce.VersionId, decoded(inForce.Document))] },
        operation: 'iam:GetAccountAuthorizationDetails',
      });
    }
    const policy = await this.#account.iam('GetPolicy', { PolicyArn: arn });
    if (policy.failure !== undefined) {
      const gone = policy.failure.kind === 'missing';
      if (!gone) this.#account.gap(policy.failure, { example: arn });
      return this.#emit('AWS::IAM::ManagedPolicy', {
        arn,
        name: nameOf(arn),
        properties: {},
        ...(gone ? { gone: reasonOf(policy.failure) } : { unread: reasonOf(policy.failure) }),
        operation: 'iam:GetPolicy',
      });
    }
    const { Policy = {} } = policy.value;
    const VersionId = Policy.DefaultVersionId ?? 'v1';
    const version = await this.#account.iam('GetPolicyVersion', { PolicyArn: arn, VersionId });
    const Document =
      version.failure === undefined
        ? decoded(version.value.PolicyVersion?.Document)
        : this.#unreadable(version.failure, arn);
    await this.#emit('AWS::IAM::ManagedPolicy', {
      arn,
      name: Policy.PolicyName ?? nameOf(arn),
      properties: { ...Policy, PolicyVersionList: [inForceVersion(VersionId, Document)] },
      operation: 'iam:GetPolicy',
    });
  }

  #sweepOnce(): Promise<Sweep | undefined> {
    this.#sweep ??= this.#sweepAccount();
    return this.#sweep;
  }

  async #sweepAccount(): Promise<Sweep | undefined> {
    const roles = new Map<string, RoleDetail>();
    const policies = new Map<string, ManagedPolicyDetail>();
    let marker: string | undefined;
    do {
      const { value: page, failure } = await this.#account.iam('GetAccountAuthorizationDetails', {
        Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
        MaxItems: 1000,
        Marker: marker,
      });
      if (failure !== undefined) {
        this.#account.gap(failure, { recovered: 'the roles were read one by one' });
        return undefined;
      }
      for (const role of page.RoleDetailList ?? []) if (role.Arn !== undefined) roles.set(role.Arn, role);
      for (const policy of page.Policies ?? []) {
        if (policy.Arn === undefined) continue;
        const inForce = (policy.PolicyVersionList ?? []).filter(({ IsDefaultVersion }) => IsDefaultVersion);
        policies.set(policy.Arn, { ...policy, PolicyVersionList: inForce });
      }
      marker = followed(marker, nextMarker(page));
    } while (marker !== undefined);
    return { roles, policies };
  }

  /** All items of a list; unknown, with a gap, when a page of it failed. */
  async #collect<Item>(
    arn: string,
    read: (marker: string | undefined) => Promise<Outcome<{ items: readonly Item[]; next: string | undefined }>>,
  ): Promise<Item[] | Unknown> {
    const items: Item[] = [];
    let marker: string | undefined;
    do {
      const { value: page, failure } = await read(marker);
      if (failure !== undefined) return this.#unreadable(failure, arn);
      items.push(...page.items);
      marker = followed(marker, page.next);
    } while (marker !== undefined);
    return items;
  }

  #unreadable(failure: Failure, arn: string): Unknown {
    this.#account.gap(failure, { example: arn });
    return unknown(reasonOf(failure));
  }

  #emit(
    type: ResourceType,
    found: {
      readonly arn: string;
      readonly name: string;
      readonly accountId?: string;
      readonly properties: object;
      readonly tags?: RoleDetail['Tags'];
      readonly unread?: string;
      readonly gone?: string;
      readonly operation: string;
    },
  ): Promise<void> {
    const { arn, name, accountId = this.#account.accountId, properties, tags, unread, gone, operation } = found;
    return this.#account.emit({
      resource: {
        type,
        arn,
        name,
        accountId,
        region: accountWide,
        ...(tags === undefined ? {} : { tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) }),
        properties: project(type, properties),
        ...(unread === undefined ? {} : { unread }),
        ...(gone === undefined ? {} : { gone }),
        origin: { kind: 'api', operation },
      },
    });
  }
}

function mapped<T, U>(outcome: Outcome<T>, map: (value: T) => U): Outcome<U> {
  return outcome.failure === undefined ? { value: map(outcome.value) } : outcome;
}

function nextMarker(page: { IsTruncated?: boolean | undefined; Marker?: string | undefined }): string | undefined {
  return page.IsTruncated ? page.Marker : undefined;
}

function inForceVersion(VersionId: string | undefined, Document: string | Unknown): object {
  return { VersionId, IsDefaultVersion: true, Document };
}

/** The last part of the ARN: a path may stand before it. */
function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * IAM URL-encodes policy documents; not every endpoint that speaks its protocol does. The text is not parsed here: how a
 * document with a key twice is to be read is for the analysis to say.
 */
function decoded(document: string | undefined): string | Unknown {
  if (document === undefined) return unknown('the answer held no policy document');
  if (/^\s*[{[]/.test(document)) return document;
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}
