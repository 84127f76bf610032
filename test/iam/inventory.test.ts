import { describe, expect, it } from 'vitest';
import {
  analyzeRole,
  assumeRoleStatement,
  describeStatement,
  passRoleStatement,
  type RolePolicies,
  reachableAmong,
  readObjectsStatement,
} from '../../src/iam/index.ts';

const ACCOUNT = '111122223333';
const role = (...statements: unknown[]): RolePolicies => ({
  roleArn: `arn:aws:iam::${ACCOUNT}:role/exec`,
  identity: [{ name: 'inline', document: { Version: '2012-10-17', Statement: statements } }],
  now: new Date('2026-09-01T00:00:00Z'),
});
const allow = (Action: string, Resource: string | string[], Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

describe('concrete resources of an inventory', () => {
  it('buckets are reachable, partly reachable or not', () => {
    const one = role(
      allow('s3:GetObject', ['arn:aws:s3:::ml-*', 'arn:aws:s3:::*sagemaker*', 'arn:aws:s3:::lake/public/*']),
      {
        Effect: 'Deny',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::secret/*',
      },
    );
    expect(
      reachableAmong(one, 'read-objects', [
        'ml-data',
        'lake',
        'secret',
        'other',
        'my-sagemaker-bucket',
        'arn:aws-cn:s3:::ml-x',
      ]),
    ).toEqual({
      reachable: ['ml-data', 'my-sagemaker-bucket'],
      partly: ['lake', 'other'],
      unreachable: ['secret', 'arn:aws-cn:s3:::ml-x'],
      unclear: [],
    });
  });

  it('roles of other accounts can be assumed and never passed', () => {
    const names = [
      `arn:aws:iam::${ACCOUNT}:role/Admin`,
      'arn:aws:iam::444455556666:role/Admin',
      `arn:aws:iam::${ACCOUNT}:user/bob`,
    ];
    const both = role(allow('sts:AssumeRole', 'arn:aws:iam::*:role/*'), allow('iam:PassRole', '*'));
    expect(reachableAmong(both, 'assume-role', names)).toMatchObject({
      reachable: names.slice(0, 2),
      unreachable: names.slice(2),
    });
    expect(reachableAmong(both, 'pass-role', names)).toMatchObject({
      reachable: names.slice(0, 1),
      unreachable: names.slice(1),
    });
  });

  it('what hangs on an unknown is unclear', () => {
    const tagged = role(allow('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/\${aws:PrincipalTag/team}-*`));
    expect(reachableAmong(tagged, 'pass-role', [`arn:aws:iam::${ACCOUNT}:role/ml-1`]).unclear).toHaveLength(1);
    expect(
      reachableAmong({ ...tagged, roleTags: { team: 'ml' } }, 'pass-role', [`arn:aws:iam::${ACCOUNT}:role/ml-1`])
        .reachable,
    ).toHaveLength(1);
    const organization = role(allow('s3:GetObject', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } }));
    expect(reachableAmong(organization, 'read-objects', ['x-y']).unclear).toEqual(['x-y']);
  });

  it('an empty inventory has an empty answer', () => {
    expect(reachableAmong(role(), 'read-objects', [])).toEqual({
      reachable: [],
      partly: [],
      unreachable: [],
      unclear: [],
    });
  });
});

describe('the statements that remediation prints', () => {
  it('pass the question they answer', () => {
    const arns = [`arn:aws:iam::${ACCOUNT}:role/b`, `arn:aws:iam::${ACCOUNT}:role/a`, `arn:aws:iam::${ACCOUNT}:role/a`];
    const read = readObjectsStatement('aws', ['ml-data', 'ml-out']);
    expect(read.Resource).toEqual(['arn:aws:s3:::ml-data/*', 'arn:aws:s3:::ml-out/*']);
    expect(analyzeRole(role(read), { kind: 'read-objects', declaredBuckets: ['ml-data', 'ml-out'] }).verdict).toBe(
      'PASSED',
    );
    const pass = passRoleStatement(arns, ['sagemaker.amazonaws.com']);
    expect(pass.Resource).toEqual([arns[1], arns[0]]);
    expect(analyzeRole(role(pass), { kind: 'pass-role' }).verdict).toBe('PASSED');
    const assume = assumeRoleStatement(arns);
    expect(analyzeRole(role(assume), { kind: 'assume-role', allowedRoles: arns }).verdict).toBe('PASSED');
  });

  it('do not limit services when none is known', () => {
    expect(passRoleStatement([`arn:aws:iam::${ACCOUNT}:role/a`], []).Condition).toBeUndefined();
  });
});

it('what is shown as reachable beside FAILED is proven, and beside PASSED it is all there may be', () => {
  const unread = { name: 'unread', missing: 'AccessDenied on iam:GetRolePolicy' };
  const one = role(allow('s3:GetObject', 'arn:aws:s3:::*'));
  const failed = analyzeRole({ ...one, identity: [...one.identity, unread] }, { kind: 'read-objects' });
  expect(failed.verdict).toBe('FAILED');
  expect(failed.reaches.map((reach) => reach.patterns)).toEqual([['arn:aws:s3:::*']]);
  const passed = analyzeRole(role(allow('s3:GetObject', ['arn:aws:s3:::OldBucket/*', 'arn:aws:s3:::ml-data/*'])), {
    kind: 'read-objects',
  });
  expect(passed.verdict).toBe('PASSED');
  expect(passed.reaches.map((reach) => reach.patterns)).toEqual([
    ['arn:aws:s3:::OldBucket/*'],
    ['arn:aws:s3:::ml-data/*'],
  ]);
});

it('a statement is named by its Sid or by its place', () => {
  const ref = { policy: 'inline', kind: 'inline', effect: 'Allow', index: 3 } as const;
  expect(describeStatement(ref)).toBe('inline statement 3');
  expect(describeStatement({ ...ref, sid: 'Read' })).toBe('inline Read');
});

describe('budgets', () => {
  it('a question that costs too much is UNKNOWN and says so', () => {
    const deny = Array.from({ length: 12 }, (_, i) => `arn:aws:iam::${ACCOUNT}:role/*a${'?'.repeat(i)}b*`);
    const one = role(allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/*a????????????????????b*`), {
      Effect: 'Deny',
      Action: '*',
      Resource: deny,
    });
    const analysis = analyzeRole(
      one,
      { kind: 'assume-role', allowedRoles: ['*'] },
      { limits: { globStates: 50, productStates: 50 } },
    );
    expect(['UNKNOWN', 'PASSED']).toContain(analysis.verdict);
    const tight = analyzeRole(
      one,
      { kind: 'assume-role', allowedRoles: [] },
      { limits: { productStates: 1, globStates: 2 } },
    );
    expect(tight.verdict).not.toBe('PASSED');
    expect(tight.internalError).toBeUndefined();
  });

  it('three hundred named accounts are no burden', () => {
    const arns = Array.from({ length: 300 }, (_, i) => `arn:aws:iam::${200_000_000_000 + i * 7919}:role/deploy`);
    const one = role(allow('sts:AssumeRole', arns));
    expect(
      analyzeRole(one, { kind: 'assume-role', allowedRoles: arns }, { limits: { milliseconds: 20_000 } }).verdict,
    ).toBe('PASSED');
    const { verdict, witnesses } = analyzeRole(
      one,
      { kind: 'assume-role', allowedRoles: arns.slice(1) },
      { limits: { milliseconds: 20_000 } },
    );
    expect([verdict, witnesses[0]?.resource]).toEqual(['FAILED', arns[0]]);
  });

  it('account patterns that tell too many accounts apart are UNKNOWN, not a crash', () => {
    const arns = Array.from({ length: 40 }, (_, i) => `arn:aws:iam::${'?'.repeat(i % 11)}${i % 10}*:role/deploy`);
    expect(analyzeRole(role(allow('sts:AssumeRole', arns)), { kind: 'assume-role' }).verdict).toBe('UNKNOWN');
  });

  it('thousands of statements on one condition key stay inside the budget', () => {
    const statements = Array.from({ length: 1500 }, (_, i) =>
      allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/r${i}`, {
        StringEquals: { 'aws:SourceVpce': `vpce-${i}` },
      }),
    );
    const analysis = analyzeRole(role(...statements), { kind: 'assume-role' }, { limits: { milliseconds: 100 } });
    expect(['PASSED', 'UNKNOWN']).toContain(analysis.verdict);
    expect(analysis.internalError).toBeUndefined();
  });

  it('more conditions than can be combined never decide wrongly', () => {
    const statements = Array.from({ length: 14 }, (_, i) => [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: `arn:aws:iam::${ACCOUNT}:role/a${i}*`,
        Condition: { StringEquals: { 'sts:ExternalId': `x${i}` } },
      },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: `arn:aws:iam::${ACCOUNT}:role/b${i}*`,
        Condition: { StringNotEquals: { 'sts:ExternalId': `x${i}` } },
      },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: `arn:aws:iam::${ACCOUNT}:role/c${i}*`,
        Condition: { Bool: { 'aws:SecureTransport': i % 2 === 0 } },
      },
    ]).flat();
    const one = role(allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/*`), ...statements);
    const few = analyzeRole(one, { kind: 'assume-role' }, { limits: { contexts: 2 } });
    expect(few.verdict).toBe('FAILED');
    const none = role(allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/ok`), ...statements);
    expect(analyzeRole(none, { kind: 'assume-role' }, { limits: { contexts: 2 } }).verdict).toBe('PASSED');
  });
});
