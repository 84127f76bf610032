import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything, Model } from '../../src/reporters/html/page/model.ts';
import type { PageData } from '../../src/reporters/html/page-data.ts';
import { fromTemplate, toTemplate } from '../../src/reporters/html/templates.ts';
import { printable } from '../../src/reporters/text.ts';
import { hostileText } from '../reports/hostile-text.ts';
import { judge, nastyEstate, nastyStrings, smallEstate, write } from '../reports/support.ts';

function dataOf(html: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
}

describe('the data of the HTML report', () => {
  it('gives every text back as it was, whatever the resource is called', () => {
    const words = fc.record({ arn: hostileText, name: hostileText, account: hostileText, region: hostileText });
    fc.assert(
      fc.property(words, hostileText, (hostile, text) => {
        const shown = {
          arn: printable(hostile.arn),
          name: printable(hostile.name),
          account: printable(hostile.account),
          region: printable(hostile.region),
        };
        const told = printable(`${text} ${hostile.name} ${hostile.arn} ${hostile.region}`);
        expect(fromTemplate(toTemplate(told, shown), shown)).toBe(told);
      }),
    );
  });

  it('cannot end the element in which it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 4 }), async (names) => {
        const html = write('html', await judge(nastyEstate(names)));
        expect(html.match(/<script/g)).toHaveLength(2);
        expect(html.match(/<\/script>/g)).toHaveLength(2);
        expect(dataOf(html).findings.group.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('shows each finding with its own words again', async () => {
    const judged = await judge(nastyEstate(nastyStrings));
    const model = new Model(dataOf(write('html', judged)));
    const shown = judged.report.findings.map((_, finding) => model.detail(finding));
    for (const [at, finding] of judged.report.findings.entries()) {
      expect(shown[at]?.message).toBe(printable(finding.message));
      expect(shown[at]?.words.name).toBe(printable(finding.resource.name));
      expect(shown[at]?.words.arn).toBe(printable(finding.resource.arn ?? ''));
      expect(shown[at]?.steps.map(({ command }) => command)).toEqual(
        (finding.remediation?.steps ?? []).map(({ command = '' }) => printable(command)),
      );
    }
  });

  it('counts for each facet what would be left if its own choice were another', async () => {
    const model = new Model(dataOf(write('html', await judge(smallEstate))));
    const { findings, counts } = model.show({ ...everything, verdict: new Set(['failed']) });
    expect(findings).toHaveLength(2);
    expect(counts.verdict.get('passed')).toBe(1);
    expect(counts.severity.get('high')).toBe(1);
    expect(counts.severity.get('medium')).toBe(1);
  });

  it('lists what fails before what is unknown before the rest', async () => {
    const model = new Model(dataOf(write('html', await judge(smallEstate))));
    const verdicts = [...model.show(everything).findings].map((finding) => model.verdict(finding));
    expect(verdicts).toEqual(['failed', 'failed', 'unknown', 'unknown', 'passed', 'not applicable']);
  });
});

describe('the policy of the HTML report', () => {
  it('allows one script and one style by their hashes, and nothing else', async () => {
    const html = write('html', await judge(smallEstate));
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src data:;/,
    );
    expect(policy).not.toContain('unsafe');
    expect(html.replace(/<script>.*?<\/script>/s, '')).not.toMatch(/(src|href)="(https?:|\/\/)/);
  });
});
