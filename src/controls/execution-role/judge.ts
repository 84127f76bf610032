import {
  type Analysis,
  analyzeRole,
  describeStatement,
  type Question,
  type ReadRole,
  reachableAmong,
  type Witness,
} from '../../iam/index.ts';
import { type Context, fail, guard, notApplicable, pass, undecided, type Verdict } from '../../model/control.ts';
import type { ResourceView } from '../../model/view.ts';
import { readPolicies } from './policies.ts';

/** Resources that run with a role of the user's. */
export type WithRole = ResourceView<'AWS::SageMaker::NotebookInstance'> | ResourceView<'AWS::SageMaker::TrainingJob'>;

/** The messages of every control that asks what a role may do, beside its own. */
export const roleMessages = {
  noRole: 'it runs without a role',
  roleGone: 'its role `{role}` does not exist any more',
  roleUnseen: 'its role `{role}` is not in the snapshot',
  unclear: 'what its role `{role}` may do hangs on {constructs}',
  tooMuch: 'its role `{role}`: {summary}',
} as const;

type Told = Verdict<keyof typeof roleMessages, 'RoleArn'>;

/** One analysis for each role and question, however many resources run with it. */
const analyses = new WeakMap<ReadRole, Map<string, Answered>>();

interface Answered {
  readonly analysis: Analysis;
  readonly consequence: readonly string[];
}

/**
 * Judges a resource by what its role may do.
 * @param expected what the control asks of the role, for the evidence
 */
export function judgeRole(resource: WithRole, context: Context, question: Question, expected: string): Told {
  const roleArn = resourceRole(resource);
  if (roleArn === undefined) return notApplicable('noRole', { at: 'RoleArn' });
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const role = context.index.find('AWS::IAM::Role', roleArn, resource.resource);
  const about = { at: 'RoleArn', groupBy: roleArn, data: { role: name } } as const;
  if (role === undefined) return undecided('roleUnseen', about);
  if (role.resource.gone !== undefined) return notApplicable('roleGone', about);

  const known = verdictsOn(role.resource, context.index);
  const key = `${expected} ${JSON.stringify(question)}`;
  const verdict = known.get(key) ?? judgePolicies(role, roleArn, { resource, context, question, expected });
  known.set(key, verdict);
  return verdict;
}

/** The same for every resource that runs with the role in one scan. */
const verdicts = new WeakMap<Context['index'], WeakMap<object, Map<string, Told>>>();

function verdictsOn(role: object, index: Context['index']): Map<string, Told> {
  const ofScan = verdicts.get(index) ?? new WeakMap<object, Map<string, Told>>();
  verdicts.set(index, ofScan);
  const known = ofScan.get(role) ?? new Map<string, Told>();
  ofScan.set(role, known);
  return known;
}

interface Asked {
  readonly resource: WithRole;
  readonly context: Context;
  readonly question: Question;
  readonly expected: string;
}

function judgePolicies(role: ResourceView<'AWS::IAM::Role'>, roleArn: string, asked: Asked): Told {
  const { resource, context, question, expected } = asked;
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const about = { at: 'RoleArn', groupBy: roleArn } as const;
  const { analysis, consequence } = answer(readPolicies(role, roleArn, context), question, context, resource);
  const notes = [...evidenceNotes(analysis), ...consequence, ...analysis.notes, ...unseenNote(analysis)];
  if (analysis.verdict === 'PASSED') return pass({ at: 'RoleArn', notes });
  if (analysis.verdict === 'UNKNOWN') {
    return undecided('unclear', { ...about, data: { role: name, constructs: analysis.unknown.join('; ') }, notes });
  }
  const data = { role: name, summary: analysis.summary, ...granting(analysis) };
  return fail('tooMuch', { ...about, data, expected, notes });
}

/** The policy of the role that grants it, for the fix: its name where it is inline, its ARN where it is attached. */
function granting({ witnesses }: Analysis): Readonly<Record<string, string>> {
  const policy = witnesses[0]?.grantedBy.find(({ kind }) => kind === 'inline' || kind === 'managed');
  if (policy === undefined) return {};
  return policy.arn === undefined ? { inlinePolicy: policy.policy } : { attachedPolicy: policy.arn };
}

function resourceRole(resource: WithRole): string | undefined {
  // Both shapes call it `RoleArn`; the compiler cannot call a method of a union of views.
  return (resource as ResourceView<'AWS::SageMaker::NotebookInstance'>).read('RoleArn', { whenAbsent: undefined });
}

function answer(role: ReadRole, question: Question, context: Context, resource: WithRole): Answered {
  const known = analyses.get(role) ?? new Map<string, Answered>();
  analyses.set(role, known);
  const key = JSON.stringify(question);
  const before = known.get(key);
  if (before !== undefined) return before;
  const analysis = analyzeRole(role, question);
  const answered = { analysis, consequence: consequenceOf(role, analysis, context, resource) };
  known.set(key, answered);
  return answered;
}

function evidenceNotes({ verdict, witnesses, rows }: Analysis): string[] {
  const [witness] = witnesses;
  if (witness !== undefined) return [tellWitness(witness)];
  const share = rows.find(({ reach, log2Share }) => reach === 'SCOPED' && log2Share !== undefined)?.log2Share;
  return verdict === 'PASSED' && share !== undefined ? [`it reaches about 1 in 2^${Math.round(-share.to)} names`] : [];
}

/** `for one iam:PassRole on arn:…, with iam:PassedToService=sagemaker.amazonaws.com, by policy X statement 3` */
function tellWitness({ action, resource, chosen, context, grantedBy }: Witness): string {
  const keys = chosen.map((key) => `${key}=${[context[key] ?? []].flat().join(',')}`);
  const condition = keys.length === 0 ? '' : ` with ${keys.join(' and ')}`;
  const statements = grantedBy.map(describeStatement).join(' and ');
  return `allowed: ${action} on \`${resource}\`${condition}, by ${statements}`;
}

function unseenNote({ notSeen }: Analysis): string[] {
  return notSeen.length === 0 ? [] : [`not considered, as the scan did not see them: ${notSeen.join(', ')}`];
}

const mostNamed = 3;
/** Each role that fails is asked about so many: a thousand roles that ask about a thousand would take longer than their verdicts. */
const mostAsked = 500;

/** What the answer means among the resources that the snapshot holds. */
function consequenceOf(
  role: ReadRole,
  { question, verdict }: Analysis,
  context: Context,
  resource: WithRole,
): string[] {
  if (question === 'admin' || verdict === 'PASSED') return [];
  const place = resource.resource;
  const { index } = context;
  const seen = guard(() =>
    question === 'read-objects'
      ? index.fact('account-buckets', place.accountId, place).names
      : index
          .all('AWS::IAM::Role', place)
          .items.slice(0, mostAsked + 1)
          .flatMap(({ resource: { arn, gone } }) => (arn === undefined || gone !== undefined ? [] : [arn])),
  );
  if ('status' in seen || seen.length === 0) return [];
  const asked = seen.slice(0, mostAsked);
  const { reachable } = reachableAmong(role, question, asked);
  if (reachable.length === 0) return [];
  // A live scan reads them in whatever order AWS answers.
  const examples = reachable
    .sort()
    .slice(0, mostNamed)
    .map((arn) => `\`${arn.slice(arn.lastIndexOf('/') + 1)}\``);
  const verb = {
    'read-objects': 'read',
    'pass-role': 'pass',
    'assume-role': 'assume, where their trust policies agree,',
  }[question];
  const noun = question === 'read-objects' ? 'buckets' : 'roles';
  const count = asked.length < seen.length ? `first ${asked.length}` : seen.length;
  return [`it can ${verb} ${reachable.length} of the ${count} ${noun} seen, e.g. ${examples.join(', ')}`];
}
