import { defineControl, fail, pass } from '../../model/control.ts';
import { recreateNotebook } from './remediation.ts';

export const notebookInstanceDirectInternetAccess = defineControl({
  id: 'notebook-instance-direct-internet-access',
  title: 'Notebook instances have no direct internet access',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.1',
      title: 'Amazon SageMaker notebook instances should not have direct internet access',
      severity: 'HIGH',
      category: 'Protect > Secure network configuration',
      resourceType: 'AWS::SageMaker::NotebookInstance',
      configRule: 'sagemaker-notebook-no-direct-internet-access',
      scheduleType: 'Periodic',
      parameters: [],
      requirements: {
        'nist-800-53-r5': [
          'AC-21',
          'AC-3',
          'AC-3(7)',
          'AC-4',
          'AC-4(21)',
          'AC-6',
          'SC-7',
          'SC-7(11)',
          'SC-7(16)',
          'SC-7(20)',
          'SC-7(21)',
          'SC-7(3)',
          'SC-7(4)',
          'SC-7(9)',
        ],
        'pci-dss-3.2.1': ['1.2.1', '1.3.1', '1.3.2', '1.3.4', '1.3.6'],
        'pci-dss-4.0.1': ['1.4.4'],
      },
    },
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.INTERNET.001',
      title: 'SageMaker Notebook Must Not Have Direct Internet Access',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks: 'Reads `DirectInternetAccess`; AWS takes `Enabled` when it was never set. Root access plays no part.',
  why:
    'A notebook holds data and credentials, and runs whatever its user installs. With direct internet access all of it ' +
    'can leave through a network of SageMaker’s own, past your firewalls, endpoint policies and flow logs.',
  remediation: {
    summary:
      'Back up the volume, delete the notebook instance, and create it again in a VPC with `DirectInternetAccess` ' +
      '`Disabled`; AWS does not change it later.',
    steps: (notebook) => recreateNotebook(notebook),
    cloudformation: 'DirectInternetAccess: Disabled',
    terraform: 'direct_internet_access = "Disabled"',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html'],
  messages: {
    enabled: '`DirectInternetAccess` is `Enabled`',
    byDefault: '`DirectInternetAccess` is not set, and AWS takes `Enabled` by default',
  },
  evaluate(notebook) {
    const at = 'DirectInternetAccess';
    const access = notebook.read(at, { whenAbsent: 'absent' });
    if (access === 'Disabled') return pass({ at });
    return fail(access === 'absent' ? 'byDefault' : 'enabled', { at, expected: 'Disabled' });
  },
});
