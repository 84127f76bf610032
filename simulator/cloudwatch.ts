import type { Datapoint, Dimension, DimensionFilter, Metric, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type Caller, regionOf, type Service } from './caller.ts';
import type { MetricSeries } from './estate.ts';
import { toJson } from './json.ts';
import { cutPage } from './paging.ts';
import { AwsError } from './wire.ts';

const dayMs = 86_400_000;
const maxQueries = 500;
const maxDatapoints = 100_800;

/** A request body in AWS JSON 1.0: timestamps are epoch seconds. */
type Input = Readonly<Record<string, unknown>>;

/** CloudWatch as the SDK speaks to it: AWS JSON 1.0, with the Query protocol's error codes beside. */
export const cloudwatch: Service = {
  protocol: 'json-query',
  regional: true,
  read(request) {
    const operation = (request.headers['x-amz-target'] ?? '').replace(/^GraniteServiceVersion20100801\./, '');
    const input: Input = JSON.parse(request.body === '' ? '{}' : request.body);
    return {
      operation,
      action: `cloudwatch:${operation}`,
      resources: [],
      answer: (caller) => ({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: toJson(run(operation, input, caller)),
      }),
    };
  },
};

function run(operation: string, input: Input, caller: Caller): object {
  switch (operation) {
    case 'GetMetricData':
      return getMetricData(input, caller);
    case 'ListMetrics':
      return listMetrics(input, caller);
    default:
      throw new AwsError('UnknownOperationException', `Unknown operation ${operation}`);
  }
}

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly Date[];
  readonly Values: readonly number[];
  readonly StatusCode: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
function getMetricData(input: Input, caller: Caller): object {
  const queries = (input.MetricDataQueries ?? []) as readonly MetricDataQuery[];
  checkQueries(queries);
  const from = Number(input.StartTime) * 1000;
  const to = Number(input.EndTime) * 1000;
  if (!(from < to))
    throw new AwsError('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  const results = queries.map((query) => resultOf(query, from, to, input.ScanBy === 'TimestampAscending', caller));
  return pageOfResults(results, input);
}

function checkQueries(queries: readonly MetricDataQuery[]): void {
  if (queries.length > maxQueries) {
    throw new AwsError(
      'ValidationError',
      `The collection MetricDataQueries must not have a size greater than ${maxQueries}.`,
    );
  }
  const ids = new Set<string>();
  for (const { Id: id = '', MetricStat: stat } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) {
      throw new AwsError(
        'ValidationError',
        `The value ${id} for parameter MetricDataQueries.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
    if (ids.has(id))
      throw new AwsError('ValidationError', `The values for parameter id in MetricDataQueries are not unique.`);
    ids.add(id);
    const period = stat?.Period ?? 0;
    if (stat === undefined || period <= 0 || (period % 60 !== 0 && ![1, 5, 10, 30].includes(period))) {
      throw new AwsError(
        'ValidationError',
        `The parameter MetricDataQueries.${id}.MetricStat.Period must be 1, 5, 10, 30 or a multiple of 60.`,
      );
    }
  }
}

function resultOf(query: MetricDataQuery, from: number, to: number, ascending: boolean, caller: Caller): Result {
  const { MetricStat: stat, Id: id = '', Label: label } = query;
  const metric = stat?.Metric ?? {};
  const series = (regionOf(caller).metrics ?? []).find((one) => sameMetric(one.metric, metric));
  const periodMs = (stat?.Period ?? 60) * 1000;
  const points = periodKept(from, periodMs, caller.estate.now) ? aggregate(series, from, to, periodMs) : new Map();
  const times = [...points.keys()].sort((a, b) => (ascending ? a - b : b - a));
  return {
    Id: id,
    Label: label ?? metric.MetricName ?? '',
    Timestamps: times.map((time) => new Date(time)),
    Values: times.map((time) => statistic(points.get(time) ?? [], stat?.Stat ?? 'Sum')),
    StatusCode: series?.statusCode ?? 'Complete',
  };
}

/** CloudWatch keeps 1-minute data for 15 days, 5-minute data for 63, 1-hour data for 455. */
function periodKept(from: number, periodMs: number, now: Date): boolean {
  const age = now.getTime() - from;
  if (age > 63 * dayMs) return periodMs % 3_600_000 === 0;
  return age <= 15 * dayMs || periodMs % 300_000 === 0;
}

function aggregate(
  series: MetricSeries | undefined,
  from: number,
  to: number,
  periodMs: number,
): Map<number, Datapoint[]> {
  const start = Math.floor(from / periodMs) * periodMs;
  const periods = new Map<number, Datapoint[]>();
  for (const point of series?.datapoints ?? []) {
    const time = point.Timestamp?.getTime() ?? 0;
    if (time < start || time >= to) continue;
    const period = Math.floor(time / periodMs) * periodMs;
    periods.set(period, [...(periods.get(period) ?? []), point]);
  }
  return periods;
}

function statistic(points: readonly Datapoint[], stat: string): number {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const sum = total(points.map((point) => point.Sum ?? 0));
  const samples = total(points.map((point) => point.SampleCount ?? 1));
  switch (stat) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return samples;
    case 'Average':
      return sum / samples;
    case 'Maximum':
      return Math.max(...points.map((point) => point.Maximum ?? point.Sum ?? 0));
    case 'Minimum':
      return Math.min(...points.map((point) => point.Minimum ?? point.Sum ?? 0));
    default:
      throw new AwsError('ValidationError', `The value ${stat} for parameter MetricStat.Stat is not supported.`);
  }
}

/** A page holds `MaxDatapoints` values; a result that goes on is `PartialData` until its last page. */
function pageOfResults(results: readonly Result[], input: Input): object {
  const { NextToken: token, ...query } = input;
  const size = Number(input.MaxDatapoints ?? maxDatapoints);
  if (!(size >= 1 && size <= maxDatapoints)) {
    throw new AwsError(
      'ValidationError',
      `The value for parameter MaxDatapoints must be between 1 and ${maxDatapoints}.`,
    );
  }
  const page = cutPage({
    total: results.reduce((sum, result) => sum + result.Values.length, 0),
    size,
    token: typeof token === 'string' ? token : undefined,
    query: JSON.stringify(query),
    invalidToken: () => new AwsError('InvalidNextToken', 'The NextToken is not valid.'),
  });
  const shown: Result[] = [];
  let before = 0;
  for (const result of results) {
    const after = before + result.Values.length;
    const first = Math.max(page.start, before);
    const last = Math.min(page.end, after);
    const empty =
      before === after && (page.start === before ? before === 0 : page.start < before) && before <= page.end;
    if (first < last || empty) {
      shown.push({
        ...result,
        Timestamps: result.Timestamps.slice(first - before, last - before),
        Values: result.Values.slice(first - before, last - before),
        StatusCode: last < after ? 'PartialData' : result.StatusCode,
      });
    }
    before = after;
  }
  return { MetricDataResults: shown, NextToken: page.nextToken, Messages: [] };
}

function listMetrics(input: Input, caller: Caller): object {
  const { NextToken: token, ...query } = input;
  const wanted = (input.Dimensions ?? []) as readonly DimensionFilter[];
  const recent = caller.estate.now.getTime() - (input.RecentlyActive === 'PT3H' ? 3_600_000 * 3 : 14 * dayMs);
  const found = (regionOf(caller).metrics ?? []).filter(
    ({ metric, datapoints }) =>
      (input.Namespace === undefined || metric.Namespace === input.Namespace) &&
      (input.MetricName === undefined || metric.MetricName === input.MetricName) &&
      wanted.every(({ Name, Value }) =>
        (metric.Dimensions ?? []).some((one) => one.Name === Name && (Value === undefined || one.Value === Value)),
      ) &&
      datapoints.some(({ Timestamp }) => (Timestamp?.getTime() ?? 0) >= recent),
  );
  const page = cutPage({
    total: found.length,
    size: Math.min(500, caller.pageLimit),
    token: typeof token === 'string' ? token : undefined,
    query: JSON.stringify(query),
    invalidToken: () => new AwsError('InvalidParameterValue', 'Invalid nextToken'),
  });
  return { Metrics: found.slice(page.start, page.end).map(({ metric }) => metric), NextToken: page.nextToken };
}

/** Dimension sets match exactly, in any order. */
function sameMetric(a: Metric, b: Metric): boolean {
  return a.Namespace === b.Namespace && a.MetricName === b.MetricName && dimensionKey(a) === dimensionKey(b);
}

function dimensionKey({ Dimensions: dimensions = [] }: Metric): string {
  const pairs = dimensions.map(({ Name, Value }: Dimension) => `${Name}=${Value}`);
  return JSON.stringify(pairs.sort());
}
