import type { RemediationStep } from '../../model/finding.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import { awsCli, saveAnswer, step, successorName } from '../aws-cli.ts';
import { copyResource, type ImmutableKind } from '../recreate.ts';

const kinds = {
  'AWS::SageMaker::DataQualityJobDefinition': 'data-quality-job-definition',
  'AWS::SageMaker::ModelQualityJobDefinition': 'model-quality-job-definition',
  'AWS::SageMaker::ModelBiasJobDefinition': 'model-bias-job-definition',
  'AWS::SageMaker::ModelExplainabilityJobDefinition': 'model-explainability-job-definition',
} as const satisfies Partial<Record<ResourceType, ImmutableKind>>;

export type JobDefinitionType = keyof typeof kinds;

interface NetworkSetting {
  readonly property: 'EnableNetworkIsolation' | 'EnableInterContainerTrafficEncryption';
  /** What the name of the new definition ends in. */
  readonly suffix: string;
  /** `with network isolation` */
  readonly difference: string;
}

export const isolated: NetworkSetting = {
  property: 'EnableNetworkIsolation',
  suffix: 'isolated',
  difference: 'with network isolation',
};

export const encrypted: NetworkSetting = {
  property: 'EnableInterContainerTrafficEncryption',
  suffix: 'encrypted',
  difference: 'that encrypts the traffic between its instances',
};

/** Job definitions cannot be changed: a copy takes over the schedules, then the original goes. */
export function replaceJobDefinition(
  resource: Pick<Resource<JobDefinitionType>, 'type' | 'name' | 'region' | 'tags'>,
  setting: NetworkSetting,
  schedule?: string,
): RemediationStep[] {
  const kind = kinds[resource.type];
  const { name } = resource;
  const newName = successorName(name, setting.suffix);
  const filter = `.NetworkConfig.${setting.property} = true`;
  return [
    ...copyResource(resource, { kind, name, newName, filter, difference: setting.difference }),
    ...(schedule === undefined ? [findSchedules(resource)] : []),
    ...pointSchedule(resource, schedule ?? 'MONITORING_SCHEDULE_NAME', newName),
    step(
      'Delete the old one, once no schedule runs it',
      awsCli(resource, `sagemaker delete-${kind}`, { 'job-definition-name': name }),
    ),
  ];
}

function findSchedules(resource: Pick<Resource, 'name' | 'region'>): RemediationStep {
  const command = awsCli(resource, 'sagemaker list-monitoring-schedules', {
    'monitoring-job-definition-name': resource.name,
    query: 'MonitoringScheduleSummaries[].MonitoringScheduleName',
  });
  return step('Find the monitoring schedules that run it, and do the next two steps for each', command);
}

/** `UpdateMonitoringSchedule` takes a whole configuration, so the present one is saved and changed. */
function pointSchedule(place: Pick<Resource, 'region'>, schedule: string, definition: string): RemediationStep[] {
  const filter = '.MonitoringJobDefinitionName = $definition';
  return updateSchedule(place, schedule, filter, 'Point the schedule to the copy', { definition });
}

export function updateSchedule(
  place: Pick<Resource, 'region'>,
  schedule: string,
  filter: string,
  text: string,
  variables: Readonly<Record<string, string>> = {},
): RemediationStep[] {
  const name = { 'monitoring-schedule-name': schedule };
  const describe = awsCli(place, 'sagemaker describe-monitoring-schedule', {
    ...name,
    query: 'MonitoringScheduleConfig',
  });
  const update = { ...name, 'monitoring-schedule-config': 'file://monitoring-schedule-config.json' };
  return [
    step(
      'Save the configuration of the schedule, changed',
      saveAnswer(describe, filter, 'monitoring-schedule-config.json', variables),
    ),
    step(text, awsCli(place, 'sagemaker update-monitoring-schedule', update)),
  ];
}
