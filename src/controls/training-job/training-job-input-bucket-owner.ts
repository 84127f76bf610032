import { z } from 'zod';
import {
  type Context,
  defineControl,
  every,
  fail,
  notApplicable,
  pass,
  undecided,
  type VerdictData,
} from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import { awsCli, shellQuote, step } from '../aws-cli.ts';
import { bucketOf, type InputChannel, s3PlaceOf, s3Uri } from './input-channel.ts';
import { runAgain, type TrainingJob } from './remediation.ts';

export const trainingJobInputBucketOwner = defineControl({
  id: 'training-job-input-bucket-owner',
  title: 'Training jobs read data of their own account or of trusted ones',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.DATA.CROSSACCOUNT.001',
      title: 'SageMaker Training Data Source Must Not Cross Account Boundary',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: {
        hipaa: ['164.312(e)(1)'],
        'nist-800-53-r5': ['AC-4', 'AC-6'],
        'owasp-nhi': ['NHI6'],
        soc2: ['CC6.1', 'CC6.6'],
      },
    },
  ],
  checks:
    'Reads the S3 location or data set of each channel of `InputDataConfig` and asks whose bucket it is. Fails when it ' +
    'belongs to another account that is not among `trustedAccountIds`; the sample buckets of AWS are of other accounts. ' +
    'A manifest is judged by where it lies itself. File systems are not judged.',
  why:
    'A model is what its data made it. Whoever owns the bucket can change the data under your job, quietly and at any ' +
    'time, and poison the model; and the model may give away what you had no right to learn from.',
  remediation: {
    summary:
      'Copy the data into a bucket of the account, after a look at what it holds, and run the job anew on the copy. ' +
      'Where the source is meant, list its account in `trustedAccountIds`.',
    steps: readCopy,
    terraform: 'input_data_config { data_source { s3_data_source { s3_uri = ... } } }',
  },
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html'],
  messages: {
    foreignBucket: 'it reads from `{bucket}`, which belongs to {owner}',
    foreignDataset: 'it reads the data set `{dataset}`, which belongs to {owner}',
    ownerNotNamed: '`{bucket}` belongs to another account, and it is not known whether to one that you trust',
    noBucket: 'the bucket `{bucket}` does not exist any more: whose it was cannot be told',
    notS3: '`{url}` is not an S3 location',
    noAccount: 'the data set `{dataset}` does not tell its account, or it is not known in which account the job runs',
    noData: 'it reads no data from S3',
  },
  parameters: {
    trustedAccountIds: {
      schema: z.array(z.union([z.string().regex(/^\d{12}$/), z.literal('aws')])),
      default: [],
      description:
        'Accounts whose data your jobs may read: 12 digits each, or `aws` for the data sets of its public hub',
    },
  },
  needs: { facts: ['bucket-owner'] },
  evaluate(job, { parameters: { trustedAccountIds }, index }) {
    const channels = job.list('InputDataConfig');
    if (channels.length === 0) return notApplicable('noData', { at: 'InputDataConfig' });
    return every(channels, (channel) => judgeChannel(channel, trustedAccountIds, index));
  },
});

function judgeChannel(channel: InputChannel, trusted: readonly string[], index: Context['index']) {
  const place = s3PlaceOf(channel);
  if (place === undefined) return judgeDataset(channel, trusted);
  const at = channel.at(s3Uri);
  const { url, location } = place;
  if (location === undefined) return undecided('notS3', { at, data: { url } });

  const bucket = bucketOf(location);
  const { owner, accountId, evidence } = index.fact('bucket-owner', bucket, channel.resource);
  if (owner === 'nobody') return undecided('noBucket', { at, data: { bucket } });
  if (owner === 'other-account' && accountId === undefined && trusted.length > 0) {
    return undecided('ownerNotNamed', { at, data: { bucket } });
  }
  const whose = owner === 'scanned-account' ? 'the account of the job' : nameOf(accountId);
  const notes = [`\`${bucket}\` belongs to ${whose}: ${evidence}`, ...manifestNotes(channel, url)];
  if (owner === 'scanned-account' || (accountId !== undefined && trusted.includes(accountId))) {
    return pass({ at, notes });
  }
  return fail('foreignBucket', { at, expected: 'a bucket of the account', data: { bucket, owner: whose, url }, notes });
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DatasetSource.html */
function judgeDataset(channel: InputChannel, trusted: readonly string[]) {
  const path = 'DataSource.DatasetSource.DatasetArn';
  const dataset = channel.read(path, { whenAbsent: undefined });
  const at = channel.at(dataset === undefined ? 'DataSource' : path);
  if (dataset === undefined) return notApplicable('noData', { at });

  const accountId = dataset.split(':')[4] ?? '';
  const own = channel.resource.accountId;
  if (!/^(\d{12}|aws)$/.test(accountId)) return undecided('noAccount', { at, data: { dataset } });
  const owner = nameOf(accountId);
  const notes = [`\`${dataset}\` belongs to ${owner}, which its ARN names`];
  if (accountId === own || trusted.includes(accountId)) return pass({ at, notes });
  if (own === '' && accountId !== 'aws') return undecided('noAccount', { at, data: { dataset } });
  return fail('foreignDataset', { at, expected: 'a data set of the account', data: { dataset, owner }, notes });
}

function nameOf(accountId: string | undefined): string {
  if (accountId === 'aws') return 'AWS';
  return accountId === undefined ? 'another account' : `account ${accountId}`;
}

function manifestNotes(channel: InputChannel, url: string): string[] {
  const isManifest = channel.peek('DataSource.S3DataSource.S3DataType')?.endsWith('ManifestFile') ?? false;
  return isManifest ? [`\`${url}\` is a manifest: what it lists was not read, and may lie in other buckets`] : [];
}

function readCopy(job: TrainingJob, { url = 'SOURCE_S3_URI' }: VerdictData = {}): RemediationStep[] {
  const copy = 's3://YOUR_BUCKET/PREFIX/';
  const location = `.InputDataConfig[].DataSource.S3DataSource | select(.S3Uri == ${JSON.stringify(url)}) | .S3Uri`;
  return [
    step('If you trust the account: list it in the parameter `trustedAccountIds` of this control, and you are done'),
    step(
      'Otherwise copy the data into a bucket of yours, and look at what it holds',
      awsCli(job.resource, `s3 cp ${shellQuote(String(url))} ${copy}`, { recursive: true }),
    ),
    ...runAgain(job, { suffix: 'own-data', difference: 'on the copy', filter: `(${location}) = "${copy}"` }),
  ];
}
