import { readFileSync } from 'node:fs';
import { readPolicies } from './controls/execution-role/policies.ts';
import { IndexBuilder } from './engine/index-builder.ts';
import {
  type Analysis,
  analyzeRole,
  describeStatement,
  type PolicySource,
  type Question,
  type ReachedPattern,
  type ReadRole,
  type RolePolicies,
  readRole,
  type Witness,
} from './iam/index.ts';
import { guard } from './model/control.ts';
import { InputError } from './model/input-error.ts';
import { plural, printable, wrap } from './reporters/text.ts';
import type { LiveOptions } from './scan.ts';
import { openAws } from './sources/aws/index.ts';
import { version } from './version.ts';

/** The answers to questions about one role: `sagevet iam --format json`, version 1. */
export interface RoleAnswers {
  readonly format: 'sagevet-iam';
  readonly version: 1;
  readonly role: string;
  readonly answers: readonly Analysis[];
}

/**
 * Reads one role of a live account, with its policies and its boundary.
 * @throws SourceError when the account cannot be read
 * @throws InputError when there is no such role, or nothing of it can be read
 */
export async function collectRole(roleArn: string, live: LiveOptions = {}): Promise<ReadRole> {
  if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(roleArn)) throw new InputError(`\`${roleArn}\` is no ARN of a role`);
  const now = new Date();
  const snapshot = await openAws({
    regions: ['us-east-1'],
    ...live,
    roleArns: [roleArn],
    resourceTypes: new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']),
    facts: new Set(),
    tagsOf: new Set(),
    knownAccountIds: [],
    endpointTrafficDays: 1,
    jobsSince: null,
    toolVersion: version,
    now,
  });
  const index = new IndexBuilder(snapshot.header, new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']));
  for await (const record of snapshot.records) {
    if ('resource' in record) index.addResource(record.resource);
    else if ('fact' in record) index.addFact(record.fact);
  }
  const role = guard(() =>
    index.find('AWS::IAM::Role', roleArn, { accountId: roleArn.split(':')[4] ?? '', region: '' }),
  );
  if (role === undefined || 'status' in role) throw new InputError(`cannot read \`${roleArn}\`: it was not found`);
  const { gone, unread } = role.resource;
  const why = gone ?? unread;
  if (why !== undefined) throw new InputError(`cannot read \`${roleArn}\`: ${why}`);
  return readPolicies(role, roleArn, { index, parameters: {}, capturedAt: now.getTime() });
}

/** Asks questions about one role. Pure; see docs/iam.md for what is decided exactly. */
export function askRole(role: RolePolicies | ReadRole, questions: readonly Question[]): RoleAnswers {
  const read = 'layers' in role ? role : readRole(role);
  const answers = questions.map((question) => analyzeRole(read, question));
  return { format: 'sagevet-iam', version: 1, role: read.role.roleArn, answers };
}

/**
 * A policy document from a file: the document itself, or the answer of `aws iam get-role-policy` or `get-policy-version`.
 * @throws InputError when the file cannot be read; what is wrong inside a document is told by the analysis
 */
export function readPolicyFile(path: string): PolicySource {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`cannot read \`${path}\`: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
  return { name: path, kind: 'inline', document: unwrapped(text) };
}

function unwrapped(text: string): unknown {
  try {
    const answer = JSON.parse(text) as { PolicyDocument?: unknown; PolicyVersion?: { Document?: unknown } } | null;
    // The text itself goes on where it is a document: parsing has dropped what stands twice in it.
    return answer?.PolicyDocument ?? answer?.PolicyVersion?.Document ?? text;
  } catch {
    return text;
  }
}

const titles: Readonly<Record<Question['kind'], string>> = {
  admin: 'Is it an administrator?',
  'pass-role': 'Can it pass any role?',
  'assume-role': 'Can it assume any role?',
  'read-objects': 'Can it read any bucket?',
};
const mostReached = 8;

/** Answers for a terminal. */
export function explainRole({ role, answers }: RoleAnswers, columns: number): string {
  const width = Math.max(40, Math.min(columns, 110));
  const told = answers.flatMap((analysis) => ['', ...explainAnswer(analysis, width)]);
  const notSeen = [...new Set(answers.flatMap((analysis) => analysis.notSeen))];
  const unseen =
    notSeen.length === 0 ? [] : ['', ...wrap(`Not considered, as they were not given: ${notSeen.join(', ')}.`, width)];
  return `${[...wrap(printable(role), width), ...told, ...unseen].join('\n')}\n`;
}

function explainAnswer(analysis: Analysis, width: number): string[] {
  const { question, verdict, summary, witnesses, reaches, reachesLeftOut, unknown, notes } = analysis;
  const line = (text: string, indent = '  ') =>
    wrap(printable(text), width - indent.length - 2).map((part, index) => indent + (index === 0 ? part : `  ${part}`));
  const shown = reaches.slice(0, mostReached);
  const more = reaches.length - shown.length + reachesLeftOut;
  return [
    `${titles[question]} ${verdict}`,
    ...line(summary),
    ...unknown.map((construct) => `it hangs on ${construct}`).flatMap((text) => line(text)),
    ...witnesses.slice(0, 3).flatMap((witness) => line(tellWitness(witness))),
    ...shown.flatMap((reached) => line(tellReached(reached))),
    ...(more > 0 ? line(`and ${plural(more, 'pattern')} more`) : []),
    ...notes.flatMap((note) => line(note)),
  ];
}

function tellWitness({ action, resource, chosen, context, grantedBy }: Witness): string {
  const keys = chosen.map((key) => `${key}=${[context[key] ?? []].flat().join(',')}`);
  return `allowed: ${action} on ${resource}${keys.length === 0 ? '' : ` with ${keys.join(' and ')}`}, by ${grantedBy.map(describeStatement).join(' and ')}`;
}

function tellReached({ patterns, except, grantedBy }: ReachedPattern): string {
  const without = except.length === 0 ? '' : ` but not ${except.join(', ')}`;
  return `reaches: ${patterns.join(' and ')}${without}, by ${grantedBy.map(describeStatement).join(' and ')}`;
}
