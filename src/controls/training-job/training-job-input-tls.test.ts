import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, changeFact, type Estate, subjectOf } from '../../../test/support/estate.ts';
import { accountId, hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { trainingJobInputTls } from './training-job-input-tls.ts';

const uri = 'InputDataConfig[0].DataSource.S3DataSource.S3Uri';
const allow = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::churn-data/*' }],
});
const policy = (document: string | null) => (estate: Estate) => changeFact(estate, 'bucket-policy', { document });
const encryption =
  (algorithm: string, bucketKeyEnabled = false) =>
  (estate: Estate) =>
    changeFact(estate, 'bucket-encryption', { algorithm, bucketKeyEnabled });
const denied = unknown('AccessDenied on s3:GetBucketPolicy');
const s3 = (S3Uri: string) => ({ ChannelName: 'c', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri } } });
const files = {
  ChannelName: 'c',
  DataSource: { FileSystemDataSource: { FileSystemId: 'fs-1', FileSystemType: 'EFS', DirectoryPath: '/' } },
};

/** A second bucket of the account that refuses nothing, beside `churn-data`. */
function withOpenBucket(estate: Estate): Estate {
  const owner = { owner: 'scanned-account', accountId, evidence: 'listed' } as const;
  const open = { subject: 'open-data', accountId } as const;
  return {
    ...estate,
    facts: [
      ...estate.facts,
      { ...open, fact: 'bucket-owner', value: owner },
      { ...open, fact: 'bucket-policy', value: { document: null } },
    ],
  };
}

describeControl(trainingJobInputTls, [
  {
    name: 'the bucket refuses plain HTTP',
    expect: 'PASSED',
    notes: [
      '`churn-data` refuses plain HTTP by statement `TlsOnly`',
      'default encryption of bucket `churn-data`: aws:kms',
    ],
  },
  {
    name: 'the policy of the bucket refuses nothing',
    estate: policy(allow),
    expect: 'FAILED',
    cause: 'notEnforced',
    message: 'no statement denies on `aws:SecureTransport`',
  },
  { name: 'the bucket has no policy', estate: policy(null), expect: 'FAILED', cause: 'noPolicy' },
  { name: 'the policy is malformed', estate: policy('{'), expect: 'UNKNOWN', cause: 'unreadablePolicy' },
  {
    name: 'a policy that could not be read is not a missing one',
    estate: (estate) => changeFact(estate, 'bucket-policy', denied),
    expect: 'UNKNOWN',
    cause: 'AccessDenied on s3:GetBucketPolicy',
  },
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
    name: 'one open bucket is enough, although nothing is known of another',
    given: { InputDataConfig: [s3('s3://mystery/x'), s3('s3://churn-data/x'), s3('s3://open-data/x')] },
    estate: withOpenBucket,
    expect: 'FAILED',
    message: 'bucket `open-data`',
  },
  {
    name: 'an unknown bucket outweighs one that refuses',
    given: { InputDataConfig: [s3('s3://churn-data/x'), s3('s3://mystery/x')] },
    expect: 'UNKNOWN',
  },
  {
    name: 'encryption with keys of S3 is told, and does not decide',
    estate: encryption('AES256'),
    expect: 'PASSED',
    notes: ['refuses plain HTTP', 'AES256'],
  },
  {
    name: 'encryption that could not be read does not decide',
    estate: (estate) => changeFact(estate, 'bucket-encryption', denied),
    expect: 'PASSED',
    notes: ['refuses plain HTTP', 'not known (AccessDenied on s3:GetBucketPolicy)'],
  },
  { name: 'KMS is required, and used', parameters: { requireKms: true }, expect: 'PASSED' },
  {
    name: 'KMS in two layers is KMS',
    estate: encryption('aws:kms:dsse'),
    parameters: { requireKms: true },
    expect: 'PASSED',
  },
  {
    name: 'KMS is required, and not used',
    estate: encryption('AES256'),
    parameters: { requireKms: true },
    expect: 'FAILED',
    cause: 'noKms',
    message: 'AES256',
  },
  {
    name: 'KMS is required, and a bucket key stands for every object',
    estate: encryption('aws:kms', true),
    parameters: { requireKms: true },
    expect: 'FAILED',
    cause: 'noKms',
  },
  {
    name: 'KMS is required and not used, which an unknown policy does not change',
    estate: (estate) => changeFact(encryption('AES256')(estate), 'bucket-policy', denied),
    parameters: { requireKms: true },
    expect: 'FAILED',
  },
  {
    name: 'KMS is required, and the encryption could not be read',
    estate: (estate) => changeFact(estate, 'bucket-encryption', denied),
    parameters: { requireKms: true },
    expect: 'UNKNOWN',
  },
  {
    name: 'the job is being deleted',
    given: { TrainingJobStatus: 'Deleting' },
    estate: policy(null),
    expect: 'NOT_APPLICABLE',
  },
]);

it('the statement is added to the policy that the bucket has', () => {
  const job = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob'));
  const commands = trainingJobInputTls.remediation.steps(job, { bucket: 'open-data' }).map(({ command }) => command);
  expect(commands).toEqual([
    'aws s3api get-bucket-policy --region eu-west-1 --bucket open-data --query Policy --output text > bucket-policy.json',
    `jq '.Statement |= ((if type == "array" then . else [.] end) + [{"Sid":"DenyPlainHttp","Effect":"Deny",` +
      `"Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::open-data","arn:aws:s3:::open-data/*"],` +
      `"Condition":{"Bool":{"aws:SecureTransport":"false"}}}])' bucket-policy.json > tls-only.json`,
    'aws s3api put-bucket-policy --region eu-west-1 --bucket open-data --policy file://tls-only.json',
  ]);
});

it('a bucket without KMS gets a default key', () => {
  const job = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob'));
  const steps = trainingJobInputTls.remediation.steps(job, { bucket: 'open-data', encryption: 'AES256' });
  expect(steps.map(({ command }) => command)).toEqual([
    'aws s3api put-bucket-encryption --region eu-west-1 --bucket open-data --server-side-encryption-configuration ' +
      `'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KMS_KEY_ID"},` +
      `"BucketKeyEnabled":false}]}'`,
  ]);
});
