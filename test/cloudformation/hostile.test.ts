import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/input-error.ts';
import { cloudformation, openTemplate } from '../../src/sources/cloudformation/index.ts';
import { at, folderOf, gapsOf, judge, open, options, resourcesOf } from './support.ts';

const model = (properties: string) => `Resources: {M: {Type: AWS::SageMaker::Model, Properties: ${properties}}}`;

describe('a file that is no template ends in one clear line', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a list', '[1, 2]'],
    ['no resources', 'AWSTemplateFormatVersion: 2010-09-09'],
    ['resources that are a list', 'Resources: [1]'],
    ['broken YAML', 'Resources:\n  A: [1\n  B: 2'],
    ['broken JSON', '{"Resources": {"A": '],
    ['tabs for indentation', 'Resources:\n\tA:\n\t\tType: X'],
    ['two documents', 'Resources: {}\n---\nResources: {}'],
    ['bytes of an image', '\u0089PNG\r\n\u001a\n\u0000\u0000'],
    ['duplicate resources', 'Resources:\n  A: {Type: X}\n  A: {Type: Y}'],
    ['duplicate properties in JSON', '{"Resources": {"A": {"Type": "X", "Properties": {"K": 1, "K": 2}}}}'],
    ['an alias without an anchor', 'Resources: {A: *nowhere}'],
    ['an alias inside its own anchor', 'Resources: &r {A: *r}'],
    ['a merge of a text', 'Resources: {A: {<<: text}}'],
    ['a key that is a list', 'Resources: {? [a, b] : c}'],
    ['deep nesting', `Resources: {A: ${'['.repeat(400)}${']'.repeat(400)}}`],
    ['very deep nesting', `Resources: {A: ${'['.repeat(100_000)}}`],
    [
      '10,000 nested Fn::If in JSON',
      `{"Resources":{"M":{"Type":"AWS::SageMaker::Model","Properties":{"A":${'{"Fn::If":["C",'.repeat(10_000)}1${',2]}'.repeat(10_000)}}}}}`,
    ],
    ['10,000 nested !If', model(`{A: ${'!If [C, '.repeat(10_000)}1${', 2]'.repeat(10_000)}}`)],
    [
      'an alias bomb',
      `Resources:\n  A0: &a0 [x]\n${Array.from({ length: 40 }, (_, n) => `  A${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`,
    ],
    [
      'loops that multiply',
      `Resources:\n${'  '}Fn::ForEach::A: [A, [${Array.from({ length: 600 }, (_, n) => n).join(',')}], {'Fn::ForEach::B': [B, [${Array.from({ length: 600 }, (_, n) => n).join(',')}], {'R\${A}x\${B}': {Type: X}}]}]`,
    ],
  ])('%s', (_, text) => {
    const attempt = () => open(text);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(/^cannot read `[^\n]*`: [^\n]+[^.\n]$/);
  });

  it('of 100 MB is not even read', () => {
    const path = join(folderOf({ 'big.yaml': ' '.repeat(100 << 20) }), 'big.yaml');
    expect(() => openTemplate(path, options)).toThrow(/104857600 bytes, and CloudFormation takes templates of 1 MB/);
  });

  it('says where', () => {
    expect(() => open('Resources:\n  A: {Type: X}\n  A: {Type: Y}')).toThrow(
      'line 3, column 3: key `A` stands twice in the same mapping',
    );
  });
});

describe('a template made to do harm gives verdicts all the same', () => {
  it('with resources named after parts of the language', () => {
    const text = `Resources:
  __proto__: {Type: AWS::SageMaker::Model, Properties: {__proto__: {polluted: true}, constructor: 1}}
  constructor: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {ModelDataUrl: !Ref __proto__}}}
  toString: {Type: toString}`;
    const snapshot = open(text);
    expect(resourcesOf(snapshot).map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(judge(snapshot).every(({ error }) => error === undefined)).toBe(true);
  });

  it('with conditions and names in circles', () => {
    const text = `
Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}
Resources:
  X: {Type: AWS::SageMaker::Model, Condition: A, Properties: {ModelName: !GetAtt Y.ModelName}}
  Y: {Type: AWS::SageMaker::Model, Properties: {ModelName: !Sub '\${X.ModelName}-'}}
  Z: {Type: AWS::SageMaker::Model, Properties: {ModelName: !GetAtt Z.ModelName}}`;
    const snapshot = open(text);
    expect(at(snapshot, 'X').origin).toMatchObject({ conditional: expect.stringContaining('refers to itself') });
    expect(at(snapshot, 'Z').name).toBe('Z');
  });

  it('with 150 nested !If that cannot be decided', () => {
    const nested = `${'!If [C, '.repeat(150)}1${', 2]'.repeat(150)}`;
    const text = `Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n${model(`{ModelName: m, A: ${nested}}`)}`;
    expect(at(open(text), 'M').properties).toMatchObject({
      A: { $unknown: 'condition `C` cannot be decided: parameter `P` has no default' },
    });
  });

  it('with 2,000 conditions that hang on each other', () => {
    const conditions = Array.from({ length: 2000 }, (_, n) => `  C${n + 1}: !And [!Condition C${n}, !Condition C${n}]`);
    const text = `Conditions:\n  C0: !Equals [a, a]\n${conditions.join('\n')}\n${model('{A: !If [C2000, 1, 2]}')}`;
    expect(at(open(text), 'M').properties).toHaveProperty('A');
  });

  it('with names that double at every step', () => {
    const names = Array.from(
      { length: 60 },
      (_, n) =>
        `  M${n}: {Type: AWS::SageMaker::Model, Properties: {ModelName: !Sub '\${M${n + 1}.ModelName}\${M${n + 1}.ModelName}'}}`,
    );
    const text = `Resources:\n${names.join('\n')}\n  M60: {Type: AWS::SageMaker::Model, Properties: {ModelName: x}}`;
    expect(at(open(text), 'M59').name).toBe('xx');
    expect(at(open(text), 'M0').name.length).toBeLessThan(1 << 19);
  });

  it('with nested stacks that contain themselves', () => {
    const text =
      'Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}, M: {Type: AWS::SageMaker::Model}}';
    const snapshot = open(text);
    expect(resourcesOf(snapshot)).toHaveLength(1);
    expect(gapsOf(snapshot)).toMatchObject([{ code: 'Cycle' }]);
  });

  it('with a nested stack that is broken: what is readable is judged', () => {
    const folder = folderOf({
      'parent.yaml':
        'Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}, M: {Type: AWS::SageMaker::Model}}',
      'child.yaml': 'Resources: [',
    });
    const snapshot = openTemplate(join(folder, 'parent.yaml'), options);
    expect(resourcesOf(snapshot)).toHaveLength(1);
    expect(gapsOf(snapshot)).toMatchObject([{ code: 'Unreadable', message: expect.stringContaining('child.yaml') }]);
  });

  it('with functions that are given nonsense', () => {
    const functions = [
      'Ref',
      'Fn::GetAtt',
      'Fn::Sub',
      'Fn::Join',
      'Fn::Select',
      'Fn::Split',
      'Fn::If',
      'Fn::FindInMap',
      'Fn::Base64',
      'Fn::Length',
      'Fn::ToJsonString',
      'Fn::Equals',
      'Fn::Nonsense',
    ];
    const nonsense = ['~', '""', '1', '[]', '[~, ~, ~]', '[[], {}, 1]', '{}', '{a: {Ref: b}}', '["\\u0000", ["x"]]'];
    const pairs = functions.flatMap((name) => nonsense.map((argument) => ({ name, argument })));
    const properties = pairs.map(({ name, argument }, n) => `P${n}: {'${name}': ${argument}}`);
    expect(at(open(model(`{${properties.join(', ')}}`)), 'M').type).toBe('AWS::SageMaker::Model');
  });
});

describe('whatever is in a template', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('P', 'M', 'C', 'AWS::Region'),
  );
  const name = fc.constantFrom(
    'Ref',
    'Fn::GetAtt',
    'Fn::Sub',
    'Fn::Join',
    'Fn::If',
    'Fn::Select',
    'Fn::Split',
    'Fn::FindInMap',
    'Fn::ForEach::X',
    'Fn::Transform',
    'A',
    '__proto__',
    '$unknown',
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(leaf, fc.array(tie('node'), { maxLength: 3 }), fc.dictionary(name, tie('node'), { maxKeys: 2 })),
  })).node;

  it('opening it gives a snapshot or one clear line, and judging it no defect', () => {
    fc.assert(
      fc.property(value, value, value, (properties, condition, other) => {
        const template = {
          Parameters: { P: { Type: 'String' } },
          Conditions: { C: condition },
          Resources: {
            M: {
              Type: 'AWS::SageMaker::Model',
              Condition: 'C',
              Properties: { VpcConfig: properties, ModelName: other },
            },
            R: { Type: 'AWS::IAM::Role', Properties: { Policies: properties, ManagedPolicyArns: other } },
          },
        };
        try {
          expect(judge(open(JSON.stringify(template))).filter(({ error }) => error !== undefined)).toEqual([]);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the kind of a file is told by its content', () => {
  const recognises = (head: string) => cloudformation.recognises({ path: 'x', isDirectory: false, head });

  it.each([
    ['a YAML template', "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::S3::Bucket"],
    ['one without a version', 'Resources:\n  A:\n    Type: AWS::S3::Bucket'],
    ['one in flow style', 'Resources: {A: {Type: Custom::X}}'],
    ['a JSON template', '{"Resources":{"A":{"Type":"AWS::S3::Bucket"}}}'],
    ['one whose resources come after the first 64 KiB', '{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {'],
  ])('%s is one', (_, head) => expect(recognises(head)).toBe(true));

  it.each([
    ['a plan', '{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{"Type":"AWS::X"}]}'],
    ['an assembly', '{"version":"36.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack"}}}'],
    ['some other YAML', 'services:\n  web:\n    image: x'],
    ['a snapshot', '{"snapshot":1,"capturedAt":"2026-11-22"}'],
    ['nothing', ''],
  ])('%s is none', (_, head) => expect(recognises(head)).toBe(false));
});
