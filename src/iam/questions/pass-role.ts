import type { Analysis, Question } from '../question.ts';
import type { Probe } from '../symbolic/probe.ts';
import { iamUniverse } from '../symbolic/universe.ts';
import type { Answer } from './answer.ts';
import {
  doubtsOf,
  freshPathFor,
  mayAllow,
  ownRegime,
  probe,
  reachesOf,
  type Subject,
  shareText,
  verdictOf,
  witnessOf,
} from './subject.ts';

const ACTION = 'iam:PassRole';
const KEY = 'iam:passedtoservice';
const SERVICES_ASKED = 64;
const FRESH_SERVICE = 'zq7q.amazonaws.com';

/** Can it pass any role? Roles can only be passed inside their own account. */
export function passRole(subject: Subject, question: Extract<Question, { kind: 'pass-role' }>): Answer {
  const universe = iamUniverse(subject.principal.partition, subject.principal.account, 'role', freshPathFor(subject));
  if (!mayAllow(subject, ACTION)) return nothing();
  const accepted = question.acceptPassedToService ?? [];
  const asked = probe(subject, ACTION, universe, ownRegime(subject), { acceptedServices: accepted });
  const row = asked.row('roles', 'fixed');
  const unscoped = asked.unscoped('fixed');
  const verdict = verdictOf(unscoped);
  const member = row.reach === 'NONE' ? undefined : asked.member('lower');
  const services = verdict === 'FAILED' ? servicesOf(subject, asked, accepted) : undefined;
  return {
    verdict,
    rows: [row],
    witnesses: witnessOf(asked, member),
    ...reachesOf([asked], verdict),
    ...(services ? { services } : {}),
    unknown: doubtsOf([asked]),
    notes: accepted.length > 0 ? [`grants limited to ${accepted.join(', ')} are accepted`] : [],
    summary: sentence(row, services),
  };
}

function nothing(): Answer {
  return {
    verdict: 'PASSED',
    rows: [{ what: 'roles', owner: 'own', tags: 'none', reach: 'NONE' }],
    witnesses: [],
    reaches: [],
    reachesLeftOut: 0,
    unknown: [],
    notes: [],
    summary: 'no role can be passed',
  };
}

function sentence(row: Analysis['rows'][number], services: Analysis['services']): string {
  if (row.reach === 'UNSCOPED') {
    const to = services === undefined || services === 'any' ? 'any service' : services.join(', ') || 'no named service';
    return `any role of the account can be passed to ${to}`;
  }
  if (row.reach === 'NONE') return 'no role can be passed';
  if (row.reach === 'SCOPED') return `only named roles can be passed${shareText(row.log2Share?.to)}`;
  return 'it is not certain which roles can be passed';
}

/** The services to which any role at all can be passed. */
function servicesOf(subject: Subject, asked: Probe, accepted: readonly string[]): Analysis['services'] {
  const named = namedServices(subject);
  if (named.length === 0) return 'any';
  const works = (service: string | undefined) => {
    const universe = iamUniverse(subject.principal.partition, subject.principal.account, 'role', freshPathFor(subject));
    return (
      probe(subject, ACTION, universe, ownRegime(subject), { fixed: new Map([[KEY, service]]) }).unscoped('fixed') ===
      'yes'
    );
  };
  if (works(FRESH_SERVICE)) return 'any';
  const working = named
    .slice(0, SERVICES_ASKED)
    .filter((service) => !accepted.includes(service))
    .filter((service) => works(service.replaceAll('*', 'zq7q').replaceAll('?', 'q')));
  if (working.length === 0 && works(undefined)) return [];
  // Nothing named works on its own: the budget ran out, and the verdict stands on the whole.
  return working.length === 0 && asked.unscoped('fixed') !== 'yes' ? undefined : working;
}

function namedServices({ layers }: Subject): string[] {
  const found = new Set<string>();
  for (const { policies } of layers)
    for (const { policy } of policies)
      for (const { conditions } of policy?.statements ?? [])
        for (const { key, values } of conditions)
          if (key.toLowerCase() === KEY) for (const value of values) found.add(value);
  return [...found].sort();
}
