import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { judge, nastyEstate, nastyStrings, smallEstate, write } from '../reports/support.ts';
import { sagevet } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const saved = join(folder, 'result.json');
const text = write('json', await judge(smallEstate));
writeFileSync(saved, text);

const report = (...args: string[]) => sagevet(['report', ...args]);

describe('sagevet report', () => {
  it('writes a saved result again, byte for byte', async () => {
    expect(await report(saved, '--format', 'json')).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  it('may write over the file that it reads', async () => {
    const file = join(folder, 'same.json');
    writeFileSync(file, text);
    expect((await report(file, '--format', `json=${file}`)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('shows the table unless another format is named', async () => {
    const { stdout, stderr } = await report(saved);
    expect(stdout).toContain('2 findings failed, from 2 causes');
    expect(stderr).toBe('');
  });

  it('writes several formats at once, each to its file', async () => {
    const sarif = join(folder, 'out.sarif');
    const { code, stdout } = await report(saved, '-f', `sarif=${sarif}`, '-f', 'markdown');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## sagevet: 2 findings failed/);
    expect(JSON.parse(readFileSync(sarif, 'utf8')).runs).toHaveLength(2);
  });

  it('says on stderr what a format had to leave out', async () => {
    const { code, stderr } = await report(saved, '-f', 'asff');
    expect(code).toBe(0);
    expect(stderr).toBe('note: asff: 1 finding left out: Security Hub takes none without an account and a region\n');
  });

  it('takes the version of OCSF that is asked for, and no other', async () => {
    const { stdout } = await report(saved, '-f', 'ocsf', '--ocsf-version', '1.8');
    expect(JSON.parse(stdout.split('\n')[0] ?? '').metadata.version).toBe('1.8.0');
    const { code, stderr } = await report(saved, '-f', 'ocsf', '--ocsf-version', '1.5');
    expect(code).toBe(2);
    expect(stderr).toMatch(/allowed choices are 1\.3, 1\.6, 1\.8/i);
  });

  it('names every format in its help', async () => {
    const { stdout } = await report('--help');
    for (const { name } of reporters) expect(stdout).toContain(name);
  });

  it('sends no escape sequence of a name to the terminal, in any format', async () => {
    const hostile = join(folder, 'hostile.json');
    writeFileSync(hostile, write('json', await judge(nastyEstate(nastyStrings))));
    for (const { name } of reporters) {
      const { stdout, stderr } = await report(hostile, '-f', name);
      expect((stdout + stderr).replace(/[\r\n]/g, ''), name).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  it.each([
    ['none.json', /^error: cannot read `.*none\.json`: there is no such file\n$/],
    ['cut.json', /^error: `.*cut\.json` is a report that was cut or damaged: .*\n$/],
    ['other.json', /^error: `.*other\.json` is no report of sagevet: .*\n$/],
  ])('answers %s with one line and exit code 2', async (name, expected) => {
    writeFileSync(join(folder, 'cut.json'), text.slice(0, -50));
    writeFileSync(join(folder, 'other.json'), '{"Resources":{}}');
    const { code, stdout, stderr } = await report(join(folder, name), '-f', `csv=${join(folder, 'never.csv')}`);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(expected);
  });
});
