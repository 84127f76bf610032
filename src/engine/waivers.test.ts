import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../test/support/estate.ts';
import { hardenedEstate, region } from '../../test/support/hardened-estate.ts';
import { notebookInstanceRootAccess as control } from '../controls/notebook-instance/notebook-instance-root-access.ts';
import type { Resource } from '../model/resource.ts';
import type { Waiver } from '../model/waiver.ts';
import { WaiverBook } from './waivers.ts';

const now = new Date('2026-11-22T12:00:00Z');
const notebook = subjectOf(hardenedEstate, 'AWS::SageMaker::NotebookInstance');
const terms = { control: control.id, reason: 'accepted', owner: 'ana', source: 'test:1' };

function book(...waivers: Partial<Waiver>[]): WaiverBook {
  return new WaiverBook({ waivers: waivers.map((one) => ({ ...terms, ...one })), known: [control], now, inline: true });
}

function waives(waiver: Partial<Waiver>, resource: Partial<Resource>): boolean {
  return book(waiver).answer(control, { ...notebook, ...resource } as Resource).waiver !== undefined;
}

/** Stars by plain recursion: slow, and plainly right. */
function globs(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*'))
    return Array.from({ length: value.length + 1 }, (_, at) => value.slice(at)).some((tail) => globs(rest, tail));
  if (value === '') return false;
  return pattern[0] === value[0] && globs(rest, value.slice(1));
}

describe('the resource of a waiver', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'ab',
    '.',
    '/',
    ':',
    '-',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '+',
    '|',
    '$',
    '^',
    '!',
    '@',
    '?',
    ',',
  );
  const value = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
  const pattern = fc
    .array(fc.oneof(piece, fc.constant('*')), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''));

  it('is a name, or a glob in which stars alone have a meaning', () => {
    fc.assert(
      fc.property(pattern, value, (resource, name) => {
        const { arn: _, ...nameless } = notebook;
        const answer = book({ resource }).answer(control, { ...nameless, name });
        expect(answer.waiver !== undefined, `${resource} on ${name}`).toBe(globs(resource, name));
      }),
      { numRuns: 2000 },
    );
  });

  it('is an address of a file too', () => {
    const origin = {
      kind: 'file',
      file: 'plan.json',
      address: 'module.ml["eu"].aws_sagemaker_notebook_instance.this[0]',
    } as const;
    expect(waives({ resource: origin.address }, { origin })).toBe(true);
    expect(waives({ resource: 'module.ml["eu"].*' }, { origin })).toBe(true);
    expect(waives({ resource: 'module.ml["us"].*' }, { origin })).toBe(false);
  });
});

describe('the last day of a waiver', () => {
  it.each([
    ['2026-11-21', false],
    ['2026-11-22', true],
    ['2026-11-23', true],
  ])('%s, seen on 2026-11-22: %s', (expires, holds) => {
    expect(waives({ expires }, {})).toBe(holds);
  });

  it('ends with the day in UTC', () => {
    const at = (time: string) =>
      new WaiverBook({
        waivers: [{ ...terms, expires: '2026-11-22' }],
        known: [control],
        now: new Date(time),
        inline: true,
      }).answer(control, notebook).waiver !== undefined;
    expect(at('2026-11-22T23:59:59.999Z')).toBe(true);
    expect(at('2026-11-23T00:00:00.000Z')).toBe(false);
  });
});

describe('waivers at a resource', () => {
  it.each([
    null,
    1,
    'x',
    [],
    {},
    { claim: 1 },
    { source: 2, claim: {} },
    { source: 'x' },
    { source: 'x', claim: [[]] },
  ])('may be anything in a file made to deceive, and waive nothing: %j', (waiver) => {
    const claimed = { ...notebook, waivers: [waiver] } as unknown as Resource;
    const opened = book();
    opened.see(claimed);
    expect(opened.answer(control, claimed)).toEqual({});
  });

  it('may be no list', () => {
    expect(book().answer(control, { ...notebook, waivers: 'x' } as unknown as Resource)).toEqual({});
  });

  it('that say the same on many resources are one', () => {
    const opened = book();
    const tags = [
      { Key: 'sagevet:waive', Value: control.id },
      { Key: 'sagevet:waive-reason', Value: 'sandbox' },
      { Key: 'sagevet:waive-owner', Value: 'ana' },
    ];
    for (const name of ['a', 'b', 'c']) opened.answer(control, { ...notebook, name, tags });
    const header = { ...hardenedEstate.header, regions: [region] };
    expect(opened.uses([control], [header])).toMatchObject([{ state: 'active', findings: 3 }]);
  });
});
