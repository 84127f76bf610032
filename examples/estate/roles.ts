import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import { daysAgo, production, research, roleArn } from './place.ts';

interface Moment {
  readonly now: Date;
}

interface RoleOptions {
  readonly accountId?: string;
  readonly inline?: Readonly<Record<string, object>>;
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly trust?: object;
}

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';
const s3ReadOnly = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const platformAccess = `arn:aws:iam::${production}:policy/LarkspurMlPlatformAccess`;
const featureAccess = `arn:aws:iam::${production}:policy/LarkspurFeatureAccess`;
const researchBoundary = `arn:aws:iam::${production}:policy/LarkspurResearchBoundary`;

const logs = {
  Sid: 'WriteJobLogs',
  Effect: 'Allow',
  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: 'arn:aws:logs:*:*:log-group:/aws/sagemaker/*',
};

function readBuckets(...buckets: string[]) {
  return {
    Sid: 'ReadOwnData',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: buckets.flatMap((bucket) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
  };
}

function passRole(...roles: string[]) {
  return {
    Sid: 'PassTrainingRole',
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roles.map((role) => roleArn(role)),
    Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
  };
}

/** The execution roles of the production account, as scoped and as careless as real ones. */
export function productionRoles(moment: Moment): RoleDetail[] {
  return [
    role(moment, 'churn-notebook', { attached: [administratorAccess] }),
    role(moment, 'pricing-notebook', {
      inline: {
        'launch-jobs': document(logs, readBuckets('larkspur-ml-data-eu'), {
          Sid: 'PassAnyRole',
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
        }),
      },
    }),
    role(moment, 'forecast-notebook', {
      inline: {
        'read-data': document(logs, { Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }),
      },
    }),
    role(moment, 'genai-notebook', {
      inline: {
        'cross-team': document(logs, { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }),
      },
    }),
    role(moment, 'fraud-notebook', {
      attached: [featureAccess],
      inline: { 'run-training': document(logs, passRole('fraud-training')) },
    }),
    role(moment, 'research-notebook', { attached: [administratorAccess], boundary: researchBoundary }),
    role(moment, 'churn-training', { attached: [platformAccess] }),
    role(moment, 'fraud-training', {
      inline: { 'train-fraud': document(logs, readBuckets('larkspur-ml-data-eu', 'larkspur-ml-models-eu')) },
    }),
    role(moment, 'demand-training', { attached: [s3ReadOnly], inline: { logs: document(logs) } }),
    role(moment, 'recs-training', {
      inline: {
        'train-recs': document(logs, readBuckets('larkspur-clickstream-eu', 'larkspur-ml-models-eu')),
      },
    }),
    role(moment, 'model-serving', {
      inline: { 'load-models': document(logs, readBuckets('larkspur-ml-models-eu', 'larkspur-ml-us')) },
    }),
    role(moment, 'model-monitoring', {
      inline: { monitor: document(logs, readBuckets('larkspur-ml-data-eu')) },
    }),
    ...['studio-everyone', 'studio-risk-analyst', 'studio-risk-engineer', 'studio-risk-lead'].map((name) =>
      role(moment, name, { inline: { studio: document(logs, readBuckets('larkspur-ml-data-eu')) } }),
    ),
  ];
}

/** The research account's roles: one for its jobs, one that the auditor assumes with an external id. */
export function researchRoles(moment: Moment): RoleDetail[] {
  return [
    role(moment, 'shared-notebook', { accountId: research, inline: { logs: document(logs) } }),
    role(moment, 'ablation-training', {
      accountId: research,
      inline: { train: document(logs, readBuckets('larkspur-research-eu')) },
    }),
    role(moment, 'sagevet-audit', {
      accountId: research,
      trust: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${production}:root` },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'larkspur-audit' } },
      },
      inline: {
        read: document({ Effect: 'Allow', Action: ['sagemaker:List*', 'sagemaker:Describe*'], Resource: '*' }),
      },
    }),
  ];
}

/** The production account's own managed policies. */
export function productionPolicies(moment: Moment): ManagedPolicyDetail[] {
  return [
    managedPolicy(moment, platformAccess, [
      document({ Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' }),
      document(
        { Sid: 'RunJobs', Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' },
        {
          Sid: 'PlatformBuckets',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::larkspur-*', 'arn:aws:s3:::larkspur-*/*'],
        },
        {
          Sid: 'PassAnyRoleToSageMaker',
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: 'arn:aws:iam::*:role/*',
          Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        },
      ),
    ]),
    managedPolicy(moment, featureAccess, [document(readBuckets('larkspur-ml-data-eu'))]),
    managedPolicy(moment, researchBoundary, [
      document(
        { Sid: 'SageMakerWork', Effect: 'Allow', Action: ['sagemaker:*', 'logs:*', 'cloudwatch:*'], Resource: '*' },
        readBuckets('larkspur-ml-data-eu'),
        { Sid: 'NoIdentityChanges', Effect: 'Deny', Action: ['iam:*', 'organizations:*'], Resource: '*' },
      ),
    ]),
  ];
}

/** The managed policies of AWS that the estate's roles use. */
export function awsManagedPolicies(moment: Moment): ManagedPolicyDetail[] {
  return [
    managedPolicy(moment, administratorAccess, [document({ Effect: 'Allow', Action: '*', Resource: '*' })]),
    managedPolicy(moment, s3ReadOnly, [
      document({ Effect: 'Allow', Action: ['s3:Get*', 's3:List*', 's3:Describe*'], Resource: '*' }),
    ]),
  ];
}

function document(...Statement: object[]): object {
  return { Version: '2012-10-17', Statement };
}

const sagemakerTrust = { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' };

function role(moment: Moment, name: string, options: RoleOptions): RoleDetail {
  const { accountId = production, inline = {}, attached = [], boundary, trust = sagemakerTrust } = options;
  return {
    Path: '/',
    RoleName: name,
    RoleId: entityId('AROA', name),
    Arn: roleArn(name, accountId),
    CreateDate: daysAgo(moment, 400),
    AssumeRolePolicyDocument: JSON.stringify(document(trust)),
    RolePolicyList: Object.entries(inline).map(([PolicyName, policy]) => ({
      PolicyName,
      PolicyDocument: JSON.stringify(policy),
    })),
    AttachedManagedPolicies: attached.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) })),
    ...(boundary !== undefined && {
      PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary },
    }),
    RoleLastUsed: { LastUsedDate: daysAgo(moment, 1), Region: 'eu-west-1' },
    Tags: [{ Key: 'team', Value: name.split('-')[0] }],
  };
}

/** The last document is the policy's default version. */
function managedPolicy(moment: Moment, policyArn: string, documents: readonly object[]): ManagedPolicyDetail {
  const name = policyArn.split('/').at(-1) ?? '';
  return {
    PolicyName: name,
    PolicyId: entityId('ANPA', name),
    Arn: policyArn,
    Path: '/',
    DefaultVersionId: `v${documents.length}`,
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: daysAgo(moment, 500),
    UpdateDate: daysAgo(moment, 100),
    PolicyVersionList: documents.map((policy, index) => ({
      VersionId: `v${index + 1}`,
      IsDefaultVersion: index === documents.length - 1,
      Document: JSON.stringify(policy),
      CreateDate: daysAgo(moment, 500 - index),
    })),
  };
}

function entityId(prefix: string, name: string): string {
  return `${prefix}${name.replaceAll('-', '').toUpperCase().padEnd(17, 'X').slice(0, 17)}`;
}
