import { defineControl } from '../../model/control.ts';
import { encryptionMessages, judgeEncryption, minimumInstanceCount } from './network-config.ts';
import { encrypted, replaceJobDefinition } from './remediation.ts';

export const modelQualityJobDefinitionInterContainerEncryption = defineControl({
  id: 'model-quality-job-definition-inter-container-encryption',
  title: 'Model quality job definitions encrypt the traffic between containers',
  resourceType: 'AWS::SageMaker::ModelQualityJobDefinition',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.13',
      title: 'SageMaker model quality job definitions should have inter-container traffic encryption enabled',
      severity: 'MEDIUM',
      category: 'Protect > Data Protection > Encryption of data-in-transit',
      resourceType: 'AWS::SageMaker::ModelQualityJobDefinition',
      // Published with this spelling; the rule's identifier is SAGEMAKER_MODEL_QUALITY_JOB_ENCRYPT_IN_TRANSIT.
      configRule: 'ssagemaker-model-quality-job-encrypt-in-transit',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
  ],
  checks:
    'Reads `NetworkConfig.EnableInterContainerTrafficEncryption`; left out, it is false. Definitions with fewer instances ' +
    'than the parameter `minimumInstanceCount` are not applicable.',
  why:
    'A model quality job joins predictions with what turned out to be true, often labels about people. On several ' +
    'instances both travel between them, and without encryption anyone on the path can read them.',
  remediation: {
    summary:
      'Create a copy of the definition with the flag set, point its monitoring schedules to the copy, and delete the ' +
      'old one; definitions cannot be changed.',
    steps: ({ resource }) => replaceJobDefinition(resource, encrypted),
    cloudformation: 'NetworkConfig: { EnableInterContainerTrafficEncryption: true }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelQualityJobDefinition.html',
  ],
  messages: encryptionMessages,
  parameters: { minimumInstanceCount: minimumInstanceCount(1) },
  evaluate: (definition, { parameters }) => judgeEncryption(definition, parameters.minimumInstanceCount),
});
