import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../test/reports/hostile-text.ts';
import { emptyEstate, judge, nastyEstate, smallEstate, write } from '../../test/reports/support.ts';

/** A reader that takes RFC 4180 at its word, and throws at anything else. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [cell, end] = text[at] === '"' ? quoted(text, at + 1) : bare(text, at);
      row.push(cell);
      at = end + 1;
      if (text[end] === ',') continue;
      if (text.slice(end, end + 2) !== '\r\n') throw new Error(`no row end at ${end}`);
      at = end + 2;
      break;
    }
    rows.push(row);
  }
  return rows;
}

function quoted(text: string, start: number): [string, number] {
  const end = /^(?:[^"]|"")*/.exec(text.slice(start))?.[0].length ?? 0;
  if (text[start + end] !== '"') throw new Error('a quote is not closed');
  return [text.slice(start, start + end).replaceAll('""', '"'), start + end + 1];
}

function bare(text: string, start: number): [string, number] {
  const length = /^[^",\r\n]*/.exec(text.slice(start))?.[0].length ?? 0;
  return [text.slice(start, start + length), start + length];
}

describe('csv', () => {
  it('is RFC 4180 and starts no formula, whatever the estate is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 2 }), async (names) => {
        const judged = await judge(nastyEstate(names));
        const [head, ...rows] = parse(write('csv', judged));
        expect(rows).toHaveLength(judged.report.findings.length);
        for (const row of rows) {
          expect(row).toHaveLength(head?.length ?? 0);
          for (const cell of row) {
            expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
            expect(cell).not.toMatch(/;\s*[=+\-@]/);
            expect(cell.length).toBeLessThanOrEqual(32_767);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('has a row for each finding, with what to do about it', async () => {
    const [head = [], first = []] = parse(write('csv', await judge(smallEstate)));
    const row = Object.fromEntries(head.map((title, column) => [title, first[column]]));
    expect(row).toMatchObject({ status: 'FAILED', control: 'notebook-root', resource: 'churn-dev', line: '' });
    expect(row.commands).toContain("--notebook-instance-name 'churn-dev'");
  });

  it('has its titles even when there is nothing below them', async () => {
    expect(parse(write('csv', await judge(emptyEstate)))).toHaveLength(1);
  });
});
