import { defineControl, every, notApplicable, type Verdict } from '../../model/control.ts';
import { servedArtifacts } from './artifact-chain.ts';
import { restoreArtifact } from './remediation.ts';

export const endpointModelArtifact = defineControl({
  id: 'endpoint-model-artifact',
  title: 'Endpoints serve models whose artifacts exist',
  resourceType: 'AWS::SageMaker::Endpoint',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.GHOST.MODEL.001',
      title: 'SageMaker Endpoint Must Not Reference Deleted Model Artifact',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: { 'nist-800-53-r5': ['CM-2', 'CM-8', 'SI-7'], 'owasp-nhi': ['NHI1'], soc2: ['CC8.1'] },
    },
  ],
  checks:
    'Follows the endpoint to its configuration, variants, shadow variants, inference components, models and model ' +
    'packages, and looks for each S3 artifact that they name. Fails when an object, a prefix or a whole bucket is proven ' +
    'missing. What may not be read, or was deleted on the way, leaves the verdict unknown.',
  why:
    'Without its artifact, the endpoint cannot scale out or recover: the next instance does not start. If the whole ' +
    'bucket is gone, anyone may create one of that name and have the endpoint load a model of theirs.',
  remediation: {
    summary:
      'Put the artifact back where the model looks for it; or serve another model with a new endpoint configuration; or ' +
      'delete the endpoint. Own a missing bucket again before anybody else does.',
    steps: restoreArtifact,
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/RestoringPreviousVersions.html',
  ],
  messages: {
    missingBucket:
      '{holder} names `{url}`, and no bucket of this name exists: whoever creates it decides what the endpoint loads',
    missingObject: '{holder} names `{url}`, and no such object exists',
    missingPrefix: '{holder} names `{url}`, and there is nothing under this prefix',
    noConfig: 'AWS does not tell its endpoint configuration',
    configDeleted: 'its endpoint configuration `{name}` was deleted, so that nothing tells what it serves',
    modelDeleted: 'the model `{name}` that it serves was deleted, so that nothing tells what it is made of',
    packageDeleted: 'the model package `{name}` that it serves was not found, so that nothing tells what it is made of',
    noArtifacts: 'nothing that it serves has an artifact in S3 of its own',
    neverCameUp: 'it never came up: its status is `Failed`',
    notRunning:
      'a file does not tell whether the artifacts of a model exist, which they need not before it is deployed',
  },
  needs: {
    facts: ['model-artifact', 'bucket-owner'],
    resources: [
      'AWS::SageMaker::EndpointConfig',
      'AWS::SageMaker::Model',
      'AWS::SageMaker::ModelPackage',
      'AWS::SageMaker::InferenceComponent',
    ],
  },
  evaluate(endpoint, { index }) {
    if (endpoint.resource.origin.kind === 'file') return notApplicable('notRunning');
    if (endpoint.read('EndpointStatus', { whenAbsent: undefined }) === 'Failed') {
      return notApplicable('neverCameUp', { at: 'EndpointStatus' });
    }
    const verdicts = servedArtifacts(endpoint, index);
    if (verdicts.length === 0) return notApplicable('noArtifacts', { at: 'EndpointConfigName' });
    return every([...verdicts].sort(worstFirst), (verdict) => verdict);
  },
});

/** A missing bucket is told before anything else that is missing. */
function worstFirst(a: Verdict, b: Verdict): number {
  const rank = (verdict: Verdict) => ('message' in verdict && verdict.message === 'missingBucket' ? 0 : 1);
  return rank(a) - rank(b);
}
