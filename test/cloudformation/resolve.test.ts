import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/model/value.ts';
import { at, notebook, open } from './support.ts';

const undecided = 'Parameters: {Flag: {Type: String}}\nConditions: {C: !Equals [!Ref Flag, on]}';
const why = 'condition `C` cannot be decided: parameter `Flag` has no default';

function value(expression: string, before = '', parameters: Readonly<Record<string, string>> = {}): unknown {
  return notebook(`{InstanceType: ${expression}}`, { before, parameters }).InstanceType;
}

describe('what a template says plainly', () => {
  it.each([
    ['!Ref Size', 'ml.t3.medium'],
    ['!Sub "ml.${Family}.${Kind}"', 'ml.t3.medium'],
    ['!Sub ["ml.${F}.${Kind}", {F: !Ref Family}]', 'ml.t3.medium'],
    ['!Sub "literal ${!Size}"', 'literal ${Size}'],
    ['!Join [".", [ml, !Ref Family, medium]]', 'ml.t3.medium'],
    ['!Join [".", !Ref Parts]', 'ml.t3.medium'],
    ['!Select [1, !Ref Parts]', 't3'],
    ['!Select ["2", !Split [".", !Ref Size]]', 'medium'],
    ['!FindInMap [Sizes, small, type]', 'ml.t3.medium'],
    ['{"Fn::FindInMap": [Sizes, huge, type, {DefaultValue: ml.m5.large}]}', 'ml.m5.large'],
    ['!If [IsSmall, ml.t3.medium, ml.m5.large]', 'ml.t3.medium'],
    ['!If [Both, a, b]', 'b'],
    ['!If [Either, a, b]', 'a'],
    ['!If [Named, a, b]', 'a'],
    ['{"Fn::Base64": hello}', 'aGVsbG8='],
    ['{"Fn::ToJsonString": {a: [1, !Ref Family]}}', '{"a":[1,"t3"]}'],
    ['{"Fn::Length": !Ref Parts}', 3],
    ['{"Fn::Join": ["-", [{"Ref": "Family"}, {"Fn::Select": [0, ["x", "y"]]}]]}', 't3-x'],
  ])('%s is %s', (expression, expected) => {
    const before = `
Parameters:
  Size: {Type: String, Default: ml.t3.medium}
  Family: {Type: String, Default: t3}
  Kind: {Type: String, Default: medium}
  Parts: {Type: CommaDelimitedList, Default: "ml, t3, medium"}
Mappings: {Sizes: {small: {type: ml.t3.medium}}}
Conditions:
  IsSmall: !Equals [!Ref Family, t3]
  IsBig: !Not [!Condition IsSmall]
  Both: !And [!Condition IsSmall, !Condition IsBig]
  Either: !Or [!Condition IsSmall, !Condition IsBig]
  Named: {Condition: IsSmall}
`;
    expect(value(expression, before)).toBe(expected);
  });

  it('takes a parameter from the user rather than its default', () => {
    const before = 'Parameters: {Size: {Type: String, Default: ml.t3.medium}}';
    expect(value('!Ref Size', before, { Size: 'ml.m5.large' })).toBe('ml.m5.large');
  });

  it('leaves out what AWS::NoValue stands for, in mappings and in lists', () => {
    const { KmsKeyId, SecurityGroups } = notebook(
      '{KmsKeyId: !Ref AWS::NoValue, SecurityGroupIds: [a, !Ref AWS::NoValue]}',
    );
    expect({ KmsKeyId, SecurityGroups }).toEqual({ KmsKeyId: undefined, SecurityGroups: ['a'] });
  });

  it('leaves out what has nothing after its colon', () => {
    expect(Object.keys(notebook('{KmsKeyId: , RootAccess: ~}'))).toEqual(['NotebookInstanceName']);
  });

  it('knows account and region when it is told', () => {
    const given = { 'AWS::AccountId': '111122223333', 'AWS::Region': 'cn-north-1' };
    const text = '!Sub "${AWS::AccountId} ${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix}"';
    expect(value(text, '', given)).toBe('111122223333 cn-north-1 aws-cn amazonaws.com.cn');
  });
});

describe('what a template cannot know', () => {
  it.each([
    ['a parameter without a default', '!Ref P', unknown('parameter `P` has no default')],
    ['one that refuses the empty text', '!Ref Filled', unknown('parameter `Filled` has no default', { isSet: true })],
    ['one that lists its values', '!Ref Chosen', unknown('parameter `Chosen` has no default', { isSet: true })],
    ['one with a pattern', '!Ref Shaped', unknown('parameter `Shaped` has no default', { isSet: true })],
    ['one of a type that must exist', '!Ref Subnet', unknown('parameter `Subnet` has no default', { isSet: true })],
    [
      'one that must exist, of several',
      '!Select [0, !Ref Subnets]',
      unknown('parameter `Subnets` has no default', { isSet: true }),
    ],
    ['a list of texts, of several', '!Select [0, !Ref Texts]', unknown('parameter `Texts` has no default')],
    [
      'a parameter in the store',
      '!Ref Stored',
      unknown('parameter `Stored` is read from the Parameter Store at deployment', { isSet: true }),
    ],
    ['a secret parameter', '!Ref Secret', unknown('parameter `Secret` is `NoEcho`', { isSet: true })],
    ['an import', '!ImportValue shared-key', unknown('`Fn::ImportValue` of `shared-key`, which another stack exports')],
    [
      'a dynamic reference',
      "'{{resolve:ssm:/ml/key}}'",
      unknown('a dynamic reference, resolved at deployment', { isSet: true }),
    ],
    [
      'a transform',
      '{"Fn::Transform": {Name: Own, Parameters: {}}}',
      unknown('`Fn::Transform` is resolved at deployment'),
    ],
    [
      'an availability zone',
      '!Select [0, !GetAZs ""]',
      unknown('`Fn::GetAZs` is known at deployment', { isSet: true }),
    ],
    ['a resource of the template', '!Ref Other', unknown('known when `Other` is deployed', { isSet: true })],
    ['an attribute of a resource', '!GetAtt Other.Arn', unknown('known when `Other` is deployed', { isSet: true })],
    [
      'an attribute, written as a list',
      '{"Fn::GetAtt": [Other, Arn]}',
      unknown('known when `Other` is deployed', { isSet: true }),
    ],
    ['an attribute of a custom resource', '!GetAtt Made.Value', unknown('known when `Made` is deployed')],
    ['text around a parameter', '!Sub "key/${P}"', unknown('parameter `P` has no default', { isSet: true })],
    ['nothing but a parameter, in a text', '!Sub "${P}"', unknown('parameter `P` has no default')],
    ['a name that is nowhere', '!Ref Typo', unknown('`Typo` is no parameter and no resource of this template')],
    ['a tag of somebody else', '!Vault secret/key', unknown('the tag `!Vault` means nothing to CloudFormation')],
    [
      'a map with an unknown key',
      '!FindInMap [M, !Ref P, a]',
      unknown('parameter `P` has no default', { isSet: true }),
    ],
  ])('%s is unknown, with the reason', (_, expression, expected) => {
    const text = `
Parameters:
  P: {Type: String}
  Filled: {Type: String, MinLength: 1}
  Chosen: {Type: String, AllowedValues: [a, b]}
  Shaped: {Type: String, AllowedPattern: '[a-z]+'}
  Subnet: {Type: AWS::EC2::Subnet::Id}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
  Texts: {Type: CommaDelimitedList}
  Stored: {Type: AWS::SSM::Parameter::Value<String>, Default: /ml/key}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
Mappings: {M: {x: {a: "1"}, y: {a: "2"}}}
Resources:
  Other: {Type: AWS::KMS::Key}
  Made: {Type: Custom::Made}
  N: {Type: AWS::SageMaker::NotebookInstance, Properties: {KmsKeyId: ${expression}}}
`;
    expect(at(open(text), 'N').properties).toMatchObject({ KmsKeyId: expected });
  });

  it('knows what every key of a map leads to', () => {
    const before = 'Parameters: {P: {Type: String}}\nMappings: {M: {x: {a: "1"}, y: {a: "1"}}}';
    expect(value('!FindInMap [M, !Ref P, a]', before)).toBe('1');
  });

  it('never lets a template say itself that a value is set', () => {
    expect(notebook('{KmsKeyId: {$unknown: trust me, isSet: true}}').KmsKeyId).toEqual(
      unknown('the template holds something that no AWS property takes'),
    );
  });
});

describe('a condition that cannot be decided', () => {
  it('does not matter where both branches agree', () => {
    expect(value('!If [C, same, same]', undecided)).toBe('same');
  });

  it('leaves only that known on which the branches agree', () => {
    const { A } = notebook('{A: !If [C, {x: 1, y: 2, z: [1, 2]}, {x: 1, y: 3, z: [1, 3]}]}', { before: undecided });
    expect(A).toEqual({ x: 1, y: unknown(why, { isSet: true }), z: [1, unknown(why, { isSet: true })] });
  });

  it('tells that there will be a value where both branches have one', () => {
    expect(value('!If [C, a, !Ref Other]', undecided)).toEqual(unknown(why, { isSet: true }));
    expect(value('!If [C, a, !Ref AWS::NoValue]', undecided)).toEqual(unknown(why));
  });

  it.each([
    ['!And [!Condition C, !Equals [a, b]]', 'no'],
    ['!Or [!Condition C, !Equals [a, a]]', 'yes'],
    ['!Equals [!Ref Filled, ""]', 'no'],
    ['!Not [!Equals ["", !Ref Filled]]', 'yes'],
  ])('still lets %s be decided', (condition, expected) => {
    const before = `Parameters: {Flag: {Type: String}, Filled: {Type: String, MinLength: 1}}
Conditions:
  C: !Equals [!Ref Flag, x]
  D: ${condition}`;
    expect(value('!If [D, "yes", "no"]', before)).toBe(expected);
  });

  it('keeps the resource it stands at, and says so beside every verdict', () => {
    const snapshot = open(
      `${undecided}\nResources: {N: {Type: AWS::SageMaker::NotebookInstance, Condition: C, Properties: {RootAccess: Enabled}}}`,
    );
    expect(at(snapshot, 'N').origin).toMatchObject({ conditional: why });
  });

  it('is not needed for a resource whose condition is false: that one is left out', () => {
    const snapshot = open(
      'Conditions: {No: !Equals [a, b]}\nResources: {N: {Type: AWS::SageMaker::NotebookInstance, Condition: No}}',
    );
    expect(snapshot.records).toEqual([]);
  });
});

describe('YAML as CloudFormation reads it', () => {
  it('takes the words of YAML 1.1 for booleans, and quoted ones for text', () => {
    const text = `
Parameters: {Plain: {Type: String, Default: Yes}, Quoted: {Type: String, Default: 'Yes'}}
Conditions: {P: !Equals [!Ref Plain, 'true'], Q: !Equals [!Ref Quoted, 'true']}
Resources: {M: {Type: AWS::SageMaker::Model, Properties: {EnableNetworkIsolation: on, P: !If [P, 1, 2], Q: !If [Q, 1, 2]}}}`;
    expect(at(open(text), 'M').properties).toMatchObject({ EnableNetworkIsolation: true, P: 1, Q: 2 });
  });

  it('keeps keys such as N and on as they are written', () => {
    expect(
      at(open('Resources: {N: {Type: AWS::SageMaker::Model, Properties: {on: 1, y: 2}}}'), 'N').properties,
    ).toMatchObject({ on: 1, y: 2 });
  });

  it('keeps numbers that are names: account ids, versions, zeros in front', () => {
    expect(value('!Join ["/", [012345678901, 1.10, 0o17, 1e3, 12]]')).toBe('012345678901/1.10/0o17/1e3/12');
  });

  it.each(['true', '"true"', '"True"'])('takes %s for true where AWS has a boolean', (word) => {
    const text = `Resources: {M: {Type: AWS::SageMaker::Model, Properties: {EnableNetworkIsolation: ${word}}}}`;
    expect(at(open(text), 'M').properties).toMatchObject({ EnableNetworkIsolation: true });
  });

  it('takes a quoted count for a number', () => {
    const text =
      'Resources: {C: {Type: AWS::SageMaker::EndpointConfig, Properties: {ProductionVariants: [{InitialInstanceCount: "2"}]}}}';
    expect(at(open(text), 'C').properties).toMatchObject({ ProductionVariants: [{ InitialInstanceCount: 2 }] });
  });

  it('follows anchors and merge keys, own keys first', () => {
    const text = `
Base: &base {RootAccess: Disabled, InstanceType: a}
Resources: {N: {Type: AWS::SageMaker::NotebookInstance, Properties: {<<: *base, InstanceType: b}}}`;
    expect(at(open(text), 'N').properties).toMatchObject({ RootAccess: 'Disabled', InstanceType: 'b' });
  });
});

describe('loops', () => {
  const loop = (collection: string) => `
Transform: AWS::LanguageExtensions
Parameters: {Teams: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Teams:
    - Team
    - ${collection}
    - Notebook\${Team}: {Type: AWS::SageMaker::NotebookInstance, Properties: {NotebookInstanceName: !Sub 'n-\${Team}', InstanceType: !Ref Team, RootAccess: Disabled}}
`;

  it('are written out', () => {
    const snapshot = open(loop('[Red, Blue]'));
    expect(at(snapshot, 'NotebookRed').name).toBe('n-Red');
    expect(at(snapshot, 'NotebookBlue').properties).toMatchObject({ InstanceType: 'Blue', RootAccess: 'Disabled' });
  });

  it('over what is not known are judged once, with what does not depend on it', () => {
    expect(at(open(loop('!Ref Teams')), 'NotebookTeam').properties).toMatchObject({
      RootAccess: 'Disabled',
      InstanceType: unknown('parameter `Teams` has no default'),
    });
  });
});

describe('transforms', () => {
  it('of unknown effect leave what is not written unknown', () => {
    const text =
      'Transform: Company::Defaults\nResources: {N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RootAccess: Disabled}}}';
    expect(at(open(text), 'N')).toMatchObject({ unread: 'the transform `Company::Defaults` may add to this template' });
  });

  it('inside properties leave the properties unknown', () => {
    const text =
      'Resources: {N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RootAccess: Disabled, Fn::Transform: {Name: AWS::Include}}}}';
    expect(at(open(text), 'N')).toMatchObject({ unread: '`Fn::Transform` may add to it' });
  });

  it('of SAM leave plain resources as they are', () => {
    const text = 'Transform: AWS::Serverless-2016-10-31\nResources: {N: {Type: AWS::SageMaker::NotebookInstance}}';
    expect(at(open(text), 'N')).not.toHaveProperty('unread');
  });
});
