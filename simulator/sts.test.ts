import type { RoleDetail } from '@aws-sdk/client-iam';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { account, clients, daysAgo, home, other, refusal, simulate } from './testing.ts';

function auditRole(trust: object): RoleDetail {
  return {
    Path: '/',
    RoleName: 'audit',
    RoleId: 'AROAAUDIT',
    Arn: `arn:aws:iam::${other}:role/audit`,
    CreateDate: daysAgo(1),
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }],
    }),
  };
}

const trusted = {
  Principal: { AWS: `arn:aws:iam::${home}:root` },
  Condition: { StringEquals: { 'sts:ExternalId': 'letmein' } },
};

function twoAccounts(trust: object) {
  const models = [
    {
      ModelName: 'theirs',
      ModelArn: `arn:aws:sagemaker:eu-west-1:${other}:model/theirs`,
      CreationTime: daysAgo(1),
    },
  ];
  const guest = account({ accountId: other, roles: [auditRole(trust)], region: { models } });
  return simulate({ accounts: [account(), guest] });
}

const assume = (settings: Partial<AssumeRoleCommandInput> = {}) =>
  new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${other}:role/audit`,
    RoleSessionName: 'sagevet',
    ExternalId: 'letmein',
    ...settings,
  });

it('the caller belongs to the first account', async () => {
  const { sts } = await twoAccounts(trusted);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: home,
    Arn: `arn:aws:iam::${home}:user/operator`,
  });
});

it('an assumed role works in its own account, and calls are recorded there', async () => {
  const { sts, simulator } = await twoAccounts(trusted);
  const { Credentials: opened, AssumedRoleUser: user } = await sts.send(assume());
  expect(user?.Arn).toBe(`arn:aws:sts::${other}:assumed-role/audit/sagevet`);
  expect(opened?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  const credentials = {
    accessKeyId: opened?.AccessKeyId ?? '',
    secretAccessKey: opened?.SecretAccessKey ?? '',
    sessionToken: opened?.SessionToken ?? '',
  };
  const guest = clients(simulator.url, { credentials });
  expect(await guest.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: other, Arn: user?.Arn });
  expect((await guest.sagemaker.send(new ListModelsCommand({}))).Models?.[0]?.ModelName).toBe('theirs');
  expect(simulator.calls().map((call) => call.accountId)).toEqual([home, other, other]);
});

it('a role is only assumed by whom it trusts, with the external id that it wants', async () => {
  const { sts } = await twoAccounts(trusted);
  const denied = { name: 'AccessDenied', status: 403 };
  for (const settings of [
    { ExternalId: undefined },
    { ExternalId: 'guess' },
    { RoleArn: `arn:aws:iam::${other}:role/nobody` },
    { RoleArn: 'arn:aws:iam::999999999999:role/audit' },
  ]) {
    const refused = await refusal(sts.send(assume(settings)));
    expect(refused).toMatchObject(denied);
    expect(refused.message).toContain('is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::');
  }
  const { sts: stranger } = await twoAccounts({ Principal: { AWS: 'arn:aws:iam::999999999999:root' } });
  expect(await refusal(stranger.send(assume()))).toMatchObject(denied);
  const { sts: service } = await twoAccounts({ Principal: { Service: 'sagemaker.amazonaws.com' } });
  expect(await refusal(service.send(assume()))).toMatchObject(denied);
});

it('a session name that AWS would refuse is refused', async () => {
  const { sts } = await twoAccounts(trusted);
  expect(await refusal(sts.send(assume({ RoleSessionName: 'not allowed' })))).toMatchObject({
    name: 'ValidationError',
    status: 400,
  });
});

it('credentials of a session that was never opened are unknown', async () => {
  const { simulator } = await twoAccounts(trusted);
  const credentials = { accessKeyId: 'ASIASIM0000000000099', secretAccessKey: 'x', sessionToken: 'made-up' };
  const forged = clients(simulator.url, { credentials });
  expect(await refusal(forged.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
    name: 'InvalidClientTokenId',
    status: 403,
  });
  expect(await refusal(forged.sagemaker.send(new ListModelsCommand({})))).toMatchObject({
    name: 'UnrecognizedClientException',
    status: 400,
  });
});
