import { defineControl, fail, pass } from '../../model/control.ts';
import { updateStoppedNotebook } from './remediation.ts';

export const notebookInstanceRootAccess = defineControl({
  id: 'notebook-instance-root-access',
  title: 'Notebook instances do not give their users root access',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.3',
      title: 'Users should not have root access to SageMaker notebook instances',
      severity: 'HIGH',
      category: 'Protect > Secure access management > Root user access restrictions',
      resourceType: 'AWS::SageMaker::NotebookInstance',
      configRule: 'sagemaker-notebook-instance-root-access-check',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {
        'nist-800-53-r5': ['AC-2(1)', 'AC-3(15)', 'AC-3(7)', 'AC-6', 'AC-6(10)', 'AC-6(2)'],
      },
    },
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.ROOT.001',
      title: 'SageMaker Notebook Must Disable Root Access',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['AC-6(5)'], soc2: ['CC6.1'] },
    },
  ],
  checks: 'Reads `RootAccess`; AWS takes `Enabled` when it was never set.',
  why:
    'With root, anyone who can open the notebook can switch off its hardening, install what they like and read every ' +
    'credential on the instance. Lifecycle scripts run as root either way, so users rarely need it themselves.',
  remediation: {
    summary: 'Stop the notebook instance, set `RootAccess` to `Disabled`, and start it again; nothing is lost.',
    steps: (notebook) => updateStoppedNotebook(notebook, { 'root-access': 'Disabled' }),
    cloudformation: 'RootAccess: Disabled',
    terraform: 'root_access = "Disabled"',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html'],
  messages: {
    enabled: '`RootAccess` is `Enabled`',
    byDefault: '`RootAccess` is not set, and AWS takes `Enabled` by default',
  },
  evaluate(notebook) {
    const access = notebook.read('RootAccess', { whenAbsent: 'absent' });
    if (access === 'Disabled') return pass({ at: 'RootAccess' });
    return fail(access === 'absent' ? 'byDefault' : 'enabled', { at: 'RootAccess', expected: 'Disabled' });
  },
});
