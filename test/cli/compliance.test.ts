import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { snapshotLines } from '../../src/sources/snapshot/write.ts';
import { deniedList, header, judge, notebook, oneFailure, smallEstate, write } from '../reports/support.ts';
import { sagevet } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-compliance-'));

function save(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function snapshot(name: string, [estate]: typeof oneFailure): Promise<string> {
  if (estate === undefined) throw new Error('there is no estate');
  let text = '';
  for await (const line of snapshotLines(estate)) text += line;
  return save(name, text);
}

/** Everything was listed, and there was nothing. */
const seenAndEmpty = oneFailure.map(({ header: { ...listed } }) => ({ header: listed, records: [] }));

const saved = save('saved.json', write('json', await judge(oneFailure, catalogue)));

describe('sagevet compliance', () => {
  it('tells requirement by requirement from a saved result, and fails when one does', async () => {
    const { code, stdout } = await sagevet(['compliance', '--framework', 'aws-security-hub', saved]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ SageMaker\.3 failed/);
    expect(stdout).toMatch(/✓ SageMaker\.1 passed/);
    expect(stdout).toContain('15 requirements: 1 failed, 14 passed');
    expect(stdout).toContain('security score 93%: 14 of 15 controls passed');
  });

  it('judges a snapshot as it judges what was saved of it', async () => {
    const file = await snapshot('estate.jsonl', oneFailure);
    const fromSnapshot = await sagevet(['compliance', '--framework', 'nist-800-53-r5', '-f', 'csv', file]);
    const fromSaved = await sagevet(['compliance', '--framework', 'nist-800-53-r5', '-f', 'csv', saved]);
    expect(fromSnapshot.stderr).toBe('');
    expect(fromSnapshot.stdout).toBe(fromSaved.stdout);
    expect(fromSnapshot.code).toBe(1);
  });

  it('tells of no evidence where nothing was judged, and fails nothing', async () => {
    const file = save('empty.json', write('json', await judge(seenAndEmpty, catalogue)));
    const { code, stdout } = await sagevet(['compliance', '--framework', 'soc2', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/requirements: \d+ without evidence/);
    expect(stdout).toContain('no security score: no control has data');
  });

  it('is unknown where the list was denied, and exits with 3 when asked to', async () => {
    const denied = [
      {
        header: { ...header, resourceTypes: ['AWS::SageMaker::Model'] as const },
        records: [{ gap: deniedList }],
      },
    ];
    const file = save('denied.json', write('json', await judge(denied, catalogue)));
    const args = ['compliance', '--framework', 'aws-security-hub', file];
    const { code, stdout } = await sagevet(args);
    expect(stdout).toMatch(/\? SageMaker\.5 unknown/);
    expect(stdout).toContain('1 call had no answer');
    expect(code).toBe(0);
    expect((await sagevet([...args, '--fail-on-unknown'])).code).toBe(3);
  });

  it('writes every format at once', async () => {
    const file = (name: string) => join(folder, name);
    const formats = ['markdown', 'csv', 'html', 'json'];
    const args = formats.flatMap((name) => ['-f', `${name}=${file(`out.${name}`)}`]);
    const { stdout } = await sagevet(['compliance', '--framework', 'hipaa', saved, '-f', 'table', ...args]);
    expect(stdout).toContain('HIPAA');
    expect(readFileSync(file('out.markdown'), 'utf8')).toMatch(/^## HIPAA: /);
    expect(readFileSync(file('out.csv'), 'utf8')).toMatch(/^framework,requirement,/);
    expect(readFileSync(file('out.html'), 'utf8')).toContain('"framework":"hipaa"');
    const document = JSON.parse(readFileSync(file('out.json'), 'utf8'));
    expect(document).toMatchObject({ format: 'sagevet-compliance', version: 1, framework: 'hipaa' });
  });

  it('keeps hostile names from the terminal and from the table', async () => {
    const name = '\u001b[31m|`<img src=x onerror=alert(1)>` [x](javascript:1)';
    const file = save(
      'hostile.json',
      write('json', await judge([{ header, records: [{ resource: notebook(name) }] }])),
    );
    const table = await sagevet(['compliance', '--framework', 'nist-800-53-r5', file]);
    expect(table.stdout).not.toContain('\u001b');
    const { stdout } = await sagevet(['compliance', '--framework', 'nist-800-53-r5', file, '-f', 'markdown']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.startsWith('| `AC-6` ')).length).toBe(1);
    expect(stdout).not.toMatch(/[^`|\\{}\w]<img/);
  });

  it('tells of an unknown framework, format, or a result beside other inputs in one line', async () => {
    const framework = await sagevet(['compliance', '--framework', 'hippa', saved]);
    expect([framework.code, framework.stderr]).toEqual([2, expect.stringContaining('hipaa')]);
    const format = await sagevet(['compliance', '--framework', 'hipaa', saved, '-f', 'htm']);
    expect([format.code, format.stderr]).toEqual([2, 'error: unknown format `htm`\nhelp: did you mean `html`?\n']);
    const several = await sagevet(['compliance', '--framework', 'hipaa', saved, 'other.yaml']);
    expect(several.code).toBe(2);
    expect(several.stderr).toContain('stands alone');
  });

  it('tells of requirements whose controls were not run', async () => {
    const few = save('few.json', write('json', await judge(smallEstate)));
    const { stdout } = await sagevet(['compliance', '--framework', 'pci-dss-4.0.1', few]);
    expect(stdout).toContain('was not run');
  });
});
