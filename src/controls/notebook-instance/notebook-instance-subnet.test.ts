import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceSubnet } from './notebook-instance-subnet.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeNotebookInstance';
const alsoFails = ['notebook-instance-vpc'];

describeControl(notebookInstanceSubnet, [
  { name: 'it has a subnet', expect: 'PASSED' },
  { name: 'its subnet is an empty string', given: { SubnetId: '' }, expect: 'FAILED', cause: 'none', alsoFails },
  { name: 'nothing was said about a subnet', given: { SubnetId: absent }, expect: 'FAILED', cause: 'none', alsoFails },
  {
    name: 'the subnet is made by the same template',
    given: { SubnetId: unknown('known after deployment', { isSet: true }) },
    resource: { origin: { kind: 'file', file: 'notebook.yaml', address: 'Notebook' } },
    expect: 'PASSED',
  },
  {
    name: 'the subnet may be left out, depending on a condition',
    given: { SubnetId: unknown('an unresolved `Fn::If`') },
    expect: 'UNKNOWN',
  },
  {
    name: 'the notebook could not be read',
    given: { SubnetId: absent },
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
