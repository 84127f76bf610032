import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { collect, permissionsFor, type Report, type SnapshotRecord } from '../../src/index.ts';
import { sagevet } from '../support/cli.ts';
import { homeAccount, homeAccountId, homeKeys, region } from './account.ts';
import type { LoggedCall } from './request-log.ts';
import { countInvocations, seedPlatform } from './seed.ts';
import { as, commandLine, describeWithMoto, liveOptions, liveScan, verdictsOf } from './suite.ts';

const carefulOnly = { careful: 'PASSED', open: 'FAILED', unsaid: 'FAILED' };

/** What every control has to say of the seeded platform, and of what moto keeps to itself. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'notebook-instance-direct-internet-access': carefulOnly,
  'notebook-instance-idle': { careful: 'PASSED', open: 'PASSED', unsaid: 'PASSED' },
  'notebook-instance-kms-key': carefulOnly,
  'notebook-instance-lifecycle-config': carefulOnly,
  // moto takes PlatformIdentifier, and forgets it.
  'notebook-instance-platform': { careful: 'UNKNOWN', open: 'UNKNOWN', unsaid: 'UNKNOWN' },
  'notebook-instance-root-access': carefulOnly,
  'notebook-instance-subnet': carefulOnly,
  'notebook-instance-vpc': carefulOnly,
  // moto says that no model is isolated, whatever it was told.
  'model-network-isolation': { careful: 'FAILED', ghost: 'FAILED' },
  'model-vpc': { careful: 'PASSED', ghost: 'FAILED' },
  'endpoint-config-instance-count': { busy: 'PASSED', quiet: 'FAILED' },
  'endpoint-config-monitoring': { busy: 'UNKNOWN', quiet: 'UNKNOWN' },
  'endpoint-model-artifact': { busy: 'PASSED', quiet: 'FAILED' },
  'endpoint-traffic': { busy: 'NOT_APPLICABLE', quiet: 'NOT_APPLICABLE' },
  'data-quality-job-definition-inter-container-encryption': carefulOnly,
  'data-quality-job-definition-network-isolation': carefulOnly,
  'model-quality-job-definition-inter-container-encryption': carefulOnly,
  'model-bias-job-definition-inter-container-encryption': carefulOnly,
  'model-bias-job-definition-network-isolation': carefulOnly,
  'model-explainability-job-definition-inter-container-encryption': carefulOnly,
  'monitoring-schedule-network-isolation': { '*': 'UNKNOWN' },
  'domain-execution-role': { 'd-studio': 'UNKNOWN' },
  'image-tags': { '*': 'UNKNOWN' },
  'app-image-config-tags': { '*': 'UNKNOWN' },
  'training-job-input-bucket-owner': { careful: 'PASSED', open: 'PASSED', unsaid: 'UNKNOWN' },
  'training-job-input-tls': { careful: 'PASSED', open: 'FAILED', unsaid: 'UNKNOWN' },
  'training-job-inter-container-encryption': { careful: 'PASSED', open: 'FAILED', unsaid: 'NOT_APPLICABLE' },
  'training-job-network-isolation': carefulOnly,
  'training-job-volume-kms-key': carefulOnly,
  'training-job-vpc': carefulOnly,
};

/** Lists that moto does not implement, with what they hide. */
const notImplemented = {
  'sagemaker:ListAppImageConfigs': 'AWS::SageMaker::AppImageConfig',
  'sagemaker:ListImages': 'AWS::SageMaker::Image',
  'sagemaker:ListInferenceComponents': 'AWS::SageMaker::InferenceComponent',
  'sagemaker:ListMonitoringSchedules': 'AWS::SageMaker::MonitoringSchedule',
  'sagemaker:ListUserProfiles': 'AWS::SageMaker::UserProfile',
};

const day = 24 * 60 * 60 * 1000;

describeWithMoto('a platform in moto', { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' }, (moto) => {
  let report: Report;
  let calls: readonly LoggedCall[];
  beforeAll(async () => {
    await seedPlatform(homeAccount(moto().url));
    moto().clearLog();
    report = await liveScan(moto());
    calls = moto().calls();
  });

  const collected = async (): Promise<SnapshotRecord[]> => {
    const records: SnapshotRecord[] = [];
    await as(homeKeys, async () => {
      const snapshot = await collect({ live: liveOptions(moto()) });
      for await (const record of snapshot.records) records.push(record);
    });
    return records;
  };

  it('gets the verdicts that it was seeded for, control by control', () => {
    const verdicts = Object.entries(verdictsOf(report));
    expect(Object.fromEntries(verdicts.filter(([control]) => control in expected))).toEqual(expected);
    const others = verdicts.map(([control]) => control).filter((control) => !(control in expected));
    for (const control of others) expect(control).toMatch(/^(notebook-instance|training-job)-role-/);
    expect(report.errors).toEqual([]);
  });

  it('shows what moto does not implement as gaps that hide a type, and nothing else as one', () => {
    const unread = report.gaps.filter(({ recovered }) => recovered === undefined);
    expect(Object.fromEntries(unread.map(({ operation, hides }) => [operation, hides]))).toEqual(notImplemented);
    expect(unread.map(({ code, count }) => ({ code, count }))).toEqual(
      unread.map(() => ({ code: 'HTTP500', count: 1 })),
    );
    expect(report.gaps.filter((gap) => !unread.includes(gap))).toMatchObject([
      {
        operation: 'sagemaker:Search',
        code: 'ValidationException',
        recovered: 'listed and described one by one instead',
      },
    ]);
    for (const { message } of report.gaps) expect(message).not.toContain('Deserialization');
  });

  it('names the ARN, account and region of every resource that it judges', () => {
    for (const { resource } of report.findings.filter(({ resource }) => resource.name !== '*')) {
      expect(resource.arn).toContain(`:${region}:${homeAccountId}:`);
      expect(resource).toMatchObject({ accountId: homeAccountId, region });
    }
  });

  it('makes no call that the printed policy does not allow', () => {
    const allowed = permissionsFor({}).map(({ action }) => action);
    const made = [...new Set(calls.map(({ action }) => action))];
    expect(made.filter((action) => !allowed.includes(action))).toEqual([]);
    expect(made).toContain('sagemaker:DescribeTrainingJob');
    expect(made).toContain('iam:GetPolicyVersion');
    expect(made).toContain('s3:GetBucketPolicy');
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set([region]));
  });

  it('asks for nothing that the selected controls do not need', async () => {
    moto().clearLog();
    const { findings } = await liveScan(moto(), { select: { controls: ['SageMaker.3'] } });
    expect(verdictsOf({ findings })).toEqual({ 'notebook-instance-root-access': carefulOnly });
    expect(
      new Set(
        moto()
          .calls()
          .map(({ action }) => action),
      ),
    ).toEqual(
      new Set(['sts:GetCallerIdentity', 'sagemaker:ListNotebookInstances', 'sagemaker:DescribeNotebookInstance']),
    );
  });

  it('gets the same verdicts on the training jobs of all time, which Search returns', async () => {
    const { findings } = await liveScan(moto(), {
      select: { resourceTypes: ['AWS::SageMaker::TrainingJob'] },
      live: { jobsSince: null },
    });
    const { findings: byList } = await liveScan(moto(), { select: { resourceTypes: ['AWS::SageMaker::TrainingJob'] } });
    expect(verdictsOf({ findings })).toEqual(verdictsOf({ findings: byList }));
    expect(new Set(findings.map(({ resource }) => resource.name))).toEqual(new Set(['careful', 'open', 'unsaid']));
  });

  it('judges what became of the platform in a month', async () => {
    const now = Date.now() + 40 * day;
    await countInvocations(homeAccount(moto().url), 'busy', 7, new Date(now - 2 * day));
    const { findings } = await liveScan(moto(), {
      now: new Date(now),
      select: { controls: ['endpoint-traffic', 'notebook-instance-idle'] },
    });
    expect(verdictsOf({ findings })).toEqual({
      'endpoint-traffic': { busy: 'PASSED', quiet: 'FAILED' },
      'notebook-instance-idle': { careful: 'FAILED', open: 'FAILED', unsaid: 'FAILED' },
    });
  });

  it('judges only the resources with a tag, on request', async () => {
    const { findings } = await liveScan(moto(), {
      tags: [{ key: 'team', value: 'churn' }],
      select: { controls: ['notebook-instance-root-access', 'endpoint-model-artifact', 'training-job-vpc'] },
    });
    expect(verdictsOf({ findings })).toEqual({
      'notebook-instance-root-access': { careful: 'PASSED' },
      'endpoint-model-artifact': { busy: 'PASSED', quiet: 'FAILED' },
      'training-job-vpc': { careful: 'PASSED' },
    });
  });

  it('collects what roles may do: inline and managed policies, and the boundary', async () => {
    const records = await collected();
    const property = (name: string, path: string): unknown => {
      const found = records.flatMap((record) =>
        'resource' in record && record.resource.type.startsWith('AWS::IAM::') && record.resource.name === name
          ? [record.resource.properties as Record<string, unknown>]
          : [],
      );
      expect(found, name).toHaveLength(1);
      return found[0]?.[path];
    };
    const [inline] = property('careful', 'RolePolicyList') as { PolicyName: string; PolicyDocument: string }[];
    expect(inline?.PolicyName).toBe('data');
    expect(JSON.parse(inline?.PolicyDocument ?? '').Statement).toMatchObject([{ Sid: 'ReadData' }]);
    expect(property('careful', 'AttachedManagedPolicies')).toEqual([]);
    expect(property('admin', 'AttachedManagedPolicies')).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ]);
    expect(property('bounded', 'PermissionsBoundary')).toMatchObject({
      PermissionsBoundaryArn: `arn:aws:iam::${homeAccountId}:policy/boundary`,
    });
    const documentOf = (name: string) =>
      JSON.parse((property(name, 'PolicyVersionList') as { Document: string }[])[0]?.Document ?? '').Statement;
    expect(documentOf('AdministratorAccess')).toEqual([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    expect(documentOf('boundary')).toEqual([{ Effect: 'Allow', Action: ['s3:*', 'logs:*'], Resource: '*' }]);
  });

  it('collects what S3 and CloudWatch tell', async () => {
    const facts = (await collected()).flatMap((record) => ('fact' in record ? [record.fact] : []));
    const fact = (name: string, subject: string): unknown =>
      facts.find((one) => one.fact === name && one.subject === subject)?.value;
    expect(fact('account-buckets', homeAccountId)).toEqual({
      names: expect.arrayContaining(['churn-data', 'churn-models', 'plain-data']),
    });
    expect(fact('bucket-owner', 'churn-data')).toMatchObject({ owner: 'scanned-account', accountId: homeAccountId });
    expect(fact('bucket-owner', 'gone-data')).toMatchObject({ owner: 'nobody' });
    expect(fact('bucket-policy', 'churn-data')).toMatchObject({ document: expect.stringContaining('TlsOnly') });
    expect(fact('bucket-policy', 'plain-data')).toEqual({ document: null });
    expect(fact('bucket-encryption', 'churn-data')).toMatchObject({ algorithm: 'aws:kms', bucketKeyEnabled: true });
    expect(fact('model-artifact', 's3://churn-models/churn.tar.gz')).toEqual({ exists: true });
    expect(fact('model-artifact', 's3://churn-models/deleted.tar.gz')).toMatchObject({
      exists: false,
      missing: 'object',
    });
    expect(fact('endpoint-traffic', 'busy')).toMatchObject({ metric: 'Invocations', days: [[expect.any(String), 42]] });
    expect(fact('endpoint-traffic', 'quiet')).toMatchObject({ metric: 'Invocations', days: [] });
  });

  it('gives the same findings from a snapshot as live', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sagevet-emulator-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'estate.jsonl');
    expect((await commandLine(moto(), ['collect', '-o', file])).code).toBe(0);
    moto().clearLog();
    const saved = await as(homeKeys, () => sagevet(['scan', file, '--format', 'json']));
    expect(moto().calls()).toEqual([]);
    const live = await commandLine(moto(), ['scan', '--format', 'json']);
    expect([saved.code, live.code]).toEqual([1, 1]);
    const findings = sortedFindings(saved.stdout);
    expect(findings.length).toBe(report.findings.length);
    expect(findings).toEqual(sortedFindings(live.stdout));
  });
});

function sortedFindings(json: string): readonly unknown[] {
  const { findings } = JSON.parse(json) as { findings: { control: string; resource: { name: string } }[] };
  const key = ({ control, resource }: (typeof findings)[number]): string => `${control} ${resource.name}`;
  return findings.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
