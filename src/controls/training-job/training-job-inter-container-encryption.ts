import { z } from 'zod';
import { defineControl, fail, notApplicable, pass, undecided } from '../../model/control.ts';
import { runAgain, type TrainingJob } from './remediation.ts';

export const trainingJobInterContainerEncryption = defineControl({
  id: 'training-job-inter-container-encryption',
  title: 'Distributed training jobs encrypt the traffic between their nodes',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.ENCRYPT.INTERCONTAINER.001',
      title: 'SageMaker Training Must Encrypt Inter-Container Traffic',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'encryption',
      requirements: { 'nist-800-53-r5': ['SC-8'], soc2: ['CC6.7'] },
    },
  ],
  checks:
    'Reads `EnableInterContainerTrafficEncryption` and counts the instances of `ResourceConfig`, over all instance ' +
    'groups. Jobs with fewer than `minimumInstanceCount` instances are not applicable: they have no such traffic.',
  why:
    'The nodes of a distributed job exchange gradients, parameters and samples, from which training data can be rebuilt. ' +
    'AWS sends them in plain text unless this flag is set.',
  remediation: {
    summary:
      'Run the job anew with `EnableInterContainerTrafficEncryption`, which cannot be changed on a job, and set it where ' +
      'your jobs are started. In a VPC, the security group must allow UDP 500 and ESP (IP protocol 50) within itself; ' +
      'training can take longer.',
    steps: (job) =>
      runAgain(job, {
        suffix: 'encrypted',
        difference: 'with encrypted traffic between its nodes',
        args: { 'enable-inter-container-traffic-encryption': true },
      }),
    terraform: 'enable_inter_container_traffic_encryption = true',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html'],
  messages: {
    disabled: 'traffic between its {nodes} nodes is not encrypted: `EnableInterContainerTrafficEncryption` is false',
    byDefault:
      'traffic between its {nodes} nodes is not encrypted: `EnableInterContainerTrafficEncryption` is not set, and AWS ' +
      'takes false by default',
    fewNodes: 'it runs on {nodes} instance(s), fewer than the {minimum} from which traffic is judged',
    noInstances: 'it names no instances: it runs on serverless compute',
    unknownNodes: '`ResourceConfig` does not tell on how many instances it runs',
  },
  parameters: {
    minimumInstanceCount: {
      schema: z.int().min(1),
      default: 2,
      description: 'Judge jobs with at least this many instances',
    },
  },
  evaluate(job, { parameters: { minimumInstanceCount: minimum } }) {
    const flag = 'EnableInterContainerTrafficEncryption';
    const encrypted = job.read(flag, { whenAbsent: 'absent' });
    if (encrypted === true) return pass({ at: flag });
    if (!job.isSet('ResourceConfig')) return notApplicable('noInstances', { at: 'ResourceConfig' });
    const nodes = countNodes(job);
    if (nodes === undefined) return undecided('unknownNodes', { at: 'ResourceConfig' });
    if (nodes < minimum) return notApplicable('fewNodes', { at: 'ResourceConfig', data: { nodes, minimum } });
    const message = encrypted === 'absent' ? 'byDefault' : 'disabled';
    return fail(message, { at: [flag, 'ResourceConfig'], expected: 'true', data: { nodes } });
  },
});

/** A heterogeneous cluster counts by group; of alternatives that AWS may choose from, the largest counts. */
function countNodes(job: TrainingJob): number | undefined {
  const selected = job.read('ResourceConfig.SelectedInstanceCount', { whenAbsent: undefined });
  if (selected !== undefined) return selected;
  const groups = job.read('ResourceConfig.InstanceGroups', { whenAbsent: [] });
  if (groups.length > 0) {
    const inGroups = groups.flatMap((group) => group?.InstanceCount ?? []);
    return inGroups.length < groups.length ? undefined : inGroups.reduce((sum, count) => sum + count, 0);
  }
  const count = job.read('ResourceConfig.InstanceCount', { whenAbsent: undefined });
  if (count !== undefined) return count;
  const preferences = job.read('ResourceConfig.InstancePreferences', { whenAbsent: [] });
  const counts = preferences.flatMap((preference) => preference?.InstanceCount ?? []);
  return counts.length === 0 || counts.length < preferences.length ? undefined : Math.max(...counts);
}
