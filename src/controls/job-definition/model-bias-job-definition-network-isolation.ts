import { defineControl } from '../../model/control.ts';
import { isolationMessages, judgeIsolation } from './network-config.ts';
import { isolated, replaceJobDefinition } from './remediation.ts';

export const modelBiasJobDefinitionNetworkIsolation = defineControl({
  id: 'model-bias-job-definition-network-isolation',
  title: 'Model bias job definitions isolate their containers from the network',
  resourceType: 'AWS::SageMaker::ModelBiasJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.12',
      title: 'SageMaker model bias job definitions should have network isolation enabled',
      severity: 'MEDIUM',
      category: 'Protect > Secure network configuration > Resources policy configuration',
      resourceType: 'AWS::SageMaker::ModelBiasJobDefinition',
      configRule: 'sagemaker-model-bias-job-isolation',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks: 'Reads `NetworkConfig.EnableNetworkIsolation`; left out, it is false.',
  why:
    'The container sees protected attributes next to predictions and ground truth. With a route to the network, a flaw ' +
    'in it or in what it depends on is enough to carry them out of the account.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, isolated),
    cloudformation: 'NetworkConfig: { EnableNetworkIsolation: true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelBiasJobDefinition.html',
  ],
  messages: isolationMessages,
  evaluate: (definition) => judgeIsolation(definition),
});
