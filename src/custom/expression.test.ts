import { describe, expect, it } from 'vitest';
import type { Resource } from '../model/resource.ts';
import { unknown } from '../model/value.ts';
import { Expressions, type Outcome, OutOfFuel } from './expression.ts';

const expressions = await Expressions.load();

function notebook(properties: Record<string, unknown>, rest: Partial<Resource> = {}): Resource {
  return {
    type: 'AWS::SageMaker::NotebookInstance',
    name: 'lab',
    arn: 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab',
    accountId: '111122223333',
    region: 'eu-west-1',
    tags: [{ Key: 'team', Value: 'churn' }],
    properties,
    origin: { kind: 'api', operation: 'DescribeNotebookInstance' },
    ...rest,
  };
}

const now = Date.parse('2026-11-22T00:00:00Z');

function evaluate(
  source: string,
  resource: Resource = notebook({}),
  parameters: Record<string, unknown> = {},
): Outcome {
  return expressions.compile(source, Object.keys(parameters)).evaluate({ resource, parameters, now });
}

const decides = (source: string, resource?: Resource, parameters?: Record<string, unknown>) => {
  const outcome = evaluate(source, resource, parameters);
  return 'value' in outcome ? outcome.value : outcome.unknown.reason;
};

describe('an expression', () => {
  it.each([
    ['resource.RootAccess == "Enabled"', { RootAccess: 'Enabled' }, true],
    ['resource.VolumeSizeInGB + 1 == 6 && resource.VolumeSizeInGB > 4.5', { VolumeSizeInGB: 5 }, true],
    ['has(resource.KmsKeyId)', {}, false],
    ['has(resource.KmsKeyId)', { KmsKeyId: null }, false],
    ['valueOr(resource.RootAccess, "Enabled") == "Enabled"', {}, true],
    ['valueOr(resource.A.B["C"], 3) == 3', { A: { B: {} } }, true],
    ['valueOr(resource.A.B["C"], 3) == 4', { A: { B: { C: 4 } } }, true],
    ['resource.SecurityGroups.exists(id, id.startsWith("sg-"))', { SecurityGroups: ['x', 'sg-1'] }, true],
    ['resource.Variants.all(v, v.Count >= 2)', { Variants: [{ Count: 2 }, { Count: 1 }] }, false],
    [
      'resource.Variants.map(v, v.Count).filter(c, c > 1).size() == 1',
      { Variants: [{ Count: 2 }, { Count: 1 }] },
      true,
    ],
    ['resource.Variants[1].Count == 1', { Variants: [{ Count: 2 }, { Count: 1 }] }, true],
    ['"sg-1" in resource.SecurityGroups', { SecurityGroups: ['sg-1'] }, true],
    ['now - timestamp(resource.CreationTime) > duration("24h")', { CreationTime: '2026-11-20T12:00:00.000Z' }, true],
    ['resource.name.matches("^l[aeiou]b$") && resource.tags.team == "churn"', {}, true],
    ['"team" in resource.tags && !("owner" in resource.tags)', {}, true],
    ['resource.region == "eu-west-1" && resource.accountId == "111122223333"', {}, true],
    ['resource.type == "AWS::SageMaker::NotebookInstance"', {}, true],
    ['resource.A == {"B": [1, 2]}', { A: { B: [1, 2] } }, true],
    ['(resource.A ? "x" : "y") == "y"', { A: false }, true],
    ['__proto__ == 1 || true', {}, undefined],
  ] as const)('decides %s', (source, properties, expected) => {
    if (expected === undefined) expect(() => decides(source)).toThrow('unknown name');
    else expect(decides(source, notebook(properties))).toBe(expected);
  });

  it('sees parameters', () => {
    expect(decides('resource.name in params.names', notebook({}), { names: ['lab'] })).toBe(true);
    expect(decides('params.share > 0.5 && params.days == 30', notebook({}), { share: 0.75, days: 30 })).toBe(true);
  });

  it('names what it read, and not what leads there', () => {
    expect(evaluate('resource.A.B[0].C == 1 && has(resource.D)', notebook({ A: { B: [{ C: 1 }] } }))).toMatchObject({
      read: ['A.B[0].C', 'D'],
    });
    expect(evaluate('resource.tags.team == "x"')).toMatchObject({ read: ['Tags'] });
  });
});

describe('what is not known', () => {
  const denied = unknown('AccessDenied');
  const set = unknown('known after apply', { isSet: true });

  it.each([
    ['resource.A == 1', { A: denied }],
    ['has(resource.A)', { A: denied }],
    ['!has(resource.A)', { A: denied }],
    ['has(resource.A.B)', { A: denied }],
    ['resource.A == 1', { A: set }],
    ['has(resource.A.B)', { A: set }],
    ['valueOr(resource.A, 1) == 1', { A: denied }],
    ['valueOr(resource.A.B, 1) == 1', { A: denied }],
    ['resource.A == {}', { A: denied }],
    ['resource.A == {"B": 1}', { A: { B: denied } }],
    ['resource.A != [1]', { A: [denied] }],
    ['1 in resource.A', { A: [2, denied] }],
    ['"B" in resource.A', { A: { B: denied } }],
    ['resource.A.all(x, x == 1)', { A: [1, denied] }],
    ['resource.A.exists(x, x == 2)', { A: [1, denied] }],
    ['resource.A.exists_one(x, x == 1)', { A: [1, denied] }],
    ['resource.A.map(x, x) == [1]', { A: [denied] }],
    ['resource.A.filter(x, x > 0).size() == 1', { A: [1, denied] }],
    ['resource.A.size() == 1', { A: [denied] }],
    ['size(resource.A) == 1', { A: { B: denied } }],
    ['(resource.A ? 1 : 2) == 1', { A: denied }],
    ['resource.A[0] == 1', { A: [denied] }],
    ['dyn(resource.A) == 1', { A: denied }],
    ['type(resource.A) == map', { A: denied }],
    ['[resource.A].size() == 1', { A: denied }],
    ['resource.A == 1 || resource.B == 1', { A: denied, B: 2 }],
    ['resource.A == 1 && resource.Absent == 1', { A: denied }],
    ['resource.Absent == 1 && resource.A == 1', { A: denied }],
  ] as const)('leaves %s open', (source, properties) => {
    expect(decides(source, notebook(properties))).toMatch(/AccessDenied|known after apply/);
  });

  it.each([
    ['has(resource.A)', { A: set }, true],
    ['resource.A == 1 && resource.B == 1', { A: denied, B: 2 }, false],
    ['resource.B == 1 && resource.A == 1', { A: denied, B: 2 }, false],
    ['resource.A == 1 || resource.B == 2', { A: denied, B: 2 }, true],
    ['1 in resource.A', { A: [denied, 1] }, true],
    ['resource.A.exists(x, x == 1)', { A: [denied, 1] }, true],
    ['resource.A.all(x, x == 1)', { A: [denied, 2] }, false],
    ['resource.B == 2 ? true : resource.A == 1', { A: denied, B: 2 }, true],
    ['resource.A.B == 1', { A: { B: 1, C: denied } }, true],
  ] as const)('does not matter where %s decides without it', (source, properties, expected) => {
    expect(decides(source, notebook(properties))).toBe(expected);
  });

  it('is every property that was not read', () => {
    const resource = notebook({ A: 1 }, { unread: 'AccessDenied on DescribeNotebookInstance' });
    expect(decides('has(resource.B)', resource)).toContain('AccessDenied');
    expect(decides('"B" in resource', resource)).toContain('AccessDenied');
    expect(decides('resource.all(key, key != "B")', resource)).toContain('AccessDenied');
    expect(decides('resource.A == 1', resource)).toBe(true);
  });

  it('is told with its path', () => {
    expect(evaluate('resource.A.B == 1', notebook({ A: { B: denied } }))).toEqual({
      unknown: { reason: 'AccessDenied', path: 'A.B' },
    });
  });

  it.each([
    ['resource.tags.team == "x"', { tags: denied }, 'AccessDenied'],
    ['"team" in resource.tags', { tags: undefined }, 'not collected'],
    ['resource.region == "eu-west-1"', { region: '' }, 'before deployment'],
    ['resource.accountId == "1"', { accountId: '' }, 'before deployment'],
  ] as const)('%s', (source, rest, reason) => {
    expect(decides(source, notebook({}, rest as Partial<Resource>))).toContain(reason);
  });
});

describe('an expression that is wrong', () => {
  it.each([
    ['resource.RootAccess == 1', '`RootAccess` is not set'],
    ['resource.A + 1 == 2', 'overload'],
    ['resource.A.B == 1', 'no members'],
    ['resource.A', 'neither true nor false'],
    ['resource.B[3] == 1', 'beyond the end'],
    ['timestamp(resource.A) < now', 'timestamp'],
  ] as const)('throws on the resource: %s', (source, message) => {
    expect(() => evaluate(source, notebook({ A: 'text', B: [1] }))).toThrow(message);
  });

  it.each([
    ['resource.A ==', 'at character'],
    ['resorce.A == 1', 'did you mean `resource`'],
    ['resource.A.startWith("x")', 'did you mean `startsWith`'],
    ['params.dayz == 1', 'did you mean `days`'],
    ['valueOr(1)', 'takes a property'],
    ['google.protobuf.Value{} == 1', 'to make'],
    [`${'('.repeat(3000)}1${')'.repeat(3000)}`, 'too deep'],
    ['1 + '.repeat(3000), 'longer than'],
    ['1+'.repeat(2500), 'at character'],
    [`${'1+'.repeat(2500)}1 == 1`, 'more than 2000 parts'],
    [`${'[1].all(x, '.repeat(5)}true${')'.repeat(5)}`, 'macros more than 4 deep'],
  ])('is refused when it is loaded: %.40s', (source, message) => {
    expect(() => expressions.compile(source, ['days'])).toThrow(message);
  });
});

describe('an expression without end', () => {
  const numbers = notebook({ List: Array.from({ length: 2000 }, (_, index) => index), Text: 'a'.repeat(5000) });

  it.each([
    ['loops in loops', 'resource.List.all(a, resource.List.all(b, resource.List.all(c, a + b + c >= 0)))'],
    ['loops that do nothing', 'resource.List.all(a, resource.List.all(b, true)) || true'],
    ['loops that end at once', 'resource.List.all(a, resource.List.exists(b, true))'],
    ['a text that doubles', `["ab"]${'.map(x, x + x + x + x)'.repeat(16)} == []`],
    ['a list that doubles', `[[1, 2]]${'.map(x, x + x + x + x)'.repeat(16)} == []`],
    ['long lists compared in loops', 'resource.List.all(a, resource.List == resource.List)'],
    ['a list that grows by each of its members', 'resource.List.map(a, resource.List.map(b, b)).size() > 0'],
    ['a slow pattern', `resource.Text.matches("${'(a+)+'.repeat(400)}b")`],
    ['a pattern that counts', 'resource.List.all(a, !"b".matches("(\\\\pL{30}){30}"))'],
    ['slow patterns in a loop', 'resource.List.all(a, !resource.Text.matches("(a|a?)+$b"))'],
  ])('is stopped: %s', (_, source) => {
    expect(() => evaluate(source, numbers)).toThrow(OutOfFuel);
  });

  it('leaves the next evaluation its own bound', () => {
    expect(() => evaluate('resource.List.all(a, resource.List.all(b, true))', numbers)).toThrow(OutOfFuel);
    expect(decides('resource.List.all(a, a >= 0)', numbers)).toBe(true);
  });

  it('is none: a pattern on which engines that go back take years', () => {
    expect(decides('resource.Text.matches("^(a+)+$")', notebook({ Text: `${'a'.repeat(60)}!` }))).toBe(false);
  });
});
