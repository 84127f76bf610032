import { advance, close, codePoints, type Glob, STAR, STAR_IN_NAME, STAR_IN_PART } from '../glob.ts';
import { type Budget, BudgetExceeded } from './budget.ts';

/** The state in which nothing can match any more. */
export const DEAD = 0;

/** A glob as a deterministic automaton whose states are made when first reached. */
export class Automaton {
  readonly start: number;
  /** Characters the glob can tell from all others. */
  readonly letters: ReadonlySet<number>;
  private readonly columns = new Map<number, number>();
  private readonly states: (readonly number[])[] = [[]];
  private readonly ids = new Map<string, number>([['', DEAD]]);
  private readonly next: Int32Array[];
  private readonly covered = new Map<number, boolean>();
  private readonly otherCode: number;

  constructor(
    readonly glob: Glob,
    private readonly budget: Budget,
  ) {
    const letters = new Set<number>();
    for (const token of glob) {
      if (token >= 0) letters.add(token);
      else if (token === STAR_IN_NAME) letters.add(47);
      else if (token < STAR && token <= STAR_IN_PART) letters.add(58);
    }
    this.letters = letters;
    for (const code of letters) this.columns.set(code, this.columns.size + 1);
    this.otherCode = unlisted(letters);
    this.next = [new Int32Array(this.columns.size + 1)];
    this.start = this.intern(close(glob, [0]));
  }

  step(state: number, code: number): number {
    const column = this.columns.get(code) ?? 0;
    const row = this.next[state] as Int32Array;
    const known = row[column] as number;
    if (known >= 0) return known;
    const target = this.intern(
      advance(this.glob, this.states[state] as number[], column === 0 ? this.otherCode : code),
    );
    row[column] = target;
    return target;
  }

  run(state: number, codes: readonly number[]): number {
    let at = state;
    for (const code of codes) {
      if (at === DEAD) return DEAD;
      at = this.step(at, code);
    }
    return at;
  }

  accepts(state: number): boolean {
    const positions = this.states[state] as readonly number[];
    return positions[positions.length - 1] === this.glob.length;
  }

  /** Whether every continuation is accepted. */
  acceptsAll(state: number): boolean {
    const last = this.glob.length - 1;
    return this.glob[last] === STAR && (this.states[state] as readonly number[]).includes(last);
  }

  matches(text: string): boolean {
    return this.accepts(this.run(this.start, codePoints(text)));
  }

  /** Whether everything accepted from `inner` on is accepted from `outer` on, as far as positions tell. */
  covers(outer: number, inner: number): boolean {
    if (outer === inner || inner === DEAD) return true;
    if (outer === DEAD) return false;
    const key = outer * 0x200_0000 + inner;
    let known = this.covered.get(key);
    if (known === undefined) {
      const positions = new Set(this.states[outer]);
      known = (this.states[inner] as readonly number[]).every((at) => positions.has(at));
      this.covered.set(key, known);
    }
    return known;
  }

  private intern(positions: readonly number[]): number {
    const key = positions.join();
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    if (this.states.length >= this.budget.limits.globStates)
      throw new BudgetExceeded(`more than ${this.budget.limits.globStates} states for one pattern`);
    this.budget.tick();
    const id = this.states.length;
    this.states.push(positions);
    this.ids.set(key, id);
    this.next.push(new Int32Array(this.columns.size + 1).fill(-1));
    return id;
  }
}

function unlisted(letters: ReadonlySet<number>): number {
  let code = 0xe000;
  while (letters.has(code)) code += 1;
  return code;
}
