import { closest } from 'fastest-levenshtein';
import type { Resource } from '../model/resource.ts';
import type { PropertyPath } from '../model/view.ts';
import { type Cel, type CelEnv, type CelMap, type CelValue, loadCel } from './cel.ts';
import { added, ExpressionError, type Names, rewrite } from './rewrite.ts';
import { type Hole, Values } from './values.ts';

/** What an expression may see. */
export interface Bindings {
  readonly resource: Resource;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type Outcome =
  | { readonly value: boolean; readonly read: readonly PropertyPath[] }
  | { readonly unknown: Pick<Hole, 'reason' | 'path'> };

export interface Expression {
  readonly readsTags: boolean;
  /**
   * @throws OutOfFuel when it does not come to an end within its bound
   * @throws Error when it is wrong about the resource: reads what is not set, compares what cannot be compared
   */
  evaluate(bindings: Bindings): Outcome;
}

/** An expression was stopped. */
export class OutOfFuel extends Error {
  override readonly name = 'OutOfFuel';
}

/** Steps for one resource, each of some 50 ns: far more than any sensible control takes. */
const fuelPerEvaluation = 1_000_000;
const longestExpression = 10_000;
const mostNodes = 2_000;
const deepestMacros = 4;

const variables = ['resource', 'params', 'now'] as const;
const typeNames = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

/** One evaluation: what it may still use, what it read and what it could not. */
interface Run {
  fuel: number;
  readonly read: Set<string>;
  readonly holes: Pick<Hole, 'reason' | 'path'>[];
}

/** Compiles and evaluates expressions of CEL, each within a bound and with unknown values as errors of their own. */
export class Expressions {
  readonly #cel: Cel;
  readonly #values: Values;
  readonly #environment: CelEnv;
  readonly #functions: ReadonlySet<string>;
  #run: Run = newRun();

  static async load(): Promise<Expressions> {
    return new Expressions(await loadCel());
  }

  private constructor(cel: Cel) {
    this.#cel = cel;
    this.#values = new Values(cel);
    const functions = [...this.#meteredFunctions(), ...this.#addedFunctions()];
    this.#environment = cel.celEnv({ funcs: functions });
    this.#functions = new Set([...[...this.#environment.funcs].map(({ name }) => name), '_&&_', '_||_', '_?_:_']);
  }

  /** @param parameters the names under `params` @throws ExpressionError */
  compile(source: string, parameters: readonly string[]): Expression {
    const { expr, names } = this.#parse(source);
    this.#check(names, parameters);
    const run = this.#cel.plan(this.#environment, expr);
    return {
      readsTags: names.members.has('resource.tags'),
      evaluate: (bindings) => this.#evaluate(run, bindings),
    };
  }

  #parse(source: string) {
    if (source.length > longestExpression)
      throw new ExpressionError(`longer than ${longestExpression} characters: split the control`);
    try {
      const { expr } = this.#cel.parse(source);
      if (expr === undefined) throw new ExpressionError('empty');
      return { expr, names: rewrite(expr) };
    } catch (error) {
      throw error instanceof ExpressionError ? error : parseError(error as Error);
    }
  }

  #check({ free, functions, members, nodes, depth }: Names, parameters: readonly string[]): void {
    if (nodes > mostNodes) throw new ExpressionError(`more than ${mostNodes} parts: split the control`);
    if (depth > deepestMacros) throw new ExpressionError(`macros more than ${deepestMacros} deep: split the control`);
    for (const name of free)
      if (!variables.some((variable) => variable === name) && !typeNames.has(name))
        throw new ExpressionError(`unknown name \`${name}\`: did you mean \`${closest(name, [...variables])}\`?`);
    const known = [...this.#functions, 'has', 'valueOr', 'all', 'exists', 'exists_one', 'map', 'filter'];
    for (const name of functions)
      if (!this.#functions.has(name) && !name.startsWith('@'))
        throw new ExpressionError(
          `unknown function \`${name}\`: did you mean \`${closest(name, known.filter(isWord))}\`?`,
        );
    for (const member of members) {
      const [base, name = ''] = member.split('.');
      if (base !== 'params' || parameters.includes(name)) continue;
      const help =
        parameters.length === 0 ? 'the control declares none' : `did you mean \`${closest(name, [...parameters])}\`?`;
      throw new ExpressionError(`unknown parameter \`${name}\`: ${help}`);
    }
  }

  #evaluate(run: ReturnType<Cel['plan']>, { resource, parameters, now }: Bindings): Outcome {
    this.#run = newRun();
    const { read, holes } = this.#run;
    const result = run({
      resource: this.#values.ofResource(resource),
      params: this.#values.ofParameters(parameters),
      now: this.#values.ofTime(now),
    });
    if (this.#run.fuel < 0) throw new OutOfFuel('stopped: the expression takes too many steps');
    if (typeof result === 'boolean') return { value: result, read: leaves(read) };
    if (!this.#cel.isCelError(result)) throw new Error('the expression is neither true nor false');
    const errors = flatten(result);
    const hole = errors.map((message) => holes[Number(holeMessage.exec(message)?.[1])]).find(Boolean);
    if (hole !== undefined) return { unknown: hole };
    throw new Error(errors[0] ?? 'the expression failed');
  }

  /** The functions of the language, each paying for what it takes. */
  #meteredFunctions() {
    const { celEnv, celFunc, celMethod, celList, isCelError, isCelList, isCelMap } = this.#cel;
    const originals = [...celEnv().funcs];
    const equals = originals.find(({ name }) => name === '_==_');
    const isEqual = (a: CelValue, b: CelValue) => equals?.call(0, undefined, [a, b]) === true;
    return originals.map((original) => {
      const { name, target, arguments: types, result } = original;
      const call = (self: CelValue | undefined, args: CelValue[]): CelValue => {
        const all = self === undefined ? args : [self, ...args];
        for (const arg of all) this.#pay(weightOf(arg));
        const [first, second] = all;
        if (name === 'matches' && typeof first === 'string' && typeof second === 'string')
          this.#pay(costOfMatch(second, first.length));
        if (name === '_==_' || name === '_!=_') for (const arg of all) this.#requireKnown(arg);
        if (name === 'size' && first !== undefined) this.#requireMembers(first);
        if (name === '_+_' && isCelList(first) && isCelList(second)) {
          this.#pay((first.size + second.size) >> 3);
          // The engine's own chain of lists would be walked from its start for each member.
          return celList([...first, ...second]);
        }
        if (name === '@in' && first !== undefined) {
          if (isCelList(second)) return this.#isIn(first, second, isEqual);
          if (isCelMap(second) && typeof first === 'string') return this.#has(second, first);
        }
        const value = original.call(0, self, args);
        if (value === undefined) throw new Error(`\`${name}\` does not take these values`);
        if (isCelError(value)) throw value;
        return value;
      };
      return target === undefined
        ? celFunc(name, types as never, result, ((...args: CelValue[]) => call(undefined, args)) as never)
        : celMethod(name, target, types as never, result, function (this: CelValue, ...args: CelValue[]) {
            return call(this, args);
          } as never);
    });
  }

  #addedFunctions() {
    const { celFunc, CelScalar, listType } = this.#cel;
    const { BOOL, DYN, INT, STRING } = CelScalar;
    return [
      celFunc(added.known, [DYN], DYN, (value) => this.#known(value as CelValue) as never),
      celFunc(added.select, [DYN, STRING], DYN, (base, field) => this.#select(base as CelValue, field) as never),
      celFunc(added.has, [DYN, STRING], BOOL, (base, field) => this.#has(base as CelValue, field)),
      celFunc(added.index, [DYN, DYN], DYN, (base, key) => this.#index(base as CelValue, key as CelValue) as never),
      celFunc(added.items, [DYN], DYN, (base) => this.#items(base as CelValue) as never),
      celFunc(added.step, [INT], BOOL, (cost) => this.#step(Number(cost))),
      celFunc(
        added.valueOr,
        [DYN, listType(DYN), DYN],
        DYN,
        (base, path, otherwise) =>
          this.#valueOr(base as CelValue, [...path] as string[], otherwise as CelValue) as never,
      ),
    ];
  }

  #known(value: CelValue): CelValue {
    const hole = this.#values.holeIn(value);
    if (hole !== undefined) throw this.#unknown(hole);
    return value;
  }

  #select(base: CelValue, field: string): CelValue {
    const found = this.#find(base, field);
    if (found === undefined)
      throw new Error(
        `\`${field}\` is not set on this resource: ask first with \`has(….${field})\`, or read it with \`valueOr(….${field}, …)\``,
      );
    return this.#known(found);
  }

  #has(base: CelValue, field: string): boolean {
    const found = this.#find(base, field);
    const hole = this.#values.holeIn(found);
    if (hole !== undefined && !hole.isSet) throw this.#unknown(hole);
    return found !== undefined;
  }

  #valueOr(base: CelValue, path: readonly string[], otherwise: CelValue): CelValue {
    let value = base;
    for (const key of path) {
      const found = this.#find(value, key);
      if (found === undefined) return otherwise;
      value = this.#known(found);
    }
    return value;
  }

  #find(base: CelValue, field: string): CelValue | undefined {
    this.#pay(1);
    if (!this.#cel.isCelMap(base)) throw new Error(`\`${field}\` is read of something that has no members`);
    const path = this.#values.pathIn(base, field);
    if (path !== undefined) this.#run.read.add(path);
    const found = (base as CelMap).get(field) as CelValue | undefined;
    const reason = found === undefined ? this.#values.whyUnread(base as object) : undefined;
    if (reason !== undefined) throw this.#unknown({ reason, path: path ?? '' });
    return found;
  }

  #index(base: CelValue, key: CelValue): CelValue {
    if (typeof key === 'string') return this.#select(base, key);
    this.#pay(1);
    const found = this.#cel.isCelList(base) ? base.get(Number(key)) : undefined;
    if (found === undefined) throw new Error('an index is beyond the end of its list');
    return this.#known(found as CelValue);
  }

  #items(base: CelValue): CelValue {
    if (this.#cel.isCelMap(base)) this.#requireMembers(base as CelValue);
    this.#pay(weightOf(base) + (this.#cel.isCelList(base) || this.#cel.isCelMap(base) ? base.size : 0));
    return base;
  }

  /** Ends every macro once the fuel is used up. */
  #step(cost: number): boolean {
    this.#run.fuel -= cost;
    return this.#run.fuel >= 0;
  }

  #pay(cost: number): void {
    this.#run.fuel -= cost;
    if (this.#run.fuel < 0) throw new OutOfFuel('stopped');
  }

  #isIn(value: CelValue, list: Iterable<unknown>, isEqual: (a: CelValue, b: CelValue) => boolean): boolean {
    this.#requireKnown(value);
    let missed: unknown;
    for (const item of list as Iterable<CelValue>) {
      try {
        this.#requireKnown(item);
      } catch (error) {
        if (!this.#cel.isCelError(error)) throw error;
        missed ??= error;
        continue;
      }
      if (isEqual(item, value)) return true;
    }
    if (missed !== undefined) throw missed;
    return false;
  }

  /** Throws when a value, or a part of it, is unknown. */
  #requireKnown(value: CelValue): void {
    this.#pay(weightOf(value));
    this.#known(value);
    if (this.#cel.isCelList(value)) for (const item of value) this.#requireKnown(item as CelValue);
    if (!this.#cel.isCelMap(value)) return;
    this.#requireMembers(value as CelValue);
    for (const item of (value as CelMap).values()) this.#requireKnown(item as CelValue);
  }

  /** Throws when it is unknown what members there are. */
  #requireMembers(value: CelValue): void {
    const { isCelList, isCelMap } = this.#cel;
    if (!isCelList(value) && !isCelMap(value)) return;
    const reason = this.#values.whyUnread(value);
    if (reason !== undefined) throw this.#unknown({ reason, path: '' });
    this.#pay(value.size);
    for (const item of isCelList(value) ? value : (value as CelMap).values()) {
      const hole = this.#values.holeIn(item);
      if (hole !== undefined && !hole.isSet) throw this.#unknown(hole);
    }
  }

  /** The engine carries errors by their message alone. */
  #unknown({ reason, path }: Pick<Hole, 'reason' | 'path'>): Error {
    const { holes } = this.#run;
    holes.push({ reason, path });
    return this.#cel.celError(`unknown value ${holes.length - 1}`) as unknown as Error;
  }
}

const holeMessage = /^unknown value (\d+)$/;

function newRun(): Run {
  return { fuel: fuelPerEvaluation, read: new Set(), holes: [] };
}

function weightOf(value: unknown): number {
  return typeof value === 'string' ? 1 + (value.length >> 1) : value instanceof Uint8Array ? 1 + value.length : 1;
}

/** What it takes to compile a pattern, the repeats that it counts out written in full, and to run it over a text. */
function costOfMatch(pattern: string, length: number): number {
  let states = pattern.length;
  for (const [, before, least = '0', most = least] of pattern.matchAll(/(.?)\{(\d+)(?:,(\d+))?/gs)) {
    const times = Math.max(Number(least), Number(most));
    states = before === ')' ? states * (times + 1) : states + times;
  }
  return 300 + states * (20 + (length >> 3));
}

/** The messages of an error and of those that stood beside it under `&&` or `||`. */
function flatten(error: { readonly message: string; readonly cause?: unknown }): string[] {
  const others = Array.isArray(error.cause) ? (error.cause as { message: string; cause?: unknown }[]) : [];
  return [error.message, ...others.flatMap(flatten)];
}

/** Without what leads to other paths. */
function leaves(paths: ReadonlySet<string>): readonly PropertyPath[] {
  const all = [...paths] as PropertyPath[];
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`)));
}

function isWord(name: string): boolean {
  return /^[a-z]\w*$/i.test(name);
}

function parseError({ message, name }: Error): ExpressionError {
  if (name === 'RangeError') return new ExpressionError('nested too deep');
  const [, line = '1', column = '1', what = message] = /^<input>:(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  return new ExpressionError(`at character ${column}: ${what.replace(/\s+/g, ' ')}`, Number(line) - 1);
}
