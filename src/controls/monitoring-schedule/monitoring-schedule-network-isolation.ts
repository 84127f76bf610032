import { type Context, defineControl, fail, pass, undecided } from '../../model/control.ts';
import type { ResourceView } from '../../model/view.ts';
import {
  isolated,
  type JobDefinitionType,
  replaceJobDefinition,
  updateSchedule,
} from '../job-definition/remediation.ts';

type Schedule = ResourceView<'AWS::SageMaker::MonitoringSchedule'>;

const definitionTypes = {
  DataQuality: 'AWS::SageMaker::DataQualityJobDefinition',
  ModelQuality: 'AWS::SageMaker::ModelQualityJobDefinition',
  ModelBias: 'AWS::SageMaker::ModelBiasJobDefinition',
  ModelExplainability: 'AWS::SageMaker::ModelExplainabilityJobDefinition',
} as const satisfies Record<string, JobDefinitionType>;

const inlineFlag = 'MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig.EnableNetworkIsolation';
const reference = 'MonitoringScheduleConfig.MonitoringJobDefinitionName';

export const monitoringScheduleNetworkIsolation = defineControl({
  id: 'monitoring-schedule-network-isolation',
  title: 'Monitoring schedules run their jobs isolated from the network',
  resourceType: 'AWS::SageMaker::MonitoringSchedule',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.14',
      title: 'SageMaker monitoring schedules should have network isolation enabled',
      severity: 'MEDIUM',
      category: 'Protect > Secure network configuration',
      resourceType: 'AWS::SageMaker::MonitoringSchedule',
      configRule: 'sagemaker-monitoring-schedule-isolation',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks:
    'Reads `EnableNetworkIsolation` of the job definition that the schedule carries, or of the one that it names; left ' +
    'out, it is false. A named definition that is missing or cannot be read leaves the verdict unknown.',
  why:
    'Monitoring jobs come back every hour or day with access to captured requests. As long as their containers reach the ' +
    'network, one compromised image turns each run into an export of production data.',
  remediation: {
    summary:
      'Set the flag in the job definition that the schedule carries; where it names one, point it to a copy with the ' +
      'flag set, because definitions cannot be changed.',
    steps: remedy,
    cloudformation:
      'MonitoringScheduleConfig: { MonitoringJobDefinition: { NetworkConfig: { EnableNetworkIsolation: true } } }',
    terraform:
      'monitoring_schedule_config { monitoring_job_definition { network_config { enable_network_isolation = true } } }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateMonitoringSchedule.html',
  ],
  messages: {
    notIsolated: 'its job definition does not set `EnableNetworkIsolation` to true',
    definitionNotIsolated:
      'the job definition `{definition}` that it runs does not set `EnableNetworkIsolation` to true',
    definitionMissing: 'the job definition `{definition}` that it runs was not found',
    typeNotTold:
      'the job definition `{definition}` cannot be looked up, because `MonitoringType` is not known to sagevet',
  },
  needs: { resources: Object.values(definitionTypes) },
  evaluate(schedule, { index }) {
    const definition = schedule.read(reference, { whenAbsent: undefined });
    if (definition !== undefined) return judgeReference(schedule, definition, index);
    if (schedule.read(inlineFlag, { whenAbsent: false }) === true) return pass({ at: inlineFlag });
    return fail('notIsolated', { at: inlineFlag, expected: 'true' });
  },
});

function judgeReference(schedule: Schedule, name: string, index: Context['index']) {
  const data = { definition: name };
  const type = typeOf(schedule);
  if (type === undefined) return undecided('typeNotTold', { at: reference, data });
  const definition = index.find(type, name, schedule.resource);
  if (definition === undefined || definition.resource.gone !== undefined)
    return undecided('definitionMissing', { at: reference, data });
  if (definition.read('NetworkConfig.EnableNetworkIsolation', { whenAbsent: false }) === true)
    return pass({ at: reference });
  return fail('definitionNotIsolated', { at: reference, expected: 'a definition with network isolation', data });
}

/** The answer carries the type twice, and older schedules name it only once. */
function typeOf(schedule: Schedule): JobDefinitionType | undefined {
  const type =
    schedule.read('MonitoringScheduleConfig.MonitoringType', { whenAbsent: undefined }) ??
    schedule.read('MonitoringType', { whenAbsent: undefined });
  return type === undefined || !Object.hasOwn(definitionTypes, type) ? undefined : definitionTypes[type];
}

function remedy(schedule: Schedule) {
  const { name, resource } = schedule;
  const definition = schedule.peek(reference);
  if (definition === undefined) {
    const flag = '.MonitoringJobDefinition.NetworkConfig.EnableNetworkIsolation = true';
    return updateSchedule(resource, name, flag, 'Replace the configuration; the schedule keeps its name and history');
  }
  const monitoringType = schedule.peek('MonitoringScheduleConfig.MonitoringType') ?? schedule.peek('MonitoringType');
  const type = definitionTypes[monitoringType ?? 'DataQuality'];
  return replaceJobDefinition({ type, name: definition, region: resource.region }, isolated, name);
}
