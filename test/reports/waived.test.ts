import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { baselineEntry } from '../../src/engine/baseline.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { reporters } from '../../src/reporters/index.ts';
import { parseReport } from '../../src/reporters/read-json.ts';
import { haveSchemas, officialSchema, problems } from './schemas.ts';
import { type Judged, judge, nastyEstate, nastyStrings, smallEstate, testControls, write } from './support.ts';

/** The hostile estate with waivers as hostile as itself, of which some hold and some have expired, and a baseline. */
async function policed(): Promise<Judged> {
  const words = nastyStrings.filter((text) => text.trim() !== '');
  const { report: before, context } = await judge(nastyEstate(words));
  const waivers = words.map((text, index) => ({
    control: 'notebook-root',
    resource: text,
    reason: text,
    owner: text,
    ticket: text,
    source: text,
    ...(index % 3 === 0 ? { expires: '2020-01-01' } : {}),
  }));
  const failures = before.findings.filter(({ status }) => status === 'FAILED').map(baselineEntry);
  const report = await evaluate(nastyEstate(words), {
    controls: testControls,
    waivers: { waivers, known: [...testControls, ...catalogue], now: new Date('2026-11-22'), inline: true },
    baseline: { file: words[1] ?? '', failures: failures.filter((_, index) => index % 2 === 0) },
  });
  return { report, context };
}

describe('a report with waivers and a baseline, as hostile as can be', async () => {
  const judged = await policed();

  it('has waived, known and new failures', () => {
    const { counts, baseline, waivers = [] } = judged.report;
    expect(counts.WAIVED).toBeGreaterThan(10);
    expect(baseline?.known).toBeGreaterThan(5);
    expect(baseline?.new).toBeGreaterThan(5);
    expect(new Set(waivers.map(({ state }) => state))).toEqual(new Set(['expired', 'active']));
  });

  it.each(reporters.map(({ name }) => name))('is the same as %s when it is written from a saved result', (name) => {
    const { report, controls, toolVersion } = parseReport(write('json', judged), 'saved.json');
    expect(write(name, { report, context: { ...judged.context, controls, toolVersion } })).toBe(write(name, judged));
  });

  it.each(['table', 'csv', 'markdown', 'junit', 'json', 'sarif', 'ocsf', 'asff'])(
    'holds no control character as %s',
    (name) => {
      expect(write(name, judged).replace(/[\r\n]/g, '')).not.toMatch(/[\p{Cc}\u202e\u2028\u2029]/u);
    },
  );

  it('fits the published JSON Schema', () => {
    const ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const schema = readFileSync(new URL('../../docs/schema/report-v1.schema.json', import.meta.url), 'utf8');
    expect(problems(ajv.compile(JSON.parse(schema)), JSON.parse(write('json', judged)))).toEqual([]);
  });

  describe.runIf(haveSchemas)('and the official schemas', () => {
    it('takes its SARIF', () => {
      expect(problems(officialSchema('sarif-2.1.0.schema.json'), JSON.parse(write('sarif', judged)))).toEqual([]);
    });

    it.each(['1.3', '1.6', '1.8'] as const)('take its OCSF %s', (ocsfVersion) => {
      const validate = officialSchema(`ocsf-compliance-finding-${ocsfVersion}.0.schema.json`);
      for (const event of write('ocsf', judged, { ocsfVersion }).split('\n').slice(0, -1))
        expect(problems(validate, JSON.parse(event))).toEqual([]);
    });
  });
});

describe('a result that an earlier sagevet saved, without counts of waivers', () => {
  it('is read', async () => {
    const document = JSON.parse(write('json', await judge(smallEstate)));
    delete document.summary.counts.WAIVED;
    for (const counts of Object.values(document.summary.countsBySeverity))
      delete (counts as { WAIVED?: number }).WAIVED;
    expect(parseReport(JSON.stringify(document), 'old.json').report.counts).toMatchObject({ FAILED: 2, WAIVED: 0 });
  });
});
