import { describe, expect, it } from 'vitest';
import { modelPackageReferences, modelReferences } from './model-artifacts.ts';
import type { Resource, ResourceType } from './resource.ts';
import { unknown } from './value.ts';

function resource(type: ResourceType, properties: Readonly<Record<string, unknown>>, rest: Partial<Resource> = {}) {
  const origin = { kind: 'api', operation: '' } as const;
  return { type, name: 'x', accountId: '', region: '', properties, origin, ...rest } satisfies Resource;
}

const model = (properties: Readonly<Record<string, unknown>>) =>
  modelReferences(resource('AWS::SageMaker::Model', properties));

const url = 's3://churn-data/models/m.tar.gz';
const folder = 's3://churn-data/models/';

describe('the references of a model', () => {
  it('are the archive of its only container', () => {
    expect(model({ PrimaryContainer: { Image: 'i', ModelDataUrl: url } })).toEqual([
      { to: 'artifact', url, kind: 'object', path: 'PrimaryContainer.ModelDataUrl' },
    ]);
  });

  it('are a prefix where a container hosts many models', () => {
    expect(model({ Containers: [{ Mode: 'MultiModel', ModelDataUrl: 's3://churn-data/models' }] })).toEqual([
      { to: 'artifact', url: 's3://churn-data/models', kind: 'prefix', path: 'Containers[0].ModelDataUrl' },
    ]);
  });

  it('are every data source of a container, with its manifest', () => {
    const S3DataSource = { S3Uri: folder, S3DataType: 'S3Prefix', ManifestS3Uri: 's3://churn-data/manifest.csv' };
    const additional = { ChannelName: 'draft', S3DataSource: { S3Uri: url, S3DataType: 'S3Object' } };
    expect(
      model({ PrimaryContainer: { ModelDataSource: { S3DataSource }, AdditionalModelDataSources: [additional] } }),
    ).toEqual([
      { to: 'artifact', url: folder, kind: 'prefix', path: 'PrimaryContainer.ModelDataSource.S3DataSource.S3Uri' },
      {
        to: 'artifact',
        url: 's3://churn-data/manifest.csv',
        kind: 'object',
        path: 'PrimaryContainer.ModelDataSource.S3DataSource.ManifestS3Uri',
      },
      {
        to: 'artifact',
        url,
        kind: 'object',
        path: 'PrimaryContainer.AdditionalModelDataSources[0].S3DataSource.S3Uri',
      },
    ]);
  });

  it('are its model package, with the specification it asks for', () => {
    expect(model({ PrimaryContainer: { ModelPackageName: 'arn:p/1', InferenceSpecificationName: 'gpu' } })).toEqual([
      { to: 'model-package', name: 'arn:p/1', specification: 'gpu', path: 'PrimaryContainer.ModelPackageName' },
    ]);
  });

  it('are none for an image alone', () => {
    expect(model({ PrimaryContainer: { Image: 'i' } })).toEqual([]);
  });

  it('are unknown where they cannot be read', () => {
    const path = 'PrimaryContainer.ModelDataUrl';
    expect(model({ PrimaryContainer: { ModelDataUrl: unknown('known after apply') } })).toEqual([
      { to: 'unknown', reason: 'known after apply', path },
    ]);
    expect(model({ PrimaryContainer: unknown('hidden') })).toContainEqual({ to: 'unknown', reason: 'hidden', path });
    expect(model({ Containers: unknown('hidden') })).toContainEqual({
      to: 'unknown',
      reason: 'hidden',
      path: 'Containers[0].ModelDataUrl',
    });
    expect(modelReferences(resource('AWS::SageMaker::Model', {}, { unread: 'denied' }))).toContainEqual({
      to: 'unknown',
      reason: 'denied',
      path,
    });
  });

  it('are unknown where it is not known what kind they are', () => {
    expect(model({ PrimaryContainer: { Mode: unknown('hidden'), ModelDataUrl: url } })).toEqual([
      { to: 'unknown', reason: 'hidden', path: 'PrimaryContainer.Mode' },
    ]);
  });
});

describe('the references of an inference component', () => {
  it('are its model, or the archive of its own container, in each specification', () => {
    const properties = {
      Specification: { ModelName: 'churn' },
      Specifications: [{ Container: { ArtifactUrl: url } }],
    };
    expect(modelReferences(resource('AWS::SageMaker::InferenceComponent', properties))).toEqual([
      { to: 'model', name: 'churn', path: 'Specification.ModelName' },
      { to: 'artifact', url, kind: 'object', path: 'Specifications[0].Container.ArtifactUrl' },
    ]);
  });
});

describe('the references of a model package', () => {
  const container = (name: string) => ({ ModelDataUrl: `s3://churn-data/${name}` });
  const pack = resource('AWS::SageMaker::ModelPackage', {
    InferenceSpecification: { Containers: [container('main')] },
    SourceAlgorithmSpecification: { SourceAlgorithms: [container('source')] },
    AdditionalInferenceSpecifications: [
      { Name: 'gpu', Containers: [container('gpu')] },
      { Name: unknown('hidden'), Containers: [container('other')] },
    ],
  });
  const urls = (references: readonly object[]) =>
    references.map((reference) => ('url' in reference ? reference.url : 'unknown'));

  it('are those of the specification that a model asks for', () => {
    expect(urls(modelPackageReferences(pack, undefined))).toEqual(['s3://churn-data/main', 's3://churn-data/source']);
    expect(urls(modelPackageReferences(pack, 'gpu')).slice(0, 1)).toEqual(['s3://churn-data/gpu']);
    expect(urls(modelPackageReferences(pack, 'gpu'))).not.toContain('s3://churn-data/other');
  });

  it('are all of them where nobody asked for one', () => {
    expect(urls(modelReferences(pack))).toEqual([
      's3://churn-data/main',
      's3://churn-data/source',
      's3://churn-data/gpu',
      's3://churn-data/other',
    ]);
  });
});
