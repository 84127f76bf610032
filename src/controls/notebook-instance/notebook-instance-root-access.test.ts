import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceRootAccess } from './notebook-instance-root-access.ts';

describeControl(notebookInstanceRootAccess, [
  { name: 'root access is switched off', expect: 'PASSED' },
  { name: 'root access is switched on', given: { RootAccess: 'Enabled' }, expect: 'FAILED', cause: 'enabled' },
  { name: 'nothing was said about root access', given: { RootAccess: absent }, expect: 'FAILED', cause: 'byDefault' },
  {
    name: 'the setting could not be read',
    given: { RootAccess: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeNotebookInstance' },
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:DescribeNotebookInstance',
  },
  { name: 'a plan does not know it yet', given: { RootAccess: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'the notebook is being deleted',
    given: { RootAccess: 'Enabled', NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'it vanished during the scan',
    resource: { gone: 'not found by sagemaker:DescribeNotebookInstance' },
    expect: 'NOT_APPLICABLE',
  },
]);
