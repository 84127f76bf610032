import { ORDERS, orderedBy } from './numeric.ts';
import { type Operator, pair } from './operator.ts';

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2}))?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 (W3C profile) date or of epoch seconds. */
export function readDate(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{5,}(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  const match = ISO.exec(trimmed);
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}

export const dateOperators: Operator[] = [
  ...pair(
    'DateEquals',
    'DateNotEquals',
    'date',
    orderedBy(readDate, (value, written) => value === written),
  ),
  ...Object.entries(ORDERS).map(
    ([name, holds]): Operator => ({
      name: `Date${name}`,
      type: 'date',
      negated: false,
      prepare: orderedBy(readDate, holds),
    }),
  ),
];
