import { unknown } from '../../../model/value.ts';
import { findAll, type Searchable } from '../search.ts';
import type { Collector } from '../types.ts';

const type = 'AWS::SageMaker::Endpoint';

const searchable: Searchable = {
  resourceType: type,
  searchAs: 'Endpoint',
  record: ({ Endpoint }) => Endpoint,
  identify: (record) => {
    const { EndpointName: name, EndpointArn: arn } = record as Record<string, string | undefined>;
    return { name, arn };
  },
  async list(scan, { token }) {
    const { value, failure } = await scan.sagemaker('ListEndpoints', {
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 100,
      NextToken: token,
    });
    if (failure !== undefined) return { failure };
    const summaries = (value.Endpoints ?? []).map((summary) => ({
      name: summary.EndpointName ?? '',
      arn: summary.EndpointArn,
      created: summary.CreationTime,
      known: summary,
    }));
    return { value: { summaries, next: value.NextToken } };
  },
  describeOperation: 'DescribeEndpoint',
  describe: (scan, EndpointName) => scan.sagemaker('DescribeEndpoint', { EndpointName }),
  notSearched: { AsyncInferenceConfig: unknown('sagemaker:Search does not return it') },
};

export const endpoints: Collector = {
  resourceType: type,
  actions: [
    { action: 'sagemaker:Search', why: 'reads endpoints a hundred at a time', resourceScoped: false, optional: true },
    { action: 'sagemaker:ListEndpoints', why: 'finds endpoints that the index of Search lacks', resourceScoped: false },
    { action: 'sagemaker:DescribeEndpoint', why: 'reads endpoints that Search did not return', resourceScoped: true },
  ],
  async *collect(scan) {
    for await (const page of findAll(scan, searchable)) for (const resource of page) yield { resource };
  },
};
