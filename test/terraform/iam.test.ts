import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/model/value.ts';
import { type PlannedResource, planOf, refs, resourcesOf } from './plan.ts';

const after = 'known after apply';
const account = { type: 'aws_caller_identity', mode: 'data' as const, after: { account_id: '111122223333' } };
const role = {
  type: 'aws_iam_role',
  after: { name: 'notebooks', path: '/ml/' },
  unknown: { arn: true },
  expressions: {},
};
const allow = (Action: string) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const roleArn = 'arn:aws:iam::111122223333:role/ml/notebooks';

async function roleOf(...resources: PlannedResource[]) {
  const found = await resourcesOf(planOf([account, ...resources]));
  return found.find(({ type }) => type === 'AWS::IAM::Role');
}

describe('a role of a plan', () => {
  it('has the ARN that it will have, under which a notebook finds it', async () => {
    const notebook = {
      type: 'aws_sagemaker_notebook_instance',
      after: {},
      unknown: { role_arn: true },
      expressions: { role_arn: refs('aws_iam_role.this.arn', 'aws_iam_role.this') },
    };
    const found = await resourcesOf(planOf([account, role, notebook]));
    expect(found).toMatchObject([
      { type: 'AWS::IAM::Role', arn: roleArn, name: 'notebooks', accountId: '111122223333', region: '' },
      { properties: { RoleArn: roleArn } },
    ]);
  });

  it('has its trust policy as text', async () => {
    const trusting = { ...role, after: { ...role.after, assume_role_policy: allow('sts:AssumeRole') } };
    expect((await roleOf(trusting))?.properties).toMatchObject({ AssumeRolePolicyDocument: allow('sts:AssumeRole') });
  });

  it.each<[string, PlannedResource[]]>([
    ['inline_policy', [{ ...role, after: { ...role.after, inline_policy: [{ name: 'p', policy: allow('*') }] } }]],
    ['aws_iam_role_policy by name', [role, rolePolicy({ after: { role: 'notebooks' } })]],
    [
      'aws_iam_role_policy by reference',
      [role, rolePolicy({ unknown: { role: true }, expressions: { role: refs('aws_iam_role.this.id') } })],
    ],
    [
      'awscc_iam_role',
      [
        {
          type: 'awscc_iam_role',
          after: { role_name: 'notebooks', policies: [{ policy_name: 'p', policy_document: JSON.parse(allow('*')) }] },
        },
      ],
    ],
    [
      'awscc_iam_role_policy',
      [
        { type: 'awscc_iam_role', after: { role_name: 'notebooks' } },
        {
          type: 'awscc_iam_role_policy',
          after: { role_name: 'notebooks', policy_name: 'p', policy_document: allow('*') },
        },
      ],
    ],
  ])('has inline policies: %s', async (_, resources) => {
    expect((await roleOf(...resources))?.properties).toMatchObject({
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: allow('*') }],
      AttachedManagedPolicies: [],
    });
  });

  it.each<[string, PlannedResource[]]>([
    ['managed_policy_arns', [{ ...role, after: { ...role.after, managed_policy_arns: [adminArn()] } }]],
    [
      'aws_iam_role_policy_attachment',
      [role, { type: 'aws_iam_role_policy_attachment', after: { role: 'notebooks', policy_arn: adminArn() } }],
    ],
    [
      'aws_iam_role_policy_attachments_exclusive',
      [
        role,
        {
          type: 'aws_iam_role_policy_attachments_exclusive',
          after: { role_name: 'notebooks', policy_arns: [adminArn()] },
        },
      ],
    ],
    [
      'aws_iam_policy_attachment',
      [role, { type: 'aws_iam_policy_attachment', after: { roles: ['notebooks'], policy_arn: adminArn() } }],
    ],
    [
      'awscc_iam_role',
      [{ type: 'awscc_iam_role', after: { role_name: 'notebooks', managed_policy_arns: [adminArn()] } }],
    ],
  ])('has managed policies: %s', async (_, resources) => {
    expect((await roleOf(...resources))?.properties).toMatchObject({
      RolePolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: adminArn() }],
    });
  });

  it('is attached the policies of the plan under the ARN that they will have', async () => {
    const policy = {
      type: 'aws_iam_policy',
      after: { name: 'data', policy: allow('s3:GetObject') },
      unknown: { arn: true },
      expressions: {},
    };
    const byReference = {
      type: 'aws_iam_role_policy_attachment',
      after: {},
      unknown: { role: true, policy_arn: true },
      expressions: {
        role: refs('aws_iam_role.this.name', 'aws_iam_role.this'),
        policy_arn: refs('aws_iam_policy.this.arn', 'aws_iam_policy.this'),
      },
    };
    const found = await resourcesOf(planOf([account, role, policy, byReference]));
    const arn = 'arn:aws:iam::111122223333:policy/data';
    expect(found).toMatchObject([
      {
        type: 'AWS::IAM::ManagedPolicy',
        arn,
        properties: {
          DefaultVersionId: 'v1',
          PolicyVersionList: [{ IsDefaultVersion: true, Document: allow('s3:GetObject') }],
        },
      },
      { type: 'AWS::IAM::Role', properties: { AttachedManagedPolicies: [{ PolicyName: 'data', PolicyArn: arn }] } },
    ]);
  });

  it('with a set of policies of which one is not known yet has those that the configuration names, and perhaps more', async () => {
    const policy = { type: 'aws_iam_policy', after: { name: 'data' }, unknown: { arn: true, policy: true } };
    const found = await roleOf(policy, {
      ...role,
      unknown: { arn: true, managed_policy_arns: true },
      expressions: { managed_policy_arns: refs('aws_iam_policy.this.arn', 'aws_iam_policy.this') },
    });
    expect(found?.properties).toMatchObject({
      AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::111122223333:policy/data' }, { PolicyArn: unknown(after) }],
    });
  });

  it('has no tags to decide by while a value of one is not known', async () => {
    const tagged = { ...role, after: { ...role.after, tags_all: { team: 'ml', run: null } } };
    expect((await roleOf(tagged))?.tags).toEqual([
      { Key: 'team', Value: 'ml' },
      { Key: 'run', Value: '' },
    ]);
    const unsure = { ...tagged, unknown: { tags_all: { run: true } } };
    expect((await roleOf(unsure))?.tags).toEqual(unknown(after));
  });

  it('has a boundary', async () => {
    const bounded = { ...role, after: { ...role.after, permissions_boundary: adminArn() } };
    expect((await roleOf(bounded))?.properties).toMatchObject({
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: adminArn() },
    });
  });

  it('that is new has no policies but those of the plan, although the provider will read them', async () => {
    const created = { ...role, unknown: { arn: true, inline_policy: true, managed_policy_arns: true } };
    expect((await roleOf(created))?.properties).toMatchObject({ RolePolicyList: [], AttachedManagedPolicies: [] });
  });

  it('has the policy once that both the role and a resource of its own hold', async () => {
    const read = { ...role, after: { ...role.after, inline_policy: [{ name: 'p', policy: allow('old') }] } };
    expect((await roleOf(read, rolePolicy({ after: { role: 'notebooks' } })))?.properties).toMatchObject({
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: allow('*') }],
    });
  });

  it('has an unread policy where the plan only tells its name', async () => {
    const names = {
      type: 'aws_iam_role_policies_exclusive',
      after: { role_name: 'notebooks', policy_names: ['p', 'elsewhere'] },
    };
    const properties = (await roleOf(role, names, rolePolicy({ after: { role: 'notebooks' } })))?.properties;
    expect(properties).toMatchObject({
      RolePolicyList: [
        { PolicyName: 'elsewhere', PolicyDocument: unknown('it is defined outside this plan') },
        { PolicyName: 'p', PolicyDocument: allow('*') },
      ],
    });
  });

  it('may have the policy of which it is not known whose it is', async () => {
    const stray = rolePolicy({ unknown: { role: true }, expressions: { role: refs('local.role') } });
    expect((await roleOf(role, stray))?.properties).toMatchObject({
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: unknown('which role it belongs to is known after apply') }],
    });
  });
});

describe('a policy document', () => {
  const document = (rest: Partial<PlannedResource>) => ({
    type: 'aws_iam_policy_document',
    mode: 'data' as const,
    name: 'd',
    actions: ['read'],
    after: {},
    ...rest,
  });
  const inline = rolePolicy({
    after: { role: 'notebooks', policy: undefined },
    unknown: { policy: true },
    expressions: { policy: refs('data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.d') },
  });
  const policiesOf = async (...resources: PlannedResource[]) => {
    const found = await roleOf(role, inline, ...resources);
    return (found?.properties as { RolePolicyList: { PolicyDocument: unknown }[] } | undefined)?.RolePolicyList ?? [];
  };

  it('that is known after apply is unknown in its place', async () => {
    const hidden = rolePolicy({ after: { role: 'notebooks', policy: undefined }, unknown: { policy: true } });
    expect((await roleOf(role, hidden))?.properties).toMatchObject({
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: unknown(after) }],
    });
  });

  it('of a data source that is read during the apply is put together from its statements', async () => {
    const statement = {
      sid: 'Pass',
      actions: ['iam:PassRole'],
      resources: ['*'],
      not_actions: null,
      principals: [],
      condition: [{ test: 'StringEquals', variable: 'iam:PassedToService', values: ['sagemaker.amazonaws.com'] }],
    };
    const [policy, ...others] = await policiesOf(
      document({ after: { statement: [statement] }, unknown: { json: true } }),
    );
    expect(others).toEqual([]);
    expect(JSON.parse(policy?.PolicyDocument as string)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Pass',
          Effect: 'Allow',
          Action: ['iam:PassRole'],
          Resource: ['*'],
          Condition: { StringEquals: { 'iam:PassedToService': ['sagemaker.amazonaws.com'] } },
        },
      ],
    });
  });

  it('keeps the statements that are known apart from those that are not', async () => {
    const statements = [{ actions: ['iam:PassRole'], resources: ['*'] }, { actions: ['s3:GetObject'] }];
    const policies = await policiesOf(
      document({ after: { statement: statements }, unknown: { json: true, statement: [{}, { resources: true }] } }),
    );
    expect(policies).toMatchObject([
      { PolicyDocument: expect.stringContaining('iam:PassRole') },
      { PolicyDocument: unknown(after, { isSet: true }) },
    ]);
    expect(policies[0]?.PolicyDocument).not.toContain('GetObject');
  });

  it('that merges other documents is unknown', async () => {
    const merged = document({ after: { statement: [], source_policy_documents: ['{}'] }, unknown: { json: true } });
    expect(await policiesOf(merged)).toMatchObject([{ PolicyDocument: unknown(after, { isSet: true }) }]);
  });

  it('that names accounts says nothing certain where the plan does not tell its own', async () => {
    const policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/*' }],
    });
    const [homeless] = await resourcesOf(planOf([role, rolePolicy({ after: { role: 'notebooks', policy } })]));
    expect(homeless?.arn).toBe('arn:aws:iam::000000000000:role/ml/notebooks');
    expect(homeless?.properties).toMatchObject({
      RolePolicyList: [{ PolicyDocument: { $unknown: expect.stringContaining('account') } }],
    });
    const atHome = await roleOf(role, rolePolicy({ after: { role: 'notebooks', policy } }));
    expect(atHome?.properties).toMatchObject({ RolePolicyList: [{ PolicyDocument: policy }] });
  });
});

function rolePolicy(rest: Partial<PlannedResource>): PlannedResource {
  return { type: 'aws_iam_role_policy', ...rest, after: { name: 'p', policy: allow('*'), ...rest.after } };
}

function adminArn(): string {
  return 'arn:aws:iam::aws:policy/AdministratorAccess';
}
