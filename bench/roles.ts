/**
 * What judging execution roles adds to an evaluation of 2,000 roles and 20,000 training jobs, beyond analysing each distinct
 * role once:
 *
 *     npx tsx bench/roles.ts [roles] [jobs]
 */
import { fileURLToPath } from 'node:url';
import { readPolicies } from '../src/controls/execution-role/policies.ts';
import { catalogue } from '../src/controls/index.ts';
import { evaluateNow } from '../src/engine/evaluate.ts';
import { IndexBuilder } from '../src/engine/index-builder.ts';
import { analyzeRole, type Question } from '../src/iam/index.ts';
import type { Resource } from '../src/model/resource.ts';
import type { HeldSnapshot } from '../src/model/snapshot.ts';
import { viewOf } from '../src/model/view.ts';
import { subjectOf } from '../test/support/estate.ts';
import { hardenedEstate } from '../test/support/hardened-estate.ts';
import { best, measure, printTable, report } from './run.ts';

const roleTypes: ReadonlySet<string> = new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']);
const asking = catalogue.filter(({ needs }) => needs?.resources?.includes('AWS::IAM::Role'));
/** What the role controls on training jobs ask. */
const questions: readonly Question[] = [
  { kind: 'pass-role', acceptPassedToService: [] },
  { kind: 'read-objects', reach: 'any-object' },
];

export function benchRoles(roles = 2_000, jobs = 20_000): void {
  const timed = (mode: string) => best(2, () => measure<number>('roles.ts', mode, String(roles), String(jobs)));
  const [without, analyses, whole] = [timed('without'), timed('analyses'), timed('whole')];
  const added = whole.seconds - without.seconds - analyses.seconds;
  const row = (what: string, seconds: number, result: string) => [what, seconds.toFixed(2), result];
  printTable(
    `Roles: ${roles.toLocaleString('en-US')} distinct roles, ${jobs.toLocaleString('en-US')} training jobs`,
    ['what', 'processor seconds', 'result'],
    [
      row('evaluate, whole catalogue without the role controls', without.seconds, `${without.result} findings`),
      row('read and analyse each role once', analyses.seconds, `${analyses.result} analyses`),
      row('evaluate, whole catalogue', whole.seconds, `${whole.result} findings`),
      row('added beyond the analyses', added, `${((added / (without.seconds + analyses.seconds)) * 100).toFixed(0)} %`),
    ],
  );
}

/** Roles no two of which have the same policies: some pass or read whatever they like, some hang on a managed policy. */
function estate(roles: number, jobs: number): HeldSnapshot {
  const job = subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob');
  const role = subjectOf(hardenedEstate, 'AWS::IAM::Role');
  const others = hardenedEstate.resources.filter(({ type }) => type !== job.type && !roleTypes.has(type));
  const arnOf = (number: number) => `arn:aws:iam::${role.accountId}:role/ml/training-${number}`;
  const made = Array.from({ length: roles }, (_, number): Resource => {
    const everything = { Effect: 'Allow', Action: ['s3:GetObject', 'iam:PassRole'], Resource: '*' };
    const statements = [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::team-${number}-data/*` },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::team-${number}-data` },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: arnOf(number) },
      { Effect: 'Allow', Action: ['logs:*', 'ecr:Get*', 'cloudwatch:PutMetricData'], Resource: '*' },
      ...(number % 10 === 0 ? [everything] : []),
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const AttachedManagedPolicies =
      number % 4 === 0
        ? [{ PolicyName: 'AmazonSageMakerFullAccess', PolicyArn: 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess' }]
        : [];
    const RolePolicyList = [{ PolicyName: 'work', PolicyDocument }];
    const properties = { ...role.properties, RoleName: `training-${number}`, RolePolicyList, AttachedManagedPolicies };
    return { ...role, name: `training-${number}`, arn: arnOf(number), properties };
  });
  const history = Array.from({ length: jobs }, (_, number): Resource => {
    const name = `${job.name}-${number}`;
    const properties = { ...job.properties, TrainingJobName: name, RoleArn: arnOf(number % roles) };
    return { ...job, name, arn: `${job.arn}-${number}`, properties };
  });
  return {
    header: hardenedEstate.header,
    records: [
      ...hardenedEstate.facts.map((fact) => ({ fact })),
      ...[...others, ...made, ...history].map((resource) => ({ resource })),
    ],
  };
}

/** Analyses run for seconds, in which other programs would be measured too. */
function processorSeconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function evaluateWith(snapshot: HeldSnapshot, controls: typeof catalogue): void {
  const start = process.cpuUsage();
  const { counts } = evaluateNow([snapshot], { controls, findings: 'count' });
  report(
    processorSeconds(start),
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );
}

function analyseOnce({ header, records }: HeldSnapshot): void {
  const start = process.cpuUsage();
  const index = new IndexBuilder(header, new Set());
  const context = { index, parameters: {}, capturedAt: Date.parse(header.capturedAt) };
  let analyses = 0;
  for (const record of records) {
    if (!('resource' in record) || record.resource.type !== 'AWS::IAM::Role') continue;
    const role = record.resource as Resource<'AWS::IAM::Role'>;
    const read = readPolicies(viewOf(role), role.arn ?? '', context);
    for (const question of questions) analyzeRole(read, question);
    analyses += questions.length;
  }
  report(processorSeconds(start), analyses);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , mode = '', ...counts] = process.argv;
  const [roles, jobs] = counts.map(Number);
  const modes: Readonly<Record<string, (snapshot: HeldSnapshot) => void>> = {
    without: (snapshot) =>
      evaluateWith(
        snapshot,
        catalogue.filter((control) => !asking.includes(control)),
      ),
    whole: (snapshot) => evaluateWith(snapshot, catalogue),
    analyses: analyseOnce,
  };
  const run = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  if (run === undefined) benchRoles(...process.argv.slice(2).map(Number));
  else run(estate(roles ?? 0, jobs ?? 0));
}
