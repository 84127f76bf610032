import { describe, expect, it } from 'vitest';
import { judge, open } from '../cloudformation/support.ts';
import { templateOf } from './template.ts';

const control = 'notebook-instance-root-access';

const sections = {
  Parameters: {
    Open: { Type: 'String' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/ml/root' },
    Secret: { Type: 'String', NoEcho: true, Default: 'Disabled' },
  },
  Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] } },
};

/** Each kind of value that only the deployment decides, with the reason that a reader is given. */
const undecided: readonly (readonly [kind: string, value: unknown, reason: string])[] = [
  ['a parameter without a default', { Ref: 'Open' }, 'parameter `Open` has no default'],
  ['a parameter of the Parameter Store', { Ref: 'Stored' }, 'Parameter Store'],
  ['a NoEcho parameter', { Ref: 'Secret' }, '`NoEcho`'],
  ['an import', { 'Fn::ImportValue': 'root' }, '`Fn::ImportValue` of `root`'],
  ['a dynamic reference', '{{resolve:ssm:/ml/root}}', 'resolve'],
  ['branches that differ', { 'Fn::If': ['Maybe', 'Enabled', 'Disabled'] }, 'condition `Maybe` cannot be decided'],
  ['a transform', { 'Fn::Transform': { Name: 'Macro' } }, 'ransform'],
  ['text around a parameter', { 'Fn::Sub': '${Open}' }, 'parameter `Open` has no default'],
  ['a part of a parameter', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Open' }] }] }, '`Open`'],
];

describe('what only the deployment decides', () => {
  it.each(undecided)('%s: is UNKNOWN with its reason', (_, value, reason) => {
    const finding = verdictWith(value);
    expect(finding?.status).toBe('UNKNOWN');
    expect(finding?.cause).toContain(reason);
  });

  it.each([
    ['Enabled', 'FAILED'],
    ['Disabled', 'PASSED'],
  ])('does not matter where both branches say %s: %s', (value, status) => {
    expect(verdictWith({ 'Fn::If': ['Maybe', value, value] })?.status).toBe(status);
  });
});

function verdictWith(value: unknown) {
  const template = JSON.parse(templateOf({ notebook: { RootAccess: value } })) as Record<string, object>;
  const Parameters = { ...template['Parameters'], ...sections.Parameters };
  const snapshot = open(JSON.stringify({ ...template, ...sections, Parameters }));
  return judge(snapshot).find((finding) => finding.control === control);
}
