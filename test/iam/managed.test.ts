import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Analysis, analyzeRole, type Question, type ReadRole, readRole } from '../../src/iam/index.ts';

/**
 * What matters of six policies of AWS to the four questions, written anew. With SAGEVET_SHARED or `../shared` holding
 * data/aws-managed-policies.jsonl the same verdicts are asked of the documents as AWS publishes them.
 */
const REDUCED: Readonly<Record<string, unknown[]>> = {
  AdministratorAccess: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  PowerUserAccess: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iam:ListRoles', 'iam:CreateServiceLinkedRole', 'organizations:DescribeOrganization'],
      Resource: '*',
    },
  ],
  IAMFullAccess: [{ Effect: 'Allow', Action: ['iam:*', 'organizations:ListRoots'], Resource: '*' }],
  AmazonS3FullAccess: [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
  AmazonS3ReadOnlyAccess: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*', 's3:Describe*'], Resource: '*' }],
  AmazonSageMakerFullAccess: [
    { Effect: 'Allow', Action: ['sagemaker:*', 'ecr:Describe*', 'logs:PutLogEvents', 'iam:ListRoles'], Resource: '*' },
    {
      Sid: 'AllowS3ObjectActions',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [
        'arn:aws:s3:::*SageMaker*',
        'arn:aws:s3:::*Sagemaker*',
        'arn:aws:s3:::*sagemaker*',
        'arn:aws:s3:::*aws-glue*',
      ],
    },
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::*',
      Condition: { StringEqualsIgnoreCase: { 's3:ExistingObjectTag/SageMaker': 'true' } },
    },
    { Effect: 'Allow', Action: ['s3:ListBucket', 's3:CreateBucket'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::*:role/*AmazonSageMaker*',
      Condition: { StringEquals: { 'iam:PassedToService': ['glue.amazonaws.com', 'states.amazonaws.com'] } },
    },
    {
      Sid: 'AllowPassRoleToSageMaker',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::*:role/*',
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
  ],
};

type Verdicts = Readonly<Record<Question['kind'], Analysis['verdict']>>;

const TABLE: Readonly<Record<string, Verdicts & { access: Analysis['access'] }>> = {
  AdministratorAccess: {
    admin: 'FAILED',
    'pass-role': 'FAILED',
    'assume-role': 'FAILED',
    'read-objects': 'FAILED',
    access: 'ADMIN',
  },
  PowerUserAccess: {
    admin: 'PASSED',
    'pass-role': 'PASSED',
    'assume-role': 'FAILED',
    'read-objects': 'FAILED',
    access: 'POWERUSER',
  },
  IAMFullAccess: {
    admin: 'FAILED',
    'pass-role': 'FAILED',
    'assume-role': 'PASSED',
    'read-objects': 'PASSED',
    access: 'ESCALATES',
  },
  AmazonS3FullAccess: {
    admin: 'PASSED',
    'pass-role': 'PASSED',
    'assume-role': 'PASSED',
    'read-objects': 'FAILED',
    access: 'LIMITED',
  },
  AmazonS3ReadOnlyAccess: {
    admin: 'PASSED',
    'pass-role': 'PASSED',
    'assume-role': 'PASSED',
    'read-objects': 'FAILED',
    access: 'LIMITED',
  },
  AmazonSageMakerFullAccess: {
    admin: 'PASSED',
    'pass-role': 'FAILED',
    'assume-role': 'PASSED',
    'read-objects': 'PASSED',
    access: 'LIMITED',
  },
};

const KINDS = ['admin', 'pass-role', 'assume-role', 'read-objects'] as const;

function roleWith(name: string, document: unknown): ReadRole {
  return readRole({
    roleArn: 'arn:aws:iam::111122223333:role/exec',
    identity: [{ name, kind: 'managed', arn: `arn:aws:iam::aws:policy/${name}`, document }],
    now: new Date('2026-09-01T00:00:00Z'),
  });
}

function expectTable(name: string, document: unknown): void {
  const expected = TABLE[name];
  const role = roleWith(name, document);
  for (const kind of KINDS) expect(analyzeRole(role, { kind }).verdict, `${name} ${kind}`).toBe(expected?.[kind]);
  expect(analyzeRole(role, { kind: 'admin' }).access).toBe(expected?.access);
}

function expectSageMaker(document: unknown): void {
  const role = roleWith('AmazonSageMakerFullAccess', document);
  const pass = analyzeRole(role, { kind: 'pass-role' });
  expect(pass.witnesses[0]).toMatchObject({
    resource: 'arn:aws:iam::111122223333:role/example-role-7q',
    context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
  });
  expect(pass.witnesses[0]?.grantedBy).toEqual([
    expect.objectContaining({ policy: 'AmazonSageMakerFullAccess', sid: 'AllowPassRoleToSageMaker' }),
  ]);
  expect(pass.services).toEqual(['sagemaker.amazonaws.com']);
  expect(analyzeRole(role, { kind: 'pass-role', acceptPassedToService: ['sagemaker.amazonaws.com'] }).verdict).toBe(
    'PASSED',
  );

  const read = analyzeRole(role, { kind: 'read-objects' });
  expect(read.notes).toContain('objects whose key suits the policy are readable in any bucket');
  expect(read.witnesses[0]).toMatchObject({ resource: 'arn:aws:s3:::example-bucket-7q/SageMaker' });
  const some = analyzeRole(role, { kind: 'read-objects', reach: 'some-object' });
  expect(some.verdict).toBe('FAILED');
  expect(some.witnesses[0]?.grantedBy[0]?.sid).toBe('AllowS3ObjectActions');
  expect(analyzeRole(role, { kind: 'read-objects', declaredBuckets: ['ml-data-prod'] }).verdict).toBe('FAILED');
}

describe('the verdicts on six policies of AWS, reduced to what matters', () => {
  for (const name of Object.keys(TABLE)) {
    it(`${name}`, () => expectTable(name, { Version: '2012-10-17', Statement: REDUCED[name] }));
  }

  it('AmazonSageMakerFullAccess names the statement, the service and the objects', () => {
    expectSageMaker({ Version: '2012-10-17', Statement: REDUCED.AmazonSageMakerFullAccess });
  });

  it('AmazonSageMakerFullAccess with an S3 guard reaches only the declared buckets', () => {
    const guard = {
      Effect: 'Deny',
      Action: 's3:*',
      NotResource: ['arn:aws:s3:::ml-data-prod/*', 'arn:aws:s3:::sagemaker-*'],
    };
    const role = roleWith('guarded', {
      Version: '2012-10-17',
      Statement: [...(REDUCED.AmazonSageMakerFullAccess ?? []), guard],
    });
    expect(analyzeRole(role, { kind: 'read-objects', reach: 'some-object' }).verdict).toBe('PASSED');
  });
});

const SHARED = [process.env.SAGEVET_SHARED, join(import.meta.dirname, '../../../shared')].filter(
  (folder) => folder !== undefined,
);
const FILE = SHARED.map((folder) => join(folder, 'data/aws-managed-policies.jsonl')).find((file) => existsSync(file));

if (FILE === undefined) {
  it('the documents that AWS publishes are not here: only their reduced forms were asked', () => {
    expect(Object.keys(REDUCED).sort()).toEqual(Object.keys(TABLE).sort());
  });
} else {
  const documents = new Map(
    readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; doc: unknown })
      .map(({ name, doc }) => [name, doc]),
  );

  describe('the documents that AWS publishes', () => {
    for (const name of Object.keys(TABLE)) it(`${name}`, () => expectTable(name, documents.get(name)));

    it('AmazonSageMakerFullAccess names the statement, the service and the objects', () => {
      expectSageMaker(documents.get('AmazonSageMakerFullAccess'));
    });

    it('all of them: who is an administrator, and every share is far from the threshold', () => {
      const access: Record<string, string[]> = { ADMIN: [], POWERUSER: [], ESCALATES: [] };
      const unknown: string[] = [];
      for (const [name, doc] of documents) {
        const role = roleWith(name, doc);
        for (const kind of KINDS) {
          const analysis = analyzeRole(role, { kind }, { limits: { milliseconds: 20_000 } });
          expect(analysis.internalError, name).toBeUndefined();
          if (analysis.access) access[analysis.access]?.push(name);
          if (analysis.verdict === 'UNKNOWN') unknown.push(`${name} ${kind}`);
          if (kind === 'admin' || kind === 'read-objects' || analysis.verdict === 'UNKNOWN') continue;
          for (const { log2Share } of analysis.rows) {
            const share = log2Share ? 2 ** log2Share.to : 0;
            expect(share <= 4.5e-8 || share >= 0.999, `${name} ${kind} ${share}`).toBe(true);
          }
        }
      }
      expect(access).toMatchObject({
        ADMIN: ['AdministratorAccess'],
        POWERUSER: ['PowerUserAccess'],
        ESCALATES: [
          'AWSCodeStarServiceRole',
          'AWSOpsWorksRegisterCLI',
          'AWSQuickSetupManagedInstanceProfileExecutionPolicy',
          'AdministratorAccess-Amplify',
          'IAMFullAccess',
        ],
      });
      // All of them hang on role tags, which were not given.
      expect(unknown.every((entry) => entry.startsWith('SageMakerStudio'))).toBe(true);
    });
  });
}
