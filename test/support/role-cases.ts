import type { Resource } from '../../src/model/resource.ts';
import { type Unknown, unknown } from '../../src/model/value.ts';
import type { ControlCase } from './describe-control.ts';
import type { Estate } from './estate.ts';

type Change = (estate: Estate) => Estate;

/** The roles of the hardened estate with other inline policies than their own. */
export function withStatements(...statements: readonly object[]): Change {
  return withRole({
    RolePolicyList: [
      { PolicyName: 'work', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
    ],
  });
}

export function allow(
  Action: string | readonly string[],
  Resource: string | readonly string[],
  rest: object = {},
): object {
  return { Effect: 'Allow', Action, Resource, ...rest };
}

/** The roles of the hardened estate with properties changed, and nothing else about them. */
export function withRole(properties: object, rest: Partial<Resource> = {}): Change {
  return (estate) => ({
    ...estate,
    resources: estate.resources.map((resource) =>
      resource.type === 'AWS::IAM::Role'
        ? ({
            ...resource,
            ...rest,
            properties: rest.properties ?? { ...resource.properties, ...properties },
          } as Resource)
        : resource,
    ),
  });
}

/** The roles with a managed policy attached, whose document is in the snapshot. */
export function withAttached(arn: string, document: object | Unknown | undefined): Change {
  return (estate) => {
    const attached = withRole({ AttachedManagedPolicies: [{ PolicyName: arn.split('/').at(-1), PolicyArn: arn }] })(
      estate,
    );
    if (document === undefined) return attached;
    const text = '$unknown' in document ? document : JSON.stringify(document);
    return { ...attached, resources: [managed(arn, text), ...attached.resources] };
  };
}

export function withBoundary(document: object): Change {
  const arn = 'arn:aws:iam::111122223333:policy/ml-boundary';
  return (estate) => {
    const bound = withRole({ PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn } })(
      estate,
    );
    return { ...bound, resources: [managed(arn, JSON.stringify(document)), ...bound.resources] };
  };
}

export function both(...changes: readonly Change[]): Change {
  return (estate) => changes.reduce((changed, change) => change(changed), estate);
}

function managed(arn: string, document: string | object): Resource {
  return {
    type: 'AWS::IAM::ManagedPolicy',
    arn,
    name: arn.split('/').at(-1) ?? '',
    accountId: '111122223333',
    region: '',
    properties: { Arn: arn, PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }] },
    origin: { kind: 'api', operation: 'iam:GetPolicyVersion' },
  };
}

const denied = unknown('AccessDenied on iam:GetRolePolicy');

/** What holds for every control that asks what a role may do. */
export const commonRoleCases: readonly ControlCase[] = [
  { name: 'its role reads one bucket', expect: 'PASSED' },
  { name: 'its role has no policy at all', estate: withRole({ RolePolicyList: [] }), expect: 'PASSED' },
  {
    name: 'an inline policy of its role could not be read',
    estate: withRole({ RolePolicyList: [{ PolicyName: 'work', PolicyDocument: denied }] }),
    expect: 'UNKNOWN',
    cause: 'unclear',
    message: 'AccessDenied on iam:GetRolePolicy',
  },
  {
    name: 'the inline policies of its role could not be listed',
    estate: withRole({ RolePolicyList: unknown('AccessDenied on iam:ListRolePolicies') }),
    expect: 'UNKNOWN',
    cause: 'unclear',
  },
  {
    name: 'an attached policy of its role is not in the snapshot',
    estate: withAttached('arn:aws:iam::111122223333:policy/team', undefined),
    expect: 'UNKNOWN',
    cause: 'unclear',
    message: 'team: the snapshot does not hold it',
  },
  {
    name: 'an attached policy of its role could not be read',
    estate: withAttached('arn:aws:iam::111122223333:policy/team', unknown('AccessDenied on iam:GetPolicyVersion')),
    expect: 'UNKNOWN',
    cause: 'unclear',
  },
  {
    name: 'a policy of its role is no JSON',
    estate: withRole({ RolePolicyList: [{ PolicyName: 'work', PolicyDocument: '{"Version":' }] }),
    expect: 'UNKNOWN',
    cause: 'unclear',
  },
  {
    name: 'its role belongs to an account that was not scanned',
    estate: withRole({}, { unread: 'the role belongs to account 999900001111, which was not scanned', properties: {} }),
    expect: 'UNKNOWN',
  },
  {
    name: 'its role was deleted',
    estate: withRole({}, { gone: 'NoSuchEntity on iam:GetRole' }),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'its role is not in the snapshot',
    given: { RoleArn: 'arn:aws:iam::111122223333:role/other' },
    expect: 'UNKNOWN',
    cause: 'roleUnseen',
  },
  { name: 'a plan does not know its role yet', given: { RoleArn: unknown('known after apply') }, expect: 'UNKNOWN' },
];
