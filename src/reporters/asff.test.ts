import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../test/reports/hostile-text.ts';
import { emptyEstate, header, judge, nastyEstate, notebook, smallEstate, write } from '../../test/reports/support.ts';
import { catalogue } from '../controls/index.ts';
import type { Finding } from '../model/finding.ts';
import { asff, asffBatches, toAsff } from './asff.ts';

async function asffOf(...args: Parameters<typeof judge>): Promise<AwsSecurityFinding[]> {
  return JSON.parse(write('asff', await judge(...args)));
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
const limits: readonly [path: RegExp, longest: number][] = [
  [/^Id$/, 512],
  [/^ProductArn$/, 2048],
  [/^(ProductName|CompanyName)$/, 128],
  [/^Region$/, 16],
  [/^GeneratorId$/, 512],
  [/^AwsAccountId$/, 12],
  [/^Title$/, 256],
  [/^Description$/, 1024],
  [/^Remediation\.Recommendation\./, 512],
  [/Severity\.Original$/, 64],
  [/^ProductFields\./, 2048],
  [/^Compliance\.RelatedRequirements\./, 64],
  [/^Resources\.0\.Id$/, 512],
  [/^Resources\.0\.Tags\./, 256],
];

function limitsBrokenBy(finding: AwsSecurityFinding): string[] {
  const broken: string[] = [];
  const check = (path: string, text: string) => {
    if (!/\S/.test(text)) broken.push(`${path} is blank`);
    if (/\p{Cc}/u.test(text)) broken.push(`${path} has a control character`);
    if (/\p{Cs}/u.test(text)) broken.push(`${path} has half a character`);
    for (const [place, longest] of limits) {
      if (place.test(path) && text.length > longest) broken.push(`${path} has ${text.length} characters`);
    }
  };
  const walk = (node: unknown, path: string) => {
    if (typeof node === 'string') check(path, node);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, child] of Object.entries(node)) {
        if (!/\S/.test(key) || key.length > 128) broken.push(`a key of ${path} is blank or too long`);
        walk(child, path === '' ? key : `${path}.${key}`);
      }
    }
  };
  walk(finding, '');
  const counts: [string, number, number][] = [
    ['Types', finding.Types?.length ?? 0, 50],
    ['RelatedRequirements', finding.Compliance?.RelatedRequirements?.length ?? 0, 32],
    ['ProductFields', Object.keys(finding.ProductFields ?? {}).length, 50],
    ['bytes', Buffer.byteLength(JSON.stringify(finding)), 240_000],
  ];
  for (const [name, count, most] of counts) if (count > most) broken.push(`${count} ${name}`);
  return broken;
}

describe('asff', () => {
  it('keeps every limit of Security Hub, whatever the estate is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 3 }), async (names) => {
        const findings = await asffOf(nastyEstate(names));
        expect(findings.flatMap(limitsBrokenBy)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('stays far below the size limit with as much evidence, tags and commands as there can be', async () => {
    const { report, context } = await judge(smallEstate);
    const [example] = report.findings;
    if (example === undefined) throw new Error('no finding');
    const wide = '\u0800'.repeat(5000);
    const huge = {
      ...example,
      message: wide,
      cause: wide,
      notes: Array(100).fill(wide),
      evidence: Array.from({ length: 100 }, (_, index) => ({
        property: `${index}${wide}`,
        observed: wide,
        expected: wide,
      })),
      remediation: { steps: Array(100).fill({ text: wide, command: wide }) },
      resource: {
        ...example.resource,
        tags: Array.from({ length: 60 }, (_, index) => ({ Key: `${index}${wide}`, Value: wide })),
      },
    };
    expect(limitsBrokenBy(toAsff(huge, header, context) as AwsSecurityFinding)).toEqual([]);
  });

  it('names the consolidated control, its standards and requirements', async () => {
    const [failed] = await asffOf(smallEstate);
    expect(failed?.Compliance).toMatchObject({
      Status: 'FAILED',
      SecurityControlId: 'SageMaker.3',
      AssociatedStandards: [
        { StandardsId: 'standards/aws-foundational-security-best-practices/v/1.0.0' },
        { StandardsId: 'standards/nist-800-53/v/5.0.0' },
        { StandardsId: 'standards/pci-dss/v/4.0.1' },
      ],
    });
    expect(failed?.Compliance?.RelatedRequirements).toContain('NIST.800-53.r5 AC-6(2)');
  });

  it('says what is not known as a warning, never as passed or failed', async () => {
    const findings = await asffOf(smallEstate);
    const unread = findings.find(({ Resources }) => Resources?.[0]?.Id?.endsWith('/fraud'));
    expect(unread?.Compliance?.Status).toBe('WARNING');
    expect(unread?.Compliance?.StatusReasons?.[0]?.ReasonCode).toBe('VALUE_NOT_KNOWN');
  });

  it('puts resources that nobody saw on the account', async () => {
    const findings = await asffOf(smallEstate);
    const unseen = findings.find(({ Resources }) => Resources?.[0]?.Type === 'AwsAccount');
    expect(unseen?.Resources?.[0]?.Id).toBe('AWS::::Account:111122223333');
    expect(unseen?.Compliance?.StatusReasons?.[0]?.ReasonCode).toBe('RESOURCES_NOT_SEEN');
  });

  it('describes notebook instances with the members that Security Hub knows', async () => {
    const [failed] = await asffOf(smallEstate);
    expect(failed?.Resources?.[0]?.Details?.AwsSageMakerNotebookInstance).toEqual({
      NotebookInstanceName: 'churn-dev',
      NotebookInstanceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/churn-dev',
      RootAccess: 'Enabled',
    });
  });

  it('leaves out what has no account, and says how much', async () => {
    const { report, context } = await judge(smallEstate);
    const writer = asff.start(context);
    writer.begin?.(report.snapshots);
    for (const finding of report.findings) writer.finding?.(finding);
    writer.end(report);
    expect(writer.notes?.()).toEqual(['1 finding left out: Security Hub takes none without an account and a region']);
  });

  it('gives a finding the same id whatever stands beside it and in whatever order', async () => {
    const [estate, ...others] = smallEstate;
    if (estate === undefined) throw new Error('no estate');
    const ids = (findings: AwsSecurityFinding[]) => findings.map(({ Id }) => Id).sort();
    const reversed = { ...estate, records: [...(estate.records as Iterable<never>)].reverse() };
    expect(ids(await asffOf([...others, reversed]))).toEqual(ids(await asffOf(smallEstate)));
  });

  it('gives two findings two ids', async () => {
    const findings = await asffOf(smallEstate);
    expect(new Set(findings.map(({ Id }) => Id)).size).toBe(findings.length);
  });

  it('takes the time from the snapshot', async () => {
    const [finding] = await asffOf(smallEstate);
    expect(finding?.UpdatedAt).toBe(header.capturedAt);
  });

  it('goes to the Security Hub of its partition', async () => {
    const estate = { header, records: [{ resource: notebook('a', { region: 'cn-north-1' }) }] };
    const [finding] = await asffOf([estate]);
    expect(finding?.ProductArn).toBe('arn:aws-cn:securityhub:cn-north-1:111122223333:product/111122223333/default');
  });

  it('is an empty list for an estate without findings', async () => {
    expect(await asffOf(emptyEstate)).toEqual([]);
  });

  it('knows a standard for every Security Hub control of the catalogue', async () => {
    const { report } = await judge(smallEstate);
    const { context } = await judge(emptyEstate, catalogue);
    const [example] = report.findings;
    for (const control of catalogue) {
      const finding = { ...example, control: control.id } as Finding;
      const { Compliance } = toAsff(finding, header, context) as AwsSecurityFinding;
      const isPublished = control.publishedAs.some(({ standard }) => standard === 'aws-security-hub');
      expect(Compliance?.AssociatedStandards?.length ?? 0, control.id).toBeGreaterThanOrEqual(isPublished ? 1 : 0);
    }
  });
});

describe('asffBatches', () => {
  const finding = (index: number, size: number) =>
    ({ Id: String(index), Description: 'x'.repeat(size) }) as AwsSecurityFinding;

  it('makes calls of at most 100 findings and 6 MB, with every finding once and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 250 }), (sizes) => {
        const findings = sizes.map((size, index) => finding(index, size));
        const batches = asffBatches(findings);
        expect(batches.flat()).toEqual(findings);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(100);
          expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(6_000_000);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a finding that no call can carry', () => {
    expect(() => asffBatches([finding(1, 240_000)])).toThrow('finding `1` is larger than Security Hub takes');
  });
});
