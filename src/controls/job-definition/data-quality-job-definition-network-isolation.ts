import { defineControl } from '../../model/control.ts';
import { isolationMessages, judgeIsolation } from './network-config.ts';
import { isolated, replaceJobDefinition } from './remediation.ts';

export const dataQualityJobDefinitionNetworkIsolation = defineControl({
  id: 'data-quality-job-definition-network-isolation',
  title: 'Data quality job definitions isolate their containers from the network',
  resourceType: 'AWS::SageMaker::DataQualityJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.11',
      title: 'SageMaker data quality job definitions should have network isolation enabled',
      severity: 'MEDIUM',
      category: 'Protect > Secure network configuration',
      resourceType: 'AWS::SageMaker::DataQualityJobDefinition',
      configRule: 'sagemaker-data-quality-job-isolation',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks: 'Reads `NetworkConfig.EnableNetworkIsolation`; left out, it is false.',
  why:
    'The job reads everything that was captured from the endpoint. A tampered monitoring image or preprocessing script ' +
    'can send that anywhere as long as its container has a way out.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, isolated),
    cloudformation: 'NetworkConfig: { EnableNetworkIsolation: true }',
    terraform: 'network_config { enable_network_isolation = true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringNetworkConfig.html',
  ],
  messages: isolationMessages,
  evaluate: (definition) => judgeIsolation(definition),
});
