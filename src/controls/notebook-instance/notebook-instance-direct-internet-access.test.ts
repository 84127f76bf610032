import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceDirectInternetAccess } from './notebook-instance-direct-internet-access.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeNotebookInstance';
const template = { origin: { kind: 'file', file: 'notebook.yaml', address: 'Notebook' } } as const;

describeControl(notebookInstanceDirectInternetAccess, [
  { name: 'it reaches the internet through the VPC alone', expect: 'PASSED' },
  {
    name: 'direct access is on although root access is off',
    given: { DirectInternetAccess: 'Enabled' },
    expect: 'FAILED',
    cause: 'enabled',
  },
  {
    name: 'root access plays no part in a pass either',
    given: { RootAccess: 'Enabled' },
    expect: 'PASSED',
    alsoFails: ['notebook-instance-root-access'],
  },
  {
    name: 'nothing was said about internet access',
    given: { DirectInternetAccess: absent },
    expect: 'FAILED',
    cause: 'byDefault',
  },
  {
    name: 'a template leaves it out',
    given: { DirectInternetAccess: absent },
    resource: template,
    expect: 'FAILED',
    cause: 'byDefault',
  },
  {
    name: 'a notebook that was only listed is neither safe nor open: the list does not tell',
    given: {
      DirectInternetAccess: absent,
      RootAccess: absent,
      SubnetId: absent,
      SecurityGroups: absent,
      KmsKeyId: absent,
    },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'a plan does not know it yet',
    given: { DirectInternetAccess: unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  {
    name: 'a stopped notebook is judged as well',
    given: { DirectInternetAccess: 'Enabled', NotebookInstanceStatus: 'Stopped' },
    expect: 'FAILED',
    cause: 'enabled',
  },
  {
    name: 'the notebook is being deleted',
    given: { DirectInternetAccess: 'Enabled', NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
