import { z } from 'zod';
import { defineControl } from '../../model/control.ts';
import { judgeRole, roleMessages } from '../execution-role/judge.ts';
import { readDeclaredBuckets } from '../execution-role/remediation.ts';

export const notebookInstanceRoleS3Access = defineControl({
  id: 'notebook-instance-role-s3-access',
  title: 'The roles of notebook instances cannot read any bucket they like',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.OVERPERM.S3.001',
      title: 'SageMaker Notebook Execution Role Must Scope S3 Access',
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
    'One careless call in a notebook copies customer data, logs or secrets out of buckets that the work has nothing to do with; ' +
    'a stolen session copies all of them.',
  remediation: {
    summary: 'Name the buckets that the work reads as the resources of s3:GetObject.',
    steps: (notebook, data, usage) => readDeclaredBuckets(notebook, data, usage),
    cloudformation: 'Resource of statements with s3:GetObject: arn:aws:s3:::BUCKET/*',
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
  },
  needs: { resources: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'], facts: ['account-buckets'] },
  evaluate(notebook, context) {
    const { reach } = context.parameters;
    const question = { kind: 'read-objects', reach } as const;
    return judgeRole(notebook, context, question, 'a role that reads named buckets only');
  },
});
