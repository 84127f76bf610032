import type {
  ContainerDefinition,
  DescribeInferenceComponentOutput,
  DescribeModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../simulator/faults.ts';
import { collectLive } from '../../../../test/support/live.ts';
import { arnOf, daysAgo, smallAccount, smallEstate } from '../../../../test/support/small-estate.ts';

const wants = {
  resourceTypes: new Set<never>(),
  facts: new Set(['model-artifact'] as const),
  tagsOf: new Set<never>(),
};

/** An endpoint that serves these containers, each as a model of its own. */
async function artifactsOf(
  containers: readonly ContainerDefinition[],
  options: {
    faults?: readonly Fault[];
    packages?: readonly DescribeModelPackageOutput[];
    components?: readonly DescribeInferenceComponentOutput[];
    served?: boolean;
  } = {},
) {
  const names = containers.map((_, index) => `m${index}`);
  const live = await collectLive({
    ...wants,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    estate: smallEstate(
      smallAccount({
        buckets: [
          {
            name: 'models',
            region: 'eu-west-1',
            creationDate: daysAgo(900),
            objects: [
              { Key: 'model.tar.gz' },
              { Key: 'model.tar.gz.bak' },
              { Key: 'shards/1.bin' },
              { Key: 'was.tar.gz', deleted: true },
              { Key: 'half' + '.bak' },
            ],
          },
          { name: 'far-away', region: 'us-west-2', creationDate: daysAgo(900), objects: [{ Key: 'model.tar.gz' }] },
        ],
        regions: {
          'eu-west-1': {
            models: containers.map((PrimaryContainer, index) => ({
              ModelName: names[index],
              ModelArn: arnOf('model', `m${index}`),
              CreationTime: daysAgo(3),
              PrimaryContainer,
            })),
            endpointConfigs: [
              {
                EndpointConfigName: 'config',
                EndpointConfigArn: arnOf('endpoint-config', 'config'),
                CreationTime: daysAgo(3),
                ProductionVariants: names.map((ModelName) => ({ VariantName: ModelName, ModelName })),
              },
            ],
            endpoints:
              options.served === false
                ? []
                : [
                    {
                      EndpointName: 'endpoint',
                      EndpointArn: arnOf('endpoint', 'endpoint'),
                      EndpointConfigName: 'config',
                      EndpointStatus: 'InService',
                      CreationTime: daysAgo(3),
                      LastModifiedTime: daysAgo(3),
                    },
                  ],
            modelPackages: options.packages ?? [],
            inferenceComponents: options.components ?? [],
          },
        },
      }),
    ),
  });
  return { live, facts: live.facts('model-artifact') };
}

describe('an artifact', () => {
  it('exists where its exact key does, whatever else begins with it', async () => {
    const { facts } = await artifactsOf([
      { ModelDataUrl: 's3://models/model.tar.gz' },
      { ModelDataUrl: 's3://models/half' },
      { ModelDataUrl: 's3://models/model' },
    ]);
    expect(facts).toMatchObject({
      's3://models/model.tar.gz': { exists: true },
      's3://models/half': { exists: false, missing: 'object' },
      's3://models/model': { exists: false, missing: 'object' },
    });
  });

  it('is missing under a delete marker', async () => {
    const { facts } = await artifactsOf([{ ModelDataUrl: 's3://models/was.tar.gz' }]);
    expect(facts['s3://models/was.tar.gz']).toMatchObject({ exists: false, missing: 'object' });
  });

  it('may be a prefix, of a source or of a multi-model container', async () => {
    const source = (S3Uri: string) => ({
      ModelDataSource: { S3DataSource: { S3Uri, S3DataType: 'S3Prefix' as const, CompressionType: 'None' as const } },
    });
    const { facts } = await artifactsOf([
      source('s3://models/shards/'),
      source('s3://models/emptied/'),
      { Mode: 'MultiModel', ModelDataUrl: 's3://models/sha' },
    ]);
    expect(facts).toMatchObject({
      's3://models/shards/': { exists: true },
      's3://models/emptied/': { exists: false, missing: 'prefix' },
      's3://models/sha': { exists: true },
    });
  });

  it('is missing however models name it, where there is neither an object nor a prefix', async () => {
    const url = 's3://models/neither';
    const { facts } = await artifactsOf([{ ModelDataUrl: url }, { Mode: 'MultiModel', ModelDataUrl: url }]);
    expect(facts[url]).toMatchObject({ exists: false });
  });

  it('is missing with its whole bucket', async () => {
    const { facts, live } = await artifactsOf([{ ModelDataUrl: 's3://nobody-has-it/model.tar.gz' }]);
    expect(facts['s3://nobody-has-it/model.tar.gz']).toMatchObject({ exists: false, missing: 'bucket' });
    expect(live.gaps).toEqual([]);
  });

  it('is found in another region, and by its https address', async () => {
    const urls = ['s3://far-away/model.tar.gz', 'https://models.s3.eu-west-1.amazonaws.com/model.tar.gz'];
    const { facts } = await artifactsOf(urls.map((ModelDataUrl) => ({ ModelDataUrl })));
    expect(facts).toEqual(Object.fromEntries(urls.map((url) => [url, { exists: true }])));
  });

  it('is unknown where the bucket may not be listed, and where S3 fails', async () => {
    for (const effect of ['accessDenied', 'serverError'] as const) {
      const { facts, live } = await artifactsOf([{ ModelDataUrl: 's3://models/model.tar.gz' }], {
        faults: [{ match: { service: 's3' }, effect }],
      });
      expect(facts['s3://models/model.tar.gz']).toMatchObject({
        $unknown: expect.stringContaining('s3:ListObjectsV2'),
      });
      expect(live.gaps).toMatchObject([{ operation: 's3:ListObjectsV2', example: 's3://models/model.tar.gz' }]);
    }
  });

  it('is unknown where its address is none of S3', async () => {
    const { facts } = await artifactsOf([{ ModelDataUrl: 'https://example.com/model.tar.gz' }]);
    expect(facts['https://example.com/model.tar.gz']).toEqual({ $unknown: 'not an S3 URL' });
  });

  it('is asked for only where an endpoint serves it', async () => {
    const { facts, live } = await artifactsOf([{ ModelDataUrl: 's3://models/model.tar.gz' }], { served: false });
    expect(facts).toEqual({});
    expect(live.calls['s3:ListObjectsV2']).toBeUndefined();
  });

  it('is asked for once, whoever shares it', async () => {
    const { live } = await artifactsOf(Array(5).fill({ ModelDataUrl: 's3://models/model.tar.gz' }));
    expect(live.calls['s3:ListObjectsV2']).toBe(1);
  });
});

describe('the artifacts of model packages and inference components', () => {
  const packageArn = arnOf('model-package', 'group/3');
  const component = (Specification: DescribeInferenceComponentOutput['Specification']) => ({
    InferenceComponentName: 'c',
    InferenceComponentArn: arnOf('inference-component', 'c'),
    EndpointName: 'endpoint',
    EndpointArn: arnOf('endpoint', 'endpoint'),
    CreationTime: daysAgo(3),
    LastModifiedTime: daysAgo(3),
    Specification,
  });

  it('are found through the model that was made from a package', async () => {
    const { facts, live } = await artifactsOf([{ ModelPackageName: packageArn }], {
      packages: [
        {
          ModelPackageName: 'group',
          ModelPackageArn: packageArn,
          ModelPackageStatus: 'Completed',
          ModelPackageStatusDetails: { ValidationStatuses: [] },
          CreationTime: daysAgo(4),
          InferenceSpecification: { Containers: [{ Image: 'image', ModelDataUrl: 's3://models/model.tar.gz' }] },
        },
      ],
    });
    expect(facts).toEqual({ 's3://models/model.tar.gz': { exists: true } });
    expect(live.resources('AWS::SageMaker::ModelPackage')).toMatchObject([{ arn: packageArn, name: packageArn }]);
  });

  it('leave a package that was deleted behind as gone', async () => {
    const { live } = await artifactsOf([{ ModelPackageName: packageArn }]);
    expect(live.resources('AWS::SageMaker::ModelPackage')).toMatchObject([
      { arn: packageArn, gone: expect.stringContaining('sagemaker:DescribeModelPackage') },
    ]);
    expect(live.gaps).toEqual([]);
  });

  it('are found through an inference component', async () => {
    const { facts } = await artifactsOf([], {
      components: [component({ Container: { ArtifactUrl: 's3://models/gone.tar.gz' } })],
    });
    expect(facts).toMatchObject({ 's3://models/gone.tar.gz': { exists: false } });
  });
});
