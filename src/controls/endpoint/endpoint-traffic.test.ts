import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeFact, type Estate, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import type { DailySum, FactValues } from '../../model/fact.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { endpointTraffic } from './endpoint-traffic.ts';

function traffic(days: readonly DailySum[], rest: Partial<FactValues['endpoint-traffic']> = {}) {
  const window = { from: '2026-10-23T00:00:00.000Z', to: '2026-11-22T06:00:00.000Z' };
  return (estate: Estate) =>
    changeFact(estate, 'endpoint-traffic', { metric: 'Invocations', ...window, days, ...rest });
}

function inAnotherRegion(estate: Estate): Estate {
  const [fact] = estate.facts.filter((candidate) => candidate.fact === 'endpoint-traffic');
  if (fact === undefined) throw new Error('no traffic');
  return { ...traffic([])(estate), facts: [...traffic([])(estate).facts, { ...fact, region: 'us-east-1' }] };
}

describeControl(endpointTraffic, [
  { name: 'it is called', expect: 'PASSED', notes: ['1855 `Invocations` since 2026-10-23, the last on 2026-11-21'] },
  {
    name: 'nobody calls it',
    estate: traffic([]),
    expect: 'FAILED',
    cause: 'idle',
    message: 'nobody called it in 30 days: the sum of `Invocations` since 2026-10-23 is 0',
  },
  {
    name: 'days with a sum of zero are days without traffic',
    estate: traffic([['2026-11-20T00:00:00.000Z', 0]]),
    expect: 'FAILED',
  },
  {
    name: 'an asynchronous endpoint is told by its own metric',
    estate: traffic([], { metric: 'InvocationsProcessed' }),
    expect: 'FAILED',
    message: '`InvocationsProcessed`',
  },
  {
    name: 'nothing could be counted',
    estate: (estate) => changeFact(estate, 'endpoint-traffic', unknown('AccessDenied on cloudwatch:GetMetricData')),
    expect: 'UNKNOWN',
    cause: 'AccessDenied on cloudwatch:GetMetricData',
  },
  {
    name: 'nobody counted',
    estate: (estate) => ({ ...estate, facts: estate.facts.filter(({ fact }) => fact !== 'endpoint-traffic') }),
    expect: 'UNKNOWN',
  },
  { name: 'traffic of the same name in another region is not its own', estate: inAnotherRegion, expect: 'FAILED' },
  {
    name: 'traffic before the days that count does not count',
    estate: traffic([['2026-11-01T00:00:00.000Z', 5]]),
    parameters: { idleDays: 7 },
    expect: 'FAILED',
    message: 'since 2026-11-15',
  },
  {
    name: 'the first day counts as a whole',
    estate: traffic([['2026-11-15T00:00:00.000Z', 5]]),
    parameters: { idleDays: 7 },
    expect: 'PASSED',
  },
  {
    name: 'traffic within a window that is too short is traffic',
    parameters: { idleDays: 60 },
    expect: 'PASSED',
    notes: ['since 2026-10-23'],
  },
  {
    name: 'no traffic within a window that is too short decides nothing',
    estate: traffic([]),
    parameters: { idleDays: 60 },
    expect: 'UNKNOWN',
    cause: 'windowTooShort',
  },
  {
    name: 'it is younger than the window',
    given: { CreationTime: '2026-11-01T00:00:00.000Z' },
    estate: traffic([]),
    expect: 'NOT_APPLICABLE',
    cause: 'tooYoung',
  },
  {
    name: 'it was changed within the window, and may have had other variants',
    given: { LastModifiedTime: '2026-11-10T00:00:00.000Z' },
    estate: traffic([]),
    expect: 'UNKNOWN',
    cause: 'changedSince',
  },
  {
    name: 'its age is not told',
    given: { CreationTime: absent },
    estate: traffic([]),
    expect: 'UNKNOWN',
    cause: 'noCreationTime',
  },
  { name: 'it is being created', given: { EndpointStatus: 'Creating' }, estate: traffic([]), expect: 'NOT_APPLICABLE' },
  { name: 'it never came up', given: { EndpointStatus: 'Failed' }, estate: traffic([]), expect: 'NOT_APPLICABLE' },
  { name: 'it is being deleted', given: { EndpointStatus: 'Deleting' }, estate: traffic([]), expect: 'NOT_APPLICABLE' },
  { name: 'it is out of service', given: { EndpointStatus: 'OutOfService' }, estate: traffic([]), expect: 'FAILED' },
  {
    name: 'a file has no traffic',
    resource: { origin: { kind: 'file', file: 'template.yaml', address: 'Endpoint' } },
    estate: traffic([]),
    expect: 'NOT_APPLICABLE',
    cause: 'notRunning',
  },
]);

it('the endpoint goes, with its configuration and its models', () => {
  const endpoint = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::Endpoint'));
  expect(endpointTraffic.remediation.steps(endpoint).map(({ command }) => command)).toEqual([
    'aws sagemaker describe-endpoint-config --region eu-west-1 --endpoint-config-name churn-2 ' +
      `--query '[ProductionVariants, ShadowProductionVariants][][].ModelName'`,
    'aws sagemaker delete-endpoint --region eu-west-1 --endpoint-name churn',
    'aws sagemaker delete-endpoint-config --region eu-west-1 --endpoint-config-name churn-2',
    'aws sagemaker delete-model --region eu-west-1 --model-name MODEL_NAME',
  ]);
});
