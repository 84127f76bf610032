import { type Comparison, type Operator, unclear } from './operator.ts';

function readBool(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

export const boolOperators: Operator[] = [
  {
    name: 'Bool',
    type: 'bool',
    negated: false,
    prepare(text): Comparison {
      const written = readBool(text);
      if (written === undefined) return unclear;
      return (value) => (readBool(value) === written ? 'yes' : 'no');
    },
  },
];
