import { codePoints, intersects, isStar, STAR } from '../glob.ts';
import { DEAD } from './automaton.ts';
import { type Budget, BudgetExceeded } from './budget.ts';
import type { Conjunction } from './region.ts';
import { explore } from './search.ts';
import type { NameSpace, Universe } from './universe.ts';

/** The part of all names that is reachable, between two bounds that mostly meet. */
export interface Share {
  lower: number;
  upper: number;
}

export type Tail = 'fixed' | 'any';

const NOTHING: Share = { lower: 0, upper: 0 };
/** States kept for one position of a name; what falls out widens the bounds. */
const BEAM = 3000;

/**
 * The share of names for which some conjunction has a member. Bounds first, and the exact count only where they leave `threshold`
 * open or the number would not be worth printing.
 */
export function shareOf(
  conjunctions: readonly Conjunction[],
  universe: Universe,
  tail: Tail,
  threshold: number,
  budget: Budget,
): Share {
  const names = universe.names;
  if (!names) return NOTHING;
  let best = NOTHING;
  for (const before of names.before) {
    const share = shareAfter(conjunctions, universe, names, before, tail, threshold, budget);
    best = { lower: Math.max(best.lower, share.lower), upper: Math.max(best.upper, share.upper) };
    if (best.lower >= 1) break;
  }
  return best;
}

function shareAfter(
  conjunctions: readonly Conjunction[],
  universe: Universe,
  names: NameSpace,
  before: string,
  tail: Tail,
  threshold: number,
  budget: Budget,
): Share {
  const measure = (some: readonly Conjunction[]) => new Measure(some, universe, names, before, tail, budget).run();
  const open: Conjunction[] = [];
  let lower = 0;
  let upper = 0;
  const limits = conjunctions.map((conjunction) => upperBound(conjunction, names, before, tail));
  // So many patterns that it is not worth counting what all of them together cannot lift over the threshold.
  const roughly = conjunctions.length > ROUGHLY && sum(limits) < threshold;
  for (const [i, conjunction] of conjunctions.entries()) {
    const limit = limits[i] ?? 1;
    if (limit === 0) continue;
    if (budget.spent) return { lower, upper: 1 };
    const quick = quickShare(conjunction, names, before, tail) ?? (roughly ? { lower: 0, upper: limit } : undefined);
    const share = quick ?? bounded(conjunction, measure, threshold);
    if (share.upper === 0) continue;
    if (share.lower >= 1) return { lower: 1, upper: 1 };
    open.push(conjunction);
    lower = Math.max(lower, share.lower);
    upper += share.upper;
  }
  upper = Math.min(1, upper);
  const narrow = upper - lower <= upper * 1e-9;
  // Far below the threshold the sum says enough: it is at most as many times too large as there are conjunctions.
  if (open.length <= 1 || narrow || upper < threshold) return { lower, upper };
  const joint = measure(open);
  return { lower: Math.max(lower, joint.lower), upper: Math.min(upper, joint.upper) };
}

function bounded(conjunction: Conjunction, measure: (some: readonly Conjunction[]) => Share, threshold: number): Share {
  if (conjunction.none.length < 8) return measure([conjunction]);
  const without = measure([{ ...conjunction, none: [] }]);
  if (without.upper < threshold) return { lower: 0, upper: without.upper };
  let denied = 0;
  for (const rest of conjunction.none) denied += measure([{ ...conjunction, all: [rest], none: [] }]).upper;
  const lower = without.lower - denied;
  if (lower >= threshold && denied <= lower * 1e-3) return { lower, upper: without.upper };
  const exact = measure([conjunction]);
  return { lower: Math.max(lower, exact.lower), upper: Math.min(without.upper, exact.upper) };
}

/** `prefix*` without denials needs no automaton. */
function quickShare({ all, none }: Conjunction, names: NameSpace, before: string, tail: Tail): Share | undefined {
  const [rest] = all;
  if (!rest || all.length > 1 || rest.glob[rest.glob.length - 1] !== STAR) return undefined;
  const prefix = rest.glob.slice(0, -1);
  if (prefix.length > names.length || prefix.some((token) => token < 0)) return undefined;
  if (before !== '' && prefix.length > 0) return NOTHING;
  if (prefix.some((code) => !names.letters.includes(code))) return NOTHING;
  if (none.length > 0 || tail === 'any')
    return none.length > 0 ? undefined : exactly(names.letters.length ** -prefix.length);
  return exactly(names.letters.length ** -prefix.length);
}

const ROUGHLY = 64;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Each letter that a glob asks for must stand somewhere in the name: at most one way for each choice of places. */
function upperBound({ all }: Conjunction, names: NameSpace, before: string, tail: Tail): number {
  if (tail === 'any' && names.anyTail) return 1;
  const room = before.length + names.length + names.after.length;
  let bound = 1;
  for (const { glob } of all) {
    const least = glob.filter((token) => !isStar(token)).length;
    if (least > room) return 0;
    if (before !== '' || names.after !== '') continue;
    let ways = 1;
    let letters = 0;
    for (const token of glob) {
      if (token < 0) continue;
      ways *= (names.length - letters) / (letters + 1);
      letters += 1;
    }
    bound = Math.min(bound, ways * names.letters.length ** -letters);
  }
  return bound;
}

function exactly(share: number): Share {
  return { lower: share, upper: share };
}

/** One conjunction on its way through a name: the states of its globs, or nothing when it cannot match any more. */
type Progress = { all: readonly number[]; none: readonly number[] } | undefined;

interface Cell {
  progress: readonly Progress[];
  mass: number;
}

/** Counts names position by position, putting together those that the globs cannot tell apart. */
class Measure {
  private readonly weights: readonly (readonly [code: number, weight: number])[];
  private readonly afterwards = new Map<string, boolean>();
  private readonly conjunctions: readonly Conjunction[];

  constructor(
    conjunctions: readonly Conjunction[],
    private readonly universe: Universe,
    private readonly names: NameSpace,
    private readonly before: string,
    private readonly tail: Tail,
    private readonly budget: Budget,
  ) {
    this.conjunctions = conjunctions.map((conjunction) => ({
      ...conjunction,
      none: conjunction.none.filter((rest) => conjunction.all.every((wanted) => intersects(rest.glob, wanted.glob))),
    }));
    this.weights = this.letterWeights();
  }

  run(): Share {
    let accepted = 0;
    let dropped = 0;
    let cells: Cell[] = [];
    const start = this.conjunctions.map((conjunction) =>
      this.advance(conjunction, begin(conjunction), codePoints(this.before)),
    );
    if (this.isCertain(start)) return exactly(1);
    if (start.some(Boolean)) cells = [{ progress: start, mass: 1 }];
    try {
      for (let position = 0; position < this.names.length && cells.length > 0; position += 1) {
        const next = new Map<string, Cell>();
        for (const cell of cells) {
          for (const [code, weight] of this.weights) {
            this.budget.tick();
            const mass = cell.mass * weight;
            const progress = this.step(cell.progress, code);
            if (!progress) continue;
            if (this.isCertain(progress)) accepted += mass;
            else {
              const key = progressKey(progress);
              const known = next.get(key);
              if (known) known.mass += mass;
              else next.set(key, { progress, mass });
            }
          }
        }
        cells = [...next.values()];
        if (cells.length > BEAM) {
          cells.sort((a, b) => b.mass - a.mass);
          for (const cell of cells.splice(BEAM)) dropped += cell.mass;
        }
      }
    } catch (problem) {
      if (!(problem instanceof BudgetExceeded)) throw problem;
      return { lower: accepted, upper: 1 };
    }
    let unclear = 0;
    for (const { progress, mass } of cells) {
      const ends = this.ends(progress);
      if (ends === undefined) unclear += mass;
      else if (ends) accepted += mass;
    }
    return { lower: Math.min(1, accepted), upper: Math.min(1, accepted + dropped + unclear) };
  }

  private letterWeights(): (readonly [number, number])[] {
    const { letters } = this.names;
    const mentioned = new Set<number>();
    for (const { all, none } of this.conjunctions)
      for (const rest of [...all, ...none]) for (const code of rest.automaton.letters) mentioned.add(code);
    const own = letters.filter((code) => mentioned.has(code));
    const other = letters.find((code) => !mentioned.has(code));
    const weights: [number, number][] = own.map((code) => [code, 1 / letters.length]);
    if (other !== undefined) weights.push([other, (letters.length - own.length) / letters.length]);
    return weights;
  }

  private step(progress: readonly Progress[], code: number): Progress[] | undefined {
    let alive = false;
    const next = progress.map((one, i) => {
      const moved = one && this.advance(this.conjunctions[i] as Conjunction, one, [code]);
      if (moved) alive = true;
      return moved;
    });
    return alive ? next : undefined;
  }

  private advance({ all, none }: Conjunction, progress: Progress, codes: readonly number[]): Progress {
    if (!progress) return undefined;
    const allNext: number[] = [];
    for (const [i, rest] of all.entries()) {
      const state = rest.automaton.run(progress.all[i] as number, codes);
      if (state === DEAD) return undefined;
      allNext.push(state);
    }
    const noneNext: number[] = [];
    for (const [i, rest] of none.entries()) {
      const state = rest.automaton.run(progress.none[i] as number, codes);
      if (state !== DEAD && rest.automaton.acceptsAll(state)) return undefined;
      noneNext.push(state);
    }
    return { all: allNext, none: noneNext };
  }

  /** Whether every name from here on is reachable. */
  private isCertain(progress: readonly Progress[]): boolean {
    return progress.some((one, i) => {
      if (!one) return false;
      const { all, none } = this.conjunctions[i] as Conjunction;
      return (
        all.every((rest, k) => rest.automaton.acceptsAll(one.all[k] as number)) &&
        none.every((_, k) => one.none[k] === DEAD)
      );
    });
  }

  /** Whether a complete name has a member; nothing when the budget does not suffice to say. */
  private ends(progress: readonly Progress[]): boolean | undefined {
    let unclear = false;
    for (const [i, one] of progress.entries()) {
      if (!one) continue;
      const ends = this.endsOne(this.conjunctions[i] as Conjunction, one, i);
      if (ends) return true;
      if (ends === undefined) unclear = true;
    }
    return unclear ? undefined : false;
  }

  private endsOne(conjunction: Conjunction, progress: NonNullable<Progress>, index: number): boolean | undefined {
    const { all, none } = conjunction;
    const fixed = this.advance(conjunction, progress, codePoints(this.names.after));
    const accepts =
      fixed !== undefined &&
      all.every((rest, k) => rest.automaton.accepts(fixed.all[k] as number)) &&
      !none.some((rest, k) => rest.automaton.accepts(fixed.none[k] as number));
    if (accepts || this.tail === 'fixed' || !this.names.anyTail) return accepts;
    const key = `${index}|${progress.all.join()}|${progress.none.join()}`;
    const known = this.afterwards.get(key);
    if (known !== undefined) return known;
    try {
      const found = this.anyTail(conjunction, progress);
      this.afterwards.set(key, found);
      return found;
    } catch (problem) {
      if (problem instanceof BudgetExceeded) return undefined;
      throw problem;
    }
  }

  private anyTail(conjunction: Conjunction, progress: NonNullable<Progress>): boolean {
    const key = this.names.after.lastIndexOf('/') + 1;
    const separator = codePoints(this.names.after.slice(0, key));
    const behind = this.advance(conjunction, progress, separator);
    if (!behind) return false;
    const name = codePoints('abcabc');
    let universe = 0;
    for (const code of [...name, ...separator]) universe = this.universe.step(universe, code);
    return explore({ universe, ...behind }, conjunction, this.universe, this.budget) !== undefined;
  }
}

function begin({ all, none }: Conjunction): Progress {
  return { all: all.map((rest) => rest.automaton.start), none: none.map((rest) => rest.automaton.start) };
}

function progressKey(progress: readonly Progress[]): string {
  return progress.map((one) => (one ? `${one.all.join()};${one.none.join()}` : '')).join('|');
}
