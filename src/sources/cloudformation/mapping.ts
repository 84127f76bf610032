import type { AwsShapes, Properties, ResourceType } from '../../model/resource.ts';

/** How one type of CloudFormation becomes the answer of its `Describe*`. */
export interface Mapping<T extends ResourceType = ResourceType> {
  /** The property that names the resource. */
  readonly name: keyof AwsShapes[T] & string;
  /** CloudFormation's names where AWS's answer has others. What is not named here has the same name in both. */
  readonly renamed?: Readonly<Record<string, keyof AwsShapes[T] & string>>;
  /** What every resource says of itself once it is deployed. */
  readonly deployed?: Readonly<Partial<Properties<T>>>;
  /** The property of `deployed` in doubt when nobody knows whether the resource will be there. */
  readonly status?: keyof AwsShapes[T] & string;
}

/** The types that controls judge or look up and a template can hold; IAM's are in `roles.ts`. */
export const mappings: { readonly [T in ResourceType]?: Mapping<T> } = {
  'AWS::SageMaker::NotebookInstance': {
    name: 'NotebookInstanceName',
    renamed: {
      SecurityGroupIds: 'SecurityGroups',
      LifecycleConfigName: 'NotebookInstanceLifecycleConfigName',
    },
  },
  'AWS::SageMaker::EndpointConfig': { name: 'EndpointConfigName' },
  'AWS::SageMaker::Endpoint': { name: 'EndpointName', renamed: { DeploymentConfig: 'LastDeploymentConfig' } },
  'AWS::SageMaker::InferenceComponent': { name: 'InferenceComponentName' },
  'AWS::SageMaker::Model': { name: 'ModelName' },
  'AWS::SageMaker::ModelPackage': { name: 'ModelPackageName' },
  'AWS::SageMaker::DataQualityJobDefinition': { name: 'JobDefinitionName' },
  'AWS::SageMaker::ModelQualityJobDefinition': { name: 'JobDefinitionName' },
  'AWS::SageMaker::ModelBiasJobDefinition': { name: 'JobDefinitionName' },
  'AWS::SageMaker::ModelExplainabilityJobDefinition': { name: 'JobDefinitionName' },
  'AWS::SageMaker::MonitoringSchedule': {
    name: 'MonitoringScheduleName',
    deployed: { MonitoringScheduleStatus: 'Scheduled' },
    status: 'MonitoringScheduleStatus',
  },
  'AWS::SageMaker::Domain': { name: 'DomainId' },
  'AWS::SageMaker::UserProfile': {
    name: 'UserProfileName',
    deployed: { Status: 'InService' },
    status: 'Status',
  },
  'AWS::SageMaker::Image': {
    name: 'ImageName',
    renamed: { ImageDescription: 'Description', ImageDisplayName: 'DisplayName' },
  },
  'AWS::SageMaker::AppImageConfig': { name: 'AppImageConfigName' },
};

/** What CloudFormation has a type for. */
export const resourceTypes: readonly ResourceType[] = [
  ...(Object.keys(mappings) as ResourceType[]),
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
];

/** The path of a property in a template's own words, for those who point into one. */
export function pathInTemplate(type: ResourceType, path: string): string {
  const renamed: Readonly<Record<string, string>> = mappings[type]?.renamed ?? {};
  const [, first = '', rest = ''] = /^([^.[]*)(.*)$/.exec(path) ?? [];
  const [name = first] = Object.entries(renamed).find(([, awsName]) => awsName === first) ?? [];
  return `${name}${rest}`;
}

/** Properties by which controls go from one resource to another; here what stands for a name is as good as the name. */
export const joins: ReadonlySet<string> = new Set([
  'BaseInferenceComponentName',
  'DomainId',
  'EndpointConfigName',
  'EndpointName',
  'ExecutionRole',
  'ExecutionRoleArn',
  'MonitoringJobDefinitionName',
  'ModelName',
  'ModelNameOverride',
  'ModelPackageName',
  'RoleArn',
]);

/** Where secrets lie; no control reads them. */
export const secrets: ReadonlySet<string> = new Set(['Environment', 'HyperParameters', 'Hyperparameters']);

/** CloudFormation takes `"true"` for true, and YAML may say it with other words. */
export const booleans: ReadonlySet<string> = new Set([
  'EnableCapture',
  'EnableInterContainerTrafficEncryption',
  'EnableNetworkIsolation',
  'EnableSSMAccess',
]);

export const numbers: ReadonlySet<string> = new Set([
  'CopyCount',
  'InitialInstanceCount',
  'InitialSamplingPercentage',
  'InitialVariantWeight',
  'InstanceCount',
  'MaxConcurrency',
  'MaxInstanceCount',
  'MemorySizeInMB',
  'MinInstanceCount',
  'ProvisionedConcurrency',
  'VolumeSizeInGB',
]);
