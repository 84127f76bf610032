import type { Resource } from '../../model/resource.ts';
import { type Unknown, unknown } from '../../model/value.ts';
import { isObject, type JsonObject, own, textOf } from '../json.ts';
import { notSelected, type Recorded } from './recorded.ts';

/** `AWS::IAM::Policy` is AWS Config's name for customer managed policies. Roles and policies have camel case names. */
export function iamResource(item: Recorded): Resource | undefined {
  if (item.type === 'AWS::IAM::Role') return role(item);
  return item.type === 'AWS::IAM::Policy' ? managedPolicy(item) : undefined;
}

function role(item: Recorded): Resource {
  const inline = listAt(item, 'RolePolicyList', (policy) => ({
    PolicyName: own(policy, 'PolicyName'),
    PolicyDocument: documentOf(own(policy, 'PolicyDocument')),
  }));
  const attached = listAt(item, 'AttachedManagedPolicies', (policy) => policy);
  const trust = item.read('AssumeRolePolicyDocument');
  const boundary = item.read('PermissionsBoundary');
  return iam(item, 'AWS::IAM::Role', {
    RoleName: item.resourceName,
    ...(item.arn === undefined ? {} : { Arn: item.arn }),
    RolePolicyList: inline,
    AttachedManagedPolicies: attached,
    AssumeRolePolicyDocument: documentOf(trust),
    PermissionsBoundary: boundary === undefined ? unknown(notSelected) : boundary,
  });
}

function managedPolicy(item: Recorded): Resource {
  return iam(item, 'AWS::IAM::ManagedPolicy', {
    PolicyName: item.resourceName,
    ...(item.arn === undefined ? {} : { Arn: item.arn }),
    PolicyVersionList: listAt(item, 'PolicyVersionList', (version) => ({
      ...version,
      Document: documentOf(own(version, 'Document')),
    })),
  });
}

function iam(item: Recorded, type: Resource['type'], properties: JsonObject): Resource {
  const { arn, resourceName: name, accountId, tags, unread, origin } = item;
  return {
    type,
    ...(arn === undefined ? {} : { arn }),
    name,
    accountId,
    region: '',
    tags,
    properties,
    ...(unread === undefined ? {} : { unread }),
    origin,
  };
}

function listAt(item: Recorded, name: string, map: (entry: JsonObject) => JsonObject): unknown[] | Unknown {
  const list = item.read(name);
  if (Array.isArray(list)) return list.map((entry) => (isObject(entry) ? map(entry) : unknown(notRecorded)));
  return unknown(list === undefined ? (item.unread ?? notSelected) : notRecorded);
}

const notRecorded = 'AWS Config did not record it';

/** Documents are recorded as IAM sends them, URL-encoded. https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html */
function documentOf(value: unknown): string | Unknown {
  const text = textOf(value);
  if (text === undefined) return isObject(value) ? JSON.stringify(value) : unknown(notRecorded);
  if (!text.startsWith('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
