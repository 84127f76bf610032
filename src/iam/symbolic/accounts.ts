import { codePoints, type Glob, globOf, matchGlob } from '../glob.ts';
import type { Layer } from '../role.ts';
import { Automaton, DEAD } from './automaton.ts';
import { type Budget, BudgetExceeded } from './budget.ts';

/** Accounts that the policies cannot tell apart. */
interface AccountClass {
  /** One of them. */
  account: string;
  /** Whether it is one of a great many (1 % of all ids or more), and not one that a policy names. */
  wide: boolean;
}

const DIGITS = codePoints('0123456789');
const LENGTH = 12;
const WIDE = 0.01;
const CELLS = 4096;
const CLASSES = 64;
const FRESH = ['444455556666', '777788889999', '333344445555', '222233334444', '555566667777'];

/** All classes of accounts other than the role's own, those nobody mentions first. */
export function foreignAccounts(layers: readonly Layer[], own: string, budget: Budget): AccountClass[] {
  const patterns = mentionedAccounts(layers);
  const literals = [...patterns].filter((text) => /^\d{12}$/.test(text));
  const globs = [...patterns].filter((text) => /[*?]/.test(text) && !/^\*+$/.test(text)).map(globOf);
  const classes: AccountClass[] =
    globs.length === 0
      ? [{ account: freshAccount(new Set([...literals, own])), wide: true }]
      : byPatterns(globs, new Set([...literals, own]), budget);
  for (const account of literals) if (account !== own) classes.push({ account, wide: false });
  return classes.sort((a, b) => Number(b.wide) - Number(a.wide));
}

function freshAccount(used: ReadonlySet<string>): string {
  const listed = FRESH.find((account) => !used.has(account));
  if (listed !== undefined) return listed;
  let number = 444455556667;
  while (used.has(String(number))) number += 1;
  return String(number);
}

const OWNER_KEYS = new Set(['aws:resourceaccount', 's3:resourceaccount']);

function mentionedAccounts(layers: readonly Layer[]): Set<string> {
  const found = new Set<string>();
  for (const layer of layers) {
    for (const { policy } of layer.policies) {
      for (const { resources, conditions } of policy?.statements ?? []) {
        for (const pattern of resources.patterns) found.add(pattern.split(':')[4] ?? '');
        for (const { key, values } of conditions)
          if (OWNER_KEYS.has(key.toLowerCase())) for (const value of values) found.add(value);
      }
    }
  }
  return found;
}

/** Walks all twelve-digit ids at once, and tells apart those that match different patterns. */
function byPatterns(globs: readonly Glob[], named: ReadonlySet<string>, budget: Budget): AccountClass[] {
  const automata = globs.map((glob) => new Automaton(glob, budget));
  let cells = new Map([['', { states: automata.map((automaton) => automaton.start), text: '', share: 1 }]]);
  for (let position = 0; position < LENGTH; position += 1) {
    const next: typeof cells = new Map();
    for (const { states, text, share } of cells.values()) {
      // Backwards, so that the examples do not begin with zeros.
      for (const digit of [...DIGITS].reverse()) {
        budget.tick();
        const moved = states.map((state, i) => (state === DEAD ? DEAD : (automata[i] as Automaton).step(state, digit)));
        const key = moved.join();
        const known = next.get(key);
        if (known) known.share += share / 10;
        else next.set(key, { states: moved, text: text + String.fromCharCode(digit), share: share / 10 });
      }
    }
    cells = next;
    if (cells.size > CELLS) throw new BudgetExceeded('too many patterns for account ids');
  }
  const classes = new Map<string, AccountClass & { share: number }>();
  for (const { text, share } of cells.values()) {
    const account = unnamed(text, globs, named);
    const key = globs.map((glob) => matchGlob(glob, codePoints(text))).join();
    const known = classes.get(key);
    if (known) known.share += share;
    else if (account !== undefined) classes.set(key, { account, wide: false, share });
  }
  if (classes.size > CLASSES) throw new BudgetExceeded(`more than ${CLASSES} kinds of accounts`);
  return [...classes.values()].map(({ account, share }) => ({ account, wide: share >= WIDE }));
}

/** A neighbour of the id that matches the same patterns and is named nowhere. */
function unnamed(id: string, globs: readonly Glob[], named: ReadonlySet<string>): string | undefined {
  if (!named.has(id)) return id;
  const same = (other: string) =>
    globs.every((glob) => matchGlob(glob, codePoints(id)) === matchGlob(glob, codePoints(other)));
  for (let position = LENGTH - 1; position >= 0; position -= 1) {
    for (let digit = 9; digit >= 0; digit -= 1) {
      const other = `${id.slice(0, position)}${digit}${id.slice(position + 1)}`;
      if (!named.has(other) && same(other)) return other;
    }
  }
  return undefined;
}
