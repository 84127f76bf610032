import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/model/value.ts';
import { openStacks, openTemplate } from '../../src/sources/cloudformation/index.ts';
import { at, folderOf, gapsOf, judge, open, options, resourcesOf, verdicts } from './support.ts';

const child = `
Parameters: {Access: {Type: String}, Key: {Type: String}, Role: {Type: String}}
Resources:
  N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RootAccess: !Ref Access, KmsKeyId: !Ref Key, RoleArn: !Ref Role}}
Outputs: {Access: {Value: !Ref Access}, Name: {Value: !GetAtt N.NotebookInstanceName}}`;

const nested = (name: string, parameters: string) =>
  `  ${name}: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: ${parameters}}}`;

function opened(parent: string, parameters: Readonly<Record<string, string>> = {}) {
  const folder = folderOf({ 'parent.yaml': parent, 'child.yaml': child });
  return openTemplate(join(folder, 'parent.yaml'), { ...options, parameters });
}

describe('a nested stack', () => {
  it('gets known values, references and unknown values from its parent', () => {
    const snapshot = opened(`
Parameters: {Key: {Type: String}}
Resources:
  Role: {Type: AWS::IAM::Role}
${nested('A', '{Access: Disabled, Key: !Ref Key, Role: !GetAtt Role.Arn}')}`);
    expect(at(snapshot, 'A/N')).toMatchObject({
      name: 'A-N',
      properties: {
        RootAccess: 'Disabled',
        KmsKeyId: unknown('parameter `Key` has no default'),
        RoleArn: at(snapshot, 'Role').arn,
      },
    });
  });

  it('used twice is two stacks', () => {
    const snapshot = opened(`Resources:\n${nested('A', '{Access: Enabled}')}\n${nested('B', '{Access: Disabled}')}`);
    expect(verdicts(snapshot, 'notebook-instance-root-access')).toEqual({
      'A/N notebook-instance-root-access': 'FAILED',
      'B/N notebook-instance-root-access': 'PASSED',
    });
  });

  it('hands outputs up, and to its neighbours', () => {
    const snapshot = opened(`Resources:
${nested('B', '{Access: !GetAtt A.Outputs.Access}')}
${nested('A', '{Access: Disabled}')}
  M: {Type: AWS::SageMaker::NotebookInstance, Properties: {RootAccess: !GetAtt B.Outputs.Access}}`);
    expect(at(snapshot, 'B/N').properties).toMatchObject({ RootAccess: 'Disabled' });
    expect(at(snapshot, 'M').properties).toMatchObject({ RootAccess: 'Disabled' });
  });

  it('whose output feeds its own parameter is known at deployment', () => {
    const snapshot = opened(`Resources:\n${nested('A', '{Access: !GetAtt A.Outputs.Access}')}`);
    expect(at(snapshot, 'A/N').properties).toMatchObject({
      RootAccess: unknown('`A.Outputs.Access` is known when the nested stack is deployed'),
    });
  });

  it('behind a condition that cannot be decided passes the doubt on to its resources', () => {
    const snapshot = opened(`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  A: {Type: AWS::CloudFormation::Stack, Condition: C, Properties: {TemplateURL: child.yaml, Parameters: {Access: Enabled}}}`);
    expect(at(snapshot, 'A/N').origin).toMatchObject({
      conditional: 'condition `C` cannot be decided: parameter `P` has no default',
    });
    expect(judge(snapshot).find(({ control }) => control === 'notebook-instance-root-access')?.notes).toEqual([
      'holds if the resource is created: condition `C` cannot be decided: parameter `P` has no default',
    ]);
  });

  it('behind a condition that is false is not opened', () => {
    const snapshot = opened(
      'Conditions: {C: !Equals [a, b]}\nResources:\n  A: {Type: AWS::CloudFormation::Stack, Condition: C, Properties: {TemplateURL: gone.yaml}}',
    );
    expect([resourcesOf(snapshot), gapsOf(snapshot)]).toEqual([[], []]);
  });
});

describe('stacks that are deployed together', () => {
  it('import what one of them exports, and keep their names apart', () => {
    const folder = folderOf({
      'a.yaml':
        "Resources: {R: {Type: AWS::IAM::Role}}\nOutputs: {O: {Value: !GetAtt R.Arn, Export: {Name: 'shared-role'}}}",
      'b.yaml':
        'Resources: {R: {Type: AWS::IAM::Role}, N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RoleArn: !ImportValue shared-role}}}',
    });
    const inputs = ['a', 'b'].map((name) => ({ path: join(folder, `${name}.yaml`), name }));
    const snapshot = openStacks(inputs, options);
    const [first, second] = resourcesOf(snapshot).filter(({ type }) => type === 'AWS::IAM::Role');
    expect([first?.name, second?.name]).toEqual(['a-R', 'b-R']);
    expect(at(snapshot, 'N').properties).toMatchObject({ RoleArn: first?.arn });
  });
});

describe('a role of one stack', () => {
  it('has the policies that a nested stack attaches to it, and those managed by a neighbour', () => {
    const folder = folderOf({
      'parent.yaml': `Resources:
  Role: {Type: AWS::IAM::Role}
  Below: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: below.yaml, Parameters: {RoleName: !Ref Role}}}
  N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RoleArn: !GetAtt Role.Arn}}`,
      'below.yaml': `Parameters: {RoleName: {Type: String}}
Resources:
  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: all, Roles: [!Ref RoleName], PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}}`,
    });
    const snapshot = openTemplate(join(folder, 'parent.yaml'), options);
    expect(verdicts(snapshot, 'notebook-instance-role-admin')).toEqual({ 'N notebook-instance-role-admin': 'FAILED' });
  });
});

describe('resources that may not come to exist', () => {
  const undecided = 'Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\nResources:';

  it('do not make a shared role of a domain certain', () => {
    const profile = (name: string, more: string) =>
      `  ${name}: {Type: AWS::SageMaker::UserProfile, ${more} Properties: {DomainId: !Ref D, UserProfileName: ${name}, UserSettings: {ExecutionRole: r}}}`;
    const domain = '  D: {Type: AWS::SageMaker::Domain, Properties: {DefaultUserSettings: {ExecutionRole: r}}}';
    const certain = open(`${undecided}\n${domain}\n${profile('ana', '')}\n${profile('ben', '')}`);
    const doubtful = open(`${undecided}\n${domain}\n${profile('ana', '')}\n${profile('ben', 'Condition: C,')}`);
    expect(verdicts(certain, 'domain-execution-role')).toEqual({ 'D domain-execution-role': 'FAILED' });
    expect(verdicts(doubtful, 'domain-execution-role')).toEqual({ 'D domain-execution-role': 'UNKNOWN' });
  });
});

describe('a transform of unknown effect', () => {
  it('leaves open what it may add: tags, and policies of a role', () => {
    const text = `Transform: Company::Defaults
Resources:
  Role: {Type: AWS::IAM::Role}
  I: {Type: AWS::SageMaker::Image, Properties: {ImageName: i}}
  N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RoleArn: !GetAtt Role.Arn, RootAccess: Enabled}}`;
    const controls = [
      'image-tags',
      'notebook-instance-role-admin',
      'notebook-instance-subnet',
      'notebook-instance-root-access',
    ];
    expect(verdicts(open(text), ...controls)).toEqual({
      'I image-tags': 'UNKNOWN',
      'N notebook-instance-role-admin': 'UNKNOWN',
      'N notebook-instance-subnet': 'UNKNOWN',
      'N notebook-instance-root-access': 'FAILED',
    });
  });
});
