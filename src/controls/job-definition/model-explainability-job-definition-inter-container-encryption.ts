import { defineControl } from '../../model/control.ts';
import { encryptionMessages, judgeEncryption, minimumInstanceCount } from './network-config.ts';
import { encrypted, replaceJobDefinition } from './remediation.ts';

export const modelExplainabilityJobDefinitionInterContainerEncryption = defineControl({
  id: 'model-explainability-job-definition-inter-container-encryption',
  title: 'Model explainability job definitions encrypt the traffic between containers',
  resourceType: 'AWS::SageMaker::ModelExplainabilityJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.10',
      title: 'SageMaker model explainability job definitions should have inter-container traffic encryption enabled',
      severity: 'MEDIUM',
      category: 'Protect > Data Protection > Encryption of data-in-transit',
      resourceType: 'AWS::SageMaker::ModelExplainabilityJobDefinition',
      configRule: 'sagemaker-model-explainability-job-encrypt-in-transit',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks:
    'Reads `NetworkConfig.EnableInterContainerTrafficEncryption`; left out, it is false. Definitions with fewer instances ' +
    'than the parameter `minimumInstanceCount` are not applicable.',
  why:
    'To explain a model, the job holds captured requests, a baseline dataset and the answers of a shadow endpoint. Spread ' +
    'over several instances, all of it crosses the network between them, readable unless it is encrypted.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, encrypted),
    cloudformation: 'NetworkConfig: { EnableInterContainerTrafficEncryption: true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelExplainabilityJobDefinition.html',
  ],
  messages: encryptionMessages,
  parameters: { minimumInstanceCount: minimumInstanceCount(1) },
  evaluate: (definition, { parameters }) => judgeEncryption(definition, parameters.minimumInstanceCount),
});
