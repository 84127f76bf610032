import {
  type Context,
  defineControl,
  every,
  fail,
  guard,
  notApplicable,
  pass,
  type Unread,
  undecided,
} from '../../model/control.ts';
import type { ResourceView } from '../../model/view.ts';
import { definitionTypes, monitoredEndpoints } from './monitored-endpoints.ts';
import { monitorEndpoint } from './monitoring-remediation.ts';

type EndpointConfig = ResourceView<'AWS::SageMaker::EndpointConfig'>;
type Variant = ReturnType<typeof productionVariants>[number];
type Index = Context['index'];

const at = 'EndpointConfigName';
const capture = 'DataCaptureConfig.EnableCapture';

export const endpointConfigMonitoring = defineControl({
  id: 'endpoint-config-monitoring',
  title: 'Endpoint configurations in use are watched by a monitoring schedule',
  resourceType: 'AWS::SageMaker::EndpointConfig',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.ENDPOINT.MONITOR.001',
      title: 'SageMaker Endpoint Configuration Must Have Model Monitoring',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: {
        hipaa: ['164.312(b)'],
        'nist-800-53-r5': ['AU-2', 'CM-3'],
        'owasp-nhi': ['NHI8'],
        soc2: ['CC7.2'],
      },
    },
  ],
  checks:
    'Finds the endpoints that use the configuration, and the monitoring schedules that watch each of them, by their own ' +
    'word or by their job definition. Fails when an endpoint has none that is scheduled or pending. Configurations that ' +
    'no running endpoint uses, serverless variants and multi-model containers, which Model Monitor does not take, are ' +
    'not applicable.',
  why:
    'Nothing else tells when a model drifts, is replaced, or is fed inputs made to fool it: an endpoint answers with the ' +
    'same confidence either way. A schedule compares what it sees with what it was trained on.',
  remediation: {
    summary:
      'Have the endpoint capture its data, then create a monitoring schedule for it; the endpoint keeps serving. Model ' +
      'Monitor is closed to new AWS customers: without it, waive this control or watch the captured data by other means.',
    steps: monitorEndpoint,
    cloudformation: 'an AWS::SageMaker::MonitoringSchedule whose job definition names the endpoint',
    terraform: 'an aws_sagemaker_monitoring_schedule whose job definition names the endpoint',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html',
    'https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-scheduling.html',
  ],
  messages: {
    unmonitored: 'no monitoring schedule watches the endpoint `{endpoint}` that uses it',
    unused: 'no running endpoint uses it',
    serverless: 'all its variants are serverless, which Model Monitor does not take',
    multiModel: 'its containers host many models, which Model Monitor does not take',
    modelDeleted: 'no schedule watches `{endpoint}`, and its model `{model}` was deleted: it may host many models',
    noVariants: 'it names no variants',
  },
  needs: {
    resources: [
      'AWS::SageMaker::Endpoint',
      'AWS::SageMaker::Model',
      'AWS::SageMaker::MonitoringSchedule',
      ...Object.values(definitionTypes),
    ],
  },
  evaluate(config, { index }) {
    const variants = productionVariants(config);
    if (variants.length === 0) return undecided('noVariants', { at: 'ProductionVariants' });
    if (variants.every((variant) => variant.isSet('ServerlessConfig'))) {
      return notApplicable('serverless', { at: 'ProductionVariants' });
    }
    const { items, incomplete } = index.all('AWS::SageMaker::Endpoint', config.resource);
    const verdicts = items.flatMap((endpoint) => guard(() => judgeEndpoint(config, endpoint, variants, index)) ?? []);
    // A file shows who uses what it holds; that something outside uses it too is not to be expected.
    const isShown = config.resource.origin.kind === 'file' && verdicts.length > 0;
    const unseen: Unread[] = incomplete === undefined || isShown ? [] : [{ status: 'UNKNOWN', reason: incomplete }];
    if (verdicts.length + unseen.length === 0) return notApplicable('unused', { at });
    return every([...verdicts, ...unseen], (verdict) => verdict);
  },
});

function productionVariants(config: EndpointConfig) {
  return config.list('ProductionVariants');
}

const notRunning: readonly (string | undefined)[] = ['Creating', 'Deleting', 'Failed'];

/** `undefined` for an endpoint that does not run this configuration. */
function judgeEndpoint(
  config: EndpointConfig,
  endpoint: ResourceView<'AWS::SageMaker::Endpoint'>,
  variants: readonly Variant[],
  index: Index,
) {
  if (endpoint.resource.gone !== undefined) return undefined;
  if (endpoint.read('EndpointConfigName', { whenAbsent: undefined }) !== config.name) return undefined;
  if (notRunning.includes(endpoint.read('EndpointStatus', { whenAbsent: undefined }))) return undefined;

  const { items, incomplete } = index.all('AWS::SageMaker::MonitoringSchedule', config.resource);
  const outcomes = items.map((schedule) =>
    guard(() => ({ schedule, watches: monitoredEndpoints(schedule, index).includes(endpoint.name) })),
  );
  for (const outcome of outcomes) {
    if ('schedule' in outcome && outcome.watches) {
      return pass({ at: [at, capture], notes: notesOn(config, endpoint.name, outcome.schedule) });
    }
  }
  const unread = outcomes.find((outcome) => 'status' in outcome);
  if (unread !== undefined && 'status' in unread) return unread;
  if (incomplete !== undefined) return { status: 'UNKNOWN', reason: incomplete } satisfies Unread;
  return every(variants, (variant) => judgeUnmonitored(variant, endpoint.name, index));
}

/** Fails unless Model Monitor could not watch it at all. */
function judgeUnmonitored(variant: Variant, endpoint: string, index: Index) {
  if (variant.isSet('ServerlessConfig')) return notApplicable('serverless', { at: variant.at('ServerlessConfig') });
  const name = variant.read('ModelName', { whenAbsent: undefined });
  if (name !== undefined) {
    const model = index.find('AWS::SageMaker::Model', name, variant.resource);
    if (model === undefined || model.resource.gone !== undefined) {
      return undecided('modelDeleted', { at, data: { endpoint, model: name } });
    }
    const isMultiModel =
      model.read('PrimaryContainer.Mode', { whenAbsent: undefined }) === 'MultiModel' ||
      model.list('Containers').some((container) => container.read('Mode', { whenAbsent: undefined }) === 'MultiModel');
    if (isMultiModel) return notApplicable('multiModel', { at: variant.at('ModelName') });
  }
  return fail('unmonitored', { at, expected: 'a schedule for every endpoint that uses it', data: { endpoint } });
}

function notesOn(
  config: EndpointConfig,
  endpoint: string,
  schedule: ResourceView<'AWS::SageMaker::MonitoringSchedule'>,
): string[] {
  const notes = [`schedule \`${schedule.name}\` watches endpoint \`${endpoint}\``];
  if (guard(() => config.read(capture, { whenAbsent: false })) === false)
    notes.push('data capture is not switched on: the schedule has nothing to look at');
  if (schedule.peek('MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression') === 'NOW') {
    notes.push(`schedule \`${schedule.name}\` runs once, not again and again`);
  }
  return notes;
}
