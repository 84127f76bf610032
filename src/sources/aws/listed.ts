import type { Resource, ResourceType } from '../../model/resource.ts';
import type { SnapshotRecord } from '../../model/snapshot.ts';
import type { Outcome } from './attempt.ts';
import { reasonOf } from './failure.ts';
import type { RegionScan } from './region-scan.ts';

/** The evidence of a resource that a List named and a Describe did not find any more. */
export const vanished = 'deleted while the scan ran';

/** The items of all pages of a List. A page that fails ends it, and leaves a gap that hides the type. */
export async function* pagesOf<Page extends { NextToken?: string | undefined }, Item>(
  scan: RegionScan,
  type: ResourceType,
  list: (token: string | undefined) => Promise<Outcome<Page>>,
  items: (page: Page) => readonly Item[] | undefined,
): AsyncGenerator<readonly Item[]> {
  let token: string | undefined;
  do {
    const { value: page, failure } = await list(token);
    if (failure !== undefined) {
      scan.gap(failure, { hides: type });
      return;
    }
    yield items(page) ?? [];
    token = followed(token, page.NextToken);
  } while (token !== undefined);
}

/** The next token; none where the service repeats itself, which would never end. */
export function followed(token: string | undefined, next: string | undefined): string | undefined {
  return next === token || next === '' ? undefined : next;
}

/** How to read a resource type that has a List with summaries and a Describe for each. */
export interface Listing<Page extends { NextToken?: string | undefined }, Summary> {
  readonly resourceType: ResourceType;
  list(scan: RegionScan, token: string | undefined): Promise<Outcome<Page>>;
  items(page: Page): readonly Summary[] | undefined;
  identify(summary: Summary): { readonly name: string | undefined; readonly arn: string | undefined };
  /** What the summary tells, in the names of the Describe answer. Default: the summary as it is. */
  known?(summary: Summary): object;
  /** Left out where the List tells everything. */
  readonly describe?: {
    readonly operation: string;
    call(scan: RegionScan, name: string, summary: Summary): Promise<Outcome<object>>;
  };
  readonly listOperation: string;
  /** What must stand in the snapshot before these resources. */
  prepare?(scan: RegionScan, resources: readonly Resource[]): Promise<void>;
}

/** All resources of a type, page by page. */
export async function* readListing<Page extends { NextToken?: string | undefined }, Summary>(
  scan: RegionScan,
  listing: Listing<Page, Summary>,
): AsyncGenerator<SnapshotRecord> {
  const pages = pagesOf(
    scan,
    listing.resourceType,
    (token) => listing.list(scan, token),
    (page) => listing.items(page),
  );
  for await (const summaries of pages) {
    const resources = await Promise.all(summaries.map((summary) => readOne(scan, listing, summary)));
    await listing.prepare?.(scan, resources);
    for (const resource of resources) yield { resource };
  }
}

async function readOne<Page extends { NextToken?: string | undefined }, Summary>(
  scan: RegionScan,
  listing: Listing<Page, Summary>,
  summary: Summary,
): Promise<Resource> {
  const { resourceType, describe, listOperation } = listing;
  const { name = '', arn } = listing.identify(summary);
  const known = listing.known?.(summary) ?? (summary as object);
  const tags = scan.tags(resourceType, arn);
  if (describe === undefined) {
    return scan.resource(resourceType, { name, arn, answer: known, operation: listOperation, tags: await tags });
  }
  const [described, itsTags] = await Promise.all([describe.call(scan, name, summary), tags]);
  const { operation } = describe;
  return scan.resource(resourceType, {
    name,
    arn,
    operation,
    tags: itsTags,
    ...readAnswer(scan, described, known, arn ?? name),
  });
}

/** The answer of a Describe; where it failed, what was known before, with the reason. */
export function readAnswer(
  scan: RegionScan,
  { value, failure }: Outcome<object>,
  known: object,
  example: string,
): { answer: object; unread?: string; gone?: string } {
  if (failure === undefined) return { answer: value };
  if (failure.kind === 'missing') return { answer: known, gone: vanished };
  scan.gap(failure, { example });
  return { answer: known, unread: reasonOf(failure) };
}
