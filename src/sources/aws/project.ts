import type { AwsShapes, ResourceType } from '../../model/resource.ts';

/** The members of each answer that enter a snapshot: what controls judge, and what tells a reader which resource it is. */
const kept: { readonly [T in ResourceType]: readonly (keyof AwsShapes[T] & string)[] } = {
  'AWS::SageMaker::NotebookInstance': [
    'NotebookInstanceName',
    'NotebookInstanceStatus',
    'InstanceType',
    'SubnetId',
    'SecurityGroups',
    'RoleArn',
    'KmsKeyId',
    'NetworkInterfaceId',
    'LastModifiedTime',
    'CreationTime',
    'NotebookInstanceLifecycleConfigName',
    'DirectInternetAccess',
    'VolumeSizeInGB',
    'IpAddressType',
    'DefaultCodeRepository',
    'AdditionalCodeRepositories',
    'RootAccess',
    'PlatformIdentifier',
    'InstanceMetadataServiceConfiguration',
  ],
  'AWS::SageMaker::EndpointConfig': [
    'EndpointConfigName',
    'ProductionVariants',
    'ShadowProductionVariants',
    'DataCaptureConfig',
    'KmsKeyId',
    'CreationTime',
    'AsyncInferenceConfig',
    'ExecutionRoleArn',
    'VpcConfig',
    'EnableNetworkIsolation',
  ],
  'AWS::SageMaker::Endpoint': [
    'EndpointName',
    'EndpointConfigName',
    'EndpointStatus',
    'ProductionVariants',
    'ShadowProductionVariants',
    'DataCaptureConfig',
    'CreationTime',
    'LastModifiedTime',
    'AsyncInferenceConfig',
  ],
  'AWS::SageMaker::InferenceComponent': [
    'InferenceComponentName',
    'EndpointName',
    'VariantName',
    'InferenceComponentStatus',
    'Specification',
    'Specifications',
    'CreationTime',
    'LastModifiedTime',
  ],
  'AWS::SageMaker::Model': [
    'ModelName',
    'PrimaryContainer',
    'Containers',
    'ExecutionRoleArn',
    'VpcConfig',
    'EnableNetworkIsolation',
    'CreationTime',
  ],
  'AWS::SageMaker::ModelPackage': [
    'ModelPackageName',
    'ModelPackageGroupName',
    'ModelPackageVersion',
    'ModelPackageStatus',
    'InferenceSpecification',
    'AdditionalInferenceSpecifications',
    'SourceAlgorithmSpecification',
    'CreationTime',
  ],
  'AWS::SageMaker::TrainingJob': [
    'TrainingJobName',
    'TrainingJobStatus',
    'TuningJobArn',
    'LabelingJobArn',
    'AutoMLJobArn',
    'RoleArn',
    'InputDataConfig',
    'OutputDataConfig',
    'ResourceConfig',
    'VpcConfig',
    'CheckpointConfig',
    'ServerlessJobConfig',
    'EnableNetworkIsolation',
    'EnableInterContainerTrafficEncryption',
    'CreationTime',
    'TrainingEndTime',
  ],
  'AWS::SageMaker::DataQualityJobDefinition': [
    'JobDefinitionName',
    'DataQualityJobInput',
    'JobResources',
    'NetworkConfig',
    'RoleArn',
    'CreationTime',
  ],
  'AWS::SageMaker::ModelQualityJobDefinition': [
    'JobDefinitionName',
    'ModelQualityJobInput',
    'JobResources',
    'NetworkConfig',
    'RoleArn',
    'CreationTime',
  ],
  'AWS::SageMaker::ModelBiasJobDefinition': [
    'JobDefinitionName',
    'ModelBiasJobInput',
    'JobResources',
    'NetworkConfig',
    'RoleArn',
    'CreationTime',
  ],
  'AWS::SageMaker::ModelExplainabilityJobDefinition': [
    'JobDefinitionName',
    'ModelExplainabilityJobInput',
    'JobResources',
    'NetworkConfig',
    'RoleArn',
    'CreationTime',
  ],
  'AWS::SageMaker::MonitoringSchedule': [
    'MonitoringScheduleName',
    'MonitoringScheduleStatus',
    'MonitoringType',
    'MonitoringScheduleConfig',
    'EndpointName',
    'CreationTime',
    'LastModifiedTime',
  ],
  'AWS::SageMaker::Domain': [
    'DomainId',
    'DomainName',
    'Status',
    'AuthMode',
    'AppNetworkAccessType',
    'DefaultUserSettings',
    'DefaultSpaceSettings',
    'DomainSettings',
    'KmsKeyId',
    'VpcId',
    'SubnetIds',
    'CreationTime',
    'LastModifiedTime',
  ],
  'AWS::SageMaker::UserProfile': [
    'UserProfileName',
    'DomainId',
    'Status',
    'UserSettings',
    'CreationTime',
    'LastModifiedTime',
  ],
  'AWS::SageMaker::Image': ['ImageName', 'DisplayName', 'ImageStatus', 'CreationTime', 'LastModifiedTime'],
  'AWS::SageMaker::AppImageConfig': ['AppImageConfigName', 'CreationTime', 'LastModifiedTime'],
  'AWS::IAM::Role': [
    'Path',
    'RoleName',
    'RoleId',
    'Arn',
    'CreateDate',
    'AssumeRolePolicyDocument',
    'RolePolicyList',
    'AttachedManagedPolicies',
    'PermissionsBoundary',
    'RoleLastUsed',
  ],
  'AWS::IAM::ManagedPolicy': [
    'PolicyName',
    'PolicyId',
    'Arn',
    'Path',
    'DefaultVersionId',
    'PolicyVersionList',
    'CreateDate',
    'UpdateDate',
  ],
};

/** Where users put secrets: variables, arguments and scripts of containers, and URLs of repositories in settings. */
const secretKeys =
  /^(\w*Environment\w*|\w*Hyper[Pp]arameters|ContainerArguments|ContainerEntrypoint|OnCreate|OnStart|CodeRepositories)$/;

/** An AWS answer as a snapshot holds it: the members that are kept, dates as ISO 8601 text, no secrets at any depth. */
export function project(type: ResourceType, answer: object): Record<string, unknown> {
  const source = answer as Readonly<Record<string, unknown>>;
  const properties: Record<string, unknown> = {};
  for (const key of kept[type]) {
    const value = source[key];
    if (value !== undefined && value !== null) properties[key] = plain(value);
  }
  return properties;
}

/** The user and password of a URL. */
const userInfo = /(\w:\/\/)[^/@\s]*@/g;

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('@') ? value.replace(userInfo, '$1') : value;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined || part === null || secretKeys.test(key)) continue;
    // A key that AWS would never send must stay a key.
    if (key === '__proto__') continue;
    copy[key] = plain(part);
  }
  return copy;
}
