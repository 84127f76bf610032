import { z } from 'zod';
import { defineControl } from '../../model/control.ts';
import { judgeRole, roleMessages } from '../execution-role/judge.ts';
import { removeAdministration } from '../execution-role/remediation.ts';

export const notebookInstanceRoleAdmin = defineControl({
  id: 'notebook-instance-role-admin',
  title: 'The roles of notebook instances are not administrators',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.OVERPERM.ADMIN.001',
      title: 'SageMaker Notebook Execution Role Must Not Have Admin Policy',
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
    'Analyses all policies of the role together with its permissions boundary: fails when the role may use any service and ' +
    'write IAM permissions, or can give itself such permissions. Names that AWS gives to policies do not matter, what they allow does.',
  why:
    'Every cell of a notebook runs with the role. One stolen session, or one bad package, and whoever holds it owns the account: ' +
    'data, keys, users and the audit trail.',
  remediation: {
    summary:
      'Detach the policy that makes the role administrator, and attach one with what the work on the notebook needs. IAM changes take effect without a restart.',
    steps: (notebook, data) => removeAdministration(notebook, data),
    cloudformation: 'ManagedPolicyArns and Policies of the role: only what the work needs',
    terraform: 'policies of the aws_iam_role: only what the work needs',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'],
  messages: roleMessages,
  parameters: {
    failOnEscalation: {
      schema: z.boolean(),
      default: true,
      description: 'Fail roles that are no administrators yet but can give themselves any permission',
    },
  },
  needs: { resources: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'] },
  evaluate(notebook, context) {
    const { failOnEscalation } = context.parameters;
    const question = { kind: 'admin', failOnEscalation } as const;
    return judgeRole(notebook, context, question, 'a role that is no administrator and cannot become one');
  },
});
