import type { Properties, Resource, ResourceType } from '../../src/model/resource.ts';
import type { Estate } from './estate.ts';

export const accountId = '111122223333';
export const region = 'eu-west-1';
const capturedAt = '2026-11-22T06:00:00.000Z';
const key = `arn:aws:kms:${region}:${accountId}:key/5f2a1c9e-7d34-4b8e-9c61-0a1b2c3d4e5f`;
export const roleArn = `arn:aws:iam::${accountId}:role/ml/churn-notebooks`;
const trainingRoleArn = `arn:aws:iam::${accountId}:role/ml/churn-training`;
const vpc = {
  Subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0918273645546372a'],
  SecurityGroupIds: ['sg-0c1d2e3f405162738'],
};
const tags = [
  { Key: 'team', Value: 'churn' },
  { Key: 'owner', Value: 'ana' },
];
const tlsOnly = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::churn-data', 'arn:aws:s3:::churn-data/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});

type Described<T extends ResourceType> = Partial<{ [K in keyof Properties<T>]: Properties<T>[K] | undefined }>;

function arn(kind: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name}`;
}

function resource<T extends ResourceType>(
  type: T,
  kind: string,
  name: string,
  properties: Described<T>,
  rest: Partial<Resource<T>> = {},
): Resource {
  const operation = `sagemaker:Describe${type.split('::')[2]}`;
  const base = { type, arn: arn(kind, name), name, accountId, region, tags };
  return {
    ...base,
    properties: properties as Resource['properties'],
    origin: { kind: 'api', operation },
    ...rest,
  } as Resource;
}

function role(name: string, resources: readonly string[]): Resource {
  const statement = { Sid: 'ReadData', Effect: 'Allow', Action: ['s3:GetObject'], Resource: resources };
  const trust = { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    type: 'AWS::IAM::Role',
    arn: `arn:aws:iam::${accountId}:role/ml/${name}`,
    name,
    accountId,
    region: '',
    tags: [],
    properties: {
      Path: '/ml/',
      RoleName: name,
      Arn: `arn:aws:iam::${accountId}:role/ml/${name}`,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      RolePolicyList: [
        { PolicyName: 'data', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
      ],
      AttachedManagedPolicies: [],
      Tags: [],
    } satisfies Described<'AWS::IAM::Role'>,
    origin: { kind: 'api', operation: 'iam:GetRole' },
  };
}

const monitoringJob = {
  RoleArn: roleArn,
  CreationTime: '2026-06-01T08:00:00.000Z',
  JobResources: {
    ClusterConfig: { InstanceCount: 2, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20, VolumeKmsKeyId: key },
  },
  NetworkConfig: { EnableInterContainerTrafficEncryption: true, EnableNetworkIsolation: true, VpcConfig: vpc },
} as const;
const monitored = { EndpointName: 'churn', LocalPath: '/opt/ml/processing/input' };

/** An estate that passes every control: what a careful team would run. Tests change one thing in it. */
export const hardenedEstate: Estate = {
  header: {
    capturedAt,
    toolVersion: '0.0.0-test',
    source: 'aws',
    accounts: [accountId],
    regions: [region],
    resourceTypes: [
      'AWS::SageMaker::NotebookInstance',
      'AWS::SageMaker::EndpointConfig',
      'AWS::SageMaker::Endpoint',
      'AWS::SageMaker::InferenceComponent',
      'AWS::SageMaker::Model',
      'AWS::SageMaker::ModelPackage',
      'AWS::SageMaker::TrainingJob',
      'AWS::SageMaker::DataQualityJobDefinition',
      'AWS::SageMaker::ModelQualityJobDefinition',
      'AWS::SageMaker::ModelBiasJobDefinition',
      'AWS::SageMaker::ModelExplainabilityJobDefinition',
      'AWS::SageMaker::MonitoringSchedule',
      'AWS::SageMaker::Domain',
      'AWS::SageMaker::UserProfile',
      'AWS::SageMaker::Image',
      'AWS::SageMaker::AppImageConfig',
      'AWS::IAM::Role',
      'AWS::IAM::ManagedPolicy',
    ],
    windows: { trainingJobsSince: null, endpointTrafficDays: 30 },
  },
  resources: [
    role('churn-notebooks', ['arn:aws:s3:::churn-data/*']),
    role('churn-training', ['arn:aws:s3:::churn-data/*']),
    resource('AWS::SageMaker::NotebookInstance', 'notebook-instance', 'churn-exploration', {
      NotebookInstanceName: 'churn-exploration',
      NotebookInstanceStatus: 'InService',
      InstanceType: 'ml.t3.medium',
      PlatformIdentifier: 'notebook-al2023-v1',
      DirectInternetAccess: 'Disabled',
      RootAccess: 'Disabled',
      SubnetId: vpc.Subnets[0],
      SecurityGroups: vpc.SecurityGroupIds,
      KmsKeyId: key,
      RoleArn: roleArn,
      NotebookInstanceLifecycleConfigName: 'stop-when-idle',
      CreationTime: '2026-09-01T08:00:00.000Z',
      LastModifiedTime: '2026-11-18T07:12:00.000Z',
    }),
    resource('AWS::SageMaker::Model', 'model', 'churn-xgb', {
      ModelName: 'churn-xgb',
      CreationTime: '2026-06-01T08:00:00.000Z',
      EnableNetworkIsolation: true,
      VpcConfig: vpc,
      ExecutionRoleArn: roleArn,
      PrimaryContainer: {
        Image: 'registry/xgboost:1.7-1',
        ModelDataUrl: 's3://churn-data/models/churn-xgb/model.tar.gz',
      },
    }),
    resource('AWS::SageMaker::EndpointConfig', 'endpoint-config', 'churn-2', {
      EndpointConfigName: 'churn-2',
      CreationTime: '2026-06-01T08:00:00.000Z',
      ProductionVariants: [
        { VariantName: 'main', ModelName: 'churn-xgb', InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
      ],
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 20,
        DestinationS3Uri: 's3://churn-data/capture',
        CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      },
    }),
    resource('AWS::SageMaker::Endpoint', 'endpoint', 'churn', {
      EndpointName: 'churn',
      EndpointConfigName: 'churn-2',
      EndpointStatus: 'InService',
      CreationTime: '2026-06-01T08:10:00.000Z',
      LastModifiedTime: '2026-06-01T08:20:00.000Z',
      ProductionVariants: [{ VariantName: 'main', CurrentInstanceCount: 2, DesiredInstanceCount: 2 }],
    }),
    resource('AWS::SageMaker::DataQualityJobDefinition', 'data-quality-job-definition', 'churn-data-quality', {
      ...monitoringJob,
      JobDefinitionName: 'churn-data-quality',
      DataQualityJobInput: { EndpointInput: monitored },
    }),
    resource('AWS::SageMaker::ModelQualityJobDefinition', 'model-quality-job-definition', 'churn-model-quality', {
      ...monitoringJob,
      JobDefinitionName: 'churn-model-quality',
      ModelQualityJobInput: { EndpointInput: monitored, GroundTruthS3Input: { S3Uri: 's3://churn-data/truth' } },
    }),
    resource('AWS::SageMaker::ModelBiasJobDefinition', 'model-bias-job-definition', 'churn-bias', {
      ...monitoringJob,
      JobDefinitionName: 'churn-bias',
      ModelBiasJobInput: { EndpointInput: monitored, GroundTruthS3Input: { S3Uri: 's3://churn-data/truth' } },
    }),
    resource(
      'AWS::SageMaker::ModelExplainabilityJobDefinition',
      'model-explainability-job-definition',
      'churn-explained',
      {
        ...monitoringJob,
        JobDefinitionName: 'churn-explained',
        ModelExplainabilityJobInput: { EndpointInput: monitored },
      },
    ),
    resource('AWS::SageMaker::MonitoringSchedule', 'monitoring-schedule', 'churn-hourly', {
      MonitoringScheduleName: 'churn-hourly',
      MonitoringScheduleStatus: 'Scheduled',
      MonitoringType: 'DataQuality',
      EndpointName: 'churn',
      MonitoringScheduleConfig: {
        MonitoringType: 'DataQuality',
        MonitoringJobDefinitionName: 'churn-data-quality',
        ScheduleConfig: { ScheduleExpression: 'cron(0 * ? * * *)' },
      },
    }),
    resource('AWS::SageMaker::Domain', 'domain', 'd-a1b2c3d4e5f6', {
      DomainId: 'd-a1b2c3d4e5f6',
      DomainName: 'studio',
      Status: 'InService',
      DefaultUserSettings: { ExecutionRole: roleArn },
    }),
    resource('AWS::SageMaker::UserProfile', 'user-profile', 'd-a1b2c3d4e5f6/ana', {
      DomainId: 'd-a1b2c3d4e5f6',
      UserProfileName: 'ana',
      Status: 'InService',
      UserSettings: { ExecutionRole: `arn:aws:iam::${accountId}:role/ml/ana` },
    }),
    resource('AWS::SageMaker::UserProfile', 'user-profile', 'd-a1b2c3d4e5f6/ben', {
      DomainId: 'd-a1b2c3d4e5f6',
      UserProfileName: 'ben',
      Status: 'InService',
      UserSettings: { ExecutionRole: `arn:aws:iam::${accountId}:role/ml/ben` },
    }),
    resource('AWS::SageMaker::Image', 'image', 'rstudio', { ImageName: 'rstudio', ImageStatus: 'CREATED' }),
    resource('AWS::SageMaker::AppImageConfig', 'app-image-config', 'rstudio', { AppImageConfigName: 'rstudio' }),
    resource('AWS::SageMaker::TrainingJob', 'training-job', 'churn-2026-11-20', {
      TrainingJobName: 'churn-2026-11-20',
      TrainingJobStatus: 'Completed',
      CreationTime: '2026-11-20T03:00:00.000Z',
      RoleArn: trainingRoleArn,
      AlgorithmSpecification: { TrainingInputMode: 'File', TrainingImage: 'registry/xgboost:1.7-1' },
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, VolumeSizeInGB: 50, VolumeKmsKeyId: key },
      InputDataConfig: [
        {
          ChannelName: 'train',
          DataSource: {
            S3DataSource: {
              S3DataType: 'S3Prefix',
              S3Uri: 's3://churn-data/train/',
              S3DataDistributionType: 'FullyReplicated',
            },
          },
        },
      ],
      OutputDataConfig: { S3OutputPath: 's3://churn-data/output', KmsKeyId: key },
      VpcConfig: vpc,
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
    }),
  ],
  facts: [
    {
      fact: 'bucket-owner',
      subject: 'churn-data',
      accountId,
      value: { owner: 'scanned-account', accountId, evidence: 'listed by s3:ListAllMyBuckets' },
    },
    { fact: 'bucket-policy', subject: 'churn-data', accountId, value: { document: tlsOnly } },
    {
      fact: 'bucket-encryption',
      subject: 'churn-data',
      accountId,
      value: { algorithm: 'aws:kms', kmsKeyId: key, bucketKeyEnabled: false },
    },
    {
      fact: 'model-artifact',
      subject: 's3://churn-data/models/churn-xgb/model.tar.gz',
      accountId,
      region,
      value: { exists: true },
    },
    {
      fact: 'endpoint-traffic',
      subject: 'churn',
      accountId,
      region,
      value: {
        metric: 'Invocations',
        from: '2026-10-23T00:00:00.000Z',
        to: capturedAt,
        days: [
          ['2026-11-20T00:00:00.000Z', 812],
          ['2026-11-21T00:00:00.000Z', 1043],
        ],
      },
    },
    {
      fact: 'account-buckets',
      subject: accountId,
      accountId,
      value: { names: ['churn-data', 'prod-customer-exports'] },
    },
  ],
  gaps: [],
};
