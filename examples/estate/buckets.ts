import type { BucketEstate, ObjectEstate } from '../../simulator/estate.ts';
import { daysAgo, keyArn, type Place, production } from './place.ts';

export const dataBucket = 'larkspur-ml-data-eu';
export const modelBucket = 'larkspur-ml-models-eu';
export const clickstreamBucket = 'larkspur-clickstream-eu';
export const exportsBucket = 'larkspur-feature-exports-eu';
export const usBucket = 'larkspur-ml-us';
/** Deleted, but a live endpoint still loads its model from it. */
export const deletedBucket = 'larkspur-recs-artifacts-2023';
export const weatherBucket = 'halden-weather-feed';
export const panelBucket = 'basketpanel-exports';
export const sampleBucket = 'sample-models-eu-west-1';

/** The production account's buckets: two that insist on TLS, one without a policy, one with a policy that misses it. */
export function productionBuckets(now: Date): BucketEstate[] {
  const eu: Place = { accountId: production, region: 'eu-west-1', now };
  const us: Place = { ...eu, region: 'us-east-1' };
  return [
    {
      name: dataBucket,
      ...born(eu, 900),
      policy: tlsOnly(dataBucket),
      encryption: kms(eu),
      objects: objects(eu, 'fraud/train/part-0000.parquet', 'demand/train/part-0000.parquet', 'pricing/train/data.csv'),
    },
    {
      name: modelBucket,
      ...born(eu, 900),
      policy: tlsOnly(modelBucket),
      encryption: kms(eu),
      objects: [
        ...objects(
          eu,
          'fraud/v11/model.tar.gz',
          'fraud/v12/model.tar.gz',
          'churn/v3/model.tar.gz',
          'search/minilm/model.tar.gz',
          'vision/qa/model.tar.gz',
          'ensemble/preprocess/model.tar.gz',
          'ensemble/rank/model.tar.gz',
          'basket/store-001.tar.gz',
          'basket/store-002.tar.gz',
        ),
        ...objects(eu, 'pricing/v1/model.tar.gz').map((object) => ({ ...object, deleted: true })),
      ],
    },
    {
      name: clickstreamBucket,
      ...born(eu, 700),
      objects: objects(eu, 'churn/train/2026/part-0000.json.gz', 'recs/train/part-0000.parquet'),
    },
    {
      name: exportsBucket,
      ...born(eu, 300),
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Sid: 'ModernTlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${exportsBucket}`, `arn:aws:s3:::${exportsBucket}/*`],
          Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
        },
      }),
      objects: objects(eu, 'features/2026-10/export.csv'),
    },
    {
      name: usBucket,
      ...born(us, 350),
      policy: tlsOnly(usBucket),
      encryption: kms(us),
      objects: objects(
        us,
        'assistant/base/config.json',
        'assistant/canary/model.tar.gz',
        'assistant/train/chats.jsonl',
      ),
    },
  ];
}

export function researchBuckets(now: Date): BucketEstate[] {
  const eu: Place = { accountId: production, region: 'eu-west-1', now };
  return [
    {
      name: 'larkspur-research-eu',
      ...born(eu, 200),
      policy: tlsOnly('larkspur-research-eu'),
      objects: objects(eu, 'ablation/train/part-0000.parquet'),
    },
  ];
}

/** A vendor's feed that production may read. */
export function weatherBuckets(now: Date): BucketEstate[] {
  const eu: Place = { accountId: production, region: 'eu-west-1', now };
  return [
    {
      name: weatherBucket,
      ...born(eu, 1500),
      readableBy: [production],
      objects: objects(eu, 'hourly/2026/part-0000.parquet'),
    },
  ];
}

/** Another vendor's bucket, which lets nobody look. */
export function panelBuckets(now: Date): BucketEstate[] {
  const eu: Place = { accountId: production, region: 'eu-west-1', now };
  return [{ name: panelBucket, ...born(eu, 1200), objects: objects(eu, 'panel/2026/households.parquet') }];
}

/** Public sample models, as AWS serves them. */
export function sampleBuckets(now: Date): BucketEstate[] {
  const eu: Place = { accountId: production, region: 'eu-west-1', now };
  return [
    {
      name: sampleBucket,
      ...born(eu, 2000),
      readableBy: '*',
      objects: objects(eu, 'text-summarization/bart/model.tar.gz'),
    },
  ];
}

function born(place: Place, days: number) {
  return { region: place.region, creationDate: daysAgo(place, days) };
}

function kms(place: Place) {
  return {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn(place) },
        BucketKeyEnabled: false,
      },
    ],
  };
}

function tlsOnly(bucket: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

function objects(place: Place, ...keys: string[]): ObjectEstate[] {
  return keys.map((Key, index) => ({
    Key,
    Size: 1_000_000 + index,
    LastModified: daysAgo(place, 60 + index),
    ETag: `"${String(index).padStart(32, '0')}"`,
    StorageClass: 'STANDARD',
  }));
}
