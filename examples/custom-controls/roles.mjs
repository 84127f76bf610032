import { defineControl, fail, pass } from 'sagevet';

export const notebookInstanceRole = defineControl({
  id: 'team-notebook-instance-role',
  title: 'Notebook instances run with a role of the team',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'medium',
  publishedAs: [],
  checks: 'Reads `RoleArn`. Fails when the name of the role does not begin with `ml-`.',
  why: 'Roles of other teams may do what nobody in this one looks after.',
  references: [],
  remediation: {
    summary: 'Stop the instance, and give it a role of the team.',
    steps: ({ name }) => [{ text: `Give ${name} a role whose name begins with \`ml-\`` }],
  },
  messages: { foreign: 'its role is `{role}`' },
  evaluate(notebook) {
    const role = String(notebook.read('RoleArn', { whenAbsent: '' }))
      .split('/')
      .at(-1);
    return role.startsWith('ml-') ? pass({ at: 'RoleArn' }) : fail('foreign', { at: 'RoleArn', data: { role } });
  },
});
