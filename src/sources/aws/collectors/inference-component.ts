import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const inferenceComponents: Collector = {
  resourceType: 'AWS::SageMaker::InferenceComponent',
  actions: [
    { action: 'sagemaker:ListInferenceComponents', why: 'finds the inference components', resourceScoped: false },
    { action: 'sagemaker:DescribeInferenceComponent', why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::InferenceComponent',
      listOperation: 'ListInferenceComponents',
      list: (_, NextToken) => scan.sagemaker('ListInferenceComponents', { NextToken, MaxResults: 100 }),
      items: (page) => page.InferenceComponents,
      identify: (summary) => ({ name: summary.InferenceComponentName, arn: summary.InferenceComponentArn }),
      describe: {
        operation: 'DescribeInferenceComponent',
        call: (_, InferenceComponentName) => scan.sagemaker('DescribeInferenceComponent', { InferenceComponentName }),
      },
    }),
};
