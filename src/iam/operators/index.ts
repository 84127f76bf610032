import { arnOperators } from './arn.ts';
import { binaryOperators } from './binary.ts';
import { boolOperators } from './bool.ts';
import { dateOperators } from './date.ts';
import { ipOperators } from './ip.ts';
import { numericOperators } from './numeric.ts';
import type { Operator } from './operator.ts';
import { stringOperators } from './string.ts';

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  [
    ...stringOperators,
    ...numericOperators,
    ...dateOperators,
    ...boolOperators,
    ...binaryOperators,
    ...ipOperators,
    ...arnOperators,
  ].map((operator) => [operator.name, operator]),
);

/** An operator as written in a policy: `ForAllValues:StringLikeIfExists`, `Null`. */
export interface WrittenOperator {
  set?: 'ForAllValues' | 'ForAnyValue';
  ifExists: boolean;
  /** Nothing for `Null`. */
  operator?: Operator;
}

/** Nothing when there is no such operator. */
export function readOperator(written: string): WrittenOperator | undefined {
  if (written === 'Null') return { ifExists: false };
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(written);
  const operator = OPERATORS.get(match?.[2] ?? '');
  if (!match || !operator) return undefined;
  const set = match[1] as WrittenOperator['set'];
  return { ...(set ? { set } : {}), ifExists: match[3] !== undefined, operator };
}
