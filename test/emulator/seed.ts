import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  CreateDataQualityJobDefinitionCommand,
  CreateDomainCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelBiasJobDefinitionCommand,
  CreateModelCommand,
  CreateModelExplainabilityJobDefinitionCommand,
  CreateModelQualityJobDefinitionCommand,
  CreateNotebookInstanceCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobRequest,
  type MonitoringNetworkConfig,
} from '@aws-sdk/client-sagemaker';
import { type Account, homeAccountId, region } from './account.ts';

const day = 24 * 60 * 60 * 1000;
const key = `arn:aws:kms:${region}:${homeAccountId}:key/5f2a1c9e-7d34-4b8e-9c61-0a1b2c3d4e5f`;
const vpc = { Subnets: ['subnet-0a1b2c3d4e5f60718'], SecurityGroupIds: ['sg-0c1d2e3f405162738'] };
const image = `${homeAccountId}.dkr.ecr.${region}.amazonaws.com/churn:1`;

export function roleArn(name: string, accountId = homeAccountId): string {
  return `arn:aws:iam::${accountId}:role/ml/${name}`;
}

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const trust = policy({
  Effect: 'Allow',
  Principal: { Service: 'sagemaker.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

/** An ML platform with good and bad resources of every type that moto can make. */
export async function seedPlatform(account: Account): Promise<void> {
  await Promise.all([seedRoles(account), seedBuckets(account)]);
  await Promise.all([
    seedNotebooks(account),
    seedServing(account),
    seedJobDefinitions(account),
    seedDomain(account),
    seedTraining(account),
  ]);
}

async function seedRoles({ iam }: Account): Promise<void> {
  for (const RoleName of ['careful', 'admin']) {
    await iam.send(new CreateRoleCommand({ RoleName, Path: '/ml/', AssumeRolePolicyDocument: trust }));
  }
  const { Policy: boundary } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'boundary',
      PolicyDocument: policy({ Effect: 'Allow', Action: ['s3:*', 'logs:*'], Resource: '*' }),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'bounded',
      Path: '/ml/',
      AssumeRolePolicyDocument: trust,
      PermissionsBoundary: boundary?.Arn,
    }),
  );
  const readData = { Sid: 'ReadData', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::churn-data/*' };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'careful', PolicyName: 'data', PolicyDocument: policy(readData) }),
  );
  for (const RoleName of ['admin', 'bounded']) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }));
  }
}

async function seedBuckets({ s3 }: Account): Promise<void> {
  const make = (Bucket: string) =>
    s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  await make('churn-data');
  await make('plain-data');
  // Not in churn-data: moto takes its policy to deny everybody, as it does not evaluate the condition.
  await make('churn-models');
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::churn-data', 'arn:aws:s3:::churn-data/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'churn-data', Policy: policy(tlsOnly) }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: 'churn-data',
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket: 'churn-models', Key: 'churn.tar.gz', Body: 'weights' }));
}

async function seedNotebooks({ sagemaker }: Account): Promise<void> {
  await sagemaker.send(
    new CreateNotebookInstanceCommand({
      NotebookInstanceName: 'careful',
      InstanceType: 'ml.t3.medium',
      RoleArn: roleArn('careful'),
      SubnetId: vpc.Subnets[0],
      SecurityGroupIds: vpc.SecurityGroupIds,
      KmsKeyId: key,
      DirectInternetAccess: 'Disabled',
      RootAccess: 'Disabled',
      LifecycleConfigName: 'stop-when-idle',
      PlatformIdentifier: 'notebook-al2023-v1',
      Tags: [{ Key: 'team', Value: 'churn' }],
    }),
  );
  await sagemaker.send(
    new CreateNotebookInstanceCommand({
      NotebookInstanceName: 'open',
      InstanceType: 'ml.t3.medium',
      RoleArn: roleArn('admin'),
      DirectInternetAccess: 'Enabled',
      RootAccess: 'Enabled',
      PlatformIdentifier: 'notebook-al1-v1',
    }),
  );
  await sagemaker.send(
    new CreateNotebookInstanceCommand({
      NotebookInstanceName: 'unsaid',
      InstanceType: 'ml.t3.medium',
      RoleArn: roleArn('bounded'),
    }),
  );
}

async function seedServing(account: Account): Promise<void> {
  const { sagemaker } = account;
  const model = (ModelName: string, ModelDataUrl: string, rest: object = {}) =>
    sagemaker.send(
      new CreateModelCommand({
        ModelName,
        ExecutionRoleArn: roleArn('careful'),
        PrimaryContainer: { Image: image, ModelDataUrl },
        ...rest,
      }),
    );
  await model('careful', 's3://churn-models/churn.tar.gz', { VpcConfig: vpc, EnableNetworkIsolation: true });
  await model('ghost', 's3://churn-models/deleted.tar.gz');
  const serve = async (name: string, ModelName: string, InitialInstanceCount: number): Promise<void> => {
    await sagemaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: name,
        ProductionVariants: [{ VariantName: 'main', ModelName, InstanceType: 'ml.m4.xlarge', InitialInstanceCount }],
      }),
    );
    await sagemaker.send(
      new CreateEndpointCommand({
        EndpointName: name,
        EndpointConfigName: name,
        Tags: [{ Key: 'team', Value: 'churn' }],
      }),
    );
  };
  await serve('busy', 'careful', 2);
  await serve('quiet', 'ghost', 1);
  await countInvocations(account, 'busy', 42, new Date(Date.now() - day));
}

export async function countInvocations(
  { cloudwatch }: Account,
  endpoint: string,
  Value: number,
  Timestamp: Date,
): Promise<void> {
  const Dimensions = [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: 'main' },
  ];
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/SageMaker',
      MetricData: [{ MetricName: 'Invocations', Dimensions, Timestamp, Value }],
    }),
  );
}

async function seedJobDefinitions({ sagemaker }: Account): Promise<void> {
  const careful: MonitoringNetworkConfig = {
    EnableInterContainerTrafficEncryption: true,
    EnableNetworkIsolation: true,
    VpcConfig: vpc,
  };
  const cases = {
    careful,
    open: { EnableInterContainerTrafficEncryption: false, EnableNetworkIsolation: false },
    unsaid: undefined,
  };
  const ClusterConfig = { InstanceCount: 2, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20 } as const;
  const output = {
    MonitoringOutputs: [{ S3Output: { S3Uri: 's3://churn-data/monitoring', LocalPath: '/opt/ml/processing/out' } }],
  };
  const EndpointInput = { EndpointName: 'busy', LocalPath: '/opt/ml/processing/in' };
  const GroundTruthS3Input = { S3Uri: 's3://churn-data/truth' };
  for (const [JobDefinitionName, NetworkConfig] of Object.entries(cases)) {
    const common = { JobDefinitionName, RoleArn: roleArn('careful'), JobResources: { ClusterConfig }, NetworkConfig };
    await sagemaker.send(
      new CreateDataQualityJobDefinitionCommand({
        ...common,
        DataQualityAppSpecification: { ImageUri: image },
        DataQualityJobInput: { EndpointInput },
        DataQualityJobOutputConfig: output,
      }),
    );
    await sagemaker.send(
      new CreateModelQualityJobDefinitionCommand({
        ...common,
        ModelQualityAppSpecification: { ImageUri: image, ProblemType: 'BinaryClassification' },
        ModelQualityJobInput: { EndpointInput, GroundTruthS3Input },
        ModelQualityJobOutputConfig: output,
      }),
    );
    await sagemaker.send(
      new CreateModelBiasJobDefinitionCommand({
        ...common,
        ModelBiasAppSpecification: { ImageUri: image, ConfigUri: 's3://churn-data/bias.json' },
        ModelBiasJobInput: { EndpointInput, GroundTruthS3Input },
        ModelBiasJobOutputConfig: output,
      }),
    );
    await sagemaker.send(
      new CreateModelExplainabilityJobDefinitionCommand({
        ...common,
        ModelExplainabilityAppSpecification: { ImageUri: image, ConfigUri: 's3://churn-data/explain.json' },
        ModelExplainabilityJobInput: { EndpointInput },
        ModelExplainabilityJobOutputConfig: output,
      }),
    );
  }
}

async function seedDomain({ sagemaker }: Account): Promise<void> {
  await sagemaker.send(
    new CreateDomainCommand({
      DomainName: 'studio',
      AuthMode: 'IAM',
      DefaultUserSettings: { ExecutionRole: roleArn('careful') },
      SubnetIds: vpc.Subnets,
      VpcId: 'vpc-0a1b2c3d4e5f60718',
    }),
  );
}

async function seedTraining({ sagemaker }: Account): Promise<void> {
  const train = (
    TrainingJobName: string,
    role: string,
    bucket: string,
    InstanceCount: number,
    rest: Partial<CreateTrainingJobRequest> = {},
  ) =>
    sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName,
        RoleArn: roleArn(role),
        AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
        InputDataConfig: [
          {
            ChannelName: 'train',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/train/` } },
          },
        ],
        OutputDataConfig: { S3OutputPath: 's3://churn-data/output' },
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount, VolumeSizeInGB: 50 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        ...rest,
      }),
    );
  await train('careful', 'careful', 'churn-data', 2, {
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, VolumeSizeInGB: 50, VolumeKmsKeyId: key },
    VpcConfig: vpc,
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    Tags: [{ Key: 'team', Value: 'churn' }],
  });
  await train('open', 'admin', 'plain-data', 2, {
    EnableNetworkIsolation: false,
    EnableInterContainerTrafficEncryption: false,
  });
  await train('unsaid', 'bounded', 'gone-data', 1);
}
