import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsCli, step } from '../aws-cli.ts';

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
