import { type Analysis, analyzeRole, decide, type Question, type RolePolicies } from '../../src/iam/index.ts';
import {
  ACCOUNT,
  ACTIONS,
  candidateNames,
  contexts,
  type Generated,
  NAMED,
  NOW,
  OTHER,
  ROLE,
  randomName,
} from './generate.ts';
import { type NaiveContext, type NaivePolicies, naiveDecide, regexOf } from './naive.ts';
import type { Random } from './random.ts';

export interface Wrong {
  what: string;
  generated: Generated;
  detail: unknown;
}

/** What a check found, and how many verdicts of each kind there were. */
export interface Checked {
  wrong: Wrong[];
  verdicts: Record<string, number>;
}

export function roleOf({ policies, roleTags }: Pick<Generated, 'policies' | 'roleTags'>): RolePolicies {
  return {
    roleArn: ROLE,
    roleTags,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    identity: policies.identity.map((document, i) => ({ name: `identity-${i}`, document })),
    ...(policies.boundary ? { boundary: { name: 'boundary', document: policies.boundary } } : {}),
    ...(policies.scps
      ? { scps: policies.scps.map((level, i) => level.map((document, k) => ({ name: `scp-${i}-${k}`, document }))) }
      : {}),
    organizationId: null,
    now: NOW,
  };
}

export function questionsOf({ kind, declared }: Generated): Question[] {
  if (kind === 'pass-role') return [{ kind }, { kind, acceptPassedToService: ['sagemaker.amazonaws.com'] }];
  if (kind === 'assume-role') return [{ kind }, { kind, allowedRoles: declared }];
  return [{ kind }, { kind, reach: 'some-object' }, { kind, declaredBuckets: declared }];
}

interface Tried {
  names: { name: string; owner: 'own' | 'foreign' | 'named'; resource: string; context: NaiveContext }[];
  /** Part of random names that are reachable, by owner. */
  shares: Record<'own' | 'foreign', number>;
}

const SAMPLES = 6;

/** Compares every answer with what plain trying finds. */
export function check(random: Random, generated: Generated): Checked {
  const wrong: Wrong[] = [];
  const verdicts: Record<string, number> = {};
  const tried = tryOut(random, generated);
  for (const question of questionsOf(generated)) {
    const analysis = analyzeRole(roleOf(generated), question, { limits: { milliseconds: 20_000 } });
    const key = `${question.kind} ${analysis.verdict}`;
    verdicts[key] = (verdicts[key] ?? 0) + 1;
    for (const what of complaints(generated, question, analysis, tried))
      wrong.push({ what, generated, detail: { question, analysis } });
  }
  wrong.push(...compareDecide(random, generated));
  return { wrong, verdicts };
}

function resourceOf(generated: Generated, name: string, account: string): string {
  return generated.kind === 'read-objects' ? `arn:aws:s3:::${name}` : `arn:aws:iam::${account}:role/${name}`;
}

const OWNERS = { own: ACCOUNT, foreign: OTHER, named: NAMED } as const;

function tryOut(random: Random, generated: Generated): Tried {
  const tried: Tried = { names: [], shares: { own: 0, foreign: 0 } };
  for (const [owner, account] of Object.entries(OWNERS) as [keyof typeof OWNERS, string][]) {
    if (generated.kind === 'pass-role' && owner !== 'own') continue;
    const choices = contexts(random, generated, account, 20);
    const works = (name: string) => {
      const resource = resourceOf(generated, name, account);
      return choices.find((context) =>
        naiveDecide(generated.policies, { action: ACTIONS[generated.kind], resource, context }),
      );
    };
    for (const name of candidateNames(random, generated, 12)) {
      const context = works(name);
      if (context) tried.names.push({ name, owner, resource: resourceOf(generated, name, account), context });
    }
    if (owner === 'named') continue;
    const samples = Array.from(
      { length: SAMPLES },
      () => randomName(random, generated.kind) + (generated.kind === 'read-objects' ? `/${'7'.repeat(9)}` : ''),
    );
    tried.shares[owner] =
      samples.filter((name) => works(name) || (generated.kind !== 'read-objects' && works(`zq7/${name}`))).length /
      SAMPLES;
  }
  return tried;
}

function* complaints(generated: Generated, question: Question, analysis: Analysis, tried: Tried): Generator<string> {
  if (analysis.internalError !== undefined) yield `internal error: ${analysis.internalError}`;
  if (analysis.verdict === 'UNKNOWN') yield 'unknown inside the fragment';
  for (const witness of analysis.witnesses)
    if (
      !naiveDecide(generated.policies, {
        action: witness.action,
        resource: witness.resource,
        context: { ...witness.context } as NaiveContext,
      })
    )
      yield `the witness ${witness.resource} is not allowed`;
  if (analysis.verdict === 'FAILED' && analysis.witnesses.length === 0) yield 'failed without a witness';

  const declared = declaredRegex(question);
  if (declared) {
    const outside = tried.names.find(({ resource }) => !declared.some((regex) => regex.test(resource)));
    if (analysis.verdict === 'PASSED' && outside) yield `passed, but ${outside.resource} is reachable`;
    const witness = analysis.witnesses[0];
    if (analysis.verdict === 'FAILED' && witness && declared.some((regex) => regex.test(witness.resource)))
      yield 'failed with a declared witness';
    return;
  }
  const accepted = question.kind === 'pass-role' ? (question.acceptPassedToService ?? []) : [];
  const counts = ({ context }: { context: NaiveContext }) => !accepted.includes(String(context['iam:passedtoservice']));
  for (const row of analysis.rows) {
    if (row.what === 'access points' || accepted.length > 0) continue;
    const reached = tried.names.filter((one) => one.owner === row.owner).find(counts);
    if (row.reach === 'NONE' && reached && row.what !== 'any object')
      yield `${row.what} ${row.owner}: none, but ${reached.resource} is reachable`;
    if (row.what === 'some object' || row.reach === 'UNKNOWN') continue;
    const share = tried.shares[row.owner];
    // Shares in policies are near 0 or near 1; in between so few samples say little.
    const upper = 2 ** (row.log2Share?.to ?? Number.NEGATIVE_INFINITY);
    const lower = 2 ** (row.log2Share?.from ?? Number.NEGATIVE_INFINITY);
    if (upper < 1e-6 && share > 0)
      yield `${row.what} ${row.owner}: share at most ${upper}, but random names are reachable`;
    if (lower > 1 - 1e-6 && share < 1 && row.owner === 'own' && row.reach === 'UNSCOPED' && contextsComplete(generated))
      yield `${row.what} ${row.owner}: share ${lower}, but sampled ${share}`;
  }
}

function contextsComplete({ policies }: { policies: NaivePolicies }): boolean {
  return !JSON.stringify(policies).includes('"Condition"');
}

function declaredRegex(question: Question): RegExp[] | undefined {
  if (question.kind === 'assume-role' && question.allowedRoles)
    return question.allowedRoles.map((glob) => regexOf(glob));
  if (question.kind !== 'read-objects' || !question.declaredBuckets) return undefined;
  return question.declaredBuckets.map(
    (name) => new RegExp(`^arn:aws:s3:::${name.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}/`),
  );
}

/** The product's concrete evaluator against the plain one. */
function compareDecide(random: Random, generated: Generated): Wrong[] {
  const wrong: Wrong[] = [];
  const role = roleOf(generated);
  const action = ACTIONS[generated.kind];
  for (const name of candidateNames(random, generated, 4)) {
    const resource = resourceOf(generated, name, ACCOUNT);
    for (const context of contexts(random, generated, ACCOUNT, 3)) {
      const given = Object.fromEntries(
        Object.entries(context).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
      );
      const expected = naiveDecide(generated.policies, { action, resource, context });
      const { decision } = decide(role, { action, resource, context: given });
      if ((decision === 'allowed') !== expected && !(decision === 'unknown' && name.includes(':')))
        wrong.push({ what: `decide says ${decision}`, generated, detail: { resource, context: given } });
    }
  }
  return wrong;
}
