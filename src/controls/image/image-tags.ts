import { defineControl } from '../../model/control.ts';
import { addTags, judgeTags, publishedRequiredKeyTags, requiredKeyTags, tagMessages } from './tags.ts';

export const imageTags = defineControl({
  id: 'image-tags',
  title: 'Images are tagged',
  resourceType: 'AWS::SageMaker::Image',
  severity: 'low',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.7',
      title: 'SageMaker images should be tagged',
      severity: 'LOW',
      category: 'Identify > Inventory > Tagging',
      resourceType: 'AWS::SageMaker::Image',
      configRule: 'sagemaker-image-tagged',
      scheduleType: 'Change triggered',
      parameters: [publishedRequiredKeyTags],
      requirements: {},
    },
  ],
  checks:
    'Reads the tags. Passes with any tag that AWS did not set itself or, where the parameter `requiredKeyTags` names keys, ' +
    'with all of these.',
  why:
    'An image without an owner is an image that nobody patches, and every Studio session that starts from it inherits what ' +
    'is in it. Tags name the owner, and let access rules tell approved images from others.',
  remediation: {
    summary: 'Add the tags, in place; the versions of the image are not touched.',
    steps: ({ resource }, data) => addTags(resource, data),
    cloudformation: 'Tags: [{ Key: …, Value: … }]',
    terraform: 'tags = { … }',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html'],
  messages: tagMessages,
  parameters: { requiredKeyTags },
  needs: { tags: true },
  evaluate: (image, { parameters }) => judgeTags(image, parameters.requiredKeyTags),
});
