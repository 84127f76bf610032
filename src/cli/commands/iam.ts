import { Option } from 'commander';
import type { Question, ReadRole, RolePolicies } from '../../types.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addCredentialFlags, type LiveFlags, liveOf, repeated, words } from '../options.ts';

interface IamFlags extends LiveFlags {
  boundary?: string;
  scp?: string[];
  question?: string[];
  allow?: string[];
  acceptService?: string[];
  as: string;
  format: 'text' | 'json';
}

const kinds = ['admin', 'pass-role', 'assume-role', 'read-objects'] as const;
const examples = `
Examples:
  sagevet iam arn:aws:iam::111122223333:role/ml/training      a role of your account
  sagevet iam policy.json --boundary boundary.json            documents, before they are deployed
  sagevet iam policy.json --question read-objects --allow 'ml-*'
`;

export const addIam: AddCommand = (program, io, exit) => {
  const command = program
    .command('iam')
    .description('Say what a role, or a set of policy documents, can really do: with a request that proves it.')
    .argument('<role or file...>', 'the ARN of a role to read, or the policy documents of one role')
    .addOption(new Option('--boundary <file>', 'permissions boundary of the documents'))
    .addOption(
      new Option('--scp <file>', 'service control policy, from the root down; each is a level (repeatable)').argParser(
        repeated,
      ),
    )
    .addOption(
      new Option(
        '--question <name>',
        'admin, pass-role, assume-role or read-objects (repeatable; default: all)',
      ).argParser(words),
    )
    .addOption(
      new Option('--allow <glob>', 'roles that may be assumed, or buckets that may be read (repeatable)').argParser(
        words,
      ),
    )
    .addOption(
      new Option('--accept-service <name>', 'service to which any role may be passed (repeatable)').argParser(words),
    )
    .option('--as <arn>', 'the role that the documents belong to', 'arn:aws:iam::111122223333:role/role');
  addCredentialFlags(command)
    .addOption(new Option('-f, --format <name>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: IamFlags) => {
      exit(await runIam(inputs, flags, io));
    });
};

async function runIam(inputs: readonly string[], flags: IamFlags, io: Io): Promise<number> {
  const { askRole, explainRole } = await import('../../index.ts');
  const questions = questionsOf(flags);
  const role = inputs.some(isArn) ? await liveRole(inputs, flags) : await roleOfFiles(inputs, flags);
  const answers = askRole(role, questions);
  io.out(flags.format === 'json' ? `${JSON.stringify(answers, null, 2)}\n` : explainRole(answers, io.stdout.columns));
  return answers.answers.some(({ verdict }) => verdict === 'FAILED') ? exitCodes.failing : exitCodes.clean;
}

function questionsOf({ question = [...kinds], allow, acceptService }: IamFlags): Question[] {
  return question.map((name) => {
    const kind = kinds.find((known) => known === name);
    if (kind === undefined) throw new UsageError(`unknown question \`${name}\``, `use ${kinds.join(', ')}`);
    if (kind === 'assume-role' && allow) return { kind, allowedRoles: allow };
    if (kind === 'read-objects' && allow) return { kind, declaredBuckets: allow };
    if (kind === 'pass-role' && acceptService) return { kind, acceptPassedToService: acceptService };
    return { kind };
  });
}

function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

async function liveRole(inputs: readonly string[], flags: IamFlags): Promise<ReadRole> {
  const [arn = '', ...others] = inputs;
  if (others.length > 0) throw new UsageError('one role at a time', 'name one role ARN, or the documents of one role');
  if (flags.boundary || flags.scp)
    throw new UsageError('`--boundary` and `--scp` go with documents, and a role is read with its own');
  const { collectRole } = await import('../../index.ts');
  return collectRole(arn, liveOf(flags, new Date()));
}

async function roleOfFiles(files: readonly string[], { boundary, scp, as }: IamFlags): Promise<RolePolicies> {
  const { readPolicyFile } = await import('../../index.ts');
  if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(as)) throw new UsageError(`\`--as ${as}\` is no role ARN`);
  return {
    roleArn: as,
    identity: files.map(readPolicyFile),
    ...(boundary === undefined ? {} : { boundary: readPolicyFile(boundary) }),
    ...(scp === undefined ? {} : { scps: scp.map((file) => [readPolicyFile(file)]) }),
    now: new Date(),
  };
}
