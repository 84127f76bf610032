import { type Comparison, type Operator, pair, unclear } from './operator.ts';

/** A decimal number as a policy or a request may write it. */
export function readNumber(text: string): number | undefined {
  return /^[+-]?[0-9]+(\.[0-9]+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Orders that numbers and dates share. */
export const ORDERS: Readonly<Record<string, (value: number, written: number) => boolean>> = {
  LessThan: (value, written) => value < written,
  LessThanEquals: (value, written) => value <= written,
  GreaterThan: (value, written) => value > written,
  GreaterThanEquals: (value, written) => value >= written,
};

export function orderedBy(
  read: (text: string) => number | undefined,
  holds: (value: number, written: number) => boolean,
): Operator['prepare'] {
  return (text): Comparison => {
    const written = read(text);
    if (written === undefined) return unclear;
    return (value) => {
      const number = read(value);
      if (number === undefined) return 'maybe';
      return holds(number, written) ? 'yes' : 'no';
    };
  };
}

export const numericOperators: Operator[] = [
  ...pair(
    'NumericEquals',
    'NumericNotEquals',
    'numeric',
    orderedBy(readNumber, (value, written) => value === written),
  ),
  ...Object.entries(ORDERS).map(
    ([name, holds]): Operator => ({
      name: `Numeric${name}`,
      type: 'numeric',
      negated: false,
      prepare: orderedBy(readNumber, holds),
    }),
  ),
];
