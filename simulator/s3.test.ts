import { request } from 'node:http';
import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { BucketEstate } from './estate.ts';
import { account, daysAgo, home, other, refusal, simulate } from './testing.ts';

const eu = { region: 'eu-west-1', creationDate: daysAgo(100) };
const keys = ['a/1', 'a/2', 'a/b/3', 'b', 'odd key+ü&<x>'];

const mine: BucketEstate = {
  name: 'mine',
  ...eu,
  policy: '{"Version":"2012-10-17","Statement":[]}',
  encryption: {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:aws:kms:k' },
        BucketKeyEnabled: true,
      },
    ],
  },
  objects: [
    ...keys.map((Key) => ({ Key, Size: 42, LastModified: daysAgo(3), body: `body of ${Key}` })),
    { Key: 'gone', deleted: true },
  ],
};

function buckets() {
  return simulate({
    accounts: [
      account({
        buckets: [
          mine,
          { name: 'plain', ...eu },
          { name: 'american', region: 'us-east-1', creationDate: daysAgo(5), policy: '{}' },
        ],
      }),
      account({
        accountId: other,
        buckets: [
          { name: 'shared', ...eu, policy: '{}', readableBy: [home], objects: [{ Key: 'k' }] },
          { name: 'public', ...eu, readableBy: '*', objects: [{ Key: 'k' }] },
          { name: 'closed', ...eu, objects: [{ Key: 'k' }] },
        ],
      }),
    ],
  });
}

describe('ListBuckets', () => {
  it('names the own buckets of every region, page after page', async () => {
    const { s3 } = await buckets();
    const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 2 }));
    expect(first.Buckets?.map((one) => [one.Name, one.BucketRegion])).toEqual([
      ['american', 'us-east-1'],
      ['mine', 'eu-west-1'],
    ]);
    const rest = await s3.send(new ListBucketsCommand({ MaxBuckets: 2, ContinuationToken: first.ContinuationToken }));
    expect(rest.Buckets?.map((one) => one.Name)).toEqual(['plain']);
    expect(rest.ContinuationToken).toBeUndefined();
    const american = await s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));
    expect(american.Buckets?.map((one) => one.Name)).toEqual(['american']);
  });
});

describe('HeadBucket', () => {
  it('finds a bucket that the caller may list, and says where it is', async () => {
    const { s3 } = await buckets();
    for (const Bucket of ['mine', 'shared', 'public']) {
      expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'eu-west-1' });
    }
  });

  it('is 403 for a closed bucket of another account and 404 for a missing one, without a body', async () => {
    const { s3 } = await buckets();
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'closed' })))).toMatchObject({ status: 403 });
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'missing' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    });
  });

  it('is 403 when the owner is another than expected, though the bucket is readable', async () => {
    const { s3 } = await buckets();
    const head = (Bucket: string, ExpectedBucketOwner: string) =>
      s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    await expect(head('mine', home)).resolves.toBeDefined();
    await expect(head('shared', other)).resolves.toBeDefined();
    expect(await refusal(head('shared', home))).toMatchObject({ status: 403 });
    expect(await refusal(head('closed', other))).toMatchObject({ status: 403 });
  });

  it('is 301 from another region, with the region in a header that the SDK can follow', async () => {
    const { s3, simulator } = await buckets();
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'american' })))).toMatchObject({ status: 301 });
    const following = new S3Client({
      endpoint: simulator.url,
      region: 'eu-west-1',
      followRegionRedirects: true,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    });
    expect(await following.send(new HeadBucketCommand({ Bucket: 'american' }))).toMatchObject({
      BucketRegion: 'us-east-1',
    });
  });
});

describe('ListObjectsV2', () => {
  const list = (s3: S3Client, input: Partial<ListObjectsV2CommandInput> = {}) =>
    s3.send(new ListObjectsV2Command({ Bucket: 'mine', ...input }));

  it('gives the keys under a prefix in order, without deleted ones', async () => {
    const { s3 } = await buckets();
    const found = await list(s3);
    expect(found.Contents?.map((object) => object.Key)).toEqual(keys);
    expect(found.Contents?.[0]).toMatchObject({ Size: 42, LastModified: daysAgo(3) });
    expect((await list(s3, { Prefix: 'a/' })).KeyCount).toBe(3);
    expect((await list(s3, { Prefix: 'gone' })).KeyCount).toBe(0);
    expect((await list(s3, { StartAfter: 'a/b/3' })).KeyCount).toBe(2);
    expect((await list(s3, { EncodingType: 'url', Prefix: 'odd' })).Contents?.[0]?.Key).toBe(
      encodeURIComponent('odd key+ü&<x>'),
    );
  });

  it('puts the exact key first when one key is asked for', async () => {
    const { s3 } = await buckets();
    const found = await list(s3, { Prefix: 'b', MaxKeys: 1 });
    expect(found.Contents?.map((object) => object.Key)).toEqual(['b']);
    expect(found.IsTruncated).toBe(false);
  });

  it('pages and collapses', async () => {
    const { s3 } = await buckets();
    const first = await list(s3, { MaxKeys: 2 });
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    const next = await list(s3, { MaxKeys: 100, ContinuationToken: first.NextContinuationToken });
    expect(next.Contents?.map((object) => object.Key)).toEqual(keys.slice(2));
    const collapsed = await list(s3, { Delimiter: '/', Prefix: 'a/' });
    expect(collapsed.Contents?.map((object) => object.Key)).toEqual(['a/1', 'a/2']);
    expect(collapsed.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }]);
  });

  it('tells a missing bucket from a closed one', async () => {
    const { s3 } = await buckets();
    expect(await refusal(list(s3, { Bucket: 'missing' }))).toMatchObject({ name: 'NoSuchBucket', status: 404 });
    expect(await refusal(list(s3, { Bucket: 'closed' }))).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(await refusal(list(s3, { Bucket: 'american' }))).toMatchObject({ name: 'PermanentRedirect', status: 301 });
  });
});

describe('bucket policy and encryption', () => {
  it('are answered to the owner', async () => {
    const { s3, simulator } = await buckets();
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket: 'mine' }))).Policy).toBe(mine.policy);
    const { ServerSideEncryptionConfiguration: own } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: 'mine' }),
    );
    expect(own).toEqual(mine.encryption);
    const { ServerSideEncryptionConfiguration: byDefault } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: 'plain' }),
    );
    expect(byDefault?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    expect(simulator.actions).toEqual(new Set(['s3:GetBucketPolicy', 's3:GetEncryptionConfiguration']));
  });

  it('are 404 without a policy, 403 in a closed bucket and 405 in a foreign one that is open', async () => {
    const { s3 } = await buckets();
    const policy = (Bucket: string) => refusal(s3.send(new GetBucketPolicyCommand({ Bucket })));
    expect(await policy('plain')).toMatchObject({ name: 'NoSuchBucketPolicy', status: 404 });
    expect(await policy('missing')).toMatchObject({ name: 'NoSuchBucket', status: 404 });
    expect(await policy('closed')).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(await policy('shared')).toMatchObject({ name: 'MethodNotAllowed', status: 405 });
    expect(await refusal(s3.send(new GetBucketEncryptionCommand({ Bucket: 'shared' })))).toMatchObject({
      name: 'AccessDenied',
      status: 403,
    });
  });

  it('tells the location from any region', async () => {
    const { s3 } = await buckets();
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'mine' }))).LocationConstraint).toBe('eu-west-1');
    const { LocationConstraint: american } = await s3.send(new GetBucketLocationCommand({ Bucket: 'american' }));
    expect(american ?? '').toBe('');
  });
});

describe('objects', () => {
  it('are headed and read', async () => {
    const { s3 } = await buckets();
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'mine', Key: 'a/1' }))).toMatchObject({
      ContentLength: 42,
      LastModified: daysAgo(3),
    });
    const odd = await s3.send(new GetObjectCommand({ Bucket: 'mine', Key: 'odd key+ü&<x>' }));
    expect(await odd.Body?.transformToString()).toBe('body of odd key+ü&<x>');
  });

  it('are 404 when missing or deleted, but 403 to whom may not list the bucket', async () => {
    const { s3, simulator } = await buckets();
    const head = (Bucket: string, Key: string) => refusal(s3.send(new HeadObjectCommand({ Bucket, Key })));
    expect(await head('mine', 'nothing')).toMatchObject({ name: 'NotFound', status: 404 });
    expect(await head('mine', 'gone')).toMatchObject({ name: 'NotFound', status: 404 });
    expect(await head('closed', 'k')).toMatchObject({ status: 403 });
    simulator.setFaults([{ match: { action: 's3:ListBucket' }, effect: 'accessDenied' }]);
    expect(await head('mine', 'nothing')).toMatchObject({ status: 403 });
  });
});

it('S3 refuses to write, and records that it was tried', async () => {
  const { s3, simulator } = await buckets();
  const put = new PutObjectCommand({ Bucket: 'mine', Key: 'new', Body: 'x' });
  expect(await refusal(s3.send(put))).toMatchObject({ name: 'NotImplemented', status: 501 });
  expect(simulator.calls()).toMatchObject([
    { service: 's3', operation: 'PutObject', action: 's3:PutObject', resources: ['mine', 'mine/new'] },
  ]);
});

it('S3 understands a bucket in the host name', async () => {
  const { simulator } = await buckets();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: simulator.port,
        method: 'HEAD',
        path: '/a/1',
        headers: {
          host: 'mine.s3.eu-west-1.amazonaws.com',
          authorization: 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/eu-west-1/s3/aws4_request',
        },
      },
      (answer) => resolve(answer.statusCode),
    );
    asked.on('error', reject).end();
  });
  expect(status).toBe(200);
  expect(simulator.callCounts).toEqual({ 's3:HeadObject': 1 });
});
