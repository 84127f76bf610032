import { expect, it } from 'vitest';
import { subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { encrypted, replaceJobDefinition } from './remediation.ts';

it('replaces a job definition with a copy that keeps its tags, under every schedule that runs it', () => {
  const definition = subjectOf(hardenedEstate, 'AWS::SageMaker::DataQualityJobDefinition');
  expect(replaceJobDefinition(definition, encrypted).map(({ command }) => command)).toEqual([
    'aws sagemaker describe-data-quality-job-definition --region eu-west-1 --job-definition-name churn-data-quality ' +
      "--output json | jq 'del(.JobDefinitionArn, .CreationTime) | .NetworkConfig.EnableInterContainerTrafficEncryption = true' " +
      '> data-quality-job-definition.json',
    'aws sagemaker create-data-quality-job-definition --region eu-west-1 ' +
      '--cli-input-json file://data-quality-job-definition.json --job-definition-name churn-data-quality-encrypted ' +
      '--tags Key=team,Value=churn Key=owner,Value=ana',
    'aws sagemaker list-monitoring-schedules --region eu-west-1 --monitoring-job-definition-name churn-data-quality ' +
      "--query 'MonitoringScheduleSummaries[].MonitoringScheduleName'",
    'aws sagemaker describe-monitoring-schedule --region eu-west-1 --monitoring-schedule-name MONITORING_SCHEDULE_NAME ' +
      '--query MonitoringScheduleConfig --output json | ' +
      "jq --arg definition churn-data-quality-encrypted '.MonitoringJobDefinitionName = $definition' > monitoring-schedule-config.json",
    'aws sagemaker update-monitoring-schedule --region eu-west-1 --monitoring-schedule-name MONITORING_SCHEDULE_NAME ' +
      '--monitoring-schedule-config file://monitoring-schedule-config.json',
    'aws sagemaker delete-data-quality-job-definition --region eu-west-1 --job-definition-name churn-data-quality',
  ]);
});
