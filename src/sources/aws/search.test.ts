import type { TrainingJob } from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { generateTrainingJobs } from '../../../simulator/history.ts';
import { type Collected, collectLive, wanting } from '../../../test/support/live.ts';
import { accountId, arnOf, daysAgo, now, smallAccount, smallEstate } from '../../../test/support/small-estate.ts';
import type { Outcome } from './attempt.ts';
import type { RegionScan } from './region-scan.ts';
import { findAll, type Searchable } from './search.ts';

const jobs = wanting('AWS::SageMaker::TrainingJob');

function job(name: string, created: Date, status: 'InProgress' | 'Completed' = 'Completed'): TrainingJob {
  return {
    TrainingJobName: name,
    TrainingJobArn: arnOf('training-job', name),
    TrainingJobStatus: status,
    CreationTime: created,
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
  };
}

const asDescribed = (found: TrainingJob) =>
  ({ ...found, SecondaryStatus: 'Completed', ModelArtifacts: {}, StoppingCondition: {} }) as never;

function estateOf(...found: TrainingJob[]) {
  return smallEstate(smallAccount({ regions: { 'eu-west-1': { trainingJobs: found.map(asDescribed) } } }));
}

const history = generateTrainingJobs({
  count: 1_200,
  from: daysAgo(300),
  to: now,
  accountId,
  region: 'eu-west-1',
  roleArns: ['arn:aws:iam::111122223333:role/training'],
  buckets: ['data'],
  mix: [{ prefix: 'nightly', share: 1 }],
});
const longEstate = smallEstate(smallAccount({ regions: { 'eu-west-1': { trainingJobHistory: history } } }));

function expectEachOnce(live: Collected, from = 0): void {
  const names = live.names('AWS::SageMaker::TrainingJob');
  const expected = Array.from({ length: history.count - from }, (_, index) => history.name(from + index)).sort();
  expect(names).toEqual(expected);
}

describe('the window of training jobs', () => {
  const recent = job('recent', daysAgo(10));
  const atTheEdge = job('at-the-edge', daysAgo(90));
  const old = job('old', daysAgo(91));
  const oldAndRunning = job('old-and-running', daysAgo(140), 'InProgress');
  const estate = estateOf(recent, atTheEdge, old, oldAndRunning);
  const denied: Fault[] = [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' }];

  it.each([
    ['by Search', []],
    ['by List, where Search is denied', denied],
  ])('holds what was created since then and whatever is in progress, %s', async (_, faults) => {
    const live = await collectLive({ estate, ...jobs, faults, jobsSince: daysAgo(90) });
    expect(live.names('AWS::SageMaker::TrainingJob')).toEqual(['at-the-edge', 'old-and-running', 'recent']);
  });

  it.each([
    ['by Search', []],
    ['by List, where Search is denied', denied],
  ])('may be everything, %s', async (_, faults) => {
    const live = await collectLive({ estate, ...jobs, faults, jobsSince: null });
    expect(live.names('AWS::SageMaker::TrainingJob')).toEqual(['at-the-edge', 'old', 'old-and-running', 'recent']);
  });

  it('is told to AWS, so that older jobs cost no pages', async () => {
    const live = await collectLive({ estate: longEstate, ...jobs, jobsSince: daysAgo(30) });
    expect(live.calls['sagemaker:Search']).toBeLessThan(5);
    expect(live.calls['sagemaker:DescribeTrainingJob']).toBeUndefined();
  });

  it('ends a List at its edge instead of paging on through all history', async () => {
    const live = await collectLive({ estate: longEstate, ...jobs, faults: denied, jobsSince: daysAgo(30) });
    expectEachOnce(live, history.firstAtOrAfter(daysAgo(30).getTime()));
    expect(live.calls['sagemaker:DescribeTrainingJob']).toBe(live.resources().length);
  });
});

describe('a long history', () => {
  it('is searched from both ends, each job once', async () => {
    const faults: Fault[] = [{ match: { operation: 'Search' }, effect: { latencyMs: 5 } }];
    const live = await collectLive({ estate: longEstate, ...jobs, faults });
    expectEachOnce(live);
    expect(live.calls['sagemaker:Search']).toBeLessThanOrEqual(12 + 3);
    expect(live.simulator.peakConcurrency).toBeGreaterThanOrEqual(2);
  });

  it('is listed where Search is denied, which is told and hides nothing', async () => {
    const live = await collectLive({
      estate: longEstate,
      ...jobs,
      faults: [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' }],
    });
    expectEachOnce(live);
    expect(live.gaps).toMatchObject([
      { operation: 'sagemaker:Search', permission: 'sagemaker:Search', recovered: expect.any(String) },
    ]);
    expect(live.gaps[0]).not.toHaveProperty('hides');
  });

  it.each([1, 2, 3, 5, 8])('goes on from where Search broke off, at call %i', async (nth) => {
    const from = Array.from({ length: 60 }, (_, index) => nth + index);
    const live = await collectLive({
      estate: longEstate,
      ...jobs,
      faults: from.map((n) => ({ match: { operation: 'Search', nth: n }, effect: 'accessDenied' as const })),
    });
    expectEachOnce(live);
    expect(live.gaps.every(({ recovered, hides }) => recovered !== undefined && hides === undefined)).toBe(true);
  });

  it('is searched again where one page failed for good', async () => {
    const live = await collectLive({
      estate: longEstate,
      ...jobs,
      retries: { attempts: 1, delayMs: 1 },
      faults: [{ match: { operation: 'Search', nth: 4 }, effect: 'serverError' }],
    });
    expectEachOnce(live);
    expect(live.calls['sagemaker:DescribeTrainingJob']).toBeUndefined();
  });

  it('keeps what was listed before the List failed too, and says that more may be hidden', async () => {
    const live = await collectLive({
      estate: longEstate,
      ...jobs,
      faults: [
        { match: { operation: 'Search' }, effect: 'accessDenied' },
        { match: { operation: 'ListTrainingJobs', nth: 4 }, effect: 'accessDenied' },
      ],
    });
    expect(live.resources().length).toBe(300);
    expect(live.gaps).toMatchObject([
      { operation: 'sagemaker:ListTrainingJobs', hides: 'AWS::SageMaker::TrainingJob' },
      { operation: 'sagemaker:Search' },
    ]);
    expect(live.gaps[1]).not.toHaveProperty('recovered');
  });
});

describe('what Search leaves out', () => {
  it('is described where it decides: a serverless job has no resources of its own', async () => {
    const serverless = {
      ...job('serverless', daysAgo(1)),
      ResourceConfig: undefined,
      ServerlessJobConfig: { JobType: 'FineTuning' },
    };
    const live = await collectLive({ estate: estateOf(serverless as never, job('usual', daysAgo(2))), ...jobs });
    expect(live.calls['sagemaker:DescribeTrainingJob']).toBe(1);
    const [found] = live.resources('AWS::SageMaker::TrainingJob').filter(({ name }) => name === 'serverless');
    expect(found).toMatchObject({
      properties: { ServerlessJobConfig: { JobType: 'FineTuning' } },
      origin: { operation: 'sagemaker:DescribeTrainingJob' },
    });
  });

  it('are tags that cost nothing with it, and are asked for without it only where they are wanted', async () => {
    const estate = smallEstate(
      smallAccount({
        regions: {
          'eu-west-1': {
            trainingJobs: [asDescribed(job('tagged', daysAgo(1)))],
            tags: { [arnOf('training-job', 'tagged')]: [{ Key: 'team', Value: 'ml' }] },
          },
        },
      }),
    );
    const faults: Fault[] = [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' }];
    const tagsOf = new Set(['AWS::SageMaker::TrainingJob'] as const);
    const tags = async (options: object) =>
      (await collectLive({ estate, ...jobs, ...options })).resources('AWS::SageMaker::TrainingJob')[0]?.tags;
    expect(await tags({})).toEqual([{ Key: 'team', Value: 'ml' }]);
    expect(await tags({ faults, tagsOf })).toEqual([{ Key: 'team', Value: 'ml' }]);
    expect(await tags({ faults })).toBeUndefined();
  });
});

/** A service whose index may lag, whose pages may be cut anywhere, and which fails at some calls. */
class Service {
  readonly all: readonly TrainingJob[];
  readonly indexed: readonly TrainingJob[];
  readonly pageSizes: readonly number[];
  readonly failing: ReadonlySet<number>;
  calls = 0;

  constructor(options: {
    all: readonly TrainingJob[];
    lag: number;
    pageSizes: readonly number[];
    failing: ReadonlySet<number>;
  }) {
    this.all = [...options.all].sort((a, b) => timeOf(b) - timeOf(a));
    this.indexed = this.all.slice(options.lag);
    this.pageSizes = options.pageSizes;
    this.failing = options.failing;
  }

  search(input: SearchInput): Outcome<unknown> {
    if (this.failing.has(this.calls++)) return { failure: outage('sagemaker:Search') };
    const bound = (operator: string, otherwise: number) => {
      const filter = input.SearchExpression?.Filters?.find(({ Operator }) => Operator === operator);
      return filter === undefined ? otherwise : Date.parse(`${filter.Value}Z`);
    };
    const from = bound('GreaterThanOrEqualTo', Number.NEGATIVE_INFINITY);
    const to = bound('LessThan', Number.POSITIVE_INFINITY);
    const hits = this.indexed.filter((found) => timeOf(found) >= from && timeOf(found) < to);
    const ordered = input.SortOrder === 'Ascending' ? hits.toReversed() : hits;
    const { items, next } = this.page(ordered, input.NextToken);
    return {
      value: {
        Results: items.map((TrainingJob) => ({ TrainingJob })),
        NextToken: next,
        // Large enough for the second chain, however few there are.
        TotalHits: { Value: 10_000 },
      },
    };
  }

  page(
    all: readonly TrainingJob[],
    token: string | undefined,
  ): { items: readonly TrainingJob[]; next: string | undefined } {
    const start = Number(token ?? 0);
    const size = this.pageSizes[this.calls % this.pageSizes.length] ?? 1;
    // Sizes of zero are pages that a filter left empty; their tokens differ all the same.
    const end = size === 0 ? start + 0.001 : Math.floor(start) + size;
    return {
      items: all.slice(Math.floor(start), Math.floor(end)),
      next: end < all.length ? String(end) : undefined,
    };
  }
}

interface SearchInput {
  readonly SortOrder?: string;
  readonly NextToken?: string;
  readonly SearchExpression?: { readonly Filters?: readonly { readonly Operator?: string; readonly Value?: string }[] };
}

const timeOf = ({ CreationTime }: TrainingJob) => CreationTime?.getTime() ?? 0;

function outage(operation: string) {
  return { operation, code: 'InternalFailure', message: 'failed', kind: 'broken' } as const;
}

async function everythingFound(service: Service, from: Date | undefined): Promise<string[]> {
  const scan = {
    sagemaker: async (_: string, input: SearchInput) => service.search(input),
    resource: (_: string, found: { name: string }) => found,
    tags: async () => undefined,
    gap() {},
    expect() {},
  } as unknown as RegionScan;
  const type: Searchable = {
    resourceType: 'AWS::SageMaker::TrainingJob',
    searchAs: 'TrainingJob',
    record: ({ TrainingJob }) => TrainingJob,
    identify: (record) => ({ name: (record as TrainingJob).TrainingJobName, arn: undefined }),
    async list(_, { before, token }) {
      const hits = service.all.filter((found) => before === undefined || timeOf(found) < before.getTime());
      service.calls += 1;
      const { items, next } = service.page(hits, token);
      const summaries = items.map((found) => ({
        name: found.TrainingJobName ?? '',
        arn: undefined,
        created: found.CreationTime,
        known: found,
      }));
      return { value: { summaries, next } };
    },
    describeOperation: 'DescribeTrainingJob',
    describe: async (_, name) => ({ value: { TrainingJobName: name } }),
  };
  const names: string[] = [];
  for await (const page of findAll(scan, type, from === undefined ? {} : { from }))
    names.push(...page.map(({ name }) => name));
  return names;
}

describe('whatever Search and List do', () => {
  it('finds each resource of the window once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          // Few seconds for many jobs, so that many share one.
          seconds: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }),
          lag: fc.integer({ min: 0, max: 5 }),
          pageSizes: fc
            .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 })
            .filter((sizes) => sizes.some((size) => size > 0)),
          failing: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }),
          from: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
        }),
        async ({ seconds, lag, pageSizes, failing, from }) => {
          const all = seconds.map((second, index) => job(`j${index}`, new Date(second * 1000 + (index % 7) * 100)));
          const service = new Service({ all, lag, pageSizes, failing: new Set(failing) });
          const window = from === undefined ? undefined : new Date(from * 1000);
          const found = await everythingFound(service, window);
          const wanted = all.filter((one) => window === undefined || timeOf(one) >= window.getTime());
          expect(found.toSorted()).toEqual(wanted.map(({ TrainingJobName = '' }) => TrainingJobName).toSorted());
        },
      ),
      { numRuns: 500 },
    );
  });
});
