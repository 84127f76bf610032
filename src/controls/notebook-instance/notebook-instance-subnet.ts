import { defineControl, fail, pass } from '../../model/control.ts';
import { recreateNotebook } from './remediation.ts';

export const notebookInstanceSubnet = defineControl({
  id: 'notebook-instance-subnet',
  title: 'Notebook instances are in a subnet of yours',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.2',
      title: 'SageMaker notebook instances should be launched in a custom VPC',
      severity: 'HIGH',
      category: 'Protect > Secure network configuration > Resources within VPC',
      resourceType: 'AWS::SageMaker::NotebookInstance',
      configRule: 'sagemaker-notebook-instance-inside-vpc',
      scheduleType: 'Change triggered',
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
      },
    },
  ],
  checks: 'Reads `SubnetId`: passes when there is one, whichever VPC it belongs to.',
  why:
    'Without a subnet the notebook sits in SageMaker’s own VPC alone. You decide neither what it may reach nor who sees ' +
    'its traffic, and your private resources have to open up for it.',
  remediation: {
    summary: 'Back up the volume, delete the notebook instance, and create it again in a subnet; AWS does not move it.',
    steps: (notebook) => recreateNotebook(notebook),
    cloudformation: 'SubnetId: …',
    terraform: 'subnet_id = …',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html'],
  messages: { none: '`SubnetId` is not set, so it runs in SageMaker’s own VPC' },
  evaluate(notebook) {
    const at = 'SubnetId';
    return notebook.isSet(at) ? pass({ at }) : fail('none', { at, expected: 'a subnet of your VPC' });
  },
});
