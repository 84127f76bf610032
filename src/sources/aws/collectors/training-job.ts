import type { Resource } from '../../../model/resource.ts';
import type { SnapshotRecord } from '../../../model/snapshot.ts';
import { bucketActions, bucketFacts } from '../facts/buckets.ts';
import type { RegionScan } from '../region-scan.ts';
import { findAll, type Searchable } from '../search.ts';
import type { Collector } from '../types.ts';

const type = 'AWS::SageMaker::TrainingJob';

const searchable: Searchable = {
  resourceType: type,
  searchAs: 'TrainingJob',
  statusKey: 'TrainingJobStatus',
  record: ({ TrainingJob }) => TrainingJob,
  identify: (record) => {
    const { TrainingJobName: name, TrainingJobArn: arn } = record as Record<string, string | undefined>;
    return { name, arn };
  },
  async list(scan, { before, token }) {
    const { value, failure } = await scan.sagemaker('ListTrainingJobs', {
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 100,
      CreationTimeBefore: before,
      NextToken: token,
    });
    if (failure !== undefined) return { failure };
    const summaries = (value.TrainingJobSummaries ?? []).map((summary) => ({
      name: summary.TrainingJobName ?? '',
      arn: summary.TrainingJobArn,
      created: summary.CreationTime,
      known: summary,
    }));
    return { value: { summaries, next: value.NextToken } };
  },
  describeOperation: 'DescribeTrainingJob',
  describe: (scan, TrainingJobName) => scan.sagemaker('DescribeTrainingJob', { TrainingJobName }),
  // Search does not return ServerlessJobConfig, and a serverless job is one without resources of its own.
  needsDescribe: (record) => (record as { ResourceConfig?: object }).ResourceConfig === undefined,
};

/**
 * A job waits 28 days at most (`MaxPendingTimeInSeconds`) and runs for 30 (`MaxRuntimeInSeconds`), so that none in progress
 * is older. Without the bound, a List by status would page through the whole history: it cuts its pages first.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html
 */
const longestJob = 60 * 24 * 60 * 60 * 1000;

export const trainingJobs: Collector = {
  resourceType: type,
  facts: bucketFacts,
  actions: (wants) => [
    {
      action: 'sagemaker:Search',
      why: 'reads training jobs a hundred at a time',
      resourceScoped: false,
      optional: true,
    },
    {
      action: 'sagemaker:ListTrainingJobs',
      why: 'finds training jobs that the index of Search lacks',
      resourceScoped: false,
    },
    {
      action: 'sagemaker:DescribeTrainingJob',
      why: 'reads the settings of a training job that Search does not return whole',
      resourceScoped: true,
    },
    ...bucketActions(wants),
  ],
  async *collect(scan) {
    const { jobsSince } = scan.options;
    if (jobsSince === null) return yield* records(scan, findAll(scan, searchable));
    const from = wholeSecond(jobsSince);
    yield* records(scan, findAll(scan, searchable, { from }));
    const oldest = new Date(from.getTime() - longestJob);
    yield* records(scan, findAll(scan, searchable, { from: oldest, before: from, status: 'InProgress' }));
  },
};

/** The roles and buckets of each page stand before its jobs: whoever reads the stream judges a job and lets it go. */
async function* records(scan: RegionScan, pages: AsyncIterable<readonly Resource[]>): AsyncGenerator<SnapshotRecord> {
  for await (const jobs of pages) {
    await Promise.all([scan.account.roles.ensure(jobs), scan.account.buckets.ensure(inputsOf(jobs))]);
    for (const resource of jobs) yield { resource };
  }
}

interface Inputs {
  readonly InputDataConfig?: readonly {
    readonly DataSource?: { readonly S3DataSource?: { readonly S3Uri?: string } };
  }[];
}

function inputsOf(jobs: readonly Resource[]): Set<string> {
  const urls = new Set<string>();
  for (const { properties } of jobs) {
    for (const { DataSource } of (properties as Inputs).InputDataConfig ?? []) {
      const url = DataSource?.S3DataSource?.S3Uri;
      if (url !== undefined) urls.add(url);
    }
  }
  return urls;
}

/** Search compares whole seconds. */
export function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
