import { readOperator, type WrittenOperator } from './operators/index.ts';
import type { Comparison } from './operators/operator.ts';
import { both, type Certainty, type Condition, either, opposite, type Policy } from './policy.ts';
import type { ResolveVariable } from './variables.ts';

/** The value of one condition key: nothing when absent, a list for a multivalued key. */
export type KeyValue = string | readonly string[] | undefined;

/** A condition with its values prepared for one way of resolving variables. */
export type ConditionTest = (value: KeyValue) => Certainty;

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function prepareCondition(
  condition: Condition,
  version: Policy['version'],
  resolve: ResolveVariable,
): ConditionTest {
  const written = readOperator(condition.operator);
  if (!written) return () => 'maybe';
  const { operator } = written;
  if (!operator) return nullTest(condition.values);
  const comparisons = condition.values.map((value) => operator.prepare(value, version, resolve));
  const one = (value: string): Certainty => {
    const matched = anyMatches(comparisons, value);
    return operator.negated ? opposite(matched) : matched;
  };
  return (value) => {
    if (isAbsent(value)) return whenAbsent(written);
    const list = typeof value === 'string' ? [value] : (value ?? []);
    if (written.set === 'ForAllValues') return list.map(one).reduce<Certainty>(both, 'yes');
    if (written.set === 'ForAnyValue') return list.map(one).reduce<Certainty>(either, 'no');
    // A list under an operator without a set prefix never matches.
    return typeof value === 'string' ? one(value) : 'no';
  };
}

function whenAbsent({ set, ifExists, operator }: WrittenOperator): Certainty {
  if (set === 'ForAllValues' || ifExists) return 'yes';
  if (set === 'ForAnyValue') return 'no';
  return operator?.negated ? 'yes' : 'no';
}

function isAbsent(value: KeyValue): boolean {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}

function nullTest(values: readonly string[]): ConditionTest {
  const wanted = values.map((value) => value.toLowerCase());
  if (!wanted.every((value) => value === 'true' || value === 'false')) return () => 'maybe';
  return (value) => {
    const absent = isAbsent(value);
    return wanted.includes(absent ? 'true' : 'false') ? 'yes' : 'no';
  };
}

function anyMatches(comparisons: readonly Comparison[], value: string): Certainty {
  let found: Certainty = 'no';
  for (const compare of comparisons) {
    found = either(found, compare(value));
    if (found === 'yes') break;
  }
  return found;
}
