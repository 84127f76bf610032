import type { RemediationStep } from '../../model/finding.ts';
import type { Resource } from '../../model/resource.ts';
import { awsCli, step } from '../aws-cli.ts';

/**
 * Moves an endpoint to another configuration without interrupting it. The option to retain variant properties is left
 * out on purpose: with it the endpoint keeps its old instance counts.
 */
export function switchEndpoint(
  place: Pick<Resource, 'region'>,
  { endpoint, from, to }: { readonly endpoint: string; readonly from: string; readonly to: string },
): RemediationStep[] {
  const name = { 'endpoint-name': endpoint };
  return [
    step(
      'Move the endpoint to the new configuration; it keeps serving meanwhile',
      awsCli(place, 'sagemaker update-endpoint', { ...name, 'endpoint-config-name': to }),
    ),
    step('Wait until it is done', awsCli(place, 'sagemaker wait endpoint-in-service', name)),
    step(
      'Delete the old configuration, once no endpoint uses it',
      awsCli(place, 'sagemaker delete-endpoint-config', { 'endpoint-config-name': from }),
    ),
  ];
}

/** Lists what `Search` returns for a resource by a JMESPath condition: https://jmespath.org/specification.html */
export function findBySearch(
  place: Pick<Resource, 'region'>,
  kind: 'Endpoint' | 'Model',
  path: string,
  value: string,
  wanted: string,
): string {
  const literal = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return awsCli(place, 'sagemaker search', { resource: kind, query: `Results[?${path}==${literal}].${wanted}` });
}
