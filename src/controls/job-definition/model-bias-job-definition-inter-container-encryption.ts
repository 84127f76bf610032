import { defineControl } from '../../model/control.ts';
import { encryptionMessages, judgeEncryption, minimumInstanceCount } from './network-config.ts';
import { encrypted, replaceJobDefinition } from './remediation.ts';

export const modelBiasJobDefinitionInterContainerEncryption = defineControl({
  id: 'model-bias-job-definition-inter-container-encryption',
  title: 'Model bias job definitions with several instances encrypt the traffic between containers',
  resourceType: 'AWS::SageMaker::ModelBiasJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.15',
      title: 'SageMaker model bias job definitions should have inter-container traffic encryption enabled',
      severity: 'MEDIUM',
      category: 'Protect > Data Protection > Encryption of data-in-transit',
      resourceType: 'AWS::SageMaker::ModelBiasJobDefinition',
      configRule: 'sagemaker-model-bias-job-encrypt-in-transit',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks:
    'Reads `NetworkConfig.EnableInterContainerTrafficEncryption`; left out, it is false. Definitions without it and with ' +
    'fewer instances than the parameter `minimumInstanceCount`, by default 2, are not applicable.',
  why:
    'Bias is measured on protected attributes such as age or gender, next to predictions and labels. A job on several ' +
    'instances sends them over the network between its containers, where they need encryption most.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, encrypted),
    cloudformation: 'NetworkConfig: { EnableInterContainerTrafficEncryption: true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelBiasJobDefinition.html',
  ],
  messages: encryptionMessages,
  parameters: { minimumInstanceCount: minimumInstanceCount(2) },
  evaluate: (definition, { parameters }) => judgeEncryption(definition, parameters.minimumInstanceCount),
});
