import type { DescribeTrainingJobResponse, Tag } from '@aws-sdk/client-sagemaker';
import type { Region } from './estate.ts';
import type { TrainingJobHistory } from './history.ts';

const histories = new WeakMap<Region, TrainingJobHistory>();
const orders = new WeakMap<TrainingJobHistory, Map<string, Uint32Array>>();
const noVaryingMembers = {};

/** Every training job of a region, declared and generated, in the order of creation. */
export function trainingJobsOf(region: Region): TrainingJobHistory {
  const known = histories.get(region);
  if (known !== undefined) return known;
  const declared = declaredJobs(region.trainingJobs ?? [], region.tags ?? {});
  const all = region.trainingJobHistory === undefined ? declared : merge(region.trainingJobHistory, declared);
  histories.set(region, all);
  return all;
}

/** From a position in a sorted list to the index in the order of creation. */
export function jobOrder(
  jobs: TrainingJobHistory,
  sortBy: 'CreationTime' | 'LastModifiedTime' | 'Name' | 'Status',
  descending: boolean,
): (position: number) => number {
  const last = jobs.count - 1;
  const directed = (position: number) => (descending ? last - position : position);
  if (sortBy === 'CreationTime') return directed;
  const sorted = sortedIndexes(jobs, sortBy);
  return (position) => sorted[directed(position)] ?? 0;
}

function sortedIndexes(jobs: TrainingJobHistory, sortBy: 'LastModifiedTime' | 'Name' | 'Status'): Uint32Array {
  const known = orders.get(jobs) ?? new Map<string, Uint32Array>();
  orders.set(jobs, known);
  const found = known.get(sortBy);
  if (found !== undefined) return found;
  const keyOf = { LastModifiedTime: jobs.lastModifiedAt, Name: jobs.name, Status: jobs.status }[sortBy];
  const keys = Array.from({ length: jobs.count }, (_, index) => keyOf(index));
  const sorted = Uint32Array.from(keys.keys()).sort((a, b) => compare(keys[a], keys[b]) || a - b);
  known.set(sortBy, sorted);
  return sorted;
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}

function declaredJobs(
  declared: readonly DescribeTrainingJobResponse[],
  tags: Readonly<Record<string, readonly Tag[]>>,
): TrainingJobHistory {
  const jobs = declared.toSorted((a, b) => timeOf(a.CreationTime) - timeOf(b.CreationTime));
  const byName = new Map(jobs.map((job, index) => [job.TrainingJobName ?? '', index]));
  const job = (index: number) => {
    const found = jobs[index];
    if (found === undefined) throw new RangeError(`no training job ${index}`);
    return found;
  };
  return {
    count: jobs.length,
    createdAt: (index) => timeOf(job(index).CreationTime),
    lastModifiedAt: (index) => timeOf(job(index).LastModifiedTime ?? job(index).CreationTime),
    status: (index) => job(index).TrainingJobStatus ?? 'Completed',
    name: (index) => job(index).TrainingJobName ?? '',
    indexOf: (name) => byName.get(name) ?? -1,
    firstAtOrAfter: (time) => {
      const first = jobs.findIndex((candidate) => timeOf(candidate.CreationTime) >= time);
      return first === -1 ? jobs.length : first;
    },
    constant: job,
    varying: () => noVaryingMembers as ReturnType<TrainingJobHistory['varying']>,
    tags: (index) => tags[job(index).TrainingJobArn ?? ''] ?? [],
  };
}

/** `few` is searched through, so it should be the shorter one. */
function merge(many: TrainingJobHistory, few: TrainingJobHistory): TrainingJobHistory {
  const places = Array.from({ length: few.count }, (_, index) => index + many.firstAtOrAfter(few.createdAt(index)));

  function locate(position: number): [TrainingJobHistory, number] {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return places[low - 1] === position ? [few, low - 1] : [many, position - low];
  }

  function through<T>(read: (jobs: TrainingJobHistory, index: number) => T): (position: number) => T {
    return (position) => read(...locate(position));
  }

  function indexOf(name: string): number {
    const declared = few.indexOf(name);
    if (declared !== -1) return places[declared] ?? -1;
    const generated = many.indexOf(name);
    if (generated === -1) return -1;
    return generated + places.filter((place, index) => place - index <= generated).length;
  }

  return {
    count: many.count + few.count,
    createdAt: through((jobs, index) => jobs.createdAt(index)),
    lastModifiedAt: through((jobs, index) => jobs.lastModifiedAt(index)),
    status: through((jobs, index) => jobs.status(index)),
    name: through((jobs, index) => jobs.name(index)),
    indexOf,
    firstAtOrAfter: (time) => many.firstAtOrAfter(time) + few.firstAtOrAfter(time),
    constant: through((jobs, index) => jobs.constant(index)),
    varying: through((jobs, index) => jobs.varying(index)),
    tags: through((jobs, index) => jobs.tags(index)),
  };
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}
