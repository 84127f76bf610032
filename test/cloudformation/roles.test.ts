import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/iam/parse.ts';
import type { Resource } from '../../src/model/resource.ts';
import { isUnknown, unknown } from '../../src/model/value.ts';
import { at, open } from './support.ts';

const undecided =
  'Parameters: {Debug: {Type: String}, Name: {Type: String}}\nConditions: {C: !Equals [!Ref Debug, "x"]}';
const why = 'condition `C` cannot be decided: parameter `Debug` has no default';
const allow = (action: string) =>
  `{Version: 2012-10-17, Statement: [{Effect: Allow, Action: '${action}', Resource: '*'}]}`;

interface Described {
  readonly RolePolicyList: readonly { PolicyName: string; PolicyDocument: unknown }[];
  readonly AttachedManagedPolicies: unknown;
  readonly PermissionsBoundary?: unknown;
}

function role(resources: string, before = ''): Resource & { properties: Described } {
  return at(open(`${before}\nResources:\n${resources}`), 'Role') as Resource & { properties: Described };
}

function statements({ properties }: { properties: Described }): unknown[] {
  return properties.RolePolicyList.flatMap(({ PolicyDocument }) =>
    isUnknown(PolicyDocument) ? [PolicyDocument] : JSON.parse(PolicyDocument as string).Statement,
  );
}

describe('the policies of a role', () => {
  it('come from every form that CloudFormation has', () => {
    const found = role(`
  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!Ref Given], Policies: [{PolicyName: inline, PolicyDocument: ${allow('s3:Get*')}}]}}
  Given: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: ${allow('a:Given')}}}
  Taken: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref Role], ManagedPolicyName: taken, PolicyDocument: ${allow('a:Taken')}}}
  Policy: {Type: AWS::IAM::Policy, Properties: {PolicyName: attached, Roles: [!Ref Role], PolicyDocument: ${allow('a:Policy')}}}
  Single: {Type: AWS::IAM::RolePolicy, Properties: {PolicyName: single, RoleName: !Ref Role, PolicyDocument: ${allow('a:Single')}}}
  Foreign: {Type: AWS::IAM::Policy, Properties: {PolicyName: foreign, Roles: [somebody-else], PolicyDocument: ${allow('*')}}}
`);
    expect(found.properties.RolePolicyList.map(({ PolicyName }) => PolicyName)).toEqual([
      'inline',
      'attached',
      'single',
    ]);
    expect(found.properties.AttachedManagedPolicies).toEqual([
      { PolicyName: 'Given', PolicyArn: 'arn:aws:iam::000000000000:policy/Given' },
      { PolicyName: 'taken', PolicyArn: 'arn:aws:iam::000000000000:policy/taken' },
    ]);
  });

  it('are found from a managed policy of the template by its ARN', () => {
    const policy = at(
      open(
        `Resources:\n  Role: {Type: AWS::IAM::Role}\n  P: {Type: AWS::IAM::ManagedPolicy, Properties: {Path: /ml/, PolicyDocument: ${allow('*')}}}`,
      ),
      'P',
    );
    expect(policy).toMatchObject({
      type: 'AWS::IAM::ManagedPolicy',
      arn: 'arn:aws:iam::000000000000:policy/ml/P',
      properties: { PolicyVersionList: [{ IsDefaultVersion: true, Document: expect.stringContaining('"*"') }] },
    });
  });

  it('of AWS are named by ARN in every partition', () => {
    const found = role(
      "  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/IAMFullAccess']}}",
    );
    expect(found.properties.AttachedManagedPolicies).toEqual([
      { PolicyName: 'IAMFullAccess', PolicyArn: 'arn:aws:iam::aws:policy/IAMFullAccess' },
    ]);
  });

  it('carry a boundary of the template', () => {
    const found = role(
      `  Role: {Type: AWS::IAM::Role, Properties: {PermissionsBoundary: !Ref B}}\n  B: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: ${allow('s3:*')}}}`,
    );
    expect(found.properties.PermissionsBoundary).toMatchObject({
      PermissionsBoundaryArn: 'arn:aws:iam::000000000000:policy/B',
    });
  });

  it('name resources of the template as one resource, never as all', () => {
    const found = role(`
  Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: 's3:*', Resource: [!Sub '\${Data.Arn}/*', !Sub 'arn:aws:s3:::\${Named}/x', !Ref Topic]}}}]}}
  Data: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: churn}}
  Topic: {Type: AWS::SNS::Topic}
`);
    expect(statements(found)).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::data/*', 'arn:aws:s3:::churn/x', 'arn:aws:template:::Topic'],
      },
    ]);
  });

  it('say in a statement of their own what is not known', () => {
    const found = role(
      "  Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: ['*', !Ref Name]}, {Effect: Allow, Action: 'a:b', Resource: '*'}]}}]}}",
      undecided,
    );
    expect(statements(found)).toEqual([
      { Effect: 'Allow', Action: 's3:*', Resource: ['*'] },
      { Effect: 'Allow', Action: 'a:b', Resource: '*' },
      { Effect: 'Allow', Action: 's3:*', Resource: { $unknown: 'parameter `Name` has no default' } },
    ]);
  });

  it('keep what a NotResource lists together, where a part is not known', () => {
    const found = role(
      "  Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Deny, Action: '*', NotResource: ['a', !Ref Name]}]}}]}}",
      undecided,
    );
    expect(statements(found)).toEqual([
      { Effect: 'Deny', Action: '*', NotResource: ['a', { $unknown: 'parameter `Name` has no default' }] },
    ]);
  });

  it.each([
    [
      'a statement',
      `Policies: [{PolicyName: p, PolicyDocument: {Statement: [!If [C, {Effect: Allow, Action: '*', Resource: '*'}, !Ref AWS::NoValue]]}}]`,
    ],
    ['a policy', `Policies: [!If [C, {PolicyName: p, PolicyDocument: ${allow('*')}}, !Ref AWS::NoValue]]`],
  ])('are in doubt where %s hangs on a condition', (_, properties) => {
    const found = role(`  Role: {Type: AWS::IAM::Role, Properties: {${properties}}}`, undecided);
    expect(statements(found)).toEqual([{ Effect: 'Allow', Action: '*', Resource: '*', $unknown: why }]);
  });

  it.each([
    [
      'a policy',
      `Type: AWS::IAM::Policy, Condition: C, Properties: {PolicyName: p, Roles: [!Ref Role], PolicyDocument: ${allow('*')}}`,
    ],
    [
      'a managed policy',
      `Type: AWS::IAM::ManagedPolicy, Condition: C, Properties: {Roles: [!Ref Role], PolicyDocument: ${allow('*')}}`,
    ],
    [
      'an attachment',
      `Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!If [C, !Ref Role, other]], PolicyDocument: ${allow('*')}}`,
    ],
  ])('are in doubt where %s outside hangs on a condition', (_, body) => {
    const found = role(`  Role: {Type: AWS::IAM::Role}\n  P: {${body}}`, undecided);
    expect(statements(found)).toEqual([{ Effect: 'Allow', Action: '*', Resource: '*', $unknown: why }]);
  });

  it('are unknown by name where an attachment hangs on a condition', () => {
    const found = role(
      '  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!If [C, arn:aws:iam::aws:policy/AdministratorAccess, !Ref AWS::NoValue]]}}',
      undecided,
    );
    expect(found.properties.AttachedManagedPolicies).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: unknown(why) },
    ]);
  });

  it('are unknown by name where a whole list hangs on a condition', () => {
    const found = role(
      '  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: !If [C, [arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B], !Ref AWS::NoValue]}}',
      undecided,
    );
    expect(found.properties.AttachedManagedPolicies).toEqual([
      { PolicyName: 'A', PolicyArn: unknown(why) },
      { PolicyName: 'B', PolicyArn: unknown(why) },
    ]);
  });

  it('are unknown as a whole where their list is', () => {
    const found = role('  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: !Ref Name}}', undecided);
    expect(found.properties.AttachedManagedPolicies).toMatchObject({ $unknown: 'parameter `Name` has no default' });
  });

  it('may be meant for a role with a name of its own when a policy takes its roles from outside', () => {
    const policy = `  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!Ref Name], PolicyDocument: ${allow('*')}}}`;
    const named = role(`  Role: {Type: AWS::IAM::Role, Properties: {RoleName: r}}\n${policy}`, undecided);
    const unnamed = role(`  Role: {Type: AWS::IAM::Role}\n${policy}`, undecided);
    expect(statements(named)).toMatchObject([{ $unknown: 'parameter `Name` has no default' }]);
    expect(statements(unnamed)).toEqual([]);
  });

  it('leave open whether a literal account is the one of the deployment', () => {
    const statement = "{Effect: Allow, Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/*'}";
    const text = `Resources: {Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: ${statement}}}]}}}`;
    const told = at(open(text, { 'AWS::AccountId': '111122223333' }), 'Role') as Resource & { properties: Described };
    const open_ = at(open(text), 'Role') as Resource & { properties: Described };
    expect(statements(told)).toHaveLength(1);
    expect(statements(open_)).toMatchObject([
      { Resource: 'arn:aws:iam::111122223333:role/*' },
      {
        Resource: 'arn:aws:iam::000000000000:role/*',
        $unknown: 'whether `111122223333` is the account of the deployment is not known',
      },
    ]);
  });

  it('are read by the policy analysis as doubtful exactly where they are', () => {
    const found = role(
      "  Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: ['*', !Ref Name]}, !If [C, {Effect: Deny, Action: '*', Resource: '*'}, !Ref AWS::NoValue]]}}]}}",
      undecided,
    );
    const parsed = parsePolicy(found.properties.RolePolicyList[0]?.PolicyDocument);
    expect(parsed.ok && parsed.policy.statements.map(({ effect, doubt }) => [effect, doubt !== undefined])).toEqual([
      ['Allow', false],
      ['Deny', true],
      ['Allow', true],
    ]);
  });
});
