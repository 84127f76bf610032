import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../test/reports/hostile-text.ts';
import { emptyEstate, judge, nastyEstate, smallEstate, write } from '../../test/reports/support.ts';
import { printable } from './text.ts';

interface TestCase {
  readonly '@name': string;
  readonly failure?: { readonly '#text': string; readonly '@type': string };
  readonly skipped?: unknown;
}

interface TestSuite {
  readonly '@name': string;
  readonly '@failures': string;
  readonly testcase: readonly TestCase[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
  processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e8 },
});

function suitesIn(text: string): readonly TestSuite[] {
  expect(XMLValidator.validate(text)).toBe(true);
  // https://www.w3.org/TR/xml/#charsets
  expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  return parser.parse(text).testsuites.testsuite ?? [];
}

describe('junit', () => {
  it('is XML that holds every finding, whatever the estate is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 2 }), async (names) => {
        const judged = await judge(nastyEstate(names));
        const cases = suitesIn(write('junit', judged)).flatMap(({ testcase }) => testcase);
        expect(cases).toHaveLength(judged.report.findings.length);
        expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(judged.report.counts.FAILED);
      }),
      { numRuns: 150 },
    );
  });

  it('gives a name back as it was, with what cannot be printed as an escape', async () => {
    const name = `a<b>&"c"'d']]>\u0000\u202e😀`;
    const [suite] = suitesIn(write('junit', await judge(nastyEstate([name]))));
    expect(suite?.testcase[0]?.['@name']).toBe(`${printable(name)} (111122223333/eu-west-1)`);
  });

  it('skips what could not be judged, and says how a failure is closed', async () => {
    const [notebooks, models] = suitesIn(write('junit', await judge(smallEstate)));
    expect(notebooks?.testcase.map(({ failure, skipped }) => [failure !== undefined, skipped !== undefined])).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [false, true],
    ]);
    expect(notebooks?.testcase[0]?.failure?.['#text']).toContain('RootAccess: Enabled (expected Disabled)');
    expect(notebooks?.testcase[0]?.failure?.['#text']).toContain("--notebook-instance-name 'churn-dev'");
    expect(models?.['@failures']).toBe('1');
  });

  it('shows a control that broke as an error', async () => {
    const { report, context } = await judge(smallEstate);
    const findings = report.findings.map((finding) => ({ ...finding, status: 'UNKNOWN' as const, error: 'it broke' }));
    const text = write('junit', { report: { ...report, findings }, context });
    expect(text).toContain('errors="6"');
    expect(text.match(/<error /g)).toHaveLength(6);
  });

  it('has no suite where nothing was found', async () => {
    expect(suitesIn(write('junit', await judge(emptyEstate)))).toEqual([]);
  });
});
