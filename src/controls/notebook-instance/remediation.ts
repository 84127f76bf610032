import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { type Arguments, awsCli, step } from '../aws-cli.ts';

type Notebook = ResourceView<'AWS::SageMaker::NotebookInstance'>;

/** The platform that AWS creates notebook instances on; Amazon Linux 2 ones can no longer be started. */
const currentPlatform = 'notebook-al2023-v1';

/**
 * Settings that `UpdateNotebookInstance` changes, which it does on stopped instances only.
 *
 * An Amazon Linux 2 instance can be stopped but not started again, so the same update must move its platform:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html
 */
export function updateStoppedNotebook(notebook: Notebook, settings: Arguments): RemediationStep[] {
  const platform = notebook.peek('PlatformIdentifier');
  if (platform?.startsWith('notebook-al1-')) return recreateNotebook(notebook, settings);
  const isOldPlatform = platform?.startsWith('notebook-al2-') ?? false;
  const update = command(notebook, 'update-notebook-instance', {
    ...settings,
    ...(isOldPlatform ? { 'platform-identifier': currentPlatform } : {}),
  });
  const text = isOldPlatform
    ? 'Change the setting, and the platform with it: AWS does not start Amazon Linux 2 instances again'
    : 'Change the setting';
  if (notebook.peek('NotebookInstanceStatus') === 'Stopped') return [step(text, update)];
  return [
    ...stopNotebook(notebook),
    step(text, update),
    step('Wait until the update is done', command(notebook, 'wait notebook-instance-stopped')),
    step('Start it again', command(notebook, 'start-notebook-instance')),
  ];
}

/**
 * Settings that are fixed at creation: the instance is made anew, with every such setting right at once.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
 */
export function recreateNotebook(notebook: Notebook, settings: Arguments = {}): RemediationStep[] {
  return [
    step('Copy what is on the volume to S3 first: deleting the notebook instance destroys it'),
    ...stopNotebook(notebook),
    step('Delete it', command(notebook, 'delete-notebook-instance')),
    step('Wait until it is gone', command(notebook, 'wait notebook-instance-deleted')),
    step(
      'Create it again, with every setting that cannot be changed later',
      command(notebook, 'create-notebook-instance', {
        'instance-type': notebook.peek('InstanceType') ?? 'INSTANCE_TYPE',
        'role-arn': notebook.peek('RoleArn') ?? 'ROLE_ARN',
        'subnet-id': notebook.peek('SubnetId') ?? 'SUBNET_ID',
        'security-group-ids': notebook.peek('SecurityGroups') ?? ['SECURITY_GROUP_ID'],
        'kms-key-id': notebook.peek('KmsKeyId') ?? 'KMS_KEY_ID',
        'direct-internet-access': 'Disabled',
        'root-access': 'Disabled',
        'platform-identifier': currentPlatform,
        ...optional('lifecycle-config-name', notebook.peek('NotebookInstanceLifecycleConfigName')),
        ...optional('volume-size-in-gb', notebook.peek('VolumeSizeInGB')),
        ...settings,
      }),
    ),
  ];
}

export function stopNotebook(notebook: Notebook): RemediationStep[] {
  return [
    step('Stop the notebook instance (its volume is kept)', command(notebook, 'stop-notebook-instance')),
    step('Wait until it is stopped', command(notebook, 'wait notebook-instance-stopped')),
  ];
}

function command(notebook: Notebook, operation: string, args: Arguments = {}): string {
  return awsCli(notebook.resource, `sagemaker ${operation}`, { 'notebook-instance-name': notebook.name, ...args });
}

function optional(flag: string, value: string | number | undefined): Arguments {
  return value === undefined ? {} : { [flag]: value };
}
