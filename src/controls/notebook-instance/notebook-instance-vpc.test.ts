import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceVpc } from './notebook-instance-vpc.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeNotebookInstance';
const template = { origin: { kind: 'file', file: 'notebook.yaml', address: 'Notebook' } } as const;
const alsoFails = ['notebook-instance-subnet'];

describeControl(notebookInstanceVpc, [
  { name: 'it has a subnet and security groups', expect: 'PASSED' },
  {
    name: 'it has neither',
    given: { SubnetId: absent, SecurityGroups: absent },
    expect: 'FAILED',
    cause: 'noSubnet',
    alsoFails,
  },
  { name: 'it has no subnet', given: { SubnetId: '' }, expect: 'FAILED', cause: 'noSubnet', alsoFails },
  {
    name: 'an existing notebook has a subnet, but no security group',
    given: { SecurityGroups: [] },
    expect: 'FAILED',
    cause: 'noSecurityGroup',
  },
  {
    name: 'a missing security group decides alone',
    given: { SecurityGroups: absent, SubnetId: unknown('hidden') },
    expect: 'FAILED',
    cause: 'noSecurityGroup',
  },
  {
    name: 'a template leaves the security groups to AWS',
    given: { SecurityGroups: absent },
    resource: template,
    expect: 'PASSED',
    notes: ['no security group'],
  },
  {
    name: 'a plan writes the missing security groups as an empty list',
    given: { SecurityGroups: [] },
    resource: template,
    expect: 'PASSED',
    notes: ['no security group'],
  },
  {
    name: 'a plan does not know the security groups yet, and has the subnet',
    given: { SecurityGroups: unknown('known after apply') },
    resource: template,
    expect: 'PASSED',
  },
  {
    name: 'a template has no subnet',
    given: { SubnetId: absent },
    resource: template,
    expect: 'FAILED',
    cause: 'noSubnet',
    alsoFails,
  },
  {
    name: 'a plan does not know whether there is a subnet',
    given: { SubnetId: unknown('known after apply') },
    resource: template,
    expect: 'UNKNOWN',
  },
  {
    name: 'the notebook could not be read',
    given: { SubnetId: absent, SecurityGroups: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'the notebook is being deleted',
    given: { SubnetId: absent, NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
