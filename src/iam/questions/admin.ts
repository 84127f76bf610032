import { both, type Certainty, either } from '../policy.ts';
import type { Access, Question, Row, Verdict, Witness } from '../question.ts';
import type { Layer } from '../role.ts';
import type { Probe } from '../symbolic/probe.ts';
import { iamUniverse, singleUniverse } from '../symbolic/universe.ts';
import type { Answer } from './answer.ts';
import {
  doubtsOf,
  freshPathFor,
  mayAllow,
  ownRegime,
  probe,
  reachesOf,
  type Subject,
  verdictOf,
  witnessOf,
} from './subject.ts';

/** An action of a service that does not exist: whoever may do it may do everything but what is taken out by name. */
const FRESH_ACTION = 'zzfresh:ZzFresh';

/** Actions with which a principal can give itself, or another one, any permission. */
const PERMISSION_WRITES: readonly (readonly [name: string, on: 'role' | 'user' | 'group' | 'policy'])[] = [
  ['PutRolePolicy', 'role'],
  ['AttachRolePolicy', 'role'],
  ['UpdateAssumeRolePolicy', 'role'],
  ['CreatePolicyVersion', 'policy'],
  ['SetDefaultPolicyVersion', 'policy'],
  ['PutUserPolicy', 'user'],
  ['AttachUserPolicy', 'user'],
  ['CreateAccessKey', 'user'],
  ['CreateLoginProfile', 'user'],
  ['AddUserToGroup', 'group'],
  ['PutGroupPolicy', 'group'],
  ['AttachGroupPolicy', 'group'],
];

interface Power {
  /** May do what no policy names. */
  everything: Certainty;
  /** May write permissions of principals nobody names. */
  writes: Certainty;
  rows: Row[];
  probes: Probe[];
  witnesses: Witness[];
}

/** Is it an administrator, or can it make itself one? */
export function admin(subject: Subject, question: Extract<Question, { kind: 'admin' }>): Answer {
  const power = powerOf(subject);
  const access = accessOf(power);
  const failing = question.failOnEscalation === false ? both(power.everything, power.writes) : power.writes;
  const verdict = verdictOf(failing);
  return {
    verdict,
    rows: power.rows,
    witnesses: power.witnesses,
    ...reachesOf(power.probes.slice(0, 1), verdict),
    ...(access ? { access } : {}),
    unknown: doubtsOf(power.probes),
    notes: notesOf(subject, verdict, access),
    summary: access ? SENTENCES[access] : 'it is not certain whether the role can administer the account',
  };
}

const SENTENCES: Readonly<Record<Access, string>> = {
  ADMIN: 'the role is an administrator of the account',
  ESCALATES: 'the role can give itself any permission',
  POWERUSER: 'the role may use every service, but cannot write IAM permissions',
  LIMITED: 'the role can neither use every service nor write IAM permissions',
};

function powerOf(subject: Subject): Power {
  const { partition, account } = subject.principal;
  const regime = ownRegime(subject);
  const power: Power = { everything: 'no', writes: 'no', rows: [], probes: [], witnesses: [] };
  if (mayAllow(subject, FRESH_ACTION)) {
    const asked = probe(
      subject,
      FRESH_ACTION,
      singleUniverse(`arn:${partition}:zzfresh:us-east-1:${account}:zzfresh/zzfresh-7q`),
      regime,
    );
    const { answer, member } = asked.inhabited();
    power.everything = answer;
    power.probes.push(asked);
    if (member) power.witnesses.push(...witnessOf(asked, member));
    power.rows.push({
      what: 'any service',
      owner: 'own',
      tags: 'none',
      reach: answer === 'yes' ? 'UNSCOPED' : answer === 'no' ? 'NONE' : 'UNKNOWN',
    });
  } else power.rows.push({ what: 'any service', owner: 'own', tags: 'none', reach: 'NONE' });
  for (const [name, type] of PERMISSION_WRITES) {
    const action = `iam:${name}`;
    if (!mayAllow(subject, action)) continue;
    const asked = probe(subject, action, iamUniverse(partition, account, type, freshPathFor(subject)), regime);
    const unscoped = asked.unscoped('fixed');
    power.rows.push(asked.row(action, 'fixed'));
    power.probes.push(asked);
    if (unscoped === 'yes' && power.writes !== 'yes')
      power.witnesses.unshift(...witnessOf(asked, asked.member('lower')));
    power.writes = either(power.writes, unscoped);
  }
  return power;
}

function accessOf({ everything, writes }: Power): Access | undefined {
  if (everything === 'maybe' || writes === 'maybe') return undefined;
  if (writes === 'yes') return everything === 'yes' ? 'ADMIN' : 'ESCALATES';
  return everything === 'yes' ? 'POWERUSER' : 'LIMITED';
}

function notesOf(subject: Subject, verdict: Verdict, access: Access | undefined): string[] {
  const notes: string[] = [];
  const attached = subject.layers[0]?.policies.find(
    ({ arn, name, kind }) =>
      kind === 'managed' && (arn?.endsWith(':iam::aws:policy/AdministratorAccess') ?? name === 'AdministratorAccess'),
  );
  if (access === 'ADMIN' && attached) notes.push('AdministratorAccess is attached');
  if (access === 'POWERUSER')
    notes.push(
      'everything is allowed but what the policies name, among it reading any object and assuming any role unless they are taken out',
    );
  if (verdict === 'FAILED' && subject.layers.some((layer) => layer.kind === 'boundary'))
    notes.push(withinBoundary(subject));
  return notes;
}

/** Permissions that the role gives itself stay inside its boundary. */
function withinBoundary(subject: Subject): string {
  const everything: Layer = {
    kind: 'identity',
    allowsByItself: false,
    policies: [
      {
        name: 'whatever the role writes',
        kind: 'inline',
        policy: {
          version: '2012-10-17',
          statements: [
            {
              index: 0,
              effect: 'Allow',
              actions: { not: false, patterns: ['*'] },
              resources: { not: false, patterns: ['*'] },
              conditions: [],
            },
          ],
        },
      },
    ],
  };
  const reach = accessOf(
    powerOf({ ...subject, layers: subject.layers.map((layer) => (layer.kind === 'identity' ? everything : layer)) }),
  );
  return reach === 'ADMIN'
    ? 'its permissions boundary does not stop it'
    : 'what it gives itself stays inside its permissions boundary, unless it removes that';
}
