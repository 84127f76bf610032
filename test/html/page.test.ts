import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import { FindingGroups } from '../../src/model/finding-groups.ts';
import {
  emptyEstate,
  type Judged,
  judge,
  nastyEstate,
  nastyStrings,
  oneFailure,
  smallEstate,
  write,
} from '../reports/support.ts';
import { Browser, hasChromium } from './browser.ts';

const nothing = { dialogs: [], errors: [], requests: [], violations: [] };
const views = ['overview', 'findings', 'compliance', 'coverage'];

describe.runIf(hasChromium)('the HTML report in Chromium', () => {
  const browser = new Browser();
  beforeAll(() => browser.start(), 60_000);
  afterAll(() => browser.stop());

  it('runs no script of a hostile estate, loads nothing, and breaks no policy', async () => {
    const html = write('html', await judge(nastyEstate(nastyStrings)));
    for (const view of views) {
      const { page, misdeeds } = await browser.open(html, view);
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.locator('img, iframe, object, embed, base, form').count()).toBe(0);
      expect(misdeeds).toEqual(nothing);
      await page.close();
    }
  });

  it('shows every finding of a hostile estate as text', async () => {
    const { page, misdeeds } = await browser.open(write('html', await judge(nastyEstate(nastyStrings))), 'findings');
    const tree = page.getByRole('tree');
    await tree.focus();
    await page.keyboard.press('ArrowRight');
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('.detail h2').count()).toBe(1);
    }
    expect(await page.locator('.detail *').filter({ hasText: '\u202e' }).count()).toBe(0);
    expect(misdeeds).toEqual(nothing);
    await page.close();
  });

  it('would stop a script that got into the page', async () => {
    const { page, misdeeds } = await browser.open(write('html', await judge(smallEstate)));
    await page.evaluate(
      'const script = document.createElement("script"); try { script.textContent = "alert(1)"; } catch {} document.body.append(script);',
    );
    await expect.poll(() => misdeeds.violations.length).toBeGreaterThan(0);
    expect(misdeeds.dialogs).toEqual([]);
    await page.close();
  });

  it('narrows the list by search, status and control, says how many are left, and widens it again', async () => {
    const { page } = await browser.open(write('html', await judge(smallEstate)), 'findings');
    const result = page.locator('.result');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => result.textContent()).toMatch(/^6 findings, from 6 causes/);
    await page.getByRole('searchbox').fill('churn-prod');
    await expect.poll(() => result.textContent()).toMatch(/^1 of 6 findings/);
    await expect.poll(() => page.locator('.detail').textContent()).toContain('churn-prod');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('checkbox', { name: /^Failed/ }).check();
    await expect.poll(() => result.textContent()).toMatch(/^2 of 6 findings/);
    await page.getByLabel('Control').selectOption('model-isolation');
    await expect.poll(() => result.textContent()).toMatch(/^1 of 6 findings/);
    await page.close();
  });

  it('copies a command as it stands', async () => {
    const { page } = await browser.open(write('html', await judge(smallEstate)), 'findings');
    await page.locator('.code .copy').first().click();
    await expect.poll(() => page.locator('.code .copy').first().textContent()).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      "aws sagemaker update-notebook-instance --notebook-instance-name 'churn-dev' --root-access Disabled",
    );
    await page.close();
  });

  it('can be worked with from the keyboard alone', async () => {
    const { page } = await browser.open(write('html', await judge(smallEstate)), 'findings');
    const reached = new Set<string>();
    for (let press = 0; press < 40; press++) {
      await page.keyboard.press('Tab');
      reached.add((await page.evaluate(focused)) as string);
    }
    for (const what of ['Skip to the content', 'Overview', 'Compliance', 'Print', 'Search', 'tree', 'Copy the command'])
      expect([...reached].some((name) => name.includes(what))).toBe(true);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Finding');
    expect(await page.getByRole('treeitem', { selected: true }).count()).toBe(1);
    await page.close();
  });

  it('keeps few elements in the page whatever the number of findings, and still finds each', async () => {
    const { page, misdeeds } = await browser.open(write('html', await many(50_000)), 'findings');
    const elements = async () => (await page.evaluate('document.querySelectorAll("*").length')) as number;
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => page.locator('.result').textContent()).toMatch(/^50,000 findings/);
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await elements()).toBeLessThan(1500);
    await page.getByRole('searchbox').fill('notebook-49999');
    await expect.poll(() => page.locator('.result').textContent()).toMatch(/^1 of 50,000 findings/);
    await expect.poll(() => page.locator('.detail').textContent()).toContain('notebook-49999');
    expect(await elements()).toBeLessThan(1500);
    expect(misdeeds).toEqual(nothing);
    await page.close();
  });

  it('prints what the filter leaves, with every cause and the requirements', async () => {
    const { page, misdeeds } = await browser.open(write('html', await judge(smallEstate)), 'findings');
    expect(await page.locator('.paper').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    const paper = page.locator('.paper');
    await expect.poll(() => paper.count()).toBe(1);
    const text = (await paper.textContent()) ?? '';
    for (const part of ['churn-dev', 'ChurnModel', 'fraud', 'NIST SP 800-53', 'sagemaker:ListModels'])
      expect(text).toContain(part);
    expect(await page.locator('.screen').isVisible()).toBe(false);
    expect(misdeeds).toEqual(nothing);
    await page.close();
  });

  it('opens at the framework that it was made for', async () => {
    const html = write('html', await judge(oneFailure, catalogue), { framework: 'hipaa' });
    const { page } = await browser.open(html, '');
    expect(await page.locator('h1').textContent()).toBe('SageMaker security report');
    expect(await page.getByLabel('Framework', { exact: true }).first().textContent()).toContain('HIPAA');
    expect(await page.getByRole('link', { name: 'Compliance' }).getAttribute('aria-current')).toBe('page');
    await page.close();
  });

  it('tells waived failures apart, with owner and reason', async () => {
    const { page } = await browser.open(write('html', await waived()), 'findings');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByRole('checkbox', { name: /^Waived/ }).check();
    await expect.poll(() => page.locator('.detail').textContent()).toContain('a sandbox without data');
    expect(await page.locator('.detail').textContent()).toContain('team-churn');
    await page.close();
  });

  it('says so when nothing was judged', async () => {
    const { page, misdeeds } = await browser.open(write('html', await judge(emptyEstate)));
    expect(await page.locator('main h2').first().textContent()).toBe('Nothing was judged');
    expect(misdeeds).toEqual(nothing);
    await page.close();
  });
});

const focused = `(() => {
  const { activeElement: element } = document;
  return [element.getAttribute('role'), element.getAttribute('aria-label'), element.textContent, element.labels?.[0]?.textContent].join(' ');
})()`;

function withFindings({ report, context }: Judged, findings: readonly Finding[]): Judged {
  const groups = new FindingGroups();
  for (const finding of findings) if (groups.count(finding, finding.resource)) groups.addExample(finding);
  return { context, report: { ...report, ...groups.summary(), findings } };
}

async function many(count: number): Promise<Judged> {
  const judged = await judge(smallEstate);
  const [first] = judged.report.findings;
  if (first === undefined) throw new Error('the small estate has no finding');
  const findings = Array.from({ length: count }, (_, index): Finding => {
    const name = `notebook-${index}`;
    return { ...first, resource: { ...first.resource, name, arn: `arn:aws:sagemaker:eu-west-1:111122223333:${name}` } };
  });
  return withFindings(judged, findings);
}

async function waived(): Promise<Judged> {
  const judged = await judge(smallEstate);
  const waiver = { reason: 'a sandbox without data', owner: 'team-churn', source: 'sagevet.waivers.yaml:3' };
  return withFindings(
    judged,
    judged.report.findings.map((finding) => (finding.status === 'FAILED' ? { ...finding, waiver } : finding)),
  );
}
