import { z } from 'zod';
import {
  type Context,
  defineControl,
  every,
  fail,
  guard,
  notApplicable,
  pass,
  undecided,
} from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import { awsCli, shellQuote, step } from '../aws-cli.ts';
import { bucketOf, type InputChannel, s3PlaceOf, s3Uri } from './input-channel.ts';
import type { TrainingJob } from './remediation.ts';
import { tlsOnly } from './tls-only.ts';

export const trainingJobInputTls = defineControl({
  id: 'training-job-input-tls',
  title: 'Training jobs read from buckets that refuse unencrypted transport',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.DATA.UNENCRYPTED.001',
      title: 'SageMaker Training Data Source Must Use Encrypted Reads',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: {
        hipaa: ['164.312(e)(1)', '164.312(e)(2)(ii)'],
        'nist-800-53-r5': ['SC-8', 'SC-13'],
        'owasp-nhi': ['NHI6'],
        soc2: ['CC6.7'],
      },
    },
  ],
  checks:
    'Reads the policy of each bucket in `InputDataConfig`. Fails when it does not deny `s3:GetObject` to everybody when ' +
    '`aws:SecureTransport` is false. The default encryption of the bucket is shown as evidence; with `requireKms`, a ' +
    'bucket that does not encrypt each object under KMS with a context of its own fails too. Other sources than S3 are ' +
    'not judged.',
  why:
    'S3 answers over plain HTTP as well, and nothing in a training job can demand otherwise: only the bucket can. Where ' +
    'it does not, one careless script or endpoint setting sends the training data over the network readable.',
  remediation: {
    summary:
      'Add a statement to the policy of the bucket that denies every request over plain HTTP. The job itself need not ' +
      'change: SageMaker has no setting for it.',
    steps: (job, { bucket = 'BUCKET', encryption } = {}) =>
      encryption === undefined ? refusePlainHttp(job, String(bucket)) : [encryptObjects(job, String(bucket))],
  },
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  ],
  messages: {
    noPolicy: 'it reads from bucket `{bucket}`, which also answers over plain HTTP: it has no policy',
    notEnforced: 'it reads from bucket `{bucket}`, which also answers over plain HTTP: {why}',
    noKms: 'it reads from bucket `{bucket}`, whose objects are not bound to KMS contexts of their own: {encryption}',
    unreadablePolicy: 'the policy of bucket `{bucket}` cannot be read: {why}',
    notS3: '`{url}` is not an S3 location',
    noData: 'it reads no data from S3',
  },
  parameters: {
    requireKms: {
      schema: z.boolean(),
      default: false,
      description: 'Also fail where a bucket does not encrypt new objects under KMS, without a bucket key',
    },
  },
  needs: { facts: ['bucket-policy', 'bucket-encryption'] },
  evaluate(job, { parameters: { requireKms }, index }) {
    const channels = job.list('InputDataConfig');
    if (channels.length === 0) return notApplicable('noData', { at: 'InputDataConfig' });
    return every(channels, (channel) => judgeChannel(channel, requireKms, index));
  },
});

function judgeChannel(channel: InputChannel, requireKms: boolean, index: Context['index']) {
  const place = s3PlaceOf(channel);
  if (place === undefined) return notApplicable('noData', { at: channel.at('DataSource') });
  const at = channel.at(s3Uri);
  const { url, location } = place;
  if (location === undefined) return undecided('notS3', { at, data: { url } });
  const bucket = bucketOf(location);

  const transport = () => {
    const { document } = index.fact('bucket-policy', bucket, channel.resource);
    const notes = [describeEncryption(bucket, index, channel)];
    const expected = 'a bucket whose policy denies plain HTTP';
    if (document === null) return fail('noPolicy', { at, expected, data: { bucket }, notes });
    const policy = tlsOnly(document, bucket);
    if (policy.enforced === true) {
      return pass({ at, notes: [`bucket \`${bucket}\` refuses plain HTTP by ${policy.by} of its policy`, ...notes] });
    }
    const data = { bucket, why: policy.why };
    if (policy.enforced === 'unknown') return undecided('unreadablePolicy', { at, data, notes });
    return fail('notEnforced', { at, expected, data, notes });
  };
  const encryption = () => {
    const fact = index.fact('bucket-encryption', bucket, channel.resource);
    const bound = /^aws:kms(:dsse)?$/.test(fact.algorithm) && !fact.bucketKeyEnabled;
    if (bound) return pass({ at });
    return fail('noKms', { at, expected: 'SSE-KMS without a bucket key', data: { bucket, encryption: inWords(fact) } });
  };
  return every(requireKms ? [transport, encryption] : [transport], (judge) => judge());
}

function describeEncryption(bucket: string, index: Context['index'], { resource }: InputChannel): string {
  const fact = guard(() => index.fact('bucket-encryption', bucket, resource));
  return `default encryption of bucket \`${bucket}\`: ${'status' in fact ? `not known (${fact.reason})` : inWords(fact)}`;
}

interface Encryption {
  readonly algorithm: string;
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled: boolean;
}

function inWords({ algorithm, kmsKeyId, bucketKeyEnabled }: Encryption): string {
  const key = kmsKeyId === undefined ? '' : ` with key ${kmsKeyId}`;
  return `${algorithm}${key}${bucketKeyEnabled ? ', and one bucket key for all objects' : ''}`;
}

/** A new policy replaces the whole of the old one, so that the statement is added to what is there. */
function refusePlainHttp({ resource }: TrainingJob, bucket: string): RemediationStep[] {
  const objects = `arn:${resource.arn?.split(':')[1] ?? 'aws'}:s3:::${bucket}`;
  const statement = {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [objects, `${objects}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const add = `.Statement |= ((if type == "array" then . else [.] end) + [${JSON.stringify(statement)}])`;
  const read = awsCli(resource, 's3api get-bucket-policy', { bucket, query: 'Policy', output: 'text' });
  return [
    step(
      `Save the policy of bucket ${bucket}; if it has none, write {"Version":"2012-10-17","Statement":[]} to the file`,
      `${read} > bucket-policy.json`,
    ),
    step('Add a statement that denies plain HTTP', `jq ${shellQuote(add)} bucket-policy.json > tls-only.json`),
    step('Put it back', awsCli(resource, 's3api put-bucket-policy', { bucket, policy: 'file://tls-only.json' })),
  ];
}

/** Objects that are there already keep the encryption they were written with. */
function encryptObjects({ resource }: TrainingJob, bucket: string): RemediationStep {
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'KMS_KEY_ID' },
    BucketKeyEnabled: false,
  };
  return step(
    'Encrypt new objects with a key of yours, each in a context of its own, and write the data again',
    awsCli(resource, 's3api put-bucket-encryption', {
      bucket,
      'server-side-encryption-configuration': JSON.stringify({ Rules: [rule] }),
    }),
  );
}
