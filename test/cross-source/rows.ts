import type { Status } from '../../src/model/finding.ts';
import { absent, type Changes } from './changes.ts';

export const formats = ['live', 'snapshot', 'cloudformation', 'terraform', 'aws-config'] as const;
export type Format = (typeof formats)[number];

/** One bad resource in the words of each format that has it; AWS Config and snapshots take what is described. */
export interface Bad {
  readonly name: string;
  readonly described: Changes;
  readonly cloudformation?: Changes;
  readonly terraform?: Changes;
}

/** A format in which the verdicts are not PASSED for the hardened and FAILED for a bad resource. */
export type Unlike =
  | { readonly hardened: Status; readonly bad: Status; readonly because: string }
  /** The format has no such resource, and nothing is said about any. */
  | { readonly none: string };

export interface Row {
  readonly bad: readonly Bad[];
  readonly unlike?: Partial<Readonly<Record<Format, Unlike>>>;
}

const noTrainingJobs = 'CloudFormation has no type for training jobs';
const notRecorded = 'AWS Config does not record training jobs';
const trainingJob = {
  cloudformation: { none: noTrainingJobs },
  'aws-config': { none: notRecorded },
} as const satisfies Row['unlike'];

const plainHttp = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: '*' }],
});

function notApplicable(because: string): Unlike {
  return { hardened: 'NOT_APPLICABLE', bad: 'NOT_APPLICABLE', because };
}

const notRunning = {
  cloudformation: notApplicable('only shows once it runs'),
  terraform: notApplicable('only shows once it runs'),
  'aws-config': notApplicable('AWS Config does not record what runs'),
} as const satisfies Row['unlike'];

/** A property under one name in the Describe answer and in CloudFormation. */
function flag(
  key: string,
  [property, argument]: readonly [property: string, argument: string],
  values: Readonly<Record<string, readonly [unknown, unknown]>>,
): Bad[] {
  return Object.entries(values).map(([name, [value, planned]]) => ({
    name,
    described: { [key]: { [property]: value } },
    cloudformation: { [key]: { [property]: value } },
    terraform: { [key]: { [argument]: planned } },
  }));
}

const offOrLeftOut = { 'is off': [false, false], 'is left out': [absent, null] } as const;
const leftOut = { 'is left out': [absent, null] } as const;

function networkFlag(key: string, property: string, argument: string): Bad[] {
  return flag(key, [`NetworkConfig.${property}`, `network_config[0].${argument}`], offOrLeftOut);
}

function isolation(key: string): Row {
  return { bad: networkFlag(key, 'EnableNetworkIsolation', 'enable_network_isolation') };
}

function interContainer(key: string): Row {
  return {
    bad: networkFlag(key, 'EnableInterContainerTrafficEncryption', 'enable_inter_container_traffic_encryption'),
  };
}

function untagged(key: string): Row {
  return {
    bad: [
      {
        name: 'has no tags',
        described: { [key]: { tags: [] } },
        cloudformation: { [key]: { Tags: absent } },
        terraform: { [key]: { tags: null, tags_all: {} } },
      },
    ],
  };
}

/** What the role may do, in the policies of the described role, of the template and of the plan. */
function role(key: string, planned: string, actions: readonly string[], rest: Pick<Row, 'unlike'> = {}): Row {
  return {
    ...rest,
    bad: actions.map((Action) => {
      const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
      const text = JSON.stringify(document);
      return {
        name: `may ${Action} on everything`,
        described: { [key]: { 'RolePolicyList[0].PolicyDocument': text } },
        cloudformation: { [key]: { 'Policies[0].PolicyDocument': document } },
        terraform: { [planned]: { policy: text } },
      };
    }),
  };
}

const notebookRole = (...actions: string[]) => role('role', 'rolePolicy', actions);
const trainingRole = (...actions: string[]) =>
  role('trainingRole', 'trainingRolePolicy', actions, { unlike: trainingJob });

/** For every control: what makes a hardened resource a bad one. A catalogue law asks for a row of each. */
export const rows: Readonly<Record<string, Row>> = {
  'notebook-instance-direct-internet-access': {
    bad: flag('notebook', ['DirectInternetAccess', 'direct_internet_access'], {
      'is enabled': ['Enabled', 'Enabled'],
      'is left out': [absent, null],
    }),
  },
  'notebook-instance-subnet': { bad: flag('notebook', ['SubnetId', 'subnet_id'], leftOut) },
  'notebook-instance-vpc': { bad: flag('notebook', ['SubnetId', 'subnet_id'], leftOut) },
  'notebook-instance-root-access': {
    bad: flag('notebook', ['RootAccess', 'root_access'], {
      'is enabled': ['Enabled', 'Enabled'],
      'is left out': [absent, null],
    }),
  },
  'notebook-instance-platform': {
    bad: flag('notebook', ['PlatformIdentifier', 'platform_identifier'], {
      'is Amazon Linux 1': ['notebook-al1-v1', 'notebook-al1-v1'],
      'is an old Amazon Linux 2': ['notebook-al2-v2', 'notebook-al2-v2'],
    }),
  },
  'notebook-instance-kms-key': { bad: flag('notebook', ['KmsKeyId', 'kms_key_id'], leftOut) },
  'notebook-instance-lifecycle-config': {
    bad: [
      {
        name: 'is left out',
        described: { notebook: { NotebookInstanceLifecycleConfigName: absent } },
        cloudformation: { notebook: { LifecycleConfigName: absent } },
        terraform: { notebook: { lifecycle_config_name: null } },
      },
    ],
  },
  'notebook-instance-idle': {
    bad: [
      {
        name: 'was neither started nor updated for months',
        described: { notebook: { LastModifiedTime: '2026-05-01T08:00:00.000Z' } },
      },
    ],
    unlike: notRunning,
  },
  'notebook-instance-role-s3-access': notebookRole('s3:GetObject', 's3:*'),
  'notebook-instance-role-pass-role': notebookRole('iam:PassRole'),
  'notebook-instance-role-assume-role': notebookRole('sts:AssumeRole'),
  'notebook-instance-role-admin': notebookRole('*'),

  'model-network-isolation': {
    bad: flag('model', ['EnableNetworkIsolation', 'enable_network_isolation'], offOrLeftOut),
  },
  'model-vpc': {
    bad: [
      ...flag('model', ['VpcConfig', 'vpc_config'], leftOut),
      {
        name: 'is an empty list of blocks',
        described: { model: { VpcConfig: absent } },
        cloudformation: { model: { VpcConfig: { Ref: 'AWS::NoValue' } } },
        terraform: { model: { vpc_config: [] } },
      },
    ],
  },

  'endpoint-config-instance-count': {
    bad: flag(
      'endpointConfig',
      ['ProductionVariants[0].InitialInstanceCount', 'production_variants[0].initial_instance_count'],
      { 'is one': [1, 1] },
    ),
  },
  'endpoint-config-monitoring': {
    bad: [
      {
        name: 'is watched by no schedule',
        described: { schedule: absent },
        cloudformation: { schedule: absent },
        terraform: { schedule: absent },
      },
    ],
    unlike: {
      cloudformation: { hardened: 'PASSED', bad: 'UNKNOWN', because: 'a schedule may be defined elsewhere' },
      terraform: { hardened: 'PASSED', bad: 'UNKNOWN', because: 'a schedule may be defined elsewhere' },
      'aws-config': { hardened: 'PASSED', bad: 'UNKNOWN', because: 'a schedule may not have been recorded' },
    },
  },

  'endpoint-traffic': {
    bad: [{ name: 'is idle', described: { 'endpoint-traffic': { days: [] } } }],
    unlike: notRunning,
  },
  'endpoint-model-artifact': {
    bad: [
      {
        name: 'serves a model whose artifact is gone',
        described: { 'model-artifact': { exists: false, missing: 'object' } },
      },
    ],
    unlike: notRunning,
  },

  'training-job-network-isolation': {
    bad: flag('trainingJob', ['EnableNetworkIsolation', 'enable_network_isolation'], offOrLeftOut),
    unlike: trainingJob,
  },
  'training-job-vpc': { bad: flag('trainingJob', ['VpcConfig', 'vpc_config'], leftOut), unlike: trainingJob },
  'training-job-volume-kms-key': {
    bad: flag('trainingJob', ['ResourceConfig.VolumeKmsKeyId', 'resource_config[0].volume_kms_key_id'], leftOut),
    unlike: trainingJob,
  },
  'training-job-inter-container-encryption': {
    bad: flag(
      'trainingJob',
      ['EnableInterContainerTrafficEncryption', 'enable_inter_container_traffic_encryption'],
      offOrLeftOut,
    ),
    unlike: trainingJob,
  },
  'training-job-role-s3-access': trainingRole('s3:GetObject', 's3:*'),
  'training-job-role-pass-role': trainingRole('iam:PassRole'),
  'training-job-input-bucket-owner': {
    bad: [
      {
        name: 'reads the bucket of another account',
        described: {
          'bucket-owner': { owner: 'other-account', accountId: '999900001111', evidence: 'refused to this account' },
        },
        terraform: {
          trainingJob: { 'input_data_config[0].data_source[0].s3_data_source[0].s3_uri': 's3://somebody-elses/train/' },
        },
      },
    ],
    unlike: {
      ...trainingJob,
      terraform: {
        hardened: 'PASSED',
        bad: 'UNKNOWN',
        because: 'a bucket that the plan does not define may be of any account',
      },
    },
  },
  'training-job-input-tls': {
    bad: [
      {
        name: 'reads a bucket that answers over plain HTTP',
        described: { 'bucket-policy': { document: plainHttp } },
        terraform: { bucketPolicy: { policy: plainHttp } },
      },
    ],
    unlike: trainingJob,
  },

  'data-quality-job-definition-network-isolation': isolation('dataQuality'),
  'data-quality-job-definition-inter-container-encryption': interContainer('dataQuality'),
  'model-bias-job-definition-network-isolation': isolation('bias'),
  'model-bias-job-definition-inter-container-encryption': interContainer('bias'),
  'model-quality-job-definition-inter-container-encryption': interContainer('modelQuality'),
  'model-explainability-job-definition-inter-container-encryption': interContainer('explainability'),

  'monitoring-schedule-network-isolation': {
    bad: [
      {
        name: 'runs a definition without isolation',
        described: { dataQuality: { 'NetworkConfig.EnableNetworkIsolation': false } },
        cloudformation: { dataQuality: { 'NetworkConfig.EnableNetworkIsolation': false } },
        terraform: { dataQuality: { 'network_config[0].enable_network_isolation': false } },
      },
    ],
  },

  'domain-execution-role': {
    bad: [
      {
        name: 'has profiles that share its role',
        described: {
          ana: { 'UserSettings.ExecutionRole': absent },
          ben: { 'UserSettings.ExecutionRole': absent },
        },
        cloudformation: { ana: { UserSettings: absent }, ben: { UserSettings: absent } },
        terraform: { ana: { user_settings: [] }, ben: { user_settings: [] } },
      },
    ],
  },

  'image-tags': untagged('image'),
  'app-image-config-tags': untagged('appImageConfig'),
};
