import { accountId, region } from '../support/hardened-estate.ts';
import { type Changes, change, type Written } from './changes.ts';

interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const key = `arn:aws:kms:${region}:${accountId}:key/5f2a1c9e-7d34-4b8e-9c61-0a1b2c3d4e5f`;
const arnOf = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
const vpc = { Subnets: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ Ref: 'Group' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const tags = [
  { Key: 'team', Value: 'churn' },
  { Key: 'owner', Value: 'ana' },
];

function monitoringJob(input: string, settings: object = {}) {
  return {
    RoleArn: arnOf('role'),
    JobResources: {
      ClusterConfig: { InstanceCount: 2, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20, VolumeKmsKeyId: key },
    },
    NetworkConfig: { EnableInterContainerTrafficEncryption: true, EnableNetworkIsolation: true, VpcConfig: vpc },
    [input]: {
      EndpointInput: {
        EndpointName: { 'Fn::GetAtt': ['endpoint', 'EndpointName'] },
        LocalPath: '/opt/ml/processing/input',
      },
      ...settings,
    },
  };
}

const truth = { GroundTruthS3Input: { S3Uri: 's3://churn-data/truth' } };

/** The hardened estate in CloudFormation, as far as it has types for it. */
const hardened: Written<TemplateResource> = {
  role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'churn-notebooks',
      Path: '/ml/',
      AssumeRolePolicyDocument: trust,
      Policies: [
        {
          PolicyName: 'data',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::churn-data/*'] }],
          },
        },
      ],
    },
  },
  notebook: {
    Type: 'AWS::SageMaker::NotebookInstance',
    Properties: {
      NotebookInstanceName: 'churn-exploration',
      InstanceType: 'ml.t3.medium',
      PlatformIdentifier: 'notebook-al2023-v1',
      DirectInternetAccess: 'Disabled',
      RootAccess: 'Disabled',
      SubnetId: { Ref: 'Subnet' },
      SecurityGroupIds: [{ Ref: 'Group' }],
      KmsKeyId: key,
      RoleArn: arnOf('role'),
      LifecycleConfigName: 'stop-when-idle',
    },
  },
  model: {
    Type: 'AWS::SageMaker::Model',
    Properties: {
      ModelName: 'churn-xgb',
      EnableNetworkIsolation: true,
      VpcConfig: vpc,
      ExecutionRoleArn: arnOf('role'),
      PrimaryContainer: {
        Image: 'registry/xgboost:1.7-1',
        ModelDataUrl: 's3://churn-data/models/churn-xgb/model.tar.gz',
      },
    },
  },
  endpointConfig: {
    Type: 'AWS::SageMaker::EndpointConfig',
    Properties: {
      EndpointConfigName: 'churn-2',
      ProductionVariants: [
        {
          VariantName: 'main',
          ModelName: { 'Fn::GetAtt': ['model', 'ModelName'] },
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: 2,
          InitialVariantWeight: 1,
        },
      ],
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 20,
        DestinationS3Uri: 's3://churn-data/capture',
        CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      },
    },
  },
  endpoint: {
    Type: 'AWS::SageMaker::Endpoint',
    Properties: {
      EndpointName: 'churn',
      EndpointConfigName: { 'Fn::GetAtt': ['endpointConfig', 'EndpointConfigName'] },
    },
  },
  dataQuality: {
    Type: 'AWS::SageMaker::DataQualityJobDefinition',
    Properties: { JobDefinitionName: 'churn-data-quality', ...monitoringJob('DataQualityJobInput') },
  },
  modelQuality: {
    Type: 'AWS::SageMaker::ModelQualityJobDefinition',
    Properties: monitoringJob('ModelQualityJobInput', truth),
  },
  bias: { Type: 'AWS::SageMaker::ModelBiasJobDefinition', Properties: monitoringJob('ModelBiasJobInput', truth) },
  explainability: {
    Type: 'AWS::SageMaker::ModelExplainabilityJobDefinition',
    Properties: monitoringJob('ModelExplainabilityJobInput'),
  },
  schedule: {
    Type: 'AWS::SageMaker::MonitoringSchedule',
    Properties: {
      MonitoringScheduleName: 'churn-hourly',
      MonitoringScheduleConfig: {
        MonitoringType: 'DataQuality',
        MonitoringJobDefinitionName: { 'Fn::GetAtt': ['dataQuality', 'JobDefinitionName'] },
        ScheduleConfig: { ScheduleExpression: 'cron(0 * ? * * *)' },
      },
    },
  },
  domain: {
    Type: 'AWS::SageMaker::Domain',
    Properties: {
      DomainName: 'studio',
      AuthMode: 'IAM',
      VpcId: { Ref: 'Vpc' },
      SubnetIds: [{ Ref: 'Subnet' }],
      DefaultUserSettings: { ExecutionRole: arnOf('role') },
    },
  },
  ana: {
    Type: 'AWS::SageMaker::UserProfile',
    Properties: {
      DomainId: { Ref: 'domain' },
      UserProfileName: 'ana',
      UserSettings: { ExecutionRole: `arn:aws:iam::${accountId}:role/ml/ana` },
    },
  },
  ben: {
    Type: 'AWS::SageMaker::UserProfile',
    Properties: {
      DomainId: { 'Fn::GetAtt': ['domain', 'DomainId'] },
      UserProfileName: 'ben',
      UserSettings: { ExecutionRole: `arn:aws:iam::${accountId}:role/ml/ben` },
    },
  },
  image: {
    Type: 'AWS::SageMaker::Image',
    Properties: { ImageName: 'rstudio', ImageRoleArn: arnOf('role'), Tags: tags },
  },
  appImageConfig: {
    Type: 'AWS::SageMaker::AppImageConfig',
    Properties: { AppImageConfigName: 'rstudio', Tags: tags },
  },
};

/** A template in JSON, which is YAML too. */
export function templateOf(changes: Changes): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {
      Subnet: { Type: 'AWS::EC2::Subnet::Id' },
      Group: { Type: 'AWS::EC2::SecurityGroup::Id' },
      Vpc: { Type: 'AWS::EC2::VPC::Id' },
    },
    Resources: change(hardened, changes, ({ Properties }) => Properties),
  };
  return JSON.stringify(template, undefined, 2);
}
