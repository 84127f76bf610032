import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { Caller, Service } from './caller.ts';
import { cutPage } from './paging.ts';
import { listParameter, type QueryOperation, readQuery, requiredParameter } from './query.ts';
import { AwsError } from './wire.ts';
import type { XmlValue } from './xml.ts';

/** IAM's Query protocol, reading operations only. */
export const iam: Service = {
  protocol: 'query',
  regional: false,
  read: (request) => readQuery('iam', 'https://iam.amazonaws.com/doc/2010-05-08/', operations, request),
};

const operations: Readonly<Record<string, QueryOperation>> = {
  GetRole(parameters, caller) {
    const role = roleOf(parameters, caller);
    return {
      Role: {
        ...roleMembers(role),
        MaxSessionDuration: 3600,
        PermissionsBoundary: boundaryOf(role),
        Tags: tagsOf(role),
        RoleLastUsed: { ...role.RoleLastUsed },
      },
    };
  },

  ListAttachedRolePolicies(parameters, caller) {
    const attached = (roleOf(parameters, caller).AttachedManagedPolicies ?? []).map((policy) => ({ ...policy }));
    return paged(parameters, caller, 'AttachedPolicies', attached);
  },

  ListRolePolicies(parameters, caller) {
    const names = (roleOf(parameters, caller).RolePolicyList ?? []).map((policy) => policy.PolicyName ?? '');
    return paged(parameters, caller, 'PolicyNames', names);
  },

  GetRolePolicy(parameters, caller) {
    const role = roleOf(parameters, caller);
    const name = requiredParameter(parameters, 'PolicyName');
    const policy = role.RolePolicyList?.find((candidate) => candidate.PolicyName === name);
    if (policy === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    return { RoleName: role.RoleName, PolicyName: name, PolicyDocument: encodeDocument(policy.PolicyDocument) };
  },

  GetPolicy(parameters, caller) {
    const { PolicyVersionList, ...policy } = policyOf(parameters, caller);
    return { Policy: { ...policy } };
  },

  GetPolicyVersion(parameters, caller) {
    const policy = policyOf(parameters, caller);
    const versionId = requiredParameter(parameters, 'VersionId');
    const version = policy.PolicyVersionList?.find((candidate) => candidate.VersionId === versionId);
    if (version === undefined) {
      throw noSuchEntity(`Policy ${policy.Arn} version ${versionId} does not exist or is not attachable.`);
    }
    return { PolicyVersion: { ...version, Document: encodeDocument(version.Document) } };
  },

  GetAccountAuthorizationDetails: accountAuthorizationDetails,
};

/** Roles and policies never share a page here, which AWS allows and callers must bear. */
function accountAuthorizationDetails(parameters: URLSearchParams, caller: Caller): XmlValue {
  const filter = listParameter(parameters, 'Filter');
  const wants = (kind: string) => filter.length === 0 || filter.includes(kind);
  const roles = wants('Role') ? (caller.account.roles ?? []) : [];
  const policies = [
    ...(wants('LocalManagedPolicy') ? (caller.account.managedPolicies ?? []) : []),
    ...(wants('AWSManagedPolicy') ? (caller.estate.awsManagedPolicies ?? []) : []),
  ];
  const page = pageOf(parameters, caller, roles.length + policies.length);
  const end = page.start < roles.length ? Math.min(page.end, roles.length) : page.end;
  const cutShort = end < page.end;
  const next = cutShort ? pageOf(parameters, caller, roles.length + policies.length, end - page.start) : page;
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: roles.slice(page.start, end).map(roleDetail),
    Policies: policies.slice(Math.max(page.start - roles.length, 0), Math.max(end - roles.length, 0)).map(policyDetail),
    IsTruncated: next.nextToken !== undefined,
    Marker: next.nextToken,
  };
}

function roleDetail(role: RoleDetail): XmlValue {
  return {
    ...roleMembers(role),
    InstanceProfileList: [],
    RolePolicyList: (role.RolePolicyList ?? []).map((policy) => ({
      PolicyName: policy.PolicyName,
      PolicyDocument: encodeDocument(policy.PolicyDocument),
    })),
    AttachedManagedPolicies: (role.AttachedManagedPolicies ?? []).map((policy) => ({ ...policy })),
    PermissionsBoundary: boundaryOf(role),
    Tags: tagsOf(role),
    RoleLastUsed: { ...role.RoleLastUsed },
  };
}

function policyDetail(policy: ManagedPolicyDetail): XmlValue {
  return {
    ...policy,
    PolicyVersionList: (policy.PolicyVersionList ?? []).map((version) => ({
      ...version,
      Document: encodeDocument(version.Document),
    })),
  };
}

function roleMembers(role: RoleDetail) {
  return {
    Path: role.Path,
    RoleName: role.RoleName,
    RoleId: role.RoleId,
    Arn: role.Arn,
    CreateDate: role.CreateDate,
    AssumeRolePolicyDocument: encodeDocument(role.AssumeRolePolicyDocument),
  };
}

function boundaryOf(role: RoleDetail): XmlValue {
  return role.PermissionsBoundary === undefined ? undefined : { ...role.PermissionsBoundary };
}

function tagsOf(role: RoleDetail): XmlValue {
  return (role.Tags ?? []).map((tag) => ({ ...tag }));
}

function roleOf(parameters: URLSearchParams, caller: Caller): RoleDetail {
  const name = requiredParameter(parameters, 'RoleName');
  const role = caller.account.roles?.find((candidate) => candidate.RoleName === name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function policyOf(parameters: URLSearchParams, caller: Caller): ManagedPolicyDetail {
  const arn = requiredParameter(parameters, 'PolicyArn');
  const all = [...(caller.account.managedPolicies ?? []), ...(caller.estate.awsManagedPolicies ?? [])];
  const policy = all.find((candidate) => candidate.Arn === arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

function paged(parameters: URLSearchParams, caller: Caller, member: string, entries: readonly XmlValue[]): XmlValue {
  const page = pageOf(parameters, caller, entries.length);
  return {
    [member]: entries.slice(page.start, page.end),
    IsTruncated: page.nextToken !== undefined,
    Marker: page.nextToken,
  };
}

function pageOf(parameters: URLSearchParams, caller: Caller, total: number, atMost = Number.POSITIVE_INFINITY) {
  const maxItems = Number(parameters.get('MaxItems') ?? 100);
  if (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > 1000) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${parameters.get('MaxItems')}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`,
    );
  }
  const query = new URLSearchParams(parameters);
  query.delete('Marker');
  query.delete('MaxItems');
  return cutPage({
    total,
    size: Math.min(maxItems, caller.pageLimit, atMost),
    token: parameters.get('Marker') ?? undefined,
    query: query.toString(),
    invalidToken: () => new AwsError('ValidationError', 'Invalid Marker.'),
  });
}

/** IAM URL-encodes policy documents as RFC 3986 has it, which is stricter than encodeURIComponent. */
function encodeDocument(document: string | undefined): string | undefined {
  if (document === undefined) return undefined;
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}
