import { z } from 'zod';
import { defineControl } from '../../model/control.ts';
import { judgeRole, roleMessages } from '../execution-role/judge.ts';
import { passKnownRoles } from '../execution-role/remediation.ts';

export const notebookInstanceRolePassRole = defineControl({
  id: 'notebook-instance-role-pass-role',
  title: 'The roles of notebook instances cannot pass any role they like',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.OVERPERM.PASSROLE.001',
      title: 'SageMaker Notebook Execution Role Must Not Have Unrestricted iam:PassRole',
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
    'Analyses all policies of the role together with its permissions boundary: fails when iam:PassRole reaches roles that nobody ' +
    'named, whatever service they may be passed to; the services are in the finding.',
  why:
    'Whoever can pass any role to a service can run code with any role: start a job with the role of production, and read what ' +
    'it reads. On a notebook that takes one cell.',
  remediation: {
    summary: 'Name the roles that may be passed as the resources of iam:PassRole, or take it away.',
    steps: (notebook, data, usage) => passKnownRoles(notebook, data, usage),
    cloudformation: 'Resource of statements with iam:PassRole: role ARNs by name',
    terraform: 'resources of statements with iam:PassRole: role ARNs by name',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'],
  messages: roleMessages,
  parameters: {
    acceptPassedToService: {
      schema: z.array(z.string().regex(/\.amazonaws\.com/)),
      default: [],
      description: 'Services, such as `sagemaker.amazonaws.com`, to which any role may be passed without failing',
    },
  },
  needs: { resources: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'] },
  evaluate(notebook, context) {
    const { acceptPassedToService } = context.parameters;
    const question = { kind: 'pass-role', acceptPassedToService } as const;
    return judgeRole(notebook, context, question, 'a role that can pass named roles only');
  },
});
