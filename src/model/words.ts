import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';

/**
 * The known word that may have been meant, whatever the case it was written in.
 * @param known at least one
 */
export function nearest(word: string, known: readonly string[]): string {
  const lower = word.toLowerCase();
  const longer = known.find((name) => lower !== '' && name.toLowerCase().startsWith(lower));
  if (longer !== undefined) return longer;
  const match = closest(
    lower,
    known.map((name) => name.toLowerCase()),
  );
  return known.find((name) => name.toLowerCase() === match) ?? match;
}

/** What a schema finds wrong, in the words of who wrote the content. */
export function problemOf(issue: z.core.$ZodIssue, content: unknown): string {
  const { code, message, path } = issue;
  if (code === 'unrecognized_keys') return message;
  const name = path.reduce<string>(
    (told, key) => (typeof key === 'number' ? `${told}[${key}]` : told === '' ? String(key) : `${told}.${String(key)}`),
    '',
  );
  const value = valueAt(content, path as readonly (string | number)[]);
  if (code === 'invalid_value') return `${name === '' ? '' : `\`${name}\`: `}${message}`;
  if (value === undefined) return `\`${name}\` is missing`;
  if (code === 'custom' && message === 'is empty') return `\`${name}\` is empty`;
  const subject = name === '' ? '' : `\`${name}\`: `;
  if (code === 'invalid_type') {
    const quotes = issue.expected === 'string' && typeof value === 'number' ? ': write it in quotes' : '';
    return `${subject}expected ${kinds[issue.expected] ?? issue.expected}, found ${kindOf(value)}${quotes}`;
  }
  return `${subject}${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function valueAt(content: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    content,
  );
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return kinds[typeof value] ?? typeof value;
}

/** What to tell first: a key that is misspelt explains why another is missing. */
export function firstIssue({ issues }: z.core.$ZodError): z.core.$ZodIssue {
  return (issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]) as z.core.$ZodIssue;
}
