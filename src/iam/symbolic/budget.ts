/** Thrown inside the search when a question has used up what it may spend; never leaves the analysis. */
export class BudgetExceeded extends Error {}

/** What one question may spend. States are counted the same on every machine; the clock only stops the worst inputs. */
export interface Limits {
  /** Product states a single search may visit. */
  productStates: number;
  /** States one glob's automaton may have. */
  globStates: number;
  /** Terms a policy set may be taken apart into. */
  conjunctions: number;
  /** Condition contexts. */
  contexts: number;
  milliseconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  productStates: 50_000,
  globStates: 60_000,
  conjunctions: 20_000,
  contexts: 512,
  milliseconds: 1000,
};

export class Budget {
  private readonly deadline: number;
  private ticks = 0;
  private expired = false;

  constructor(readonly limits: Limits = DEFAULT_LIMITS) {
    this.deadline = performance.now() + limits.milliseconds;
  }

  /** Call in every loop that may grow. */
  tick(): void {
    this.ticks += 1;
    if (this.expired || ((this.ticks & 127) === 0 && this.spent))
      throw new BudgetExceeded(`more than ${this.limits.milliseconds} ms for one question`);
  }

  get spent(): boolean {
    this.expired ||= performance.now() > this.deadline;
    return this.expired;
  }
}
