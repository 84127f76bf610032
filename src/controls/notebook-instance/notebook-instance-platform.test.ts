import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstancePlatform } from './notebook-instance-platform.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeNotebookInstance';
const template = { origin: { kind: 'file', file: 'notebook.yaml', address: 'Notebook' } } as const;

describeControl(notebookInstancePlatform, [
  { name: 'it runs on Amazon Linux 2023', expect: 'PASSED' },
  {
    name: 'it runs on the last Amazon Linux 2 platform, and the finding says that support has ended',
    given: { PlatformIdentifier: 'notebook-al2-v3' },
    expect: 'PASSED',
    notes: ['2026-06-30'],
  },
  {
    name: 'it runs on an older Amazon Linux 2 platform',
    given: { PlatformIdentifier: 'notebook-al2-v1' },
    expect: 'FAILED',
    cause: 'unsupported',
    message: '`notebook-al2-v1`',
  },
  {
    name: 'it runs on Amazon Linux 1',
    given: { PlatformIdentifier: 'notebook-al1-v1' },
    expect: 'FAILED',
    cause: 'unsupported',
  },
  {
    name: 'only Amazon Linux 2023 is accepted here',
    given: { PlatformIdentifier: 'notebook-al2-v3' },
    parameters: { supportedPlatformIdentifierVersions: ['notebook-al2023-v1'] },
    expect: 'FAILED',
    cause: 'unsupported',
  },
  {
    name: 'AWS did not tell the platform of an existing notebook',
    given: { PlatformIdentifier: absent },
    expect: 'UNKNOWN',
    cause: 'notTold',
  },
  {
    name: 'a template leaves the platform to AWS',
    given: { PlatformIdentifier: absent },
    resource: template,
    expect: 'PASSED',
    notes: ['current default'],
  },
  {
    name: 'a template names a platform without support',
    given: { PlatformIdentifier: 'notebook-al2-v2' },
    resource: template,
    expect: 'FAILED',
    cause: 'unsupported',
  },
  {
    name: 'a plan does not know the platform yet',
    given: { PlatformIdentifier: unknown('known after apply') },
    resource: template,
    expect: 'UNKNOWN',
  },
  {
    name: 'the notebook could not be read',
    given: { PlatformIdentifier: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'the notebook is being deleted',
    given: { PlatformIdentifier: 'notebook-al1-v1', NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
