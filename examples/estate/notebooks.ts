import type {
  DescribeNotebookInstanceLifecycleConfigOutput,
  DescribeNotebookInstanceOutput,
} from '@aws-sdk/client-sagemaker';
import { arn, daysAgo, keyArn, networkOf, type Place, research, roleArn } from './place.ts';

const lifecycleConfig = 'stop-when-idle';

/** The main region's notebook instances. */
export function notebookInstances(place: Place): DescribeNotebookInstanceOutput[] {
  const open = { SubnetId: undefined, SecurityGroups: undefined, NetworkInterfaceId: undefined };
  return [
    notebook(place, 'fraud-features', roleArn('fraud-notebook'), { days: 3 }),
    notebook(place, 'bounded-research', roleArn('research-notebook'), { days: 12 }),
    notebook(place, 'churn-exploration', roleArn('churn-notebook'), {
      days: 74,
      ...open,
      KmsKeyId: undefined,
      NotebookInstanceLifecycleConfigName: undefined,
      DirectInternetAccess: 'Enabled',
      RootAccess: 'Enabled',
      PlatformIdentifier: 'notebook-al2-v2',
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
    }),
    notebook(place, 'pricing-sandbox', roleArn('pricing-notebook'), {
      days: 8,
      SecurityGroups: [],
      RootAccess: 'Enabled',
      PlatformIdentifier: 'notebook-al2-v3',
    }),
    notebook(place, 'demand-forecast-lab', roleArn('forecast-notebook'), {
      days: 120,
      NotebookInstanceStatus: 'Stopped',
      Url: undefined,
      KmsKeyId: undefined,
    }),
    // Its role was deleted with the project.
    notebook(place, 'recsys-archive', roleArn('recsys-notebook'), {
      days: 310,
      NotebookInstanceStatus: 'Stopped',
      Url: undefined,
      NotebookInstanceLifecycleConfigName: undefined,
      PlatformIdentifier: 'notebook-al1-v1',
    }),
    notebook(place, 'churn-exploration-old', roleArn('churn-notebook'), {
      days: 0,
      NotebookInstanceStatus: 'Deleting',
      Url: undefined,
      DirectInternetAccess: 'Enabled',
      RootAccess: 'Enabled',
    }),
  ];
}

/** The second region's notebook instances. */
export function secondRegionNotebooks(place: Place): DescribeNotebookInstanceOutput[] {
  return [
    notebook(place, 'genai-prototyping', roleArn('genai-notebook'), { days: 46 }),
    // A role of another account: what it may do cannot be read from here.
    notebook(place, 'vendor-review', roleArn('shared-notebook', research), { days: 2 }),
  ];
}

export function researchNotebooks(place: Place): DescribeNotebookInstanceOutput[] {
  return [
    notebook(place, 'ablation-studies', roleArn('shared-notebook', research), { days: 1, RootAccess: 'Enabled' }),
  ];
}

export function lifecycleConfigs(place: Place): DescribeNotebookInstanceLifecycleConfigOutput[] {
  const script =
    '#!/bin/bash\nset -e\nMETRICS_TOKEN=example-token-0000\npython3 /opt/larkspur/autostop.py --minutes 60\n';
  return [
    {
      NotebookInstanceLifecycleConfigName: lifecycleConfig,
      NotebookInstanceLifecycleConfigArn: arn(place, 'notebook-instance-lifecycle-config', lifecycleConfig),
      OnCreate: [],
      OnStart: [{ Content: Buffer.from(script).toString('base64') }],
      CreationTime: daysAgo(place, 380),
      LastModifiedTime: daysAgo(place, 380),
    },
  ];
}

/** A notebook as the platform team would have it, with what was done to it laid over. */
function notebook(
  place: Place,
  name: string,
  role: string,
  { days, ...settings }: DescribeNotebookInstanceOutput & { days: number },
): DescribeNotebookInstanceOutput {
  const { Subnets, SecurityGroupIds } = networkOf(place);
  return {
    NotebookInstanceArn: arn(place, 'notebook-instance', name),
    NotebookInstanceName: name,
    NotebookInstanceStatus: 'InService',
    Url: `${name}.notebook.${place.region}.sagemaker.aws`,
    InstanceType: 'ml.t3.xlarge',
    SubnetId: Subnets[0],
    SecurityGroups: SecurityGroupIds,
    RoleArn: role,
    KmsKeyId: keyArn(place),
    NetworkInterfaceId: 'eni-0c0ffee0a1b2c3d4e',
    LastModifiedTime: daysAgo(place, days),
    CreationTime: daysAgo(place, days + 90),
    NotebookInstanceLifecycleConfigName: lifecycleConfig,
    DirectInternetAccess: 'Disabled',
    VolumeSizeInGB: 50,
    RootAccess: 'Disabled',
    PlatformIdentifier: 'notebook-al2023-v1',
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
    ...settings,
  };
}
