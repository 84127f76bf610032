import type { KeyValue } from '../condition.ts';
import { type Decision, decideLayers } from '../decide.ts';
import { codePoints, type Glob, STAR } from '../glob.ts';
import type { Certainty } from '../policy.ts';
import type { Reach, ReachedPattern, Row, Witness } from '../question.ts';
import type { Layer, StatementRef } from '../role.ts';
import { type Budget, BudgetExceeded } from './budget.ts';
import { type Region, RegionBuilder } from './build.ts';
import type { Bracket } from './contexts.ts';
import { KeyDomains, type Principal, type Regime } from './keys.ts';
import type { Conjunction, Rest } from './region.ts';
import { extend, findMember, suits } from './search.ts';
import { type Share, shareOf, type Tail } from './share.ts';
import { arnIn, isIn, type Universe } from './universe.ts';

/** At least this part of all names: "any". Every policy of AWS is far above or far below. */
const THRESHOLD = 0.01;

export interface ProbeRequest {
  layers: readonly Layer[];
  action: string;
  universe: Universe;
  principal: Principal;
  regime: Regime;
  viaAccessPoint?: boolean;
  acceptedServices?: readonly string[];
  /** Keys held to one value, lower case. */
  fixed?: ReadonlyMap<string, KeyValue>;
  budget: Budget;
}

export class DisagreementError extends Error {}

/** One action in one universe and one regime, asked in both brackets. */
export class Probe {
  private readonly builder: RegionBuilder | undefined;
  private readonly layers: readonly Layer[];
  private readonly regions = new Map<Bracket, Region | undefined>();
  private readonly shares = new Map<string, Share>();
  readonly doubts: Set<string>;

  constructor(private readonly request: ProbeRequest) {
    // RCPs follow the account of the resource, and those that are known are the role's own.
    this.layers =
      request.regime.owner === 'own' ? request.layers : request.layers.filter((layer) => layer.kind !== 'rcp');
    this.doubts = new Set();
    try {
      this.builder = new RegionBuilder({
        layers: this.layers,
        action: request.action,
        universe: request.universe,
        domains: this.domains(),
        ...(request.acceptedServices ? { acceptedServices: request.acceptedServices } : {}),
        budget: request.budget,
      });
      this.doubts = this.builder.doubts;
    } catch (problem) {
      this.giveUp(problem);
    }
  }

  private domains(): KeyDomains {
    const { principal, regime, action, viaAccessPoint, fixed } = this.request;
    return new KeyDomains(
      principal,
      regime,
      { action: action.toLowerCase(), viaAccessPoint: viaAccessPoint === true },
      fixed,
    );
  }

  private giveUp(problem: unknown): void {
    if (!(problem instanceof BudgetExceeded)) throw problem;
    this.doubts.add(problem.message);
  }

  private region(bracket: Bracket): Region | undefined {
    if (!this.builder) return undefined;
    if (this.regions.has(bracket)) return this.regions.get(bracket);
    if (bracket === 'upper' && this.doubts.size === 0) {
      // Without doubts the brackets are the same.
      const exact = this.region('lower');
      if (this.doubts.size === 0) return exact;
    }
    let region: Region | undefined;
    try {
      region = this.builder.region(bracket);
    } catch (problem) {
      this.giveUp(problem);
    }
    this.regions.set(bracket, region);
    return region;
  }

  /** Whether the two brackets are one region. */
  private get isExact(): boolean {
    const upper = this.region('upper');
    return upper !== undefined && upper === this.region('lower');
  }

  share(bracket: Bracket, tail: Tail): Share {
    const key = (this.isExact ? 'lower' : bracket) + tail;
    let share = this.shares.get(key);
    if (!share) {
      share = this.measure(bracket, tail);
      this.shares.set(key, share);
    }
    return share;
  }

  private measure(bracket: Bracket, tail: Tail): Share {
    const region = this.region(bracket);
    if (!region) return { lower: 0, upper: 1 };
    try {
      const share = shareOf(region.conjunctions, this.request.universe, tail, THRESHOLD, this.request.budget);
      if (share.lower < THRESHOLD && share.upper >= THRESHOLD)
        this.doubts.add('the share of reachable names was not counted within the budget');
      return share;
    } catch (problem) {
      this.giveUp(problem);
      return { lower: 0, upper: 1 };
    }
  }

  /** Whether at least 1 % of all names are reachable. */
  unscoped(tail: Tail): Certainty {
    if (this.share('lower', tail).lower >= THRESHOLD) return 'yes';
    return this.share('upper', tail).upper < THRESHOLD ? 'no' : 'maybe';
  }

  /** Whether anything at all is reachable, beside what `without` matches. */
  inhabited(without: readonly Glob[] = []): { answer: Certainty; member?: Member } {
    const surely = this.member('lower', without);
    if (surely) return { answer: 'yes', member: surely };
    if (surely === undefined && (this.isExact || this.member('upper', without) === undefined)) return { answer: 'no' };
    return { answer: 'maybe' };
  }

  /** A reachable name; nothing when there is none, `null` when the budget does not suffice to say. */
  member(bracket: Bracket, without: readonly Glob[] = []): Member | undefined | null {
    const region = this.region(bracket);
    if (!region || !this.builder) return null;
    const outside = this.builder.declared(without);
    let gaveUp = false;
    for (const conjunction of this.widestFirst(region.conjunctions)) {
      try {
        const narrowed = outside.length > 0 ? { ...conjunction, none: [...conjunction.none, ...outside] } : conjunction;
        const rest = findMember(narrowed, this.request.universe, this.request.budget);
        if (rest !== undefined) return { rest, conjunction, region };
      } catch (problem) {
        this.giveUp(problem);
        gaveUp = true;
        if (this.request.budget.spent) break;
      }
    }
    return gaveUp ? null : undefined;
  }

  /** What takes nearly every name comes first, then what takes any bucket; otherwise the order of the policies. */
  private widestFirst(conjunctions: readonly Conjunction[]): Conjunction[] {
    const rank = ({ all }: Conjunction) => {
      if (all.every((rest) => rest.automaton.letters.size <= 1)) return 0;
      return all.every((rest) => rest.glob[0] === STAR) ? 1 : 2;
    };
    return [...conjunctions].sort((a, b) => rank(a) - rank(b));
  }

  /** Whether one concrete name is reachable. */
  reaches(rest: string): Certainty {
    const codes = codePoints(rest);
    const exists = isIn(this.request.universe, codes);
    const lower = this.region('lower');
    if (exists && lower?.conjunctions.some((one) => suits(codes, one))) return 'yes';
    const upper = this.region('upper');
    if (!lower || !upper) return 'maybe';
    if (upper === lower || !exists) return 'no';
    return upper.conjunctions.some((one) => suits(codes, one)) ? 'maybe' : 'no';
  }

  /** Whether some name that begins so is reachable. */
  reachesSome(beginning: string): Certainty {
    const within = (bracket: Bracket): boolean | undefined => {
      const region = this.region(bracket);
      try {
        return region?.conjunctions.some(
          (one) => extend(beginning, one, this.request.universe, this.request.budget) !== undefined,
        );
      } catch (problem) {
        this.giveUp(problem);
        return undefined;
      }
    };
    if (within('lower')) return 'yes';
    return within('upper') === false ? 'no' : 'maybe';
  }

  reach(tail: Tail): Reach {
    const unscoped = this.unscoped(tail);
    if (unscoped === 'yes') return 'UNSCOPED';
    if (unscoped === 'maybe') return 'UNKNOWN';
    const { answer } = this.inhabited();
    return answer === 'yes' ? 'SCOPED' : answer === 'no' ? 'NONE' : 'UNKNOWN';
  }

  row(what: string, tail: Tail): Row {
    const { regime } = this.request;
    const reach = this.reach(tail);
    const from = Math.log2(this.share('lower', tail).lower);
    const to = Math.log2(this.share('upper', tail).upper);
    return {
      what,
      owner: regime.owner,
      tags: regime.tags,
      reach,
      ...(reach !== 'NONE' && Number.isFinite(to)
        ? { log2Share: { ...(Number.isFinite(from) ? { from } : {}), to } }
        : {}),
    };
  }

  /** The member as a request, re-checked by the concrete evaluator. Throws {@link DisagreementError}. */
  witness({ rest, conjunction, region }: Member): Witness {
    const { action, universe } = this.request;
    const values = region.contexts[conjunction.context]?.values ?? new Map<string, KeyValue>();
    const resource = arnIn(universe, rest);
    const { context, chosen } = this.contextOf(values);
    const decision: Decision = decideLayers(this.layers, { action, resource, context });
    if (decision.decision !== 'allowed')
      throw new DisagreementError(
        `the analysis found ${action} on \`${resource}\` allowed, the evaluator says ${decision.decision}`,
      );
    return { action, resource, owner: this.request.regime.owner, context, chosen, grantedBy: decision.allowedBy };
  }

  private contextOf(values: ReadonlyMap<string, KeyValue>): {
    context: Record<string, string | readonly string[]>;
    chosen: string[];
  } {
    const { principal, regime, action, fixed } = this.request;
    const context = new Map<string, [name: string, value: KeyValue]>();
    const set = (name: string, value: KeyValue) => context.set(name.toLowerCase(), [name, value]);
    set('aws:PrincipalAccount', principal.account);
    set('aws:PrincipalArn', principal.roleArn);
    set('aws:PrincipalType', 'AssumedRole');
    set('aws:PrincipalIsAWSService', 'false');
    set('aws:CurrentTime', principal.now.toISOString());
    set('aws:EpochTime', String(Math.floor(principal.now.getTime() / 1000)));
    set('aws:PrincipalOrgID', principal.organization?.id);
    if (principal.organization?.path !== undefined) set('aws:PrincipalOrgPaths', [principal.organization.path]);
    for (const [tag, value] of principal.tags ?? []) set(`aws:PrincipalTag/${tag}`, value);
    set('aws:ResourceAccount', regime.account);
    if (action.startsWith('s3:')) set('s3:ResourceAccount', regime.account);
    set('aws:ResourceOrgID', regime.organizations[0]);
    const given = new Set(context.keys());
    for (const [name, value] of fixed ?? []) set(name, value);
    for (const [name, value] of values) set(name, value);
    const present = [...context.values()].filter(
      (entry): entry is [string, string | readonly string[]] => entry[1] !== undefined,
    );
    return {
      context: Object.fromEntries(present),
      chosen: present.map(([name]) => name).filter((name) => !given.has(name.toLowerCase())),
    };
  }

  patterns(bracket: Bracket): ReachedPattern[] {
    const region = this.region(bracket);
    const found = new Map<string, ReachedPattern & { grantedBy: StatementRef[] }>();
    for (const { all, none, by } of region?.conjunctions ?? []) {
      const patterns = unique(all);
      const except = unique(none);
      const key = `${patterns.join('\n')}\n-\n${except.join('\n')}`;
      if (!found.has(key)) found.set(key, { patterns, except, grantedBy: [...by] });
    }
    return [...found.values()];
  }
}

/** A name that is reachable, and why. */
export interface Member {
  rest: string;
  conjunction: Conjunction;
  region: Region;
}

function unique(rests: readonly Rest[]): string[] {
  return [...new Set(rests.map((rest) => rest.written).filter((written) => written !== 'reserved by AWS'))];
}
