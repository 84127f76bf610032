import { readArnPattern, restOf } from '../arn.ts';
import type { Glob } from '../glob.ts';
import { type Certainty, either } from '../policy.ts';
import type { Question, Row } from '../question.ts';
import { foreignAccounts } from '../symbolic/accounts.ts';
import type { Regime } from '../symbolic/keys.ts';
import type { Member, Probe } from '../symbolic/probe.ts';
import { iamUniverse, type Universe } from '../symbolic/universe.ts';
import type { Answer } from './answer.ts';
import {
  doubtsOf,
  foreignRegime,
  freshPathFor,
  mayAllow,
  mentionsKey,
  ownRegime,
  probe,
  reachesOf,
  type Subject,
  shareText,
  verdictOf,
  witnessOf,
} from './subject.ts';

const ACTION = 'sts:AssumeRole';
const TAG_KEYS = /^(aws|iam):ResourceTag\//i;

interface Place {
  asked: Probe;
  universe: Universe;
  regime: Regime;
  /** Counts towards "any role"; accounts that a policy names do not. */
  wide: boolean;
}

/** Can it assume any role, of its own account or of another one? */
export function assumeRole(subject: Subject, question: Extract<Question, { kind: 'assume-role' }>): Answer {
  if (!mayAllow(subject, ACTION)) return nothing();
  const places = placesOf(subject);
  const declared = question.allowedRoles;
  const rows = rowsOf(places);
  const found = declared === undefined ? anyRole(places) : outside(places, declared);
  const example = found.member ?? firstMember(places);
  const tagLimited =
    found.answer === 'no' &&
    declared === undefined &&
    mentionsKey(subject, ACTION, TAG_KEYS) &&
    isTagLimited(subject, places);
  const asked = places.map((place) => place.asked);
  return {
    verdict: verdictOf(found.answer),
    rows,
    witnesses: example ? witnessOf(example.asked, example.member) : [],
    ...reachesOf(asked, verdictOf(found.answer)),
    unknown: doubtsOf(asked),
    notes: tagLimited ? ['any role can be assumed that carries certain tags, and tags can be set by others'] : [],
    summary: sentence(rows, found.answer, declared !== undefined),
  };
}

function nothing(): Answer {
  const row = (owner: Row['owner']): Row => ({ what: 'roles', owner, tags: 'none', reach: 'NONE' });
  return {
    verdict: 'PASSED',
    rows: [row('own'), row('foreign')],
    witnesses: [],
    reaches: [],
    reachesLeftOut: 0,
    unknown: [],
    notes: [],
    summary: 'no role can be assumed',
  };
}

function placesOf(subject: Subject): Place[] {
  const { partition, account } = subject.principal;
  const place = (regime: Regime, wide: boolean): Place => {
    const universe = iamUniverse(partition, regime.account, 'role', freshPathFor(subject));
    return { asked: probe(subject, ACTION, universe, regime), universe, regime, wide };
  };
  const foreign = foreignAccounts(subject.layers, account, subject.budget);
  return [
    place(ownRegime(subject), true),
    ...foreign.map(({ account: other, wide }) => place(foreignRegime(subject, other, !wide), wide)),
  ];
}

/** One row for the own account and one for all others: the widest of them. */
function rowsOf(places: readonly Place[]): Row[] {
  const rows: Row[] = [];
  for (const owner of ['own', 'foreign'] as const) {
    const own = places.filter((place) => place.regime.owner === owner);
    const widest = own.filter(({ wide }) => wide).map(({ asked }) => asked.row('roles', 'fixed'));
    widest.sort((a, b) => RANK[b.reach] - RANK[a.reach]);
    const row: Row = widest[0] ?? { what: 'roles', owner, tags: 'none', reach: 'NONE' };
    rows.push(row.reach === 'NONE' ? { ...row, reach: reachOfNamed(own) } : row);
  }
  return rows;
}

const RANK = { UNSCOPED: 3, UNKNOWN: 2, SCOPED: 1, NONE: 0 };

/** All roles of one account that a policy names are not "any role of another account". */
function reachOfNamed(places: readonly Place[]): Row['reach'] {
  let found: Certainty = 'no';
  for (const { asked, wide } of places) {
    if (!wide) found = either(found, asked.inhabited().answer);
    if (found === 'yes') return 'SCOPED';
  }
  return found === 'no' ? 'NONE' : 'UNKNOWN';
}

interface Found {
  answer: Certainty;
  member?: { asked: Probe; member: Member };
}

function anyRole(places: readonly Place[]): Found {
  let answer: Certainty = 'no';
  for (const { asked, wide } of places) {
    if (!wide) continue;
    const unscoped = asked.unscoped('fixed');
    answer = either(answer, unscoped);
    if (unscoped !== 'yes') continue;
    const member = asked.member('lower');
    if (member) return { answer, member: { asked, member } };
  }
  return { answer };
}

function outside(places: readonly Place[], declared: readonly string[]): Found {
  let answer: Certainty = 'no';
  for (const { asked, universe } of places) {
    const found = asked.inhabited(declaredIn(universe, declared));
    answer = either(answer, found.answer);
    if (found.member) return { answer, member: { asked, member: found.member } };
  }
  return { answer };
}

/** Declared ARN globs, cut down to one universe. */
function declaredIn(universe: Universe, declared: readonly string[]): Glob[] {
  return declared.flatMap((text) => {
    const pattern = readArnPattern(text, '2012-10-17', () => ({ state: 'absent' }));
    return pattern.sure.flatMap((reading) => restOf(reading, universe.head, universe.start));
  });
}

function firstMember(places: readonly Place[]): Found['member'] {
  for (const { asked } of places) {
    const member = asked.member('lower');
    if (member) return { asked, member };
  }
  return undefined;
}

function isTagLimited(subject: Subject, places: readonly Place[]): boolean {
  return places.some(
    ({ universe, regime, wide }) =>
      wide && probe(subject, ACTION, universe, { ...regime, tags: 'free' }).unscoped('fixed') === 'yes',
  );
}

function sentence(rows: readonly Row[], answer: Certainty, declared: boolean): string {
  const unscoped = rows
    .filter((row) => row.reach === 'UNSCOPED')
    .map((row) => (row.owner === 'own' ? 'the account' : 'other accounts'));
  if (unscoped.length > 0)
    return `any role of ${unscoped.join(' and of ')} can be assumed${declared && answer === 'no' ? ', as declared' : ''}`;
  if (answer === 'maybe') return 'it is not certain which roles can be assumed';
  if (rows.every((row) => row.reach === 'NONE')) return 'no role can be assumed';
  if (declared)
    return answer === 'yes' ? 'a role outside the declared ones can be assumed' : 'only declared roles can be assumed';
  const widest = Math.max(...rows.map((row) => row.log2Share?.to ?? Number.NEGATIVE_INFINITY));
  return `only named roles can be assumed${shareText(widest)}`;
}
