import { describe, expect, it } from 'vitest';
import type { MetricSeries, Region } from '../../../../simulator/estate.ts';
import type { Fault } from '../../../../simulator/faults.ts';
import { collectLive } from '../../../../test/support/live.ts';
import { arnOf, daysAgo, now, smallAccount, smallEstate } from '../../../../test/support/small-estate.ts';

const wants = {
  resourceTypes: new Set<never>(),
  facts: new Set(['endpoint-traffic'] as const),
  tagsOf: new Set<never>(),
};
const dates = { CreationTime: daysAgo(100), LastModifiedTime: daysAgo(100) };
const async = { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://out/' } } };

function endpoint(name: string, parts: object = {}) {
  return {
    EndpointName: name,
    EndpointArn: arnOf('endpoint', name),
    EndpointConfigName: `${name}-config`,
    EndpointStatus: 'InService' as const,
    ProductionVariants: [{ VariantName: 'main' }],
    ...dates,
    ...parts,
  };
}

function config(name: string, parts: object = {}) {
  return {
    EndpointConfigName: `${name}-config`,
    EndpointConfigArn: arnOf('endpoint-config', `${name}-config`),
    CreationTime: daysAgo(100),
    ProductionVariants: [{ VariantName: 'main', ModelName: 'model' }],
    ...parts,
  };
}

function series(
  MetricName: string,
  dimensions: Record<string, string>,
  sums: Record<number, number>,
  parts = {},
): MetricSeries {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions },
    datapoints: Object.entries(sums).map(([days, Sum]) => ({ Timestamp: daysAgo(Number(days)), Sum })),
    ...parts,
  };
}

async function traffic(region: Region, faults: readonly Fault[] = []) {
  const live = await collectLive({
    ...wants,
    estate: smallEstate(smallAccount({ regions: { 'eu-west-1': region } })),
    faults,
  });
  return { live, facts: live.facts('endpoint-traffic') };
}

const main = (EndpointName: string) => ({ EndpointName, VariantName: 'main' });

describe('the traffic of an endpoint', () => {
  it('is the sum over its variants, by day, since midnight of the first day', async () => {
    const { facts } = await traffic({
      endpoints: [endpoint('e', { ProductionVariants: [{ VariantName: 'main' }, { VariantName: 'canary' }] })],
      endpointConfigs: [config('e')],
      metrics: [
        series('Invocations', main('e'), { 2: 5, 29: 1, 40: 1000 }),
        series('Invocations', { EndpointName: 'e', VariantName: 'canary' }, { 2: 7 }),
      ],
    });
    expect(facts.e).toEqual({
      metric: 'Invocations',
      from: '2026-10-23T00:00:00.000Z',
      to: now.toISOString(),
      days: [
        ['2026-10-24T00:00:00.000Z', 1],
        ['2026-11-20T00:00:00.000Z', 12],
      ],
    });
  });

  it('is none where CloudWatch has no series', async () => {
    const { facts } = await traffic({ endpoints: [endpoint('idle')], endpointConfigs: [config('idle')] });
    expect(facts.idle).toMatchObject({ metric: 'Invocations', days: [] });
  });

  it('of an asynchronous one is what was processed, as it has no invocations', async () => {
    const { facts } = await traffic({
      endpoints: [endpoint('queue', async)],
      endpointConfigs: [config('queue', async)],
      metrics: [series('InvocationsProcessed', main('queue'), { 3: 9 })],
    });
    expect(facts.queue).toMatchObject({ metric: 'InvocationsProcessed', days: [['2026-11-19T00:00:00.000Z', 9]] });
  });

  it('is asked of the endpoint itself, where its configuration was deleted', async () => {
    const { facts, live } = await traffic({
      endpoints: [endpoint('queue', async)],
      metrics: [series('InvocationsProcessed', main('queue'), { 3: 9 })],
    });
    expect(facts.queue).toMatchObject({ metric: 'InvocationsProcessed', days: [['2026-11-19T00:00:00.000Z', 9]] });
    expect(live.calls['sagemaker:DescribeEndpoint']).toBe(1);
  });

  it('of one with inference components shows under these alone', async () => {
    const { facts } = await traffic({
      endpoints: [endpoint('shared')],
      endpointConfigs: [config('shared', { ProductionVariants: [{ VariantName: 'main' }] })],
      inferenceComponents: [
        {
          InferenceComponentName: 'summarise',
          InferenceComponentArn: arnOf('inference-component', 'summarise'),
          EndpointName: 'shared',
          EndpointArn: arnOf('endpoint', 'shared'),
          ...dates,
        },
      ],
      metrics: [series('Invocations', { InferenceComponentName: 'summarise' }, { 1: 3 })],
    });
    expect(facts.shared).toMatchObject({ days: [['2026-11-21T00:00:00.000Z', 3]] });
  });

  it('is unknown where its components changed within the days asked for, unless some is seen', async () => {
    const component = (name: string, EndpointName: string, age: number) => ({
      InferenceComponentName: name,
      InferenceComponentArn: arnOf('inference-component', name),
      EndpointName,
      EndpointArn: arnOf('endpoint', EndpointName),
      CreationTime: daysAgo(age),
      LastModifiedTime: daysAgo(age),
    });
    const names = ['emptied', 'renewed', 'settled', 'busy'];
    const { facts } = await traffic({
      endpoints: names.map((name) => endpoint(name)),
      endpointConfigs: names.map((name) => config(name, { ProductionVariants: [{ VariantName: 'main' }] })),
      inferenceComponents: [
        component('new', 'renewed', 2),
        component('old', 'settled', 90),
        component('hot', 'busy', 2),
      ],
      metrics: [series('Invocations', { InferenceComponentName: 'hot' }, { 1: 3 })],
    });
    expect(facts.emptied).toMatchObject({ $unknown: expect.stringContaining('earlier ones may have had traffic') });
    expect(facts.renewed).toEqual(facts.emptied);
    expect(facts.settled).toMatchObject({ days: [] });
    expect(facts.busy).toMatchObject({ days: [['2026-11-21T00:00:00.000Z', 3]] });
  });

  it('is unknown, never none, where nothing tells its variants', async () => {
    const { facts } = await traffic({
      endpoints: [endpoint('bare', { ProductionVariants: [] }), endpoint('told', { ProductionVariants: [] })],
      endpointConfigs: [config('told')],
      metrics: [series('Invocations', main('told'), { 1: 3 })],
    });
    expect(facts.bare).toEqual({ $unknown: 'the endpoint names no production variants' });
    expect(facts.told).toMatchObject({ days: [['2026-11-21T00:00:00.000Z', 3]] });
  });

  it('is unknown where its components could not be listed, and they might have it all', async () => {
    const region = {
      endpoints: [endpoint('shared'), endpoint('classic')],
      endpointConfigs: [config('shared', { ProductionVariants: [{ VariantName: 'main' }] }), config('classic')],
    };
    const { facts } = await traffic(region, [
      { match: { action: 'sagemaker:ListInferenceComponents' }, effect: 'accessDenied' },
    ]);
    expect(facts.shared).toEqual({ $unknown: 'its inference components could not be listed' });
    expect(facts.classic).toMatchObject({ days: [] });
  });

  it('is unknown, never none, where CloudWatch refuses or fails', async () => {
    const region = { endpoints: [endpoint('e')], endpointConfigs: [config('e')] };
    for (const effect of ['accessDenied', 'throttle', 'serverError', 'cutConnection'] as const) {
      const { facts, live } = await traffic(region, [{ match: { service: 'cloudwatch' }, effect }]);
      expect(facts.e).toMatchObject({ $unknown: expect.stringMatching(/ on cloudwatch:GetMetricData$/) });
      expect(live.gaps).toMatchObject([{ operation: 'cloudwatch:GetMetricData' }]);
    }
  });

  it.each(['InternalError', 'PartialData', 'Forbidden'] as const)(
    'is unknown where the answer is %s and shows none',
    async (statusCode) => {
      const region = { endpoints: [endpoint('e')], endpointConfigs: [config('e')] };
      const { facts } = await traffic({ ...region, metrics: [series('Invocations', main('e'), {}, { statusCode })] });
      expect(facts.e).toEqual({ $unknown: 'cloudwatch:GetMetricData did not complete' });
    },
  );

  it('is asked for 500 series at a time', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `e${index}`);
    const { facts, live } = await traffic({
      endpoints: names.map((name) => endpoint(name)),
      endpointConfigs: names.map((name) => config(name)),
      metrics: [series('Invocations', main('e599'), { 1: 1 })],
    });
    expect(Object.keys(facts).length).toBe(600);
    expect(live.calls['cloudwatch:GetMetricData']).toBe(2);
    expect(facts.e599).toMatchObject({ days: [['2026-11-21T00:00:00.000Z', 1]] });
  });
});
