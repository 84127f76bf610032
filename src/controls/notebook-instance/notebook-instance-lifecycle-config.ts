import { defineControl, fail, pass } from '../../model/control.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsCli, step } from '../aws-cli.ts';
import { updateStoppedNotebook } from './remediation.ts';

export const notebookInstanceLifecycleConfig = defineControl({
  id: 'notebook-instance-lifecycle-config',
  title: 'Notebook instances have a lifecycle configuration',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.LIFECYCLE.001',
      title: 'SageMaker Notebook Must Have a Lifecycle Configuration',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: { 'nist-800-53-r5': ['CM-2', 'CM-7'], 'owasp-nhi': ['NHI1'], soc2: ['CC8.1'] },
    },
  ],
  checks: 'Reads `NotebookInstanceLifecycleConfigName`: passes when one is attached, whatever its scripts do.',
  why:
    'A lifecycle configuration is the only way to run your own hardening each time a notebook instance starts: agents, ' +
    'package sources, a stop when idle. Without it each team remembers to do that by hand, or does not.',
  remediation: {
    summary:
      'Create a lifecycle configuration from your script, stop the notebook instance, attach it, and start the instance ' +
      'again; nothing is lost.',
    steps: attachLifecycleConfig,
    cloudformation: 'LifecycleConfigName: …',
    terraform: 'lifecycle_config_name = …',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html'],
  messages: { none: 'no lifecycle configuration is attached' },
  evaluate(notebook) {
    const at = 'NotebookInstanceLifecycleConfigName';
    return notebook.isSet(at) ? pass({ at }) : fail('none', { at, expected: 'a lifecycle configuration' });
  },
});

function attachLifecycleConfig(notebook: ResourceView<'AWS::SageMaker::NotebookInstance'>) {
  const name = 'LIFECYCLE_CONFIG_NAME';
  const create = awsCli(notebook.resource, 'sagemaker create-notebook-instance-lifecycle-config', {
    'notebook-instance-lifecycle-config-name': name,
  });
  return [
    step(
      'Create the lifecycle configuration from a script, unless there is one already',
      `${create} --on-start Content="$(base64 < on-start.sh | tr -d '\\n')"`,
    ),
    ...updateStoppedNotebook(notebook, { 'lifecycle-config-name': name }),
  ];
}
