import { defineControl, fail, pass } from '../../model/control.ts';
import { runAgain } from './remediation.ts';

export const trainingJobNetworkIsolation = defineControl({
  id: 'training-job-network-isolation',
  title: 'Training jobs run with network isolation',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.ISOLATION.001',
      title: 'SageMaker Training Jobs Must Enable Network Isolation',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks: 'Reads `EnableNetworkIsolation`; AWS takes false when it was never set.',
  why:
    'Training code pulls in frameworks and packages that nobody has read in full. With a network, one bad package can ' +
    'send the training data away, and the credentials of the role with it; an isolated container gets neither.',
  remediation: {
    summary:
      'Run the job anew with `EnableNetworkIsolation`, which cannot be changed on a job, and set it where your jobs are ' +
      'started. Its container must work without network and without AWS credentials.',
    steps: (job) =>
      runAgain(job, {
        suffix: 'isolated',
        difference: 'with network isolation',
        args: { 'enable-network-isolation': true },
      }),
    terraform: 'enable_network_isolation = true',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html'],
  messages: {
    disabled: '`EnableNetworkIsolation` is false',
    byDefault: '`EnableNetworkIsolation` is not set, and AWS takes false by default',
  },
  evaluate(job) {
    const isolation = job.read('EnableNetworkIsolation', { whenAbsent: 'absent' });
    if (isolation === true) return pass({ at: 'EnableNetworkIsolation' });
    return fail(isolation === 'absent' ? 'byDefault' : 'disabled', { at: 'EnableNetworkIsolation', expected: 'true' });
  },
});
