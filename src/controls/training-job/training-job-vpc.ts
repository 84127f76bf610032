import { defineControl, fail, pass } from '../../model/control.ts';
import { runAgain } from './remediation.ts';

export const trainingJobVpc = defineControl({
  id: 'training-job-vpc',
  title: 'Training jobs run in a VPC of yours',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.VPC.001',
      title: 'SageMaker Training Jobs Must Use VPC Configuration',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks: 'Reads `VpcConfig.Subnets`; fails when no subnet is named.',
  why:
    'Without a VPC of yours, a training job talks to the world from a network that AWS runs: no flow logs, no security ' +
    'groups, no endpoint policies. In your own VPC you see and decide where its traffic goes.',
  remediation: {
    summary:
      'Run the job anew with a `VpcConfig`, which cannot be changed on a job, and set it where your jobs are started. ' +
      'The VPC needs an S3 gateway endpoint, or the job cannot reach its data.',
    steps: (job) =>
      runAgain(job, {
        suffix: 'vpc',
        difference: 'in your VPC',
        args: { 'vpc-config': 'Subnets=SUBNET_ID,SecurityGroupIds=SECURITY_GROUP_ID' },
      }),
    terraform: 'vpc_config { subnets = [...], security_group_ids = [...] }',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html'],
  messages: { noSubnets: 'no VPC is configured: `VpcConfig` names no subnets' },
  evaluate(job) {
    if (job.isSet('VpcConfig.Subnets')) return pass({ at: 'VpcConfig.Subnets' });
    return fail('noSubnets', { at: 'VpcConfig.Subnets', expected: 'at least one subnet' });
  },
});
