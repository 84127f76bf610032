import { matchAction } from '../action.ts';
import { type ArnGlob, type ArnPattern, readArnPattern, restOf } from '../arn.ts';
import { contains, type Glob, intersects, STAR } from '../glob.ts';
import type { Certainty, Policy, Statement } from '../policy.ts';
import { type Layer, refOf, type StatementRef } from '../role.ts';
import { hasVariable } from '../variables.ts';
import { type Budget, BudgetExceeded } from './budget.ts';
import { type Bracket, type Conditioned, type Context, ContextTable } from './contexts.ts';
import type { KeyDomains } from './keys.ts';
import { type Conjunction, isEverything, type Rest, RestTable } from './region.ts';
import type { Universe } from './universe.ts';

/** A statement that covers the action, with its resources cut down to the universe. */
interface Relevant extends Conditioned {
  ref: StatementRef;
  action: Certainty;
  sure: Rest[];
  maybe: Rest[];
  unset: boolean;
  /** Index among the conditioned statements, or -1. */
  condition: number;
}

/** Patterns without variables read the same in every regime. */
const PLAIN_PATTERNS = new WeakMap<Statement, ArnPattern[]>();

interface RelevantLayer {
  kind: Layer['kind'];
  statements: Relevant[];
  allowsByItself: boolean;
  missing: string[];
}

/** All that is allowed to one action in one regime. */
export interface Region {
  conjunctions: Conjunction[];
  contexts: readonly Context[];
}

interface RegionRequest {
  layers: readonly Layer[];
  action: string;
  universe: Universe;
  domains: KeyDomains;
  acceptedServices?: readonly string[];
  budget: Budget;
}

/** The statements that matter to one action in one universe, from which the region of either bracket is made. */
export class RegionBuilder {
  private readonly layers: RelevantLayer[] = [];
  private readonly conditioned: Conditioned[] = [];
  private readonly table: ContextTable;
  private readonly rests: RestTable;
  private readonly everything: Rest;
  /** Why the two brackets may differ. */
  readonly doubts = new Set<string>();

  constructor(private readonly request: RegionRequest) {
    this.rests = new RestTable(request.budget);
    this.everything = this.rests.rest([STAR], '*');
    for (const layer of request.layers) this.layers.push(this.readLayer(layer));
    this.table = new ContextTable(this.conditioned, request.domains, request.acceptedServices ?? [], request.budget);
    for (const doubt of this.table.doubts) this.doubts.add(doubt);
  }

  private readLayer(layer: Layer): RelevantLayer {
    const statements: Relevant[] = [];
    const missing: string[] = [];
    for (const policy of layer.policies) {
      if (!policy.policy) {
        missing.push(policy.missing ?? policy.name);
        this.doubts.add(`policy not read: ${policy.missing ?? policy.name}`);
        continue;
      }
      for (const statement of policy.policy.statements) {
        const relevant = this.readStatement(statement, policy.policy.version, refOf(policy, statement));
        if (relevant) statements.push(relevant);
      }
    }
    return { kind: layer.kind, statements, allowsByItself: layer.allowsByItself, missing };
  }

  private readStatement(statement: Statement, version: Policy['version'], ref: StatementRef): Relevant | undefined {
    const action = matchAction(statement.actions, this.request.action);
    if (action === 'no') return undefined;
    const doubts: string[] = [];
    if (action === 'maybe')
      doubts.push(`action pattern \`${statement.actions.patterns.find((text) => /[*?].*:/.test(text)) ?? '**'}\``);
    const sure: Rest[] = [];
    const maybe: Rest[] = [];
    let unset = false;
    for (const pattern of this.patternsOf(statement, version)) {
      const { text } = pattern;
      if (pattern.unset) {
        unset = true;
        if (statement.resources.not) doubts.push(`variable without a value in NotResource: \`${text}\``);
      }
      const own = this.restsOf(pattern, pattern.sure);
      const wide = pattern.maybe === pattern.sure ? own : this.restsOf(pattern, pattern.maybe);
      sure.push(...own);
      maybe.push(...wide);
      if (pattern.why !== undefined && wide.some((rest) => !own.includes(rest))) doubts.push(pattern.why);
    }
    if (!statement.resources.not && maybe.length === 0) return undefined;
    if (statement.doubt !== undefined) doubts.push(`${ref.policy}: ${statement.doubt}`);
    for (const doubt of doubts) this.doubts.add(doubt);
    let condition = -1;
    if (statement.conditions.length > 0) condition = this.conditioned.push({ statement, version }) - 1;
    const certain: Certainty = statement.doubt === undefined ? action : 'maybe';
    return { statement, version, ref, action: certain, sure, maybe, unset, condition };
  }

  private patternsOf(statement: Statement, version: Policy['version']): ArnPattern[] {
    const known = PLAIN_PATTERNS.get(statement);
    if (known) return known;
    const patterns = statement.resources.patterns.map((text) =>
      readArnPattern(text, version, this.request.domains.resolve),
    );
    if (!statement.resources.patterns.some(hasVariable)) PLAIN_PATTERNS.set(statement, patterns);
    return patterns;
  }

  private restsOf(pattern: ArnPattern, readings: readonly ArnGlob[]): Rest[] {
    const { universe } = this.request;
    const globs = readings.flatMap((reading) => restOf(reading, universe.head, universe.start));
    return globs.filter((glob) => mayMeet(glob, universe)).map((glob) => this.rests.rest(glob, pattern.text));
  }

  /** Turns declared patterns into what is not asked about. */
  declared(globs: readonly Glob[]): Rest[] {
    return globs.map((glob) => this.rests.rest(glob, 'declared'));
  }

  region(bracket: Bracket): Region {
    const { contexts, doubts } = this.table.combine(bracket);
    for (const doubt of doubts) this.doubts.add(doubt);
    const conjunctions = new Map<string, Conjunction>();
    const plain = this.conditioned.length === 0;
    for (const [index, context] of contexts.entries()) {
      for (const conjunction of this.inContext(context, index, bracket)) {
        const key = `${conjunction.all.map((rest) => rest.id).join()}|${conjunction.none.map((rest) => rest.id).join()}`;
        if (!conjunctions.has(key)) conjunctions.set(key, conjunction);
        if (conjunctions.size > this.request.budget.limits.conjunctions)
          throw new BudgetExceeded(`more than ${this.request.budget.limits.conjunctions} combinations of statements`);
      }
      if (plain) break;
    }
    return { conjunctions: [...conjunctions.values()], contexts };
  }

  private inContext(context: Context, index: number, bracket: Bracket): Conjunction[] {
    const denied = new Map<number, Rest>();
    const guards: Term[][] = [];
    for (const glob of this.request.universe.except) {
      const rest = this.rests.rest(glob, 'reserved by AWS');
      denied.set(rest.id, rest);
    }
    for (const layer of this.layers) {
      for (const relevant of layer.statements) {
        if (relevant.statement.effect !== 'Deny' || !this.denies(relevant, context, bracket)) continue;
        if (relevant.statement.resources.not) guards.push(this.exempted(relevant, bracket));
        else for (const rest of bracket === 'lower' ? relevant.maybe : relevant.sure) denied.set(rest.id, rest);
      }
    }
    let terms: Term[] = [];
    for (const layer of this.layers) {
      const own = simplify(this.allowedBy(layer, context, bracket));
      if (own.length === 0) return [];
      if (layer.kind === 'identity') terms = own;
      else guards.push(own);
    }
    const none = [...denied.values()];
    if (none.some(isEverything)) return [];
    guards.sort((a, b) => a.length - b.length);
    for (const guard of guards) {
      if (guard.some(isFree)) continue;
      terms = this.narrow(terms, guard);
    }
    return terms.map((term) => this.conjunction(term, none, index)).filter((found) => found !== undefined);
  }

  private denies({ condition, action, unset, statement }: Relevant, context: Context, bracket: Bracket): boolean {
    if (condition >= 0 && !context.holds[condition]) return false;
    const certain = action === 'yes' && !(unset && statement.resources.not);
    return certain || bracket === 'lower';
  }

  /** What a Deny with NotResource leaves alone. */
  private exempted({ sure, maybe }: Relevant, bracket: Bracket): Term[] {
    return simplify((bracket === 'lower' ? sure : maybe).map((rest) => term([rest], [], [])));
  }

  private allowedBy(layer: RelevantLayer, context: Context, bracket: Bracket): Term[] {
    const free = term([], [], []);
    if (layer.allowsByItself || (bracket === 'upper' && layer.missing.length > 0)) return [free];
    const terms: Term[] = [];
    for (const { statement, ref, condition, action, sure, maybe, unset } of layer.statements) {
      if (statement.effect !== 'Allow' || (condition >= 0 && !context.holds[condition])) continue;
      if (bracket === 'lower' && (action !== 'yes' || (unset && statement.resources.not))) continue;
      if (statement.resources.not) terms.push(term([], bracket === 'lower' ? maybe : sure, [ref]));
      else for (const rest of bracket === 'lower' ? sure : maybe) terms.push(term([rest], [], [ref]));
    }
    return terms;
  }

  private narrow(terms: readonly Term[], guard: readonly Term[]): Term[] {
    const out: Term[] = [];
    for (const one of terms) {
      for (const other of guard) {
        this.request.budget.tick();
        if (!one.all.every((rest) => other.all.every((limit) => intersects(rest.glob, limit.glob)))) continue;
        const all = [...one.all];
        for (const limit of other.all) if (!all.some((rest) => contains(limit.glob, rest.glob))) all.push(limit);
        const narrowed = all.filter(
          (rest, i) => !all.some((inner, k) => k !== i && inner.id !== rest.id && contains(rest.glob, inner.glob)),
        );
        out.push({ all: narrowed, none: [...one.none, ...other.none], by: [...one.by, ...other.by] });
        if (out.length > this.request.budget.limits.conjunctions)
          throw new BudgetExceeded(`more than ${this.request.budget.limits.conjunctions} combinations of statements`);
      }
    }
    return simplify(out);
  }

  private conjunction(one: Term, denied: readonly Rest[], context: number): Conjunction | undefined {
    this.request.budget.tick();
    const all = one.all.length > 0 ? one.all : [this.everything];
    const none = new Map<number, Rest>();
    for (const rest of [...one.none, ...denied]) {
      if (none.has(rest.id) || !all.every((wanted) => intersects(rest.glob, wanted.glob))) continue;
      if (all.some((wanted) => contains(rest.glob, wanted.glob))) return undefined;
      none.set(rest.id, rest);
    }
    return { all, none: [...none.values()].sort((a, b) => a.id - b.id), by: one.by, context };
  }
}

/** What all of `all` and none of `none` match; no `all` means everything. */
interface Term {
  all: readonly Rest[];
  none: readonly Rest[];
  by: readonly StatementRef[];
}

function term(all: readonly Rest[], none: readonly Rest[], by: readonly StatementRef[]): Term {
  return { all, none, by };
}

/** Comparing all pairs must stay cheap; whatever it leaves in costs time only. */
const PAIRWISE_WORK = 1_000_000;

/** Drops terms that another one contains. */
function simplify(terms: readonly Term[]): Term[] {
  const free = terms.find(isFree);
  if (free) return [free];
  const longest = Math.max(0, ...terms.map((one) => Math.max(0, ...one.all.map((rest) => rest.glob.length))));
  if (terms.length ** 2 * longest > PAIRWISE_WORK) return distinctTerms(terms);
  return terms.filter(
    (inner, i) => !terms.some((outer, k) => k !== i && holds(outer, inner) && (k < i || !holds(inner, outer))),
  );
}

/** Whether it takes everything. */
function isFree({ all, none }: Term): boolean {
  return none.length === 0 && all.every(isEverything);
}

function distinctTerms(terms: readonly Term[]): Term[] {
  const key = (one: Term) => `${one.all.map((rest) => rest.id).join()}|${one.none.map((rest) => rest.id).join()}`;
  return [...new Map(terms.map((one) => [key(one), one])).values()];
}

function holds(outer: Term, inner: Term): boolean {
  return (
    outer.all.every((wide) => inner.all.some((narrow) => narrow.id === wide.id || contains(wide.glob, narrow.glob))) &&
    outer.none.every((rest) => inner.none.some((other) => other.id === rest.id || contains(other.glob, rest.glob)))
  );
}

/** Quick check that a glob is not out of the universe by its letters or its beginning. */
function mayMeet(glob: Glob, universe: Universe): boolean {
  const { alphabet } = universe;
  if (alphabet && glob.some((token) => token >= 0 && !alphabet.has(token))) return false;
  let state = 0;
  for (const token of glob) {
    if (token < 0) return true;
    state = universe.step(state, token);
    if (state < 0) return false;
  }
  return universe.accepts(state);
}
