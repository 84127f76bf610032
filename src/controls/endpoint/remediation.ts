import type { VerdictData } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import { parseS3Url } from '../../model/s3-url.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsCli, shellQuote, step, successorName } from '../aws-cli.ts';
import { switchEndpoint } from '../endpoint-config/remediation.ts';
import { copyResource } from '../recreate.ts';

export type Endpoint = ResourceView<'AWS::SageMaker::Endpoint'>;

/** The configuration and the models of an endpoint outlive it. */
export function deleteEndpoint(endpoint: Endpoint): RemediationStep[] {
  const { resource, name } = endpoint;
  const config = endpoint.peek('EndpointConfigName') ?? 'ENDPOINT_CONFIG_NAME';
  return [
    step(
      'Look which models its configuration names',
      awsCli(resource, 'sagemaker describe-endpoint-config', {
        'endpoint-config-name': config,
        query: '[ProductionVariants, ShadowProductionVariants][][].ModelName',
      }),
    ),
    step('Delete the endpoint', awsCli(resource, 'sagemaker delete-endpoint', { 'endpoint-name': name })),
    step(
      'Delete its configuration, unless another endpoint uses it',
      awsCli(resource, 'sagemaker delete-endpoint-config', { 'endpoint-config-name': config }),
    ),
    step(
      'Delete each of its models that no other configuration names',
      awsCli(resource, 'sagemaker delete-model', { 'model-name': 'MODEL_NAME' }),
    ),
  ];
}

/** The artifact can come back where it was, or the endpoint can be moved to another model, or it can go. */
export function restoreArtifact(endpoint: Endpoint, data: VerdictData = {}): RemediationStep[] {
  const { resource, name } = endpoint;
  const config = endpoint.peek('EndpointConfigName') ?? 'ENDPOINT_CONFIG_NAME';
  const newName = successorName(config, 'model');
  const filter = '(.ProductionVariants[].ModelName | select(. == "OLD_MODEL_NAME")) = "NEW_MODEL_NAME"';
  return [
    ...(data.missing === 'bucket' ? [claimBucket(endpoint, data)] : findDeleted(endpoint, data)),
    step(
      'If no version is left, put the artifact there again, from a source that you trust',
      awsCli(resource, `s3 cp MODEL_FILE ${shellQuote(String(data.url ?? 'ARTIFACT_S3_URI'))}`),
    ),
    step('Or serve another model, with the next steps; or delete the endpoint, with the last one alone'),
    ...copyResource(
      { region: resource.region },
      { kind: 'endpoint-config', name: config, newName, filter, difference: 'that names another model' },
    ),
    ...switchEndpoint(resource, { endpoint: name, from: config, to: newName }),
    step('Or delete the endpoint', awsCli(resource, 'sagemaker delete-endpoint', { 'endpoint-name': name })),
  ];
}

function claimBucket({ resource }: Endpoint, { url }: VerdictData): RemediationStep {
  const location = parseS3Url(String(url));
  const { region } = resource;
  // us-east-1 is no location constraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
  const constraint = region === 'us-east-1' ? {} : { 'create-bucket-configuration': `LocationConstraint=${region}` };
  return step(
    'At once: create the bucket in this account, before anybody else does',
    awsCli(resource, 's3api create-bucket', {
      bucket: location?.kind === 'bucket' ? location.bucket : 'BUCKET',
      ...constraint,
    }),
  );
}

/** In a bucket with versions, a deleted object comes back when its delete marker goes. */
function findDeleted({ resource }: Endpoint, { url }: VerdictData): RemediationStep[] {
  const location = parseS3Url(String(url));
  const bucket =
    location === undefined ? 'BUCKET' : location.kind === 'bucket' ? location.bucket : location.accessPoint;
  const key = location === undefined ? 'KEY' : location.key;
  return [
    step(
      'Look whether the bucket still has a version of it',
      awsCli(resource, 's3api list-object-versions', {
        bucket,
        prefix: key,
        query: 'DeleteMarkers[?IsLatest].[Key, VersionId]',
      }),
    ),
    step(
      'If so, bring it back by deleting the delete marker',
      awsCli(resource, 's3api delete-object', { bucket, key, 'version-id': 'VERSION_ID' }),
    ),
  ];
}
