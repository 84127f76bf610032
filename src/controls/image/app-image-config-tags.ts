import { defineControl } from '../../model/control.ts';
import { addTags, judgeTags, publishedRequiredKeyTags, requiredKeyTags, tagMessages } from './tags.ts';

export const appImageConfigTags = defineControl({
  id: 'app-image-config-tags',
  title: 'App image configurations are tagged',
  resourceType: 'AWS::SageMaker::AppImageConfig',
  severity: 'low',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.6',
      title: 'SageMaker app image configurations should be tagged',
      severity: 'LOW',
      category: 'Identify > Inventory > Tagging',
      resourceType: 'AWS::SageMaker::AppImageConfig',
      configRule: 'sagemaker-app-image-config-tagged',
      scheduleType: 'Change triggered',
      parameters: [publishedRequiredKeyTags],
      requirements: {},
    },
  ],
  checks:
    'Reads the tags. Passes with any tag that AWS did not set itself or, where the parameter `requiredKeyTags` names keys, ' +
    'with all of these.',
  why:
    'Tags say whose a configuration is and what it is for. Without them nobody can be asked before it is changed, and ' +
    'access rules that go by tags do not reach it.',
  remediation: {
    summary: 'Add the tags, in place. Through CloudFormation a change of tags replaces the configuration.',
    steps: ({ resource }, data) => addTags(resource, data),
    cloudformation: 'Tags: [{ Key: …, Value: … }]',
    terraform: 'tags = { … }',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html'],
  messages: tagMessages,
  parameters: { requiredKeyTags },
  needs: { tags: true },
  evaluate: (config, { parameters }) => judgeTags(config, parameters.requiredKeyTags),
});
