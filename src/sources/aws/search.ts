import type { SearchRecord, Tag } from '@aws-sdk/client-sagemaker';
import type { Resource, ResourceType } from '../../model/resource.ts';
import type { Outcome } from './attempt.ts';
import type { Input, Output } from './clients.ts';
import type { Failure } from './failure.ts';
import { followed, readAnswer } from './listed.ts';
import type { Found, RegionScan } from './region-scan.ts';

/** What a List tells of a resource. */
export interface Summary {
  readonly name: string;
  readonly arn: string | undefined;
  readonly created: Date | undefined;
  /** In the names of the Describe answer. */
  readonly known: object;
}

/** What both Search and List can be asked for. */
export interface Window {
  /** Created at or after it; in whole seconds. */
  readonly from?: Date;
  /** Created before it; in whole seconds. */
  readonly before?: Date;
  /** Only resources of this status. */
  readonly status?: string;
}

/** A resource type that `sagemaker:Search` returns whole. */
export interface Searchable {
  readonly resourceType: ResourceType;
  readonly searchAs: 'TrainingJob' | 'Model' | 'Endpoint';
  /** The member that a window's status is held against. */
  readonly statusKey?: string;
  record(result: SearchRecord): SearchedRecord | undefined;
  identify(record: object): { readonly name: string | undefined; readonly arn: string | undefined };
  /** One page, newest first. */
  list(
    scan: RegionScan,
    query: Pick<Window, 'before'> & { readonly token: string | undefined },
  ): Promise<Outcome<{ readonly summaries: readonly Summary[]; readonly next: string | undefined }>>;
  readonly describeOperation: string;
  describe(scan: RegionScan, name: string): Promise<Outcome<object>>;
  /** Members that Search leaves out although they may be set. */
  readonly notSearched?: object;
  /** Where Search leaves out what decides, so that a Describe is worth its call. */
  needsDescribe?(record: object): boolean;
}

export interface SearchedRecord {
  readonly CreationTime?: Date | undefined;
  readonly Tags?: Tag[] | undefined;
}

/**
 * All resources of a type in a window, page by page, newest and oldest first at once: by Search where it may be called, as
 * it returns 100 whole records for one call; otherwise by List and a Describe for each.
 */
export async function* findAll(
  scan: RegionScan,
  type: Searchable,
  window: Window = {},
): AsyncGenerator<readonly Resource[]> {
  const front = new Frontier(window);
  const failure = yield* searchUntilDone(scan, type, front);
  if (window.status === undefined && (failure === undefined || front.hasNewest)) yield* listNewer(scan, type, front);
  if (failure === undefined) return;
  const listFailure = yield* listRest(scan, type, front);
  scan.gap(failure, listFailure === undefined ? { recovered: 'listed and described one by one instead' } : {});
}

/** Searches again from where the last search broke off, as long as that leads any further. */
async function* searchUntilDone(
  scan: RegionScan,
  type: Searchable,
  front: Frontier,
): AsyncGenerator<readonly Resource[], Failure | undefined> {
  for (;;) {
    const before = front.found;
    const failure = yield* searchOnce(scan, type, front);
    if (failure === undefined || failure.kind === 'denied' || front.found === before) return failure;
    scan.gap(failure, { recovered: 'searched again from there on' });
  }
}

type SearchPage = Output<'sagemaker', 'Search'>;

interface Chain {
  readonly order: 'Descending' | 'Ascending';
  page: Promise<{ chain: Chain; token: string | undefined; outcome: Outcome<SearchPage> }>;
}

/** From how many records on a second chain of pages is worth while. */
const secondChainFrom = 500;

/**
 * One search, as two chains of pages that meet: pages of one chain have to be asked for one after the other, so that two
 * halve the time. The next page is asked for before this one is handed on.
 */
async function* searchOnce(
  scan: RegionScan,
  type: Searchable,
  front: Frontier,
): AsyncGenerator<readonly Resource[], Failure | undefined> {
  const filters = filtersOf(type, front.rest());
  const ask = (chain: Chain, token: string | undefined): void => {
    chain.page = scan
      .sagemaker('Search', {
        Resource: type.searchAs,
        MaxResults: 100,
        SortBy: 'CreationTime',
        SortOrder: chain.order,
        ...(filters.length === 0 ? {} : { SearchExpression: { Filters: filters } }),
        NextToken: token,
      })
      .then((outcome) => ({ chain, token, outcome }));
    // It may be asked for in vain, when the chains meet before it comes.
    chain.page.catch(() => {});
  };
  const open = (order: Chain['order']): Chain => {
    const chain = { order } as Chain;
    ask(chain, undefined);
    return chain;
  };

  const chains = new Set([open('Descending')]);
  let failure: Failure | undefined;
  while (chains.size > 0) {
    const { chain, token, outcome } = await Promise.race([...chains].map(({ page }) => page));
    if (outcome.failure !== undefined) {
      failure = outcome.failure;
      chains.delete(chain);
      continue;
    }
    const { Results = [], NextToken, TotalHits } = outcome.value;
    if (token === undefined && chain.order === 'Descending' && TotalHits?.Value !== undefined) {
      if (front.found === 0 && front.window.status === undefined) scan.expect(type.resourceType, TotalHits.Value);
      if (TotalHits.Value >= secondChainFrom && NextToken !== undefined) chains.add(open('Ascending'));
    }
    const next = followed(token, NextToken);
    if (next === undefined) chains.delete(chain);
    else ask(chain, next);

    const fresh: SearchedRecord[] = [];
    let met = false;
    for (const result of Results) {
      const record = type.record(result);
      if (record === undefined) continue;
      const { name = '' } = type.identify(record);
      const place = front.place(chain.order, name, record.CreationTime);
      if (place === 'behind') {
        met = true;
        break;
      }
      if (place === 'new') fresh.push(record);
    }
    yield await Promise.all(fresh.map((record) => searched(scan, type, record)));
    if (met || next === undefined) {
      if (failure !== undefined) scan.gap(failure, { recovered: 'the search from the other end found the rest' });
      return undefined;
    }
  }
  return failure;
}

function filtersOf({ statusKey }: Searchable, { from, before, status }: Window): Filter[] {
  const filters: Filter[] = [];
  if (from !== undefined) {
    filters.push({ Name: 'CreationTime', Operator: 'GreaterThanOrEqualTo', Value: searchTime(from) });
  }
  if (before !== undefined) filters.push({ Name: 'CreationTime', Operator: 'LessThan', Value: searchTime(before) });
  if (status !== undefined && statusKey !== undefined) {
    filters.push({ Name: statusKey, Operator: 'Equals', Value: status });
  }
  return filters;
}

type Filter = NonNullable<NonNullable<Input<'sagemaker', 'Search'>['SearchExpression']>['Filters']>[number];

/** `YYYY-mm-ddTHH:MM:SS`, in UTC: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Filter.html */
function searchTime(date: Date): string {
  return date.toISOString().slice(0, 19);
}

async function searched(scan: RegionScan, type: Searchable, record: SearchedRecord): Promise<Resource> {
  const { name = '', arn } = type.identify(record);
  const { Tags = [] } = record;
  const tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const answer = { ...record, ...type.notSearched };
  if (!type.needsDescribe?.(record))
    return scan.resource(type.resourceType, { name, arn, answer, operation: 'Search', tags });
  const described = await type.describe(scan, name);
  return scan.resource(type.resourceType, {
    name,
    arn,
    operation: type.describeOperation,
    tags,
    ...readAnswer(scan, described, answer, arn ?? name),
  });
}

/**
 * What the index of Search does not know yet: it follows the service with a delay. Lists the newest, and describes those
 * that the Search did not return, until it comes to one that it did.
 */
async function* listNewer(scan: RegionScan, type: Searchable, front: Frontier): AsyncGenerator<readonly Resource[]> {
  let token: string | undefined;
  do {
    const { value: page, failure } = await type.list(scan, { token });
    if (failure !== undefined) {
      scan.gap(failure, { recovered: 'sagemaker:Search found them, but for the newest that its index may lack' });
      return;
    }
    const unknownOnes = page.summaries.filter((summary) => front.covers(summary.created) && !front.knows(summary.name));
    for (const { name } of unknownOnes) front.listed.add(name);
    if (unknownOnes.length > 0) yield await describeAll(scan, type, unknownOnes);
    const known = page.summaries.length - unknownOnes.length;
    token = known > 0 ? undefined : followed(token, page.next);
  } while (token !== undefined);
}

/** What a Search did not come to, by List and Describe. Stops at the window's end itself: AWS would page on through all history. */
async function* listRest(
  scan: RegionScan,
  type: Searchable,
  front: Frontier,
): AsyncGenerator<readonly Resource[], Failure | undefined> {
  const rest = front.rest();
  let token: string | undefined;
  do {
    // `from` and `status` stay with us: AWS cuts its pages first, and sends empty ones for all history that does not suit
    // (https://github.com/aws/aws-sdk/issues/486).
    const { value: page, failure } = await type.list(scan, {
      ...(rest.before === undefined ? {} : { before: rest.before }),
      token,
    });
    if (failure !== undefined) {
      scan.gap(failure, { hides: type.resourceType });
      return failure;
    }
    const fresh: Summary[] = [];
    let older = false;
    for (const summary of page.summaries) {
      if (rest.from !== undefined && summary.created !== undefined && summary.created < rest.from) older = true;
      else if (hasOtherStatus(type, summary, rest.status)) continue;
      else if (front.place('Descending', summary.name, summary.created) === 'new') fresh.push(summary);
    }
    if (fresh.length > 0) yield await describeAll(scan, type, fresh);
    token = older ? undefined : followed(token, page.next);
  } while (token !== undefined);
  return undefined;
}

function hasOtherStatus({ statusKey }: Searchable, { known }: Summary, status: string | undefined): boolean {
  if (status === undefined || statusKey === undefined) return false;
  return (known as Readonly<Record<string, unknown>>)[statusKey] !== status;
}

function describeAll(scan: RegionScan, type: Searchable, summaries: readonly Summary[]): Promise<Resource[]> {
  return Promise.all(
    summaries.map(async ({ name, arn, known }) => {
      const [described, tags] = await Promise.all([type.describe(scan, name), scan.tags(type.resourceType, arn)]);
      const found: Found = {
        name,
        arn,
        operation: type.describeOperation,
        tags,
        ...readAnswer(scan, described, known, arn ?? name),
      };
      return scan.resource(type.resourceType, found);
    }),
  );
}

/**
 * How far the two chains have come, in whole seconds of creation time, as that is how Search compares them. Remembers only
 * the names next to the two ends: pages may overlap when resources are created or deleted while they are read.
 */
class Frontier {
  readonly window: Window;
  found = 0;
  readonly #ends = {
    Descending: { reached: Number.POSITIVE_INFINITY, names: new Map<string, number>() },
    Ascending: { reached: Number.NEGATIVE_INFINITY, names: new Map<string, number>() },
  };
  /** Those that the index of Search did not know yet: as few as its delay makes them. */
  readonly listed = new Set<string>();
  /** The newest that Search returned. */
  readonly #newest = new Set<string>();
  #oldestOfNewest = Number.POSITIVE_INFINITY;

  constructor(window: Window) {
    this.window = window;
  }

  /** What a resource that one end came upon is to us. `behind`: where the other end has been already. */
  place(end: 'Descending' | 'Ascending', name: string, created: Date | undefined): 'new' | 'known' | 'behind' {
    const own = this.#ends[end];
    const other = this.#ends[end === 'Descending' ? 'Ascending' : 'Descending'];
    const second = created === undefined ? own.reached : Math.floor(created.getTime() / 1000);
    if (end === 'Descending' ? second < other.reached : second > other.reached) return 'behind';
    if (this.knows(name)) return 'known';
    own.reached = second;
    this.found += 1;
    remember(own.names, name, second);
    if (end === 'Descending' && this.#newest.size < newestKept) {
      this.#newest.add(name);
      this.#oldestOfNewest = second;
    }
    return 'new';
  }

  /** The part of the window that neither end has come to. */
  rest(): Window {
    const { Descending, Ascending } = this.#ends;
    return {
      ...this.window,
      ...(Number.isFinite(Ascending.reached) ? { from: new Date(Ascending.reached * 1000) } : {}),
      ...(Number.isFinite(Descending.reached) ? { before: new Date((Descending.reached + 1) * 1000) } : {}),
    };
  }

  get hasNewest(): boolean {
    return this.#newest.size > 0;
  }

  /** Was it found, as far as the names are remembered: those of the newest, those next to the two ends, those listed. */
  knows(name: string): boolean {
    const { Descending, Ascending } = this.#ends;
    return this.listed.has(name) || this.#newest.has(name) || Descending.names.has(name) || Ascending.names.has(name);
  }

  /** Is it new enough to be missing among the newest, and within the window? */
  covers(created: Date | undefined): boolean {
    if (created === undefined) return true;
    if (this.window.from !== undefined && created < this.window.from) return false;
    return this.#newest.size < newestKept || Math.floor(created.getTime() / 1000) > this.#oldestOfNewest;
  }
}

const newestKept = 300;
const namesKept = 300;

/** Keeps the latest names, and all of the latest second. */
function remember(names: Map<string, number>, name: string, second: number): void {
  names.set(name, second);
  for (const [oldest, its] of names) {
    if (names.size <= namesKept || its === second) break;
    names.delete(oldest);
  }
}
