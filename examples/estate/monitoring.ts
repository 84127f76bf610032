import type {
  DescribeDataQualityJobDefinitionResponse,
  DescribeModelBiasJobDefinitionResponse,
  DescribeModelExplainabilityJobDefinitionResponse,
  DescribeModelQualityJobDefinitionResponse,
  DescribeMonitoringScheduleResponse,
  MonitoringNetworkConfig,
  MonitoringScheduleConfig,
  MonitoringType,
  ScheduleStatus,
} from '@aws-sdk/client-sagemaker';
import { dataBucket } from './buckets.ts';
import { arn, daysAgo, keyArn, networkOf, type Place, roleArn } from './place.ts';

export function dataQualityJobDefinitions(place: Place): DescribeDataQualityJobDefinitionResponse[] {
  const definition = (name: string, endpointName: string, instances: number, network?: MonitoringNetworkConfig) => ({
    ...common(place, 'data-quality-job-definition', name, instances, network),
    DataQualityAppSpecification: { ImageUri: analyzer(place) },
    DataQualityJobInput: { EndpointInput: input(endpointName) },
    DataQualityJobOutputConfig: output(name),
  });
  return [
    definition('fraud-scoring-data-quality', 'fraud-scoring', 2, closed(place)),
    definition('ranking-data-quality', 'ranking-ensemble', 1),
  ];
}

export function modelBiasJobDefinitions(place: Place): DescribeModelBiasJobDefinitionResponse[] {
  const definition = (name: string, endpointName: string, instances: number, network?: MonitoringNetworkConfig) => ({
    ...common(place, 'model-bias-job-definition', name, instances, network),
    ModelBiasAppSpecification: { ImageUri: analyzer(place), ConfigUri: `s3://${dataBucket}/monitoring/${name}.json` },
    ModelBiasJobInput: { EndpointInput: input(endpointName), GroundTruthS3Input: labels(endpointName) },
    ModelBiasJobOutputConfig: output(name),
  });
  return [
    definition('fraud-scoring-bias', 'fraud-scoring', 2, closed(place)),
    definition('churn-scoring-bias', 'churn-scoring', 3, { EnableNetworkIsolation: false }),
    definition('pricing-bias', 'pricing-legacy', 1, { EnableNetworkIsolation: true }),
  ];
}

export function modelQualityJobDefinitions(place: Place): DescribeModelQualityJobDefinitionResponse[] {
  const definition = (name: string, endpointName: string, instances: number, network?: MonitoringNetworkConfig) => ({
    ...common(place, 'model-quality-job-definition', name, instances, network),
    ModelQualityAppSpecification: { ImageUri: analyzer(place), ProblemType: 'BinaryClassification' as const },
    ModelQualityJobInput: { EndpointInput: input(endpointName), GroundTruthS3Input: labels(endpointName) },
    ModelQualityJobOutputConfig: output(name),
  });
  return [
    definition('fraud-scoring-quality', 'fraud-scoring', 1, closed(place)),
    definition('document-quality', 'document-extraction', 2, {
      EnableInterContainerTrafficEncryption: false,
      EnableNetworkIsolation: true,
    }),
  ];
}

export function modelExplainabilityJobDefinitions(place: Place): DescribeModelExplainabilityJobDefinitionResponse[] {
  const definition = (name: string, endpointName: string, instances: number, network?: MonitoringNetworkConfig) => ({
    ...common(place, 'model-explainability-job-definition', name, instances, network),
    ModelExplainabilityAppSpecification: {
      ImageUri: analyzer(place),
      ConfigUri: `s3://${dataBucket}/monitoring/${name}.json`,
    },
    ModelExplainabilityJobInput: { EndpointInput: input(endpointName) },
    ModelExplainabilityJobOutputConfig: output(name),
  });
  return [
    definition('fraud-scoring-attribution', 'fraud-scoring', 2, closed(place)),
    definition('ranking-attribution', 'ranking-ensemble', 2, { VpcConfig: networkOf(place) }),
  ];
}

export function monitoringSchedules(place: Place): DescribeMonitoringScheduleResponse[] {
  return [
    schedule(place, 'fraud-scoring-data-quality-hourly', 'fraud-scoring', 'DataQuality', 'Scheduled', {
      MonitoringJobDefinitionName: 'fraud-scoring-data-quality',
    }),
    schedule(place, 'ranking-data-quality-daily', 'ranking-ensemble', 'DataQuality', 'Scheduled', {
      MonitoringJobDefinitionName: 'ranking-data-quality',
    }),
    schedule(place, 'document-drift-daily', 'document-extraction', 'DataQuality', 'Scheduled', {
      MonitoringJobDefinition: inline(place, 'document-extraction', true),
    }),
    schedule(place, 'pricing-drift-daily', 'pricing-legacy', 'DataQuality', 'Stopped', {
      MonitoringJobDefinition: inline(place, 'pricing-legacy', false),
    }),
    // Its definition was deleted; the schedule fails since.
    schedule(place, 'recs-bias-weekly', 'recs-ranker', 'ModelBias', 'Failed', {
      MonitoringJobDefinitionName: 'recs-ranker-bias',
    }),
  ];
}

function schedule(
  place: Place,
  name: string,
  endpointName: string,
  type: MonitoringType,
  status: ScheduleStatus,
  config: MonitoringScheduleConfig,
): DescribeMonitoringScheduleResponse {
  return {
    MonitoringScheduleArn: arn(place, 'monitoring-schedule', name),
    MonitoringScheduleName: name,
    MonitoringScheduleStatus: status,
    MonitoringType: type,
    CreationTime: daysAgo(place, 120),
    LastModifiedTime: daysAgo(place, 15),
    MonitoringScheduleConfig: {
      ScheduleConfig: { ScheduleExpression: name.endsWith('hourly') ? 'cron(0 * ? * * *)' : 'cron(0 6 ? * * *)' },
      MonitoringType: type,
      ...config,
    },
    EndpointName: endpointName,
  };
}

function inline(place: Place, endpointName: string, isolated: boolean) {
  return {
    MonitoringInputs: [{ EndpointInput: input(endpointName) }],
    MonitoringOutputConfig: output(endpointName),
    MonitoringResources: resources(place, 1),
    MonitoringAppSpecification: { ImageUri: analyzer(place) },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    NetworkConfig: { EnableNetworkIsolation: isolated, EnableInterContainerTrafficEncryption: isolated },
    RoleArn: roleArn('model-monitoring'),
  };
}

function common(place: Place, kind: string, name: string, instances: number, network?: MonitoringNetworkConfig) {
  return {
    JobDefinitionArn: arn(place, kind, name),
    JobDefinitionName: name,
    CreationTime: daysAgo(place, 120),
    JobResources: resources(place, instances),
    ...(network !== undefined && { NetworkConfig: network }),
    RoleArn: roleArn('model-monitoring'),
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  };
}

function resources(place: Place, InstanceCount: number) {
  return {
    ClusterConfig: {
      InstanceCount,
      InstanceType: 'ml.m5.xlarge' as const,
      VolumeSizeInGB: 20,
      VolumeKmsKeyId: keyArn(place),
    },
  };
}

function closed(place: Place): MonitoringNetworkConfig {
  return {
    EnableInterContainerTrafficEncryption: true,
    EnableNetworkIsolation: true,
    VpcConfig: networkOf(place),
  };
}

function input(EndpointName: string) {
  return {
    EndpointName,
    LocalPath: '/opt/ml/processing/input',
    S3InputMode: 'File' as const,
    S3DataDistributionType: 'FullyReplicated' as const,
  };
}

function labels(endpointName: string) {
  return { S3Uri: `s3://${dataBucket}/monitoring/labels/${endpointName}` };
}

function output(name: string) {
  return {
    MonitoringOutputs: [
      { S3Output: { S3Uri: `s3://${dataBucket}/monitoring/out/${name}`, LocalPath: '/opt/ml/processing/output' } },
    ],
  };
}

function analyzer({ region }: Place): string {
  return `468650794304.dkr.ecr.${region}.amazonaws.com/sagemaker-model-monitor-analyzer:latest`;
}
