import type { Channel, DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import { generateTrainingJobs, type JobKind, type TrainingJobHistory } from '../../simulator/history.ts';
import {
  clickstreamBucket,
  dataBucket,
  exportsBucket,
  modelBucket,
  panelBucket,
  usBucket,
  weatherBucket,
} from './buckets.ts';
import { arn, daysAgo, deepLearningImage, keyArn, networkOf, type Place, roleArn } from './place.ts';

/** Eighty days of scheduled training: most findings of the estate come from its four causes. */
export function scheduledTraining(place: Place): TrainingJobHistory {
  return generateTrainingJobs({
    count: 408,
    from: daysAgo(place, 80),
    to: place.now,
    accountId: place.accountId,
    region: place.region,
    roleArns: [roleArn('churn-training')],
    buckets: [clickstreamBucket],
    mix: [churn(), fraud(place), demand(place), recommendations(place)],
  });
}

/** Nothing was ever set: no isolation, no VPC, no key, data from a bucket that takes plain HTTP. */
function churn(): JobKind {
  return {
    prefix: 'churn-xgboost',
    share: 45,
    job: { Environment: { WAREHOUSE_USER: 'churn', WAREHOUSE_PASSWORD: 'example-password-0000' } },
    tags: [{ Key: 'team', Value: 'churn' }],
  };
}

/** As the platform team would have it. */
function fraud(place: Place): JobKind {
  return {
    prefix: 'fraud-xgboost',
    share: 30,
    job: {
      RoleArn: roleArn('fraud-training'),
      InputDataConfig: [channel('train', `s3://${dataBucket}/fraud/train/`)],
      OutputDataConfig: { S3OutputPath: `s3://${modelBucket}/fraud`, KmsKeyId: keyArn(place) },
      ResourceConfig: {
        InstanceType: 'ml.m5.4xlarge',
        InstanceCount: 2,
        VolumeSizeInGB: 100,
        VolumeKmsKeyId: keyArn(place),
      },
      VpcConfig: networkOf(place),
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
    },
    tags: [{ Key: 'team', Value: 'risk' }],
  };
}

/** Distributed without encryption between its nodes, fed by a vendor's bucket. */
function demand(place: Place): JobKind {
  return {
    prefix: 'demand-deepar',
    share: 15,
    job: {
      RoleArn: roleArn('demand-training'),
      InputDataConfig: [
        channel('train', `s3://${dataBucket}/demand/train/`),
        channel('weather', `s3://${weatherBucket}/hourly/2026/`),
      ],
      OutputDataConfig: { S3OutputPath: `s3://${modelBucket}/demand`, KmsKeyId: keyArn(place) },
      ResourceConfig: {
        InstanceType: 'ml.c5.9xlarge',
        InstanceCount: 4,
        VolumeSizeInGB: 200,
        VolumeKmsKeyId: keyArn(place),
      },
      VpcConfig: networkOf(place),
      EnableNetworkIsolation: true,
    },
    tags: [{ Key: 'team', Value: 'supply' }],
  };
}

/** GPU instances keep their data on local disks, which take no key. */
function recommendations(place: Place): JobKind {
  return {
    prefix: 'recs-two-tower',
    share: 10,
    job: {
      RoleArn: roleArn('recs-training'),
      InputDataConfig: [channel('train', `s3://${clickstreamBucket}/recs/train/`)],
      OutputDataConfig: { S3OutputPath: `s3://${modelBucket}/recs`, KmsKeyId: keyArn(place) },
      ResourceConfig: { InstanceType: 'ml.g5.12xlarge', InstanceCount: 2, VolumeSizeInGB: 0 },
      VpcConfig: networkOf(place),
      EnableInterContainerTrafficEncryption: true,
    },
    tags: [{ Key: 'team', Value: 'recommendations' }],
  };
}

/** Jobs started by hand, each for one reason. */
export function trainingJobs(place: Place): DescribeTrainingJobResponse[] {
  return [
    // Running since before any window that a scan looks back.
    job(place, 'catalog-embeddings-long-run', 110, {
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Training',
      TrainingEndTime: undefined,
    }),
    job(place, 'pricing-elasticity-mixed-nodes', 21, {
      ResourceConfig: {
        VolumeSizeInGB: 80,
        InstanceGroups: [
          { InstanceGroupName: 'data', InstanceType: 'ml.m5.2xlarge', InstanceCount: 2 },
          { InstanceGroupName: 'gpu', InstanceType: 'ml.g5.2xlarge', InstanceCount: 1 },
        ],
      },
      EnableInterContainerTrafficEncryption: true,
    }),
    job(place, 'panel-uplift-study', 17, {
      InputDataConfig: [channel('panel', `s3://${panelBucket}/panel/2026/`)],
    }),
    job(place, 'feature-export-check', 11, {
      InputDataConfig: [channel('features', `s3://${exportsBucket}/features/2026-10/`)],
    }),
    // Its role was deleted when the intern left.
    job(place, 'intern-baseline', 64, { RoleArn: roleArn('intern-2026') }),
    job(place, 'vision-qa-from-fsx', 40, {
      InputDataConfig: [
        {
          ChannelName: 'images',
          DataSource: {
            FileSystemDataSource: {
              FileSystemId: 'fs-0a1b2c3d4e5f60718',
              FileSystemAccessMode: 'ro',
              FileSystemType: 'FSxLustre',
              DirectoryPath: '/fsx/vision-qa',
            },
          },
        },
      ],
    }),
    job(place, 'simulation-without-data', 9, { InputDataConfig: undefined }),
    job(place, 'archived-experiment', 210, { EnableNetworkIsolation: false, VpcConfig: undefined }),
    job(place, 'cleanup-in-progress', 30, { TrainingJobStatus: 'Deleting', SecondaryStatus: 'Stopped' }),
  ];
}

export function secondRegionTrainingJobs(place: Place): DescribeTrainingJobResponse[] {
  const chats = [channel('train', `s3://${usBucket}/assistant/train/`)];
  return [
    job(place, 'assistant-distill', 14, { RoleArn: roleArn('model-serving'), InputDataConfig: chats }),
    // Serverless customisation has no cluster to configure.
    job(place, 'assistant-preference-tuning', 6, {
      RoleArn: roleArn('model-serving'),
      InputDataConfig: chats,
      AlgorithmSpecification: undefined,
      ResourceConfig: undefined,
      VpcConfig: undefined,
      EnableNetworkIsolation: undefined,
      ServerlessJobConfig: {
        BaseModelArn: `arn:aws:sagemaker:${place.region}:aws:hub-content/SageMakerPublicHub/Model/small-instruct/1.0.0`,
        JobType: 'FineTuning',
        CustomizationTechnique: 'DPO',
      },
      OutputModelPackageArn: arn(place, 'model-package', 'assistant/8'),
    }),
  ];
}

export function researchTrainingJobs(place: Place): DescribeTrainingJobResponse[] {
  return [
    job(place, 'ablation-layer-norm', 4, {
      RoleArn: roleArn('ablation-training', place.accountId),
      InputDataConfig: [channel('train', 's3://larkspur-research-eu/ablation/train/')],
      EnableNetworkIsolation: false,
    }),
  ];
}

function channel(ChannelName: string, S3Uri: string): Channel {
  return {
    ChannelName,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } },
    CompressionType: 'None',
    RecordWrapperType: 'None',
  };
}

/** A well-kept job of two hours, with what is special about it laid over. */
function job(
  place: Place,
  name: string,
  days: number,
  settings: Partial<DescribeTrainingJobResponse>,
): DescribeTrainingJobResponse {
  const created = daysAgo(place, days);
  const after = (seconds: number) => new Date(created.getTime() + seconds * 1000);
  return {
    TrainingJobName: name,
    TrainingJobArn: arn(place, 'training-job', name),
    ModelArtifacts: { S3ModelArtifacts: `s3://${modelBucket}/experiments/${name}/output/model.tar.gz` },
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    HyperParameters: { epochs: '10' },
    AlgorithmSpecification: {
      TrainingImage: deepLearningImage(place, 'pytorch-training', '2.6.0-cpu-py312'),
      TrainingInputMode: 'File',
    },
    RoleArn: roleArn('fraud-training'),
    InputDataConfig: [channel('train', `s3://${dataBucket}/pricing/train/`)],
    OutputDataConfig: { S3OutputPath: `s3://${modelBucket}/experiments`, KmsKeyId: keyArn(place) },
    ResourceConfig: {
      InstanceType: 'ml.m5.2xlarge',
      InstanceCount: 1,
      VolumeSizeInGB: 50,
      VolumeKmsKeyId: keyArn(place),
    },
    VpcConfig: networkOf(place),
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    CreationTime: created,
    TrainingStartTime: after(120),
    TrainingEndTime: after(7200),
    LastModifiedTime: after(7200),
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: false,
    EnableManagedSpotTraining: false,
    ...settings,
  };
}
