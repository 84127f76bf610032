import { describe, expect, it } from 'vitest';
import type { Account } from '../../../simulator/estate.ts';
import { collectLive, wanting } from '../../../test/support/live.ts';
import { accountId, role, roleArn, smallAccount, smallEstate } from '../../../test/support/small-estate.ts';

const roles = wanting('AWS::SageMaker::NotebookInstance', 'AWS::IAM::Role');

/** An account with one notebook for each role. */
function withNotebooks(arns: readonly string[], parts: Partial<Account> = {}): Account {
  return smallAccount({
    regions: {
      'eu-west-1': {
        notebookInstances: arns.map((RoleArn, index) => ({
          NotebookInstanceName: `n${index}`,
          NotebookInstanceArn: `arn:aws:sagemaker:eu-west-1:${accountId}:notebook-instance/n${index}`,
          RoleArn,
        })),
      },
    },
    ...parts,
  });
}

const many = Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${accountId}:role/r${index}`);
const manyRoles = withNotebooks(many, {
  roles: many.map((Arn) => ({ ...role, Arn, RoleName: Arn.split('/').at(-1) ?? '' })),
});

describe('a role', () => {
  it('comes with its documents as text, as IAM holds them', async () => {
    const PolicyDocument = '{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"s3:*","Resource":"a%2Fb +ü"}]}';
    const twice = { ...role, RolePolicyList: [{ PolicyName: 'inline', PolicyDocument }] };
    const live = await collectLive({ estate: smallEstate(withNotebooks([roleArn], { roles: [twice] })), ...roles });
    expect(live.resources('AWS::IAM::Role')).toMatchObject([
      {
        arn: roleArn,
        name: 'training',
        accountId,
        tags: [{ Key: 'team', Value: 'ml' }],
        properties: {
          AssumeRolePolicyDocument: role.AssumeRolePolicyDocument,
          RolePolicyList: [{ PolicyName: 'inline', PolicyDocument }],
          AttachedManagedPolicies: [{ PolicyName: 'reads-data' }],
        },
      },
    ]);
  });

  it('brings its managed policies, with the version that is in force and no other', async () => {
    const live = await collectLive({ estate: smallEstate(withNotebooks([roleArn])), ...roles });
    const [policy] = live.resources('AWS::IAM::ManagedPolicy');
    expect(policy).toMatchObject({ name: 'reads-data', arn: `arn:aws:iam::${accountId}:policy/reads-data` });
    expect(policy?.properties).toMatchObject({
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: expect.stringContaining('s3:GetObject') },
      ],
    });
  });

  it('brings its permissions boundary', async () => {
    const PermissionsBoundaryArn = `arn:aws:iam::${accountId}:policy/reads-data`;
    const bounded = {
      ...role,
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const, PermissionsBoundaryArn },
    };
    const live = await collectLive({ estate: smallEstate(withNotebooks([roleArn], { roles: [bounded] })), ...roles });
    expect(live.resources('AWS::IAM::ManagedPolicy').map(({ arn }) => arn)).toEqual([PermissionsBoundaryArn]);
    expect(live.resources('AWS::IAM::Role')[0]?.properties).toMatchObject({
      PermissionsBoundary: { PermissionsBoundaryArn },
    });
  });

  it('is read once, however many resources and regions share it', async () => {
    const account = withNotebooks([roleArn, roleArn, roleArn]);
    const region = account.regions?.['eu-west-1'] ?? {};
    const live = await collectLive({
      estate: smallEstate({ ...account, regions: { 'eu-west-1': region, 'us-east-1': region } }),
      ...roles,
      regions: ['eu-west-1', 'us-east-1'],
    });
    expect(live.calls['iam:GetRole']).toBe(1);
    expect(live.resources('AWS::IAM::Role').length).toBe(1);
    expect(live.resources('AWS::SageMaker::NotebookInstance').length).toBe(6);
  });

  it('that was deleted is gone, which is no gap', async () => {
    const live = await collectLive({ estate: smallEstate(withNotebooks([roleArn], { roles: [] })), ...roles });
    expect(live.resources('AWS::IAM::Role')).toMatchObject([{ arn: roleArn, gone: 'NoSuchEntity on iam:GetRole' }]);
    expect(live.gaps).toEqual([]);
  });

  it('of an account that is not scanned is unread, without a call', async () => {
    const foreign = 'arn:aws:iam::999999999999:role/vendor';
    const live = await collectLive({ estate: smallEstate(withNotebooks([foreign])), ...roles });
    expect(live.resources('AWS::IAM::Role')).toMatchObject([
      {
        arn: foreign,
        name: 'vendor',
        accountId: '999999999999',
        unread: 'role belongs to account 999999999999, which was not scanned',
      },
    ]);
    expect(live.calls['iam:GetRole']).toBeUndefined();
  });

  it('that names no role at all is asked for all the same, and found missing', async () => {
    const live = await collectLive({ estate: smallEstate(withNotebooks(['nonsense'])), ...roles });
    expect(live.resources('AWS::IAM::Role')).toMatchObject([{ arn: 'nonsense', gone: 'NoSuchEntity on iam:GetRole' }]);
  });

  it.each([
    ['iam:GetRolePolicy', { RolePolicyList: [{ PolicyDocument: { $unknown: 'AccessDenied on iam:GetRolePolicy' } }] }],
    ['iam:ListRolePolicies', { RolePolicyList: { $unknown: 'AccessDenied on iam:ListRolePolicies' } }],
    [
      'iam:ListAttachedRolePolicies',
      { AttachedManagedPolicies: { $unknown: 'AccessDenied on iam:ListAttachedRolePolicies' } },
    ],
  ])('has an unknown in the place of what %s would have told', async (action, properties) => {
    const live = await collectLive({
      estate: smallEstate(withNotebooks([roleArn])),
      ...roles,
      faults: [{ match: { action }, effect: 'accessDenied' }],
    });
    expect(live.resources('AWS::IAM::Role')[0]).toMatchObject({ properties });
    expect(live.gaps).toMatchObject([{ operation: action, permission: action, example: roleArn }]);
  });

  it('keeps the policies that could be read where the role itself is denied', async () => {
    const live = await collectLive({
      estate: smallEstate(withNotebooks([roleArn])),
      ...roles,
      faults: [{ match: { action: 'iam:GetRole' }, effect: 'accessDenied' }],
    });
    const [found] = live.resources('AWS::IAM::Role');
    expect(found).toMatchObject({
      unread: 'AccessDenied on iam:GetRole',
      properties: {
        RolePolicyList: [{ PolicyName: 'inline' }],
        AttachedManagedPolicies: [{ PolicyName: 'reads-data' }],
      },
    });
    expect(found).not.toHaveProperty('tags');
  });

  it.each([
    ['iam:GetPolicy', { unread: 'AccessDenied on iam:GetPolicy' }],
    [
      'iam:GetPolicyVersion',
      { properties: { PolicyVersionList: [{ Document: { $unknown: 'AccessDenied on iam:GetPolicyVersion' } }] } },
    ],
  ])('has a managed policy that says what %s was refused', async (action, policy) => {
    const live = await collectLive({
      estate: smallEstate(withNotebooks([roleArn])),
      ...roles,
      faults: [{ match: { action }, effect: 'accessDenied' }],
    });
    expect(live.resources('AWS::IAM::ManagedPolicy')[0]).toMatchObject(policy);
  });
});

describe('many roles', () => {
  it('are read in one sweep over the account', async () => {
    const live = await collectLive({ estate: smallEstate(manyRoles), ...roles });
    expect(live.resources('AWS::IAM::Role').length).toBe(40);
    expect(live.calls['iam:GetRole']).toBeUndefined();
    expect(live.calls['iam:GetAccountAuthorizationDetails']).toBeLessThan(5);
  });

  it('are the same when they are read one by one', async () => {
    const swept = await collectLive({ estate: smallEstate(manyRoles), ...roles });
    const single = await collectLive({
      estate: smallEstate(manyRoles),
      ...roles,
      faults: [{ match: { action: 'iam:GetAccountAuthorizationDetails' }, effect: 'accessDenied' }],
    });
    const plain = (live: typeof swept) =>
      live
        .resources()
        .filter(({ type }) => type.startsWith('AWS::IAM::'))
        .map(({ origin, ...rest }) => rest)
        .sort((a, b) => (`${a.arn}` < `${b.arn}` ? -1 : 1));
    expect(plain(single)).toEqual(plain(swept));
    expect(single.gaps).toMatchObject([
      { operation: 'iam:GetAccountAuthorizationDetails', recovered: 'the roles were read one by one' },
    ]);
  });
});

describe('roles nobody asked for', () => {
  it('are not read', async () => {
    const live = await collectLive({
      estate: smallEstate(withNotebooks([roleArn])),
      ...wanting('AWS::SageMaker::NotebookInstance'),
    });
    expect(Object.keys(live.calls).filter((call) => call.startsWith('iam:'))).toEqual([]);
  });
});

describe('a role of another scanned account', () => {
  it('is read there', async () => {
    const other = '444455556666';
    const shared = `arn:aws:iam::${other}:role/shared`;
    const trust = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' }],
    });
    const audit = (account: string) => ({
      ...role,
      Arn: `arn:aws:iam::${account}:role/audit`,
      RoleName: 'audit',
      AssumeRolePolicyDocument: trust,
    });
    const live = await collectLive({
      estate: smallEstate(withNotebooks([shared], { roles: [audit(accountId)] }), {
        accountId: other,
        roles: [audit(other), { ...role, Arn: shared, RoleName: 'shared', AttachedManagedPolicies: [] }],
      }),
      ...roles,
      roles: [{ roleArn: `arn:aws:iam::${accountId}:role/audit` }, { roleArn: `arn:aws:iam::${other}:role/audit` }],
    });
    expect(live.header.accounts).toEqual([accountId, other]);
    expect(live.resources('AWS::IAM::Role')).toMatchObject([{ arn: shared, accountId: other }]);
    expect(live.resources('AWS::IAM::Role')[0]).not.toHaveProperty('unread');
  });
});
