import type {
  DescribeEndpointOutput,
  DescribeModelOutput,
  Endpoint,
  Model,
  ModelDashboardModel,
  SearchRequest,
  TrainingJob,
} from '@aws-sdk/client-sagemaker';
import { type Caller, regionOf } from './caller.ts';
import type { Region } from './estate.ts';
import type { ConstantMembers, TrainingJobHistory } from './history.ts';
import { jobOrder, trainingJobsOf } from './jobs.ts';
import { mergeJson, toJson, toJsonOnce } from './json.ts';
import { scheduledEndpoint } from './monitoring.ts';
import { readToken, writeToken } from './paging.ts';
import { type Input, invalidToken, nextTokenMember, pageSize, pick, queryOf, tokenOf } from './sagemaker-lists.ts';
import { compileSearch, creationWindow, type Predicate, type ReadProperty, readPath } from './search.ts';
import { AwsError } from './wire.ts';

/** What a search runs through: `count` positions in the order asked for. */
interface Corpus {
  readonly count: number;
  /** Whether every position is known to be a hit. */
  readonly exact: boolean;
  hit(position: number): boolean;
  json(position: number): string;
}

const trainingJobMembers = [
  'TrainingJobName',
  'TrainingJobArn',
  'TuningJobArn',
  'LabelingJobArn',
  'AutoMLJobArn',
  'ModelArtifacts',
  'TrainingJobStatus',
  'SecondaryStatus',
  'FailureReason',
  'HyperParameters',
  'AlgorithmSpecification',
  'RoleArn',
  'InputDataConfig',
  'OutputDataConfig',
  'ResourceConfig',
  'WarmPoolStatus',
  'VpcConfig',
  'StoppingCondition',
  'CreationTime',
  'TrainingStartTime',
  'TrainingEndTime',
  'LastModifiedTime',
  'SecondaryStatusTransitions',
  'FinalMetricDataList',
  'EnableNetworkIsolation',
  'EnableInterContainerTrafficEncryption',
  'EnableManagedSpotTraining',
  'CheckpointConfig',
  'TrainingTimeInSeconds',
  'BillableTimeInSeconds',
  'DebugHookConfig',
  'ExperimentConfig',
  'DebugRuleConfigurations',
  'TensorBoardOutputConfig',
  'DebugRuleEvaluationStatuses',
  'OutputModelPackageArn',
  'ModelPackageConfig',
  'ProfilerConfig',
  'Environment',
  'RetryStrategy',
  'Tags',
] as const satisfies readonly (keyof TrainingJob)[];

const endpointMembers = [
  'EndpointName',
  'EndpointArn',
  'EndpointConfigName',
  'ProductionVariants',
  'DataCaptureConfig',
  'EndpointStatus',
  'FailureReason',
  'CreationTime',
  'LastModifiedTime',
  'MonitoringSchedules',
  'Tags',
  'ShadowProductionVariants',
] as const satisfies readonly (keyof Endpoint)[];

const modelMembers = [
  'ModelName',
  'PrimaryContainer',
  'Containers',
  'InferenceExecutionConfig',
  'ExecutionRoleArn',
  'VpcConfig',
  'CreationTime',
  'ModelArn',
  'EnableNetworkIsolation',
  'Tags',
  'DeploymentRecommendation',
] as const satisfies readonly (keyof Model)[];

const searchable: ReadonlySet<string> = new Set(trainingJobMembers);
const searchConstants = new WeakMap<ConstantMembers, object>();

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Search.html */
export function search(input: Input, caller: Caller): string {
  const request = input as unknown as SearchRequest & Input;
  const corpus = corpusOf(request, regionOf(caller));
  const size = pageSize(input, caller);
  const query = queryOf(input);
  const token = tokenOf(input);
  const start = token === undefined ? 0 : readToken(token, query);
  if (start === undefined || start > corpus.count) throw invalidToken();

  const records: string[] = [];
  let position = start;
  while (position < corpus.count) {
    if (corpus.hit(position)) {
      if (records.length === size) break;
      records.push(corpus.json(position));
    }
    position += 1;
  }
  const more = position < corpus.count;
  const hits = corpus.exact
    ? { Value: corpus.count, Relation: 'EqualTo' }
    : { Value: records.length, Relation: more || start > 0 ? 'GreaterThanOrEqualTo' : 'EqualTo' };
  const next = nextTokenMember(more ? writeToken(position, query) : undefined);
  return `{"Results":[${records.join(',')}],"TotalHits":${JSON.stringify(hits)}${next}}`;
}

function corpusOf(request: SearchRequest, region: Region): Corpus {
  switch (request.Resource) {
    case 'TrainingJob':
      return trainingJobCorpus(request, trainingJobsOf(region));
    case 'Endpoint':
      return recordCorpus(request, endpointRecords(region), (record) => record, 'Endpoint', endpointMembers);
    case 'Model':
      return recordCorpus(request, modelRecords(region), (record) => record.Model ?? {}, 'Model', [
        ...modelMembers,
        'Endpoints',
        'MonitoringSchedules',
      ]);
    default:
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${request.Resource}' at 'resource' failed to satisfy constraint: Member must satisfy enum value set: [TrainingJob, Endpoint, Model]`,
      );
  }
}

function trainingJobCorpus(request: SearchRequest, jobs: TrainingJobHistory): Corpus {
  const expression = request.SearchExpression;
  const passes = compileSearch(expression, (path) => searchable.has(path.split('.')[0] ?? ''));
  const sortBy = jobSortKey(request.SortBy);
  const descending = request.SortOrder !== 'Ascending';
  const order = jobOrder(jobs, sortBy, descending);
  const window = creationWindow(expression);
  const bounded = sortBy === 'CreationTime';
  const first = bounded ? jobs.firstAtOrAfter(window.from) : 0;
  const last = bounded ? jobs.firstAtOrAfter(window.to) : jobs.count;
  const skipped = descending ? jobs.count - last : first;
  const exact = expression === undefined || (bounded && window.whole);

  let current = 0;
  const read: ReadProperty = (path) => readJob(jobs, current, path);
  return {
    count: Math.max(last - first, 0),
    exact,
    hit(position) {
      if (exact) return true;
      current = order(position + skipped);
      return passes(read);
    },
    json: (position) => `{"TrainingJob":${trainingJobJson(jobs, order(position + skipped))}}`,
  };
}

function jobSortKey(sortBy = 'LastModifiedTime'): 'CreationTime' | 'LastModifiedTime' | 'Name' | 'Status' {
  switch (sortBy) {
    case 'CreationTime':
    case 'LastModifiedTime':
      return sortBy;
    case 'TrainingJobName':
      return 'Name';
    case 'TrainingJobStatus':
      return 'Status';
    default:
      throw new AwsError('ValidationException', `Unknown property name: ${sortBy}`);
  }
}

function readJob(jobs: TrainingJobHistory, index: number, path: string): readonly unknown[] {
  switch (path) {
    case 'TrainingJobName':
      return [jobs.name(index)];
    case 'TrainingJobStatus':
      return [jobs.status(index)];
    case 'CreationTime':
      return [jobs.createdAt(index)];
    case 'LastModifiedTime':
      return [jobs.lastModifiedAt(index)];
    default:
      return readPath({ ...jobs.constant(index), ...jobs.varying(index), Tags: jobs.tags(index) }, path);
  }
}

function trainingJobJson(jobs: TrainingJobHistory, index: number): string {
  const constant = mergeJson(toJsonOnce(searchConstant(jobs.constant(index))), toJson(jobs.varying(index)));
  return mergeJson(constant, `{"Tags":${toJsonOnce(jobs.tags(index))}}`);
}

/** Search leaves out what a Describe answer has beyond `TrainingJob`. */
function searchConstant(members: ConstantMembers): object {
  const known = searchConstants.get(members);
  if (known !== undefined) return known;
  const kept = Object.fromEntries(Object.entries(members).filter(([name]) => searchable.has(name)));
  searchConstants.set(members, kept);
  return kept;
}

function recordCorpus<T extends object>(
  request: SearchRequest,
  records: readonly T[],
  core: (record: T) => object,
  member: string,
  members: readonly string[],
): Corpus {
  const knows = (path: string) => members.includes(path.split('.')[0] ?? '');
  const passes: Predicate = compileSearch(request.SearchExpression, knows);
  const sortBy = request.SortBy ?? 'LastModifiedTime';
  const direction = request.SortOrder === 'Ascending' ? 1 : -1;
  const keyOf = (record: T) => {
    const [key] = readPath(core(record), sortBy);
    return key instanceof Date ? key.getTime() : String(key ?? '');
  };
  const hits = records
    .filter((record) => passes((path) => readPath({ ...record, ...core(record) }, path)))
    .toSorted((a, b) => {
      const [left, right] = [keyOf(a), keyOf(b)];
      return (left < right ? -1 : left > right ? 1 : 0) * direction;
    });
  return {
    count: hits.length,
    exact: true,
    hit: () => true,
    json: (position) => `{"${member}":${toJson(hits[position])}}`,
  };
}

function endpointRecords(region: Region): readonly Endpoint[] {
  return (region.endpoints ?? []).map((endpoint: DescribeEndpointOutput) => ({
    ...pick(endpoint, 'EndpointName', 'EndpointArn', 'EndpointConfigName', 'ProductionVariants', 'DataCaptureConfig'),
    ...pick(endpoint, 'EndpointStatus', 'FailureReason', 'CreationTime', 'LastModifiedTime'),
    ...pick(endpoint, 'ShadowProductionVariants'),
    EndpointConfigName: endpoint.EndpointConfigName,
    MonitoringSchedules: schedulesOf(endpoint.EndpointName, region),
    Tags: tagsOf(endpoint.EndpointArn, region),
  }));
}

function modelRecords(region: Region): readonly ModelDashboardModel[] {
  return (region.models ?? []).map((model: DescribeModelOutput) => {
    const endpoints = (region.endpoints ?? []).filter((endpoint) => serves(endpoint, model.ModelName, region));
    return {
      Model: { ...model, Tags: tagsOf(model.ModelArn, region) },
      Endpoints: endpoints.map((endpoint) =>
        pick(endpoint, 'EndpointName', 'EndpointArn', 'CreationTime', 'LastModifiedTime', 'EndpointStatus'),
      ),
      MonitoringSchedules: endpoints.flatMap((endpoint) => schedulesOf(endpoint.EndpointName, region)),
    };
  });
}

function serves(endpoint: DescribeEndpointOutput, modelName: string | undefined, region: Region): boolean {
  const config = region.endpointConfigs?.find((one) => one.EndpointConfigName === endpoint.EndpointConfigName);
  return config?.ProductionVariants?.some((variant) => variant.ModelName === modelName) ?? false;
}

function schedulesOf(endpointName: string | undefined, region: Region) {
  return (region.monitoringSchedules ?? [])
    .filter((schedule) => scheduledEndpoint(schedule, region) === endpointName)
    .map((schedule) => ({ ...schedule, Tags: tagsOf(schedule.MonitoringScheduleArn, region) }));
}

function tagsOf(arn: string | undefined, region: Region) {
  return [...(region.tags?.[arn ?? ''] ?? [])];
}
