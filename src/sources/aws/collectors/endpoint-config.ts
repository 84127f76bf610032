import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const endpointConfigs: Collector = {
  resourceType: 'AWS::SageMaker::EndpointConfig',
  actions: [
    { action: 'sagemaker:ListEndpointConfigs', why: 'finds the endpoint configurations', resourceScoped: false },
    { action: 'sagemaker:DescribeEndpointConfig', why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::EndpointConfig',
      listOperation: 'ListEndpointConfigs',
      list: (_, NextToken) => scan.sagemaker('ListEndpointConfigs', { NextToken, MaxResults: 100 }),
      items: (page) => page.EndpointConfigs,
      identify: (summary) => ({ name: summary.EndpointConfigName, arn: summary.EndpointConfigArn }),
      describe: {
        operation: 'DescribeEndpointConfig',
        call: (_, EndpointConfigName) => scan.sagemaker('DescribeEndpointConfig', { EndpointConfigName }),
      },
    }),
};
