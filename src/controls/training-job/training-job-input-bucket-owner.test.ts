import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeFact, type Estate, subjectOf } from '../../../test/support/estate.ts';
import { accountId, hardenedEstate } from '../../../test/support/hardened-estate.ts';
import type { FactValues } from '../../model/fact.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { trainingJobInputBucketOwner } from './training-job-input-bucket-owner.ts';

const foreign = '444455556666';
const uri = 'InputDataConfig[0].DataSource.S3DataSource.S3Uri';
const named = { owner: 'other-account', accountId: foreign, evidence: 'its owner answers' } as const;
const nameless = { owner: 'other-account', evidence: 'it exists, and s3:ListBuckets does not list it' } as const;
const policy = { fact: 'bucket-policy', accountId, value: unknown('AccessDenied on s3:GetBucketPolicy') } as const;

function ownedBy(value: FactValues['bucket-owner']) {
  return (estate: Estate) => changeFact(estate, 'bucket-owner', value);
}

/** A second bucket that the estate knows, beside `churn-data`. */
function withBucket(subject: string, value: FactValues['bucket-owner'] | ReturnType<typeof unknown>) {
  return (estate: Estate): Estate => ({
    ...estate,
    facts: [...estate.facts, { fact: 'bucket-owner', subject, accountId, value }, { ...policy, subject }],
  });
}

const s3 = (S3Uri: unknown, S3DataType = 'S3Prefix') => ({
  ChannelName: 'c',
  DataSource: { S3DataSource: { S3DataType, S3Uri } },
});
const dataset = (DatasetArn: unknown) => ({ ChannelName: 'c', DataSource: { DatasetSource: { DatasetArn } } });
const hub = (account: string) => `arn:aws:sagemaker:eu-west-1:${account}:hub-content/hub/DataSet/reviews/1.0.0`;
const files = {
  ChannelName: 'c',
  DataSource: { FileSystemDataSource: { FileSystemId: 'fs-1', FileSystemType: 'EFS', DirectoryPath: '/' } },
};
const accessPoint = `arn:aws:s3:eu-west-1:${foreign}:accesspoint/partner`;

describeControl(trainingJobInputBucketOwner, [
  { name: 'the data is of the account', expect: 'PASSED', notes: ['listed by s3:ListAllMyBuckets'] },
  {
    name: 'the data is of another account',
    estate: ownedBy(named),
    expect: 'FAILED',
    cause: 'foreignBucket',
    message: `\`churn-data\`, which belongs to account ${foreign}`,
    notes: ['its owner answers'],
  },
  {
    name: 'the data is of another account that nobody could name',
    estate: ownedBy(nameless),
    expect: 'FAILED',
    message: 'belongs to another account',
  },
  {
    name: 'the other account is trusted',
    estate: ownedBy(named),
    parameters: { trustedAccountIds: [foreign] },
    expect: 'PASSED',
  },
  {
    name: 'another account is trusted than the one that owns the data',
    estate: ownedBy(named),
    parameters: { trustedAccountIds: ['777788889999'] },
    expect: 'FAILED',
  },
  {
    name: 'an account without a name may be one that is trusted',
    estate: ownedBy(nameless),
    parameters: { trustedAccountIds: [foreign] },
    expect: 'UNKNOWN',
    cause: 'ownerNotNamed',
  },
  {
    name: 'a deleted bucket has no owner any more',
    estate: ownedBy({ owner: 'nobody', evidence: 'NoSuchBucket' }),
    expect: 'UNKNOWN',
    cause: 'noBucket',
  },
  {
    name: 'the owner could not be asked for',
    estate: (estate) => changeFact(estate, 'bucket-owner', unknown('AccessDenied on s3:ListAllMyBuckets')),
    expect: 'UNKNOWN',
    cause: 'AccessDenied on s3:ListAllMyBuckets',
  },
  { name: 'a bucket nobody asked about', given: { [uri]: 's3://elsewhere/train' }, expect: 'UNKNOWN' },
  { name: 'a plan does not know the location yet', given: { [uri]: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'a location that is not in S3',
    given: { [uri]: 'https://example.com/x' },
    expect: 'UNKNOWN',
    cause: 'notS3',
  },
  {
    name: 'the job could not be described',
    given: { InputDataConfig: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeTrainingJob' },
    expect: 'UNKNOWN',
  },
  { name: 'a job without data', given: { InputDataConfig: absent }, expect: 'NOT_APPLICABLE', cause: 'noData' },
  { name: 'a job on a file system alone', given: { InputDataConfig: [files] }, expect: 'NOT_APPLICABLE' },
  {
    name: 'a file system beside the data does not matter',
    given: { InputDataConfig: [files, s3('s3://churn-data/train/')] },
    expect: 'PASSED',
  },
  {
    name: 'one foreign channel is enough, although the owner of another is not known',
    given: { InputDataConfig: [s3('s3://mystery/x'), s3('s3://partner-data/x'), s3('s3://churn-data/train/')] },
    estate: withBucket('partner-data', named),
    expect: 'FAILED',
    message: '`partner-data`',
  },
  {
    name: 'an unknown owner outweighs a known one',
    given: { InputDataConfig: [s3('s3://churn-data/train/'), s3('s3://mystery/x')] },
    expect: 'UNKNOWN',
  },
  {
    name: 'the access point of another account',
    given: { InputDataConfig: [s3(`s3://${accessPoint}/train`)] },
    estate: withBucket(accessPoint, { ...named, evidence: 'the access point names its account' }),
    expect: 'FAILED',
  },
  {
    name: 'an own access point may lead to a foreign bucket',
    given: { InputDataConfig: [s3(`s3://${accessPoint}/train`)] },
    estate: withBucket(accessPoint, unknown('the bucket behind the access point is not known')),
    expect: 'UNKNOWN',
  },
  {
    name: 'a manifest is judged by where it lies',
    given: { InputDataConfig: [s3('s3://churn-data/train.manifest', 'ManifestFile')] },
    expect: 'PASSED',
    notes: ['`churn-data` belongs to', 'is a manifest: what it lists was not read'],
  },
  { name: 'a data set of the account', given: { InputDataConfig: [dataset(hub(accountId))] }, expect: 'PASSED' },
  {
    name: 'a data set of another account',
    given: { InputDataConfig: [dataset(hub(foreign))] },
    expect: 'FAILED',
    cause: 'foreignDataset',
  },
  {
    name: 'a data set of the public hub of AWS',
    given: { InputDataConfig: [dataset(hub('aws'))] },
    expect: 'FAILED',
    message: 'belongs to AWS',
  },
  {
    name: 'a data set of the public hub, which is trusted',
    given: { InputDataConfig: [dataset(hub('aws'))] },
    parameters: { trustedAccountIds: ['aws'] },
    expect: 'PASSED',
  },
  {
    name: 'a data set without an account',
    given: { InputDataConfig: [dataset('reviews')] },
    expect: 'UNKNOWN',
    cause: 'noAccount',
  },
  {
    name: 'the job is being deleted',
    given: { TrainingJobStatus: 'Deleting' },
    estate: ownedBy(named),
    expect: 'NOT_APPLICABLE',
  },
]);

it('what the foreign channel reads is copied, and the new job reads the copy', () => {
  const job = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob'));
  const steps = trainingJobInputBucketOwner.remediation.steps(job, { url: "s3://partner-data/it's/" });
  expect(steps[1]?.command).toBe(
    `aws s3 cp 's3://partner-data/it'\\''s/' s3://YOUR_BUCKET/PREFIX/ --region eu-west-1 --recursive`,
  );
  expect(steps[2]?.command).toContain('select(.S3Uri == "s3://partner-data/it');
  expect(steps[2]?.command).toContain(') = "s3://YOUR_BUCKET/PREFIX/"\' > training-job.json');
});
