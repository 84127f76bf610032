import { defineControl, every, fail, notApplicable, pass, undecided } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { step, successorName } from '../aws-cli.ts';
import { copyResource } from '../recreate.ts';
import { findBySearch, switchEndpoint } from './remediation.ts';

export const endpointConfigInstanceCount = defineControl({
  id: 'endpoint-config-instance-count',
  title: 'Endpoint configurations start every production variant on at least two instances',
  resourceType: 'AWS::SageMaker::EndpointConfig',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.4',
      title: 'SageMaker endpoint production variants should have an initial instance count greater than 1',
      severity: 'MEDIUM',
      category: 'Recover > Resilience > High availability',
      resourceType: 'AWS::SageMaker::EndpointConfig',
      configRule: 'sagemaker-endpoint-config-prod-instance-count',
      scheduleType: 'Periodic',
      parameters: [],
      requirements: { 'nist-800-53-r5': ['CP-10', 'SC-5', 'SC-36', 'SA-13'] },
    },
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.ENDPOINT.REDUNDANCY.001',
      title: 'SageMaker Endpoint Must Use Multiple Instances',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['CP-10'], soc2: ['A1.1'] },
    },
  ],
  checks:
    'Reads `InitialInstanceCount` of every production variant. Serverless variants have no instances and do not count; ' +
    'with nothing but serverless variants the control is not applicable. Shadow variants are not judged.',
  why:
    'SageMaker spreads the instances of a variant over availability zones. With a single one, the loss of that zone, a ' +
    'failed host or an update takes the endpoint, and everything that asks it for predictions, down.',
  remediation: {
    summary:
      'Create a copy of the configuration with two or more instances for each variant, move its endpoints to the copy, ' +
      'and delete the old one; configurations cannot be changed.',
    steps: replaceConfig,
    cloudformation: 'ProductionVariants: [{ InitialInstanceCount: 2 }]',
    terraform: 'production_variants { initial_instance_count = 2 }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html',
  ],
  messages: {
    tooFew: 'the production variant `{variant}` starts with an `InitialInstanceCount` of {count}',
    serverless: 'all its production variants are serverless, and AWS places their capacity',
    countNotTold: 'the production variant `{variant}` has no `InitialInstanceCount`',
    noVariants: 'it names no production variant',
  },
  evaluate(config) {
    const variants = config.list('ProductionVariants');
    if (variants.length === 0) return undecided('noVariants', { at: 'ProductionVariants' });
    return every(variants, (variant) => {
      if (variant.isSet('ServerlessConfig')) return notApplicable('serverless', { at: variant.at('ServerlessConfig') });
      const at = variant.at('InitialInstanceCount');
      const count = variant.read('InitialInstanceCount', { whenAbsent: undefined });
      const name = variant.peek('VariantName') ?? at;
      if (count === undefined) return undecided('countNotTold', { at, data: { variant: name } });
      if (count >= 2) return pass({ at, notes: noteOnShadows(config) });
      return fail('tooFew', { at, expected: 'at least 2', data: { variant: name, count } });
    });
  },
});

function noteOnShadows(config: ResourceView<'AWS::SageMaker::EndpointConfig'>): string[] {
  const shadows = config.peek('ShadowProductionVariants') ?? [];
  return shadows.length === 0 ? [] : ['its shadow variants were not judged: they answer nobody'];
}

function replaceConfig({ name, resource }: ResourceView<'AWS::SageMaker::EndpointConfig'>): RemediationStep[] {
  const newName = successorName(name, 'redundant');
  const filter = '(.ProductionVariants[].InitialInstanceCount | select(. == 1)) = 2';
  return [
    ...copyResource(resource, {
      kind: 'endpoint-config',
      name,
      newName,
      filter,
      difference: 'with at least two instances for each variant',
    }),
    step(
      'Find the endpoints that use it, and do the next steps for each',
      findBySearch(resource, 'Endpoint', 'Endpoint.EndpointConfigName', name, 'Endpoint.EndpointName'),
    ),
    ...switchEndpoint(resource, { endpoint: 'ENDPOINT_NAME', from: name, to: newName }),
  ];
}
