import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceLifecycleConfig } from './notebook-instance-lifecycle-config.ts';

const name = 'NotebookInstanceLifecycleConfigName';
const denied = 'AccessDeniedException on sagemaker:ListNotebookInstances';

describeControl(notebookInstanceLifecycleConfig, [
  { name: 'a lifecycle configuration is attached', expect: 'PASSED' },
  { name: 'the name of its lifecycle configuration is empty', given: { [name]: '' }, expect: 'FAILED', cause: 'none' },
  { name: 'nothing is attached', given: { [name]: absent }, expect: 'FAILED', cause: 'none' },
  {
    name: 'the lifecycle configuration is made by the same template',
    given: { [name]: unknown('known after deployment', { isSet: true }) },
    expect: 'PASSED',
  },
  { name: 'a plan does not know it yet', given: { [name]: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'the notebook could not be read',
    given: { [name]: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'the notebook is being deleted',
    given: { [name]: absent, NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
