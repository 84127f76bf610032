import { modelReferences } from '../../../model/model-artifacts.ts';
import type { Resource } from '../../../model/resource.ts';
import { chainTypes, servedModels } from '../chain.ts';
import { reasonOf } from '../failure.ts';
import type { RegionScan } from '../region-scan.ts';
import type { Collector } from '../types.ts';

const type = 'AWS::SageMaker::ModelPackage';

/** Only the packages that an endpoint's models name: a registry holds many more that nothing runs. */
export const modelPackages: Collector = {
  resourceType: type,
  needs: chainTypes,
  actions: [
    {
      action: 'sagemaker:DescribeModelPackage',
      why: 'finds the artifacts of models that were made from a package',
      resourceScoped: true,
    },
  ],
  async *collect(scan) {
    const names = new Set<string>();
    for (const served of await servedModels(scan)) {
      for (const reference of modelReferences(served)) if (reference.to === 'model-package') names.add(reference.name);
    }
    for (const resource of await Promise.all([...names].map((name) => read(scan, name)))) yield { resource };
  },
};

async function read(scan: RegionScan, name: string): Promise<Resource> {
  const { value, failure } = await scan.sagemaker('DescribeModelPackage', { ModelPackageName: name });
  const found = {
    name,
    arn: name.startsWith('arn:') ? name : value?.ModelPackageArn,
    operation: 'DescribeModelPackage',
  };
  if (failure === undefined)
    return scan.resource(type, { ...found, answer: value, tags: await scan.tags(type, found.arn) });
  if (failure.kind === 'missing') return scan.resource(type, { ...found, answer: {}, gone: reasonOf(failure) });
  scan.gap(failure, { example: name });
  return scan.resource(type, { ...found, answer: {}, unread: reasonOf(failure) });
}
