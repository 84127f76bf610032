import { z } from 'zod';
import { defineControl, fail, notApplicable, pass, undecided } from '../../model/control.ts';
import type { FactValues } from '../../model/fact.ts';
import { deleteEndpoint } from './remediation.ts';

const day = 24 * 60 * 60 * 1000;

export const endpointTraffic = defineControl({
  id: 'endpoint-traffic',
  title: 'Endpoints serve traffic',
  resourceType: 'AWS::SageMaker::Endpoint',
  severity: 'low',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.ENDPOINT.STALE.001',
      title: 'SageMaker Endpoint Must Not Be Idle Beyond Threshold',
      severity: 'low',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: { 'nist-800-53-r5': ['AC-2(3)', 'CM-7'], 'owasp-nhi': ['NHI1'], soc2: ['CC6.1'] },
    },
  ],
  checks:
    'Adds up what CloudWatch counts of an endpoint over the last `idleDays` days: `Invocations`, or ' +
    '`InvocationsProcessed` where it is asynchronous. Fails when there is nothing. Endpoints that are younger, or that ' +
    'never came up, are not applicable.',
  why:
    'An endpoint that nobody calls still costs by the hour, keeps its role and its keys, and answers whoever remembers ' +
    'its name. Nobody watches it or updates its container either.',
  remediation: {
    summary: 'Delete the endpoint, then its configuration and its model where nothing else uses them.',
    steps: deleteEndpoint,
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html'],
  messages: {
    idle: 'nobody called it in {days} days: the sum of `{metric}` since {since} is 0',
    notReady: 'it never came up: its status is `{status}`',
    tooYoung: 'it is younger than {days} days',
    noCreationTime: 'no traffic was seen, and it is not told when it was created',
    windowTooShort: 'no traffic was seen since {since}, which is less than {days} days ago',
    changedSince:
      'no traffic was seen of its present variants, but it was changed on {changed} and may have had others',
    notRunning: 'a file does not tell the traffic of an endpoint',
  },
  parameters: {
    idleDays: {
      schema: z.int().min(1).max(455),
      default: 30,
      description: 'Days without traffic after which an endpoint counts as idle; the days collected limit it',
    },
  },
  needs: { facts: ['endpoint-traffic'] },
  evaluate(endpoint, { parameters: { idleDays: days }, index, capturedAt }) {
    if (endpoint.resource.origin.kind === 'file') return notApplicable('notRunning');
    const status = endpoint.read('EndpointStatus', { whenAbsent: undefined });
    if (status === 'Creating' || status === 'Failed') {
      return notApplicable('notReady', { at: 'EndpointStatus', data: { status } });
    }
    const created = endpoint.read('CreationTime', { whenAbsent: undefined });
    if (created !== undefined && Date.parse(created) > capturedAt - days * day) {
      return notApplicable('tooYoung', { at: 'CreationTime', data: { days } });
    }

    const traffic = index.fact('endpoint-traffic', endpoint.name, endpoint.resource);
    const start = startOfDay(capturedAt - days * day);
    const { sum, last } = sumSince(traffic, start);
    const at = ['EndpointName', 'EndpointStatus', 'CreationTime'] as const;
    const since = dateOf(Math.max(start, Date.parse(traffic.from)));
    const { metric } = traffic;
    if (sum > 0) return pass({ at, notes: [`${sum} \`${metric}\` since ${since}, the last on ${last}`] });
    if (Date.parse(traffic.from) > start) return undecided('windowTooShort', { at, data: { since, days } });
    if (created === undefined) return undecided('noCreationTime', { at });
    // Renamed variants leave their series behind, and nothing names them any more.
    const changed = endpoint.read('LastModifiedTime', { whenAbsent: created });
    if (Date.parse(changed) > start) {
      return undecided('changedSince', { at: ['LastModifiedTime'], data: { changed: changed.slice(0, 10) } });
    }
    return fail('idle', { at, expected: `traffic within ${days} days`, data: { days, metric, since } });
  },
});

function sumSince({ days }: FactValues['endpoint-traffic'], start: number): { sum: number; last: string } {
  const counted = days.filter(([date, sum]) => Date.parse(date) >= start && sum > 0);
  const last = counted.map(([date]) => date.slice(0, 10)).sort();
  return { sum: counted.reduce((total, [, sum]) => total + sum, 0), last: last.at(-1) ?? '' };
}

/** CloudWatch counts whole days, in UTC. */
function startOfDay(moment: number): number {
  return Math.floor(moment / day) * day;
}

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
