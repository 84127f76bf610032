import {
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type ManagedPolicyDetail,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { account, daysAgo, home, now, refusal, simulate } from './testing.ts';

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: "it's (odd) & ünïcode", Effect: 'Allow', Action: 's3:*', Resource: ['*', 'a b+c%20'] }],
});

const role = {
  Path: '/service-role/',
  RoleName: 'training',
  RoleId: 'AROAEXAMPLE',
  Arn: `arn:aws:iam::${home}:role/service-role/training`,
  CreateDate: daysAgo(10),
  AssumeRolePolicyDocument: document,
  RolePolicyList: ['a', 'b', 'c'].map((PolicyName) => ({ PolicyName, PolicyDocument: document })),
  AttachedManagedPolicies: [
    { PolicyName: 'Own', PolicyArn: `arn:aws:iam::${home}:policy/Own` },
    { PolicyName: 'Theirs', PolicyArn: 'arn:aws:iam::aws:policy/Theirs' },
  ],
  PermissionsBoundary: {
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: `arn:aws:iam::${home}:policy/Own`,
  },
  RoleLastUsed: { LastUsedDate: daysAgo(1), Region: 'eu-west-1' },
  Tags: [{ Key: 'team', Value: 'risk <&>' }],
} satisfies RoleDetail;

function policy(name: string, arn: string): ManagedPolicyDetail {
  return {
    PolicyName: name,
    PolicyId: `ANPA${name}`,
    Arn: arn,
    Path: '/',
    DefaultVersionId: 'v2',
    AttachmentCount: 1,
    IsAttachable: true,
    CreateDate: daysAgo(20),
    UpdateDate: daysAgo(5),
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: '{}', CreateDate: daysAgo(20) },
      { VersionId: 'v2', IsDefaultVersion: true, Document: document, CreateDate: daysAgo(5) },
    ],
  };
}

const own = policy('Own', `arn:aws:iam::${home}:policy/Own`);
const theirs = policy('Theirs', 'arn:aws:iam::aws:policy/Theirs');

function iamEstate(options: { pageLimit?: number } = {}) {
  return simulate({
    estate: { now, accounts: [account({ roles: [role], managedPolicies: [own] })], awsManagedPolicies: [theirs] },
    ...options,
  });
}

async function sweep(iam: IAMClient, input: GetAccountAuthorizationDetailsCommandInput) {
  const pages: { roles: string[]; policies: string[] }[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new GetAccountAuthorizationDetailsCommand({ ...input, Marker }));
    pages.push({
      roles: page.RoleDetailList?.map((one) => one.RoleName ?? '') ?? [],
      policies: page.Policies?.map((one) => one.PolicyName ?? '') ?? [],
    });
    expect(page.IsTruncated).toBe(page.Marker !== undefined);
    Marker = page.Marker;
  } while (Marker !== undefined);
  return pages;
}

describe('roles', () => {
  it('are answered with their trust policy URL-encoded, boundary, tags and last use', async () => {
    const { iam } = await iamEstate();
    const { Role: found } = await iam.send(new GetRoleCommand({ RoleName: 'training' }));
    const { RolePolicyList, AttachedManagedPolicies, AssumeRolePolicyDocument, ...members } = role;
    expect(found).toMatchObject(members);
    expect(found?.AssumeRolePolicyDocument).toMatch(/^[A-Za-z0-9._~%-]+$/);
    expect(decodeURIComponent(found?.AssumeRolePolicyDocument ?? '')).toBe(document);
  });

  it('list their inline policies, page after page', async () => {
    const { iam } = await iamEstate();
    const first = await iam.send(new ListRolePoliciesCommand({ RoleName: 'training', MaxItems: 2 }));
    expect(first).toMatchObject({ PolicyNames: ['a', 'b'], IsTruncated: true });
    const last = await iam.send(
      new ListRolePoliciesCommand({ RoleName: 'training', MaxItems: 2, Marker: first.Marker }),
    );
    expect(last).toMatchObject({ PolicyNames: ['c'], IsTruncated: false });
    expect(last.Marker).toBeUndefined();
    const one = await iam.send(new GetRolePolicyCommand({ RoleName: 'training', PolicyName: 'b' }));
    expect(decodeURIComponent(one.PolicyDocument ?? '')).toBe(document);
  });

  it('list their attached policies', async () => {
    const { iam } = await iamEstate();
    const { AttachedPolicies: attached } = await iam.send(
      new ListAttachedRolePoliciesCommand({ RoleName: 'training' }),
    );
    expect(attached).toEqual(role.AttachedManagedPolicies);
  });
});

describe('managed policies', () => {
  it('of the account and of AWS are answered with the version asked for', async () => {
    const { iam } = await iamEstate();
    for (const { Arn, PolicyName } of [own, theirs]) {
      const { Policy: found } = await iam.send(new GetPolicyCommand({ PolicyArn: Arn }));
      expect(found).toMatchObject({ PolicyName, DefaultVersionId: 'v2' });
      const { PolicyVersion: version } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: 'v2' }),
      );
      expect(decodeURIComponent(version?.Document ?? '')).toBe(document);
      expect(version?.IsDefaultVersion).toBe(true);
    }
  });
});

describe('GetAccountAuthorizationDetails', () => {
  it('never mixes roles and policies in a page', async () => {
    const { iam } = await iamEstate();
    expect(await sweep(iam, { MaxItems: 1000 })).toEqual([
      { roles: ['training'], policies: [] },
      { roles: [], policies: ['Own', 'Theirs'] },
    ]);
  });

  it('gives what the filter names, and no more', async () => {
    const { iam } = await iamEstate();
    expect(await sweep(iam, { Filter: ['Role'] })).toEqual([{ roles: ['training'], policies: [] }]);
    expect(await sweep(iam, { Filter: ['LocalManagedPolicy'] })).toEqual([{ roles: [], policies: ['Own'] }]);
    expect(await sweep(iam, { Filter: ['AWSManagedPolicy', 'LocalManagedPolicy'], MaxItems: 1 })).toEqual([
      { roles: [], policies: ['Own'] },
      { roles: [], policies: ['Theirs'] },
    ]);
    expect(await sweep(iam, { Filter: ['User', 'Group'] })).toEqual([{ roles: [], policies: [] }]);
  });

  it('gives roles and policies whole', async () => {
    const { iam } = await iamEstate();
    const first = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    const [found] = first.RoleDetailList ?? [];
    expect(found).toMatchObject({
      AttachedManagedPolicies: role.AttachedManagedPolicies,
      PermissionsBoundary: role.PermissionsBoundary,
    });
    expect(decodeURIComponent(found?.RolePolicyList?.[2]?.PolicyDocument ?? '')).toBe(document);
    const second = await iam.send(new GetAccountAuthorizationDetailsCommand({ Marker: first.Marker }));
    const version = second.Policies?.[0]?.PolicyVersionList?.find((one) => one.IsDefaultVersion);
    expect(decodeURIComponent(version?.Document ?? '')).toBe(document);
  });
});

it('IAM refuses what is missing, malformed or unknown in its own words', async () => {
  const { iam, simulator } = await iamEstate();
  const missing = { name: 'NoSuchEntityException', status: 404 };
  expect(await refusal(iam.send(new GetRoleCommand({ RoleName: 'x' })))).toEqual({
    ...missing,
    message: 'The role with name x cannot be found.',
  });
  expect(await refusal(iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'x' })))).toMatchObject(missing);
  const noPolicy = new GetRolePolicyCommand({ RoleName: 'training', PolicyName: 'x' });
  expect(await refusal(iam.send(noPolicy))).toMatchObject(missing);
  expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/X' })))).toMatchObject(
    missing,
  );
  expect(await refusal(iam.send(new GetPolicyVersionCommand({ PolicyArn: own.Arn, VersionId: 'v9' })))).toMatchObject(
    missing,
  );
  expect(await refusal(iam.send(new ListRolePoliciesCommand({ RoleName: 'training', MaxItems: 1001 })))).toMatchObject({
    name: 'ValidationError',
    status: 400,
  });
  const create = new CreateRoleCommand({ RoleName: 'y', AssumeRolePolicyDocument: '{}' });
  expect(await refusal(iam.send(create))).toMatchObject({ name: 'InvalidAction', status: 400 });
  expect(simulator.actions.has('iam:CreateRole')).toBe(true);
});
