import type { NaiveContext, NaiveDocument, NaivePolicies, NaiveStatement } from './naive.ts';
import type { Random } from './random.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '555566667777';
export const NAMED = '999988887777';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/exec`;
export const NOW = new Date('2026-09-01T12:00:00Z');

export type Kind = 'pass-role' | 'assume-role' | 'read-objects';

export const ACTIONS: Record<Kind, string> = {
  'pass-role': 'iam:PassRole',
  'assume-role': 'sts:AssumeRole',
  'read-objects': 's3:GetObject',
};

/** A random policy set on one question, nasty but inside the fragment. */
export interface Generated {
  kind: Kind;
  policies: NaivePolicies;
  declared: string[];
  roleTags: Record<string, string>;
}

const WORDS = ['app', 'ml', 'data', 'a', 'b', 'Admin', 'x7', 'team-1', 'logs'];

function nameGlob(random: Random, separators: readonly string[]): string {
  let text = '';
  const pieces = 1 + random.below(4);
  for (let i = 0; i < pieces; i += 1) {
    const roll = random.next();
    if (roll < 0.32) text += '*';
    else if (roll < 0.4) text += '?';
    else if (roll < 0.52) text += random.pick(separators);
    else text += random.pick(WORDS);
  }
  return text;
}

function roleArn(random: Random): string {
  const account = random.pick(
    ['*', '*', ACCOUNT, ACCOUNT, NAMED, '1111*', '*3', '????22223333', '4444*', '${aws:PrincipalAccount}'].slice(0, 9),
  );
  const name = random.chance(0.2) ? '*' : nameGlob(random, ['/', '-', '_', '+']);
  const start = random.pick(['role/', 'role/', 'role/', 'role/', 'role', 'r*/', '*']);
  return `arn:${random.pick(['aws', 'aws', 'aws', 'aws', '*', 'aws-cn'])}:iam::${account}:${start}${name}`;
}

function objectArn(random: Random): string {
  const roll = random.next();
  if (roll < 0.12) return 'arn:aws:s3:::*';
  const bucket = nameGlob(random, ['-', '.', '-']).toLowerCase();
  if (roll < 0.3) return `arn:aws:s3:::${bucket}`;
  const key = random.chance(0.4) ? '*' : nameGlob(random, ['/', ':', '-', 'é']);
  return `arn:aws:s3:::${bucket}/${key}`;
}

function resource(random: Random, kind: Kind): string {
  if (random.chance(0.12))
    return random.pick(['*', '*', 'arn:aws:*', 'arn:*', kind === 'read-objects' ? 'arn:aws:s3*' : 'arn:aws:iam:*']);
  if (random.chance(0.06))
    return kind === 'read-objects'
      ? `arn:aws:s3:::${random.pick(['home-${aws:PrincipalTag/team}/*', '*/${aws:PrincipalAccount}/*', '${aws:username}-x/*'])}`
      : `arn:aws:iam::${ACCOUNT}:role/${random.pick(['${aws:PrincipalTag/team}-*', '*${aws:username}', '${aws:PrincipalAccount}/*'])}`;
  return kind === 'read-objects' ? objectArn(random) : roleArn(random);
}

function actions(random: Random, kind: Kind): string[] {
  const own = ACTIONS[kind];
  const [service = '', name = ''] = own.split(':');
  const shapes = [
    own,
    own.toUpperCase(),
    `${service}:*`,
    '*',
    `${service}:${name.slice(0, 3)}*`,
    `${service}:?${name.slice(1)}`,
    '*:*',
    `${service}:*${name.slice(-4)}`,
  ];
  const others = ['ec2:*', 's3:PutObject', 'iam:Get*', 'sts:Tag*', `${own} `, service];
  const out = random.some(shapes, 1);
  if (random.chance(0.4)) out.push(...random.some(others, 2));
  return out;
}

const CONDITIONS: Record<string, (random: Random) => [operator: string, values: string[]]> = {
  'iam:PassedToService': (random) => [
    random.pick([
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIfExists',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringLike',
      'StringEqualsIgnoreCase',
      'Null',
    ]),
    random.some(
      ['sagemaker.amazonaws.com', 'ec2.amazonaws.com', 's*.amazonaws.com', '*.amazonaws.com', 'Ec2.amazonaws.com'],
      2,
    ),
  ],
  'aws:SourceVpce': (random) => [
    random.pick([
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringNotEqualsIfExists',
      'StringLikeIfExists',
      'Null',
    ]),
    random.some(['vpce-1', 'vpce-2', 'vpce-*', '*-2', 'vpce-??'], 2),
  ],
  'aws:SecureTransport': (random) => [random.pick(['Bool', 'BoolIfExists', 'Null']), [random.pick(['true', 'false'])]],
  'aws:CalledVia': (random) => [
    random.pick([
      'ForAnyValue:StringEquals',
      'ForAllValues:StringEquals',
      'ForAllValues:StringNotEquals',
      'ForAnyValue:StringNotEquals',
      'ForAnyValue:StringLike',
      'StringEquals',
      'Null',
    ]),
    random.some(['athena.amazonaws.com', 'cloudformation.amazonaws.com', 'a*'], 2),
  ],
  's3:prefix': (random) => [random.pick(['StringLike', 'StringNotLike', 'StringEqualsIfExists', 'Null']), ['home/*']],
  's3:signatureAge': (random) => [
    random.pick([
      'NumericLessThan',
      'NumericGreaterThan',
      'NumericLessThanEquals',
      'NumericGreaterThanEquals',
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThanIfExists',
    ]),
    [random.pick(['100', '200', '150'])],
  ],
  'aws:SourceIp': (random) => [
    random.pick(['IpAddress', 'NotIpAddress', 'IpAddressIfExists']),
    random.some(['10.0.0.0/8', '10.1.0.0/16', '192.0.2.1/32'], 2),
  ],
  'aws:TokenIssueTime': (random) => [
    random.pick(['DateLessThan', 'DateGreaterThan', 'DateGreaterThanIfExists']),
    [random.pick(['2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z'])],
  ],
  'aws:CurrentTime': (random) => [
    random.pick(['DateLessThan', 'DateGreaterThan']),
    [random.pick(['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'])],
  ],
  'aws:ResourceAccount': (random) => [
    random.pick(['StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIfExists']),
    random.some([ACCOUNT, NAMED, '${aws:PrincipalAccount}', '1111*'], 2),
  ],
  'aws:PrincipalTag/team': (random) => [
    random.pick(['StringEquals', 'StringNotEquals', 'StringLike', 'Null']),
    random.some(['ml', 'web', 'm*', 'true'], 1),
  ],
  'aws:username': (random) => [random.pick(['StringEquals', 'StringNotEquals', 'StringLikeIfExists', 'Null']), ['bob']],
  'aws:PrincipalArn': (random) => [
    random.pick(['ArnLike', 'ArnNotLike', 'StringLike', 'ArnEquals', 'ArnNotEquals']),
    random.some([ROLE, `arn:aws:iam::*:role/admin*`, 'arn:aws:iam::*:role/*'], 2),
  ],
  's3:ExistingObjectTag/public': (random) => [
    random.pick(['StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'Null']),
    ['true'],
  ],
  'iam:AssociatedResourceArn': (random) => [
    random.pick(['ArnLike', 'ArnNotLike', 'StringLike', 'ArnLikeIfExists']),
    random.some(['arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:us-east-1:*:instance/i-1'], 2),
  ],
  'sts:ExternalId': (random) => [random.pick(['StringEquals', 'StringNotEquals', 'Null']), ['secret']],
};

const KEYS: Record<Kind, readonly string[]> = {
  'pass-role': ['iam:PassedToService', 'iam:PassedToService', 'iam:AssociatedResourceArn', 'aws:SourceVpce'],
  'assume-role': ['sts:ExternalId', 'aws:ResourceAccount', 'aws:SourceVpce', 'aws:SourceVpce'],
  'read-objects': [
    'aws:SourceVpce',
    'aws:ResourceAccount',
    's3:prefix',
    's3:ExistingObjectTag/public',
    's3:signatureAge',
  ],
};
const ANYWHERE = [
  'aws:SecureTransport',
  'aws:CalledVia',
  'aws:SourceIp',
  'aws:TokenIssueTime',
  'aws:CurrentTime',
  'aws:PrincipalTag/team',
  'aws:username',
  'aws:PrincipalArn',
];

function condition(random: Random, kind: Kind): NonNullable<NaiveStatement['Condition']> {
  const out: NonNullable<NaiveStatement['Condition']> = {};
  for (let i = 0; i <= random.below(2); i += 1) {
    const key = random.chance(0.65) ? random.pick(KEYS[kind]) : random.pick(ANYWHERE);
    const [operator, values] = (CONDITIONS[key] as (typeof CONDITIONS)[string])(random);
    const written = operator === 'Null' ? [random.pick(['true', 'false'])] : values;
    const spelled = random.chance(0.1)
      ? key.toUpperCase().replace('/TEAM', '/team').replace('/PUBLIC', '/public')
      : key;
    out[operator] = {
      ...out[operator],
      [spelled]: written.length === 1 && random.chance(0.5) ? (written[0] as string) : written,
    };
  }
  return out;
}

export function statement(random: Random, kind: Kind, effect: 'Allow' | 'Deny'): NaiveStatement {
  const out: NaiveStatement = { Effect: effect };
  if (random.chance(0.12)) out.NotAction = random.chance(0.3) ? actions(random, kind) : ['ec2:*', 'organizations:*'];
  else out.Action = actions(random, kind);
  const resources = Array.from({ length: 1 + random.below(3) }, () => resource(random, kind));
  if (random.chance(0.15))
    out.NotResource = resources
      .filter((text) => !text.includes('${aws:username}'))
      .concat(resource(random, kind).replace(/\$\{aws:username\}/g, 'u'));
  else out.Resource = resources.length === 1 && random.chance(0.5) ? (resources[0] as string) : resources;
  if (random.chance(0.45)) out.Condition = condition(random, kind);
  return out;
}

function document(random: Random, kind: Kind, allows: number, denies: number): NaiveDocument {
  const statements: NaiveStatement[] = [];
  for (let i = 0; i < allows; i += 1) statements.push(statement(random, kind, 'Allow'));
  for (let i = 0; i < denies; i += 1) statements.push(statement(random, kind, 'Deny'));
  return { Version: '2012-10-17', Statement: statements };
}

const FULL: NaiveStatement = { Effect: 'Allow', Action: '*', Resource: '*' };

export function generate(random: Random): Generated {
  const kind = random.pick(['pass-role', 'assume-role', 'read-objects'] as const);
  const policies: NaivePolicies = {
    identity: Array.from({ length: 1 + random.below(2) }, () =>
      document(random, kind, 1 + random.below(3), random.below(3)),
    ),
  };
  if (random.chance(0.3)) policies.boundary = document(random, kind, 1 + random.below(3), random.below(2));
  if (random.chance(0.4)) {
    policies.scps = Array.from({ length: 1 + random.below(2) }, () => {
      const level = [document(random, kind, random.below(2), random.below(3))];
      if (random.chance(0.7)) level.push({ Version: '2012-10-17', Statement: [FULL] });
      return level;
    });
  }
  const declared =
    kind === 'read-objects'
      ? random.some(['ml', 'data', 'ml-*', 'a?', 'logs', '*'], 2)
      : random.some(
          [
            `arn:aws:iam::${ACCOUNT}:role/app*`,
            'arn:aws:iam::*:role/ml',
            `arn:aws:iam::${NAMED}:role/*`,
            'arn:aws:iam::*:role/*/*',
          ],
          2,
        );
  return { kind, policies, declared, roleTags: { team: 'ml' } };
}

const NAME_FILLS = ['', 'a', 'q7', 'x/y', '9-z'];

/** Names that a pattern's author, or an attacker, may think of. */
export function candidateNames(random: Random, { kind, policies }: Generated, count: number): string[] {
  const patterns =
    JSON.stringify(policies)
      .match(/arn:[^"]*/g)
      ?.map((arn) =>
        arn
          .split(':')
          .slice(5)
          .join(':')
          .replace(/^role\/?/, '')
          .replace(/^r\*\//, ''),
      ) ?? [];
  const names = new Set<string>();
  for (let i = 0; i < count; i += 1) {
    const base = patterns.length > 0 && random.chance(0.8) ? random.pick(patterns) : '*';
    let name = [...base]
      .map((letter) =>
        letter === '*' ? random.pick(NAME_FILLS) : letter === '?' ? random.pick(['a', '7', 'b']) : letter,
      )
      .join('');
    name = name.replaceAll('${aws:PrincipalTag/team}', 'ml').replaceAll('${aws:PrincipalAccount}', ACCOUNT);
    if (kind === 'read-objects') {
      if (!name.includes('/')) name += random.pick(['/k', '/app/x', '/7']);
      if (!/^[a-z0-9][a-z0-9.-]+[a-z0-9]\/./.test(name)) continue;
    } else if (!/^[A-Za-z0-9+=,.@_/-]*[A-Za-z0-9+=,.@_-]$/.test(name) || name.startsWith('aws-reserved/')) continue;
    names.add(name);
  }
  return [...names];
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-';

export function randomName(random: Random, kind: Kind): string {
  const letters = kind === 'read-objects' ? 'abcdefghijklmnopqrstuvwxyz0123456789' : LETTERS;
  return Array.from({ length: 20 }, () => letters[random.below(letters.length)]).join('');
}

const VALUES: Record<string, readonly (string | string[] | undefined)[]> = {
  'iam:passedtoservice': [
    undefined,
    'sagemaker.amazonaws.com',
    'ec2.amazonaws.com',
    's7.amazonaws.com',
    'zz',
    'Ec2.amazonaws.com',
    'EC2.amazonaws.com',
    'x.amazonaws.com',
    'SAGEMAKER.amazonaws.com',
  ],
  'aws:sourcevpce': [undefined, 'vpce-1', 'vpce-2', 'vpce-77', 'vpce-777', 'x-2', 'zz'],
  'aws:securetransport': [undefined, 'true', 'false'],
  'aws:calledvia': [
    undefined,
    ['athena.amazonaws.com'],
    ['cloudformation.amazonaws.com'],
    ['a7'],
    ['zz'],
    ['athena.amazonaws.com', 'zz'],
    ['cloudformation.amazonaws.com', 'zz'],
    ['athena.amazonaws.com', 'cloudformation.amazonaws.com'],
  ],
  's3:signatureage': [undefined, '0', '99', '100', '101', '149', '150', '151', '199', '200', '201'],
  'aws:sourceip': [undefined, '10.0.0.1', '10.1.0.1', '192.0.2.1', '198.51.100.7'],
  'aws:tokenissuetime': [
    undefined,
    '2024-06-01T00:00:00Z',
    '2025-06-01T00:00:00Z',
    '2026-06-01T00:00:00Z',
    '2025-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z',
  ],
  'iam:associatedresourcearn': [
    undefined,
    'arn:aws:ec2:us-east-1:1:instance/i-1',
    'arn:aws:ec2:us-east-1:1:instance/i-2',
    'arn:aws:ec2:eu-west-1:1:instance/i-1',
    'arn:aws:rds:us-east-1:1:db/x',
  ],
  'sts:externalid': [undefined, 'secret', 'zz'],
};

const SERVICE_OF: Record<Kind, string> = { 'pass-role': 'iam:', 'assume-role': 'sts:', 'read-objects': 's3:' };

/** Every context that can matter, or a random part of them when they are too many. */
export function contexts(
  random: Random,
  { kind, policies, roleTags }: Generated,
  account: string,
  limit: number,
): NaiveContext[] {
  const mentioned = JSON.stringify(policies).toLowerCase();
  const fixed: NaiveContext = {
    'aws:principalaccount': ACCOUNT,
    'aws:principalarn': ROLE,
    'aws:currenttime': NOW.toISOString(),
    'aws:resourceaccount': account,
    'aws:principaltag/team': roleTags.team,
  };
  const free = Object.entries(VALUES).filter(
    ([key]) => mentioned.includes(`"${key}"`) && (key.startsWith('aws:') || key.startsWith(SERVICE_OF[kind])),
  );
  const total = free.reduce((product, [, values]) => product * values.length, 1);
  const at = (index: number): NaiveContext => {
    const context = { ...fixed };
    let rest = index;
    for (const [key, values] of free) {
      context[key] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    return context;
  };
  if (total <= limit) return Array.from({ length: total }, (_, i) => at(i));
  return Array.from({ length: limit }, () => at(random.below(total)));
}
