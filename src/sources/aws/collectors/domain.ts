import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const domains: Collector = {
  resourceType: 'AWS::SageMaker::Domain',
  actions: [
    { action: 'sagemaker:ListDomains', why: 'finds the domains', resourceScoped: false },
    { action: 'sagemaker:DescribeDomain', why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::Domain',
      listOperation: 'ListDomains',
      list: (_, NextToken) => scan.sagemaker('ListDomains', { NextToken, MaxResults: 100 }),
      items: (page) => page.Domains,
      // Studio's resources name their domain by id.
      identify: (summary) => ({ name: summary.DomainId, arn: summary.DomainArn }),
      describe: {
        operation: 'DescribeDomain',
        call: (_, DomainId) => scan.sagemaker('DescribeDomain', { DomainId }),
      },
    }),
};
