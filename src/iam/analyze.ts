import type { Analysis, AnalysisOptions, Question, Verdict } from './question.ts';
import { admin } from './questions/admin.ts';
import type { Answer } from './questions/answer.ts';
import { assumeRole } from './questions/assume-role.ts';
import { passRole } from './questions/pass-role.ts';
import { readObjects } from './questions/read-objects.ts';
import { type Subject, subjectsOf } from './questions/subject.ts';
import { type ReadRole, type RolePolicies, readLayers } from './role.ts';
import { BudgetExceeded } from './symbolic/budget.ts';
import { DisagreementError } from './symbolic/probe.ts';

/** Reads all documents of a role once, for {@link analyzeRole}. */
export function readRole(role: RolePolicies): ReadRole {
  return { role, layers: readLayers(role) };
}

/**
 * Says what the identity side of a role allows, exactly inside the language described in docs/iam.md.
 *
 * @param role the role and its policies, or what {@link readRole} made of them.
 * @returns PASSED, FAILED with a witness that {@link decide} allows, or UNKNOWN with the constructs on which the answer hangs.
 *   Malformed documents end in UNKNOWN unless the rest decides; nothing is thrown.
 */
export function analyzeRole(
  role: RolePolicies | ReadRole,
  question: Question,
  options: AnalysisOptions = {},
): Analysis {
  const read = 'layers' in role ? role : readRole(role);
  const answers = subjectsOf(read, options).map((subject) => attempt(subject, question));
  return finish(read, question, inEveryCase(answers));
}

interface Attempt {
  answer: Answer;
  internalError?: string;
}

function attempt(subject: Subject, question: Question): Attempt {
  try {
    return { answer: ask(subject, question) };
  } catch (problem) {
    if (problem instanceof BudgetExceeded) return { answer: unknownBecause(problem.message) };
    if (!(problem instanceof DisagreementError)) throw problem;
    return { answer: unknownBecause('the witness did not stand its re-check'), internalError: problem.message };
  }
}

function unknownBecause(reason: string): Answer {
  return {
    verdict: 'UNKNOWN',
    rows: [],
    witnesses: [],
    reaches: [],
    reachesLeftOut: 0,
    unknown: [reason],
    notes: [],
    summary: 'the question could not be answered',
  };
}

function ask(subject: Subject, question: Question): Answer {
  switch (question.kind) {
    case 'admin':
      return admin(subject, question);
    case 'pass-role':
      return passRole(subject, question);
    case 'assume-role':
      return assumeRole(subject, question);
    case 'read-objects':
      return readObjects(subject, question);
  }
}

/** One answer when all agree; otherwise the answer hangs on the organization. */
function inEveryCase(attempts: readonly Attempt[]): Attempt {
  const [first, ...others] = attempts as [Attempt, ...Attempt[]];
  const wrong = attempts.find((one) => one.internalError !== undefined);
  if (wrong) return wrong;
  if (others.every(({ answer }) => answer.verdict === first.answer.verdict)) return first;
  const worst = attempts.find(({ answer }) => answer.verdict === 'FAILED') ?? first;
  return {
    answer: {
      ...worst.answer,
      verdict: 'UNKNOWN',
      witnesses: [],
      unknown: [
        ...new Set([
          ...attempts.flatMap(({ answer }) => (answer.verdict === 'UNKNOWN' ? answer.unknown : [])),
          'the organization of the account',
        ]),
      ],
      summary: `if the organization suits the policies, ${worst.answer.summary}`,
    },
  };
}

function finish({ role, layers }: ReadRole, question: Question, { answer, internalError }: Attempt): Analysis {
  const missing = layers.flatMap((layer) => layer.policies.flatMap((policy) => policy.missing ?? []));
  return {
    question: question.kind,
    ...answer,
    unknown: answer.verdict === 'UNKNOWN' ? answer.unknown : [],
    notSeen: notSeen(role, answer.verdict, missing),
    ...(internalError === undefined ? {} : { internalError }),
  };
}

function notSeen(role: RolePolicies, verdict: Verdict, missing: readonly string[]): string[] {
  const unseen: string[] = [];
  if (role.scps === undefined) unseen.push('service control policies');
  if (role.rcps === undefined) unseen.push('resource control policies');
  unseen.push('resource policies');
  if (verdict === 'FAILED') unseen.push(...missing);
  return unseen;
}
