import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge, nastyEstate, nastyStrings, smallEstate, write } from '../../test/reports/support.ts';
import { parseReport, readReport } from './read-json.ts';

const saved = write('json', await judge(smallEstate));

function changed(change: (document: ReturnType<typeof JSON.parse>) => void): string {
  const document = JSON.parse(saved);
  change(document);
  return JSON.stringify(document);
}

describe('a saved report', () => {
  it('is what it was when it is read', async () => {
    for (const estate of [smallEstate, nastyEstate(nastyStrings)]) {
      const judged = await judge(estate);
      expect(parseReport(write('json', judged), 'x.json').report).toEqual(judged.report);
    }
  });

  it('keeps what the controls were called then', () => {
    const { controls, toolVersion } = parseReport(saved, 'x.json');
    expect(toolVersion).toBe('1.2.3');
    expect(controls.get('notebook-root')?.title).toBe('Notebook instances keep root to themselves');
  });

  it('may have been laid out anew, with a byte order mark, and may hold what a later sagevet adds', () => {
    const text = JSON.stringify(
      JSON.parse(changed((document) => Object.assign(document.findings[0], { owner: 'ana' }))),
      null,
      4,
    );
    expect(parseReport(`\ufeff${text}`, 'x.json').report.counts.FAILED).toBe(2);
  });

  it.each([
    ['', '`x.json` is empty'],
    ['  \n', '`x.json` is empty'],
    ['Resources:\n', '`x.json` is no JSON: expected what `--format json` writes'],
    ['[]', '`x.json` is no report of sagevet: expected what `--format json` writes'],
    ['null', '`x.json` is no report of sagevet: expected what `--format json` writes'],
    ['{"version":"2.1.0","runs":[]}', '`x.json` is no report of sagevet: expected what `--format json` writes'],
    [
      '{"sagevet":"snapshot","version":1}\n{"resource":{}}\n',
      '`x.json` is a snapshot, not a report: judge it with `sagevet scan`',
    ],
    [saved.slice(0, -200), '`x.json` is a report that was cut or damaged: make it again with `--format json`'],
    [
      changed((document) => Object.assign(document, { version: 2 })),
      '`x.json` is a report of version 2, and this sagevet reads version 1: update sagevet',
    ],
    [
      changed((document) => Object.assign(document.findings[3], { snapshot: 7 })),
      '`x.json` is a damaged report: findings[3].snapshot: there is no such snapshot',
    ],
  ])('is told from what is none: %.40j', (text, message) => {
    expect(() => parseReport(text, 'x.json')).toThrow(expect.objectContaining({ name: 'InputError', message }));
  });

  it('names the first member that is wrong', () => {
    const text = changed((document) => Object.assign(document.findings[2], { status: 'MAYBE' }));
    expect(() => parseReport(text, 'x.json')).toThrow(/^`x\.json` is a damaged report: findings\[2\]\.status: /);
  });

  it('is read from a file, which may not be there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
    const file = join(folder, 'result.json');
    writeFileSync(file, saved);
    expect(readReport(file).report.findings).toHaveLength(6);
    expect(() => readReport(join(folder, 'none.json'))).toThrow(/none\.json`: there is no such file$/);
    expect(() => readReport(folder)).toThrow(/: it is a folder$/);
  });
});
