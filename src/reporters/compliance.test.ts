import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding, Status } from '../model/finding.ts';
import type { ReportedControl } from '../model/report.ts';
import { complianceOf, EvidenceTally, longestList } from './compliance.ts';
import { combine, type RequirementStatus, requirementStatuses, statusOfCounts } from './compliance-status.ts';
import { securityScore } from './score.ts';

const waiver = { reason: 'a sandbox', owner: 'ml', source: 'sagevet.waivers.yaml:1' };

function control(id: string, published: string, requirements: readonly string[]): ReportedControl {
  return {
    id,
    title: `Title of ${id}`,
    resourceType: 'AWS::SageMaker::Model',
    severity: 'high',
    publishedAs: [
      {
        standard: 'stave',
        id: published,
        title: `Published ${published}`,
        severity: 'high',
        type: 'unsafe_state',
        domain: 'exposure',
        requirements: { 'nist-800-53-r5': requirements },
      },
    ],
    why: '',
    checks: '',
    remediation: { summary: '' },
    messages: {},
    references: [],
  };
}

function finding(id: string, status: Status, rest: Partial<Finding> = {}): Finding {
  return {
    control: id,
    snapshot: 0,
    status,
    severity: 'high',
    resource: {
      type: 'AWS::SageMaker::Model',
      name: 'churn',
      accountId: '111122223333',
      region: 'eu-west-1',
      origin: { kind: 'api', operation: 'sagemaker:DescribeModel' },
    },
    cause: '',
    message: '',
    evidence: [],
    notes: [],
    ...rest,
  };
}

const controls = [control('a', 'CTL.A', ['AC-10', 'AC-2']), control('b', 'CTL.B', ['AC-10'])];

function statuses(findings: readonly Finding[], run = ['a', 'b']): Record<string, RequirementStatus> {
  const tally = new EvidenceTally();
  for (const one of findings) tally.add(one);
  const { requirements } = complianceOf('nist-800-53-r5', tally, controls, run);
  return Object.fromEntries(requirements.map(({ id, status }) => [id, status]));
}

describe('a requirement', () => {
  it('fails when one control fails, whatever the others say', () => {
    expect(statuses([finding('a', 'PASSED'), finding('b', 'UNKNOWN'), finding('b', 'FAILED')])).toEqual({
      'AC-2': 'passed',
      'AC-10': 'failed',
    });
  });

  it('is unknown when nothing fails and something could not be judged', () => {
    expect(statuses([finding('a', 'PASSED'), finding('b', 'UNKNOWN')])['AC-10']).toBe('unknown');
  });

  it('is unknown with unknown evidence only', () => {
    expect(statuses([finding('a', 'UNKNOWN')])['AC-2']).toBe('unknown');
  });

  it('has no evidence when nothing was judged, or nothing that it applies to', () => {
    expect(statuses([])).toEqual({ 'AC-2': 'no evidence', 'AC-10': 'no evidence' });
    expect(statuses([finding('a', 'NOT_APPLICABLE')])['AC-2']).toBe('no evidence');
  });

  it('neither fails nor passes on waived failures', () => {
    expect(statuses([finding('a', 'FAILED', { waiver })])['AC-2']).toBe('waived');
    expect(statuses([finding('a', 'FAILED', { waiver }), finding('a', 'PASSED')])['AC-2']).toBe('passed');
  });

  it('is told although its controls were not run', () => {
    expect(statuses([], [])).toEqual({ 'AC-2': 'no evidence', 'AC-10': 'no evidence' });
  });

  it('never passes unless something passed and nothing failed or was unknown', () => {
    const count = fc.nat({ max: 3 });
    const counts = fc.record({ failed: count, unknown: count, passed: count, waived: count });
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 5 }), (all) => {
        const sum = (of: 'failed' | 'unknown' | 'passed') => all.reduce((total, one) => total + one[of], 0);
        const status = combine(all.map(statusOfCounts));
        expect(status === 'failed').toBe(sum('failed') > 0);
        expect(status === 'unknown').toBe(sum('failed') === 0 && sum('unknown') > 0);
        expect(status === 'passed').toBe(sum('failed') === 0 && sum('unknown') === 0 && sum('passed') > 0);
      }),
    );
  });
});

describe('the compliance of a report', () => {
  it('lists requirements in natural order', () => {
    expect(Object.keys(statuses([]))).toEqual(['AC-2', 'AC-10']);
  });

  it('takes the published controls of a standard as its requirements, with their titles', () => {
    const { requirements, score } = complianceOf('stave', new EvidenceTally(), controls, []);
    expect(requirements.map(({ id, title }) => [id, title])).toEqual([
      ['CTL.A', 'Published CTL.A'],
      ['CTL.B', 'Published CTL.B'],
    ]);
    expect(score).toEqual({ passed: 0, counted: 0, withoutData: 2 });
  });

  it('names a thousand resources of each status and counts all', () => {
    const tally = new EvidenceTally();
    for (let times = 0; times < longestList + 5; times++) tally.add(finding('a', 'FAILED'));
    tally.add(finding('a', 'PASSED'));
    const { failed, resources } = tally.of(controls[0] as ReportedControl, true);
    expect([failed, resources.length]).toEqual([longestList + 5, longestList + 1]);
  });
});

describe('the security score', () => {
  const of = (counts: Partial<Record<RequirementStatus, number>>) =>
    securityScore(requirementStatuses.flatMap((status) => Array.from({ length: counts[status] ?? 0 }, () => status)));

  // The examples of https://docs.aws.amazon.com/securityhub/latest/userguide/standards-security-score.html
  it.each([
    [168, 22, 88],
    [8, 29, 22],
    [6, 35, 15],
    [159, 56, 74],
    [28, 17, 62],
  ])('of %i passed and %i failed controls is %i%%, as AWS reckons it', (passed, failed, percent) => {
    expect(of({ passed, failed }).percent).toBe(percent);
  });

  it('counts unknown controls against it', () => {
    expect(of({ passed: 1, unknown: 1 }).percent).toBe(50);
  });

  it('leaves out controls without data, and those of which everything is waived', () => {
    expect(of({ passed: 1, 'no evidence': 8, waived: 1 })).toEqual({
      percent: 100,
      passed: 1,
      counted: 1,
      withoutData: 9,
    });
  });

  it('is none when no control has data', () => {
    expect(of({ 'no evidence': 3 }).percent).toBeUndefined();
  });
});
