import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Analysis, analyzeRole, parsePolicy, type Question } from '../../src/iam/index.ts';
import { check, questionsOf, roleOf } from './check.ts';
import { type Generated, generate, statement } from './generate.ts';
import type { NaiveDocument, NaivePolicies, NaiveStatement } from './naive.ts';
import { Random } from './random.ts';

const sets = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => generate(new Random(seed)));
const RUNS = { numRuns: 60 };

function ask(generated: Generated, policies: NaivePolicies, question: Question): Analysis {
  // Verdicts must not hang on how busy the machine is.
  return analyzeRole(roleOf({ ...generated, policies }), question, { limits: { milliseconds: 60_000 } });
}

function verdicts(generated: Generated, policies: NaivePolicies = generated.policies): string[] {
  return questionsOf(generated).map((question) => ask(generated, policies, question).verdict);
}

function mapDocuments(policies: NaivePolicies, change: (document: NaiveDocument) => NaiveDocument): NaivePolicies {
  return {
    identity: policies.identity.map(change),
    ...(policies.boundary ? { boundary: change(policies.boundary) } : {}),
    ...(policies.scps ? { scps: policies.scps.map((level) => level.map(change)) } : {}),
  };
}

function mapStatements(
  policies: NaivePolicies,
  change: (statement: NaiveStatement) => NaiveStatement[],
): NaivePolicies {
  return mapDocuments(policies, (document) => ({ ...document, Statement: document.Statement.flatMap(change) }));
}

describe('rewriting policies without changing what they mean does not change the verdict', () => {
  const same = (name: string, rewrite: (generated: Generated) => NaivePolicies) =>
    it(name, () => {
      fc.assert(
        fc.property(sets, (generated) => {
          expect(verdicts(generated, rewrite(generated))).toEqual(verdicts(generated));
        }),
        RUNS,
      );
    });

  same('statements in another order', ({ policies }) =>
    mapDocuments(policies, (document) => ({ ...document, Statement: [...document.Statement].reverse() })),
  );

  same('policies in another order', ({ policies }) => ({ ...policies, identity: [...policies.identity].reverse() }));

  same('one policy in place of several', ({ policies }) => ({
    ...policies,
    identity: [{ Version: '2012-10-17', Statement: policies.identity.flatMap((document) => document.Statement) }],
  }));

  same('one policy for each statement', ({ policies }) => ({
    ...policies,
    identity: policies.identity.flatMap((document) =>
      document.Statement.map((one) => ({ Version: '2012-10-17' as const, Statement: [one] })),
    ),
  }));

  same('one statement for each resource', ({ policies }) =>
    mapStatements(policies, (one) =>
      Array.isArray(one.Resource) ? one.Resource.map((resource) => ({ ...one, Resource: resource })) : [one],
    ),
  );

  same('other Sids', ({ policies }) => {
    let count = 0;
    return mapStatements(policies, (one) => {
      count += 1;
      return [{ ...one, Sid: `Renamed${count}` }];
    });
  });

  same('lists in place of strings', ({ policies }) =>
    mapStatements(policies, (one) => [
      { ...one, ...(typeof one.Resource === 'string' ? { Resource: [one.Resource] } : {}) },
    ]),
  );

  same('everything said twice', ({ policies }) => mapStatements(policies, (one) => [one, { ...one }]));

  it('the document as text, URL-encoded text or object', () => {
    fc.assert(
      fc.property(sets, ({ policies }) => {
        for (const document of policies.identity) {
          const text = JSON.stringify(document);
          expect(parsePolicy(text)).toEqual(parsePolicy(document));
          expect(parsePolicy(encodeURIComponent(text))).toEqual(parsePolicy(document));
        }
      }),
      RUNS,
    );
  });
});

describe('more permission never looks safer', () => {
  const extra = fc.tuple(sets, fc.integer({ min: 0, max: 2 ** 31 - 1 }));

  it('an Allow more never turns FAILED into PASSED', () => {
    fc.assert(
      fc.property(extra, ([generated, seed]) => {
        const added = statement(new Random(seed), generated.kind, 'Allow');
        const more = {
          ...generated.policies,
          identity: [...generated.policies.identity, { Version: '2012-10-17' as const, Statement: [added] }],
        };
        const before = verdicts(generated);
        const after = verdicts(generated, more);
        for (const [i, verdict] of before.entries()) expect([verdict, after[i]]).not.toEqual(['FAILED', 'PASSED']);
      }),
      RUNS,
    );
  });

  it('a Deny more never turns PASSED into FAILED', () => {
    fc.assert(
      fc.property(extra, ([generated, seed]) => {
        const added = statement(new Random(seed), generated.kind, 'Deny');
        const more = {
          ...generated.policies,
          identity: [...generated.policies.identity, { Version: '2012-10-17' as const, Statement: [added] }],
        };
        const before = verdicts(generated);
        const after = verdicts(generated, more);
        for (const [i, verdict] of before.entries()) expect([verdict, after[i]]).not.toEqual(['PASSED', 'FAILED']);
      }),
      RUNS,
    );
  });
});

describe('what is doubtful never decides', () => {
  const ACTIONS = {
    'pass-role': ['iam:PassRole', 'i?m:PassRole'],
    'assume-role': ['sts:AssumeRole', 's?s:AssumeRole'],
    'read-objects': ['s3:GetObject', 's?:GetObject'],
  };
  const doubts: Record<
    string,
    (one: NaiveStatement, kind: Generated['kind']) => [doubtful: object, meant: NaiveStatement]
  > = {
    'an unknown operator': (one) => [
      { ...one, Condition: { ...one.Condition, StringMatches: { 'aws:UserAgent': 'x' } } },
      one,
    ],
    'a statement that IAM would refuse': (one) => [{ ...one, Sid: 7 }, one],
    'a wildcard in the service prefix': ({ NotAction: _, ...one }, kind) => [
      { ...one, Action: ACTIONS[kind][1] },
      { ...one, Action: ACTIONS[kind][0] as string },
    ],
  };
  for (const [name, doubt] of Object.entries(doubts)) {
    it(`${name}: the verdict stands whether the statement applies or not`, () => {
      fc.assert(
        fc.property(sets, fc.nat(), (generated, at) => {
          const [first, ...others] = generated.policies.identity as [NaiveDocument, ...NaiveDocument[]];
          const place = at % first.Statement.length;
          const [doubtful, meant] = doubt(first.Statement[place] as NaiveStatement, generated.kind);
          const withStatement = (...statements: object[]): NaivePolicies => ({
            ...generated.policies,
            identity: [
              { ...first, Statement: first.Statement.toSpliced(place, 1, ...(statements as NaiveStatement[])) },
              ...others,
            ],
          });
          const asked = verdicts(generated, withStatement(doubtful));
          for (const variant of [withStatement(meant), withStatement()]) {
            const sure = verdicts(generated, variant);
            for (const [i, verdict] of asked.entries()) if (verdict !== 'UNKNOWN') expect(sure[i]).toBe(verdict);
          }
        }),
        RUNS,
      );
    });
  }
});

describe('hostile documents', () => {
  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (document) => {
        expect(['boolean']).toContain(typeof parsePolicy(document).ok);
        const role = {
          roleArn: 'arn:aws:iam::111122223333:role/exec',
          identity: [{ name: 'x', document }],
          now: new Date(0),
        };
        expect(['PASSED', 'UNKNOWN', 'FAILED']).toContain(analyzeRole(role, { kind: 'admin' }).verdict);
      }),
      { numRuns: 500 },
    );
  });

  it('a getter that throws, a cycle and a proxy are reasons, not crashes', () => {
    const cycle: Record<string, unknown> = {};
    cycle.Statement = cycle;
    const hostile = [
      cycle,
      {
        get Statement() {
          throw new Error('boo');
        },
      },
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('boo');
          },
        },
      ),
    ];
    for (const document of hostile) expect(parsePolicy(document).ok).toBe(false);
  });

  it('enormous documents are refused', () => {
    expect(parsePolicy(`{"Statement":"${'a'.repeat(2_000_000)}"}`)).toMatchObject({ ok: false });
    expect(parsePolicy(`{"Statement":[${'{},'.repeat(300_000)}{}]}`)).toMatchObject({ ok: false });
  });

  it('a document in which no statement is sound never fails or passes an administrator', () => {
    const statements = [{ Effect: 'Allow', Action: ['*', 7], Resource: '*' }];
    const role = {
      roleArn: 'arn:aws:iam::111122223333:role/exec',
      identity: [{ name: 'x', document: { Statement: statements } }],
      now: new Date(0),
    };
    expect(analyzeRole(role, { kind: 'admin' }).verdict).toBe('UNKNOWN');
  });
});

describe('random policy sets against plain trying', () => {
  it('no answer is wrong, and none is UNKNOWN inside the fragment', () => {
    const started = performance.now();
    let done = 0;
    for (let i = 0; i < 500 && performance.now() - started < 10_000; i += 1) {
      const random = new Random(77_000 + i);
      expect(check(random, generate(random)).wrong).toEqual([]);
      done += 1;
    }
    expect(done).toBeGreaterThan(20);
  });
});
