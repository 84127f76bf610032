import type { Context } from '../../model/control.ts';
import type { ResourceType } from '../../model/resource.ts';
import { UnknownRead } from '../../model/value.ts';
import type { ResourceView } from '../../model/view.ts';

type Schedule = ResourceView<'AWS::SageMaker::MonitoringSchedule'>;
type Index = Context['index'];

export const definitionTypes = {
  DataQuality: 'AWS::SageMaker::DataQualityJobDefinition',
  ModelQuality: 'AWS::SageMaker::ModelQualityJobDefinition',
  ModelBias: 'AWS::SageMaker::ModelBiasJobDefinition',
  ModelExplainability: 'AWS::SageMaker::ModelExplainabilityJobDefinition',
} as const;

const none = { whenAbsent: undefined };
const inline = 'MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringInputs';

/**
 * The names of the endpoints that a schedule watches; none for one that was stopped or failed, or that looks at the input
 * of batch transform jobs.
 */
export function monitoredEndpoints(schedule: Schedule, index: Index): string[] {
  if (schedule.resource.gone !== undefined) return [];
  const status = schedule.read('MonitoringScheduleStatus', none);
  if (status !== 'Scheduled' && status !== 'Pending') return [];
  const told = schedule.read('EndpointName', none);
  if (told !== undefined) return [told];
  const definition = schedule.read('MonitoringScheduleConfig.MonitoringJobDefinitionName', none);
  if (definition !== undefined) return listed(endpointOfDefinition(schedule, definition, index));
  return schedule.list(inline).flatMap((input) => input.read('EndpointInput.EndpointName', none) ?? []);
}

function endpointOfDefinition(schedule: Schedule, name: string, index: Index): string | undefined {
  const type = schedule.read('MonitoringScheduleConfig.MonitoringType', none) ?? schedule.read('MonitoringType', none);
  const find = <T extends ResourceType>(definitionType: T) => {
    const found = index.find(definitionType, name, schedule.resource);
    if (found !== undefined && found.resource.gone === undefined) return found;
    throw new UnknownRead(`schedule \`${schedule.name}\` runs the job definition \`${name}\`, which was not found`);
  };
  switch (type) {
    case 'DataQuality':
      return find(definitionTypes.DataQuality).read('DataQualityJobInput.EndpointInput.EndpointName', none);
    case 'ModelQuality':
      return find(definitionTypes.ModelQuality).read('ModelQualityJobInput.EndpointInput.EndpointName', none);
    case 'ModelBias':
      return find(definitionTypes.ModelBias).read('ModelBiasJobInput.EndpointInput.EndpointName', none);
    case 'ModelExplainability':
      return find(definitionTypes.ModelExplainability).read(
        'ModelExplainabilityJobInput.EndpointInput.EndpointName',
        none,
      );
    default:
      throw new UnknownRead(`schedule \`${schedule.name}\` does not tell the type of its job definition`);
  }
}

function listed(name: string | undefined): string[] {
  return name === undefined ? [] : [name];
}
