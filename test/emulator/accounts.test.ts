import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateNotebookInstanceCommand, CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { permissionsFor, policyDocument } from '../../src/index.ts';
import { type Account, homeAccount, homeAccountId, type Keys, otherAccount, region } from './account.ts';
import { roleArn } from './seed.ts';
import { commandLine, describeWithMoto, liveScan, verdictsOf } from './suite.ts';
import { createUser, inMotosWords } from './users.ts';

const production = '222233334444';
const research = '333344445555';
const auditIn = (accountId: string): string => `arn:aws:iam::${accountId}:role/audit`;
const notebooks = { controls: ['notebook-instance-root-access'] };

/** A role in the account with what the scan needs. */
async function makeAuditRole({ iam }: Account, trust: object = {}): Promise<void> {
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${homeAccountId}:user/auditor` }, ...trust };
  const document = { Version: '2012-10-17', Statement: [{ ...statement, Action: 'sts:AssumeRole' }] };
  await iam.send(new CreateRoleCommand({ RoleName: 'audit', AssumeRolePolicyDocument: JSON.stringify(document) }));
  const PolicyDocument = JSON.stringify(inMotosWords(policyDocument(permissionsFor({}))));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'audit', PolicyName: 'scan', PolicyDocument }));
}

function makeNotebook({ sagemaker, id }: Account, NotebookInstanceName: string, RootAccess: 'Enabled' | 'Disabled') {
  const InstanceType = 'ml.t3.medium';
  return sagemaker.send(
    new CreateNotebookInstanceCommand({ NotebookInstanceName, RootAccess, InstanceType, RoleArn: roleArn('any', id) }),
  );
}

describeWithMoto('several accounts in moto', {}, (moto) => {
  let auditor: Keys;
  beforeAll(async () => {
    const home = homeAccount(moto().url);
    const mayAssume = (accountId: string) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: auditIn(accountId),
    });
    const Statement = [production, research, homeAccountId].map(mayAssume);
    auditor = await createUser(home, 'auditor', { Version: '2012-10-17', Statement });
    await makeAuditRole(home, { Condition: { StringEquals: { 'sts:ExternalId': 'example-7431' } } });
    await makeNotebook(home, 'sandbox', 'Enabled');
    for (const [id, name, access] of [
      [production, 'forecast', 'Disabled'],
      [research, 'lab', 'Enabled'],
    ] as const) {
      const account = await otherAccount(id, moto().url);
      await makeAuditRole(account);
      await makeNotebook(account, name, access);
    }
  });
  beforeEach(() => moto().enforceIam());
  afterEach(() => moto().trustEverybody());

  it('judges each account by its own role, and puts its findings under its id', async () => {
    const roles = [production, research].map((id) => ({ roleArn: auditIn(id) }));
    const report = await liveScan(moto(), { select: notebooks, live: { roles } }, auditor);
    expect(report.snapshots[0]?.accounts).toEqual([production, research]);
    expect(report.gaps).toEqual([]);
    const found = report.findings.map(({ resource, status }) => [resource.accountId, resource.name, status]);
    expect(found.sort()).toEqual([
      [production, 'forecast', 'PASSED'],
      [research, 'lab', 'FAILED'],
    ]);
  });

  it('goes on without the account whose role cannot be assumed, and says so', async () => {
    const forbidden = '444455556666';
    const { code, stdout } = await commandLine(
      moto(),
      [
        'scan',
        '--format',
        'json',
        '-c',
        'SageMaker.3',
        '--role-arn',
        auditIn(forbidden),
        '--role-arn',
        auditIn(research),
      ],
      auditor,
    );
    const { findings, gaps } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ status: 'FAILED', resource: { accountId: research, name: 'lab' } }]);
    expect(gaps).toMatchObject([
      {
        operation: 'sts:AssumeRole',
        permission: 'sts:AssumeRole',
        accountId: forbidden,
        code: 'AccessDenied',
        example: auditIn(forbidden),
      },
    ]);
  });

  it('stops with one line where no role can be assumed', async () => {
    const { code, stdout, stderr } = await commandLine(
      moto(),
      ['scan', '--role-arn', auditIn('444455556666')],
      auditor,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('cannot assume role `arn:aws:iam::444455556666:role/audit` (AccessDenied)');
  });

  it('gives the external id that a role asks for', async () => {
    const scanWith = (externalId: string) =>
      commandLine(
        moto(),
        [
          'scan',
          '--format',
          'json',
          '-c',
          'SageMaker.3',
          '--role-arn',
          auditIn(homeAccountId),
          '--external-id',
          externalId,
        ],
        auditor,
      );
    moto().clearLog();
    const right = await scanWith('example-7431');
    expect(JSON.parse(right.stdout).findings).toMatchObject([
      { resource: { accountId: homeAccountId, name: 'sandbox' } },
    ]);
    const [assume] = moto()
      .calls()
      .filter(({ action }) => action === 'sts:AssumeRole');
    expect(new URLSearchParams(assume?.body).get('ExternalId')).toBe('example-7431');

    const wrong = await scanWith('example-9999');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('the external id');
  });
});

describeWithMoto('buckets of other accounts in moto', { MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS: 'false' }, (moto) => {
  const LocationConstraint = region;
  const ownership = {
    select: { controls: ['training-job-input-bucket-owner', 'training-job-input-tls'] },
  };
  beforeAll(async () => {
    const home = homeAccount(moto().url);
    const vendor = await otherAccount(production, moto().url);
    for (const [{ s3 }, Bucket] of [
      [home, 'own-data'],
      [vendor, 'vendor-data'],
    ] as const) {
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
      await home.sagemaker.send(
        new CreateTrainingJobCommand({
          TrainingJobName: `reads-${Bucket}`,
          RoleArn: roleArn('any'),
          AlgorithmSpecification: { TrainingImage: 'registry/churn:1', TrainingInputMode: 'File' },
          InputDataConfig: [
            {
              ChannelName: 'train',
              DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${Bucket}/train/` } },
            },
          ],
          OutputDataConfig: { S3OutputPath: 's3://own-data/output' },
          ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 50 },
          StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        }),
      );
    }
  });

  it('finds the job that reads the data of another account, and does not guess about the policy of its bucket', async () => {
    const report = await liveScan(moto(), ownership);
    expect(verdictsOf(report)).toEqual({
      'training-job-input-bucket-owner': { 'reads-own-data': 'PASSED', 'reads-vendor-data': 'FAILED' },
      'training-job-input-tls': { 'reads-own-data': 'FAILED', 'reads-vendor-data': 'UNKNOWN' },
    });
    expect(report.gaps).toEqual([]);
  });

  it('does not take the bucket for that of a trusted account as long as nobody names its owner', async () => {
    const report = await liveScan(moto(), {
      select: { controls: ['training-job-input-bucket-owner'] },
      parameters: { 'training-job-input-bucket-owner': { trustedAccountIds: [production] } },
    });
    expect(verdictsOf(report)).toEqual({
      'training-job-input-bucket-owner': { 'reads-own-data': 'PASSED', 'reads-vendor-data': 'UNKNOWN' },
    });
  });
});
