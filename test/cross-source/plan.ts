import { accountId, region } from '../support/hardened-estate.ts';
import { type PlannedResource, planOf, refs } from '../terraform/plan.ts';
import { type Changes, change, type Written } from './changes.ts';

const key = `arn:aws:kms:${region}:${accountId}:key/5f2a1c9e-7d34-4b8e-9c61-0a1b2c3d4e5f`;
const vpc = [{ subnets: ['subnet-0a1b2c3d4e5f60718'], security_group_ids: ['sg-0c1d2e3f405162738'] }];
const role = { role_arn: refs('aws_iam_role.role.arn', 'aws_iam_role.role') };
const tags = { tags: { team: 'churn', owner: 'ana' }, tags_all: { team: 'churn', owner: 'ana' } };
const bucket = 'churn-data';

function document(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const trust = document({
  Effect: 'Allow',
  Principal: { Service: 'sagemaker.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
const readsData = document({ Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] });
const tlsOnly = document({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function planned(type: string, after: object, rest: Partial<PlannedResource> = {}): PlannedResource {
  return { type, after: after as PlannedResource['after'], expressions: {}, ...rest } as PlannedResource;
}

function iamRole(name: string): PlannedResource {
  const after = { name, path: '/ml/', assume_role_policy: trust, permissions_boundary: null };
  return planned('aws_iam_role', after, { unknown: { arn: true, inline_policy: true, managed_policy_arns: true } });
}

function rolePolicy(of: string): PlannedResource {
  return planned(
    'aws_iam_role_policy',
    { name: 'data', policy: readsData },
    { unknown: { role: true }, expressions: { role: refs(`aws_iam_role.${of}.id`, `aws_iam_role.${of}`) } },
  );
}

function jobDefinition(type: string, input: string, settings: object = {}): PlannedResource {
  const endpoint = { endpoint_name: 'churn', local_path: '/opt/ml/processing/input' };
  const cluster = { instance_count: 2, instance_type: 'ml.m5.large', volume_size_in_gb: 20, volume_kms_key_id: key };
  const after = {
    job_resources: [{ cluster_config: [cluster] }],
    network_config: [
      { enable_inter_container_traffic_encryption: true, enable_network_isolation: true, vpc_config: vpc },
    ],
    [input]: [{ endpoint_input: [endpoint], ...settings }],
  };
  return planned(`aws_sagemaker_${type}_job_definition`, after, {
    unknown: { name: true, arn: true, role_arn: true },
    expressions: role,
  });
}

const truth = { ground_truth_s3_input: [{ s3_uri: `s3://${bucket}/truth` }] };

/** The hardened estate as Terraform would make it. */
const hardened: Written<PlannedResource> = {
  role: iamRole('churn-notebooks'),
  rolePolicy: rolePolicy('role'),
  trainingRole: iamRole('churn-training'),
  trainingRolePolicy: rolePolicy('trainingRole'),
  bucket: planned('aws_s3_bucket', { bucket }, { unknown: { arn: true, id: true } }),
  bucketPolicy: planned(
    'aws_s3_bucket_policy',
    { policy: tlsOnly },
    { unknown: { bucket: true }, expressions: { bucket: refs('aws_s3_bucket.bucket.id', 'aws_s3_bucket.bucket') } },
  ),
  notebook: planned(
    'aws_sagemaker_notebook_instance',
    {
      name: 'churn-exploration',
      instance_type: 'ml.t3.medium',
      platform_identifier: 'notebook-al2023-v1',
      direct_internet_access: 'Disabled',
      root_access: 'Disabled',
      subnet_id: 'subnet-0a1b2c3d4e5f60718',
      security_groups: ['sg-0c1d2e3f405162738'],
      kms_key_id: key,
      lifecycle_config_name: 'stop-when-idle',
    },
    { unknown: { arn: true, role_arn: true }, expressions: role },
  ),
  model: planned(
    'aws_sagemaker_model',
    {
      name: 'churn-xgb',
      enable_network_isolation: true,
      vpc_config: vpc,
      primary_container: [
        { image: 'registry/xgboost:1.7-1', model_data_url: `s3://${bucket}/models/churn-xgb/model.tar.gz` },
      ],
      container: [],
    },
    {
      unknown: { arn: true, execution_role_arn: true },
      expressions: { execution_role_arn: refs('aws_iam_role.role.arn', 'aws_iam_role.role') },
    },
  ),
  endpointConfig: planned(
    'aws_sagemaker_endpoint_configuration',
    {
      name: 'churn-2',
      production_variants: [
        {
          variant_name: 'main',
          model_name: 'churn-xgb',
          instance_type: 'ml.m5.large',
          initial_instance_count: 2,
          initial_variant_weight: 1,
          serverless_config: [],
        },
      ],
      data_capture_config: [
        {
          enable_capture: true,
          initial_sampling_percentage: 20,
          destination_s3_uri: `s3://${bucket}/capture`,
          capture_options: [{ capture_mode: 'Input' }, { capture_mode: 'Output' }],
        },
      ],
    },
    { unknown: { arn: true } },
  ),
  endpoint: planned(
    'aws_sagemaker_endpoint',
    { name: 'churn' },
    {
      unknown: { arn: true, endpoint_config_name: true },
      expressions: {
        endpoint_config_name: refs(
          'aws_sagemaker_endpoint_configuration.endpointConfig.name',
          'aws_sagemaker_endpoint_configuration.endpointConfig',
        ),
      },
    },
  ),
  dataQuality: jobDefinition('data_quality', 'data_quality_job_input'),
  modelQuality: jobDefinition('model_quality', 'model_quality_job_input', truth),
  bias: jobDefinition('model_bias', 'model_bias_job_input', truth),
  explainability: jobDefinition('model_explainability', 'model_explainability_job_input'),
  schedule: planned(
    'aws_sagemaker_monitoring_schedule',
    {
      name: 'churn-hourly',
      monitoring_schedule_config: [
        { monitoring_type: 'DataQuality', schedule_config: [{ schedule_expression: 'cron(0 * ? * * *)' }] },
      ],
    },
    {
      unknown: { arn: true, monitoring_schedule_config: [{ monitoring_job_definition_name: true }] },
      expressions: {
        monitoring_schedule_config: [
          {
            monitoring_type: { constant_value: 'DataQuality' },
            monitoring_job_definition_name: refs(
              'aws_sagemaker_data_quality_job_definition.dataQuality.name',
              'aws_sagemaker_data_quality_job_definition.dataQuality',
            ),
          },
        ],
      },
    },
  ),
  domain: planned(
    'aws_sagemaker_domain',
    { domain_name: 'studio', auth_mode: 'IAM', default_user_settings: [{}], domain_settings: [] },
    {
      unknown: { arn: true, id: true, default_user_settings: [{ execution_role: true }] },
      expressions: {
        default_user_settings: [{ execution_role: refs('aws_iam_role.role.arn', 'aws_iam_role.role') }],
      },
    },
  ),
  ana: userProfile('ana'),
  ben: userProfile('ben'),
  image: planned('aws_sagemaker_image', { image_name: 'rstudio', ...tags }, { unknown: { arn: true } }),
  appImageConfig: planned(
    'aws_sagemaker_app_image_config',
    { app_image_config_name: 'rstudio', ...tags },
    { unknown: { arn: true } },
  ),
  trainingJob: planned(
    'aws_sagemaker_training_job',
    {
      training_job_name: 'churn-2026-11-20',
      algorithm_specification: [{ training_input_mode: 'File', training_image: 'registry/xgboost:1.7-1' }],
      resource_config: [
        { instance_type: 'ml.m5.xlarge', instance_count: 2, volume_size_in_gb: 50, volume_kms_key_id: key },
      ],
      input_data_config: [
        {
          channel_name: 'train',
          data_source: [
            {
              s3_data_source: [
                {
                  s3_data_type: 'S3Prefix',
                  s3_uri: `s3://${bucket}/train/`,
                  s3_data_distribution_type: 'FullyReplicated',
                },
              ],
            },
          ],
        },
      ],
      output_data_config: [{ s3_output_path: `s3://${bucket}/output`, kms_key_id: key }],
      vpc_config: vpc,
      enable_network_isolation: true,
      enable_inter_container_traffic_encryption: true,
    },
    {
      unknown: { arn: true, role_arn: true },
      expressions: { role_arn: refs('aws_iam_role.trainingRole.arn', 'aws_iam_role.trainingRole') },
    },
  ),
};

function userProfile(name: string): PlannedResource {
  return planned(
    'aws_sagemaker_user_profile',
    {
      user_profile_name: name,
      user_settings: [{ execution_role: `arn:aws:iam::${accountId}:role/ml/${name}` }],
    },
    {
      unknown: { arn: true, domain_id: true },
      expressions: { domain_id: refs('aws_sagemaker_domain.domain.id', 'aws_sagemaker_domain.domain') },
    },
  );
}

const caller: PlannedResource = { type: 'aws_caller_identity', mode: 'data', after: { account_id: accountId } };

/** The JSON of a plan: changes go to what is planned to be after it. */
export function planWith(changes: Changes): string {
  const resources = Object.entries(change(hardened, changes, ({ after }) => after ?? {}));
  return JSON.stringify(planOf([caller, ...resources.map(([name, resource]) => ({ ...resource, name }))]));
}
