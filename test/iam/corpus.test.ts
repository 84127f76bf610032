import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Analysis,
  analyzeRole,
  type Decision,
  decide,
  type PolicySet,
  type PolicySource,
  type Question,
  type Request,
  type RolePolicies,
  type Row,
} from '../../src/iam/index.ts';

const FOLDER = join(import.meta.dirname, '../corpus/iam');

interface Case {
  name: string;
  source: string;
  policies: { identity: unknown[]; boundary?: unknown; scps?: unknown[][]; rcps?: unknown[][] };
  role?: Partial<Pick<RolePolicies, 'roleArn' | 'roleTags' | 'trustPolicy' | 'organizationId'>> & {
    missing?: string[];
    boundaryMissing?: string;
    managed?: string[];
  };
  request?: Request;
  question?: Question;
  expect: Decision['decision'] | Expected;
  by?: string[];
  deniedBy?: string[];
}

interface Expected {
  verdict: Analysis['verdict'];
  access?: Analysis['access'];
  services?: Analysis['services'];
  rows?: Pick<Row, 'what' | 'owner' | 'tags' | 'reach'>[];
  witness?: string;
  by?: string[];
  reaches?: string[];
  reaches_not?: string[];
  notes?: string;
  unknown?: string;
  notSeen?: string;
}

function policiesOf({ policies, role }: Case): PolicySet {
  const named = (documents: readonly unknown[], prefix: string): PolicySource[] =>
    documents.map((document, i) => ({ name: `${prefix}-${i}`, document }));
  const identity = named(policies.identity, 'identity').map((source, i) => {
    const arn = role?.managed?.[i];
    return arn === undefined ? source : { ...source, kind: 'managed' as const, arn };
  });
  for (const missing of role?.missing ?? []) identity.push({ name: 'unread', missing });
  return {
    identity,
    ...('boundary' in policies ? { boundary: { name: 'boundary', document: policies.boundary } } : {}),
    ...(role?.boundaryMissing === undefined ? {} : { boundary: { name: 'boundary', missing: role.boundaryMissing } }),
    ...(policies.scps ? { scps: policies.scps.map((level, i) => named(level, `scp-${i}`)) } : {}),
    ...(policies.rcps ? { rcps: policies.rcps.map((level, i) => named(level, `rcp-${i}`)) } : {}),
  };
}

function checkRequest(one: Case, request: Request): void {
  const decision = decide(policiesOf(one), request);
  expect(decision.decision).toBe(one.expect);
  if (one.by) expect(decision.allowedBy.map((ref) => ref.sid)).toEqual(one.by);
  if (one.deniedBy) expect(decision.deniedBy.map((ref) => ref.sid)).toEqual(one.deniedBy);
}

function checkQuestion(one: Case, question: Question, expected: Expected): void {
  const { missing: _, boundaryMissing: __, managed: ___, ...role } = one.role ?? {};
  const policies = policiesOf(one);
  const subject: RolePolicies = {
    roleArn: 'arn:aws:iam::111122223333:role/exec',
    now: new Date('2026-09-01T00:00:00Z'),
    ...role,
    ...policies,
  };
  const analysis = analyzeRole(subject, question, { limits: { milliseconds: 20_000 } });
  expect(analysis.internalError).toBeUndefined();
  expect(analysis.verdict, analysis.unknown.join('; ')).toBe(expected.verdict);
  if (expected.access) expect(analysis.access).toBe(expected.access);
  if (expected.services) expect(analysis.services).toEqual(expected.services);
  for (const row of expected.rows ?? []) expect(analysis.rows).toContainEqual(expect.objectContaining(row));
  if (expected.witness) expect(analysis.witnesses.map((witness) => witness.resource)).toContain(expected.witness);
  if (expected.by) expect(analysis.witnesses[0]?.grantedBy.map((ref) => ref.sid)).toEqual(expected.by);
  for (const pattern of expected.reaches ?? [])
    expect(analysis.reaches.flatMap((reach) => reach.patterns)).toContain(pattern);
  for (const pattern of expected.reaches_not ?? [])
    expect(analysis.reaches.map((reach) => reach.patterns)).not.toContainEqual([pattern]);
  if (expected.notes) expect(analysis.notes.join('; ')).toContain(expected.notes);
  if (expected.unknown) expect(analysis.unknown.join('; ')).toContain(expected.unknown);
  if (expected.notSeen) expect(analysis.notSeen.join('; ')).toContain(expected.notSeen);
  if (analysis.verdict === 'FAILED') {
    expect(analysis.witnesses.length).toBeGreaterThan(0);
    for (const { action, resource, owner, context, grantedBy } of analysis.witnesses) {
      const { rcps, ...without } = policies;
      expect(decide(owner === 'own' ? policies : without, { action, resource, context }).decision).toBe('allowed');
      expect(grantedBy.length).toBeGreaterThan(0);
    }
  }
}

for (const file of readdirSync(FOLDER)) {
  const cases = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case[];
  describe(file.replace('.json', ''), () => {
    for (const one of cases) {
      it(`${one.name} (${one.source})`, () => {
        if (one.request) checkRequest(one, one.request);
        else if (one.question && typeof one.expect === 'object') checkQuestion(one, one.question, one.expect);
        else expect.fail('a case has a request or a question');
      });
    }
  });
}

it('the corpus holds at least 300 cases, each with its source and a name of its own', () => {
  const all = readdirSync(FOLDER).flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case[]);
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect(all.every((one) => one.source.length > 0)).toBe(true);
  expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
});
