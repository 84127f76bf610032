import { z } from 'zod';
import { defineControl } from '../../model/control.ts';
import { judgeRole, roleMessages } from '../execution-role/judge.ts';
import { readDeclaredBuckets } from '../execution-role/remediation.ts';
import { bucketsDeclaredBy } from './declared-buckets.ts';

export const trainingJobRoleS3Access = defineControl({
  id: 'training-job-role-s3-access',
  title: 'The roles of training jobs cannot read any bucket they like',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.OVERPERM.S3.001',
      title: 'SageMaker Training Job Role Must Scope S3 Access',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'identity',
      requirements: {
        hipaa: ['164.312(a)(1)'],
        'nist-800-53-r5': ['AC-6'],
        'owasp-nhi': ['NHI5'],
        soc2: ['CC6.1'],
      },
    },
  ],
  checks:
    'Analyses all policies of the role together with its permissions boundary: fails when s3:GetObject reaches the objects of ' +
    'buckets that nobody named. Bucket policies are not considered.',
  why:
    'Training runs other people\u2019s code on other people\u2019s data. A role that reads every bucket lets one bad dependency read ' +
    'everything the account keeps, not only the data set.',
  remediation: {
    summary: 'Name the buckets that the work reads as the resources of s3:GetObject.',
    steps: (job, data, usage) => readDeclaredBuckets(job, data, usage),
    terraform: 'resources of statements with s3:GetObject: arn:aws:s3:::BUCKET/*',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'],
  messages: roleMessages,
  parameters: {
    reach: {
      schema: z.enum(['any-object', 'some-object']),
      default: 'any-object',
      description: 'Fail when any object of any bucket can be read, or already when some object of any bucket can',
    },
    scope: {
      schema: z.enum(['any-bucket', 'declared']),
      default: 'any-bucket',
      description:
        'Fail reads of any bucket, or already those outside the buckets that the job names for input, output and checkpoints',
    },
  },
  needs: { resources: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'], facts: ['account-buckets'] },
  evaluate(job, context) {
    const { reach, scope } = context.parameters;
    const declared = scope === 'declared' ? { declaredBuckets: bucketsDeclaredBy(job) } : {};
    const question = { kind: 'read-objects', reach, ...declared } as const;
    return judgeRole(job, context, question, 'a role that reads named buckets only');
  },
});
