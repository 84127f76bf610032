import type {
  DataQualityJobInput,
  DescribeMonitoringScheduleResponse,
  ModelBiasJobInput,
  ModelExplainabilityJobInput,
  ModelQualityJobInput,
} from '@aws-sdk/client-sagemaker';
import type { Region } from './estate.ts';

/** What the four kinds of job definition have in common, and where each names its endpoint. */
export interface MonitoringSubject {
  readonly JobDefinitionName: string | undefined;
  readonly JobDefinitionArn: string | undefined;
  readonly CreationTime: Date | undefined;
  readonly DataQualityJobInput?: DataQualityJobInput | undefined;
  readonly ModelBiasJobInput?: ModelBiasJobInput | undefined;
  readonly ModelQualityJobInput?: ModelQualityJobInput | undefined;
  readonly ModelExplainabilityJobInput?: ModelExplainabilityJobInput | undefined;
}

export function subjectOfDefinition(definition: MonitoringSubject): string | undefined {
  const input =
    definition.DataQualityJobInput ??
    definition.ModelBiasJobInput ??
    definition.ModelQualityJobInput ??
    definition.ModelExplainabilityJobInput;
  return input?.EndpointInput?.EndpointName;
}

/** The endpoint that a schedule watches, said by itself, by its inline definition or by the one it refers to. */
export function scheduledEndpoint(schedule: DescribeMonitoringScheduleResponse, region: Region): string | undefined {
  if (schedule.EndpointName !== undefined) return schedule.EndpointName;
  const config = schedule.MonitoringScheduleConfig;
  const inline = config?.MonitoringJobDefinition?.MonitoringInputs?.[0]?.EndpointInput?.EndpointName;
  if (inline !== undefined) return inline;
  const definitions: readonly MonitoringSubject[] = [
    ...(region.dataQualityJobDefinitions ?? []),
    ...(region.modelBiasJobDefinitions ?? []),
    ...(region.modelQualityJobDefinitions ?? []),
    ...(region.modelExplainabilityJobDefinitions ?? []),
  ];
  const named = definitions.find(({ JobDefinitionName }) => JobDefinitionName === config?.MonitoringJobDefinitionName);
  return named === undefined ? undefined : subjectOfDefinition(named);
}
