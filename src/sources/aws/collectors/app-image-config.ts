import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const appImageConfigs: Collector = {
  resourceType: 'AWS::SageMaker::AppImageConfig',
  actions: [{ action: 'sagemaker:ListAppImageConfigs', why: 'finds the app image configs', resourceScoped: false }],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::AppImageConfig',
      listOperation: 'ListAppImageConfigs',
      list: (_, NextToken) => scan.sagemaker('ListAppImageConfigs', { NextToken, MaxResults: 100 }),
      items: (page) => page.AppImageConfigs,
      identify: (summary) => ({ name: summary.AppImageConfigName, arn: summary.AppImageConfigArn }),
    }),
};
