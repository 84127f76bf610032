import { defineControl } from '../../model/control.ts';
import { encryptionMessages, judgeEncryption, minimumInstanceCount } from './network-config.ts';
import { encrypted, replaceJobDefinition } from './remediation.ts';

export const dataQualityJobDefinitionInterContainerEncryption = defineControl({
  id: 'data-quality-job-definition-inter-container-encryption',
  title: 'Data quality job definitions encrypt the traffic between containers',
  resourceType: 'AWS::SageMaker::DataQualityJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.9',
      title: 'SageMaker data quality job definitions should have inter-container traffic encryption enabled',
      severity: 'MEDIUM',
      category: 'Protect > Data Protection > Encryption of data-in-transit',
      resourceType: 'AWS::SageMaker::DataQualityJobDefinition',
      configRule: 'sagemaker-data-quality-job-encrypt-in-transit',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks:
    'Reads `NetworkConfig.EnableInterContainerTrafficEncryption`; left out, it is false. Definitions with fewer instances ' +
    'than the parameter `minimumInstanceCount` are not applicable.',
  why:
    'A data quality job that runs on several instances passes captured requests and their statistics from one to the ' +
    'other. In the clear, whoever can watch that network reads what your endpoint was asked.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, encrypted),
    cloudformation: 'NetworkConfig: { EnableInterContainerTrafficEncryption: true }',
    terraform: 'network_config { enable_inter_container_traffic_encryption = true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringNetworkConfig.html',
  ],
  messages: encryptionMessages,
  parameters: { minimumInstanceCount: minimumInstanceCount(1) },
  evaluate: (definition, { parameters }) => judgeEncryption(definition, parameters.minimumInstanceCount),
});
