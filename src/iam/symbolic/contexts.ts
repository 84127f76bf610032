import type { KeyValue } from '../condition.ts';
import { prepareCondition } from '../condition.ts';
import type { Policy, Statement } from '../policy.ts';
import type { Budget } from './budget.ts';
import type { KeyDomains } from './keys.ts';
import { type Atom, type Option, optionsOf } from './values.ts';

/** `lower`: what surely is allowed. `upper`: what may be allowed. */
export type Bracket = 'lower' | 'upper';

/** A statement under conditions, as the contexts see it. */
export interface Conditioned {
  statement: Statement;
  version: Policy['version'];
}

/** One way in which the conditions of all statements can turn out. */
export interface Context {
  /** For each conditioned statement, whether its conditions hold. */
  holds: readonly boolean[];
  /** Values of keys that make it so; keys of the principal are not in it. */
  values: ReadonlyMap<string, KeyValue>;
}

interface Contexts {
  contexts: Context[];
  /** What kept the contexts from being all there are. */
  doubts: string[];
}

/** Bit i is set when the outcome for statement i favours the request: an Allow that holds, a Deny that does not. */
type Favour = bigint;

interface Choice {
  favour: Favour;
  values: ReadonlyMap<string, KeyValue>;
}

/** The conditions of all statements taken apart by key, ready to be combined for one bracket or the other. */
export class ContextTable {
  private readonly byKey: { name: string; atoms: { atom: Atom; statement: number }[]; options: Option[] }[] = [];
  readonly doubts: string[] = [];
  private readonly allows: Favour;

  constructor(
    private readonly statements: readonly Conditioned[],
    domains: KeyDomains,
    /** Values of `iam:PassedToService` that do not count. */
    acceptedServices: readonly string[],
    private readonly budget: Budget,
  ) {
    const keys = new Map<string, { atom: Atom; statement: number }[]>();
    for (const [index, { statement, version }] of statements.entries()) {
      for (const condition of statement.conditions) {
        const key = condition.key.toLowerCase();
        const test = prepareCondition(condition, version, domains.resolve);
        const list = keys.get(key) ?? [];
        list.push({ atom: { condition, version, test }, statement: index });
        keys.set(key, list);
      }
    }
    // Services that are accepted must be set apart even where no statement names them.
    if (acceptedServices.length > 0 && !keys.has('iam:passedtoservice')) keys.set('iam:passedtoservice', []);
    for (const [key, atoms] of keys) {
      const options = this.readOptions(
        key,
        atoms.map(({ atom }) => atom),
        domains,
        acceptedServices,
      );
      this.byKey.push({ name: atoms[0]?.atom.condition.key ?? key, atoms, options });
    }
    this.allows = statements.reduce(
      (bits, { statement }, i) => (statement.effect === 'Allow' ? bits | (1n << BigInt(i)) : bits),
      0n,
    );
  }

  private readOptions(
    key: string,
    atoms: readonly Atom[],
    domains: KeyDomains,
    acceptedServices: readonly string[],
  ): Option[] {
    const domain = domains.domainOf(key);
    const unclear: Option = { value: undefined, truth: atoms.map(() => 'maybe'), perhaps: false };
    if (domain.kind === 'unknown') {
      this.doubts.push(domain.why);
      return [unclear];
    }
    if (domain.kind === 'values' && domain.perhaps) this.doubts.push(`\`${key}\` without the trust policy`);
    const accepted = key === 'iam:passedtoservice' ? acceptedServices : [];
    const { options, incomplete } = optionsOf(key, atoms, domain, domains, accepted, this.budget);
    for (const [i, atom] of atoms.entries())
      if (options.some((option) => option.truth[i] === 'maybe'))
        this.doubts.push(
          `condition ${atom.condition.operator} on \`${atom.condition.key}\` (${atom.condition.values.slice(0, 2).join(', ')})`,
        );
    if (incomplete === undefined) return options;
    this.doubts.push(incomplete);
    return [...options, { ...unclear, perhaps: true }];
  }

  combine(bracket: Bracket): Contexts {
    const all = (1n << BigInt(this.statements.length)) - 1n;
    let choices: Choice[] = [{ favour: this.allows, values: new Map() }];
    const doubts: string[] = [];
    for (const { name, atoms, options } of this.byKey) {
      const own = this.pareto(
        options
          .filter((option) => bracket === 'upper' || !option.perhaps)
          .map((option) => ({
            favour: this.favourOf(atoms, option, bracket),
            values: new Map([[name, option.value]]),
          })),
      );
      const next: Choice[] = [];
      for (const choice of choices) {
        for (const option of own) {
          this.budget.tick();
          next.push({
            favour: this.both(choice.favour, option.favour),
            values: new Map([...choice.values, ...option.values]),
          });
        }
      }
      choices = this.pareto(next);
      if (choices.length > this.budget.limits.contexts) {
        doubts.push(`more than ${this.budget.limits.contexts} combinations of condition keys`);
        choices = bracket === 'upper' ? [this.best(choices)] : choices.slice(0, this.budget.limits.contexts);
      }
    }
    const contexts = choices.map(({ favour, values }) => {
      const holds = this.statements.map((_, i) => (((favour ^ (all & ~this.allows)) >> BigInt(i)) & 1n) === 1n);
      return { holds, values };
    });
    return { contexts, doubts };
  }

  /** An Allow needs every key to hold; a Deny is off as soon as one does not. */
  private both(a: Favour, b: Favour): Favour {
    return (a & b & this.allows) | ((a | b) & ~this.allows);
  }

  private favourOf(atoms: readonly { statement: number }[], option: Option, bracket: Bracket): Favour {
    let favour = this.allows;
    for (const [i, { statement }] of atoms.entries()) {
      const truth = option.truth[i];
      const bit = 1n << BigInt(statement);
      const holdsForAllow = truth === 'yes' || (truth === 'maybe' && bracket === 'upper');
      const failsForDeny = truth === 'no' || (truth === 'maybe' && bracket === 'upper');
      if ((this.allows & bit) !== 0n) {
        if (!holdsForAllow) favour &= ~bit;
      } else if (failsForDeny) favour |= bit;
    }
    return favour;
  }

  /** Everything any of the choices can do, at once: more than any one of them. */
  private best(choices: readonly Choice[]): Choice {
    return {
      favour: choices.reduce((bits, choice) => bits | choice.favour, 0n),
      values: choices[0]?.values ?? new Map(),
    };
  }

  /** Only choices that no other one beats for every statement. */
  private pareto(choices: readonly Choice[]): Choice[] {
    const distinct = [...new Map(choices.map((choice) => [choice.favour, choice])).values()];
    if (distinct.length > PAIRWISE) return distinct;
    const beats = (b: Choice, a: Choice) => {
      this.budget.tick();
      return b !== a && (a.favour & b.favour) === a.favour;
    };
    return distinct.filter((a) => !distinct.some((b) => beats(b, a)));
  }
}

/** Beyond this many, comparing all pairs costs more than it saves. */
const PAIRWISE = 2048;
