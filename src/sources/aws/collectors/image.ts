import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const images: Collector = {
  resourceType: 'AWS::SageMaker::Image',
  actions: [{ action: 'sagemaker:ListImages', why: 'finds the images', resourceScoped: false }],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::Image',
      listOperation: 'ListImages',
      list: (_, NextToken) => scan.sagemaker('ListImages', { NextToken, MaxResults: 100 }),
      items: (page) => page.Images,
      identify: (summary) => ({ name: summary.ImageName, arn: summary.ImageArn }),
    }),
};
