import type { DescribeTrainingJobResponse, Tag, TrainingJobStatus } from '@aws-sdk/client-sagemaker';

/** The members of a training job that no two jobs of one cause share. */
type VaryingMembers =
  | 'TrainingJobName'
  | 'TrainingJobArn'
  | 'TrainingJobStatus'
  | 'SecondaryStatus'
  | 'FailureReason'
  | 'ModelArtifacts'
  | 'CreationTime'
  | 'TrainingStartTime'
  | 'TrainingEndTime'
  | 'LastModifiedTime'
  | 'TrainingTimeInSeconds'
  | 'BillableTimeInSeconds';

/** What all jobs of one cause share. */
export type ConstantMembers = Omit<DescribeTrainingJobResponse, VaryingMembers>;

/** What tells one job from the next. */
export type JobMembers = Pick<DescribeTrainingJobResponse, VaryingMembers>;

/** One cause in a generated history: `share` of the jobs look like `job`. */
export interface JobKind {
  /** First part of the job names: letters, digits and dashes, at most 30 characters. */
  readonly prefix: string;
  /** Relative weight among the kinds. */
  readonly share: number;
  /** Settings laid over the default job, in AWS's shape. An explicit `undefined` leaves a member out. */
  readonly job?: Partial<ConstantMembers>;
  readonly tags?: readonly Tag[];
}

/** What `generateTrainingJobs` needs to know. */
export interface HistoryOptions {
  readonly count: number;
  /** The first job is created at or after this moment. */
  readonly from: Date;
  /** The last job is created before this moment; jobs that would end after it are in progress. */
  readonly to: Date;
  readonly accountId: string;
  readonly region: string;
  readonly roleArns: readonly string[];
  readonly buckets: readonly string[];
  readonly mix: readonly JobKind[];
}

/** A training-job history computed by index, in the order of creation; nothing of it is held. */
export interface TrainingJobHistory {
  readonly count: number;
  /** Creation time of job `index`, in epoch milliseconds; never falls as the index rises. */
  createdAt(index: number): number;
  lastModifiedAt(index: number): number;
  status(index: number): TrainingJobStatus;
  name(index: number): string;
  /** The index of the job of that name, or -1. */
  indexOf(name: string): number;
  /** The first index created at or after `time` (epoch milliseconds); `count` when none is. */
  firstAtOrAfter(time: number): number;
  /** The members shared by all jobs like this one: the same object for each of them. */
  constant(index: number): ConstantMembers;
  varying(index: number): JobMembers;
  tags(index: number): readonly Tag[];
}

/**
 * A deterministic history of any length.
 * The same options give the same jobs, whatever was asked before.
 */
export function generateTrainingJobs(options: HistoryOptions): TrainingJobHistory {
  const { count, roleArns, buckets, mix } = options;
  const from = options.from.getTime();
  const to = options.to.getTime();
  const step = (to - from) / Math.max(count, 1);
  const kindOf = pickByShare(mix);
  const constants = new Map(
    mix.map((kind) => [
      kind,
      roleArns.map((roleArn) => buckets.map((bucket) => constantMembers(kind, roleArn, bucket, options.region))),
    ]),
  );

  const createdAt = (index: number) => Math.floor(from + (index + fraction(index, 1) * 0.999) * step);
  const durationOf = (index: number) => 300_000 + Math.floor(fraction(index, 2) ** 3 * 6 * 3_600_000);
  const endOf = (index: number) => createdAt(index) + durationOf(index);
  const name = (index: number) =>
    `${kindOf(fraction(index, 3)).prefix}-${stamp(createdAt(index))}-${index.toString(36).padStart(5, '0')}`;

  function status(index: number): 'InProgress' | 'Completed' | 'Failed' | 'Stopped' {
    if (endOf(index) > to) return 'InProgress';
    const luck = fraction(index, 4);
    return luck < 0.94 ? 'Completed' : luck < 0.98 ? 'Failed' : 'Stopped';
  }

  function constant(index: number): ConstantMembers {
    const ofKind = constants.get(kindOf(fraction(index, 3))) ?? [];
    const ofRole = at(ofKind, Math.floor(fraction(index, 5) * roleArns.length));
    return at(ofRole, Math.floor(fraction(index, 6) * buckets.length));
  }

  function varying(index: number): JobMembers {
    const jobName = name(index);
    const created = createdAt(index);
    const state = status(index);
    const ended = state !== 'InProgress';
    const seconds = ended ? Math.floor(durationOf(index) / 1000) - 120 : undefined;
    const output = constant(index).OutputDataConfig?.S3OutputPath ?? '';
    return {
      TrainingJobName: jobName,
      TrainingJobArn: `arn:aws:sagemaker:${options.region}:${options.accountId}:training-job/${jobName}`,
      TrainingJobStatus: state,
      SecondaryStatus: ended ? state : 'Training',
      FailureReason: state === 'Failed' ? 'AlgorithmError: ExecuteUserScriptError, exit code: 1' : undefined,
      ModelArtifacts: { S3ModelArtifacts: `${output}/${jobName}/output/model.tar.gz` },
      CreationTime: new Date(created),
      TrainingStartTime: new Date(created + 120_000),
      TrainingEndTime: ended ? new Date(endOf(index)) : undefined,
      LastModifiedTime: new Date(lastModifiedAt(index)),
      TrainingTimeInSeconds: seconds,
      BillableTimeInSeconds: seconds,
    };
  }

  const lastModifiedAt = (index: number) => Math.min(endOf(index), to);

  function indexOf(jobName: string): number {
    const index = Number.parseInt(jobName.slice(jobName.lastIndexOf('-') + 1), 36);
    return index >= 0 && index < count && name(index) === jobName ? index : -1;
  }

  function firstAtOrAfter(time: number): number {
    let index = Math.min(Math.max(Math.floor((time - from) / step) - 1, 0), count);
    while (index > 0 && createdAt(index - 1) >= time) index -= 1;
    while (index < count && createdAt(index) < time) index += 1;
    return index;
  }

  const tags = (index: number) => kindOf(fraction(index, 3)).tags ?? [];
  return { count, createdAt, lastModifiedAt, status, name, indexOf, firstAtOrAfter, constant, varying, tags };
}

function constantMembers(kind: JobKind, roleArn: string, bucket: string, region: string): ConstantMembers {
  const team = kind.prefix;
  return {
    AlgorithmSpecification: {
      TrainingImage: `763104351884.dkr.ecr.${region}.amazonaws.com/pytorch-training:2.6.0-cpu-py312`,
      TrainingInputMode: 'FastFile',
      EnableSageMakerMetricsTimeSeries: true,
    },
    HyperParameters: { epochs: '20', 'learning-rate': '0.001', sagemaker_program: 'train.py' },
    RoleArn: roleArn,
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: {
          S3DataSource: {
            S3DataType: 'S3Prefix',
            S3Uri: `s3://${bucket}/${team}/train/`,
            S3DataDistributionType: 'FullyReplicated',
          },
        },
        CompressionType: 'None',
        RecordWrapperType: 'None',
      },
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/${team}/models`, CompressionType: 'GZIP', KmsKeyId: '' },
    ResourceConfig: { InstanceType: 'ml.m5.2xlarge', InstanceCount: 1, VolumeSizeInGB: 50 },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    EnableNetworkIsolation: false,
    EnableInterContainerTrafficEncryption: false,
    EnableManagedSpotTraining: false,
    ...kind.job,
  };
}

function pickByShare(mix: readonly JobKind[]): (fraction: number) => JobKind {
  const total = mix.reduce((sum, kind) => sum + kind.share, 0);
  return (fraction) => {
    let left = fraction * total;
    for (const kind of mix) {
      left -= kind.share;
      if (left < 0) return kind;
    }
    return at(mix, mix.length - 1);
  };
}

/** A number in [0, 1) that depends on the index and on what it is for, and on nothing else. */
function fraction(index: number, salt: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** SageMaker's SDKs end generated names with the moment of creation. */
function stamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace(/[T:]/g, '-');
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no entry ${index} in a list of ${list.length}`);
  return item;
}
