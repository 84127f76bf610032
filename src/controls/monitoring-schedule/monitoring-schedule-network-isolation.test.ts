import { describe, expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeResource, type Estate, subjectOf, without } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import type { ResourceType } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { monitoringScheduleNetworkIsolation as control } from './monitoring-schedule-network-isolation.ts';

const dataQuality = 'AWS::SageMaker::DataQualityJobDefinition';
const name = 'MonitoringScheduleConfig.MonitoringJobDefinitionName';
const inline = 'MonitoringScheduleConfig.MonitoringJobDefinition';
const flag = `${inline}.NetworkConfig.EnableNetworkIsolation`;

function definition(changes: Readonly<Record<string, unknown>>) {
  return (estate: Estate) => changeResource(estate, dataQuality, changes);
}

function notListed(estate: Estate, hides: ResourceType): Estate {
  const gap = {
    operation: 'sagemaker:ListDataQualityJobDefinitions',
    accountId: '111122223333',
    region: 'eu-west-1',
    code: 'AccessDeniedException',
    message: 'not allowed',
    count: 1,
    hides,
  };
  return { ...without(estate, hides), gaps: [gap] };
}

/** So that the endpoint stays monitored. */
function withAnotherSchedule(estate: Estate): Estate {
  const schedule = subjectOf(estate, 'AWS::SageMaker::MonitoringSchedule');
  const another = { ...schedule, name: 'churn-daily', arn: `${schedule.arn}-daily` };
  return { ...estate, resources: [...estate.resources, another] };
}

function refersTo(type: string, definitionName: string) {
  return {
    [name]: definitionName,
    'MonitoringScheduleConfig.MonitoringType': type,
    MonitoringType: type,
  };
}

describeControl(control, [
  { name: 'the definition it names isolates its containers', expect: 'PASSED' },
  {
    name: 'the definition it carries isolates its containers',
    given: { [name]: absent, [flag]: true },
    expect: 'PASSED',
  },
  {
    name: 'the definition it carries switches isolation off',
    given: { [name]: absent, [flag]: false },
    expect: 'FAILED',
    cause: 'notIsolated',
  },
  {
    name: 'the definition it carries says nothing about the network',
    given: { [name]: absent, [`${inline}.RoleArn`]: 'arn:aws:iam::111122223333:role/ml/monitor' },
    expect: 'FAILED',
    cause: 'notIsolated',
  },
  {
    name: 'a plan writes the missing network configuration as an empty list',
    given: { [name]: absent, [`${inline}.NetworkConfig`]: [] },
    expect: 'FAILED',
    cause: 'notIsolated',
  },
  {
    name: 'it neither carries nor names a definition',
    given: { [name]: absent },
    expect: 'FAILED',
    cause: 'notIsolated',
  },
  {
    name: 'the definition it names is open, and the finding says which',
    estate: definition({ 'NetworkConfig.EnableNetworkIsolation': false }),
    expect: 'FAILED',
    cause: 'definitionNotIsolated',
    message: '`churn-data-quality`',
    alsoFails: ['data-quality-job-definition-network-isolation'],
  },
  {
    name: 'the definition it names says nothing about isolation',
    estate: definition({ 'NetworkConfig.EnableNetworkIsolation': absent }),
    expect: 'FAILED',
    cause: 'definitionNotIsolated',
    alsoFails: ['data-quality-job-definition-network-isolation'],
  },
  {
    name: 'it names a model quality definition',
    given: refersTo('ModelQuality', 'churn-model-quality'),
    expect: 'PASSED',
  },
  { name: 'it names a model bias definition', given: refersTo('ModelBias', 'churn-bias'), expect: 'PASSED' },
  {
    name: 'it names a model explainability definition',
    given: refersTo('ModelExplainability', 'churn-explained'),
    expect: 'PASSED',
  },
  {
    name: 'only the answer as a whole tells the monitoring type',
    given: { 'MonitoringScheduleConfig.MonitoringType': absent },
    expect: 'PASSED',
  },
  {
    name: 'nothing tells the monitoring type',
    given: { 'MonitoringScheduleConfig.MonitoringType': absent, MonitoringType: absent },
    expect: 'UNKNOWN',
    cause: 'typeNotTold',
  },
  {
    name: 'the monitoring type is one that nobody knows',
    given: { 'MonitoringScheduleConfig.MonitoringType': '__proto__' },
    expect: 'UNKNOWN',
    cause: 'typeNotTold',
  },
  {
    name: 'the definition it names is of another type',
    given: refersTo('ModelBias', 'churn-data-quality'),
    expect: 'UNKNOWN',
    cause: 'definitionMissing',
  },
  {
    name: 'the definition it names does not exist',
    given: { [name]: 'deleted-long-ago' },
    expect: 'UNKNOWN',
    cause: 'definitionMissing',
    message: '`deleted-long-ago`',
  },
  {
    name: 'the definition it names vanished during the scan',
    estate: (estate) => ({
      ...estate,
      resources: estate.resources.map((resource) =>
        resource.type === dataQuality ? { ...resource, properties: {}, gone: 'deleted while the scan ran' } : resource,
      ),
    }),
    expect: 'UNKNOWN',
    cause: 'definitionMissing',
  },
  {
    name: 'the definition it names could not be read',
    estate: (estate) => ({
      ...estate,
      resources: estate.resources.map((resource) =>
        resource.type === dataQuality
          ? {
              ...resource,
              properties: {},
              unread: 'AccessDeniedException on sagemaker:DescribeDataQualityJobDefinition',
            }
          : resource,
      ),
    }),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:DescribeDataQualityJobDefinition',
  },
  {
    name: 'definitions could not be listed',
    estate: (estate) => notListed(estate, dataQuality),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListDataQualityJobDefinitions',
  },
  {
    name: 'a template names a definition that is not its own',
    estate: (estate) => ({
      ...without(estate, dataQuality),
      header: { ...estate.header, elsewhere: 'not in this template' },
    }),
    expect: 'UNKNOWN',
    cause: 'not in this template',
  },
  {
    name: 'the schedule could not be read',
    given: { MonitoringScheduleConfig: absent },
    resource: { unread: 'ThrottlingException on sagemaker:DescribeMonitoringSchedule' },
    expect: 'UNKNOWN',
    cause: 'ThrottlingException on sagemaker:DescribeMonitoringSchedule',
  },
  {
    name: 'a plan does not know the flag yet',
    given: { [name]: absent, [flag]: unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  {
    name: 'a stopped schedule is judged as well',
    estate: withAnotherSchedule,
    given: { MonitoringScheduleStatus: 'Stopped', [name]: absent, [flag]: false },
    expect: 'FAILED',
    cause: 'notIsolated',
  },
  {
    name: 'it vanished during the scan',
    estate: withAnotherSchedule,
    resource: { gone: 'deleted while the scan ran' },
    expect: 'NOT_APPLICABLE',
  },
]);

describe('the fix of monitoring-schedule-network-isolation', () => {
  const stepsFor = (changes: Readonly<Record<string, unknown>>) => {
    const type = 'AWS::SageMaker::MonitoringSchedule';
    const schedule = subjectOf(changeResource(hardenedEstate, type, changes), type);
    return control.remediation.steps(viewOf(schedule)).map(({ command }) => command);
  };

  it('replaces the whole configuration of a schedule that carries its definition', () => {
    expect(stepsFor({ [name]: absent, [flag]: false })).toEqual([
      'aws sagemaker describe-monitoring-schedule --region eu-west-1 --monitoring-schedule-name churn-hourly ' +
        '--query MonitoringScheduleConfig --output json | ' +
        "jq '.MonitoringJobDefinition.NetworkConfig.EnableNetworkIsolation = true' > monitoring-schedule-config.json",
      'aws sagemaker update-monitoring-schedule --region eu-west-1 --monitoring-schedule-name churn-hourly ' +
        '--monitoring-schedule-config file://monitoring-schedule-config.json',
    ]);
  });

  it('replaces the definition that a schedule names, because definitions cannot be changed', () => {
    expect(stepsFor(refersTo('ModelBias', 'churn-bias'))).toEqual([
      'aws sagemaker describe-model-bias-job-definition --region eu-west-1 --job-definition-name churn-bias --output json | ' +
        "jq 'del(.JobDefinitionArn, .CreationTime) | .NetworkConfig.EnableNetworkIsolation = true' > model-bias-job-definition.json",
      'aws sagemaker create-model-bias-job-definition --region eu-west-1 ' +
        '--cli-input-json file://model-bias-job-definition.json --job-definition-name churn-bias-isolated',
      'aws sagemaker describe-monitoring-schedule --region eu-west-1 --monitoring-schedule-name churn-hourly ' +
        '--query MonitoringScheduleConfig --output json | ' +
        "jq --arg definition churn-bias-isolated '.MonitoringJobDefinitionName = $definition' > monitoring-schedule-config.json",
      'aws sagemaker update-monitoring-schedule --region eu-west-1 --monitoring-schedule-name churn-hourly ' +
        '--monitoring-schedule-config file://monitoring-schedule-config.json',
      'aws sagemaker delete-model-bias-job-definition --region eu-west-1 --job-definition-name churn-bias',
    ]);
  });
});
