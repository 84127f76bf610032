import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact.ts';
import { terraformPlan } from '../../src/sources/terraform/index.ts';
import { mappedTypes } from '../../src/sources/terraform/mapping-awscc.ts';
import { configured, findingsOf, open, openFile, planOf, refs, resourcesOf } from './plan.ts';

const notebook = (name: string) => ({ type: 'aws_sagemaker_notebook_instance', after: { name } });

describe('the resources of a plan', () => {
  it('are those that exist when it is applied', async () => {
    const resources = await resourcesOf(
      planOf([
        { ...notebook('created') },
        { ...notebook('kept'), name: 'kept', actions: ['no-op'] },
        { ...notebook('changed'), name: 'changed', actions: ['update'] },
        { ...notebook('replaced'), name: 'replaced', actions: ['delete', 'create'] },
        { ...notebook('deleted'), name: 'deleted', actions: ['delete'], after: null },
        { ...notebook('forgotten'), name: 'forgotten', actions: ['forget'] },
        { ...notebook('deposed'), name: 'deposed', actions: ['delete'], deposed: 'a1b2c3d4' },
        { ...notebook('data'), mode: 'data', actions: ['read'] },
        { type: 'aws_lambda_function', after: { name: 'ignored' } },
      ]),
    );
    expect(resources.map(({ name }) => name)).toEqual(['created', 'kept', 'changed', 'replaced']);
  });

  it('of `count`, `for_each` and nested modules keep their whole address', async () => {
    const type = 'aws_sagemaker_model';
    const resources = await resourcesOf(
      planOf([
        { type, index: 0, after: { name: 'a' } },
        { type, index: 'x.y["z"]', after: { name: 'b' } },
        { type, module: 'module.team["eu.west"].module.models[2]', index: 'k', after: { name: 'c' } },
      ]),
    );
    expect(resources.map(({ origin }) => origin.kind === 'file' && origin.address)).toEqual([
      'aws_sagemaker_model.this[0]',
      'aws_sagemaker_model.this["x.y[\\"z\\"]"]',
      'module.team["eu.west"].module.models[2].aws_sagemaker_model.this["k"]',
    ]);
  });

  it('include what a targeted plan leaves alone, and not what it deletes', async () => {
    const prior = (name: string) => ({
      address: `aws_sagemaker_model.${name}`,
      mode: 'managed',
      type: 'aws_sagemaker_model',
      name,
      values: { name },
    });
    const resources = await resourcesOf(
      planOf([{ type: 'aws_sagemaker_model', name: 'gone', after: null, actions: ['delete'] }], {
        prior_state: { values: { root_module: { resources: [prior('gone'), prior('left-alone')] } } },
      }),
    );
    expect(resources.map(({ name }) => name)).toEqual(['left-alone']);
  });

  it('include those whose changes are deferred', async () => {
    const [change] = planOf([notebook('later')]).resource_changes;
    const plan = planOf([], { deferred_changes: [{ reason: 'instance_count_unknown', resource_change: change }] });
    expect((await resourcesOf(plan)).map(({ name }) => name)).toEqual(['later']);
  });

  it('that ended with an error come with a gap', async () => {
    const { records } = await open(planOf([], { errored: true }));
    expect([...(records as Iterable<unknown>)]).toMatchObject([{ gap: { code: 'Errored' } }]);
  });

  it('carry the tags of the provider', async () => {
    const [image] = await resourcesOf(
      planOf([
        {
          type: 'aws_sagemaker_image',
          after: { tags: { a: '1' }, tags_all: { a: '1', owner: 'ana', build: null } },
          unknown: { tags_all: { build: true } },
        },
      ]),
    );
    expect(image?.tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'owner', Value: 'ana' },
      { Key: 'build', Value: '(known after apply)' },
    ]);
  });

  it('count from the moment of the plan', async () => {
    const { header } = await open(planOf([], { timestamp: '2026-10-01T09:30:00Z' }));
    expect(header).toMatchObject({
      capturedAt: '2026-10-01T09:30:00.000Z',
      source: 'terraform',
      elsewhere: 'it may be defined outside this plan',
    });
  });
});

describe('a state', () => {
  const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/a';
  const state = {
    format_version: '1.0',
    terraform_version: '1.8.0',
    values: {
      root_module: {
        resources: [
          {
            address: 'aws_sagemaker_notebook_instance.a',
            mode: 'managed',
            type: 'aws_sagemaker_notebook_instance',
            name: 'a',
            provider_name: 'registry.opentofu.org/hashicorp/aws',
            values: { name: 'a', arn, root_access: 'Enabled', kms_key_id: 'secret-key' },
            sensitive_values: { kms_key_id: true },
          },
          { address: 'data.aws_region.r', mode: 'data', type: 'aws_region', name: 'r', values: { name: 'eu-west-1' } },
        ],
        child_modules: [
          {
            address: 'module.m[0]',
            child_modules: [
              {
                address: 'module.m[0].module.n',
                resources: [
                  {
                    address: 'module.m[0].module.n.aws_sagemaker_model.b',
                    mode: 'managed',
                    type: 'aws_sagemaker_model',
                    name: 'b',
                    values: { name: 'b' },
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  };

  it('is read with all its modules', async () => {
    const resources = await resourcesOf(state);
    expect(resources).toMatchObject([
      {
        name: 'a',
        arn,
        accountId: '111122223333',
        region: 'eu-west-1',
        properties: { RootAccess: 'Enabled', KmsKeyId: { $unknown: 'sensitive', isSet: true } },
      },
      { name: 'b', origin: { address: 'module.m[0].module.n.aws_sagemaker_model.b' } },
    ]);
    expect((await open(state)).header.elsewhere).toBe('it may be defined outside this state');
  });

  it('without resources is an empty one', async () => {
    expect(await resourcesOf({ format_version: '1.0' })).toEqual([]);
  });
});

describe('account and region', () => {
  const region = { expressions: { region: { constant_value: 'eu-west-1' } } };
  const configuration = (provider_config: object, resources: object[] = []) => ({
    configuration: { provider_config, root_module: { resources } },
  });
  const model = { type: 'aws_sagemaker_model', after: { name: 'm' }, expressions: {} };

  it('come from the provider of the resource', async () => {
    const resources = [configured(model), { ...configured({ ...model, name: 'us' }), provider_config_key: 'aws.us' }];
    const providers = { aws: region, 'aws.us': { expressions: { region: refs('var.region') } } };
    const plan = planOf([model, { ...model, name: 'us' }], {
      variables: { region: { value: 'us-east-1' } },
      ...configuration(providers, resources),
    });
    expect((await resourcesOf(plan)).map((resource) => resource.region)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('of a module without a provider of its own are those of its caller', async () => {
    const inModule = { ...model, module: 'module.m' };
    const module_calls = {
      m: { module: { resources: [{ ...configured(inModule), provider_config_key: 'module.m:aws' }] } },
    };
    const plan = planOf([inModule], {
      configuration: { provider_config: { aws: region }, root_module: { module_calls } },
    });
    expect(await resourcesOf(plan)).toMatchObject([{ region: 'eu-west-1' }]);
  });

  it('come from data sources and from the ARNs of what exists already', async () => {
    const identity = { type: 'aws_caller_identity', name: 'me', mode: 'data' as const };
    const existing = { ...model, name: 'old', after: { arn: 'arn:aws:sagemaker:eu-west-3:111122223333:model/old' } };
    const plan = planOf([{ ...identity, after: { account_id: '111122223333' }, actions: ['read'] }, model, existing]);
    expect(await resourcesOf(plan)).toMatchObject([
      { accountId: '111122223333', region: 'eu-west-3' },
      { accountId: '111122223333', region: 'eu-west-3' },
    ]);
  });

  it('are left open when the plan tells two', async () => {
    const at = (account: string) => ({ arn: `arn:aws:sagemaker:eu-west-1:${account}:model/x` });
    const plan = planOf([
      { ...model, name: 'a', after: at('111122223333') },
      { ...model, name: 'b', after: at('444455556666') },
      model,
    ]);
    expect((await resourcesOf(plan)).map(({ accountId }) => accountId)).toEqual(['111122223333', '444455556666', '']);
  });

  it('follow the region of a single resource', async () => {
    const plan = planOf([{ ...model, after: { region: 'us-west-2' } }], configuration({ aws: region }));
    expect(await resourcesOf(plan)).toMatchObject([{ region: 'us-west-2' }]);
  });
});

describe('resources of a plan find each other', () => {
  it('by names that are known after apply, through variables and outputs of modules', async () => {
    const endpointConfig = {
      type: 'aws_sagemaker_endpoint_configuration',
      module: 'module.serving',
      after: {},
      unknown: { name: true },
    };
    const endpoint = {
      type: 'aws_sagemaker_endpoint',
      after: { name: 'live' },
      unknown: { endpoint_config_name: true },
      expressions: { endpoint_config_name: refs('module.serving.config_name', 'module.serving') },
    };
    const model = { type: 'aws_sagemaker_model', after: {}, unknown: { name: true }, expressions: {} };
    const variants = [{ variant_name: 'main' }];
    const plan = planOf(
      [
        model,
        {
          ...endpointConfig,
          after: { production_variants: variants },
          unknown: { name: true, production_variants: [{ model_name: true }] },
        },
        endpoint,
      ],
      {
        configuration: {
          root_module: {
            resources: [configured(model), configured(endpoint)],
            module_calls: {
              serving: {
                source: './serving',
                expressions: { model: refs('aws_sagemaker_model.this.name', 'aws_sagemaker_model.this') },
                module: {
                  outputs: {
                    config_name: {
                      expression: refs(
                        'aws_sagemaker_endpoint_configuration.this.name',
                        'aws_sagemaker_endpoint_configuration.this',
                      ),
                    },
                  },
                  resources: [
                    configured({
                      ...endpointConfig,
                      expressions: { production_variants: [{ model_name: refs('var.model'), variant_name: {} }] },
                    }),
                  ],
                },
              },
            },
          },
        },
      },
    );
    const [modelFound, configFound, endpointFound] = await resourcesOf(plan);
    expect(modelFound?.name).toBe('aws_sagemaker_model.this');
    expect(configFound?.name).toBe('module.serving.aws_sagemaker_endpoint_configuration.this');
    expect(configFound?.properties).toMatchObject({ ProductionVariants: [{ ModelName: 'aws_sagemaker_model.this' }] });
    expect(endpointFound?.properties).toMatchObject({ EndpointConfigName: configFound?.name });
  });

  it('by the key of their loop', async () => {
    const roles = ['ana', 'ben'].map((index) => ({
      type: 'aws_iam_role',
      index,
      after: { name: `studio-${index}` },
      unknown: { arn: true },
    }));
    const profiles = ['ana', 'ben'].map((index) => ({
      type: 'aws_sagemaker_user_profile',
      index,
      after: { user_profile_name: index, domain_id: 'd-1', user_settings: [{}] },
      unknown: { user_settings: [{ execution_role: true }] },
      expressions: { user_settings: [{ execution_role: refs('aws_iam_role.this', 'each.key') }] },
    }));
    const found = await resourcesOf(planOf([...roles, ...profiles]));
    expect(found.filter(({ type }) => type === 'AWS::SageMaker::UserProfile')).toMatchObject([
      { name: 'd-1/ana', properties: { UserSettings: { ExecutionRole: 'arn:aws:iam::000000000000:role/studio-ana' } } },
      { name: 'd-1/ben', properties: { UserSettings: { ExecutionRole: 'arn:aws:iam::000000000000:role/studio-ben' } } },
    ]);
  });

  it('not when several may be meant', async () => {
    const role = (index: number) => ({ type: 'aws_iam_role', index, after: {}, unknown: { arn: true } });
    const notebook = {
      type: 'aws_sagemaker_notebook_instance',
      after: {},
      unknown: { role_arn: true },
      expressions: { role_arn: refs('aws_iam_role.this', 'var.which') },
    };
    const found = await resourcesOf(planOf([role(0), role(1), notebook]));
    expect(found.at(-1)?.properties).toMatchObject({ RoleArn: { $unknown: 'known after apply' } });
  });

  it('counts the managed resources that no verdict hangs on, by type', async () => {
    const key = { type: 'aws_kms_key', after: {} };
    const bucket = { type: 'aws_s3_bucket', after: {} };
    const caller = { type: 'aws_caller_identity', mode: 'data' as const, after: {} };
    const group = { type: 'aws_sagemaker_feature_group', after: {} };
    const { header } = await open(planOf([key, { ...key, name: 'other' }, bucket, caller, group]));
    expect(header.ignored).toEqual({ aws_kms_key: 2, aws_sagemaker_feature_group: 1 });
  });

  it('and a schedule is judged by the definition that it names', async () => {
    const definition = {
      type: 'aws_sagemaker_data_quality_job_definition',
      after: { network_config: [{ enable_network_isolation: true }] },
      unknown: { name: true },
      expressions: {},
    };
    const schedule = {
      type: 'aws_sagemaker_monitoring_schedule',
      after: { monitoring_schedule_config: [{ monitoring_type: 'DataQuality' }] },
      unknown: { monitoring_schedule_config: [{ monitoring_job_definition_name: true }] },
      expressions: {
        monitoring_schedule_config: [
          { monitoring_job_definition_name: refs(`${definition.type}.this.name`, `${definition.type}.this`) },
        ],
      },
    };
    const findings = await findingsOf(await open(planOf([definition, schedule])));
    expect(findings.find(({ control }) => control === 'monitoring-schedule-network-isolation')?.status).toBe('PASSED');
    const lonely = await findingsOf(await open(planOf([schedule])));
    expect(lonely.find(({ control }) => control === 'monitoring-schedule-network-isolation')?.status).toBe('UNKNOWN');
  });
});

describe('buckets of a plan', () => {
  const job = (s3_uri: string) => ({
    type: 'aws_sagemaker_training_job',
    after: { input_data_config: [{ data_source: [{ s3_data_source: [{ s3_data_type: 'S3Prefix', s3_uri }] }] }] },
  });
  const tlsOnly = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::data/*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  };
  const bucket = { type: 'aws_s3_bucket', after: { bucket: 'data' }, unknown: { policy: true }, expressions: {} };
  const policy = { type: 'aws_s3_bucket_policy', after: { bucket: 'data', policy: JSON.stringify(tlsOnly) } };
  const controls = ['training-job-input-bucket-owner', 'training-job-input-tls'];
  const verdicts = async (plan: unknown) =>
    (await findingsOf(await open(plan)))
      .filter(({ control }) => controls.includes(control))
      .map(({ control, status }) => `${control} ${status}`)
      .sort();

  it('belong to the account, and their policies are known', async () => {
    expect(await verdicts(planOf([bucket, policy, job('s3://data/train')]))).toEqual([
      'training-job-input-bucket-owner PASSED',
      'training-job-input-tls PASSED',
    ]);
  });

  it('may get a policy elsewhere when they are new and the plan gives them none', async () => {
    const found = await findingsOf(await open(planOf([bucket, job('s3://data/train')])));
    expect(found.find(({ control }) => control === 'training-job-input-tls')).toMatchObject({
      status: 'UNKNOWN',
      message: expect.stringContaining('the plan defines no policy of the bucket, and one may be attached elsewhere'),
    });
  });

  it('have no policy when the provider found none', async () => {
    const existing = { ...bucket, after: { ...bucket.after, policy: '' }, unknown: {}, actions: ['no-op'] };
    expect(await verdicts(planOf([existing, job('s3://data/train')]))).toContain('training-job-input-tls FAILED');
  });

  it('have the policy that the provider read from them', async () => {
    const existing = {
      ...bucket,
      after: { ...bucket.after, policy: policy.after.policy },
      unknown: {},
      actions: ['no-op'],
    };
    expect(await verdicts(planOf([existing, job('s3://data/train')]))).toContain('training-job-input-tls PASSED');
  });

  it.each([
    ['the policy is known after apply', { ...policy, after: { bucket: 'data' }, unknown: { policy: true } }],
    ['it is not known whose policy it is', { ...policy, after: { policy: '{}' }, unknown: { bucket: true } }],
  ])('are UNKNOWN when %s', async (_, uncertain) => {
    expect(await verdicts(planOf([bucket, uncertain, job('s3://data/train')]))).toContain(
      'training-job-input-tls UNKNOWN',
    );
  });

  it('that are not in the plan are UNKNOWN', async () => {
    expect(await verdicts(planOf([bucket, job('s3://other/train')]))).toEqual([
      'training-job-input-bucket-owner UNKNOWN',
      'training-job-input-tls UNKNOWN',
    ]);
  });

  it('are found when their names are known after apply', async () => {
    const nameless = { ...bucket, index: 'raw', after: {}, unknown: { bucket: true, id: true } };
    const reading = {
      type: 'aws_sagemaker_training_job',
      after: { input_data_config: [{ data_source: [{ s3_data_source: [{}] }] }] },
      unknown: { input_data_config: [{ data_source: [{ s3_data_source: [{ s3_uri: true }] }] }] },
    };
    const uri = (...references: string[]) => ({
      input_data_config: [{ data_source: [{ s3_data_source: [{ s3_uri: refs(...references) }] }] }],
    });
    const alone = uri('aws_s3_bucket.this["raw"].id', 'aws_s3_bucket.this["raw"]', 'aws_s3_bucket.this');
    expect(await verdicts(planOf([nameless, { ...reading, expressions: alone }]))).toContain(
      'training-job-input-bucket-owner PASSED',
    );
    const mixed = uri('aws_s3_bucket.this["raw"].id', 'var.bucket');
    expect(await verdicts(planOf([nameless, { ...reading, expressions: mixed }]))).toContain(
      'training-job-input-bucket-owner UNKNOWN',
    );
  });

  it.each([
    ['nothing is set', bucket, [], { algorithm: 'AES256', bucketKeyEnabled: false }],
    [
      'a resource of its own sets it',
      bucket,
      [
        {
          type: 'aws_s3_bucket_server_side_encryption_configuration',
          after: {
            bucket: 'data',
            rule: [
              {
                apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms', kms_master_key_id: 'k' }],
                bucket_key_enabled: true,
              },
            ],
          },
        },
      ],
      { algorithm: 'aws:kms', kmsKeyId: 'k', bucketKeyEnabled: true },
    ],
    [
      'awscc sets it on the bucket',
      {
        type: 'awscc_s3_bucket',
        after: {
          bucket_name: 'data',
          bucket_encryption: {
            server_side_encryption_configuration: [{ server_side_encryption_by_default: { sse_algorithm: 'aws:kms' } }],
          },
        },
      },
      [],
      { algorithm: 'aws:kms', bucketKeyEnabled: false },
    ],
  ])('tell their default encryption when %s', async (_, defined, others, expected) => {
    const { records } = await open(planOf([defined, ...others]));
    const facts = [...(records as Iterable<{ fact?: Fact }>)].flatMap(({ fact }) => fact ?? []);
    expect(facts.find(({ fact }) => fact === 'bucket-encryption')).toMatchObject({ subject: 'data', value: expected });
  });
});

describe('sources beside the plan', () => {
  it('give file, line and column of the block and of its arguments', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
    mkdirSync(join(folder, 'modules/notebook'), { recursive: true });
    writeFileSync(join(folder, 'main.tf'), 'module "n" {\n  source = "./modules/notebook"\n}\n');
    writeFileSync(
      join(folder, 'modules/notebook/main.tf'),
      '# resource "aws_sagemaker_notebook_instance" "this" {\n\n' +
        'resource "aws_sagemaker_notebook_instance" "this" {\n  name        = "n"\n\n  root_access = "Enabled"\n}\n',
    );
    const notebook = {
      type: 'aws_sagemaker_notebook_instance',
      module: 'module.n["a"]',
      after: { name: 'n', root_access: 'Enabled' },
    };
    const plan = planOf([notebook], {
      configuration: {
        root_module: {
          module_calls: { n: { source: './modules/notebook', module: { resources: [configured(notebook)] } } },
        },
      },
    });
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(plan));
    const { records } = await openFile(terraformPlan, file);
    const [record] = records as Iterable<{ resource: { origin: unknown } }>;
    expect(record?.resource.origin).toEqual({
      kind: 'file',
      file: join(folder, 'modules/notebook/main.tf'),
      address: 'module.n["a"].aws_sagemaker_notebook_instance.this',
      position: { line: 3, column: 1 },
      properties: { NotebookInstanceName: { line: 4, column: 3 }, RootAccess: { line: 6, column: 3 } },
    });
  });

  it('that are missing leave the plan as the place', async () => {
    const [resource] = await resourcesOf(planOf([notebook('n')]));
    expect(resource?.origin).toEqual({
      kind: 'file',
      file: expect.stringMatching(/plan\.json$/),
      address: 'aws_sagemaker_notebook_instance.this',
    });
  });
});

describe('the documentation', () => {
  it('names every resource type that is read', () => {
    const documentation = readFileSync('docs/terraform.md', 'utf8');
    for (const type of mappedTypes) expect(documentation).toContain(`\`${type}\``);
  });
});
