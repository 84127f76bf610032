/** The same 500 resources as a template and as a plan: a hundred teams, every other of which left the defaults alone. */
const teams = 100;

export const resourceCount = teams * 5;

interface Team {
  readonly n: number;
  readonly isHardened: boolean;
}

function everyTeam<T>(of: (team: Team) => readonly T[]): T[] {
  return Array.from({ length: teams }, (_, n) => of({ n, isHardened: n % 2 === 0 })).flat();
}

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

function policy({ n, isHardened }: Team): object {
  const Resource = isHardened ? `arn:aws:s3:::team-${n}/*` : '*';
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] };
}

export function template(): string {
  const resources = everyTeam<[string, object]>((team) => {
    const { n, isHardened } = team;
    const RoleArn = { 'Fn::GetAtt': [`Role${n}`, 'Arn'] };
    const hardened = <T extends object>(properties: T): Partial<T> => (isHardened ? properties : {});
    const vpc = { Subnets: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ Ref: 'Group' }] };
    return [
      resource(`Role${n}`, 'AWS::IAM::Role', {
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: 'data', PolicyDocument: policy(team) }],
      }),
      resource(`Notebook${n}`, 'AWS::SageMaker::NotebookInstance', {
        InstanceType: 'ml.t3.medium',
        RoleArn,
        ...hardened({
          RootAccess: 'Disabled',
          DirectInternetAccess: 'Disabled',
          SubnetId: { Ref: 'Subnet' },
          SecurityGroupIds: [{ Ref: 'Group' }],
          KmsKeyId: { Ref: 'Key' },
        }),
      }),
      resource(`Model${n}`, 'AWS::SageMaker::Model', {
        ExecutionRoleArn: RoleArn,
        PrimaryContainer: { Image: `registry/model:${n}` },
        ...hardened({ EnableNetworkIsolation: true, VpcConfig: vpc }),
      }),
      resource(`Config${n}`, 'AWS::SageMaker::EndpointConfig', {
        ProductionVariants: [
          {
            VariantName: 'main',
            ModelName: { 'Fn::GetAtt': [`Model${n}`, 'ModelName'] },
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: isHardened ? 2 : 1,
            InitialVariantWeight: 1,
          },
        ],
        ...hardened({ KmsKeyId: { Ref: 'Key' } }),
      }),
      resource(`Endpoint${n}`, 'AWS::SageMaker::Endpoint', {
        EndpointConfigName: { 'Fn::GetAtt': [`Config${n}`, 'EndpointConfigName'] },
      }),
    ];
  });
  const Parameters = {
    Subnet: { Type: 'AWS::EC2::Subnet::Id' },
    Group: { Type: 'AWS::EC2::SecurityGroup::Id' },
    Key: { Type: 'String', MinLength: 1 },
  };
  return text({ AWSTemplateFormatVersion: '2010-09-09', Parameters, Resources: Object.fromEntries(resources) });
}

function resource(name: string, Type: string, Properties: object): [string, object] {
  return [name, { Type, Properties }];
}

export function plan(): string {
  const resources = everyTeam((team) => {
    const { n, isHardened } = team;
    const vpc = [{ subnets: ['subnet-0a'], security_group_ids: ['sg-0a'] }];
    const role_arn = `arn:aws:iam::111122223333:role/role-${n}`;
    const kms = isHardened ? 'arn:aws:kms:eu-west-1:111122223333:key/0a' : null;
    return [
      planned('aws_iam_role', n, {
        arn: `arn:aws:iam::111122223333:role/role-${n}`,
        name: `role-${n}`,
        path: '/',
        assume_role_policy: JSON.stringify(trust),
        inline_policy: [{ name: 'data', policy: JSON.stringify(policy(team)) }],
      }),
      planned('aws_sagemaker_notebook_instance', n, {
        name: `notebook-${n}`,
        instance_type: 'ml.t3.medium',
        role_arn,
        root_access: isHardened ? 'Disabled' : 'Enabled',
        direct_internet_access: isHardened ? 'Disabled' : 'Enabled',
        subnet_id: isHardened ? 'subnet-0a' : null,
        security_groups: isHardened ? ['sg-0a'] : null,
        kms_key_id: kms,
      }),
      planned('aws_sagemaker_model', n, {
        name: `model-${n}`,
        execution_role_arn: role_arn,
        primary_container: [{ image: `registry/model:${n}` }],
        enable_network_isolation: isHardened,
        vpc_config: isHardened ? vpc : [],
      }),
      planned('aws_sagemaker_endpoint_configuration', n, {
        name: `config-${n}`,
        kms_key_arn: kms,
        production_variants: [
          {
            variant_name: 'main',
            model_name: `model-${n}`,
            instance_type: 'ml.m5.large',
            initial_instance_count: isHardened ? 2 : 1,
          },
        ],
      }),
      planned('aws_sagemaker_endpoint', n, { name: `endpoint-${n}`, endpoint_config_name: `config-${n}` }),
    ];
  });
  return text({
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: {
      root_module: { resources: resources.map(({ change, ...rest }) => ({ ...rest, values: change.after })) },
    },
    resource_changes: resources,
    configuration: {
      provider_config: { aws: { name: 'aws' } },
      root_module: {
        resources: resources.map(({ address, mode, type, name }) => ({
          address,
          mode,
          type,
          name,
          provider_config_key: 'aws',
          expressions: {},
          schema_version: 0,
        })),
      },
    },
  });
}

function planned(type: string, n: number, after: object) {
  const name = `team_${n}`;
  const change = { actions: ['create'], before: null, after, after_unknown: {}, after_sensitive: {} };
  const provider_name = 'registry.terraform.io/hashicorp/aws';
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name,
    schema_version: 0,
    sensitive_values: {},
    change,
  };
}

function text(content: object): string {
  return JSON.stringify(content, undefined, 2);
}
