import type { FactValues } from '../../../model/fact.ts';
import { modelReferences } from '../../../model/model-artifacts.ts';
import { parseS3Url } from '../../../model/s3-url.ts';
import { isUnknown, type Unknown, unknown } from '../../../model/value.ts';
import { chainTypes, servedModels } from '../chain.ts';
import { reasonOf } from '../failure.ts';
import type { RegionScan } from '../region-scan.ts';
import type { Collector } from '../types.ts';
import { isDirectoryBucket } from './buckets.ts';

type Artifact = FactValues['model-artifact'];
type Kind = 'object' | 'prefix';

/** Does what the models behind endpoints are made of still exist? */
export const modelArtifacts: Collector = {
  facts: ['model-artifact'],
  needs: [...chainTypes, 'AWS::SageMaker::ModelPackage'],
  actions: [
    {
      // Not s3:GetObject: whoever may list sees what is missing, and needs to read nothing.
      action: 's3:ListBucket',
      why: 'tells whether the artifacts of models exist',
      resourceScoped: true,
    },
  ],
  async *collect(scan) {
    const [served, packages] = await Promise.all([servedModels(scan), scan.kept.all('AWS::SageMaker::ModelPackage')]);
    const kinds = new Map<string, Set<Kind>>();
    for (const reference of [...served, ...packages].flatMap(modelReferences)) {
      if (reference.to !== 'artifact') continue;
      kinds.set(reference.url, (kinds.get(reference.url) ?? new Set()).add(reference.kind));
    }
    const facts = await Promise.all(
      [...kinds].map(async ([url, some]) => [url, await judge(scan, url, some)] as const),
    );
    for (const [url, value] of facts) yield scan.fact('model-artifact', url, value);
  },
};

async function judge(scan: RegionScan, url: string, kinds: ReadonlySet<Kind>): Promise<Artifact | Unknown> {
  const [first, second] = await Promise.all([...kinds].map((kind) => probe(scan, url, kind)));
  if (first === undefined) return unknown('no model names it');
  if (second === undefined || isUnknown(first)) return first;
  if (isUnknown(second)) return second;
  const differ = first.exists !== second.exists;
  return differ ? unknown('models name it as an object and as a prefix, and only one of these exists') : first;
}

async function probe(scan: RegionScan, url: string, kind: Kind): Promise<Artifact | Unknown> {
  const place = parseS3Url(url);
  if (place === undefined) return unknown('not an S3 URL');
  const bucket = place.kind === 'bucket' ? place.bucket : place.accessPoint;
  if (isDirectoryBucket(bucket)) return unknown('directory buckets are read by another API');
  const { value, failure } = await scan.account.buckets.ask('ListObjectsV2', bucket, {
    Bucket: bucket,
    Prefix: place.key,
    MaxKeys: 1,
  });
  if (failure?.code === 'NoSuchBucket') {
    return { exists: false, missing: 'bucket', evidence: 'NoSuchBucket on s3:ListObjectsV2' };
  }
  if (failure !== undefined) {
    scan.gap(failure, { example: url });
    return unknown(reasonOf(failure));
  }
  const [found] = value.Contents ?? [];
  // Keys are listed in order, so that a key stands before all others that begin with it.
  if (kind === 'prefix' ? found !== undefined : found?.Key === place.key) return { exists: true };
  return {
    exists: false,
    missing: kind,
    evidence: kind === 'prefix' ? 's3:ListObjectsV2 finds nothing under it' : 's3:ListObjectsV2 does not find the key',
  };
}
