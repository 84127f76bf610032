import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetBucketPolicyCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { DescribeModelCommand, ListModelsCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Fault, FaultEffect } from './faults.ts';
import { account, clients, daysAgo, home, now, refusal, simulate } from './testing.ts';

const models = ['a', 'b'].map((ModelName) => ({
  ModelName,
  ModelArn: `arn:aws:sagemaker:eu-west-1:${home}:model/${ModelName}`,
  CreationTime: daysAgo(1),
}));
const buckets = [{ name: 'mine', region: 'eu-west-1', creationDate: daysAgo(9) }];
const accounts = [account({ region: { models }, buckets })];

async function struck(faults: readonly Fault[], maxAttempts = 1) {
  const { simulator } = await simulate({ accounts, faults });
  return { simulator, ...clients(simulator.url, { maxAttempts }) };
}

/** What each service's client sees of one effect, as `name status`. */
async function seen(effect: FaultEffect): Promise<Record<string, string>> {
  const { sagemaker, iam, sts, s3, cloudwatch, ec2 } = await struck([{ match: {}, effect }]);
  const calls: Record<string, () => Promise<unknown>> = {
    sagemaker: () => sagemaker.send(new ListModelsCommand({})),
    iam: () => iam.send(new GetRoleCommand({ RoleName: 'x' })),
    sts: () => sts.send(new GetCallerIdentityCommand({})),
    s3: () => s3.send(new ListBucketsCommand({})),
    head: () => s3.send(new HeadBucketCommand({ Bucket: 'mine' })),
    cloudwatch: () =>
      cloudwatch.send(new GetMetricDataCommand({ StartTime: daysAgo(1), EndTime: now, MetricDataQueries: [] })),
    ec2: () => ec2.send(new DescribeRegionsCommand({})),
  };
  const refused: Record<string, string> = {};
  for (const [service, call] of Object.entries(calls)) {
    const { name, status } = await refusal(call());
    refused[service] = `${name} ${status}`;
  }
  return refused;
}

describe('each fault reaches the SDK as the error that AWS would send', () => {
  it('access denied', async () => {
    expect(await seen('accessDenied')).toEqual({
      sagemaker: 'AccessDeniedException 400',
      iam: 'AccessDenied 403',
      sts: 'AccessDenied 403',
      s3: 'AccessDenied 403',
      head: expect.stringMatching(/ 403$/),
      cloudwatch: 'AccessDenied 403',
      ec2: 'UnauthorizedOperation 403',
    });
  });

  it('throttling', async () => {
    expect(await seen('throttle')).toEqual({
      sagemaker: 'ThrottlingException 400',
      iam: 'Throttling 400',
      sts: 'Throttling 400',
      s3: 'SlowDown 503',
      head: expect.stringMatching(/ 503$/),
      cloudwatch: 'Throttling 400',
      ec2: 'RequestLimitExceeded 503',
    });
  });

  it('server errors', async () => {
    expect(await seen('serverError')).toEqual({
      sagemaker: 'InternalFailure 500',
      iam: 'ServiceFailureException 500',
      sts: 'ServiceFailure 500',
      s3: 'InternalError 500',
      head: expect.stringMatching(/ 500$/),
      cloudwatch: 'InternalServiceFault 500',
      ec2: 'InternalError 500',
    });
  });

  it('expired tokens', async () => {
    expect(await seen('expiredToken')).toEqual({
      sagemaker: 'ExpiredTokenException 400',
      iam: 'ExpiredToken 403',
      sts: expect.stringMatching(/^ExpiredToken(Exception)? 403$/),
      s3: 'ExpiredToken 400',
      head: expect.stringMatching(/ 400$/),
      cloudwatch: 'ExpiredToken 403',
      ec2: 'RequestExpired 400',
    });
  });

  it('unknown credentials', async () => {
    expect(await seen('invalidClientToken')).toEqual({
      sagemaker: 'UnrecognizedClientException 400',
      iam: 'InvalidClientTokenId 403',
      sts: 'InvalidClientTokenId 403',
      s3: 'InvalidAccessKeyId 403',
      head: expect.stringMatching(/ 403$/),
      cloudwatch: 'InvalidClientTokenId 403',
      ec2: 'AuthFailure 401',
    });
  });

  it('services that the account is not signed up for', async () => {
    expect(await seen('optInRequired')).toMatchObject({
      sagemaker: 'OptInRequired 403',
      s3: 'NotSignedUp 403',
      ec2: 'OptInRequired 403',
    });
  });

  it('bodies that end in the middle, and connections that do', async () => {
    for (const effect of ['cutConnection', 'cutBody'] as const) {
      const { sagemaker } = await struck([{ match: {}, effect }]);
      const { name, message } = await refusal(sagemaker.send(new ListModelsCommand({})));
      expect(`${name} ${message}`).toMatch(/hang up|ECONNRESET|aborted/);
    }
    const { sagemaker, s3, iam } = await struck([{ match: {}, effect: 'malformedBody' }]);
    expect(await refusal(sagemaker.send(new ListModelsCommand({})))).toMatchObject({ name: 'SyntaxError' });
    expect((await refusal(s3.send(new ListBucketsCommand({})))).message).toContain('XML parse error');
    const role = new GetRoleCommand({ RoleName: 'x' });
    expect((await refusal(iam.send(role))).message).toContain('XML parse error');
  });

  it('latency', async () => {
    const { sagemaker, simulator } = await struck([{ match: { operation: 'ListModels' }, effect: { latencyMs: 60 } }]);
    const [first, second] = [sagemaker.send(new ListModelsCommand({})), sagemaker.send(new ListModelsCommand({}))];
    expect((await first).Models).toHaveLength(2);
    await second;
    expect(simulator.peakConcurrency).toBe(2);
  });
});

describe('a rule strikes only what it names', () => {
  const denied: FaultEffect = 'accessDenied';

  it('by action, though two operations may share one', async () => {
    const { s3 } = await struck([{ match: { action: 's3:ListBucket' }, effect: denied }]);
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'mine' })))).toMatchObject({ status: 403 });
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket: 'mine' })))).toMatchObject({ status: 403 });
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
  });

  it('by operation and resource, whole or with a star', async () => {
    const { sagemaker, s3, simulator } = await struck([
      { match: { operation: 'DescribeModel', resource: 'a' }, effect: denied },
    ]);
    expect(await refusal(sagemaker.send(new DescribeModelCommand({ ModelName: 'a' })))).toMatchObject({ status: 400 });
    expect((await sagemaker.send(new DescribeModelCommand({ ModelName: 'b' }))).ModelName).toBe('b');
    simulator.setFaults([{ match: { resource: 'arn:*:model/b' }, effect: denied }]);
    const [, { ModelArn }] = models as [object, { ModelArn: string }];
    expect(await refusal(sagemaker.send(new ListTagsCommand({ ResourceArn: ModelArn })))).toMatchObject({
      name: 'AccessDeniedException',
    });
    simulator.setFaults([{ match: { service: 's3', resource: 'mine' }, effect: denied }]);
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: 'mine' })))).toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('by service, region and account', async () => {
    const { simulator, sagemaker } = await struck([
      { match: { service: 'sagemaker', region: 'us-east-1' }, effect: denied },
      { match: { accountId: '999999999999' }, effect: denied },
    ]);
    expect((await sagemaker.send(new ListModelsCommand({}))).Models).toHaveLength(2);
    const american = clients(simulator.url, { region: 'us-east-1' });
    expect(await refusal(american.sagemaker.send(new ListModelsCommand({})))).toMatchObject({ status: 400 });
    expect((await american.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(home);
  });

  it('by its turn', async () => {
    const { sagemaker } = await struck([{ match: { operation: 'ListModels', nth: 2 }, effect: denied }]);
    await sagemaker.send(new ListModelsCommand({}));
    await refusal(sagemaker.send(new ListModelsCommand({})));
    await sagemaker.send(new ListModelsCommand({}));
  });

  it('as often as it says, so that a client that tries again gets through', async () => {
    for (const effect of ['throttle', 'serverError', 'cutConnection'] as const) {
      const { sagemaker, iam, simulator } = await struck([{ match: { operation: 'ListModels' }, effect, times: 1 }], 2);
      expect((await sagemaker.send(new ListModelsCommand({}))).Models).toHaveLength(2);
      expect(simulator.callCounts['sagemaker:ListModels']).toBe(2);
      await refusal(iam.send(new ListRolePoliciesCommand({ RoleName: 'x' })));
      expect(simulator.callCounts['iam:ListRolePolicies']).toBe(1);
    }
  });

  it('until the faults are replaced', async () => {
    const { sagemaker, simulator } = await struck([{ match: {}, effect: denied }]);
    await refusal(sagemaker.send(new ListModelsCommand({})));
    simulator.setFaults([]);
    expect((await sagemaker.send(new ListModelsCommand({}))).Models).toHaveLength(2);
  });
});
