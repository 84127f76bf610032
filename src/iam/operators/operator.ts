import type { Certainty, Policy } from '../policy.ts';
import type { ResolveVariable } from '../variables.ts';

export type OperatorType = 'string' | 'arn' | 'numeric' | 'date' | 'bool' | 'ip' | 'binary';

/** One value of a condition, ready to compare. */
export type Comparison = (value: string) => Certainty;

/**
 * A condition operator without its set prefix and `IfExists`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export interface Operator {
  name: string;
  type: OperatorType;
  /** Negated operators hold when none of the values matches. */
  negated: boolean;
  /** Prepares a value written in the policy; the result says whether a value of the request matches it. */
  prepare(written: string, version: Policy['version'], resolve: ResolveVariable): Comparison;
}

export const never: Comparison = () => 'no';
export const unclear: Comparison = () => 'maybe';

/** An operator and its negation. */
export function pair(name: string, negation: string, type: OperatorType, prepare: Operator['prepare']): Operator[] {
  return [
    { name, type, negated: false, prepare },
    { name: negation, type, negated: true, prepare },
  ];
}
