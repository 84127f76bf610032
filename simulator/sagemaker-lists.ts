import type {
  AppImageConfigDetails,
  DomainDetails,
  EndpointConfigSummary,
  EndpointSummary,
  Image,
  InferenceComponentSummary,
  ListInferenceComponentsInput,
  ListMonitoringSchedulesRequest,
  ListNotebookInstancesInput,
  ListTrainingJobsRequest,
  ListUserProfilesRequest,
  ModelSummary,
  MonitoringJobDefinitionSummary,
  MonitoringScheduleSummary,
  NotebookInstanceSummary,
  SpaceDetails,
  TrainingJobSummary,
  UserProfileDetails,
} from '@aws-sdk/client-sagemaker';
import { type Caller, regionOf } from './caller.ts';
import type { Region } from './estate.ts';
import { jobOrder, trainingJobsOf } from './jobs.ts';
import { toJson } from './json.ts';
import { type MonitoringSubject, scheduledEndpoint, subjectOfDefinition } from './monitoring.ts';
import { cutPage } from './paging.ts';
import { AwsError } from './wire.ts';

/** A request body of the JSON protocol: timestamps are epoch seconds. */
export type Input = Readonly<Record<string, unknown>>;

/** The JSON body of a List answer. */
export type ListOperation = (input: Input, caller: Caller) => string;

interface Listing<T extends object> {
  readonly member: string;
  readonly items: (region: Region) => readonly T[];
  readonly summary: (item: T, region: Region) => object;
  readonly name: (item: T) => string | undefined;
  readonly status?: (item: T) => string | undefined;
  readonly sortBy?: 'CreationTime' | 'Name';
  readonly sortOrder?: 'Ascending' | 'Descending';
  /** Conditions that AWS looks up, so that pages are full. */
  readonly where?: (item: T, input: Input, region: Region) => boolean;
  /** Conditions that AWS applies to a page after it was cut. */
  readonly filter?: (item: T, input: Input, region: Region) => boolean;
}

interface Dated {
  readonly CreationTime?: Date | undefined;
  readonly LastModifiedTime?: Date | undefined;
}

export const lists: Readonly<Record<string, ListOperation>> = {
  ListTrainingJobs: listTrainingJobs,

  ListNotebookInstances: listing({
    member: 'NotebookInstances',
    items: (region) => region.notebookInstances ?? [],
    summary: (item): NotebookInstanceSummary =>
      pick(
        item,
        'NotebookInstanceName',
        'NotebookInstanceArn',
        'NotebookInstanceStatus',
        'Url',
        'InstanceType',
        'CreationTime',
        'LastModifiedTime',
        'NotebookInstanceLifecycleConfigName',
        'DefaultCodeRepository',
        'AdditionalCodeRepositories',
      ),
    name: (item) => item.NotebookInstanceName,
    status: (item) => item.NotebookInstanceStatus,
    sortBy: 'Name',
    sortOrder: 'Ascending',
    filter: (item, input: ListNotebookInstancesInput & Input) =>
      contains(item.NotebookInstanceLifecycleConfigName, input.NotebookInstanceLifecycleConfigNameContains) &&
      contains(item.DefaultCodeRepository, input.DefaultCodeRepositoryContains) &&
      (input.AdditionalCodeRepositoryEquals === undefined ||
        (item.AdditionalCodeRepositories ?? []).includes(input.AdditionalCodeRepositoryEquals)),
  }),

  ListEndpointConfigs: listing({
    member: 'EndpointConfigs',
    items: (region) => region.endpointConfigs ?? [],
    summary: (item): EndpointConfigSummary => pick(item, 'EndpointConfigName', 'EndpointConfigArn', 'CreationTime'),
    name: (item) => item.EndpointConfigName,
  }),

  ListEndpoints: listing({
    member: 'Endpoints',
    items: (region) => region.endpoints ?? [],
    summary: (item): EndpointSummary =>
      pick(item, 'EndpointName', 'EndpointArn', 'CreationTime', 'LastModifiedTime', 'EndpointStatus'),
    name: (item) => item.EndpointName,
    status: (item) => item.EndpointStatus,
  }),

  ListInferenceComponents: listing({
    member: 'InferenceComponents',
    items: (region) => region.inferenceComponents ?? [],
    summary: (item): InferenceComponentSummary => ({
      ...pick(item, 'InferenceComponentName', 'InferenceComponentArn', 'EndpointName', 'EndpointArn'),
      ...pick(item, 'VariantName', 'CreationTime', 'LastModifiedTime', 'InferenceComponentStatus'),
    }),
    name: (item) => item.InferenceComponentName,
    status: (item) => item.InferenceComponentStatus,
    where: (item, input: ListInferenceComponentsInput & Input) =>
      equals(item.EndpointName, input.EndpointNameEquals) && equals(item.VariantName, input.VariantNameEquals),
  }),

  ListModels: listing({
    member: 'Models',
    items: (region) => region.models ?? [],
    summary: (item): ModelSummary => pick(item, 'ModelName', 'ModelArn', 'CreationTime'),
    name: (item) => item.ModelName,
  }),

  ListAppImageConfigs: listing({
    member: 'AppImageConfigs',
    items: (region) => region.appImageConfigs ?? [],
    summary: (item): AppImageConfigDetails => item,
    name: (item) => item.AppImageConfigName,
  }),

  ListImages: listing({
    member: 'Images',
    items: (region) => region.images ?? [],
    summary: (item): Image => ({
      ...pick(item, 'ImageName', 'ImageArn', 'ImageStatus', 'CreationTime', 'LastModifiedTime'),
      ...pick(item, 'Description', 'DisplayName', 'FailureReason'),
    }),
    name: (item) => item.ImageName,
  }),

  ListDataQualityJobDefinitions: jobDefinitions((region) => region.dataQualityJobDefinitions ?? []),
  ListModelBiasJobDefinitions: jobDefinitions((region) => region.modelBiasJobDefinitions ?? []),
  ListModelQualityJobDefinitions: jobDefinitions((region) => region.modelQualityJobDefinitions ?? []),
  ListModelExplainabilityJobDefinitions: jobDefinitions((region) => region.modelExplainabilityJobDefinitions ?? []),

  ListMonitoringSchedules: listing({
    member: 'MonitoringScheduleSummaries',
    items: (region) => region.monitoringSchedules ?? [],
    summary: (item, region): MonitoringScheduleSummary => ({
      ...pick(item, 'MonitoringScheduleName', 'MonitoringScheduleArn', 'CreationTime', 'LastModifiedTime'),
      ...pick(item, 'MonitoringScheduleStatus', 'MonitoringType'),
      EndpointName: scheduledEndpoint(item, region),
      MonitoringJobDefinitionName: item.MonitoringScheduleConfig?.MonitoringJobDefinitionName,
    }),
    name: (item) => item.MonitoringScheduleName,
    status: (item) => item.MonitoringScheduleStatus,
    where: (item, input: ListMonitoringSchedulesRequest & Input, region) =>
      equals(scheduledEndpoint(item, region), input.EndpointName) &&
      equals(item.MonitoringScheduleConfig?.MonitoringJobDefinitionName, input.MonitoringJobDefinitionName),
    filter: (item, input: ListMonitoringSchedulesRequest & Input) =>
      equals(item.MonitoringType, input.MonitoringTypeEquals),
  }),

  ListDomains: listing({
    member: 'Domains',
    items: (region) => region.domains ?? [],
    summary: (item): DomainDetails =>
      pick(item, 'DomainArn', 'DomainId', 'DomainName', 'Status', 'CreationTime', 'LastModifiedTime', 'Url'),
    name: (item) => item.DomainName,
    sortOrder: 'Ascending',
  }),

  ListUserProfiles: listing({
    member: 'UserProfiles',
    items: (region) => region.userProfiles ?? [],
    summary: (item): UserProfileDetails =>
      pick(item, 'DomainId', 'UserProfileName', 'Status', 'CreationTime', 'LastModifiedTime'),
    name: (item) => item.UserProfileName,
    sortOrder: 'Ascending',
    where: (item, input: ListUserProfilesRequest & Input) => equals(item.DomainId, input.DomainIdEquals),
    filter: (item, input: ListUserProfilesRequest & Input) =>
      contains(item.UserProfileName, input.UserProfileNameContains),
  }),

  ListSpaces: listing({
    member: 'Spaces',
    items: (region) => region.spaces ?? [],
    summary: (item): SpaceDetails => ({
      ...pick(item, 'DomainId', 'SpaceName', 'Status', 'CreationTime', 'LastModifiedTime', 'SpaceDisplayName'),
      SpaceSettingsSummary: { AppType: item.SpaceSettings?.AppType },
      SpaceSharingSettingsSummary: { SharingType: item.SpaceSharingSettings?.SharingType },
      OwnershipSettingsSummary: { OwnerUserProfileName: item.OwnershipSettings?.OwnerUserProfileName },
    }),
    name: (item) => item.SpaceName,
    sortOrder: 'Ascending',
    where: (item, input) => equals(item.DomainId, input.DomainIdEquals),
    filter: (item, input) => contains(item.SpaceName, input.SpaceNameContains),
  }),

  ListTags: listTags,
};

function listing<T extends Dated>(spec: Listing<T>): ListOperation {
  return (input, caller) => {
    const region = regionOf(caller);
    const created = timeWindow(input, 'CreationTime');
    const modified = timeWindow(input, 'LastModifiedTime', 'ModifiedTime');
    const items = sort(spec, input, spec.items(region)).filter(
      (item) => created(item.CreationTime) && (spec.where?.(item, input, region) ?? true),
    );
    const page = pageOf(input, caller, items.length);
    const kept = items
      .slice(page.start, page.end)
      .filter(
        (item) =>
          contains(spec.name(item), input.NameContains) &&
          equals(spec.status?.(item), input.StatusEquals) &&
          modified(item.LastModifiedTime) &&
          (spec.filter?.(item, input, region) ?? true),
      );
    return toJson({ [spec.member]: kept.map((item) => spec.summary(item, region)), NextToken: page.nextToken });
  };
}

function jobDefinitions<T extends MonitoringSubject>(items: (region: Region) => readonly T[]): ListOperation {
  return listing<T>({
    member: 'JobDefinitionSummaries',
    items,
    summary: (item): MonitoringJobDefinitionSummary => ({
      MonitoringJobDefinitionName: item.JobDefinitionName,
      MonitoringJobDefinitionArn: item.JobDefinitionArn,
      CreationTime: item.CreationTime,
      EndpointName: subjectOfDefinition(item),
    }),
    name: (item) => item.JobDefinitionName,
    where: (item, input) => equals(subjectOfDefinition(item), input.EndpointName),
  });
}

function listTrainingJobs(input: ListTrainingJobsRequest & Input, caller: Caller): string {
  const jobs = trainingJobsOf(regionOf(caller));
  const sortBy = input.SortBy ?? 'CreationTime';
  const after = epochMs(input.CreationTimeAfter);
  const before = epochMs(input.CreationTimeBefore);
  const modified = timeWindow(input, 'LastModifiedTime');
  const descending = input.SortOrder === 'Descending';
  const first = after === undefined ? 0 : jobs.firstAtOrAfter(after + 1);
  const last = before === undefined ? jobs.count : jobs.firstAtOrAfter(before);
  const order = jobOrder(jobs, sortBy, descending);
  const bounded = sortBy === 'CreationTime';
  const total = bounded ? Math.max(last - first, 0) : jobs.count;
  const skipped = !bounded ? 0 : descending ? jobs.count - last : first;
  const page = pageOf(input, caller, total);

  const summaries: string[] = [];
  for (let position = page.start; position < page.end; position += 1) {
    const index = order(position + skipped);
    if (index < first || index >= last) continue;
    if (!contains(jobs.name(index), input.NameContains)) continue;
    if (!equals(jobs.status(index), input.StatusEquals)) continue;
    if (!modified(new Date(jobs.lastModifiedAt(index)))) continue;
    const job = { ...jobs.constant(index), ...jobs.varying(index) };
    if (!equals(job.WarmPoolStatus?.Status, input.WarmPoolStatusEquals)) continue;
    summaries.push(toJson(trainingJobSummary(job)));
  }
  return `{"TrainingJobSummaries":[${summaries.join(',')}]${nextTokenMember(page.nextToken)}}`;
}

function trainingJobSummary(job: TrainingJobSummary): TrainingJobSummary {
  return {
    ...pick(job, 'TrainingJobName', 'TrainingJobArn', 'CreationTime', 'TrainingEndTime', 'LastModifiedTime'),
    ...pick(job, 'TrainingJobStatus', 'SecondaryStatus', 'WarmPoolStatus'),
  };
}

function listTags(input: Input, caller: Caller): string {
  const region = regionOf(caller);
  const arn = String(input.ResourceArn);
  const tags = region.tags?.[arn] ?? tagsOfHistory(region, arn);
  const page = pageOf(input, caller, tags.length, { least: 50, size: 100 });
  return toJson({ Tags: tags.slice(page.start, page.end), NextToken: page.nextToken });
}

function tagsOfHistory(region: Region, arn: string) {
  const [, name] = /:training-job\/(.+)$/.exec(arn) ?? [];
  const jobs = trainingJobsOf(region);
  const index = name === undefined ? -1 : jobs.indexOf(name);
  return index === -1 ? [] : jobs.tags(index);
}

/** The page that a request asks for; `MaxResults` is 1 to 100, 10 when left out. */
export function pageOf(
  input: Input,
  caller: Caller,
  total: number,
  { least, size }: { least: number; size: number } = { least: 1, size: 10 },
) {
  return cutPage({
    total,
    size: pageSize(input, caller, least, size),
    token: tokenOf(input),
    query: queryOf(input),
    invalidToken,
  });
}

export function pageSize(input: Input, caller: Caller, least = 1, size = 10): number {
  const asked = input.MaxResults ?? size;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < least || asked > 100) {
    const bound = Number(asked) < least ? `greater than or equal to ${least}` : 'less than or equal to 100';
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${asked}' at 'maxResults' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  return Math.min(asked, caller.pageLimit);
}

export function tokenOf(input: Input): string | undefined {
  return typeof input.NextToken === 'string' ? input.NextToken : undefined;
}

/** What a token is bound to: everything that the request asks for but the page. */
export function queryOf({ NextToken, MaxResults, ...query }: Input): string {
  return JSON.stringify(query);
}

export function invalidToken(): AwsError {
  return new AwsError('ValidationException', 'Invalid pagination token');
}

export function nextTokenMember(token: string | undefined): string {
  return token === undefined ? '' : `,"NextToken":${JSON.stringify(token)}`;
}

export function pick<T extends object, K extends keyof T>(item: T, ...names: K[]): { [P in K]-?: T[P] | undefined } {
  const picked = {} as { [P in K]-?: T[P] | undefined };
  for (const name of names) picked[name] = item[name];
  return picked;
}

function sort<T extends Dated>(spec: Listing<T>, input: Input, items: readonly T[]): readonly T[] {
  const sortBy = String(input.SortBy ?? spec.sortBy ?? 'CreationTime');
  const direction = String(input.SortOrder ?? spec.sortOrder ?? 'Descending').toLowerCase() === 'descending' ? -1 : 1;
  const keyOf = sortKey(spec, sortBy);
  return items.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return (left < right ? -1 : left > right ? 1 : 0) * direction;
  });
}

function sortKey<T extends Dated>(spec: Listing<T>, sortBy: string): (item: T) => string | number {
  switch (sortBy) {
    case 'Name':
    case 'IMAGE_NAME':
      return (item) => spec.name(item) ?? '';
    case 'Status':
      return (item) => spec.status?.(item) ?? '';
    case 'LastModifiedTime':
    case 'LAST_MODIFIED_TIME':
      return (item) => item.LastModifiedTime?.getTime() ?? 0;
    case 'CreationTime':
    case 'CREATION_TIME':
      return (item) => item.CreationTime?.getTime() ?? 0;
    default:
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${sortBy}' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set`,
      );
  }
}

function timeWindow(input: Input, ...names: string[]): (time: Date | undefined) => boolean {
  const after = epochMs(names.map((name) => input[`${name}After`]).find((value) => value !== undefined));
  const before = epochMs(names.map((name) => input[`${name}Before`]).find((value) => value !== undefined));
  return (time) => {
    const moment = time?.getTime() ?? 0;
    return (after === undefined || moment > after) && (before === undefined || moment < before);
  };
}

function epochMs(value: unknown): number | undefined {
  return typeof value === 'number' ? value * 1000 : undefined;
}

function contains(text: string | undefined, part: unknown): boolean {
  return typeof part !== 'string' || (text ?? '').toLowerCase().includes(part.toLowerCase());
}

function equals(found: string | undefined, wanted: unknown): boolean {
  return typeof wanted !== 'string' || found === wanted;
}
