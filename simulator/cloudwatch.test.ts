import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { MetricSeries } from './estate.ts';
import { account, daysAgo, now, refusal, simulate } from './testing.ts';

const day = 86_400;

function series(endpoint: string, days: readonly number[], settings: Partial<MetricSeries> = {}): MetricSeries {
  return {
    metric: {
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocations',
      Dimensions: [
        { Name: 'EndpointName', Value: endpoint },
        { Name: 'VariantName', Value: 'AllTraffic' },
      ],
    },
    datapoints: days.map((age) => ({ Timestamp: daysAgo(age), Sum: 10, SampleCount: 2 })),
    ...settings,
  };
}

function query(id: string, endpoint: string, settings: { Stat?: string; Period?: number } = {}): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SageMaker',
        MetricName: 'Invocations',
        Dimensions: [
          { Name: 'VariantName', Value: 'AllTraffic' },
          { Name: 'EndpointName', Value: endpoint },
        ],
      },
      Period: day,
      Stat: 'Sum',
      ...settings,
    },
  };
}

function request(queries: MetricDataQuery[], settings: Partial<GetMetricDataCommandInput> = {}) {
  return new GetMetricDataCommand({
    StartTime: new Date('2026-10-23T00:00:00Z'),
    EndTime: now,
    MetricDataQueries: queries,
    ...settings,
  });
}

const busy = [0.1, 0.2, 5, 29];
const metrics = [
  series('busy', busy),
  series('stale', [40, 50]),
  series('broken', [1], { statusCode: 'InternalError' }),
];

function watched() {
  return simulate({ accounts: [account({ region: { metrics } })] });
}

describe('GetMetricData', () => {
  it('adds up each period, latest first, and gives nothing for what is not published', async () => {
    const { cloudwatch } = await watched();
    const { MetricDataResults: found, NextToken } = await cloudwatch.send(
      request([query('a', 'busy'), query('b', 'stale'), query('c', 'unheard_of'), query('d', 'broken')]),
    );
    expect(NextToken).toBeUndefined();
    expect(found).toMatchObject([
      { Id: 'a', Values: [20, 10, 10], StatusCode: 'Complete' },
      { Id: 'b', Values: [], Timestamps: [], StatusCode: 'Complete' },
      { Id: 'c', Values: [], StatusCode: 'Complete' },
      { Id: 'd', Values: [10], StatusCode: 'InternalError' },
    ]);
    expect(found?.[0]?.Timestamps?.[0]).toEqual(new Date('2026-11-22T00:00:00Z'));
  });

  it('matches dimension sets exactly', async () => {
    const { cloudwatch } = await watched();
    const metric = { Namespace: 'AWS/SageMaker', MetricName: 'Invocations' };
    const partial: MetricDataQuery = {
      Id: 'a',
      MetricStat: {
        Metric: { ...metric, Dimensions: [{ Name: 'EndpointName', Value: 'busy' }] },
        Period: day,
        Stat: 'Sum',
      },
    };
    expect((await cloudwatch.send(request([partial]))).MetricDataResults?.[0]?.Values).toEqual([]);
  });

  it('knows the other statistics and the other order', async () => {
    const { cloudwatch } = await watched();
    const { MetricDataResults: found } = await cloudwatch.send(
      request([query('a', 'busy', { Stat: 'SampleCount' }), query('b', 'busy', { Stat: 'Average' })], {
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(found?.map((one) => one.Values)).toEqual([
      [2, 2, 4],
      [5, 5, 5],
    ]);
  });

  it('says partial data where a page ends inside a result', async () => {
    const { cloudwatch } = await watched();
    const input = [query('a', 'busy'), query('b', 'stale'), query('c', 'broken')];
    const first = await cloudwatch.send(request(input, { MaxDatapoints: 2 }));
    expect(first.MetricDataResults).toMatchObject([{ Id: 'a', Values: [20, 10], StatusCode: 'PartialData' }]);
    const last = await cloudwatch.send(request(input, { MaxDatapoints: 2, NextToken: first.NextToken }));
    expect(last.MetricDataResults).toMatchObject([
      { Id: 'a', Values: [10], StatusCode: 'Complete' },
      { Id: 'b', Values: [], StatusCode: 'Complete' },
      { Id: 'c', Values: [10] },
    ]);
    expect(last.NextToken).toBeUndefined();
  });

  it('has forgotten fine periods of long ago', async () => {
    const { cloudwatch } = await watched();
    const fine = request([query('a', 'busy', { Period: 60 }), query('b', 'busy', { Period: 300 })]);
    const { MetricDataResults: found } = await cloudwatch.send(fine);
    expect(found?.map((one) => one.Values?.length)).toEqual([0, 4]);
  });

  it('takes 500 queries and no more, each with its own proper id', async () => {
    const { cloudwatch } = await watched();
    const many = (count: number) => Array.from({ length: count }, (_, index) => query(`q${index}`, 'busy'));
    expect((await cloudwatch.send(request(many(500)))).MetricDataResults).toHaveLength(500);
    for (const queries of [
      many(501),
      [query('A', 'busy')],
      [query('a', 'busy'), query('a', 'stale')],
      [query('a', 'busy', { Period: 45 })],
    ]) {
      expect(await refusal(cloudwatch.send(request(queries)))).toMatchObject({
        name: 'ValidationException',
        status: 400,
      });
    }
    const backwards = request([query('a', 'busy')], { StartTime: now, EndTime: daysAgo(1) });
    expect(await refusal(cloudwatch.send(backwards))).toMatchObject({ name: 'ValidationException' });
  });
});

it('ListMetrics names the series that were active lately', async () => {
  const { cloudwatch } = await watched();
  const endpoints = async (input: ListMetricsCommandInput) =>
    (await cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map((metric) => metric.Dimensions?.[0]?.Value);
  expect(await endpoints({ Namespace: 'AWS/SageMaker' })).toEqual(['busy', 'broken']);
  expect(await endpoints({ Dimensions: [{ Name: 'EndpointName', Value: 'busy' }] })).toEqual(['busy']);
  expect(await endpoints({ Dimensions: [{ Name: 'EndpointName' }], RecentlyActive: 'PT3H' })).toEqual(['busy']);
  expect(await endpoints({ MetricName: 'CPUUtilization' })).toEqual([]);
});

it('CloudWatch refuses to write', async () => {
  const { cloudwatch } = await watched();
  const put = new PutMetricDataCommand({ Namespace: 'x', MetricData: [{ MetricName: 'y', Value: 1 }] });
  expect(await refusal(cloudwatch.send(put))).toMatchObject({ status: 400 });
});
