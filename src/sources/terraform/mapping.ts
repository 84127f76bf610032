import type {
  ContainerDefinition,
  DataCaptureConfig,
  EndpointInput,
  MonitoringNetworkConfig,
  MonitoringResources,
  ProductionVariant,
  VpcConfig,
} from '@aws-sdk/client-sagemaker';
import type { Json } from '../../model/resource.ts';
import { type Fields, type Mapping, mapping } from './fields.ts';

type FieldsOf<T> = Fields<Json<Required<T>>>;

const role = ['AWS::IAM::Role'] as const;
const vpc = {
  Subnets: { list: 'subnets' },
  SecurityGroupIds: { list: 'security_group_ids' },
} as const satisfies FieldsOf<VpcConfig>;

const jobResources = {
  ClusterConfig: {
    block: 'cluster_config',
    of: {
      InstanceCount: { from: 'instance_count', zeroIsUnset: true },
      InstanceType: 'instance_type',
      VolumeSizeInGB: 'volume_size_in_gb',
      VolumeKmsKeyId: 'volume_kms_key_id',
    },
  },
} as const satisfies FieldsOf<MonitoringResources>;

const networkConfig = {
  EnableInterContainerTrafficEncryption: 'enable_inter_container_traffic_encryption',
  EnableNetworkIsolation: 'enable_network_isolation',
  VpcConfig: { block: 'vpc_config', of: vpc },
} as const satisfies FieldsOf<MonitoringNetworkConfig>;

const endpointInput = {
  EndpointName: { from: 'endpoint_name', to: ['AWS::SageMaker::Endpoint'] },
  LocalPath: 'local_path',
} as const satisfies FieldsOf<EndpointInput>;

const variant = {
  VariantName: 'variant_name',
  ModelName: { from: 'model_name', to: ['AWS::SageMaker::Model'] },
  InstanceType: 'instance_type',
  InitialInstanceCount: { from: 'initial_instance_count', zeroIsUnset: true },
  ServerlessConfig: {
    block: 'serverless_config',
    of: { MemorySizeInMB: 'memory_size_in_mb', MaxConcurrency: 'max_concurrency' },
  },
  ManagedInstanceScaling: {
    block: 'managed_instance_scaling',
    of: { Status: 'status', MinInstanceCount: 'min_instance_count', MaxInstanceCount: 'max_instance_count' },
  },
} as const satisfies FieldsOf<ProductionVariant>;

const dataCapture = {
  EnableCapture: 'enable_capture',
  InitialSamplingPercentage: 'initial_sampling_percentage',
  DestinationS3Uri: 'destination_s3_uri',
  KmsKeyId: 'kms_key_id',
} as const satisfies FieldsOf<DataCaptureConfig>;

export const container = {
  ContainerHostname: 'container_hostname',
  Image: 'image',
  Mode: 'mode',
  ModelDataUrl: 'model_data_url',
  ModelDataSource: {
    block: 'model_data_source',
    of: { S3DataSource: { block: 's3_data_source', of: { S3Uri: 's3_uri', S3DataType: 's3_data_type' } } },
  },
  ModelPackageName: { from: 'model_package_name', to: ['AWS::SageMaker::ModelPackage'] },
} as const satisfies FieldsOf<ContainerDefinition>;

const definitions = [
  'AWS::SageMaker::DataQualityJobDefinition',
  'AWS::SageMaker::ModelQualityJobDefinition',
  'AWS::SageMaker::ModelBiasJobDefinition',
  'AWS::SageMaker::ModelExplainabilityJobDefinition',
] as const;

function jobDefinition(type: (typeof definitions)[number], input: Fields<object>): Mapping {
  return mapping(type, ['name', 'JobDefinitionName'], {
    RoleArn: { from: 'role_arn', to: role },
    JobResources: { block: 'job_resources', of: jobResources },
    NetworkConfig: { block: 'network_config', of: networkConfig },
    ...input,
  });
}

/** What the argument and block names of hashicorp/aws mean in AWS's words. https://registry.terraform.io/providers/hashicorp/aws */
export const awsMappings: Readonly<Record<string, Mapping>> = {
  aws_sagemaker_notebook_instance: mapping('AWS::SageMaker::NotebookInstance', ['name', 'NotebookInstanceName'], {
    InstanceType: 'instance_type',
    PlatformIdentifier: 'platform_identifier',
    DirectInternetAccess: 'direct_internet_access',
    RootAccess: 'root_access',
    SubnetId: 'subnet_id',
    SecurityGroups: { list: 'security_groups' },
    KmsKeyId: 'kms_key_id',
    RoleArn: { from: 'role_arn', to: role },
    NotebookInstanceLifecycleConfigName: 'lifecycle_config_name',
    VolumeSizeInGB: 'volume_size',
    InstanceMetadataServiceConfiguration: {
      block: 'instance_metadata_service_configuration',
      of: { MinimumInstanceMetadataServiceVersion: 'minimum_instance_metadata_service_version' },
      computed: true,
    },
  }),
  aws_sagemaker_endpoint_configuration: mapping('AWS::SageMaker::EndpointConfig', ['name', 'EndpointConfigName'], {
    KmsKeyId: 'kms_key_arn',
    ExecutionRoleArn: { from: 'execution_role_arn', to: role },
    ProductionVariants: { blocks: 'production_variants', of: variant },
    ShadowProductionVariants: { blocks: 'shadow_production_variants', of: variant },
    DataCaptureConfig: { block: 'data_capture_config', of: dataCapture },
    AsyncInferenceConfig: {
      block: 'async_inference_config',
      of: {
        OutputConfig: { block: 'output_config', of: { S3OutputPath: 's3_output_path', KmsKeyId: 'kms_key_id' } },
      },
    },
  }),
  aws_sagemaker_endpoint: mapping('AWS::SageMaker::Endpoint', ['name', 'EndpointName'], {
    EndpointConfigName: { from: 'endpoint_config_name', to: ['AWS::SageMaker::EndpointConfig'] },
  }),
  aws_sagemaker_model: mapping('AWS::SageMaker::Model', ['name', 'ModelName'], {
    EnableNetworkIsolation: 'enable_network_isolation',
    ExecutionRoleArn: { from: 'execution_role_arn', to: role },
    VpcConfig: { block: 'vpc_config', of: vpc },
    PrimaryContainer: { block: 'primary_container', of: container },
    Containers: { blocks: 'container', of: container },
    InferenceExecutionConfig: { block: 'inference_execution_config', of: { Mode: 'mode' } },
  }),
  aws_sagemaker_training_job: mapping('AWS::SageMaker::TrainingJob', ['training_job_name', 'TrainingJobName'], {
    RoleArn: { from: 'role_arn', to: role },
    EnableNetworkIsolation: 'enable_network_isolation',
    EnableInterContainerTrafficEncryption: 'enable_inter_container_traffic_encryption',
    EnableManagedSpotTraining: 'enable_managed_spot_training',
    VpcConfig: { block: 'vpc_config', of: vpc },
    AlgorithmSpecification: {
      block: 'algorithm_specification',
      of: {
        TrainingImage: 'training_image',
        AlgorithmName: 'algorithm_name',
        TrainingInputMode: 'training_input_mode',
      },
    },
    ResourceConfig: {
      block: 'resource_config',
      of: {
        InstanceType: 'instance_type',
        InstanceCount: { from: 'instance_count', zeroIsUnset: true },
        InstanceGroups: {
          blocks: 'instance_groups',
          of: {
            InstanceGroupName: 'instance_group_name',
            InstanceType: 'instance_type',
            InstanceCount: { from: 'instance_count', zeroIsUnset: true },
          },
        },
        VolumeSizeInGB: 'volume_size_in_gb',
        VolumeKmsKeyId: 'volume_kms_key_id',
      },
    },
    InputDataConfig: {
      blocks: 'input_data_config',
      of: {
        ChannelName: 'channel_name',
        DataSource: {
          block: 'data_source',
          of: {
            S3DataSource: {
              block: 's3_data_source',
              of: { S3Uri: { from: 's3_uri', to: 'bucket' }, S3DataType: 's3_data_type' },
            },
            FileSystemDataSource: {
              block: 'file_system_data_source',
              of: { FileSystemId: 'file_system_id', FileSystemType: 'file_system_type' },
            },
          },
        },
      },
    },
    OutputDataConfig: {
      block: 'output_data_config',
      of: { S3OutputPath: { from: 's3_output_path', to: 'bucket' }, KmsKeyId: 'kms_key_id' },
    },
    CheckpointConfig: { block: 'checkpoint_config', of: { S3Uri: { from: 's3_uri', to: 'bucket' } } },
    ServerlessJobConfig: {
      block: 'serverless_job_config',
      of: { BaseModelArn: 'base_model_arn', JobType: 'job_type' },
    },
  }),
  aws_sagemaker_data_quality_job_definition: jobDefinition('AWS::SageMaker::DataQualityJobDefinition', {
    DataQualityJobInput: {
      block: 'data_quality_job_input',
      of: { EndpointInput: { block: 'endpoint_input', of: endpointInput } },
    },
  }),
  aws_sagemaker_model_quality_job_definition: jobDefinition('AWS::SageMaker::ModelQualityJobDefinition', {
    ModelQualityJobInput: {
      block: 'model_quality_job_input',
      of: { EndpointInput: { block: 'endpoint_input', of: endpointInput } },
    },
  }),
  aws_sagemaker_model_bias_job_definition: jobDefinition('AWS::SageMaker::ModelBiasJobDefinition', {
    ModelBiasJobInput: {
      block: 'model_bias_job_input',
      of: { EndpointInput: { block: 'endpoint_input', of: endpointInput } },
    },
  }),
  aws_sagemaker_model_explainability_job_definition: jobDefinition('AWS::SageMaker::ModelExplainabilityJobDefinition', {
    ModelExplainabilityJobInput: {
      block: 'model_explainability_job_input',
      of: { EndpointInput: { block: 'endpoint_input', of: endpointInput } },
    },
  }),
  aws_sagemaker_monitoring_schedule: {
    ...mapping('AWS::SageMaker::MonitoringSchedule', ['name', 'MonitoringScheduleName'], {
      MonitoringType: 'monitoring_schedule_config.monitoring_type',
      MonitoringScheduleConfig: {
        block: 'monitoring_schedule_config',
        of: {
          MonitoringType: 'monitoring_type',
          MonitoringJobDefinitionName: { from: 'monitoring_job_definition_name', to: definitions },
          ScheduleConfig: { block: 'schedule_config', of: { ScheduleExpression: 'schedule_expression' } },
          MonitoringJobDefinition: {
            block: 'monitoring_job_definition',
            of: {
              RoleArn: { from: 'role_arn', to: role },
              MonitoringInputs: {
                blocks: 'monitoring_inputs',
                of: { EndpointInput: { block: 'endpoint_input', of: endpointInput } },
              },
              MonitoringResources: { block: 'monitoring_resources', of: jobResources },
              NetworkConfig: { block: 'network_config', of: networkConfig },
            },
          },
        },
      },
    }),
    deployed: { MonitoringScheduleStatus: 'Scheduled' },
  },
  aws_sagemaker_domain: mapping('AWS::SageMaker::Domain', ['id', 'DomainId'], {
    DomainName: 'domain_name',
    AuthMode: 'auth_mode',
    AppNetworkAccessType: 'app_network_access_type',
    VpcId: 'vpc_id',
    SubnetIds: { list: 'subnet_ids' },
    KmsKeyId: 'kms_key_id',
    DefaultUserSettings: {
      block: 'default_user_settings',
      of: { ExecutionRole: { from: 'execution_role', to: role }, SecurityGroups: { list: 'security_groups' } },
    },
    DefaultSpaceSettings: {
      block: 'default_space_settings',
      of: { ExecutionRole: { from: 'execution_role', to: role }, SecurityGroups: { list: 'security_groups' } },
    },
    DomainSettings: {
      block: 'domain_settings',
      of: { ExecutionRoleIdentityConfig: 'execution_role_identity_config' },
    },
  }),
  aws_sagemaker_user_profile: mapping('AWS::SageMaker::UserProfile', ['user_profile_name', 'UserProfileName'], {
    DomainId: { from: 'domain_id', to: ['AWS::SageMaker::Domain'] },
    UserSettings: {
      block: 'user_settings',
      of: { ExecutionRole: { from: 'execution_role', to: role }, SecurityGroups: { list: 'security_groups' } },
    },
  }),
  aws_sagemaker_image: mapping('AWS::SageMaker::Image', ['image_name', 'ImageName'], { DisplayName: 'display_name' }),
  aws_sagemaker_app_image_config: mapping(
    'AWS::SageMaker::AppImageConfig',
    ['app_image_config_name', 'AppImageConfigName'],
    {},
  ),
};
