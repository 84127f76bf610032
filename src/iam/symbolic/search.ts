import {
  codePoints,
  contains,
  type Glob,
  isStar,
  matchGlob,
  ONE,
  ONE_IN_PART,
  STAR_IN_NAME,
  STAR_IN_PART,
} from '../glob.ts';
import { DEAD } from './automaton.ts';
import { type Budget, BudgetExceeded } from './budget.ts';
import type { Conjunction, Rest } from './region.ts';
import { isIn, type Universe } from './universe.ts';

/** Finds a member of a conjunction inside the universe; nothing when there is none. Throws {@link BudgetExceeded}. */
export function findMember(conjunction: Conjunction, universe: Universe, budget: Budget): string | undefined {
  const { all, none } = conjunction;
  if (none.some((rest) => all.some((outer) => contains(rest.glob, outer.glob)))) return undefined;
  const letter = freshLetter([...all, ...none], universe);
  for (const text of candidates(all, universe, letter)) if (isMember(text, conjunction, universe)) return text;
  if (universe.shapesSuffice && letter !== undefined && decidedByFreshLetter(all, none)) return undefined;
  return extend('', conjunction, universe, budget);
}

function isMember(text: string, conjunction: Conjunction, universe: Universe): boolean {
  const codes = codePoints(text);
  return isIn(universe, codes) && suits(codes, conjunction);
}

/** Whether the globs take a text, whatever the universe says of it. */
export function suits(codes: readonly number[], { all, none }: Conjunction): boolean {
  for (const { glob } of all) if (!matchGlob(glob, codes)) return false;
  for (const { glob } of none) if (matchGlob(glob, codes)) return false;
  return true;
}

/** A character that none of the globs mentions. */
function freshLetter(rests: readonly Rest[], universe: Universe): number | undefined {
  return unmentioned(universe.fillers[0] ?? [], rests);
}

function unmentioned(letters: readonly number[], rests: readonly Rest[]): number | undefined {
  return letters.find((code) => !rests.some((rest) => rest.automaton.letters.has(code)));
}

const WILDCARD_OF_ONE = new Set([ONE, ONE_IN_PART]);
const LIMITED = new Set([STAR_IN_NAME, STAR_IN_PART]);

/**
 * With one glob, denials without `?`, and a letter nobody mentions, the candidates decide: each such letter must be taken by a
 * star of the denial, and that star takes any other filling as well.
 */
function decidedByFreshLetter(all: readonly Rest[], none: readonly Rest[]): boolean {
  return (
    all.length === 1 &&
    !none.some((rest) => rest.glob.some((token) => WILDCARD_OF_ONE.has(token) || LIMITED.has(token)))
  );
}

function* candidates(all: readonly Rest[], universe: Universe, letter: number | undefined): Generator<string> {
  yield universe.example;
  for (const { glob } of all) {
    const wildcards = glob.flatMap((token, at) => (token < 0 ? [at] : []));
    const one = letter ?? 120;
    const first = wildcards[0];
    const last = wildcards[wildcards.length - 1];
    for (const [before, after] of universe.fillings)
      yield fill(glob, one, (at) => (at === last && after !== '' ? after : at === first ? before : ''));
    if (letter === undefined) continue;
    const z = String.fromCodePoint(letter).repeat(3);
    yield fill(glob, one, () => z);
    for (const shape of universe.shapes.slice(1)) {
      const text = shape.replaceAll('z', z);
      for (const at of wildcards) yield fill(glob, one, (other) => (other === at ? text : z), at);
    }
  }
}

/** Puts text in place of stars, and a letter in place of each `?`; the `?` at `slashAt` becomes a slash. */
function fill(glob: Glob, one: number, star: (at: number) => string, slashAt = -1): string {
  let text = '';
  for (const [at, token] of glob.entries()) {
    if (token >= 0) text += String.fromCodePoint(token);
    else if (isStar(token)) text += star(at);
    else text += at === slashAt ? '/' : String.fromCodePoint(one);
  }
  return text;
}

interface Node {
  universe: number;
  all: readonly number[];
  none: readonly number[];
  parent: number;
  code: number;
}

/** The shortest text that makes a member of what begins so. */
export function extend(
  beginning: string,
  conjunction: Conjunction,
  universe: Universe,
  budget: Budget,
): string | undefined {
  const codes = codePoints(beginning);
  let state = 0;
  for (const code of codes) if (state >= 0) state = universe.step(state, code);
  if (state < 0) return undefined;
  const run = ({ automaton }: Rest) => automaton.run(automaton.start, codes);
  const all = conjunction.all.map(run);
  if (all.includes(DEAD)) return undefined;
  return explore({ universe: state, all, none: conjunction.none.map(run) }, conjunction, universe, budget);
}

/**
 * The shortest text that leads from a point to a member. A state is left out when one seen before has got as far in `all` and is
 * no closer to any of `none`.
 */
export function explore(
  from: { universe: number; all: readonly number[]; none: readonly number[] },
  conjunction: Conjunction,
  universe: Universe,
  budget: Budget,
): string | undefined {
  const all = conjunction.all.map((rest) => rest.automaton);
  const none = conjunction.none.map((rest) => rest.automaton);
  const letters = searchLetters([...conjunction.all, ...conjunction.none], universe);
  const nodes: Node[] = [{ ...from, parent: -1, code: 0 }];
  const seen = new Map<string, Node[]>();
  const isGoal = (node: Node) =>
    universe.accepts(node.universe) &&
    all.every((automaton, i) => automaton.accepts(node.all[i] as number)) &&
    !none.some((automaton, i) => automaton.accepts(node.none[i] as number));

  if (none.some((automaton, i) => automaton.acceptsAll(from.none[i] as number))) return undefined;
  const first = nodes[0] as Node;
  if (isGoal(first)) return '';
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at] as Node;
    for (const code of letters) {
      budget.tick();
      const state = universe.step(node.universe, code);
      if (state < 0) continue;
      const allNext = stepAll(all, node.all, code);
      if (!allNext) continue;
      const noneNext = stepNone(none, node.none, code);
      if (!noneNext) continue;
      const next: Node = { universe: state, all: allNext, none: noneNext, parent: at, code };
      if (isGoal(next)) return spell(nodes, next);
      if (isDominated(next, seen)) continue;
      nodes.push(next);
      if (nodes.length > budget.limits.productStates)
        throw new BudgetExceeded(`more than ${budget.limits.productStates} states in one search`);
    }
  }
  return undefined;

  function isDominated(node: Node, index: Map<string, Node[]>): boolean {
    const key = `${node.universe}|${node.all.join()}`;
    const list = index.get(key);
    if (!list) {
      index.set(key, [node]);
      return false;
    }
    // Only the latest are compared: they are the likeliest, and the check must stay cheap.
    for (let i = list.length - 1; i >= 0 && i >= list.length - 200; i -= 1) {
      const other = list[i] as Node;
      if (none.every((automaton, k) => automaton.covers(node.none[k] as number, other.none[k] as number))) return true;
    }
    list.push(node);
    return false;
  }
}

function stepAll(
  automata: readonly Rest['automaton'][],
  states: readonly number[],
  code: number,
): number[] | undefined {
  const next: number[] = new Array(states.length);
  for (let i = 0; i < states.length; i += 1) {
    const state = (automata[i] as Rest['automaton']).step(states[i] as number, code);
    if (state === DEAD) return undefined;
    next[i] = state;
  }
  return next;
}

function stepNone(
  automata: readonly Rest['automaton'][],
  states: readonly number[],
  code: number,
): number[] | undefined {
  const next: number[] = new Array(states.length);
  for (let i = 0; i < states.length; i += 1) {
    const automaton = automata[i] as Rest['automaton'];
    const before = states[i] as number;
    const state = before === DEAD ? DEAD : automaton.step(before, code);
    if (state !== DEAD && automaton.acceptsAll(state)) return undefined;
    next[i] = state;
  }
  return next;
}

function searchLetters(rests: readonly Rest[], universe: Universe): number[] {
  const letters = new Set<number>();
  // One letter nobody mentions stands for its whole group; it comes first, so that witnesses read like names.
  for (const group of universe.fillers) {
    const fresh = unmentioned(group, rests);
    if (fresh !== undefined) letters.add(fresh);
  }
  for (const rest of rests) for (const code of rest.automaton.letters) letters.add(code);
  for (const code of universe.marks) letters.add(code);
  if (universe.anyLetter) letters.add(freshKeyLetter(letters));
  return [...letters];
}

/** Keys may hold any character, so there is always one that nobody mentions. */
function freshKeyLetter(used: ReadonlySet<number>): number {
  const readable = codePoints('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!()_');
  const found = readable.find((code) => !used.has(code));
  if (found !== undefined) return found;
  let code = 0x3b1;
  while (used.has(code)) code += 1;
  return code;
}

function spell(nodes: readonly Node[], last: Node): string {
  const codes: number[] = [];
  for (let node: Node | undefined = last; node && node.parent >= 0; node = nodes[node.parent]) codes.push(node.code);
  return String.fromCodePoint(...codes.reverse());
}
