import type { Filter, SearchExpression } from '@aws-sdk/client-sagemaker';
import { AwsError } from './wire.ts';

/** Reads the values at a property path of the record in question; a list gives each of its entries' values. */
export type ReadProperty = (path: string) => readonly unknown[];

/** The test that a record must pass. */
export type Predicate = (read: ReadProperty) => boolean;

/** Creation times, in epoch milliseconds, that an expression leaves: `from` inclusive, `to` exclusive. */
export interface CreationWindow {
  readonly from: number;
  readonly to: number;
  /** Whether the expression asks for nothing else. */
  readonly whole: boolean;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SearchExpression.html */
export function compileSearch(expression: SearchExpression | undefined, knows: (path: string) => boolean): Predicate {
  if (expression === undefined) return () => true;
  checkLimits(expression);
  return compile(expression, knows);
}

/** The part of an expression that bounds the creation time, when all its conditions must hold. */
export function creationWindow(expression: SearchExpression | undefined): CreationWindow {
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  if (expression === undefined) return { from, to, whole: true };
  if (expression.Operator === 'Or') return { from, to, whole: false };
  let whole = (expression.NestedFilters ?? []).length === 0;
  for (const filter of expression.Filters ?? []) {
    const bound = filter.Name === 'CreationTime' ? boundOf(filter) : undefined;
    if (bound === undefined) whole = false;
    else {
      from = Math.max(from, bound.from);
      to = Math.min(to, bound.to);
    }
  }
  for (const inner of expression.SubExpressions ?? []) {
    const window = creationWindow(inner);
    from = Math.max(from, window.from);
    to = Math.min(to, window.to);
    whole &&= window.whole;
  }
  return { from, to, whole };
}

/** The values at `path` of a record; `Tags.KEY` reads a tag's value. */
export function readPath(record: unknown, path: string): readonly unknown[] {
  let values: unknown[] = [record];
  for (const name of path.split('.')) {
    values = values.flatMap((value) => step(value, name)).filter((value) => value !== undefined && value !== null);
  }
  return values;
}

function step(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, name)) return Reflect.get(value, name);
  return Reflect.get(value, 'Key') === name ? Reflect.get(value, 'Value') : undefined;
}

function compile(expression: SearchExpression, knows: (path: string) => boolean): Predicate {
  const parts: Predicate[] = [
    ...(expression.Filters ?? []).map((filter) => compileFilter(filter, knows)),
    ...(expression.NestedFilters ?? []).map((nested): Predicate => {
      const tests = (nested.Filters ?? []).map((filter) => compileFilter(filter, knows));
      const prefix = `${nested.NestedPropertyName}.`;
      return (read) =>
        read(nested.NestedPropertyName ?? '')
          .flat()
          .some((entry) =>
            tests.every((test) =>
              test((path) => readPath(entry, path.startsWith(prefix) ? path.slice(prefix.length) : path)),
            ),
          );
    }),
    ...(expression.SubExpressions ?? []).map((inner) => compile(inner, knows)),
  ];
  return expression.Operator === 'Or'
    ? (read) => parts.some((part) => part(read))
    : (read) => parts.every((part) => part(read));
}

function compileFilter(filter: Filter, knows: (path: string) => boolean): Predicate {
  const { Name: path = '', Operator: operator = 'Equals', Value: value } = filter;
  if (!knows(path)) throw invalid(`Unknown property name: ${path}`);
  if (operator === 'Exists' || operator === 'NotExists') {
    if (value !== undefined) throw invalid(`Value must not be given with the operator ${operator}`);
    return (read) => read(path).length > 0 === (operator === 'Exists');
  }
  if (value === undefined || value.length > 1024)
    throw invalid(`The filter on ${path} needs a value of 1 to 1024 characters`);
  const wanted = operator === 'In' ? value.split(',') : [value];
  const isTime = path.endsWith('Time');
  const bounds = isTime ? wanted.map(timeOf) : wanted;
  const passes = comparison(operator, bounds);
  if (operator === 'NotEquals') return (read) => read(path).every((found) => passes(comparable(found)));
  return (read) => read(path).some((found) => passes(comparable(found)));
}

function comparison(operator: string, bounds: readonly (string | number)[]): (found: string | number) => boolean {
  const [bound = ''] = bounds;
  const order = (found: string | number) =>
    typeof found === 'number' ? found - Number(bound) : found < String(bound) ? -1 : found > String(bound) ? 1 : 0;
  switch (operator) {
    case 'Equals':
      return (found) => order(found) === 0;
    case 'NotEquals':
      return (found) => order(found) !== 0;
    case 'GreaterThan':
      return (found) => order(found) > 0;
    case 'GreaterThanOrEqualTo':
      return (found) => order(found) >= 0;
    case 'LessThan':
      return (found) => order(found) < 0;
    case 'LessThanOrEqualTo':
      return (found) => order(found) <= 0;
    case 'Contains':
      return (found) => String(found).includes(String(bound));
    case 'In':
      return (found) => bounds.some((one) => String(one) === String(found));
    default:
      throw invalid(
        `Value '${operator}' at 'operator' failed to satisfy constraint: Member must satisfy enum value set`,
      );
  }
}

function comparable(value: unknown): string | number {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'number' ? value : String(value);
}

function boundOf(filter: Filter): { from: number; to: number } | undefined {
  const from = Number.NEGATIVE_INFINITY;
  const to = Number.POSITIVE_INFINITY;
  if (filter.Value === undefined) return undefined;
  const time = timeOf(filter.Value);
  switch (filter.Operator) {
    case 'GreaterThan':
      return { from: time + 1, to };
    case 'GreaterThanOrEqualTo':
      return { from: time, to };
    case 'LessThan':
      return { from, to: time };
    case 'LessThanOrEqualTo':
      return { from, to: time + 1 };
    default:
      return undefined;
  }
}

function timeOf(value: string): number {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(value);
  const time = form === null ? Number.NaN : Date.parse(form[2] === undefined ? `${value}Z` : value);
  if (Number.isNaN(time)) throw invalid(`Invalid timestamp: ${value}`);
  return time;
}

function checkLimits(expression: SearchExpression): void {
  for (const part of ['Filters', 'NestedFilters', 'SubExpressions'] as const) {
    const entries = expression[part];
    if (entries !== undefined && (entries.length < 1 || entries.length > 20)) {
      throw invalid(`SearchExpression.${part} must have 1 to 20 entries`);
    }
  }
  if (countConditions(expression) > 50) throw invalid('SearchExpression has more than 50 conditions');
}

function countConditions(expression: SearchExpression): number {
  const inner = (expression.SubExpressions ?? []).reduce((sum, one) => sum + countConditions(one), 0);
  return (expression.Filters ?? []).length + (expression.NestedFilters ?? []).length + inner;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
