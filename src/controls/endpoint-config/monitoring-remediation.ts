import type { VerdictData } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsCli, step, successorName } from '../aws-cli.ts';
import { copyResource } from '../recreate.ts';
import { switchEndpoint } from './remediation.ts';

type EndpointConfig = ResourceView<'AWS::SageMaker::EndpointConfig'>;

const inputs = {
  image: { ImageUri: 'MONITOR_IMAGE_URI' },
  outputs: {
    MonitoringOutputs: [{ S3Output: { S3Uri: 's3://YOUR_BUCKET/monitoring', LocalPath: '/opt/ml/processing/output' } }],
  },
  resources: {
    ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 20, VolumeKmsKeyId: 'KMS_KEY_ID' },
  },
  network: { EnableInterContainerTrafficEncryption: true, EnableNetworkIsolation: true },
};

/** A schedule reads what an endpoint captures, and capturing is a setting of a configuration, which cannot be changed. */
export function monitorEndpoint(config: EndpointConfig, data: VerdictData = {}): RemediationStep[] {
  const endpoint = String(data.endpoint ?? 'ENDPOINT_NAME');
  const { resource } = config;
  const definition = successorName(endpoint, 'data-quality');
  const endpointInput = { EndpointName: endpoint, LocalPath: '/opt/ml/processing/input' };
  return [
    ...(config.peek('DataCaptureConfig.EnableCapture') === true ? [] : captureData(config, endpoint)),
    step(
      'Create a definition of what is looked for',
      awsCli(resource, 'sagemaker create-data-quality-job-definition', {
        'job-definition-name': definition,
        'data-quality-app-specification': JSON.stringify(inputs.image),
        'data-quality-job-input': JSON.stringify({ EndpointInput: endpointInput }),
        'data-quality-job-output-config': JSON.stringify(inputs.outputs),
        'job-resources': JSON.stringify(inputs.resources),
        'network-config': JSON.stringify(inputs.network),
        'role-arn': 'ROLE_ARN',
      }),
    ),
    step(
      'Create a schedule that runs it every hour',
      awsCli(resource, 'sagemaker create-monitoring-schedule', {
        'monitoring-schedule-name': successorName(endpoint, 'hourly'),
        'monitoring-schedule-config': JSON.stringify({
          ScheduleConfig: { ScheduleExpression: 'cron(0 * ? * * *)' },
          MonitoringJobDefinitionName: definition,
          MonitoringType: 'DataQuality',
        }),
      }),
    ),
  ];
}

function captureData(config: EndpointConfig, endpoint: string): RemediationStep[] {
  const { resource, name } = config;
  const newName = successorName(name, 'captured');
  const capture = {
    EnableCapture: true,
    InitialSamplingPercentage: 20,
    DestinationS3Uri: 's3://YOUR_BUCKET/capture',
    CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
  };
  return [
    ...copyResource(resource, {
      kind: 'endpoint-config',
      name,
      newName,
      args: { 'data-capture-config': JSON.stringify(capture) },
      difference: 'that captures data',
    }),
    ...switchEndpoint(resource, { endpoint, from: name, to: newName }),
  ];
}
