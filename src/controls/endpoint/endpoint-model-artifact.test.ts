import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeFact, changeResource, type Estate, subjectOf, without } from '../../../test/support/estate.ts';
import { accountId, hardenedEstate, region } from '../../../test/support/hardened-estate.ts';
import type { Fact } from '../../model/fact.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { endpointModelArtifact } from './endpoint-model-artifact.ts';

const evidence = 's3:ListObjectsV2 does not find the key';
const url = 's3://churn-data/models/churn-xgb/model.tar.gz';
const other = 's3://partner-data/model.tar.gz';
const modelType = 'AWS::SageMaker::Model';
const configType = 'AWS::SageMaker::EndpointConfig';
const denied = unknown('AccessDenied on s3:ListBucket');

type Change = (estate: Estate) => Estate;
const all =
  (...changes: readonly Change[]): Change =>
  (estate) =>
    changes.reduce((changed, change) => change(changed), estate);

const missing =
  (what: 'object' | 'prefix' | 'bucket'): Change =>
  (estate) =>
    changeFact(estate, 'model-artifact', { exists: false, missing: what, evidence });
const artifact =
  (subject: string, value: Fact<'model-artifact'>['value']): Change =>
  (estate) => ({ ...estate, facts: [...estate.facts, { fact: 'model-artifact', subject, accountId, region, value }] });
const changed =
  (type: ResourceType, changes: Readonly<Record<string, unknown>>): Change =>
  (estate) =>
    changeResource(estate, type, changes);
const gap =
  (operation: string, hides: ResourceType): Change =>
  (estate) => ({
    ...without(estate, hides),
    gaps: [
      ...estate.gaps,
      { operation, accountId, region, code: 'AccessDeniedException', message: 'no', count: 1, hides },
    ],
  });
const component =
  (name: string, properties: Readonly<Record<string, unknown>>): Change =>
  (estate) => {
    const added: Resource = {
      type: 'AWS::SageMaker::InferenceComponent',
      arn: `arn:aws:sagemaker:${region}:${accountId}:inference-component/${name}`,
      name,
      accountId,
      region,
      properties: { InferenceComponentName: name, InferenceComponentStatus: 'InService', ...properties },
      origin: { kind: 'api', operation: 'sagemaker:DescribeInferenceComponent' },
    };
    return { ...estate, resources: [...estate.resources, added] };
  };
const pack =
  (name: string, properties: Readonly<Record<string, unknown>>, rest: Partial<Resource> = {}): Change =>
  (estate) => {
    const added: Resource = {
      type: 'AWS::SageMaker::ModelPackage',
      arn: name,
      name,
      accountId,
      region,
      properties,
      origin: { kind: 'api', operation: 'sagemaker:DescribeModelPackage' },
      ...rest,
    };
    return { ...estate, resources: [...estate.resources, added] };
  };

const packageArn = `arn:aws:sagemaker:${region}:${accountId}:model-package/churn/3`;
const fromPackage = changed(modelType, {
  PrimaryContainer: { ModelPackageName: packageArn, InferenceSpecificationName: 'gpu' },
});
const onComponents = changed(configType, { 'ProductionVariants[0].ModelName': absent });

describeControl(endpointModelArtifact, [
  { name: 'the artifact of its model exists', expect: 'PASSED', notes: [`\`${url}\` of model \`churn-xgb\` exists`] },
  {
    name: 'the artifact was deleted',
    estate: missing('object'),
    expect: 'FAILED',
    cause: 'missingObject',
    message: `model \`churn-xgb\` names \`${url}\``,
    notes: [evidence],
  },
  { name: 'nothing is left under the prefix', estate: missing('prefix'), expect: 'FAILED', cause: 'missingPrefix' },
  { name: 'the whole bucket was deleted', estate: missing('bucket'), expect: 'FAILED', cause: 'missingBucket' },
  {
    name: 'a missing bucket is told before a missing object',
    estate: all(
      changed(modelType, { Containers: [{ ModelDataUrl: other }] }),
      missing('object'),
      artifact(other, { exists: false, missing: 'bucket', evidence: 'NoSuchBucket' }),
    ),
    expect: 'FAILED',
    cause: 'missingBucket',
    message: other,
  },
  {
    name: 'an artifact that may not be looked at is not a missing one',
    estate: (estate) => changeFact(estate, 'model-artifact', denied),
    expect: 'UNKNOWN',
    cause: 'AccessDenied on s3:ListBucket',
  },
  {
    name: 'a missing artifact outweighs one that may not be looked at',
    estate: all(
      changed(modelType, { Containers: [{ ModelDataUrl: other }] }),
      (estate) => changeFact(estate, 'model-artifact', denied),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'FAILED',
  },
  {
    name: 'an unknown artifact outweighs one that exists',
    estate: all(changed(modelType, { Containers: [{ ModelDataUrl: other }] })),
    expect: 'UNKNOWN',
  },
  {
    name: 'an artifact in a foreign bucket that exists is fine, and its owner is told',
    estate: all(
      changed(modelType, { PrimaryContainer: { ModelDataUrl: other } }),
      artifact(other, { exists: true }),
      (estate) => ({
        ...estate,
        facts: [
          ...estate.facts,
          {
            fact: 'bucket-owner',
            subject: 'partner-data',
            accountId,
            value: { owner: 'other-account', accountId: '444455556666', evidence: 'its owner answers' },
          },
        ],
      }),
    ),
    expect: 'PASSED',
    notes: [`\`${other}\``, 'bucket `partner-data` belongs to account 444455556666'],
  },
  {
    name: 'a model that is an image alone has nothing to lose',
    estate: changed(modelType, { PrimaryContainer: { Image: 'registry/x' } }),
    expect: 'NOT_APPLICABLE',
    cause: 'noArtifacts',
  },
  {
    name: 'a deleted model behind a live endpoint',
    estate: (estate) => without(estate, modelType),
    expect: 'UNKNOWN',
    cause: 'modelDeleted',
    message: '`churn-xgb`',
  },
  {
    name: 'a deleted configuration behind a live endpoint',
    estate: (estate) => without(estate, configType),
    expect: 'UNKNOWN',
    cause: 'configDeleted',
    message: '`churn-2`',
  },
  {
    name: 'models that could not be listed',
    estate: gap('sagemaker:ListModels', modelType),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListModels',
  },
  {
    name: 'its configuration is not told',
    given: { EndpointConfigName: absent },
    expect: 'UNKNOWN',
    cause: 'noConfig',
  },
  { name: 'its configuration is not known', given: { EndpointConfigName: unknown('hidden') }, expect: 'UNKNOWN' },
  {
    name: 'the model of a shadow variant counts',
    estate: all(
      changed(configType, { ShadowProductionVariants: [{ VariantName: 'shadow', ModelName: 'old' }] }),
      (estate) => ({
        ...estate,
        resources: [
          ...estate.resources,
          {
            ...subjectOf(estate, modelType),
            name: 'old',
            arn: 'arn:old',
            properties: { PrimaryContainer: { ModelDataUrl: other } },
          },
        ],
      }),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'FAILED',
    message: 'model `old`',
    alsoFails: ['model-network-isolation', 'model-vpc'],
  },
  {
    name: 'the model of an instance pool counts',
    estate: changed(configType, {
      'ProductionVariants[0].InstancePools': [{ InstanceType: 'ml.g5.xlarge', Priority: 1, ModelNameOverride: 'gone' }],
    }),
    expect: 'UNKNOWN',
    cause: 'modelDeleted',
    message: '`gone`',
  },
  {
    name: 'the artifact of an inference component',
    estate: all(
      onComponents,
      component('adapter', { EndpointName: 'churn', Specification: { Container: { ArtifactUrl: other } } }),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'FAILED',
    message: 'inference component `adapter`',
  },
  {
    name: 'the artifact of an inference component on instance pools that name no model',
    estate: all(
      onComponents,
      changed(configType, { 'ProductionVariants[0].InstancePools': [{ InstanceType: 'ml.g5.xlarge', Priority: 1 }] }),
      component('adapter', { EndpointName: 'churn', Specification: { Container: { ArtifactUrl: other } } }),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'FAILED',
    message: 'inference component `adapter`',
  },
  {
    name: 'the model of an inference component',
    estate: all(
      onComponents,
      component('base', { EndpointName: 'churn', Specification: { ModelName: 'churn-xgb' } }),
      missing('object'),
    ),
    expect: 'FAILED',
    message: 'model `churn-xgb`',
  },
  {
    name: 'inference components of other endpoints and those being deleted do not count',
    estate: all(
      onComponents,
      component('other', { EndpointName: 'sales', Specification: { Container: { ArtifactUrl: other } } }),
      component('old', {
        EndpointName: 'churn',
        InferenceComponentStatus: 'Deleting',
        Specification: { Container: { ArtifactUrl: other } },
      }),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'NOT_APPLICABLE',
    cause: 'noArtifacts',
  },
  {
    name: 'inference components that could not be listed',
    estate: all(onComponents, gap('sagemaker:ListInferenceComponents', 'AWS::SageMaker::InferenceComponent')),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListInferenceComponents',
  },
  {
    name: 'the specification of a model package that the model asks for',
    estate: all(
      fromPackage,
      pack(packageArn, {
        InferenceSpecification: { Containers: [{ ModelDataUrl: url }] },
        AdditionalInferenceSpecifications: [{ Name: 'gpu', Containers: [{ ModelDataUrl: other }] }],
      }),
      artifact(other, { exists: false, missing: 'object', evidence }),
    ),
    expect: 'FAILED',
    message: `model package \`${packageArn}\``,
  },
  {
    name: 'a package of the Marketplace hides its artifact',
    estate: all(
      fromPackage,
      pack(packageArn, { AdditionalInferenceSpecifications: [{ Name: 'gpu', Containers: [{ ProductId: 'p' }] }] }),
    ),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'a package that may not be read',
    estate: all(
      fromPackage,
      pack(packageArn, {}, { unread: 'AccessDeniedException on sagemaker:DescribeModelPackage' }),
    ),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:DescribeModelPackage',
  },
  {
    name: 'a package that was deleted',
    estate: all(fromPackage, pack(packageArn, {}, { gone: 'not found' })),
    expect: 'UNKNOWN',
    cause: 'packageDeleted',
  },
  {
    name: 'the endpoint never came up',
    given: { EndpointStatus: 'Failed' },
    estate: missing('object'),
    expect: 'NOT_APPLICABLE',
    cause: 'neverCameUp',
  },
  {
    name: 'the endpoint is being deleted',
    given: { EndpointStatus: 'Deleting' },
    estate: missing('object'),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'a file is judged once it is deployed',
    resource: { origin: { kind: 'file', file: 'template.yaml', address: 'Endpoint' } },
    estate: missing('object'),
    expect: 'NOT_APPLICABLE',
    cause: 'notRunning',
  },
]);

const endpoint = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::Endpoint'));
const commandsFor = (missingKind: string) =>
  endpointModelArtifact.remediation.steps(endpoint, { url, missing: missingKind }).map(({ command }) => command);

it('a deleted object is looked for among the versions, then put back, or the endpoint moves on', () => {
  expect(commandsFor('object')).toEqual([
    'aws s3api list-object-versions --region eu-west-1 --bucket churn-data --prefix models/churn-xgb/model.tar.gz ' +
      `--query 'DeleteMarkers[?IsLatest].[Key, VersionId]'`,
    'aws s3api delete-object --region eu-west-1 --bucket churn-data --key models/churn-xgb/model.tar.gz ' +
      '--version-id VERSION_ID',
    `aws s3 cp MODEL_FILE ${url} --region eu-west-1`,
    undefined,
    expect.stringContaining('(.ProductionVariants[].ModelName | select(. == "OLD_MODEL_NAME")) = "NEW_MODEL_NAME"'),
    'aws sagemaker create-endpoint-config --region eu-west-1 --cli-input-json file://endpoint-config.json ' +
      '--endpoint-config-name churn-2-model',
    'aws sagemaker update-endpoint --region eu-west-1 --endpoint-name churn --endpoint-config-name churn-2-model',
    'aws sagemaker wait endpoint-in-service --region eu-west-1 --endpoint-name churn',
    'aws sagemaker delete-endpoint-config --region eu-west-1 --endpoint-config-name churn-2',
    'aws sagemaker delete-endpoint --region eu-west-1 --endpoint-name churn',
  ]);
});

it('a missing bucket is owned again first', () => {
  expect(commandsFor('bucket')[0]).toBe(
    'aws s3api create-bucket --region eu-west-1 --bucket churn-data ' +
      '--create-bucket-configuration LocationConstraint=eu-west-1',
  );
});
