import { z } from 'zod';
import { defineControl } from '../../model/control.ts';
import { judgeRole, roleMessages } from '../execution-role/judge.ts';
import { assumeKnownRoles } from '../execution-role/remediation.ts';

export const notebookInstanceRoleAssumeRole = defineControl({
  id: 'notebook-instance-role-assume-role',
  title: 'The roles of notebook instances cannot assume any role they like',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.ASSUMEROLE.001',
      title: 'SageMaker Notebook Execution Role Must Not Have Unscoped sts:AssumeRole',
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
    'Analyses all policies of the role: fails when it may call sts:AssumeRole on roles that nobody named, in this account or ' +
    'in others; with `allowedRoles` also when any role outside the list can be assumed. Trust policies of those roles are not considered.',
  why:
    'A notebook that can step into any role is a way from an experiment to production: the next role has the customer data, ' +
    'and nobody approved the step.',
  remediation: {
    summary: 'Take sts:AssumeRole from the role, or name the roles that the work needs as its resources.',
    steps: (notebook, data) => assumeKnownRoles(notebook, data),
    cloudformation: 'Resource of statements with sts:AssumeRole: role ARNs by name',
    terraform: 'resources of statements with sts:AssumeRole: role ARNs by name',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'],
  messages: roleMessages,
  parameters: {
    allowedRoles: {
      schema: z.array(z.string().startsWith('arn:')),
      default: [],
      description:
        'ARNs, or globs over them, of the only roles that may be assumed; empty: any that are named in the policy',
    },
  },
  needs: { resources: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'] },
  evaluate(notebook, context) {
    const { allowedRoles } = context.parameters;
    const question = { kind: 'assume-role', ...(allowedRoles.length > 0 ? { allowedRoles } : {}) } as const;
    return judgeRole(notebook, context, question, 'a role that can assume named roles only');
  },
});
