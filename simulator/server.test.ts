import { DescribeRegionsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { callLog } from './call-log.ts';
import { startSimulator } from './server.ts';
import { account, clients, home, now, refusal, simulate } from './testing.ts';

const signed = (service: string, region = 'eu-west-1') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

describe('the record of calls', () => {
  it('says which operation, action, region and account, when', async () => {
    const { sagemaker, simulator } = await simulate({});
    await sagemaker.send(new ListModelsCommand({ NameContains: 'fraud' }));
    expect(simulator.calls()).toEqual([
      {
        service: 'sagemaker',
        operation: 'ListModels',
        action: 'sagemaker:ListModels',
        region: 'eu-west-1',
        accountId: home,
        resources: ['fraud'],
        at: expect.any(Date),
      },
    ]);
    simulator.resetCalls();
    expect(simulator.calls()).toEqual([]);
    expect(simulator.callCounts).toEqual({});
  });

  it('counts exactly, though it keeps only the latest calls', () => {
    const log = callLog(10);
    for (let index = 0; index < 95; index += 1) {
      const operation = index % 2 === 0 ? 'HeadBucket' : 'GetObject';
      const action = index % 2 === 0 ? 's3:ListBucket' : 's3:GetObject';
      log.add({ service: 's3', operation, action, region: 'eu-west-1', accountId: home, resources: [String(index)] });
      expect(log.calls().length).toBe(Math.min(index + 1, 10));
      expect(log.calls().at(-1)?.resources).toEqual([String(index)]);
    }
    expect(log.counts()).toEqual({ 's3:HeadBucket': 48, 's3:GetObject': 47 });
    expect(log.actions()).toEqual(new Set(['s3:ListBucket', 's3:GetObject']));
  });
});

describe('credentials', () => {
  it('are required, in the words of each protocol', async () => {
    const { simulator } = await simulate({});
    const status = async (path: string, init: RequestInit) => {
      const answer = await fetch(`${simulator.url}${path}`, init);
      return `${answer.status} ${await answer.text()}`;
    };
    expect(
      await status('/', { method: 'POST', headers: { 'x-amz-target': 'SageMaker.ListModels' }, body: '{}' }),
    ).toContain('400 {"__type":"MissingAuthenticationTokenException"');
    expect(await status('/', { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' })).toMatch(
      /^403 .*MissingAuthenticationToken/,
    );
    expect(await status('/bucket', { method: 'GET' })).toMatch(/^403 .*AccessDenied/s);
  });

  it('may be left out when the simulator is told so', async () => {
    const { simulator } = await simulate({ requireCredentials: false });
    const answer = await fetch(simulator.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'SageMaker.ListModels' },
      body: '{}',
    });
    expect(await answer.json()).toEqual({ Models: [] });
  });
});

describe('regions', () => {
  it('are listed with whether they had to be opted into', async () => {
    const { ec2 } = await simulate({ accounts: [account({ optedInRegions: ['eu-south-1'] })] });
    const { Regions: enabled = [] } = await ec2.send(new DescribeRegionsCommand({}));
    expect(enabled).toHaveLength(18);
    expect(enabled).toContainEqual({
      RegionName: 'eu-south-1',
      Endpoint: 'ec2.eu-south-1.amazonaws.com',
      OptInStatus: 'opted-in',
    });
    const { Regions: all = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(all.find((region) => region.RegionName === 'me-south-1')?.OptInStatus).toBe('not-opted-in');
    const { Regions: one = [] } = await ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-west-1'] }));
    expect(one.map((region) => region.RegionName)).toEqual(['eu-west-1']);
    expect(await refusal(ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-nowhere-1'] })))).toMatchObject({
      name: 'InvalidParameterValue',
      status: 400,
    });
  });

  it('know no credentials before they are opted into, and do not exist when AWS has none of that name', async () => {
    const { simulator } = await simulate({ accounts: [account({ optedInRegions: ['eu-south-1'] })] });
    const models = (region: string) => clients(simulator.url, { region }).sagemaker.send(new ListModelsCommand({}));
    expect((await models('eu-south-1')).Models).toEqual([]);
    expect((await models('sa-east-1')).Models).toEqual([]);
    expect(await refusal(models('me-south-1'))).toMatchObject({ name: 'UnrecognizedClientException', status: 400 });
    expect(await refusal(models('eu-nowhere-1'))).toMatchObject({ name: 'InvalidSignatureException', status: 403 });
    const { sts } = clients(simulator.url, { region: 'me-south-1' });
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'InvalidClientTokenId' });
  });
});

it('an operation that EC2 does not have here is an invalid action', async () => {
  const { ec2 } = await simulate({});
  expect(await refusal(ec2.send(new DescribeVpcsCommand({})))).toMatchObject({ name: 'InvalidAction', status: 400 });
});

it('hostile requests are refused, and the server lives on', async () => {
  const { simulator, sagemaker } = await simulate({});
  const post = (body: string, headers: Record<string, string>) =>
    fetch(simulator.url, { method: 'POST', headers, body }).then((answer) => answer.status);
  expect(await post('{', { 'x-amz-target': 'SageMaker.ListModels', ...signed('sagemaker') })).toBe(400);
  expect(await post('[]', { 'x-amz-target': 'SageMaker.ListModels', ...signed('sagemaker') })).toBe(400);
  expect(await post('{}', { 'x-amz-target': 'SageMaker.__proto__', ...signed('sagemaker') })).toBe(400);
  expect(
    await post('{', { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics', ...signed('monitoring') }),
  ).toBe(400);
  expect(await post('Action=constructor&Version=2010-05-08', signed('iam'))).toBe(400);
  expect(await post('', signed('iam'))).toBe(400);
  expect(await post('{}', signed('quantum'))).toBe(400);
  expect((await fetch(`${simulator.url}/%ff%zz`, { headers: signed('s3') })).status).toBe(400);
  expect((await sagemaker.send(new ListModelsCommand({}))).Models).toEqual([]);
});

it('a simulator that is closed lets its port go', async () => {
  const estate = { now, accounts: [account()] };
  const first = await startSimulator({ estate });
  await first.close();
  const second = await startSimulator({ estate, port: first.port });
  expect(second.url).toBe(`http://127.0.0.1:${first.port}`);
  await second.close();
});
