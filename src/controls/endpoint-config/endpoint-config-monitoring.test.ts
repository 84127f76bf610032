import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeResource, type Estate, subjectOf, without } from '../../../test/support/estate.ts';
import { accountId, hardenedEstate, region } from '../../../test/support/hardened-estate.ts';
import type { ResourceType } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { endpointConfigMonitoring } from './endpoint-config-monitoring.ts';

const scheduleType = 'AWS::SageMaker::MonitoringSchedule';
const endpointType = 'AWS::SageMaker::Endpoint';
const modelType = 'AWS::SageMaker::Model';
const definitionType = 'AWS::SageMaker::DataQualityJobDefinition';
const serverless = {
  VariantName: 's',
  ModelName: 'churn-xgb',
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
};

type Change = (estate: Estate) => Estate;
const all =
  (...changes: readonly Change[]): Change =>
  (estate) =>
    changes.reduce((changed, change) => change(changed), estate);
const changed =
  (type: ResourceType, changes: Readonly<Record<string, unknown>>): Change =>
  (estate) =>
    changeResource(estate, type, changes);
const gone =
  (type: ResourceType): Change =>
  (estate) =>
    without(estate, type);
const denied =
  (operation: string, hides: ResourceType): Change =>
  (estate) => ({
    ...estate,
    gaps: [
      ...estate.gaps,
      { operation, accountId, region, code: 'AccessDeniedException', message: 'no', count: 1, hides },
    ],
  });
const elsewhere: Change = (estate) => ({
  ...estate,
  header: { ...estate.header, elsewhere: 'it may be defined outside this template' },
});
const file = { origin: { kind: 'file', file: 'template.yaml', address: 'Config' } } as const;

/** A second endpoint that runs the same configuration, and that nobody watches. */
const second: Change = (estate) => {
  const endpoint = subjectOf(estate, endpointType);
  const copy = {
    ...endpoint,
    name: 'churn-b',
    arn: `${endpoint.arn}-b`,
    properties: { ...endpoint.properties, EndpointName: 'churn-b' },
  };
  const traffic = estate.facts.filter(({ fact }) => fact === 'endpoint-traffic');
  return {
    ...estate,
    resources: [...estate.resources, copy],
    facts: [...estate.facts, ...traffic.map((fact) => ({ ...fact, subject: 'churn-b' }))],
  };
};

const byDefinition = changed(scheduleType, { EndpointName: absent });
const inline = (inputs: unknown) =>
  changed(scheduleType, {
    EndpointName: absent,
    MonitoringScheduleConfig: {
      MonitoringJobDefinition: { MonitoringInputs: inputs, NetworkConfig: { EnableNetworkIsolation: true } },
    },
  });

describeControl(endpointConfigMonitoring, [
  {
    name: 'a schedule watches its endpoint',
    expect: 'PASSED',
    notes: ['schedule `churn-hourly` watches endpoint `churn`'],
  },
  {
    name: 'no schedule watches its endpoint',
    estate: gone(scheduleType),
    expect: 'FAILED',
    cause: 'unmonitored',
    message: 'the endpoint `churn`',
  },
  {
    name: 'a schedule somewhere in the region, which satisfies another tool, does not watch this endpoint',
    estate: changed(scheduleType, { EndpointName: 'sales' }),
    expect: 'FAILED',
  },
  {
    name: 'the schedule was stopped',
    estate: changed(scheduleType, { MonitoringScheduleStatus: 'Stopped' }),
    expect: 'FAILED',
  },
  {
    name: 'the schedule failed',
    estate: changed(scheduleType, { MonitoringScheduleStatus: 'Failed' }),
    expect: 'FAILED',
  },
  {
    name: 'the schedule is pending',
    estate: changed(scheduleType, { MonitoringScheduleStatus: 'Pending' }),
    expect: 'PASSED',
  },
  { name: 'one of two endpoints is not watched', estate: second, expect: 'FAILED', message: '`churn-b`' },
  {
    name: 'one endpoint is not watched, although endpoints may exist that were not seen',
    estate: all(gone(scheduleType), denied('sagemaker:ListEndpoints', endpointType)),
    expect: 'FAILED',
  },
  {
    name: 'endpoints may exist that were not seen',
    estate: denied('sagemaker:ListEndpoints', endpointType),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListEndpoints',
  },
  {
    name: 'the schedules could not be listed',
    estate: all(gone(scheduleType), denied('sagemaker:ListMonitoringSchedules', scheduleType)),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListMonitoringSchedules',
  },
  {
    name: 'the schedule that was seen is enough, although there may be more',
    estate: denied('sagemaker:ListMonitoringSchedules', scheduleType),
    expect: 'PASSED',
  },
  {
    name: 'the endpoint does not tell its configuration',
    estate: changed(endpointType, { EndpointConfigName: unknown('hidden') }),
    expect: 'UNKNOWN',
  },
  {
    name: 'a schedule does not tell its endpoint',
    estate: changed(scheduleType, { EndpointName: unknown('hidden') }),
    expect: 'UNKNOWN',
  },
  { name: 'the schedule watches by its job definition', estate: byDefinition, expect: 'PASSED' },
  {
    name: 'the job definition watches another endpoint',
    estate: all(byDefinition, changed(definitionType, { 'DataQualityJobInput.EndpointInput.EndpointName': 'sales' })),
    expect: 'FAILED',
  },
  {
    name: 'the job definition watches batch transform jobs',
    estate: all(byDefinition, changed(definitionType, { DataQualityJobInput: { BatchTransformInput: {} } })),
    expect: 'FAILED',
  },
  {
    name: 'the job definition was deleted',
    estate: all(byDefinition, gone(definitionType)),
    expect: 'UNKNOWN',
    cause: 'was not found',
  },
  {
    name: 'the type of the job definition is not told',
    estate: all(
      byDefinition,
      changed(scheduleType, { MonitoringType: absent, 'MonitoringScheduleConfig.MonitoringType': absent }),
    ),
    expect: 'UNKNOWN',
    cause: 'does not tell the type',
  },
  {
    name: 'the schedule watches by a definition of its own',
    estate: inline([{ BatchTransformInput: {} }, { EndpointInput: { EndpointName: 'churn' } }]),
    expect: 'PASSED',
  },
  {
    name: 'the definition of its own watches another',
    estate: inline([{ EndpointInput: { EndpointName: 'x' } }]),
    expect: 'FAILED',
  },
  {
    name: 'nothing is captured for the schedule to look at',
    given: { DataCaptureConfig: absent },
    expect: 'PASSED',
    notes: ['watches', 'data capture is not switched on'],
  },
  {
    name: 'whether anything is captured is not known, and not told',
    given: { DataCaptureConfig: unknown('known after apply') },
    estate: changed(scheduleType, { 'MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression': 'NOW' }),
    expect: 'PASSED',
    notes: ['watches', 'runs once'],
  },
  {
    name: 'the schedule runs once',
    estate: changed(scheduleType, { 'MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression': 'NOW' }),
    expect: 'PASSED',
    notes: ['watches', 'runs once'],
  },
  { name: 'no endpoint uses it', estate: gone(endpointType), expect: 'NOT_APPLICABLE', cause: 'unused' },
  {
    name: 'its only endpoint is being deleted',
    estate: all(gone(scheduleType), changed(endpointType, { EndpointStatus: 'Deleting' })),
    expect: 'NOT_APPLICABLE',
    cause: 'unused',
  },
  {
    name: 'it is serverless',
    given: { ProductionVariants: [serverless] },
    expect: 'NOT_APPLICABLE',
    cause: 'serverless',
  },
  {
    name: 'its model hosts many models',
    estate: all(gone(scheduleType), changed(modelType, { 'PrimaryContainer.Mode': 'MultiModel' })),
    expect: 'NOT_APPLICABLE',
    cause: 'multiModel',
  },
  {
    name: 'its model, which may have hosted many, was deleted',
    estate: all(gone(scheduleType), gone(modelType)),
    expect: 'UNKNOWN',
    cause: 'modelDeleted',
  },
  { name: 'it names no variants', given: { ProductionVariants: [] }, expect: 'UNKNOWN', cause: 'noVariants' },
  {
    name: 'it could not be described',
    given: { ProductionVariants: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeEndpointConfig' },
    expect: 'UNKNOWN',
  },
  {
    name: 'a template has no schedule, which may be elsewhere',
    estate: all(gone(scheduleType), elsewhere),
    resource: file,
    expect: 'UNKNOWN',
    cause: 'outside this template',
  },
  { name: 'a template holds the endpoint and its schedule', estate: elsewhere, resource: file, expect: 'PASSED' },
  {
    name: 'a template holds no endpoint, which may be elsewhere',
    estate: all(gone(endpointType), elsewhere),
    resource: file,
    expect: 'UNKNOWN',
  },
  { name: 'it vanished during the scan', resource: { gone: 'not found' }, expect: 'NOT_APPLICABLE' },
]);

it('an endpoint that captures already gets a definition and a schedule', () => {
  const config = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::EndpointConfig'));
  const commands = endpointConfigMonitoring.remediation
    .steps(config, { endpoint: 'churn' })
    .map(({ command }) => command);
  expect(commands).toEqual([
    expect.stringMatching(
      /^aws sagemaker create-data-quality-job-definition --region eu-west-1 --job-definition-name churn-data-quality /,
    ),
    'aws sagemaker create-monitoring-schedule --region eu-west-1 --monitoring-schedule-name churn-hourly ' +
      `--monitoring-schedule-config '{"ScheduleConfig":{"ScheduleExpression":"cron(0 * ? * * *)"},` +
      `"MonitoringJobDefinitionName":"churn-data-quality","MonitoringType":"DataQuality"}'`,
  ]);
});

it('an endpoint that captures nothing moves to a configuration that does', () => {
  const bare = changeResource(hardenedEstate, 'AWS::SageMaker::EndpointConfig', { DataCaptureConfig: absent });
  const config = viewOf(subjectOf(bare, 'AWS::SageMaker::EndpointConfig'));
  const commands = endpointConfigMonitoring.remediation
    .steps(config, { endpoint: 'churn' })
    .map(({ command }) => command);
  expect(commands[1]).toContain(
    '--endpoint-config-name churn-2-captured --data-capture-config \'{"EnableCapture":true',
  );
  expect(commands[2]).toBe(
    'aws sagemaker update-endpoint --region eu-west-1 --endpoint-name churn --endpoint-config-name churn-2-captured',
  );
});
