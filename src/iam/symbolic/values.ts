import type { ConditionTest, KeyValue } from '../condition.ts';
import { codePoints, type Glob } from '../glob.ts';
import { arnValueGlob } from '../operators/arn.ts';
import { readDate } from '../operators/date.ts';
import { readOperator } from '../operators/index.ts';
import { ipText, readIpRange } from '../operators/ip.ts';
import { readNumber } from '../operators/numeric.ts';
import type { OperatorType } from '../operators/operator.ts';
import { foldCode, STRING_RULES, stringGlob } from '../operators/string.ts';
import type { Certainty, Condition, Policy } from '../policy.ts';
import { Automaton, DEAD } from './automaton.ts';
import { type Budget, BudgetExceeded } from './budget.ts';
import type { Domain, KeyDomains } from './keys.ts';

/** A condition of a statement, with its test. */
export interface Atom {
  condition: Condition;
  version: Policy['version'];
  test: ConditionTest;
}

/** One value of a key and what each atom on that key says of it. */
export interface Option {
  value: KeyValue;
  truth: readonly Certainty[];
  /** Whether the value is only perhaps possible. */
  perhaps: boolean;
}

export interface Options {
  options: Option[];
  /** Set when there may be truth patterns that the options do not show. */
  incomplete?: string;
}

const CELL_STATES = 20_000;
const LIST_PATTERNS = 256;

/** Every combination of truths that values of the key can give its atoms, each with one value that gives it. */
export function optionsOf(
  key: string,
  atoms: readonly Atom[],
  domain: Exclude<Domain, { kind: 'unknown' }>,
  domains: KeyDomains,
  accepted: readonly string[],
  budget: Budget,
): Options {
  const seen = new Map<string, Option>();
  const add = (value: KeyValue, perhaps: boolean) => {
    const truth = atoms.map((atom) => {
      budget.tick();
      return atom.test(value);
    });
    const pattern = truth.join();
    if (!seen.has(pattern)) seen.set(pattern, { value, truth, perhaps });
    return pattern;
  };
  if (domain.kind === 'values') {
    for (const value of domain.options) add(value, false);
    for (const value of domain.perhaps ?? []) add(value, true);
    return { options: [...seen.values()] };
  }
  add(undefined, false);
  const singles = candidateValues(key, atoms, domains, accepted, budget);
  const isAccepted = (value: string) => accepted.includes(value);
  let { incomplete } = singles;
  if (!domain.multivalued) {
    for (const value of singles.values) if (!isAccepted(value)) add(value, false);
  } else if (!combine(singles.values, add)) incomplete ??= `too many values of \`${key}\``;
  return { options: [...seen.values()], ...(incomplete === undefined ? {} : { incomplete }) };
}

/** Unions of lists until no new pattern of truths shows up: `ForAllValues` only gets harder with more values, `ForAnyValue` easier. */
function combine(values: readonly string[], add: (value: readonly string[], perhaps: boolean) => string): boolean {
  const lists = new Map<string, readonly string[]>();
  for (const value of values) {
    const list = [value];
    const pattern = add(list, false);
    if (!lists.has(pattern)) lists.set(pattern, list);
  }
  const singles = [...lists.values()];
  const queue = [...singles];
  for (const list of queue) {
    for (const single of singles) {
      if (list.includes(single[0] as string)) continue;
      const union = [...list, ...single];
      const pattern = add(union, false);
      if (lists.has(pattern)) continue;
      if (lists.size >= LIST_PATTERNS) return false;
      lists.set(pattern, union);
      queue.push(union);
    }
  }
  return true;
}

interface Candidates {
  values: string[];
  incomplete?: string;
}

function candidateValues(
  key: string,
  atoms: readonly Atom[],
  domains: KeyDomains,
  accepted: readonly string[],
  budget: Budget,
): Candidates {
  const types = new Set<OperatorType>();
  const literals = new Set<string>(accepted);
  const patterns: Pattern[] = [];
  const values: string[] = [];
  for (const { condition, version } of atoms) {
    const operator = readOperator(condition.operator)?.operator;
    if (!operator) continue;
    types.add(operator.type === 'arn' ? 'string' : operator.type);
    for (const written of condition.values) {
      if (operator.type === 'string' || operator.type === 'arn') {
        const read = readPattern(operator.type, operator.name, written, version, domains);
        if (typeof read === 'string') literals.add(read);
        else if (read) patterns.push(read);
      } else values.push(...around(operator.type, written));
    }
  }
  // Plain text is no value of a key that is compared as a number, a date or an address.
  const isText = types.size === 0 || types.has('string') || types.has('binary') || accepted.length > 0;
  const strings = isText ? stringValues(patterns, literals, budget) : { values: [], incomplete: false };
  values.push(...strings.values);
  if (types.has('numeric')) values.push('0');
  if (types.has('ip')) values.push('198.51.100.7', '2001:db8:0:0:0:0:0:7');
  if (strings.incomplete) return { values, incomplete: `too many patterns for \`${key}\`` };
  return types.size > 1 ? { values, incomplete: `\`${key}\` compared in two ways at once` } : { values };
}

/** Ends of intervals and their neighbours: between them no truth changes. */
function around(type: OperatorType, written: string): string[] {
  if (type === 'numeric') {
    const number = readNumber(written);
    return number === undefined
      ? []
      : [number, number - 1, number + 1, number - 0.001, number + 0.001].map(plainNumber);
  }
  if (type === 'date') {
    const time = readDate(written);
    return time === undefined
      ? []
      : [time, time - 1000, time + 1000, time - 1, time + 1]
          .filter((at) => at > 0)
          .map((at) => new Date(at).toISOString());
  }
  if (type === 'ip') {
    const range = readIpRange(written);
    if (!range) return [];
    const end = 1n << (range.family === 4 ? 32n : 128n);
    return [range.first, range.last, range.first - 1n, range.last + 1n]
      .filter((at) => at >= 0n && at < end)
      .map((at) => ipText(at, range.family));
  }
  if (type === 'bool') return ['true', 'false'];
  return [written];
}

function plainNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toFixed(6)));
}

interface Pattern {
  glob: Glob;
  foldCase: boolean;
}

function readPattern(
  type: OperatorType,
  name: string,
  written: string,
  version: Policy['version'],
  domains: KeyDomains,
): Pattern | string | undefined {
  if (type === 'arn') {
    const read = arnValueGlob(written, version, domains.resolve);
    if (read.state !== 'known') return undefined;
    return read.glob.some((token) => token < 0) ? { glob: read.glob, foldCase: false } : textOf(read.glob);
  }
  const rules = STRING_RULES[name];
  const read = rules && stringGlob(written, rules, version, domains.resolve);
  if (!rules || !read || read.state === 'unknown') return undefined;
  if (rules.foldCase) return { glob: read.tokens, foldCase: true };
  return read.tokens.some((token) => token < 0) ? { glob: read.tokens, foldCase: false } : textOf(read.tokens);
}

function textOf(codes: readonly number[]): string {
  return String.fromCodePoint(...codes);
}

/** One string for every way in which strings can match the patterns, beside the literals themselves. */
function stringValues(
  patterns: readonly Pattern[],
  literals: ReadonlySet<string>,
  budget: Budget,
): { values: string[]; incomplete: boolean } {
  const values = [...literals].filter((value) => value !== '');
  if (patterns.length === 0) {
    let fresh = 'example-7q';
    while (literals.has(fresh)) fresh += 'q';
    return { values: [...values, fresh], incomplete: false };
  }
  const distinct = [
    ...new Map(patterns.map((pattern) => [`${pattern.foldCase}|${pattern.glob.join()}`, pattern])).values(),
  ];
  try {
    const cells = explorePatterns(distinct, literals, budget);
    return { values: [...values, ...cells], incomplete: false };
  } catch (problem) {
    if (!(problem instanceof BudgetExceeded)) throw problem;
    return { values: [...values, 'example-7q'], incomplete: true };
  }
}

/** Walks the product of all patterns, and keeps apart the strings that are literals of some condition. */
function explorePatterns(patterns: readonly Pattern[], literals: ReadonlySet<string>, budget: Budget): string[] {
  const automata = patterns.map(({ glob }) => new Automaton(glob, budget));
  const tree = new LiteralTree(literals);
  const letters = new Set<number>();
  for (const [i, automaton] of automata.entries())
    for (const code of automaton.letters)
      for (const variant of patterns[i]?.foldCase ? caseVariants(code) : [code]) letters.add(variant);
  for (const literal of literals) for (const code of codePoints(literal)) letters.add(code);
  letters.add(freshCode(letters));

  const found = new Map<string, string>();
  const nodes = [{ tree: 0, states: automata.map((automaton) => automaton.start), text: '' }];
  const seen = new Set<string>();
  for (const node of nodes) {
    for (const code of letters) {
      budget.tick();
      const branch = tree.step(node.tree, code);
      const states = automata.map((automaton, i) => {
        const state = node.states[i] as number;
        return state === DEAD ? DEAD : automaton.step(state, patterns[i]?.foldCase ? foldCode(code) : code);
      });
      if (branch < 0 && states.every((state) => state === DEAD) && found.has('')) continue;
      const id = `${branch}|${states.join()}`;
      if (seen.has(id)) continue;
      seen.add(id);
      if (seen.size > CELL_STATES) throw new BudgetExceeded('too many patterns on one condition key');
      const text = node.text + String.fromCodePoint(code);
      nodes.push({ tree: branch, states, text });
      if (tree.isLiteral(branch)) continue;
      const accepted = automata.flatMap((automaton, i) => (automaton.accepts(states[i] as number) ? [i] : [])).join();
      if (!found.has(accepted)) found.set(accepted, text);
    }
  }
  return [...found.values()];
}

function caseVariants(code: number): number[] {
  const character = String.fromCodePoint(code);
  return [code, ...codePoints(character.toUpperCase()).slice(0, 1), ...codePoints(character.toLowerCase()).slice(0, 1)];
}

function freshCode(used: ReadonlySet<number>): number {
  const readable = codePoints('7qzxwvutsrponmlkjihgfedcba0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_');
  const found = readable.find((code) => !used.has(code) && !used.has(foldCode(code)));
  if (found !== undefined) return found;
  let code = 0x3b1;
  while (used.has(code)) code += 1;
  return code;
}

class LiteralTree {
  private readonly branches: Map<number, number>[] = [new Map()];
  private readonly ends = new Set<number>();

  constructor(literals: ReadonlySet<string>) {
    for (const literal of literals) {
      let at = 0;
      for (const code of codePoints(literal)) {
        const branch = this.branches[at] as Map<number, number>;
        let next = branch.get(code);
        if (next === undefined) {
          next = this.branches.length;
          branch.set(code, next);
          this.branches.push(new Map());
        }
        at = next;
      }
      this.ends.add(at);
    }
  }

  /** -1 once the text is no beginning of a literal. */
  step(at: number, code: number): number {
    return at < 0 ? -1 : (this.branches[at]?.get(code) ?? -1);
  }

  isLiteral(at: number): boolean {
    return this.ends.has(at);
  }
}
