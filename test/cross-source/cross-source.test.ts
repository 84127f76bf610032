import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { type Format, formats, rows } from './rows.ts';
import { findingsIn } from './verdicts.ts';

const names: Readonly<Record<Format, string>> = {
  live: 'as Describe answer',
  snapshot: 'in a snapshot file',
  cloudformation: 'in CloudFormation',
  terraform: 'in a Terraform plan',
  'aws-config': 'in AWS Config',
};

describe.each(formats)('a resource %s', (format) => {
  it(`${names[format]}: nothing in the hardened estate fails`, async () => {
    const failed = (await findingsIn(format)).filter(({ status }) => status === 'FAILED');
    expect(failed.map(({ control, message }) => `${control}: ${message}`)).toEqual([]);
  });

  describe.each(Object.entries(rows))('%s', (control, { bad, unlike = {} }) => {
    const expected = unlike[format] ?? { hardened: 'PASSED', bad: 'FAILED' };
    const isOf = (finding: { control: string }) => finding.control === control;

    if ('none' in expected) {
      it(`is not said to hold or not to hold ${names[format]}: ${expected.none}`, async () => {
        expect((await findingsIn(format)).filter(isOf)).toEqual([]);
      });
      return;
    }

    it(`hardened, is ${expected.hardened} ${names[format]}`, async () => {
      expect((await findingsIn(format)).filter(isOf)).toMatchObject([{ status: expected.hardened }]);
    });

    it.each(bad)(`that $name, is ${expected.bad} ${names[format]}`, async (given) => {
      expect((await findingsIn(format, given)).filter(isOf)).toMatchObject([{ status: expected.bad }]);
    });
  });
});

describe('the table of sources', () => {
  it('has a row for every control and none beside', () => {
    expect(Object.keys(rows).sort()).toEqual(catalogue.map(({ id }) => id).sort());
  });

  it.each(Object.entries(rows))('%s: says why where a format differs, and only there', (_, { bad, unlike = {} }) => {
    expect(bad.length).toBeGreaterThan(0);
    for (const outcome of Object.values(unlike)) {
      if ('none' in outcome) expect(outcome.none).not.toBe('');
      else {
        expect(outcome.because).not.toBe('');
        expect(outcome).not.toMatchObject({ hardened: 'PASSED', bad: 'FAILED' });
      }
    }
  });

  it.each(Object.entries(rows))('%s: writes what is bad in each format that has it', (_, { bad, unlike = {} }) => {
    for (const format of ['cloudformation', 'terraform'] as const) {
      const outcome = unlike[format];
      const isMissing = outcome !== undefined && ('none' in outcome || outcome.bad === 'NOT_APPLICABLE');
      if (!isMissing) for (const given of bad) expect(given, given.name).toHaveProperty(format);
    }
  });

  it('takes no format to be unlike the live account itself', () => {
    for (const { unlike = {} } of Object.values(rows)) expect(Object.keys(unlike)).not.toContain('live');
  });
});
