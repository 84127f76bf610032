import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { type Arguments, awsCli, step, successorName } from '../aws-cli.ts';
import { findBySearch, switchEndpoint } from '../endpoint-config/remediation.ts';
import { copyResource } from '../recreate.ts';

interface Change {
  /** What the name of the new model ends in. */
  readonly suffix: string;
  /** `with network isolation` */
  readonly difference: string;
  readonly args: Arguments;
}

/** Models and endpoint configurations cannot be changed: copies of both take over, endpoint by endpoint. */
export function replaceModel(
  { name, resource }: ResourceView<'AWS::SageMaker::Model'>,
  { suffix, difference, args }: Change,
): RemediationStep[] {
  const newName = successorName(name, suffix);
  const renamed = '((.ProductionVariants[], .ShadowProductionVariants[]?) | .ModelName | select(. == $old)) = $new';
  return [
    ...copyResource(resource, { kind: 'model', name, newName, difference, args }),
    step(
      'Find the endpoints that serve the model, and do the next steps for each',
      findBySearch(resource, 'Model', 'Model.Model.ModelName', name, 'Model.Endpoints[].EndpointName'),
    ),
    step(
      'Look up the configuration of the endpoint',
      awsCli(resource, 'sagemaker describe-endpoint', {
        'endpoint-name': 'ENDPOINT_NAME',
        query: 'EndpointConfigName',
      }),
    ),
    ...copyResource(
      { region: resource.region },
      {
        kind: 'endpoint-config',
        name: 'ENDPOINT_CONFIG_NAME',
        newName: 'NEW_ENDPOINT_CONFIG_NAME',
        filter: renamed,
        variables: { old: name, new: newName },
        difference: 'that names the new model',
      },
    ),
    ...switchEndpoint(resource, {
      endpoint: 'ENDPOINT_NAME',
      from: 'ENDPOINT_CONFIG_NAME',
      to: 'NEW_ENDPOINT_CONFIG_NAME',
    }),
    step(
      'Delete the old model, once no endpoint and no batch transform uses it',
      awsCli(resource, 'sagemaker delete-model', { 'model-name': name }),
    ),
  ];
}
