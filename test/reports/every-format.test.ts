import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { reporters } from '../../src/reporters/index.ts';
import { parseReport } from '../../src/reporters/read-json.ts';
import { estates, judge, nastyEstate, nastyStrings, oneFailure, smallEstate, write } from './support.ts';

const names = reporters.map(({ name }) => name);

describe.each(names)('%s', (name) => {
  it('is byte for byte the same when it is written twice', async () => {
    const judged = await judge(nastyEstate(nastyStrings));
    expect(write(name, judged)).toBe(write(name, judged));
  });

  it('is byte for byte the same when it is written from a saved result', async () => {
    for (const estate of Object.values(estates)) {
      const judged = await estate();
      const { report, controls, toolVersion } = parseReport(write('json', judged), 'saved.json');
      expect(write(name, { report, context: { ...judged.context, controls, toolVersion } })).toBe(write(name, judged));
    }
  });

  it('ends its last line', async () => {
    expect(write(name, await judge(smallEstate))).toMatch(/\n$/);
  });

  it('holds no control character, whatever the estate is called', async () => {
    const text = write(name, await judge(nastyEstate(nastyStrings)));
    expect(text.replace(/[\r\n]/g, '')).not.toMatch(/[\p{Cc}\u202e\u2028\u2029]/u);
  });

  it('tells of the one failure of a hardened estate', async () => {
    const text = write(name, await judge(oneFailure, catalogue));
    expect(text).toContain('root');
    expect(text).toMatch(/RootAccess/);
  });
});

const goldenFiles: Readonly<Record<string, string>> = {
  table: 'table.txt',
  json: 'sagevet.json',
  asff: 'asff.json',
  ocsf: 'ocsf.jsonl',
  sarif: 'sagevet.sarif',
  junit: 'junit.xml',
  csv: 'findings.csv',
  markdown: 'summary.md',
};

describe('a small estate', () => {
  for (const name of Object.keys(goldenFiles)) {
    it(`reads well as ${name}`, async () => {
      const text = write(name, await judge(smallEstate));
      const pretty = name === 'asff' || name === 'sarif' ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;
      await expect(pretty).toMatchFileSnapshot(`../golden/${goldenFiles[name]}`);
    });
  }
});
