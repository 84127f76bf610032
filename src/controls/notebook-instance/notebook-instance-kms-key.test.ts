import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceKmsKey } from './notebook-instance-kms-key.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeNotebookInstance';

describeControl(notebookInstanceKmsKey, [
  { name: 'it names a key', expect: 'PASSED' },
  { name: 'it names a key by alias', given: { KmsKeyId: 'alias/ml-volumes' }, expect: 'PASSED' },
  {
    name: 'it names a key that AWS manages, and the finding says so',
    given: { KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:alias/aws/sagemaker' },
    expect: 'PASSED',
    notes: ['AWS manages'],
  },
  {
    name: 'its key is an empty string',
    given: { KmsKeyId: '' },
    expect: 'FAILED',
    cause: 'none',
    message: 'no customer managed key is named',
  },
  { name: 'nothing was said about a key', given: { KmsKeyId: absent }, expect: 'FAILED', cause: 'none' },
  {
    name: 'the key is made by the same template',
    given: { KmsKeyId: unknown('known after deployment', { isSet: true }) },
    expect: 'PASSED',
  },
  {
    name: 'a plan does not know whether there is a key',
    given: { KmsKeyId: unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  {
    name: 'a notebook that was only listed is not called unencrypted: the list does not tell',
    given: { KmsKeyId: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'the notebook is being deleted',
    given: { KmsKeyId: absent, NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
