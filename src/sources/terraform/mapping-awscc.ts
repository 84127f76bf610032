import type { ResourceType } from '../../model/resource.ts';
import { type AnyFields, type Mapping, mapping } from './fields.ts';
import { awsMappings, container } from './mapping.ts';

/** hashicorp/awscc names everything as CloudFormation does, in snake case; what hashicorp/aws names alike is taken over. */
function like(
  terraformType: keyof typeof awsMappings & string,
  { name, arn, fields = {} }: { name: string; arn: string; fields?: AnyFields },
): Mapping {
  const base = awsMappings[terraformType] as Mapping;
  return {
    ...base,
    name: [name, base.name[1]],
    arn,
    fields: { ...(base.fields as AnyFields), ...fields },
  } as Mapping;
}

const jobDefinition = { name: 'job_definition_name', arn: 'job_definition_arn' };

/** https://registry.terraform.io/providers/hashicorp/awscc */
export const awsccMappings: Readonly<Record<string, Mapping>> = {
  awscc_sagemaker_notebook_instance: like('aws_sagemaker_notebook_instance', {
    name: 'notebook_instance_name',
    arn: 'notebook_instance_arn',
    fields: { SecurityGroups: { list: 'security_group_ids' }, VolumeSizeInGB: 'volume_size_in_gb' },
  }),
  awscc_sagemaker_endpoint_config: like('aws_sagemaker_endpoint_configuration', {
    name: 'endpoint_config_name',
    arn: 'endpoint_config_arn',
    fields: { KmsKeyId: 'kms_key_id' },
  }),
  awscc_sagemaker_endpoint: like('aws_sagemaker_endpoint', { name: 'endpoint_name', arn: 'endpoint_arn' }),
  awscc_sagemaker_model: like('aws_sagemaker_model', {
    name: 'model_name',
    arn: 'model_arn',
    fields: { Containers: { blocks: 'containers', of: container } },
  }),
  awscc_sagemaker_data_quality_job_definition: like('aws_sagemaker_data_quality_job_definition', jobDefinition),
  awscc_sagemaker_model_quality_job_definition: like('aws_sagemaker_model_quality_job_definition', jobDefinition),
  awscc_sagemaker_model_bias_job_definition: like('aws_sagemaker_model_bias_job_definition', jobDefinition),
  awscc_sagemaker_model_explainability_job_definition: like(
    'aws_sagemaker_model_explainability_job_definition',
    jobDefinition,
  ),
  awscc_sagemaker_monitoring_schedule: like('aws_sagemaker_monitoring_schedule', {
    name: 'monitoring_schedule_name',
    arn: 'monitoring_schedule_arn',
    fields: { EndpointName: { from: 'endpoint_name', to: ['AWS::SageMaker::Endpoint'] } },
  }),
  awscc_sagemaker_domain: like('aws_sagemaker_domain', { name: 'domain_id', arn: 'domain_arn' }),
  awscc_sagemaker_user_profile: like('aws_sagemaker_user_profile', {
    name: 'user_profile_name',
    arn: 'user_profile_arn',
  }),
  awscc_sagemaker_image: like('aws_sagemaker_image', {
    name: 'image_name',
    arn: 'image_arn',
    fields: { DisplayName: 'image_display_name' },
  }),
  awscc_sagemaker_app_image_config: like('aws_sagemaker_app_image_config', {
    name: 'app_image_config_name',
    arn: 'app_image_config_arn',
  }),
  awscc_sagemaker_inference_component: mapping(
    'AWS::SageMaker::InferenceComponent',
    ['inference_component_name', 'InferenceComponentName'],
    {
      EndpointName: { from: 'endpoint_name', to: ['AWS::SageMaker::Endpoint'] },
      VariantName: 'variant_name',
      Specification: {
        block: 'specification',
        of: {
          ModelName: { from: 'model_name', to: ['AWS::SageMaker::Model'] },
          BaseInferenceComponentName: 'base_inference_component_name',
          Container: { block: 'container', of: { ArtifactUrl: 'artifact_url' } },
        },
      },
    },
    'inference_component_arn',
  ),
  awscc_sagemaker_model_package: mapping(
    'AWS::SageMaker::ModelPackage',
    ['model_package_name', 'ModelPackageName'],
    {
      InferenceSpecification: {
        block: 'inference_specification',
        of: { Containers: { blocks: 'containers', of: { Image: 'image', ModelDataUrl: 'model_data_url' } } },
      },
    },
    'model_package_arn',
  ),
};

const mappings = new Map(Object.entries({ ...awsMappings, ...awsccMappings }));

/** The Terraform resource types that have a mapping. */
export const mappedTypes: readonly string[] = [...mappings.keys()];

/** How a Terraform resource type is read; `undefined` for types without a mapping. */
export function mappingOf(terraformType: string): Mapping | undefined {
  return mappings.get(terraformType);
}

/** Every type that Terraform has, of those that sagevet reads. */
export const terraformTypes: readonly ResourceType[] = [
  ...new Set<ResourceType>([
    ...[...mappings.values()].map(({ type }) => type),
    'AWS::IAM::Role',
    'AWS::IAM::ManagedPolicy',
  ]),
];
