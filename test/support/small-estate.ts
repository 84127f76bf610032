import type { RoleDetail } from '@aws-sdk/client-iam';
import type { Account, Estate, OrganizationEstate, Region } from '../../simulator/estate.ts';

export const now = new Date('2026-11-22T12:00:00Z');
export const accountId = '111122223333';

export function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

export function arnOf(kind: string, name: string): string {
  return `arn:aws:sagemaker:eu-west-1:${accountId}:${kind}/${name}`;
}

export const roleArn = `arn:aws:iam::${accountId}:role/service-role/training`;
const policyArn = `arn:aws:iam::${accountId}:policy/reads-data`;

/** What must never enter a snapshot; every place of the estate where users keep secrets holds it. */
export const secret = 'hunter2-must-not-leak';
const Environment = { DB_PASSWORD: secret };

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

export const role: RoleDetail = {
  RoleName: 'training',
  Arn: roleArn,
  RoleId: 'AROAEXAMPLE',
  Path: '/service-role/',
  CreateDate: daysAgo(400),
  AssumeRolePolicyDocument: document,
  RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: document }],
  AttachedManagedPolicies: [{ PolicyName: 'reads-data', PolicyArn: policyArn }],
  Tags: [{ Key: 'team', Value: 'ml' }],
};

/** One resource of every type, each with what it refers to. */
export function smallRegion(): Region {
  const dates = { CreationTime: daysAgo(60), LastModifiedTime: daysAgo(2) };
  const definition = (name: string) => ({
    JobDefinitionName: name,
    CreationTime: daysAgo(60),
    JobResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large' as const, VolumeSizeInGB: 20 } },
    NetworkConfig: { EnableNetworkIsolation: true },
    RoleArn: roleArn,
  });
  const app = { ImageUri: 'image', Environment, ContainerArguments: [secret] };
  const output = { MonitoringOutputs: [{ S3Output: { S3Uri: 's3://data/out', LocalPath: '/out' } }] };
  const input = { EndpointInput: { EndpointName: 'endpoint', LocalPath: '/in' } };
  return {
    notebookInstances: [
      {
        NotebookInstanceName: 'notebook',
        NotebookInstanceArn: arnOf('notebook-instance', 'notebook'),
        NotebookInstanceStatus: 'InService',
        RoleArn: roleArn,
        DefaultCodeRepository: `https://user:${secret}@example.com/code.git`,
        ...dates,
      },
    ],
    endpointConfigs: [
      {
        EndpointConfigName: 'config',
        EndpointConfigArn: arnOf('endpoint-config', 'config'),
        CreationTime: daysAgo(60),
        ProductionVariants: [
          { VariantName: 'main', ModelName: 'model', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' },
          { VariantName: 'packaged', ModelName: 'packaged', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' },
        ],
      },
    ],
    endpoints: [
      {
        EndpointName: 'endpoint',
        EndpointArn: arnOf('endpoint', 'endpoint'),
        EndpointConfigName: 'config',
        EndpointStatus: 'InService',
        ProductionVariants: [{ VariantName: 'main' }, { VariantName: 'packaged' }],
        ...dates,
      },
    ],
    inferenceComponents: [
      {
        InferenceComponentName: 'component',
        InferenceComponentArn: arnOf('inference-component', 'component'),
        EndpointName: 'endpoint',
        EndpointArn: arnOf('endpoint', 'endpoint'),
        VariantName: 'main',
        Specification: { Container: { ArtifactUrl: 's3://models/component.tar.gz', Environment } },
        ...dates,
      },
    ],
    models: [
      {
        ModelName: 'model',
        ModelArn: arnOf('model', 'model'),
        CreationTime: daysAgo(60),
        PrimaryContainer: { Image: 'image', ModelDataUrl: 's3://models/model.tar.gz', Environment },
      },
      {
        ModelName: 'packaged',
        ModelArn: arnOf('model', 'packaged'),
        CreationTime: daysAgo(60),
        Containers: [{ ModelPackageName: arnOf('model-package', 'group/1') }],
      },
    ],
    modelPackages: [
      {
        ModelPackageName: 'group',
        ModelPackageArn: arnOf('model-package', 'group/1'),
        ModelPackageGroupName: 'group',
        ModelPackageVersion: 1,
        ModelPackageStatus: 'Completed',
        ModelPackageStatusDetails: { ValidationStatuses: [] },
        CreationTime: daysAgo(60),
        InferenceSpecification: {
          Containers: [{ Image: 'image', ModelDataUrl: 's3://models/gone.tar.gz', Environment }],
        },
        CustomerMetadataProperties: { note: secret },
      },
    ],
    trainingJobs: [
      {
        TrainingJobName: 'job',
        TrainingJobArn: arnOf('training-job', 'job'),
        TrainingJobStatus: 'Completed',
        SecondaryStatus: 'Completed',
        CreationTime: daysAgo(10),
        ModelArtifacts: { S3ModelArtifacts: 's3://models/job' },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
        RoleArn: roleArn,
        HyperParameters: { token: secret },
        Environment,
        AlgorithmSpecification: {
          TrainingInputMode: 'File',
          ContainerArguments: [secret],
          ContainerEntrypoint: [secret],
        },
        InputDataConfig: [
          { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/train/' } } },
        ],
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 20 },
      },
    ],
    dataQualityJobDefinitions: [
      {
        ...definition('data-quality'),
        JobDefinitionArn: arnOf('data-quality-job-definition', 'data-quality'),
        DataQualityAppSpecification: app,
        DataQualityJobInput: input,
        DataQualityJobOutputConfig: output,
      },
    ],
    modelQualityJobDefinitions: [
      {
        ...definition('model-quality'),
        JobDefinitionArn: arnOf('model-quality-job-definition', 'model-quality'),
        ModelQualityAppSpecification: app,
        ModelQualityJobInput: { ...input, GroundTruthS3Input: {} },
        ModelQualityJobOutputConfig: output,
      },
    ],
    modelBiasJobDefinitions: [
      {
        ...definition('bias'),
        JobDefinitionArn: arnOf('model-bias-job-definition', 'bias'),
        ModelBiasAppSpecification: { ImageUri: 'image', ConfigUri: 's3://data/config', Environment },
        ModelBiasJobInput: { ...input, GroundTruthS3Input: {} },
        ModelBiasJobOutputConfig: output,
      },
    ],
    modelExplainabilityJobDefinitions: [
      {
        ...definition('explainability'),
        JobDefinitionArn: arnOf('model-explainability-job-definition', 'explainability'),
        ModelExplainabilityAppSpecification: { ImageUri: 'image', ConfigUri: 's3://data/config', Environment },
        ModelExplainabilityJobInput: input,
        ModelExplainabilityJobOutputConfig: output,
      },
    ],
    monitoringSchedules: [
      {
        MonitoringScheduleName: 'schedule',
        MonitoringScheduleArn: arnOf('monitoring-schedule', 'schedule'),
        MonitoringScheduleStatus: 'Scheduled',
        EndpointName: 'endpoint',
        MonitoringScheduleConfig: {
          MonitoringJobDefinition: {
            MonitoringInputs: [input],
            MonitoringOutputConfig: output,
            MonitoringResources: {
              ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20 },
            },
            MonitoringAppSpecification: {
              ImageUri: 'image',
              ContainerArguments: [secret],
              ContainerEntrypoint: [secret],
            },
            Environment,
            RoleArn: roleArn,
          },
        },
        ...dates,
      },
    ],
    domains: [
      {
        DomainId: 'd-1',
        DomainName: 'studio',
        DomainArn: arnOf('domain', 'd-1'),
        Status: 'InService',
        DefaultUserSettings: {
          ExecutionRole: roleArn,
          JupyterServerAppSettings: { CodeRepositories: [{ RepositoryUrl: `https://u:${secret}@example.com/r.git` }] },
        },
        ...dates,
      },
    ],
    userProfiles: [
      {
        DomainId: 'd-1',
        UserProfileName: 'ana',
        UserProfileArn: arnOf('user-profile', 'd-1/ana'),
        Status: 'InService',
        UserSettings: {},
        ...dates,
      },
    ],
    images: [{ ImageName: 'image', ImageArn: arnOf('image', 'image'), ImageStatus: 'CREATED', ...dates }],
    appImageConfigs: [
      {
        AppImageConfigName: 'app',
        AppImageConfigArn: arnOf('app-image-config', 'app'),
        KernelGatewayImageConfig: { KernelSpecs: [{ Name: 'python3' }] },
        JupyterLabAppImageConfig: {
          ContainerConfig: {
            ContainerArguments: [secret],
            ContainerEntrypoint: [secret],
            ContainerEnvironmentVariables: { TOKEN: secret },
          },
        },
        ...dates,
      },
    ],
    tags: { [arnOf('image', 'image')]: [{ Key: 'team', Value: 'ml' }] },
    metrics: [
      {
        metric: {
          Namespace: 'AWS/SageMaker',
          MetricName: 'Invocations',
          Dimensions: [
            { Name: 'EndpointName', Value: 'endpoint' },
            { Name: 'VariantName', Value: 'main' },
          ],
        },
        datapoints: [{ Timestamp: daysAgo(1), Sum: 42 }],
      },
    ],
  };
}

export function smallAccount(parts: Partial<Account> = {}): Account {
  return {
    accountId,
    regions: { 'eu-west-1': smallRegion() },
    roles: [role],
    managedPolicies: [
      {
        PolicyName: 'reads-data',
        Arn: policyArn,
        PolicyId: 'ANPAEXAMPLE',
        Path: '/',
        DefaultVersionId: 'v2',
        PolicyVersionList: [
          { VersionId: 'v2', IsDefaultVersion: true, Document: document },
          { VersionId: 'v1', IsDefaultVersion: false, Document: '{"old":true}' },
        ],
      },
    ],
    buckets: [
      { name: 'data', region: 'eu-west-1', creationDate: daysAgo(900) },
      {
        name: 'models',
        region: 'eu-west-1',
        creationDate: daysAgo(900),
        objects: [{ Key: 'model.tar.gz' }, { Key: 'component.tar.gz' }],
      },
    ],
    ...parts,
  };
}

/** The smallest estate in which a scan makes every kind of call. */
export function smallEstate(...accounts: Account[]): Estate {
  return { now, accounts: accounts.length === 0 ? [smallAccount()] : accounts, organization };
}

export function serviceControlPolicy(Id: string, Name: string, statement: object) {
  return {
    PolicySummary: {
      Id,
      Name,
      Arn: `arn:aws:organizations::999988887777:policy/o-exampleorgid/service_control_policy/${Id}`,
      Type: 'SERVICE_CONTROL_POLICY' as const,
    },
    Content: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  };
}

/** The small account stands two units deep, and may read the policies as a delegated administrator. */
export const organization: OrganizationEstate = {
  id: 'o-exampleorgid',
  managementAccountId: '999988887777',
  delegatedAdministrators: [accountId],
  targets: [
    { id: 'r-ab12', policies: ['p-FullAWSAccess'] },
    { id: 'ou-ab12-11111111', parent: 'r-ab12', policies: ['p-FullAWSAccess', 'p-regions'] },
    { id: 'ou-ab12-22222222', parent: 'ou-ab12-11111111', policies: ['p-FullAWSAccess'] },
    { id: accountId, parent: 'ou-ab12-22222222', policies: ['p-FullAWSAccess'] },
  ],
  policies: [
    serviceControlPolicy('p-FullAWSAccess', 'FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' }),
    serviceControlPolicy('p-regions', 'regions', { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' }),
  ],
};
