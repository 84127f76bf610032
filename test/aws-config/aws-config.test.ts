import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { unknown } from '../../src/model/value.ts';
import { awsConfig } from '../../src/sources/aws-config/index.ts';
import { InputError } from '../../src/sources/file-source.ts';
import { findingsOf, openFile, temporaryFile } from '../terraform/plan.ts';

const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/churn';
const notSelected = unknown('not among the fields that the query selected');

function item(resourceType: string, configuration: unknown, rest: Readonly<Record<string, unknown>> = {}) {
  return {
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-11-20T10:00:00.000Z',
    configurationItemStatus: 'ResourceDiscovered',
    resourceType,
    resourceId: 'churn',
    resourceName: 'churn',
    ARN: arn,
    awsRegion: 'eu-west-1',
    awsAccountId: '111122223333',
    tags: {},
    configuration,
    supplementaryConfiguration: {},
    ...rest,
  };
}

const notebook = {
  Id: arn,
  NotebookInstanceName: 'churn',
  InstanceType: 'ml.t3.medium',
  DirectInternetAccess: 'Disabled',
  RootAccess: 'Disabled',
  SubnetId: 'subnet-1',
  SecurityGroupIds: ['sg-1'],
  KmsKeyId: 'alias/notebooks',
  LifecycleConfigName: 'stop-when-idle',
  RoleArn: 'arn:aws:iam::111122223333:role/ml/churn',
};

async function open(content: unknown): Promise<Snapshot> {
  return openFile(awsConfig, temporaryFile('config.json', JSON.stringify(content)));
}

async function records(content: unknown): Promise<{ resources: Resource[]; facts: Fact[] }> {
  const all = [...((await open(content)).records as Iterable<{ resource?: Resource; fact?: Fact }>)];
  return { resources: all.flatMap(({ resource }) => resource ?? []), facts: all.flatMap(({ fact }) => fact ?? []) };
}

function snapshot(...configurationItems: unknown[]) {
  return { fileVersion: '1.0', configSnapshotId: 'f2f3', configurationItems };
}

/** As the AWS CLI prints the answer of `select-resource-config`. */
function query(fields: readonly string[], ...results: unknown[]) {
  return {
    Results: results.map((result) => JSON.stringify(result)),
    QueryInfo: { SelectFields: fields.map((Name) => ({ Name })) },
  };
}

async function verdicts(content: unknown, type: string): Promise<Record<string, string>> {
  const findings = (await findingsOf(await open(content))).filter(({ resource }) => resource.type === type);
  return Object.fromEntries(findings.map(({ control, status }) => [control, status]));
}

describe('a configuration snapshot', () => {
  it('is read in the names of the Describe answers', async () => {
    const { resources } = await records(
      snapshot(item('AWS::SageMaker::NotebookInstance', notebook, { tags: { a: 'b' } })),
    );
    expect(resources).toMatchObject([
      {
        type: 'AWS::SageMaker::NotebookInstance',
        arn,
        name: 'churn',
        accountId: '111122223333',
        region: 'eu-west-1',
        tags: [{ Key: 'a', Value: 'b' }],
        properties: {
          NotebookInstanceName: 'churn',
          SecurityGroups: ['sg-1'],
          NotebookInstanceLifecycleConfigName: 'stop-when-idle',
          DirectInternetAccess: 'Disabled',
          PlatformIdentifier: unknown('AWS Config did not record it'),
        },
        origin: { kind: 'file', address: arn },
      },
    ]);
  });

  it('is read alike when the configuration is JSON text, or in camel case', async () => {
    const camel = Object.fromEntries(
      Object.entries(notebook).map(([key, value]) => [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`, value]),
    );
    const read = async (configuration: unknown) =>
      (await records(snapshot(item('AWS::SageMaker::NotebookInstance', configuration)))).resources[0]?.properties;
    const expected = await read(notebook);
    expect(await read(JSON.stringify(notebook))).toEqual(expected);
    expect(await read(camel)).toEqual(expected);
  });

  it('counts from the last capture, and says why something may be missing', async () => {
    const { header } = await open(snapshot(item('AWS::SageMaker::Model', {})));
    expect(header).toMatchObject({
      capturedAt: '2026-11-20T10:00:00.000Z',
      source: 'aws-config',
      accounts: ['111122223333'],
      regions: ['eu-west-1'],
      resourceTypes: ['AWS::SageMaker::Model'],
      elsewhere: expect.stringContaining('AWS Config may not have recorded it'),
    });
  });

  it('gives the verdicts of the live account', async () => {
    const type = 'AWS::SageMaker::NotebookInstance';
    expect(await verdicts(snapshot(item(type, notebook)), type)).toMatchObject({
      'notebook-instance-direct-internet-access': 'PASSED',
      'notebook-instance-root-access': 'PASSED',
      'notebook-instance-kms-key': 'PASSED',
      'notebook-instance-lifecycle-config': 'PASSED',
      'notebook-instance-platform': 'UNKNOWN',
    });
    const { KmsKeyId, ...unencrypted } = notebook;
    expect(KmsKeyId).toBeDefined();
    expect(await verdicts(snapshot(item(type, { ...unencrypted, RootAccess: 'Enabled' })), type)).toMatchObject({
      'notebook-instance-root-access': 'FAILED',
      'notebook-instance-kms-key': 'FAILED',
    });
  });

  it('leaves out what was deleted, and older items of a history', async () => {
    const type = 'AWS::SageMaker::Model';
    const old = { configurationItemCaptureTime: '2026-01-01T00:00:00.000Z' };
    const { resources } = await records(
      snapshot(
        item(type, { ModelName: 'churn', EnableNetworkIsolation: true }),
        item(type, { ModelName: 'churn', EnableNetworkIsolation: false }, old),
        item(type, { ModelName: 'gone' }, { resourceId: 'gone', configurationItemStatus: 'ResourceDeleted' }),
      ),
    );
    expect(resources).toMatchObject([{ name: 'churn', properties: { EnableNetworkIsolation: true } }]);
    expect(resources).toHaveLength(1);
  });

  it('knows nothing of what is not recorded', async () => {
    const type = 'AWS::SageMaker::Model';
    const notRecorded = item(type, null, { configurationItemStatus: 'ResourceNotRecorded' });
    expect(await verdicts(snapshot(notRecorded), type)).toMatchObject({ 'model-network-isolation': 'UNKNOWN' });
    expect(await verdicts(snapshot(item(type, '{broken')), type)).toMatchObject({
      'model-network-isolation': 'UNKNOWN',
    });
  });

  it('has roles in the shape of IAM, with their documents decoded', async () => {
    const document = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    const { resources } = await records(
      snapshot(
        item(
          'AWS::IAM::Role',
          {
            path: '/ml/',
            roleName: 'churn',
            assumeRolePolicyDocument: encodeURIComponent(document),
            rolePolicyList: [{ policyName: 'all', policyDocument: encodeURIComponent(document) }, { policyName: 'b' }],
            attachedManagedPolicies: [{ policyName: 'X', policyArn: 'arn:aws:iam::aws:policy/X' }],
            permissionsBoundary: null,
          },
          { ARN: 'arn:aws:iam::111122223333:role/ml/churn', awsRegion: 'global' },
        ),
        item(
          'AWS::IAM::Policy',
          { policyVersionList: [{ document: encodeURIComponent(document), isDefaultVersion: true }] },
          { ARN: 'arn:aws:iam::111122223333:policy/p', awsRegion: 'global', resourceName: 'p' },
        ),
      ),
    );
    expect(resources).toMatchObject([
      {
        type: 'AWS::IAM::Role',
        arn: 'arn:aws:iam::111122223333:role/ml/churn',
        name: 'churn',
        region: '',
        properties: {
          AssumeRolePolicyDocument: document,
          RolePolicyList: [
            { PolicyName: 'all', PolicyDocument: document },
            { PolicyName: 'b', PolicyDocument: unknown('AWS Config did not record it') },
          ],
          AttachedManagedPolicies: [{ PolicyName: 'X', PolicyArn: 'arn:aws:iam::aws:policy/X' }],
          PermissionsBoundary: null,
        },
      },
      {
        type: 'AWS::IAM::ManagedPolicy',
        name: 'p',
        properties: { PolicyVersionList: [{ Document: document, IsDefaultVersion: true }] },
      },
    ]);
  });

  it('tells of buckets whose they are, their policies and their encryption', async () => {
    const encryption = {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k' } }],
    };
    const bucket = (supplementaryConfiguration: unknown) =>
      item('AWS::S3::Bucket', { name: 'data' }, { resourceName: 'data', supplementaryConfiguration });
    const { facts } = await records(
      snapshot(
        bucket({
          BucketPolicy: { policyText: '{"Statement":[]}' },
          ServerSideEncryptionConfiguration: JSON.stringify(encryption),
        }),
      ),
    );
    expect(facts).toMatchObject([
      { fact: 'bucket-owner', subject: 'data', value: { owner: 'scanned-account', accountId: '111122223333' } },
      { fact: 'bucket-policy', value: { document: '{"Statement":[]}' } },
      { fact: 'bucket-encryption', value: { algorithm: 'aws:kms', kmsKeyId: 'k', bucketKeyEnabled: false } },
    ]);
    const without = await records(snapshot(bucket({ BucketPolicy: { policyText: null } })));
    expect(without.facts.map(({ fact, value }) => [fact, value]).at(-1)).toEqual(['bucket-policy', { document: null }]);
  });
});

describe('an advanced query', () => {
  const type = 'AWS::SageMaker::NotebookInstance';
  const head = { resourceType: type, arn, accountId: '111122223333', awsRegion: 'eu-west-1' };
  const names = ['resourceType', 'arn', 'accountId', 'awsRegion'];

  it('that selected the configuration is read like a snapshot', async () => {
    const content = query([...names, 'configuration', 'tags'], {
      ...head,
      configuration: notebook,
      tags: [{ key: 'a', value: 'b' }],
    });
    const { resources } = await records(content);
    expect(resources).toMatchObject([{ arn, name: 'churn', tags: [{ Key: 'a', Value: 'b' }] }]);
    expect(await verdicts(content, type)).toMatchObject({ 'notebook-instance-kms-key': 'PASSED' });
  });

  it('knows of single fields that they are absent, and nothing of fields that were not selected', async () => {
    const fields = [...names, 'configuration.KmsKeyId', 'configuration.rootAccess'];
    const content = query(fields, { ...head, configuration: { rootAccess: 'Disabled' } });
    expect(await verdicts(content, type)).toMatchObject({
      'notebook-instance-kms-key': 'FAILED',
      'notebook-instance-root-access': 'PASSED',
      'notebook-instance-direct-internet-access': 'UNKNOWN',
      'notebook-instance-subnet': 'UNKNOWN',
    });
    expect((await records(content)).resources[0]).toMatchObject({ tags: notSelected, unread: notSelected.$unknown });
  });

  it('of `*` tells nothing of the configuration, which that leaves out', async () => {
    const content = query(['*'], { ...head, resourceName: 'churn' });
    const found = await verdicts(content, type);
    expect(found).toMatchObject({ 'notebook-instance-kms-key': 'UNKNOWN', 'notebook-instance-root-access': 'UNKNOWN' });
    expect(Object.values(found).filter((status) => status === 'FAILED' || status === 'PASSED')).toEqual([]);
  });

  it('that selected parts of an object leaves the object unknown', async () => {
    const content = query(['resourceType', 'arn', 'configuration.vpcConfig.subnets'], {
      resourceType: 'AWS::SageMaker::Model',
      arn,
      configuration: { vpcConfig: { subnets: ['subnet-1'] } },
    });
    expect(await verdicts(content, 'AWS::SageMaker::Model')).toMatchObject({
      'model-vpc': 'UNKNOWN',
      'model-network-isolation': 'UNKNOWN',
    });
  });

  it('that lost the list of its fields knows only what is there', async () => {
    const content = { Results: [JSON.stringify({ ...head, configuration: { RootAccess: 'Enabled' } })] };
    expect(await verdicts(content, type)).toMatchObject({
      'notebook-instance-root-access': 'FAILED',
      'notebook-instance-kms-key': 'UNKNOWN',
    });
  });

  it('over a role whose documents were not selected leaves them unknown', async () => {
    const { resources } = await records(
      query(['resourceType', 'arn', 'configuration.attachedManagedPolicies'], {
        resourceType: 'AWS::IAM::Role',
        arn: 'arn:aws:iam::111122223333:role/churn',
        configuration: { attachedManagedPolicies: [] },
      }),
    );
    expect(resources[0]?.properties).toMatchObject({ AttachedManagedPolicies: [], RolePolicyList: notSelected });
  });
});

describe('a file that is not from AWS Config, or broken', () => {
  it.each<[string, string, RegExp]>([
    ['cut', '{"fileVersion":"1.0","configurationItems":[{"resourceType":', /ends before its JSON does/],
    ['another file', '{"Resources":{}}', /is not from AWS Config/],
    ['a list', '[]', /is not from AWS Config/],
    ['a result that is no JSON', '{"Results":["{oops"]}', /result 1 of the query is not valid JSON/],
  ])('is told in one line: %s', async (_, content, message) => {
    const error = await openFile(awsConfig, temporaryFile('config.json', content)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expect((error as InputError).message).not.toContain('\n');
  });

  it('is recognised by its content', () => {
    const recognises = (head: string) => awsConfig.recognises({ path: 'f', isDirectory: false, head });
    expect(recognises('{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[')).toBe(true);
    expect(recognises('{\r\n    "Results": [\r\n        "{')).toBe(true);
    expect(recognises('{"baseConfigurationItems": [')).toBe(true);
    expect(recognises('{"Resources": {}}')).toBe(false);
    expect(recognises('Results: []')).toBe(false);
  });

  it('may have values of the wrong kind, `__proto__` and endless nesting', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const hostile = [null, 7, 'x', [], {}, [[]]].flatMap((value) => [
      item('AWS::SageMaker::NotebookInstance', value, {
        tags: value,
        supplementaryConfiguration: value,
        resourceId: value,
      }),
      item(
        'AWS::IAM::Role',
        { rolePolicyList: value, permissionsBoundary: value },
        { resourceName: value, ARN: value },
      ),
      item('AWS::S3::Bucket', value, {
        supplementaryConfiguration: { BucketPolicy: value, ServerSideEncryptionConfiguration: value },
      }),
      value,
    ]);
    const text = JSON.stringify(snapshot(...hostile, item('AWS::SageMaker::Model', { EnableNetworkIsolation: 'DEEP' })))
      .replace('"DEEP"', deep)
      .replace('"fileVersion"', '"__proto__":{"polluted":true},"fileVersion"');
    const findings = await findingsOf(await openFile(awsConfig, temporaryFile('config.json', text)));
    expect(findings.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
