import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/model/value.ts';
import { open, type PlannedResource, planOf, propertiesOf, refs, resourcesOf, verdictsOn } from './plan.ts';

const after = 'known after apply';
const isSet = unknown(after, { isSet: true });

interface FourCases {
  readonly control: string;
  readonly type: string;
  readonly bad: Readonly<Record<string, unknown>>;
  readonly leftOut: Readonly<Record<string, unknown>>;
  readonly good: Readonly<Record<string, unknown>>;
  readonly unknown: Pick<PlannedResource, 'after' | 'unknown' | 'expressions'>;
  /** What leaving it out leads to; FAILED where not said. */
  readonly whenLeftOut?: string;
}

const vpc = [{ subnets: ['subnet-1'], security_group_ids: ['sg-1'] }];
const jobResources = [{ cluster_config: [{ instance_count: 2, instance_type: 'ml.m5.large', volume_size_in_gb: 20 }] }];
const variant = { variant_name: 'main', model_name: 'm', instance_type: 'ml.m5.large' };
const resourceConfig = { instance_type: 'ml.m5.xlarge', instance_count: 2, volume_size_in_gb: 30 };

const cases: readonly FourCases[] = [
  {
    control: 'notebook-instance-direct-internet-access',
    type: 'aws_sagemaker_notebook_instance',
    bad: { direct_internet_access: 'Enabled' },
    leftOut: {},
    good: { direct_internet_access: 'Disabled' },
    unknown: {
      after: {},
      unknown: { direct_internet_access: true },
      expressions: { direct_internet_access: refs('local.x') },
    },
  },
  {
    control: 'notebook-instance-root-access',
    type: 'aws_sagemaker_notebook_instance',
    bad: { root_access: 'Enabled' },
    leftOut: { root_access: null },
    good: { root_access: 'Disabled' },
    unknown: { after: {}, unknown: { root_access: true } },
  },
  {
    control: 'notebook-instance-subnet',
    type: 'aws_sagemaker_notebook_instance',
    bad: { subnet_id: '' },
    leftOut: { subnet_id: null },
    good: { subnet_id: 'subnet-1' },
    unknown: { after: {}, unknown: { subnet_id: true }, expressions: { subnet_id: refs('local.subnet') } },
  },
  {
    control: 'notebook-instance-kms-key',
    type: 'aws_sagemaker_notebook_instance',
    bad: { kms_key_id: '' },
    leftOut: {},
    good: { kms_key_id: 'alias/notebooks' },
    unknown: { after: {}, unknown: { kms_key_id: true }, expressions: { kms_key_id: refs('local.key') } },
  },
  {
    control: 'notebook-instance-lifecycle-config',
    type: 'aws_sagemaker_notebook_instance',
    bad: { lifecycle_config_name: '' },
    leftOut: {},
    good: { lifecycle_config_name: 'stop-when-idle' },
    unknown: { after: {}, unknown: { lifecycle_config_name: true } },
  },
  {
    control: 'notebook-instance-platform',
    type: 'aws_sagemaker_notebook_instance',
    bad: { platform_identifier: 'notebook-al1-v1' },
    leftOut: {},
    whenLeftOut: 'PASSED',
    good: { platform_identifier: 'notebook-al2023-v1' },
    unknown: {
      after: {},
      unknown: { platform_identifier: true },
      expressions: { platform_identifier: refs('local.p') },
    },
  },
  {
    control: 'model-network-isolation',
    type: 'aws_sagemaker_model',
    bad: { enable_network_isolation: false },
    leftOut: {},
    good: { enable_network_isolation: true },
    unknown: { after: {}, unknown: { enable_network_isolation: true } },
  },
  {
    control: 'model-vpc',
    type: 'aws_sagemaker_model',
    bad: { vpc_config: [] },
    leftOut: {},
    good: { vpc_config: vpc },
    unknown: { after: {}, unknown: { vpc_config: true }, expressions: {} },
  },
  {
    control: 'endpoint-config-instance-count',
    type: 'aws_sagemaker_endpoint_configuration',
    bad: { production_variants: [{ ...variant, initial_instance_count: 1 }] },
    leftOut: { production_variants: [variant] },
    whenLeftOut: 'UNKNOWN',
    good: { production_variants: [{ ...variant, initial_instance_count: 2 }] },
    unknown: {
      after: { production_variants: [variant] },
      unknown: { production_variants: [{ initial_instance_count: true }] },
    },
  },
  {
    control: 'data-quality-job-definition-network-isolation',
    type: 'aws_sagemaker_data_quality_job_definition',
    bad: { job_resources: jobResources, network_config: [{ enable_network_isolation: false }] },
    leftOut: { job_resources: jobResources, network_config: [] },
    good: { job_resources: jobResources, network_config: [{ enable_network_isolation: true }] },
    unknown: { after: { job_resources: jobResources }, unknown: { network_config: true }, expressions: {} },
  },
  {
    control: 'data-quality-job-definition-inter-container-encryption',
    type: 'aws_sagemaker_data_quality_job_definition',
    bad: { job_resources: jobResources, network_config: [{ enable_inter_container_traffic_encryption: false }] },
    leftOut: { job_resources: jobResources, network_config: null },
    good: { job_resources: jobResources, network_config: [{ enable_inter_container_traffic_encryption: true }] },
    unknown: {
      after: { job_resources: jobResources, network_config: [{}] },
      unknown: { network_config: [{ enable_inter_container_traffic_encryption: true }] },
    },
  },
  {
    control: 'monitoring-schedule-network-isolation',
    type: 'aws_sagemaker_monitoring_schedule',
    bad: inlineSchedule({ network_config: [{ enable_network_isolation: false }] }),
    leftOut: inlineSchedule({}),
    good: inlineSchedule({ network_config: [{ enable_network_isolation: true }] }),
    unknown: {
      after: inlineSchedule({}),
      unknown: { monitoring_schedule_config: [{ monitoring_job_definition: [{ network_config: true }] }] },
    },
  },
  {
    control: 'training-job-network-isolation',
    type: 'aws_sagemaker_training_job',
    bad: { enable_network_isolation: false },
    leftOut: {},
    good: { enable_network_isolation: true },
    unknown: { after: {}, unknown: { enable_network_isolation: true } },
  },
  {
    control: 'training-job-vpc',
    type: 'aws_sagemaker_training_job',
    bad: { vpc_config: [{ subnets: [], security_group_ids: [] }] },
    leftOut: { vpc_config: [] },
    good: { vpc_config: vpc },
    unknown: { after: {}, unknown: { vpc_config: true } },
  },
  {
    control: 'training-job-volume-kms-key',
    type: 'aws_sagemaker_training_job',
    bad: { resource_config: [{ ...resourceConfig, volume_kms_key_id: '' }] },
    leftOut: { resource_config: [resourceConfig] },
    good: { resource_config: [{ ...resourceConfig, volume_kms_key_id: 'alias/training' }] },
    unknown: {
      after: { resource_config: [resourceConfig] },
      unknown: { resource_config: [{ volume_kms_key_id: true }] },
    },
  },
  {
    control: 'training-job-inter-container-encryption',
    type: 'aws_sagemaker_training_job',
    bad: { resource_config: [resourceConfig], enable_inter_container_traffic_encryption: false },
    leftOut: { resource_config: [resourceConfig] },
    good: { resource_config: [resourceConfig], enable_inter_container_traffic_encryption: true },
    unknown: {
      after: { resource_config: [{ instance_type: 'ml.m5.large' }] },
      unknown: { resource_config: [{ instance_count: true }] },
    },
  },
  {
    control: 'image-tags',
    type: 'aws_sagemaker_image',
    bad: { image_name: 'i', tags_all: { 'aws:cloudformation:stack-name': 's' } },
    leftOut: { image_name: 'i', tags: null, tags_all: {} },
    good: { image_name: 'i', tags: null, tags_all: { team: 'ml' } },
    unknown: { after: { image_name: 'i' }, unknown: { tags_all: true } },
  },
  {
    control: 'app-image-config-tags',
    type: 'aws_sagemaker_app_image_config',
    bad: { tags_all: {} },
    leftOut: {},
    good: { tags_all: { team: 'ml' } },
    unknown: { after: {}, unknown: { tags: true, tags_all: true } },
  },
];

function inlineSchedule(definition: object) {
  return { monitoring_schedule_config: [{ monitoring_type: 'DataQuality', monitoring_job_definition: [definition] }] };
}

describe('a planned resource is judged like a deployed one', () => {
  for (const { control, type, bad, leftOut, good, whenLeftOut = 'FAILED', unknown: notKnown } of cases) {
    const verdict = async (resource: Omit<PlannedResource, 'type'>) => {
      const [found] = await verdictsOn(await open(planOf([{ type, ...resource }])), `${type}.this`, [control]);
      return found;
    };
    it(`${control}: explicitly bad is FAILED`, async () => {
      expect(await verdict({ after: bad })).toBe(`${control} FAILED`);
    });
    it(`${control}: left out is ${whenLeftOut}`, async () => {
      expect(await verdict({ after: leftOut })).toBe(`${control} ${whenLeftOut}`);
    });
    it(`${control}: good is PASSED`, async () => {
      expect(await verdict({ after: good })).toBe(`${control} PASSED`);
    });
    it(`${control}: known after apply is UNKNOWN`, async () => {
      expect(await verdict(notKnown)).toBe(`${control} UNKNOWN`);
    });
  }
});

describe('values that are known after apply', () => {
  const notebook = { type: 'aws_sagemaker_notebook_instance', after: {} };

  it('are set when they are the identity of another resource', async () => {
    const properties = await propertiesOf({
      ...notebook,
      unknown: { kms_key_id: true, subnet_id: true },
      expressions: {
        kms_key_id: refs('aws_kms_key.notebooks.arn', 'aws_kms_key.notebooks'),
        subnet_id: refs('aws_subnet.private[0].id', 'aws_subnet.private[0]', 'aws_subnet.private'),
      },
    });
    expect(properties).toMatchObject({ KmsKeyId: isSet, SubnetId: isSet });
  });

  it('are set when a known condition chose the identity of another resource', async () => {
    const properties = await propertiesOf({
      ...notebook,
      unknown: { kms_key_id: true },
      expressions: { kms_key_id: refs('var.encrypt', 'aws_kms_key.k[0].arn', 'aws_kms_key.k[0]', 'aws_kms_key.k') },
    });
    expect(properties.KmsKeyId).toEqual(isSet);
  });

  it.each([
    ['a local value, which the JSON of a plan does not show', refs('local.key')],
    ['an attribute that may be empty', refs('aws_db_instance.d.kms_key_id', 'aws_db_instance.d')],
    ['something that the configuration does not tell', {}],
    ['a whole object', refs('aws_kms_key.k')],
  ])('are only unknown when they come from %s', async (_, expression) => {
    const properties = await propertiesOf({
      ...notebook,
      unknown: { kms_key_id: true },
      expressions: { kms_key_id: expression },
    });
    expect(properties.KmsKeyId).toEqual(unknown(after));
  });

  it('are absent when the configuration leaves them to AWS', async () => {
    const properties = await propertiesOf({
      ...notebook,
      unknown: { platform_identifier: true, security_groups: true },
      expressions: { subnet_id: refs('local.subnet') },
    });
    expect(properties).not.toHaveProperty('PlatformIdentifier');
    expect(properties).not.toHaveProperty('SecurityGroups');
  });

  it('stay unknown when the plan has no configuration for the resource', async () => {
    expect(await propertiesOf({ ...notebook, unknown: { platform_identifier: true } })).toMatchObject({
      PlatformIdentifier: unknown(after),
    });
  });

  it('hide the members of a block that is unknown as a whole, and the number of blocks', async () => {
    const model = { type: 'aws_sagemaker_model', after: {}, unknown: { vpc_config: true, container: true } };
    expect(await propertiesOf({ ...model, expressions: {} })).toMatchObject({
      VpcConfig: unknown(after),
      Containers: unknown(after),
    });
  });

  it('hide one member of a block and leave the others known', async () => {
    const properties = await propertiesOf({
      type: 'aws_sagemaker_training_job',
      after: { resource_config: [{ instance_type: 'ml.m5.large', instance_count: 2 }] },
      unknown: { resource_config: [{ volume_kms_key_id: true }] },
      expressions: {
        resource_config: [{ volume_kms_key_id: refs('aws_kms_key.k.arn', 'aws_kms_key.k'), instance_type: {} }],
      },
    });
    expect(properties.ResourceConfig).toEqual({
      InstanceType: 'ml.m5.large',
      InstanceCount: 2,
      VolumeKmsKeyId: isSet,
    });
  });

  it('hide single members of a list, which is not empty', async () => {
    const properties = await propertiesOf({
      type: 'aws_sagemaker_model',
      after: { vpc_config: [{ subnets: ['subnet-1', null], security_group_ids: [null] }] },
      unknown: { vpc_config: [{ subnets: [false, true], security_group_ids: [true] }] },
    });
    expect(properties.VpcConfig).toEqual({ Subnets: ['subnet-1', isSet], SecurityGroupIds: [isSet] });
  });

  it('fill a set that is made of the objects of another resource', async () => {
    const plan = planOf([
      { type: 'aws_subnet', name: 'private', index: 0, after: {}, unknown: { id: true } },
      {
        type: 'aws_sagemaker_model',
        after: { vpc_config: [{}] },
        unknown: { vpc_config: [{ subnets: true, security_group_ids: true }] },
        expressions: {
          vpc_config: [{ subnets: refs('aws_subnet.private'), security_group_ids: refs('aws_security_group.none') }],
        },
      },
    ]);
    const [model] = await resourcesOf(plan);
    expect(model?.properties).toMatchObject({ VpcConfig: { Subnets: isSet, SecurityGroupIds: unknown(after) } });
  });

  it('do not matter where a known flag decides', async () => {
    const definition = {
      type: 'aws_sagemaker_data_quality_job_definition',
      after: {
        job_resources: [{ cluster_config: [{}] }],
        network_config: [{ enable_inter_container_traffic_encryption: true, enable_network_isolation: true }],
      },
      unknown: {
        job_resources: [{ cluster_config: [{ instance_count: true }] }],
        network_config: [{ vpc_config: true }],
      },
    };
    const controls = [
      'data-quality-job-definition-inter-container-encryption',
      'data-quality-job-definition-network-isolation',
    ];
    expect(await verdictsOn(await open(planOf([definition])), `${definition.type}.this`, controls)).toEqual([
      'data-quality-job-definition-inter-container-encryption PASSED',
      'data-quality-job-definition-network-isolation PASSED',
    ]);
  });
});

describe('sensitive values', () => {
  it('are never passed on: what is set is known to be set', async () => {
    const snapshot = await open(
      planOf([
        {
          type: 'aws_sagemaker_notebook_instance',
          after: { kms_key_id: 'top-secret-key', subnet_id: null, root_access: 'Disabled', tags_all: { a: 'hush-1' } },
          sensitive: { kms_key_id: true, subnet_id: true, tags_all: { a: true } },
        },
        {
          type: 'aws_sagemaker_model',
          after: { vpc_config: [{ subnets: ['hush-2'] }], primary_container: [{ image: 'hush-3' }] },
          sensitive: { vpc_config: true, primary_container: [{ image: true }] },
        },
        {
          type: 'aws_iam_role_policy',
          after: { role: 'r', policy: '{"Statement":"hush-4"}' },
          sensitive: { policy: true },
        },
        { type: 'aws_iam_role', after: { name: 'r' } },
      ]),
    );
    const records = [...(snapshot.records as Iterable<unknown>)];
    expect(JSON.stringify(records)).not.toMatch(/hush|top-secret/);
    const [notebook, model] = records.flatMap((record) =>
      (record as { resource?: { type: string; properties: object } }).resource?.type.includes('SageMaker')
        ? [(record as { resource: { properties: object } }).resource.properties]
        : [],
    );
    expect(notebook).toMatchObject({ KmsKeyId: unknown('sensitive', { isSet: true }), RootAccess: 'Disabled' });
    expect(notebook).not.toHaveProperty('SubnetId');
    expect(model).toMatchObject({ VpcConfig: unknown('sensitive', { isSet: true }) });
  });
});

describe('blocks', () => {
  it('that are an empty list are absent: `network_config = []`', async () => {
    for (const network_config of [[], null, undefined]) {
      const properties = await propertiesOf({
        type: 'aws_sagemaker_data_quality_job_definition',
        after: { network_config },
      });
      expect(properties).not.toHaveProperty('NetworkConfig');
    }
  });

  it('without content are there', async () => {
    expect(await propertiesOf({ type: 'aws_sagemaker_model', after: { vpc_config: [null] } })).toMatchObject({
      VpcConfig: {},
    });
  });

  it('of a serverless variant have no instance count, which the provider writes as 0', async () => {
    const serverless = [{ max_concurrency: 5, memory_size_in_mb: 2048 }];
    const variants = [{ variant_name: 'main', initial_instance_count: 0, serverless_config: serverless }];
    const type = 'aws_sagemaker_endpoint_configuration';
    expect(await propertiesOf({ type, after: { production_variants: variants } })).toMatchObject({
      ProductionVariants: [{ VariantName: 'main', ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } }],
    });
    expect(
      await verdictsOn(await open(planOf([{ type, after: { production_variants: variants } }])), `${type}.this`, [
        'endpoint-config-instance-count',
      ]),
    ).toEqual(['endpoint-config-instance-count NOT_APPLICABLE']);
  });
});

describe('hashicorp/awscc', () => {
  it('is read with the nested attributes that it has in the place of blocks', async () => {
    const properties = await propertiesOf({
      type: 'awscc_sagemaker_data_quality_job_definition',
      after: {
        job_definition_name: 'd',
        job_resources: { cluster_config: { instance_count: 2 } },
        network_config: { enable_network_isolation: true },
        data_quality_job_input: { endpoint_input: { endpoint_name: 'e' } },
      },
      unknown: { network_config: { vpc_config: true }, role_arn: true },
      expressions: {
        job_definition_name: { constant_value: 'd' },
        network_config: { constant_value: { enable_network_isolation: true } },
      },
    });
    expect(properties).toEqual({
      JobDefinitionName: 'd',
      JobResources: { ClusterConfig: { InstanceCount: 2 } },
      NetworkConfig: { EnableNetworkIsolation: true },
      DataQualityJobInput: { EndpointInput: { EndpointName: 'e' } },
    });
  });

  it('leaves to AWS what the configuration does not write, although it is unknown in the plan', async () => {
    const type = 'awscc_sagemaker_data_quality_job_definition';
    const written = { after: {}, unknown: { network_config: true }, expressions: { job_definition_name: {} } };
    expect(await propertiesOf({ type, ...written })).not.toHaveProperty('NetworkConfig');
    expect(
      await propertiesOf({ type, ...written, expressions: { network_config: refs('local.network') } }),
    ).toMatchObject({ NetworkConfig: unknown(after) });
  });

  it.each([
    ['awscc_sagemaker_notebook_instance', { security_group_ids: ['sg-1'] }, { SecurityGroups: ['sg-1'] }],
    ['awscc_sagemaker_model', { containers: [{ image: 'i' }] }, { Containers: [{ Image: 'i' }] }],
    ['awscc_sagemaker_endpoint_config', { kms_key_id: 'k' }, { KmsKeyId: 'k' }],
    ['awscc_sagemaker_monitoring_schedule', { endpoint_name: 'e' }, { EndpointName: 'e' }],
    [
      'awscc_sagemaker_inference_component',
      { specification: { model_name: 'm' } },
      { Specification: { ModelName: 'm' } },
    ],
    ['awscc_sagemaker_domain', { domain_id: 'd-1' }, { DomainId: 'd-1' }],
  ])('%s speaks CloudFormation’s names', async (type, after, expected) => {
    expect(await propertiesOf({ type, after })).toMatchObject(expected);
  });

  it('has its tags in a list', async () => {
    const [image] = await resourcesOf(
      planOf([{ type: 'awscc_sagemaker_image', after: { image_name: 'i', tags: [{ key: 'team', value: 'ml' }] } }]),
    );
    expect(image?.tags).toEqual([{ Key: 'team', Value: 'ml' }]);
  });
});
