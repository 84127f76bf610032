import type { Resource, ResourceType } from '../model/resource.ts';
import { isUnknown, UnknownRead } from '../model/value.ts';

/** Under which property, and with which words, AWS says that a resource is being deleted. */
const deletion: Partial<Record<ResourceType, readonly [property: string, ...values: string[]]>> = {
  'AWS::SageMaker::NotebookInstance': ['NotebookInstanceStatus', 'Deleting'],
  'AWS::SageMaker::Endpoint': ['EndpointStatus', 'Deleting'],
  'AWS::SageMaker::TrainingJob': ['TrainingJobStatus', 'Deleting'],
  'AWS::SageMaker::Image': ['ImageStatus', 'DELETING'],
  'AWS::SageMaker::Domain': ['Status', 'Deleting'],
  'AWS::SageMaker::UserProfile': ['Status', 'Deleting'],
  'AWS::SageMaker::InferenceComponent': ['InferenceComponentStatus', 'Deleting'],
};

/**
 * Why there is nothing to judge any more; `undefined` for a resource that is there.
 * @throws UnknownRead when its status is unknown
 */
export function whyGone(resource: Resource): string | undefined {
  if (resource.gone !== undefined) return `does not exist any more (${resource.gone})`;
  const [property, ...values] = deletion[resource.type] ?? [];
  if (property === undefined) return undefined;
  const status = (resource.properties as Readonly<Record<string, unknown>>)[property];
  if (isUnknown(status)) throw new UnknownRead(status.$unknown, property);
  return typeof status === 'string' && values.includes(status) ? 'is being deleted' : undefined;
}
