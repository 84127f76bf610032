import type { Resource, ResourceType } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { textOf } from '../json.ts';
import type { Recorded } from './recorded.ts';

interface Shape {
  /** The property with the name by which others refer to the resource. */
  readonly name: string;
  /** Names of CloudFormation that the Describe answer has others for. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** What AWS Config does not record for all; their absence says nothing. */
  readonly seldom?: readonly string[];
}

const jobDefinition: Shape = { name: 'JobDefinitionName' };

/** https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html */
const shapes = new Map<string, Shape>(
  Object.entries({
    'AWS::SageMaker::NotebookInstance': {
      name: 'NotebookInstanceName',
      renamed: { SecurityGroupIds: 'SecurityGroups', LifecycleConfigName: 'NotebookInstanceLifecycleConfigName' },
      seldom: ['PlatformIdentifier'],
    },
    'AWS::SageMaker::EndpointConfig': { name: 'EndpointConfigName' },
    'AWS::SageMaker::Endpoint': { name: 'EndpointName' },
    'AWS::SageMaker::InferenceComponent': { name: 'InferenceComponentName' },
    'AWS::SageMaker::Model': { name: 'ModelName' },
    'AWS::SageMaker::ModelPackage': { name: 'ModelPackageName' },
    'AWS::SageMaker::DataQualityJobDefinition': jobDefinition,
    'AWS::SageMaker::ModelQualityJobDefinition': jobDefinition,
    'AWS::SageMaker::ModelBiasJobDefinition': jobDefinition,
    'AWS::SageMaker::ModelExplainabilityJobDefinition': jobDefinition,
    'AWS::SageMaker::MonitoringSchedule': { name: 'MonitoringScheduleName' },
    'AWS::SageMaker::Domain': { name: 'DomainId' },
    'AWS::SageMaker::UserProfile': { name: 'UserProfileName' },
    'AWS::SageMaker::Image': { name: 'ImageName' },
    'AWS::SageMaker::AppImageConfig': { name: 'AppImageConfigName' },
    'AWS::SageMaker::TrainingJob': { name: 'TrainingJobName' },
  } satisfies Partial<Record<ResourceType, Shape>>),
);

export function isSageMakerType(type: string): boolean {
  return shapes.has(type);
}

export function sageMakerResource(item: Recorded): Resource {
  const { name: nameProperty, renamed = {}, seldom = [] } = shapes.get(item.type) as Shape;
  const name = textOf(item.configuration?.[nameProperty]) ?? item.resourceName;
  const properties: Record<string, unknown> = {};
  for (const member of item.members) {
    const value = item.read(member);
    if (value !== undefined) properties[renamed[member] ?? member] = value;
  }
  for (const member of seldom) {
    if ((properties[member] ?? null) === null) properties[member] = unknown('AWS Config did not record it');
  }
  const domain = textOf(item.configuration?.DomainId);
  const { unread, arn } = item;
  return {
    type: item.type as ResourceType,
    ...(arn === undefined ? {} : { arn }),
    name: item.type === 'AWS::SageMaker::UserProfile' && domain !== undefined ? `${domain}/${name}` : name,
    accountId: item.accountId,
    region: item.region,
    tags: item.tags,
    properties: { [nameProperty]: name, ...properties },
    ...(unread === undefined ? {} : { unread }),
    origin: item.origin,
  };
}
