import type { Change, Difference } from '../model/difference.ts';
import { safeJson } from './safe-json.ts';
import { plural, wrap } from './text.ts';
import { line } from './words.ts';

/** So many of a kind are listed one by one; JSON has them all. */
const mostShown = 50;

const sections = [
  ['new', 'New', 'fails now, and did not'],
  ['changed', 'Still open, by other evidence', 'failed before, and fails now for something else'],
  ['unknown', 'Not judged any more', 'failed before, and could not be judged or seen now: it may still fail'],
  ['fixed', 'Fixed', 'failed before, and passes, does not apply or is waived now'],
  ['gone', 'Gone', 'failed before, and its resource is not there any more'],
] as const satisfies readonly (readonly [keyof Difference, string, string])[];

/** A comparison for a terminal: what is new first. */
export function differenceText(difference: Difference, columns: number): string {
  const width = Math.max(40, Math.min(columns, 110));
  const lines: string[] = [];
  const text = (words: string, indent = '', hanging = indent) => {
    const [first = '', ...rest] = wrap(words, width - hanging.length);
    lines.push(indent + first, ...rest.map((part) => hanging + part));
  };
  const some = <T>(items: readonly T[], tell: (item: T) => void) => {
    items.slice(0, mostShown).forEach(tell);
    if (items.length > mostShown) text(`… and ${(items.length - mostShown).toLocaleString('en-US')} more`, '  ');
  };
  for (const [key, title, meaning] of sections) {
    const changes: readonly Change[] = difference[key];
    if (changes.length === 0) continue;
    text(`${title}: ${plural(changes.length, 'finding')} (${meaning})`);
    some(changes, ({ severity, control, resource, message, before }) => {
      text(`${severity.toUpperCase()} ${control}`, '  ', '    ');
      text(line(resource, 2048), '    ', '      ');
      if (message !== '') text(line(message, 1024), '    ', '      ');
      if (before !== undefined && before !== message) text(`before: ${line(before, 1024)}`, '    ', '      ');
    });
    lines.push('');
  }
  const { added, removed, uncompared, open } = difference;
  for (const [title, resources] of [
    ['Resources added', added],
    ['Resources gone', removed],
  ] as const) {
    if (resources.length === 0) continue;
    text(`${title}: ${resources.length.toLocaleString('en-US')}`);
    some(resources, ({ type, resource }) => text(`${line(type, 200)} ${line(resource, 2048)}`, '  ', '    '));
    lines.push('');
  }
  if (uncompared.length > 0) {
    const names = uncompared.slice(0, 10).map((id) => line(id, 100));
    const more = uncompared.length > 10 ? ` and ${uncompared.length - 10} more` : '';
    text(`Not compared, for only one of the two ran them: ${names.join(', ')}${more}`);
    lines.push('');
  }
  const counts = sections.map(([key]) => `${difference[key].length.toLocaleString('en-US')} ${words[key]}`);
  text([...counts, `${open.length.toLocaleString('en-US')} still open`].join(', '));
  return `${lines.join('\n')}\n`;
}

const words = {
  new: 'new',
  changed: 'changed',
  unknown: 'not judged any more',
  fixed: 'fixed',
  gone: 'gone',
} as const;

/** A comparison for programs, versioned. */
export function differenceJson(difference: Difference): string {
  return `${safeJson({ format: 'sagevet-diff', version: 1, ...difference }, 1)}\n`;
}
