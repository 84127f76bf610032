import { describe, expect, it } from 'vitest';
import { absent, changeResource, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import type { Control } from '../../model/control.ts';
import { viewOf } from '../../model/view.ts';
import { notebookInstanceDirectInternetAccess } from './notebook-instance-direct-internet-access.ts';
import { notebookInstanceIdle } from './notebook-instance-idle.ts';
import { notebookInstanceLifecycleConfig } from './notebook-instance-lifecycle-config.ts';
import { notebookInstancePlatform } from './notebook-instance-platform.ts';
import { notebookInstanceRootAccess } from './notebook-instance-root-access.ts';

const type = 'AWS::SageMaker::NotebookInstance';
const place = '--region eu-west-1 --notebook-instance-name churn-exploration';
const key = 'arn:aws:kms:eu-west-1:111122223333:key/5f2a1c9e-7d34-4b8e-9c61-0a1b2c3d4e5f';

function stepsFor(control: Pick<Control<typeof type>, 'remediation'>, changes: Readonly<Record<string, unknown>> = {}) {
  return control.remediation.steps(viewOf(subjectOf(changeResource(hardenedEstate, type, changes), type)));
}

function commandsFor(...args: Parameters<typeof stepsFor>) {
  return stepsFor(...args).flatMap(({ command }) => command ?? []);
}

const stop = [`aws sagemaker stop-notebook-instance ${place}`, `aws sagemaker wait notebook-instance-stopped ${place}`];
const start = [
  `aws sagemaker wait notebook-instance-stopped ${place}`,
  `aws sagemaker start-notebook-instance ${place}`,
];

describe('what can be changed in place', () => {
  it('is changed while the notebook instance is stopped', () => {
    expect(commandsFor(notebookInstanceRootAccess)).toEqual([
      ...stop,
      `aws sagemaker update-notebook-instance ${place} --root-access Disabled`,
      ...start,
    ]);
  });

  it('leaves a stopped notebook instance stopped', () => {
    expect(commandsFor(notebookInstanceRootAccess, { NotebookInstanceStatus: 'Stopped' })).toEqual([
      `aws sagemaker update-notebook-instance ${place} --root-access Disabled`,
    ]);
  });

  it('moves Amazon Linux 2 to Amazon Linux 2023 in the same update, because AWS does not start it again', () => {
    expect(commandsFor(notebookInstanceRootAccess, { PlatformIdentifier: 'notebook-al2-v3' })[2]).toBe(
      `aws sagemaker update-notebook-instance ${place} --root-access Disabled --platform-identifier notebook-al2023-v1`,
    );
  });

  it('warns of that trap where the platform is not known', () => {
    const [, , update] = stepsFor(notebookInstanceRootAccess, { PlatformIdentifier: absent });
    expect(update?.text).toContain('--platform-identifier notebook-al2023-v1');
  });

  it('asks for another instance type where Amazon Linux 2023 does not run on the present one', () => {
    const changes = { PlatformIdentifier: 'notebook-al2-v2', InstanceType: 'ml.p3.2xlarge' };
    expect(commandsFor(notebookInstancePlatform, changes)[2]).toBe(
      `aws sagemaker update-notebook-instance ${place} --platform-identifier notebook-al2023-v1 --instance-type INSTANCE_TYPE`,
    );
  });

  it('attaches a lifecycle configuration that is made from a script', () => {
    expect(commandsFor(notebookInstanceLifecycleConfig, { NotebookInstanceLifecycleConfigName: absent })).toEqual([
      'aws sagemaker create-notebook-instance-lifecycle-config --region eu-west-1 ' +
        '--notebook-instance-lifecycle-config-name LIFECYCLE_CONFIG_NAME ' +
        `--on-start Content="$(base64 < on-start.sh | tr -d '\\n')"`,
      ...stop,
      `aws sagemaker update-notebook-instance ${place} --lifecycle-config-name LIFECYCLE_CONFIG_NAME`,
      ...start,
    ]);
  });
});

describe('what is fixed at creation', () => {
  const recreate = [
    `aws sagemaker delete-notebook-instance ${place}`,
    `aws sagemaker wait notebook-instance-deleted ${place}`,
    `aws sagemaker create-notebook-instance ${place} --instance-type ml.t3.medium ` +
      '--role-arn arn:aws:iam::111122223333:role/ml/churn-notebooks --subnet-id subnet-0a1b2c3d4e5f60718 ' +
      `--security-group-ids sg-0c1d2e3f405162738 --kms-key-id ${key} --direct-internet-access Disabled ` +
      '--root-access Disabled --platform-identifier notebook-al2023-v1 --lifecycle-config-name stop-when-idle ' +
      '--tags Key=team,Value=churn Key=owner,Value=ana',
  ];

  it('needs a new notebook instance, with everything else as it was', () => {
    const steps = stepsFor(notebookInstanceDirectInternetAccess, { DirectInternetAccess: 'Enabled' });
    expect(steps[0]?.text).toContain('Copy what is on the volume');
    expect(steps.flatMap(({ command }) => command ?? [])).toEqual([...stop, ...recreate]);
  });

  it('does not stop what is stopped or failed, which AWS would refuse', () => {
    for (const NotebookInstanceStatus of ['Stopped', 'Failed'])
      expect(commandsFor(notebookInstanceDirectInternetAccess, { NotebookInstanceStatus })).toEqual(recreate);
  });

  it('has placeholders for what nobody knows', () => {
    const missing = { SubnetId: absent, SecurityGroups: absent, KmsKeyId: absent };
    for (const changes of [missing, { SubnetId: '', SecurityGroups: [], KmsKeyId: '' }])
      expect(commandsFor(notebookInstanceDirectInternetAccess, changes).at(-1)).toContain(
        '--subnet-id SUBNET_ID --security-group-ids SECURITY_GROUP_ID --kms-key-id KMS_KEY_ID',
      );
  });

  it('keeps repositories and the version of the metadata service', () => {
    const changes = {
      DefaultCodeRepository: 'churn',
      AdditionalCodeRepositories: ['shared', 'https://example.com/tools.git'],
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
      VolumeSizeInGB: 50,
    };
    expect(commandsFor(notebookInstanceDirectInternetAccess, changes).at(-1)).toContain(
      '--volume-size-in-gb 50 --default-code-repository churn ' +
        '--additional-code-repositories shared https://example.com/tools.git ' +
        '--instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2',
    );
  });

  it('includes the platform of Amazon Linux 1', () => {
    const commands = commandsFor(notebookInstancePlatform, { PlatformIdentifier: 'notebook-al1-v1' });
    expect(commands).toEqual([...stop, ...recreate]);
  });
});

describe('an idle notebook instance', () => {
  it('is stopped', () => {
    expect(commandsFor(notebookInstanceIdle)).toEqual(stop);
  });

  it('is moved off Amazon Linux 2 while it is stopped, so that it can be started again', () => {
    expect(commandsFor(notebookInstanceIdle, { PlatformIdentifier: 'notebook-al2-v3' })).toEqual([
      ...stop,
      `aws sagemaker update-notebook-instance ${place} --platform-identifier notebook-al2023-v1`,
    ]);
  });

  it('is deleted when it is stopped already', () => {
    expect(commandsFor(notebookInstanceIdle, { NotebookInstanceStatus: 'Stopped' })).toEqual([
      `aws sagemaker delete-notebook-instance ${place}`,
      `aws sagemaker wait notebook-instance-deleted ${place}`,
    ]);
  });
});
