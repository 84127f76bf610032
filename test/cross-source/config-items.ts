import type { Fact } from '../../src/model/fact.ts';
import type { Resource } from '../../src/model/resource.ts';
import { accountId, region } from '../support/hardened-estate.ts';
import type { Changes } from './changes.ts';
import { described } from './described.ts';

/** CloudFormation's names, under which AWS Config records what the Describe answer calls otherwise. */
const recordedAs: Readonly<Record<string, string>> = {
  SecurityGroups: 'SecurityGroupIds',
  NotebookInstanceLifecycleConfigName: 'LifecycleConfigName',
};

/** A configuration snapshot of the described estate, without what AWS Config does not record. */
export function configSnapshotOf(changes: Changes): string {
  const { records } = described(changes);
  const items = records.flatMap((record) => ('resource' in record ? itemOf(record.resource) : []));
  const facts = records.flatMap((record) => ('fact' in record ? [record.fact] : []));
  return JSON.stringify({ fileVersion: '1.0', configurationItems: [...items, bucketItem(facts)] });
}

function itemOf({ type, arn, name, tags, properties }: Resource): object[] {
  if (type === 'AWS::SageMaker::TrainingJob') return [];
  const isIam = type.startsWith('AWS::IAM::');
  const entries = Object.entries(properties).map(([key, value]) => [recordedAs[key] ?? key, value]);
  const configuration = Object.fromEntries(entries);
  return [
    item(type, name.split('/').at(-1) ?? '', {
      arn,
      tags: Object.fromEntries((Array.isArray(tags) ? tags : []).map(({ Key, Value }) => [Key, Value])),
      configuration: isIam ? roleConfiguration(configuration) : configuration,
    }),
  ];
}

function item(resourceType: string, name: string, rest: object): object {
  return {
    configurationItemCaptureTime: '2026-11-22T06:00:00.000Z',
    configurationItemStatus: 'ResourceDiscovered',
    resourceType,
    resourceId: name,
    resourceName: name,
    awsRegion: resourceType.startsWith('AWS::IAM::') ? 'global' : region,
    awsAccountId: accountId,
    ...rest,
  };
}

/** Roles are recorded in camel case, with URL-encoded documents. */
function roleConfiguration({ RoleName, Arn, AssumeRolePolicyDocument, RolePolicyList }: Record<string, unknown>) {
  const policies = RolePolicyList as readonly { PolicyName: string; PolicyDocument: string }[];
  return {
    roleName: RoleName,
    arn: Arn,
    assumeRolePolicyDocument: encodeURIComponent(String(AssumeRolePolicyDocument)),
    attachedManagedPolicies: [],
    rolePolicyList: policies.map(({ PolicyName, PolicyDocument }) => ({
      policyName: PolicyName,
      policyDocument: encodeURIComponent(PolicyDocument),
    })),
  };
}

function bucketItem(facts: readonly Fact[]): object {
  const policy = facts.find((fact): fact is Fact<'bucket-policy'> => fact.fact === 'bucket-policy');
  const value = policy?.value as { document: string | null } | undefined;
  return item('AWS::S3::Bucket', 'churn-data', {
    configuration: { name: 'churn-data' },
    supplementaryConfiguration: { BucketPolicy: JSON.stringify({ policyText: value?.document ?? null }) },
  });
}
