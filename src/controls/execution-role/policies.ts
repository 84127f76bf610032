import { type PolicySource, type ReadRole, type RolePolicies, readRole } from '../../iam/index.ts';
import { type Context, guard } from '../../model/control.ts';
import type { FactValues } from '../../model/fact.ts';
import type { Index, Place } from '../../model/lookup.ts';
import type { Resource } from '../../model/resource.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';

type RoleView = ResourceView<'AWS::IAM::Role'>;

interface RolesRead {
  readonly byResource: WeakMap<Resource, ReadRole>;
  /** Roles with equal policies are one role to the analysis. */
  readonly byPolicies: Map<string, ReadRole>;
}

/** Each role is read once a scan: what it refers to stands before it in a snapshot, or everything has been seen. */
const rolesRead = new WeakMap<Index, RolesRead>();

/**
 * A role with its documents, where each stands in the snapshot or is missing with the reason.
 * @throws UnknownRead when nothing of the role could be read
 */
export function readPolicies(role: RoleView, roleArn: string, context: Context): ReadRole {
  const known = rolesRead.get(context.index) ?? { byResource: new WeakMap(), byPolicies: new Map() };
  rolesRead.set(context.index, known);
  const before = known.byResource.get(role.resource);
  if (before !== undefined) return before;
  const policies = policiesOf(role, roleArn, context);
  const key = identityOf(policies);
  const read = known.byPolicies.get(key) ?? readRole(policies);
  known.byPolicies.set(key, read);
  known.byResource.set(role.resource, read);
  return read;
}

function policiesOf(role: RoleView, roleArn: string, { index, capturedAt }: Context): RolePolicies {
  const place = role.resource;
  const boundary = boundaryOf(role, index, place);
  const trust = guard(() => ({ document: role.read('AssumeRolePolicyDocument', { whenAbsent: undefined }) }));
  const tags = guard(() => (role.resource.tags === undefined ? role.read('Tags', { whenAbsent: [] }) : role.tags()));
  return {
    roleArn,
    ...('document' in trust && trust.document !== undefined ? { trustPolicy: trust.document } : {}),
    ...('status' in tags
      ? {}
      : { roleTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])) }),
    identity: [...inlinePolicies(role), ...attachedPolicies(role, index, place)],
    ...(boundary === undefined ? {} : { boundary }),
    ...ofOrganization(roleArn, index, place),
    now: new Date(capturedAt),
  };
}

/** What is known of the organization, and of the policies by which it binds the role. */
function ofOrganization(
  roleArn: string,
  index: Index,
  { accountId }: Place,
): Pick<RolePolicies, 'scps' | 'organizationId' | 'organizationPath'> {
  const account = { accountId, region: '' };
  const organization = guard(() => index.fact('organization', accountId, account));
  const { id, path } = 'status' in organization ? {} : organization;
  return {
    ...(id === undefined ? {} : { organizationId: id }),
    ...(path === undefined ? {} : { organizationPath: path }),
    ...scpsOf(
      roleArn,
      guard(() => index.fact('service-control-policies', accountId, account)),
    ),
  };
}

function scpsOf(
  roleArn: string,
  read: FactValues['service-control-policies'] | { readonly status: string },
): Pick<RolePolicies, 'scps'> {
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  if (roleArn.includes(':role/aws-service-role/')) return { scps: [] };
  if ('status' in read) return {};
  return { scps: read.levels.map(({ policies }) => policies.map((policy) => ({ ...policy }))) };
}

/** What tells one role from another to the analysis: not its name, unless a policy speaks of it. */
function identityOf({ roleArn, ...policies }: { roleArn: string }): string {
  const text = JSON.stringify(policies);
  const [, partition, , , account] = roleArn.split(':');
  return `${/principalarn|userid/i.test(text) ? roleArn : `${partition} ${account}`} ${text}`;
}

function inlinePolicies(role: RoleView): PolicySource[] {
  const policies = guard(() => role.list('RolePolicyList'));
  if ('status' in policies) return [{ name: 'inline policies', kind: 'inline', missing: policies.reason }];
  return policies.map((policy) => {
    const name = policy.peek('PolicyName') ?? 'inline policy';
    const document = guard(() => ({ text: policy.read('PolicyDocument', { whenAbsent: undefined }) }));
    if ('status' in document) return { name, kind: 'inline', missing: document.reason };
    if (document.text === undefined) return { name, kind: 'inline', missing: 'the snapshot holds no document' };
    return { name, kind: 'inline', document: document.text };
  });
}

function attachedPolicies(role: RoleView, index: Index, place: Place): PolicySource[] {
  const policies = guard(() => role.list('AttachedManagedPolicies'));
  if ('status' in policies) return [{ name: 'attached policies', kind: 'managed', missing: policies.reason }];
  return policies.map((policy) => {
    const arn = guard(() => ({ text: policy.read('PolicyArn', { whenAbsent: undefined }) }));
    if ('status' in arn || arn.text === undefined) {
      const reason = 'status' in arn ? arn.reason : 'the snapshot does not say which it is';
      return { name: policy.peek('PolicyName') ?? 'attached policy', kind: 'managed', missing: reason };
    }
    return managedPolicy(arn.text, index, place);
  });
}

function boundaryOf(role: RoleView, index: Index, place: Place): PolicySource | undefined {
  const boundary = guard(() => ({
    arn: role.read('PermissionsBoundary.PermissionsBoundaryArn', { whenAbsent: undefined }),
  }));
  if ('status' in boundary) return { name: 'permissions boundary', kind: 'managed', missing: boundary.reason };
  return boundary.arn === undefined ? undefined : managedPolicy(boundary.arn, index, place);
}

function managedPolicy(arn: string, index: Index, place: Place): PolicySource {
  const source = { name: arn.slice(arn.lastIndexOf('/') + 1), kind: 'managed' as const, arn };
  const found = guard(() => {
    const policy = index.find('AWS::IAM::ManagedPolicy', arn, place);
    if (policy === undefined) return { missing: 'the snapshot does not hold it' };
    if (policy.resource.gone !== undefined) return { missing: policy.resource.gone };
    const versions = policy.list('PolicyVersionList');
    const version =
      versions.find((candidate) => candidate.read('IsDefaultVersion', { whenAbsent: false })) ?? versions[0];
    const document = version?.read('Document', { whenAbsent: undefined });
    return document === undefined ? { missing: 'the snapshot holds no document of it' } : { document };
  });
  if (!('status' in found) && 'document' in found) return { ...source, document: found.document };
  const known = awsManagedPolicies[arn.replace(/^arn:aws[a-z-]*:iam::aws:policy\//, '')];
  if (known !== undefined && /^arn:aws[a-z-]*:iam::aws:policy\//.test(arn)) return { ...source, document: known };
  return { ...source, missing: 'status' in found ? found.reason : found.missing };
}
