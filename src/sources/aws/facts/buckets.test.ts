import { describe, expect, it } from 'vitest';
import type { BucketEstate } from '../../../../simulator/estate.ts';
import type { Fault } from '../../../../simulator/faults.ts';
import { collectLive } from '../../../../test/support/live.ts';
import { accountId, arnOf, daysAgo, smallAccount, smallEstate } from '../../../../test/support/small-estate.ts';
import type { FactName } from '../../../model/fact.ts';
import type { AwsOptions } from '../types.ts';

const other = '999999999999';

function bucket(name: string, parts: Partial<BucketEstate> = {}): BucketEstate {
  return { name, region: 'eu-west-1', creationDate: daysAgo(900), ...parts };
}

const buckets: readonly BucketEstate[] = [
  bucket('own', { policy: '{"Statement":[]}' }),
  bucket('own-far-away', {
    region: 'ap-southeast-2',
    encryption: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' },
          BucketKeyEnabled: true,
        },
      ],
    },
  }),
];
const foreign: readonly BucketEstate[] = [
  bucket('foreign-open', { readableBy: '*', policy: '{"Statement":[]}' }),
  bucket('foreign-closed'),
  bucket('foreign-far-away', { region: 'us-west-2', readableBy: '*' }),
];

async function collect(
  urls: readonly string[],
  facts: readonly FactName[],
  options: Partial<AwsOptions> & { faults?: readonly Fault[] } = {},
) {
  const jobs = urls.map((S3Uri, index) => ({
    TrainingJobName: `j${index}`,
    TrainingJobArn: arnOf('training-job', `j${index}`),
    TrainingJobStatus: 'Completed' as const,
    SecondaryStatus: 'Completed' as const,
    CreationTime: daysAgo(1),
    ModelArtifacts: { S3ModelArtifacts: undefined },
    StoppingCondition: {},
    ResourceConfig: { InstanceCount: 1, VolumeSizeInGB: 1 },
    InputDataConfig: [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri } } },
    ],
  }));
  return collectLive({
    estate: smallEstate(smallAccount({ buckets, regions: { 'eu-west-1': { trainingJobs: jobs } } }), {
      accountId: other,
      buckets: foreign,
    }),
    resourceTypes: new Set(),
    facts: new Set(facts),
    tagsOf: new Set(),
    ...options,
  });
}

const noList: Fault[] = [{ match: { action: 's3:ListAllMyBuckets' }, effect: 'accessDenied' }];

describe('the owner of a bucket', () => {
  const owner = (options: Parameters<typeof collect>[2], ...names: string[]) =>
    collect(
      names.map((name) => `s3://${name}/data/`),
      ['bucket-owner'],
      options,
    ).then((live) => ({
      owners: live.facts('bucket-owner'),
      live,
    }));

  it('is the scanned account, where it lists the bucket', async () => {
    const { owners, live } = await owner({}, 'own', 'own-far-away');
    expect(owners).toEqual({
      own: { owner: 'scanned-account', accountId, evidence: 'listed by s3:ListBuckets' },
      'own-far-away': { owner: 'scanned-account', accountId, evidence: 'listed by s3:ListBuckets' },
    });
    expect(live.calls).toMatchObject({ 's3:ListBuckets': 1 });
    expect(live.calls['s3:HeadBucket']).toBeUndefined();
  });

  it('is another account, where the bucket exists and is not listed, readable or not', async () => {
    const { owners, live } = await owner({}, 'foreign-open', 'foreign-closed', 'foreign-far-away');
    expect(owners).toMatchObject({
      'foreign-open': { owner: 'other-account' },
      'foreign-closed': { owner: 'other-account', evidence: 'it exists, and s3:ListBuckets does not list it' },
      'foreign-far-away': { owner: 'other-account' },
    });
    expect(live.gaps).toEqual([]);
  });

  it('is named, where it is an account that the user knows', async () => {
    const { owners } = await owner({ knownAccountIds: ['123456789012', other] }, 'foreign-open');
    expect(owners['foreign-open']).toMatchObject({ owner: 'other-account', accountId: other });
  });

  it('is nobody, where the bucket does not exist', async () => {
    const { owners } = await owner({}, 'deleted-last-year');
    expect(owners['deleted-last-year']).toMatchObject({ owner: 'nobody' });
  });

  it('is told by the bucket itself, where listing is denied', async () => {
    const { owners } = await owner({ faults: noList }, 'own', 'own-far-away', 'foreign-open', 'deleted-last-year');
    expect(owners).toMatchObject({
      own: { owner: 'scanned-account', evidence: 's3:HeadBucket accepts the account as its owner' },
      'own-far-away': { owner: 'scanned-account' },
      'foreign-open': {
        owner: 'other-account',
        evidence: 's3:HeadBucket sees it, and refuses the account as its owner',
      },
      'deleted-last-year': { owner: 'nobody' },
    });
  });

  it('is unknown, where listing and the bucket are denied: it may be the own account that lets nobody look', async () => {
    const { owners, live } = await owner({ faults: noList }, 'foreign-closed');
    expect(owners['foreign-closed']).toEqual({ $unknown: 'AccessDenied on s3:HeadBucket' });
    expect(live.gaps).toContainEqual(
      expect.objectContaining({ operation: 's3:HeadBucket', permission: 's3:ListBucket' }),
    );
  });

  it('is unknown, where listing is denied and the question for the owner got no answer', async () => {
    const struck: Fault = { match: { operation: 'HeadBucket', resource: 'own' }, effect: 'throttle', times: 3 };
    const { owners, live } = await owner({ faults: [...noList, struck] }, 'own');
    expect(live.calls['s3:HeadBucket']).toBeGreaterThan(1);
    expect(owners.own).toMatchObject({ $unknown: expect.stringContaining('on s3:HeadBucket') });
  });

  it('is unknown, where S3 cannot be reached', async () => {
    const faults: Fault[] = [{ match: { operation: 'HeadBucket' }, effect: 'cutConnection' }];
    const { owners } = await owner({ faults }, 'foreign-open');
    expect(owners['foreign-open']).toEqual({ $unknown: 'ECONNRESET on s3:HeadBucket' });
  });

  it('of an access point is its account when that is another one, and unknown when it is the own', async () => {
    const point = (account: string) => `arn:aws:s3:eu-west-1:${account}:accesspoint/features`;
    const live = await collect(
      [`s3://${point(other)}/x/`, `s3://${point(accountId)}/x/`, 's3://features-abc-s3alias/x/'],
      ['bucket-owner', 'bucket-policy', 'bucket-encryption'],
    );
    expect(live.facts('bucket-owner')).toMatchObject({
      [point(other)]: { owner: 'other-account', accountId: other },
      [point(accountId)]: { $unknown: 'the bucket behind the access point is not known' },
      'features-abc-s3alias': { $unknown: 'the bucket behind the access point is not known' },
    });
    expect(Object.keys(live.calls).filter((call) => call.startsWith('s3:'))).toEqual([]);
  });

  it('of a directory bucket is unknown, without a session that no permission is asked for', async () => {
    const { owners, live } = await owner({}, 'fast--euw1-az1--x-s3');
    expect(owners['fast--euw1-az1--x-s3']).toMatchObject({ $unknown: expect.stringContaining('directory buckets') });
    expect(Object.keys(live.calls).filter((call) => call.startsWith('s3:'))).toEqual([]);
  });

  it('is asked for once, however many jobs and regions read the bucket', async () => {
    const { live } = await owner({ regions: ['eu-west-1', 'us-east-1'] }, ...Array(30).fill('foreign-open'));
    expect(live.records.filter((record) => 'fact' in record).length).toBe(1);
    expect(live.calls['s3:ListBuckets']).toBe(1);
  });
});

describe('what is no bucket', () => {
  it('has no facts, and costs no call', async () => {
    const live = await collect(
      ['s3://a b/c', 'https://example.com/data', 'nonsense', ''],
      ['bucket-owner', 'bucket-policy'],
    );
    expect(live.records.filter((record) => 'fact' in record)).toEqual([]);
    expect(Object.keys(live.calls).filter((call) => call.startsWith('s3:'))).toEqual([]);
    expect(live.names('AWS::SageMaker::TrainingJob').length).toBe(4);
  });
});

describe('the settings of a bucket', () => {
  const settings = ['bucket-policy', 'bucket-encryption'] as const;

  it('are read in the region where it stands', async () => {
    const live = await collect(['s3://own/', 's3://own-far-away/'], settings);
    expect(live.facts('bucket-policy')).toEqual({
      own: { document: '{"Statement":[]}' },
      'own-far-away': { document: null },
    });
    expect(live.facts('bucket-encryption')).toEqual({
      own: { algorithm: 'AES256', bucketKeyEnabled: false },
      'own-far-away': { algorithm: 'aws:kms', kmsKeyId: 'alias/data', bucketKeyEnabled: true },
    });
    expect(live.gaps).toEqual([]);
  });

  it('are not asked for where the bucket is known to be foreign', async () => {
    const live = await collect(['s3://foreign-open/', 's3://foreign-closed/'], ['bucket-owner', ...settings]);
    const unread = { $unknown: 'the bucket belongs to another account' };
    expect(live.facts('bucket-policy')).toEqual({ 'foreign-open': unread, 'foreign-closed': unread });
    expect(live.gaps).toEqual([]);
  });

  it('are unknown where they are refused, never absent', async () => {
    const live = await collect(['s3://own/', 's3://foreign-open/'], settings, {
      faults: [{ match: { resource: 'own', service: 's3' }, effect: 'accessDenied' }],
    });
    expect(live.facts('bucket-policy')).toEqual({
      own: { $unknown: 'AccessDenied on s3:GetBucketPolicy' },
      'foreign-open': { $unknown: 'MethodNotAllowed on s3:GetBucketPolicy' },
    });
    expect(live.gaps.map(({ permission }) => permission)).toContain('s3:GetEncryptionConfiguration');
  });
});

describe('the buckets of the account', () => {
  it('are a fact of their own', async () => {
    const live = await collect([], ['account-buckets']);
    expect(live.facts('account-buckets')).toEqual({ [accountId]: { names: ['own', 'own-far-away'] } });
  });

  it('are unknown where listing is denied', async () => {
    const live = await collect([], ['account-buckets'], { faults: noList });
    expect(live.facts('account-buckets')).toEqual({ [accountId]: { $unknown: 'AccessDenied on s3:ListBuckets' } });
  });
});
