import type { Fact } from '../../model/fact.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import type { Snapshot, SnapshotRecord } from '../../model/snapshot.ts';
import type { FileSource, Input, OpenOptions } from '../file-source.ts';
import { jsonHead } from '../json-file.ts';
import { bucketFacts } from './bucket.ts';
import { iamResource } from './iam.ts';
import { readItems } from './items.ts';
import { Recorded } from './recorded.ts';
import { isSageMakerType, sageMakerResource } from './sagemaker.ts';

/**
 * Reads what AWS Config recorded: a configuration snapshot, or the answer to an advanced query over an account or an
 * aggregator, of `AWS::SageMaker::*`, `AWS::IAM::Role`, `AWS::IAM::Policy` and `AWS::S3::Bucket`.
 */
export const awsConfig: FileSource = {
  name: 'aws-config',

  recognises({ isDirectory, head: bytes }: Input): boolean {
    const head = isDirectory ? undefined : jsonHead(bytes);
    if (head === undefined) return false;
    if (/"(?:configurationItems|[bB]aseConfigurationItems)"\s*:\s*\[/.test(head)) return true;
    return /^\s*\{\s*"(?:Results|QueryInfo)"\s*:/.test(head);
  },

  async open({ path }: Input, { toolVersion, now }: OpenOptions): Promise<Snapshot> {
    const items = latest(readItems(path).map((item) => new Recorded(item, path)));
    const records = items.filter(({ isGone }) => !isGone).flatMap((item) => recordsOf(item));
    const resources = records.flatMap((record) => ('resource' in record ? [record.resource] : []));
    const distinct = <V>(values: readonly V[]) => [...new Set(values)].filter((value) => value !== '').sort();
    return {
      header: {
        capturedAt:
          items
            .map(({ capturedAt }) => capturedAt)
            .sort()
            .at(-1) || now,
        toolVersion,
        source: 'aws-config',
        input: path,
        accounts: distinct(resources.map(({ accountId }) => accountId)),
        regions: distinct(resources.map(({ region }) => region)),
        // Nothing in the file tells whether AWS Config records a type of which there is no item.
        resourceTypes: distinct<ResourceType>(resources.map(({ type }) => type)),
        elsewhere: 'AWS Config may not have recorded it, or the query did not ask for it',
        windows: {},
      },
      records,
    };
  },
};

function recordsOf(item: Recorded): SnapshotRecord[] {
  if (item.type === 'AWS::S3::Bucket') return bucketFacts(item).map((fact: Fact) => ({ fact }));
  const resource: Resource | undefined = isSageMakerType(item.type) ? sageMakerResource(item) : iamResource(item);
  return resource === undefined ? [] : [{ resource }];
}

/** A resource history holds several items of one resource. */
function latest(items: readonly Recorded[]): Recorded[] {
  const newest = new Map<string, Recorded>();
  for (const item of items) {
    const known = newest.get(item.id);
    if (known === undefined || known.capturedAt < item.capturedAt) newest.set(item.id, item);
  }
  return [...newest.values()];
}
