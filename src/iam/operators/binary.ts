import type { Comparison, Operator } from './operator.ts';

/** Compares base-64 text for text. */
export const binaryOperators: Operator[] = [
  {
    name: 'BinaryEquals',
    type: 'binary',
    negated: false,
    prepare:
      (written): Comparison =>
      (value) =>
        value === written ? 'yes' : 'no',
  },
];
