import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { type Arguments, awsCli, step, tagArguments } from '../aws-cli.ts';

type Notebook = ResourceView<'AWS::SageMaker::NotebookInstance'>;

/** The platform that AWS creates notebook instances on; Amazon Linux 2 ones can no longer be started. */
export const currentPlatform = 'notebook-al2023-v1';

/**
 * Settings that `UpdateNotebookInstance` changes, which it does on stopped instances only.
 *
 * An Amazon Linux 2 instance can be stopped but not started again, so the same update must move its platform; an Amazon
 * Linux 1 instance cannot be moved: https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html
 */
export function updateStoppedNotebook(notebook: Notebook, settings: Arguments = {}): RemediationStep[] {
  const platform = notebook.peek('PlatformIdentifier');
  if (platform?.startsWith('notebook-al1-')) return recreateNotebook(notebook, settings);
  const update = step(
    updateText(platform),
    command(notebook, 'update-notebook-instance', {
      ...settings,
      ...(isAmazonLinux2(notebook) ? onCurrentPlatform(notebook) : {}),
    }),
  );
  if (notebook.peek('NotebookInstanceStatus') === 'Stopped') return [update];
  return [
    ...stopNotebook(notebook),
    update,
    step('Wait until the update is done', command(notebook, 'wait notebook-instance-stopped')),
    step('Start it again', command(notebook, 'start-notebook-instance')),
  ];
}

function updateText(platform: string | undefined): string {
  if (platform === undefined)
    return `Change the setting; on Amazon Linux 2 add --platform-identifier ${currentPlatform}, or AWS will not start it again`;
  if (!platform.startsWith('notebook-al2-')) return 'Change the setting';
  return (
    'Update it, to Amazon Linux 2023 at the same time: AWS does not start Amazon Linux 2 instances again. ' +
    'Lifecycle scripts have to use dnf there'
  );
}

/**
 * Settings that are fixed at creation: the instance is made anew, with every such setting right at once.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
 */
export function recreateNotebook(notebook: Notebook, settings: Arguments = {}): RemediationStep[] {
  const metadataService = notebook.peek('InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion');
  return [
    ...deleteNotebook(notebook),
    step(
      'Create it again, with every setting that cannot be changed later',
      command(notebook, 'create-notebook-instance', {
        'instance-type': notebook.peek('InstanceType') ?? 'INSTANCE_TYPE',
        'role-arn': notebook.peek('RoleArn') ?? 'ROLE_ARN',
        'subnet-id': notEmpty(notebook.peek('SubnetId')) ?? 'SUBNET_ID',
        'security-group-ids': notEmpty(notebook.peek('SecurityGroups')) ?? ['SECURITY_GROUP_ID'],
        'kms-key-id': notEmpty(notebook.peek('KmsKeyId')) ?? 'KMS_KEY_ID',
        'direct-internet-access': 'Disabled',
        'root-access': 'Disabled',
        ...onCurrentPlatform(notebook),
        ...optional('lifecycle-config-name', notebook.peek('NotebookInstanceLifecycleConfigName')),
        ...optional('volume-size-in-gb', notebook.peek('VolumeSizeInGB')),
        ...optional('default-code-repository', notebook.peek('DefaultCodeRepository')),
        ...optional('additional-code-repositories', notebook.peek('AdditionalCodeRepositories')),
        ...optional('ip-address-type', notebook.peek('IpAddressType')),
        ...(metadataService === undefined
          ? {}
          : {
              'instance-metadata-service-configuration': `MinimumInstanceMetadataServiceVersion=${metadataService}`,
            }),
        ...tagArguments(notebook.resource),
        ...settings,
      }),
    ),
  ];
}

/** AWS deletes stopped and failed notebook instances only. */
export function deleteNotebook(notebook: Notebook): RemediationStep[] {
  const status = notebook.peek('NotebookInstanceStatus');
  return [
    step('Copy what is on the volume to S3 first: deleting the notebook instance destroys it'),
    ...(status === 'Stopped' || status === 'Failed' ? [] : stopNotebook(notebook)),
    step('Delete it', command(notebook, 'delete-notebook-instance')),
    step('Wait until it is gone', command(notebook, 'wait notebook-instance-deleted')),
  ];
}

export function stopNotebook(notebook: Notebook): RemediationStep[] {
  return [
    step('Stop the notebook instance (its volume is kept)', command(notebook, 'stop-notebook-instance')),
    step('Wait until it is stopped', command(notebook, 'wait notebook-instance-stopped')),
  ];
}

/** While an Amazon Linux 2 instance is stopped anyway. Nothing for other platforms. */
export function leaveAmazonLinux2(notebook: Notebook): RemediationStep[] {
  if (!isAmazonLinux2(notebook)) return [];
  const update = command(notebook, 'update-notebook-instance', onCurrentPlatform(notebook));
  return [step('Move it to Amazon Linux 2023 while it is stopped, or AWS will not start it again', update)];
}

function isAmazonLinux2(notebook: Notebook): boolean {
  return notebook.peek('PlatformIdentifier')?.startsWith('notebook-al2-') ?? false;
}

/** Amazon Linux 2023 does not run on some older instance types, so these have to be changed with the platform. */
function onCurrentPlatform(notebook: Notebook): Arguments {
  const isTooOld = /^ml\.(g3|inf1|p2|p3|p3dn)\./.test(notebook.peek('InstanceType') ?? '');
  return { 'platform-identifier': currentPlatform, ...(isTooOld ? { 'instance-type': 'INSTANCE_TYPE' } : {}) };
}

function command(notebook: Notebook, operation: string, args: Arguments = {}): string {
  return awsCli(notebook.resource, `sagemaker ${operation}`, { 'notebook-instance-name': notebook.name, ...args });
}

function optional(flag: string, value: string | number | readonly string[] | undefined): Arguments {
  const given = typeof value === 'number' ? value : notEmpty(value);
  return given === undefined ? {} : { [flag]: given };
}

function notEmpty<V extends string | readonly string[]>(value: V | undefined): V | undefined {
  return value === undefined || value.length === 0 ? undefined : value;
}
