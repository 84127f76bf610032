import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { DailySum, FactValues } from '../../../model/fact.ts';
import type { Resource } from '../../../model/resource.ts';
import { isUnknown, type Unknown, unknown } from '../../../model/value.ts';
import { reasonOf } from '../failure.ts';
import { followed } from '../listed.ts';
import type { RegionScan } from '../region-scan.ts';
import type { Collector } from '../types.ts';

type Traffic = FactValues['endpoint-traffic'];

const day = 24 * 60 * 60 * 1000;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const queriesPerCall = 500;

export const endpointTraffic: Collector = {
  facts: ['endpoint-traffic'],
  needs: ['AWS::SageMaker::Endpoint', 'AWS::SageMaker::EndpointConfig', 'AWS::SageMaker::InferenceComponent'],
  actions: [
    { action: 'cloudwatch:GetMetricData', why: 'counts the invocations of endpoints', resourceScoped: false },
    {
      action: 'sagemaker:DescribeEndpoint',
      why: 'tells an asynchronous endpoint, which has another metric',
      resourceScoped: true,
    },
  ],
  async *collect(scan) {
    const [endpoints, configs, components] = await Promise.all([
      scan.kept.all('AWS::SageMaker::Endpoint'),
      scan.kept.all('AWS::SageMaker::EndpointConfig'),
      scan.kept.all('AWS::SageMaker::InferenceComponent'),
    ]);
    const configOf = new Map(configs.map((config) => [config.name, config]));
    const metered = await Promise.all(
      endpoints
        .filter(({ gone }) => gone === undefined)
        .map(async (endpoint) => ({ endpoint, meters: await metersOf(scan, endpoint, configOf, components) })),
    );
    const window = windowOf(scan);
    const before = (component: Resource) =>
      Date.parse((component.properties as Shape).CreationTime ?? '') <= +window.from;
    const settled = new Set(components.filter(before).map(({ properties }) => (properties as Shape).EndpointName));
    const series = new Map<string, Series>();
    const meters = metered.flatMap((one) => (isUnknown(one.meters) ? [] : one.meters));
    for (let start = 0; start < meters.length; start += queriesPerCall) {
      await readSeries(scan, meters.slice(start, start + queriesPerCall), window, series);
    }
    for (const { endpoint, meters } of metered) {
      const sum = isUnknown(meters) ? meters : sumOf(meters, series, window);
      const config = configOf.get((endpoint.properties as Shape).EndpointConfigName ?? '');
      const isOpen = hostsComponents(config?.properties as Shape | undefined) && !settled.has(endpoint.name);
      yield scan.fact(
        'endpoint-traffic',
        endpoint.name,
        isOpen && !isUnknown(sum) && !hasTraffic(sum) ? componentsChanged : sum,
      );
    }
  },
};

/** One CloudWatch series. */
interface Meter {
  readonly metric: Traffic['metric'];
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Shape {
  readonly EndpointConfigName?: string;
  readonly AsyncInferenceConfig?: object;
  readonly ProductionVariants?: readonly { readonly VariantName?: string; readonly ModelName?: string }[];
  readonly EndpointName?: string;
  readonly CreationTime?: string;
}

/**
 * What counts an endpoint's traffic: requests to asynchronous endpoints never show as `Invocations`, and those to inference
 * components show under the component alone.
 */
async function metersOf(
  scan: RegionScan,
  endpoint: Resource,
  configOf: ReadonlyMap<string, Resource>,
  components: readonly Resource[],
): Promise<Meter[] | Unknown> {
  const { EndpointConfigName = '', ProductionVariants: running } = endpoint.properties as Shape;
  const known = configOf.get(EndpointConfigName);
  const config =
    known === undefined || known.unread !== undefined || known.gone !== undefined
      ? undefined
      : (known.properties as Shape);
  const variants = running?.length ? running : config?.ProductionVariants;
  if (variants === undefined || variants.length === 0)
    return unknown(endpoint.unread ?? 'the endpoint names no production variants');
  const isAsync = await asynchronous(scan, endpoint, config);
  if (isUnknown(isAsync)) return isAsync;
  const metric = isAsync ? 'InvocationsProcessed' : 'Invocations';
  const own = components.filter(({ properties }) => (properties as Shape).EndpointName === endpoint.name);
  if (
    (config === undefined || hostsComponents(config)) &&
    scan.kept.isIncomplete('AWS::SageMaker::InferenceComponent')
  ) {
    return unknown('its inference components could not be listed');
  }
  return [
    ...variants.map(
      ({ VariantName = '' }) => ({ metric, dimensions: { EndpointName: endpoint.name, VariantName } }) as const,
    ),
    ...own.map(({ name }) => ({ metric: 'Invocations', dimensions: { InferenceComponentName: name } }) as const),
  ];
}

/** Variants without a model of their own are filled with inference components. */
function hostsComponents(config: Shape | undefined): boolean {
  return (config?.ProductionVariants ?? []).some(({ ModelName }) => !ModelName);
}

/** A deleted component leaves its series behind, and nothing names it any more. */
const componentsChanged = unknown(
  'no present inference component of it is as old as the days asked for, and earlier ones may have had traffic',
);

function hasTraffic({ days }: Traffic): boolean {
  return days.some(([, sum]) => sum > 0);
}

async function asynchronous(
  scan: RegionScan,
  endpoint: Resource,
  config: Shape | undefined,
): Promise<boolean | Unknown> {
  if (config !== undefined) return config.AsyncInferenceConfig !== undefined;
  const { AsyncInferenceConfig } = endpoint.properties as Shape;
  if (endpoint.unread === undefined && !isUnknown(AsyncInferenceConfig)) return AsyncInferenceConfig !== undefined;
  const { value, failure } = await scan.sagemaker('DescribeEndpoint', { EndpointName: endpoint.name });
  if (failure === undefined) return value.AsyncInferenceConfig !== undefined;
  if (failure.kind !== 'missing') scan.gap(failure, { example: endpoint.arn ?? endpoint.name });
  return unknown(reasonOf(failure));
}

interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** Whole days, but for the last one. */
function windowOf(scan: RegionScan): Window {
  const { now, endpointTrafficDays } = scan.options;
  const from = new Date(Math.floor((now.getTime() - endpointTrafficDays * day) / day) * day);
  return { from, to: now };
}

type Series = Map<string, number> | Unknown;

async function readSeries(
  scan: RegionScan,
  meters: readonly Meter[],
  window: Window,
  series: Map<string, Series>,
  again = true,
): Promise<void> {
  const queries = meters.map(queryOf);
  const open = new Map(meters.map((meter, index) => [`m${index}`, meter]));
  for (const meter of meters) series.set(keyOf(meter), new Map());
  let token: string | undefined;
  do {
    const { value, failure } = await scan.cloudwatch('GetMetricData', {
      MetricDataQueries: queries,
      StartTime: window.from,
      EndTime: window.to,
      NextToken: token,
    });
    if (failure !== undefined) {
      scan.gap(failure);
      for (const meter of open.values()) series.set(keyOf(meter), unknown(reasonOf(failure)));
      return;
    }
    for (const result of value.MetricDataResults ?? []) {
      const meter = open.get(result.Id ?? '');
      if (meter === undefined) continue;
      add(series, keyOf(meter), result);
      if (result.StatusCode === 'Complete') open.delete(result.Id ?? '');
    }
    token = followed(token, value.NextToken);
  } while (token !== undefined);
  // An internal error of CloudWatch is told in the answer, and passes.
  if (again && open.size > 0) return readSeries(scan, [...open.values()], window, series, false);
  // What it did not call complete may hold more than it sent.
  for (const meter of open.values()) series.set(keyOf(meter), unknown('cloudwatch:GetMetricData did not complete'));
}

function queryOf({ metric, dimensions }: Meter, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SageMaker',
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: day / 1000,
      Stat: 'Sum',
    },
    ReturnData: true,
  };
}

function add(series: Map<string, Series>, key: string, { Timestamps = [], Values = [] }: MetricDataResult): void {
  const sums = series.get(key);
  if (sums === undefined || isUnknown(sums)) return;
  Timestamps.forEach((timestamp, index) => {
    const start = timestamp.toISOString();
    sums.set(start, (sums.get(start) ?? 0) + (Values[index] ?? 0));
  });
}

function keyOf({ metric, dimensions }: Meter): string {
  return JSON.stringify([metric, dimensions]);
}

/** Traffic that was seen is traffic, whatever else could not be read; that there was none takes all series. */
function sumOf(meters: readonly Meter[], series: ReadonlyMap<string, Series>, { from, to }: Window): Traffic | Unknown {
  const days = new Map<string, number>();
  let unread: Unknown | undefined;
  for (const meter of meters) {
    const sums = series.get(keyOf(meter));
    if (sums === undefined || isUnknown(sums)) unread = sums ?? unknown('cloudwatch:GetMetricData left it out');
    else for (const [start, sum] of sums) days.set(start, (days.get(start) ?? 0) + sum);
  }
  if (unread !== undefined && ![...days.values()].some((sum) => sum > 0)) return unread;
  const sorted: DailySum[] = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    metric: meters.some(({ metric }) => metric === 'InvocationsProcessed') ? 'InvocationsProcessed' : 'Invocations',
    from: from.toISOString(),
    to: to.toISOString(),
    days: sorted,
  };
}
