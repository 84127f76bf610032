import { type Certainty, either } from '../policy.ts';
import type { Question, Row } from '../question.ts';
import { foreignAccounts } from '../symbolic/accounts.ts';
import type { Regime } from '../symbolic/keys.ts';
import type { Member, Probe } from '../symbolic/probe.ts';
import { accessPointUniverse, objectUniverse } from '../symbolic/universe.ts';
import type { Answer } from './answer.ts';
import {
  bucketGlob,
  doubtsOf,
  foreignRegime,
  freshKeyFor,
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

const ACTION = 's3:GetObject';
const OWNER_KEYS = /(ResourceAccount|ResourceOrgI[Dd]|ResourceOrgPaths)/i;
const TAG_KEYS = /^(s3:(ExistingObjectTag|BucketTag)|aws:ResourceTag)\//i;
const REGION = 'us-east-1';

/** Buckets of one kind of owner, with today's naming rules and with those of old. */
interface Place {
  asked: Probe;
  legacy: Probe;
  regime: Regime;
  /** Counts towards "any bucket"; accounts that a policy names do not. */
  wide: boolean;
}

/** Can it read the objects of any bucket? */
export function readObjects(subject: Subject, question: Extract<Question, { kind: 'read-objects' }>): Answer {
  if (!mayAllow(subject, ACTION)) return nothing();
  const freshKey = freshKeyFor(subject);
  const places = placesOf(subject, freshKey);
  const wide = places.filter((place) => place.wide);
  const ownersDiffer = mentionsKey(subject, ACTION, OWNER_KEYS) || hasResourceControl(subject);
  const rows = rowsOf(wide, ownersDiffer);
  const accessPoints = accessPointProbe(subject, freshKey);
  rows.push(accessPoints.row('access points', 'fixed'));

  const found = judge(places, wide, question);
  const example = found.member ?? firstMember(places);
  const asked = places.flatMap((place) => [place.asked, ...(question.declaredBuckets ? [place.legacy] : [])]);
  return {
    verdict: verdictOf(found.answer),
    rows,
    witnesses: example ? witnessOf(example.asked, example.member) : [],
    ...reachesOf(
      wide.map((place) => place.legacy),
      verdictOf(found.answer),
    ),
    unknown: doubtsOf(asked),
    notes: notesOf(subject, rows, wide, found.answer, freshKey),
    summary: sentence(rows, found.answer, question),
  };
}

function nothing(): Answer {
  const row = (what: string, owner: Row['owner']): Row => ({ what, owner, tags: 'none', reach: 'NONE' });
  const rows = [
    row('any object', 'own'),
    row('some object', 'own'),
    row('any object', 'foreign'),
    row('some object', 'foreign'),
    row('access points', 'own'),
  ];
  return {
    verdict: 'PASSED',
    rows,
    witnesses: [],
    reaches: [],
    reachesLeftOut: 0,
    unknown: [],
    notes: [],
    summary: 'no object can be read',
  };
}

function placesOf(subject: Subject, freshKey: string): Place[] {
  const { partition, account } = subject.principal;
  const place = (regime: Regime, wide: boolean): Place => ({
    asked: probe(subject, ACTION, objectUniverse(partition, freshKey, false), regime),
    legacy: probe(subject, ACTION, objectUniverse(partition, freshKey, true), regime),
    regime,
    wide,
  });
  const places = [place(ownRegime(subject), true)];
  if (!mentionsKey(subject, ACTION, OWNER_KEYS) && !hasResourceControl(subject)) return places;
  for (const { account: other, wide } of foreignAccounts(subject.layers, account, subject.budget))
    places.push(place(foreignRegime(subject, other, !wide), wide));
  return places;
}

function hasResourceControl({ layers }: Subject): boolean {
  return layers.some((layer) => layer.kind === 'rcp');
}

function rowsOf(wide: readonly Place[], ownersDiffer: boolean): Row[] {
  const rows: Row[] = [];
  for (const { asked, legacy } of wide) {
    const any = asked.row('any object', 'fixed');
    const some = asked.row('some object', 'any');
    rows.push(orLegacy(any, legacy), orLegacy(some, legacy));
  }
  // Without a condition on the owner a bucket's owner makes no difference.
  if (!ownersDiffer) rows.push(...rows.map((row) => ({ ...row, owner: 'foreign' as const })));
  return rows;
}

/** Names by the old rules are no part of the share, but may be all there is. */
function orLegacy(row: Row, legacy: Probe): Row {
  if (row.reach !== 'NONE') return row;
  const { answer } = legacy.inhabited();
  return answer === 'no' ? row : { ...row, reach: answer === 'yes' ? 'SCOPED' : 'UNKNOWN' };
}

interface Found {
  answer: Certainty;
  member?: { asked: Probe; member: Member };
}

function judge(
  places: readonly Place[],
  wide: readonly Place[],
  question: Extract<Question, { kind: 'read-objects' }>,
): Found {
  if (question.declaredBuckets) return outside(places, question.declaredBuckets);
  const tail = question.reach === 'some-object' ? 'any' : 'fixed';
  let answer: Certainty = 'no';
  for (const { asked } of wide) {
    const unscoped = asked.unscoped(tail);
    answer = either(answer, unscoped);
    if (unscoped !== 'yes') continue;
    const member = asked.member('lower');
    if (member) return { answer, member: { asked, member } };
  }
  return { answer };
}

function outside(places: readonly Place[], declaredBuckets: readonly string[]): Found {
  const declared = declaredBuckets.map(bucketGlob);
  let answer: Certainty = 'no';
  for (const { asked, legacy } of places) {
    for (const one of [asked, legacy]) {
      const found = one.inhabited(declared);
      answer = either(answer, found.answer);
      if (found.member) return { answer, member: { asked: one, member: found.member } };
      if (found.answer === 'yes') break;
    }
  }
  return { answer };
}

function firstMember(places: readonly Place[]): Found['member'] {
  for (const { asked, legacy } of places) {
    for (const one of [asked, legacy]) {
      const member = one.member('lower');
      if (member) return { asked: one, member };
    }
  }
  return undefined;
}

function accessPointProbe(subject: Subject, freshKey: string): Probe {
  const { partition, account } = subject.principal;
  return probe(subject, ACTION, accessPointUniverse(partition, REGION, account, freshKey), ownRegime(subject), {
    viaAccessPoint: true,
  });
}

function notesOf(
  subject: Subject,
  rows: readonly Row[],
  wide: readonly Place[],
  answer: Certainty,
  freshKey: string,
): string[] {
  const notes: string[] = [];
  const reach = (what: string, owner: Row['owner']) =>
    rows.find((row) => row.what === what && row.owner === owner)?.reach;
  const anyUnscoped = ['own', 'foreign'].some((owner) => reach('any object', owner as Row['owner']) === 'UNSCOPED');
  if (!anyUnscoped && (reach('some object', 'own') === 'UNSCOPED' || reach('some object', 'foreign') === 'UNSCOPED'))
    notes.push('objects whose key suits the policy are readable in any bucket');
  if (reach('any object', 'own') === 'UNSCOPED' && reach('any object', 'foreign') === 'NONE')
    notes.push('buckets of the own account only');
  if (
    !anyUnscoped &&
    answer !== 'yes' &&
    mentionsKey(subject, ACTION, TAG_KEYS) &&
    isTagLimited(subject, wide, freshKey)
  )
    notes.push('any object can be read that carries certain tags, and tags can be set by others');
  return notes;
}

function isTagLimited(subject: Subject, wide: readonly Place[], freshKey: string): boolean {
  const universe = objectUniverse(subject.principal.partition, freshKey, false);
  return wide.some(
    ({ regime }) => probe(subject, ACTION, universe, { ...regime, tags: 'free' }).unscoped('fixed') === 'yes',
  );
}

function sentence(
  rows: readonly Row[],
  answer: Certainty,
  question: Extract<Question, { kind: 'read-objects' }>,
): string {
  const any = rows.filter((row) => row.what === 'any object');
  const some = rows.filter((row) => row.what === 'some object');
  const unscoped = any.filter((row) => row.reach === 'UNSCOPED');
  if (unscoped.length > 0) {
    const whose =
      unscoped.length === any.length
        ? 'any bucket'
        : unscoped[0]?.owner === 'own'
          ? 'any bucket of the own account'
          : 'any bucket of other accounts';
    return `the objects of ${whose} can be read`;
  }
  if (answer === 'maybe') return 'it is not certain which objects can be read';
  if (question.declaredBuckets)
    return answer === 'yes'
      ? 'objects outside the declared buckets can be read'
      : 'only objects of the declared buckets can be read';
  if (some.some((row) => row.reach === 'UNSCOPED')) return 'some objects of any bucket can be read';
  if (some.every((row) => row.reach === 'NONE')) return 'no object can be read';
  const widest = Math.max(...any.map((row) => row.log2Share?.to ?? Number.NEGATIVE_INFINITY));
  return `only objects of named buckets can be read${shareText(widest)}`;
}
