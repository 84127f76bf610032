import { modelReferences } from '../../model/model-artifacts.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import type { RegionScan } from './region-scan.ts';

/** The types through which an endpoint leads to its models. */
export const chainTypes = [
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::EndpointConfig',
  'AWS::SageMaker::InferenceComponent',
  'AWS::SageMaker::Model',
] as const satisfies readonly ResourceType[];

interface Variant {
  readonly ModelName?: string;
  readonly InstancePools?: readonly { readonly ModelNameOverride?: string }[];
}

interface Variants {
  readonly ProductionVariants?: readonly Variant[];
  readonly ShadowProductionVariants?: readonly Variant[];
}

/** The models and inference components of a region that some endpoint runs. */
export async function servedModels(scan: RegionScan): Promise<readonly Resource[]> {
  const [endpoints, configs, components, models] = await Promise.all([
    scan.kept.all('AWS::SageMaker::Endpoint'),
    scan.kept.all('AWS::SageMaker::EndpointConfig'),
    scan.kept.all('AWS::SageMaker::InferenceComponent'),
    scan.kept.all('AWS::SageMaker::Model'),
  ]);
  const configNames = new Set(
    endpoints.map(({ properties }) => (properties as { EndpointConfigName?: string }).EndpointConfigName),
  );
  const served = configs.filter(({ name }) => configNames.has(name));
  const modelNames = new Set(served.flatMap(modelsOf));
  for (const component of components) {
    for (const reference of modelReferences(component)) if (reference.to === 'model') modelNames.add(reference.name);
  }
  return [...models.filter(({ name }) => modelNames.has(name)), ...components];
}

function modelsOf({ properties }: Resource): string[] {
  const { ProductionVariants = [], ShadowProductionVariants = [] } = properties as Variants;
  return [...ProductionVariants, ...ShadowProductionVariants].flatMap(({ ModelName, InstancePools = [] }) => [
    ...(ModelName === undefined ? [] : [ModelName]),
    ...InstancePools.flatMap(({ ModelNameOverride }) => (ModelNameOverride === undefined ? [] : [ModelNameOverride])),
  ]);
}
