import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../test/reports/hostile-text.ts';
import {
  deniedList,
  emptyEstate,
  header,
  judge,
  nastyEstate,
  notebook,
  smallEstate,
  write,
} from '../../test/reports/support.ts';
import type { Report } from '../model/report.ts';

function rendered(text: string): string {
  return micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
}

/** The elements that the page itself is made of: anything else came from a name. */
const ours = new Set(
  'h2 h3 p ul li table thead tbody tr th td code pre strong details summary'
    .split(' ')
    .flatMap((tag) => [tag, `/${tag}`]),
);

function foreignTags(html: string): string[] {
  return [...html.matchAll(/<(\/?[a-z0-9]+)[^>]*>/gi)].map(([, tag = '']) => tag).filter((tag) => !ours.has(tag));
}

/** The cells of every row but the titles: a pipe that escapes pushes the number of findings out of the last one. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell))
    .filter((cells) => cells.length > 0);
}

/** A report with so many causes, none like another. */
async function manyCauses(
  count: number,
): Promise<{ report: Report; context: Awaited<ReturnType<typeof judge>>['context'] }> {
  const { report, context } = await judge([{ header, records: [{ resource: notebook('n'.repeat(150)) }] }]);
  const [group] = report.groups;
  if (group === undefined) throw new Error('no group');
  const groups = Array.from({ length: count }, (_, index) => ({ ...group, cause: `cause ${index}` }));
  return { report: { ...report, groups, counts: { ...report.counts, FAILED: count } }, context };
}

describe('markdown', () => {
  it('cannot be broken out of, whatever the estate is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 3 }), async (names) => {
        const html = rendered(write('markdown', await judge(nastyEstate(names))));
        expect(foreignTags(html)).toEqual([]);
        for (const cells of rowsOf(html))
          expect([cells.length, cells.at(-1)]).toEqual([5, expect.stringMatching(/^[\d,]+$/)]);
        expect(html.replace(/<code[^>]*>.*?<\/code>/gs, '')).not.toMatch(/@[\w-]|#\d|https?:|www\./i);
      }),
      { numRuns: 200 },
    );
  });

  it('shows code as code where two pieces of it touch', async () => {
    const { report, context } = await judge(smallEstate);
    const message = '`a`x`@octocat';
    const groups = report.groups.map((group) => ({
      ...group,
      examples: group.examples.map((example) => ({ ...example, message })),
    }));
    const html = rendered(write('markdown', { report: { ...report, groups }, context }));
    expect(html).toContain('<code>a</code> <code>x`@octocat</code>');
  });

  it('fits a comment with any number of causes, and says how many it does not show', async () => {
    for (const count of [1, 50, 100, 5000]) {
      const text = write('markdown', await manyCauses(count));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
      const rows = text.split('\n').filter((line) => line.startsWith('| high | `')).length;
      const left = /and ([\d,]+) more causes? with ([\d,]+) findings?/.exec(text);
      expect(rows + Number(left?.[1]?.replace(',', '') ?? 0)).toBe(count);
      const fixes = text.split('<details>').length - 1;
      const leftFixes = /the fixes of ([\d,]+) more/.exec(text);
      expect(fixes + Number(leftFixes?.[1]?.replace(',', '') ?? 0)).toBe(count);
    }
  });

  it('fits a comment with any number of gaps and inputs', async () => {
    const { report, context } = await manyCauses(500);
    const long = '\u0800'.repeat(1000);
    const gap = { ...deniedList, code: long, operation: long, accountId: long, permission: long };
    const more = {
      snapshots: Array(50).fill({ ...header, input: long, regions: Array(50).fill(long) }),
      gaps: Array(50).fill(gap),
      errors: Array(50).fill(long),
    };
    expect(Buffer.byteLength(write('markdown', { report: { ...report, ...more }, context }))).toBeLessThanOrEqual(
      60_000,
    );
  });

  it('tells failed from not judged', async () => {
    const text = write('markdown', await judge(smallEstate));
    expect(text).toMatch(/^## sagevet: 2 findings failed, 2 not judged\n/);
    expect(text).toContain('### Not judged, so neither passed nor failed');
    expect(text).toContain('not seen: `AccessDeniedException` on `sagemaker:ListModels`');
  });

  it('does not call an estate clean in which nothing was judged', async () => {
    expect(write('markdown', await judge(emptyEstate))).toMatch(/^## sagevet: nothing was judged\n/);
  });
});
