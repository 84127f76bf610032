/**
 * Times the analysis: `npx tsx bench/iam.ts`. The documents that AWS publishes are timed when SAGEVET_SHARED or `../shared` holds
 * data/aws-managed-policies.jsonl.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Analysis,
  analyzeRole,
  type PolicySource,
  type Question,
  type RolePolicies,
  readRole,
} from '../src/iam/index.ts';
import { Random } from '../test/iam/random.ts';

const ACCOUNT = '111122223333';
const ARN = `arn:aws:iam::${ACCOUNT}:role/`;
const QUESTIONS: readonly Question[] = [
  { kind: 'admin' },
  { kind: 'pass-role' },
  { kind: 'assume-role' },
  { kind: 'read-objects' },
];

function roleWith(identity: PolicySource[], more: Partial<RolePolicies> = {}): RolePolicies {
  return { roleArn: `${ARN}exec`, identity, now: new Date('2026-09-01T00:00:00Z'), ...more };
}

function source(name: string, statements: unknown[]): PolicySource {
  return { name, document: { Version: '2012-10-17', Statement: statements } };
}

function time<T>(work: () => T): { result: T; milliseconds: number } {
  const started = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - started };
}

function askAll(role: RolePolicies): Analysis[] {
  const read = readRole(role);
  return QUESTIONS.map((question) => analyzeRole(read, question));
}

function percentile(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(2)} ms`;
}

interface Document {
  name: string;
  doc: unknown;
}

function readManaged(): Document[] {
  const folders = [process.env.SAGEVET_SHARED, join(import.meta.dirname, '../../shared')].filter(
    (folder) => folder !== undefined,
  );
  const file = folders
    .map((folder) => join(folder, 'data/aws-managed-policies.jsonl'))
    .find((path) => existsSync(path));
  if (file === undefined) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Document);
}

function benchManaged(documents: readonly Document[]): void {
  if (documents.length === 0) {
    console.log('managed policies: the documents are not here');
    return;
  }
  const times: number[] = [];
  const verdicts: Record<string, number> = {};
  const cpu = process.cpuUsage();
  for (const { name, doc } of documents) {
    const { result, milliseconds } = time(() => askAll(roleWith([{ name, document: doc }])));
    times.push(milliseconds);
    for (const { verdict } of result) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  const total = times.reduce((sum, one) => sum + one, 0);
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  console.table([
    {
      documents: documents.length,
      questions: QUESTIONS.length,
      total: `${(total / 1000).toFixed(2)} s`,
      cpu: `${((user + system) / 1e6).toFixed(2)} s`,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      most: percentile(times, 1),
      ...verdicts,
    },
  ]);
}

function realisticRole(documents: readonly Document[]): RolePolicies {
  const full = documents.find(({ name }) => name === 'AmazonSageMakerFullAccess')?.doc;
  const identity: PolicySource[] = [
    full === undefined
      ? source('AmazonSageMakerFullAccess', [
          { Effect: 'Allow', Action: ['sagemaker:*', 's3:GetObject', 'iam:PassRole'], Resource: '*' },
        ])
      : { name: 'AmazonSageMakerFullAccess', kind: 'managed', document: full },
    source('inline', [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: ['arn:aws:s3:::ml-data-prod/*', 'arn:aws:s3:::ml-models/*'],
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/feature-store-reader' },
      { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::ml-*', 'arn:aws:s3:::*sagemaker*'] },
    ]),
  ];
  const boundary = source('boundary', [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: `${ARN}sagemaker/*` },
  ]);
  const everything = source('FullAWSAccess', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const guard = source('guard', [
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
    },
    {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    },
  ]);
  return roleWith(identity, { boundary, scps: [[everything, guard], [everything]], organizationId: 'o-abc1234567' });
}

function benchRealistic(documents: readonly Document[]): void {
  const role = realisticRole(documents);
  const cold = time(() => askAll(role)).milliseconds;
  const warm = Array.from({ length: 30 }, () => time(() => askAll(role)).milliseconds).sort((a, b) => a - b);
  console.table([
    {
      case: 'realistic role, all questions',
      cold: `${cold.toFixed(1)} ms`,
      warm: percentile(warm, 0.5),
      slowest: percentile(warm, 1),
    },
  ]);
}

const allow = (...names: string[]) => ({
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: names.map((name) => ARN + name),
});
const deny = (...names: string[]) => ({
  Effect: 'Deny',
  Action: 'iam:PassRole',
  Resource: names.map((name) => ARN + name),
});
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

function adversarial(): [name: string, statements: unknown[]][] {
  const random = new Random(42);
  const starry = (stars: number) => `*${Array.from({ length: stars }, () => `${random.pick([...LETTERS])}*`).join('')}`;
  const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const word = () => many(4, () => random.pick([...LETTERS])).join('');
  const terms = (n: number) => many(4 * n, () => many(n, () => random.pick(['0', '1', '?', '?'])).join(''));
  return [
    ['1 allow glob, 50 stars', [allow(starry(50))]],
    ['200 allow globs × 50 stars', [allow(...many(200, () => starry(50)))]],
    ['allow *, 200 deny × 50 stars', [allow('*'), deny(...many(200, () => starry(50)))]],
    ['allow *, 200 deny `*x*y*`', [allow('*'), deny(...many(200, () => starry(2)))]],
    ['allow *, 200 deny `*word*word*`', [allow('*'), deny(...many(200, () => `*${word()}*${word()}*`))]],
    ['allow *, 200 deny names', [allow('*'), deny(...many(200, (i) => `name-${i}`))]],
    [
      'allow *, deny NotResource 200 names',
      [allow('*'), { Effect: 'Deny', Action: '*', NotResource: many(200, (i) => `${ARN}name-${i}`) }],
    ],
    ['36 first-letter denies', [allow('*'), deny(...[...LETTERS].map((letter) => `${letter}*`))]],
    ['36 first-letter allows', [allow(...[...LETTERS].map((letter) => `${letter}*`))]],
    ['`*a?^20b*`', [allow(`*a${'?'.repeat(20)}b*`)]],
    ['allow *, deny `*a?^k`, k = 0…30', [allow('*'), deny(...many(31, (k) => `*a${'?'.repeat(k)}`))]],
    ['`*a?^20` without `*b?^20`', [allow(`*a${'?'.repeat(20)}`), deny(`*b${'?'.repeat(20)}`)]],
    ...[12, 16, 20].map((n): [string, unknown[]] => [
      `\`?^${n}\` without ${4 * n} random terms`,
      [allow('?'.repeat(n)), deny(...terms(n))],
    ]),
    [
      '20 × 20 × 20 terms in three layers',
      [
        allow(...many(20, (i) => `*a${i}*`)),
        ...many(2, (k) => ({ Effect: 'Deny', Action: '*', NotResource: many(20, (i) => `${ARN}*${'bc'[k]}${i}*`) })),
      ],
    ],
    [
      '12 keys, 2 statements each',
      [
        allow('*'),
        ...many(12, (i) => ({
          ...deny(`a${i}*`),
          Condition: { StringEquals: { [`aws:RequestedRegion${i}`.slice(0, 19)]: `x${i}` } },
        })),
        ...many(12, (i) => ({
          ...deny(`b${i}*`),
          Condition: { StringNotEquals: { 'aws:SourceVpce': `x${i}` }, StringEquals: { 'aws:UserAgent': `y${i}` } },
        })),
      ],
    ],
  ];
}

function benchAdversarial(): void {
  const rows = adversarial().map(([name, statements]) => {
    const role = roleWith([source('p', statements)]);
    const { result, milliseconds } = time(() => analyzeRole(role, { kind: 'pass-role' }));
    return {
      case: name,
      verdict: result.verdict,
      reach: result.rows[0]?.reach,
      time: `${milliseconds.toFixed(0)} ms`,
      because: result.unknown[0] ?? '',
    };
  });
  console.table(rows);
}

const documents = readManaged();
benchManaged(documents);
benchRealistic(documents);
benchAdversarial();
