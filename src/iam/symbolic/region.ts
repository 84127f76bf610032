import { type Glob, STAR } from '../glob.ts';
import type { StatementRef } from '../role.ts';
import { Automaton } from './automaton.ts';
import type { Budget } from './budget.ts';

/** A glob over the rest of an ARN, with the pattern it came from. */
export interface Rest {
  id: number;
  glob: Glob;
  /** The pattern as written in the policy. */
  written: string;
  automaton: Automaton;
}

/** What all of `all` and none of `none` match. */
export interface Conjunction {
  all: readonly Rest[];
  none: readonly Rest[];
  by: readonly StatementRef[];
  /** Index of the condition context that makes it so. */
  context: number;
}

/** Whether it is `*`. */
export function isEverything({ glob }: Rest): boolean {
  return glob.length === 1 && glob[0] === STAR;
}

/** Gives equal patterns one automaton. */
export class RestTable {
  private readonly byText = new Map<string, Rest>();

  constructor(readonly budget: Budget) {}

  rest(glob: Glob, written: string): Rest {
    const key = `${glob.join()} ${written}`;
    let rest = this.byText.get(key);
    if (!rest) {
      rest = { id: this.byText.size, glob, written, automaton: new Automaton(glob, this.budget) };
      this.byText.set(key, rest);
    }
    return rest;
  }
}
