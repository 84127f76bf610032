import type { Expr } from './cel.ts';

/** What sagevet adds to the language; names with `@` cannot be written by a user. */
export const added = {
  select: '@select',
  has: '@has',
  index: '@index',
  known: '@known',
  items: '@items',
  step: '@step',
  valueOr: '@valueOr',
} as const;

/** The names of an expression that are not its own. */
export interface Names {
  readonly free: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** Members that are read directly of a free name: `params.allowed`. */
  readonly members: ReadonlySet<string>;
  readonly nodes: number;
  /** How deep macros stand in macros. */
  readonly depth: number;
}

/** An expression that cannot be used. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Within the expression, from 0. */
  readonly line: number;

  constructor(message: string, line = 0) {
    super(message);
    this.line = line;
  }
}

/**
 * Changes a parsed expression in place: reads go through functions that know what is unknown, and each round of a macro
 * pays for itself, so that no expression runs without end.
 */
export function rewrite(expr: Expr): Names {
  const rewriter = new Rewriter();
  rewriter.visit(expr, new Set(), 0);
  return rewriter;
}

class Rewriter implements Names {
  readonly free = new Set<string>();
  readonly functions = new Set<string>();
  readonly members = new Set<string>();
  nodes = 0;
  depth = 0;

  visit(expr: Expr, bound: ReadonlySet<string>, depth: number): void {
    this.nodes += 1;
    const { exprKind: kind, id } = expr;
    switch (kind.case) {
      case 'identExpr': {
        const { name } = kind.value;
        if (name.startsWith('@')) return;
        if (!bound.has(name)) this.free.add(name);
        expr.exprKind = callOf(added.known, [{ ...expr, exprKind: kind }]);
        return;
      }
      case 'selectExpr': {
        const { operand, field, testOnly } = kind.value;
        if (operand === undefined) return;
        this.#noteMember(operand, field, bound);
        this.visit(operand, bound, depth);
        expr.exprKind = callOf(testOnly ? added.has : added.select, [operand, text(id, field)]);
        return;
      }
      case 'callExpr': {
        const { target, args, function: name } = kind.value;
        if (name === 'valueOr' && target === undefined) {
          this.#visitValueOr(expr, args, bound, depth);
          return;
        }
        for (const part of target === undefined ? args : [target, ...args]) this.visit(part, bound, depth);
        if (name === '_[_]') expr.exprKind = callOf(added.index, args);
        else this.functions.add(name);
        return;
      }
      case 'listExpr':
        for (const element of kind.value.elements) this.visit(element, bound, depth);
        return;
      case 'structExpr':
        if (kind.value.messageName !== '') throw new ExpressionError(`no type \`${kind.value.messageName}\` to make`);
        for (const { keyKind, value } of kind.value.entries) {
          if (keyKind.case === 'mapKey') this.visit(keyKind.value, bound, depth);
          if (value !== undefined) this.visit(value, bound, depth);
        }
        return;
      case 'comprehensionExpr':
        this.#visitMacro(kind.value, id, bound, depth);
        return;
      default:
        return;
    }
  }

  #visitMacro(
    macro: Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'],
    id: bigint,
    bound: ReadonlySet<string>,
    depth: number,
  ): void {
    const { accuInit, iterRange, iterVar, loopCondition, loopStep, result } = macro;
    if (iterRange === undefined || loopCondition === undefined || loopStep === undefined) return;
    this.depth = Math.max(this.depth, depth + 1);
    this.visit(iterRange, bound, depth);
    macro.iterRange = { ...iterRange, exprKind: callOf(added.items, [{ ...iterRange }]) };
    const within = new Set([...bound, iterVar]);
    const before = this.nodes;
    for (const part of [accuInit, loopCondition, loopStep, result])
      if (part !== undefined) this.visit(part, within, depth + 1);
    const step = node(id, callOf(added.step, [int(id, this.nodes - before)]));
    macro.loopCondition = node(id, callOf('_&&_', [step, loopCondition]));
  }

  /** `valueOr(resource.A.B, 1)`: 1 where either is absent. */
  #visitValueOr(expr: Expr, args: readonly Expr[], bound: ReadonlySet<string>, depth: number): void {
    const [read, otherwise] = args;
    const keys: string[] = [];
    let base = read;
    for (let key = base && keyOf(base); base !== undefined && key !== undefined; key = base && keyOf(base)) {
      keys.unshift(key.name);
      this.#noteMember(key.of, key.name, bound);
      base = key.of;
    }
    if (base === undefined || otherwise === undefined || args.length !== 2 || keys.length === 0)
      throw new ExpressionError('`valueOr` takes a property and a value: `valueOr(resource.RootAccess, "Enabled")`');
    this.visit(base, bound, depth);
    this.visit(otherwise, bound, depth);
    const path = keys.map((key) => text(expr.id, key));
    const list = {
      case: 'listExpr',
      value: { $typeName: 'cel.expr.Expr.CreateList', elements: path, optionalIndices: [] },
    };
    expr.exprKind = callOf(added.valueOr, [base, node(expr.id, list as Expr['exprKind']), otherwise]);
  }

  #noteMember(operand: Expr, field: string, bound: ReadonlySet<string>): void {
    if (operand.exprKind.case !== 'identExpr') return;
    const { name } = operand.exprKind.value;
    if (!bound.has(name)) this.members.add(`${name}.${field}`);
  }
}

function keyOf({ exprKind: kind }: Expr): { name: string; of: Expr } | undefined {
  if (kind.case === 'selectExpr' && !kind.value.testOnly && kind.value.operand !== undefined)
    return { name: kind.value.field, of: kind.value.operand };
  if (kind.case !== 'callExpr' || kind.value.function !== '_[_]') return undefined;
  const [of, key] = kind.value.args;
  const constant = key?.exprKind.case === 'constExpr' ? key.exprKind.value.constantKind : undefined;
  return of !== undefined && constant?.case === 'stringValue' ? { name: constant.value, of } : undefined;
}

function node(id: bigint, exprKind: Expr['exprKind']): Expr {
  return { $typeName: 'cel.expr.Expr', id, exprKind };
}

function callOf(name: string, args: Expr[]): Expr['exprKind'] {
  return { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } };
}

function text(id: bigint, value: string): Expr {
  const constantKind = { case: 'stringValue', value } as const;
  return node(id, { case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } });
}

function int(id: bigint, value: number): Expr {
  const constantKind = { case: 'int64Value', value: BigInt(value) } as const;
  return node(id, { case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } });
}
