import { findAll, type Searchable } from '../search.ts';
import type { Collector } from '../types.ts';

const type = 'AWS::SageMaker::Model';

const searchable: Searchable = {
  resourceType: type,
  searchAs: 'Model',
  record: ({ Model }) => Model?.Model,
  identify: (record) => {
    const { ModelName: name, ModelArn: arn } = record as Record<string, string | undefined>;
    return { name, arn };
  },
  async list(scan, { token }) {
    const { value, failure } = await scan.sagemaker('ListModels', {
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 100,
      NextToken: token,
    });
    if (failure !== undefined) return { failure };
    const summaries = (value.Models ?? []).map((summary) => ({
      name: summary.ModelName ?? '',
      arn: summary.ModelArn,
      created: summary.CreationTime,
      known: summary,
    }));
    return { value: { summaries, next: value.NextToken } };
  },
  describeOperation: 'DescribeModel',
  describe: (scan, ModelName) => scan.sagemaker('DescribeModel', { ModelName }),
};

export const models: Collector = {
  resourceType: type,
  actions: [
    { action: 'sagemaker:Search', why: 'reads models a hundred at a time', resourceScoped: false, optional: true },
    { action: 'sagemaker:ListModels', why: 'finds models that the index of Search lacks', resourceScoped: false },
    { action: 'sagemaker:DescribeModel', why: 'reads models that Search did not return', resourceScoped: true },
  ],
  async *collect(scan) {
    for await (const page of findAll(scan, searchable)) for (const resource of page) yield { resource };
  },
};
