import { matchAction } from '../action.ts';
import { codePoints, type Glob, normalize, ONE, STAR } from '../glob.ts';
import { parsePolicy } from '../parse.ts';
import type { Certainty, Statement } from '../policy.ts';
import type { AnalysisOptions, ReachedPattern, Verdict, Witness } from '../question.ts';
import type { Layer, ReadRole, RolePolicies } from '../role.ts';
import { Budget, DEFAULT_LIMITS } from '../symbolic/budget.ts';
import type { Principal, Regime } from '../symbolic/keys.ts';
import { type Member, Probe, type ProbeRequest } from '../symbolic/probe.ts';
import type { Universe } from '../symbolic/universe.ts';

/** A role ready to be asked. */
export interface Subject {
  layers: readonly Layer[];
  principal: Principal;
  budget: Budget;
  /** Every character of every resource pattern. */
  mentioned: () => ReadonlySet<string>;
}

/** The role in every organization it may be in, as far as that can make a difference. */
export function subjectsOf(read: ReadRole, options: AnalysisOptions): Subject[] {
  const budget = new Budget({ ...DEFAULT_LIMITS, ...options.limits });
  let letters: ReadonlySet<string> | undefined;
  const mentioned = () => {
    letters ??= lettersIn(read.layers);
    return letters;
  };
  return organizationsOf(read).map((organization) => ({
    layers: read.layers,
    principal: principalOf(read.role, organization),
    budget,
    mentioned,
  }));
}

export function partitionOf(arn: string): string {
  return arn.split(':')[1] || 'aws';
}

function principalOf(role: RolePolicies, organization: Principal['organization']): Principal {
  const trust = readTrust(role.trustPolicy);
  const tags =
    role.roleTags && trust.tagging !== 'yes'
      ? new Map(Object.entries(role.roleTags).map(([key, value]) => [key.toLowerCase(), value]))
      : undefined;
  return {
    roleArn: role.roleArn,
    account: role.roleArn.split(':')[4] ?? '',
    partition: partitionOf(role.roleArn),
    ...(tags ? { tags } : {}),
    assumedBy: trust.assumedBy,
    organization,
    now: role.now,
  };
}

const FRESH_ORGANIZATION = 'o-7qzq7qzq7q';

/** The organizations the account may be in, as far as that can make a difference. */
function organizationsOf({ role, layers }: ReadRole): Principal['organization'][] {
  if (role.organizationId === null) return [null];
  if (role.organizationId !== undefined)
    return [
      { id: role.organizationId, ...(role.organizationPath === undefined ? {} : { path: role.organizationPath }) },
    ];
  const named = new Set<string>();
  let matters = false;
  for (const { policies } of layers) {
    for (const { policy } of policies) {
      for (const { conditions, resources } of policy?.statements ?? []) {
        if (resources.patterns.some((text) => /\$\{aws:(Principal|Resource)Org/i.test(text))) matters = true;
        for (const { key, values } of conditions) {
          if (!/^aws:(Principal|Resource)Org(ID|Paths)$/i.test(key)) continue;
          matters = true;
          for (const value of values) if (/^o-[a-z0-9]+$/.test(value)) named.add(value);
        }
      }
    }
  }
  if (!matters) return [null];
  const inOne = [FRESH_ORGANIZATION, ...[...named].slice(0, 4)].map((id) => ({ id }));
  return role.scps === undefined ? [null, ...inOne] : inOne;
}

/** Whoever may set session tags decides `aws:PrincipalTag` as much as the role's own tags do. */
function readTrust(document: unknown): { assumedBy: Principal['assumedBy']; tagging: Certainty } {
  if (document === undefined) return { assumedBy: 'unknown', tagging: 'maybe' };
  const trust = parsePolicy(document, 'trust');
  if (!trust.ok) return { assumedBy: 'unknown', tagging: 'maybe' };
  const others = trust.policy.statements.filter(
    (statement) => statement.effect === 'Allow' && !onlyServices(statement),
  );
  const tagging = others.some((statement) => matchAction(statement.actions, 'sts:TagSession') !== 'no');
  return { assumedBy: others.length === 0 ? 'services' : 'others', tagging: tagging ? 'yes' : 'no' };
}

function onlyServices({ principals, doubt }: Statement): boolean {
  return (
    doubt === undefined && principals?.not === false && principals.patterns.every((name) => name.startsWith('Service:'))
  );
}

export function ownRegime({ principal }: Subject, tags: Regime['tags'] = 'none'): Regime {
  return { owner: 'own', account: principal.account, organizations: [principal.organization?.id], tags };
}

const FOREIGN_ORGANIZATION = 'o-zq7zq7zq7z';

/** Resources of an account that has nothing to do with the role's. */
export function foreignRegime(
  { principal }: Subject,
  account: string,
  named: boolean,
  tags: Regime['tags'] = 'none',
): Regime {
  const organizations = [FOREIGN_ORGANIZATION, undefined];
  // An account that a policy names may well be a sibling.
  if (named && principal.organization) organizations.unshift(principal.organization.id);
  return { owner: 'foreign', account, organizations, tags };
}

export function probe(
  subject: Subject,
  action: string,
  universe: Universe,
  regime: Regime,
  more: Partial<ProbeRequest> = {},
): Probe {
  return new Probe({
    layers: subject.layers,
    action,
    universe,
    principal: subject.principal,
    regime,
    budget: subject.budget,
    ...more,
  });
}

/** Whether some identity policy may allow the action at all. */
export function mayAllow({ layers }: Subject, action: string): boolean {
  return (
    layers[0]?.policies.some(
      ({ policy }) =>
        !policy ||
        policy.statements.some(
          (statement) => statement.effect === 'Allow' && matchAction(statement.actions, action) !== 'no',
        ),
    ) === true
  );
}

/** Whether a statement on the action depends on one of these keys. */
export function mentionsKey({ layers }: Subject, action: string, keys: RegExp): boolean {
  return layers.some(({ policies }) =>
    policies.some(({ policy }) =>
      policy?.statements.some(
        (statement) =>
          (statement.conditions.some(({ key, values }) =>
            [key, ...values.filter((value) => value.includes('${'))].some((text) => keys.test(text)),
          ) ||
            statement.resources.patterns.some((text) => text.includes('${') && keys.test(text))) &&
          matchAction(statement.actions, action) !== 'no',
      ),
    ),
  );
}

/** The verdict of "this must not be so". */
export function verdictOf(answer: Certainty): Verdict {
  if (answer === 'maybe') return 'UNKNOWN';
  return answer === 'yes' ? 'FAILED' : 'PASSED';
}

export function witnessOf(asked: Probe, member: Member | undefined | null): Witness[] {
  return member ? [asked.witness(member)] : [];
}

const REACHES_SHOWN = 50;

/** How far it reaches: what is proven beside FAILED, and otherwise all that may be. */
export function reachesOf(
  probes: readonly Probe[],
  verdict: Verdict,
): { reaches: ReachedPattern[]; reachesLeftOut: number } {
  const bracket = verdict === 'FAILED' ? 'lower' : 'upper';
  const found = new Map<string, ReachedPattern>();
  for (const one of probes)
    for (const pattern of one.patterns(bracket)) found.set(JSON.stringify([pattern.patterns, pattern.except]), pattern);
  const all = [...found.values()];
  return { reaches: all.slice(0, REACHES_SHOWN), reachesLeftOut: Math.max(0, all.length - REACHES_SHOWN) };
}

export function doubtsOf(probes: readonly Probe[]): string[] {
  return [...new Set(probes.flatMap((one) => [...one.doubts]))].sort();
}

/** `ml-*` as a glob for `ml-*` + `/` + any key; its stars stay inside the bucket's name. */
export function bucketGlob(pattern: string): Glob {
  return normalize([...codePoints(pattern).map((code) => (code === 42 ? -3 : code === 63 ? ONE : code)), 47, STAR]);
}

const FRESH_LETTERS = '7zq0123456891abcdefghijklmnoprstuvwxyABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FRESH_LENGTH = 20;

/** Twenty times a letter that no resource pattern mentions: no policy was written with this key in mind. */
export function freshKeyFor(subject: Subject): string {
  const used = subject.mentioned();
  const letter = [...`${FRESH_LETTERS}!()_αβγδεζηθ`].find((one) => !used.has(one)) ?? '\ue000';
  return letter.repeat(FRESH_LENGTH);
}

/** A path of IAM made the same way; there may be none. */
export function freshPathFor(subject: Subject): string | undefined {
  const used = subject.mentioned();
  const letter = [...`${FRESH_LETTERS}_+=,.@-`].find((one) => !used.has(one));
  return letter && `${letter.repeat(FRESH_LENGTH)}/`;
}

function lettersIn(layers: readonly Layer[]): Set<string> {
  const used = new Set<string>();
  for (const { policies } of layers)
    for (const { policy } of policies)
      for (const { resources } of policy?.statements ?? [])
        for (const pattern of resources.patterns) for (const letter of pattern) used.add(letter);
  return used;
}

/** ` (1 in 2^36 names)`, or nothing. */
export function shareText(log2: number | undefined): string {
  if (log2 === undefined || log2 === Number.NEGATIVE_INFINITY) return '';
  if (log2 > -0.01) return ' (every name)';
  if (log2 > -7) return ` (${Math.round(2 ** log2 * 100)} % of all names)`;
  return ` (1 in 2^${Math.round(-log2)} names)`;
}
