import { defineControl, every, fail, pass } from '../../model/control.ts';
import { observe, type ResourceView } from '../../model/view.ts';
import { recreateNotebook } from './remediation.ts';

export const notebookInstanceVpc = defineControl({
  id: 'notebook-instance-vpc',
  title: 'Notebook instances are in a VPC, behind security groups of yours',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.VPC.001',
      title: 'SageMaker Notebook Must Be Deployed in VPC',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks:
    'Reads `SubnetId` and, of an existing notebook instance, `SecurityGroups`: fails when either is missing. A template or ' +
    'plan may leave the security groups to AWS.',
  why:
    'A subnet gives the notebook a place in your network, and security groups say what it may talk to there. With neither, ' +
    'a taken-over notebook roams as it likes.',
  remediation: {
    summary:
      'Back up the volume, delete the notebook instance, and create it again with a subnet and security groups; AWS ' +
      'changes neither later.',
    steps: (notebook) => recreateNotebook(notebook),
    cloudformation: 'SubnetId: …, SecurityGroupIds: […]',
    terraform: 'subnet_id = …, security_groups = […]',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html'],
  messages: {
    noSubnet: '`SubnetId` is not set, so it runs in SageMaker’s own VPC',
    noSecurityGroup: 'it has a subnet, but no security group',
  },
  evaluate(notebook) {
    if (notebook.resource.origin.kind === 'file') {
      if (!notebook.isSet('SubnetId')) return fail('noSubnet', { at: 'SubnetId', expected: 'a subnet of your VPC' });
      return pass({ at: 'SubnetId', notes: noteOnSecurityGroups(notebook) });
    }
    return every(['SubnetId', 'SecurityGroups'] as const, (at) => {
      if (notebook.isSet(at)) return pass({ at });
      if (at === 'SubnetId') return fail('noSubnet', { at, expected: 'a subnet of your VPC' });
      return fail('noSecurityGroup', { at, expected: 'at least one security group' });
    });
  },
});

function noteOnSecurityGroups({ resource }: ResourceView<'AWS::SageMaker::NotebookInstance'>): string[] {
  const groups = observe(resource, 'SecurityGroups');
  const areNamed = groups !== undefined && groups !== null && !(Array.isArray(groups) && groups.length === 0);
  return areNamed ? [] : ['it names no security group, which leaves the choice to AWS'];
}
