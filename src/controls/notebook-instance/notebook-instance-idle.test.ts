import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { notebookInstanceIdle } from './notebook-instance-idle.ts';

// The estate was captured on 2026-11-22 at 06:00 UTC.
const thirtyDaysBefore = '2026-10-23T06:00:00.000Z';
const longAgo = '2026-01-05T09:30:00.000Z';
const denied = 'AccessDeniedException on sagemaker:ListNotebookInstances';

describeControl(notebookInstanceIdle, [
  { name: 'it was started some days ago', expect: 'PASSED' },
  { name: 'it was started exactly 30 days ago', given: { LastModifiedTime: thirtyDaysBefore }, expect: 'PASSED' },
  {
    name: 'it was started 30 days and a second ago',
    given: { LastModifiedTime: '2026-10-23T05:59:59.000Z' },
    expect: 'FAILED',
    cause: 'idle',
    message: 'neither started nor updated for more than 30 days, since 2026-10-23',
  },
  {
    name: 'a week is too long here',
    given: { LastModifiedTime: '2026-11-10T06:00:00.000Z' },
    parameters: { idleDays: 7 },
    expect: 'FAILED',
    cause: 'idle',
    message: '7 days',
  },
  {
    name: 'a clock ahead of ours is no idleness',
    given: { LastModifiedTime: '2026-11-22T06:05:00.000Z' },
    expect: 'PASSED',
  },
  {
    name: 'a stopped notebook computes nothing',
    given: { LastModifiedTime: longAgo, NotebookInstanceStatus: 'Stopped' },
    expect: 'PASSED',
  },
  {
    name: 'a stopped notebook is judged on request',
    given: { LastModifiedTime: longAgo, NotebookInstanceStatus: 'Stopped' },
    parameters: { includeStopped: true },
    expect: 'FAILED',
    cause: 'idle',
  },
  ...['Pending', 'Updating', 'Stopping', 'InMaintenance', 'PendingMaintenance', 'Failed'].map((status) => ({
    name: `its status is ${status}`,
    given: { LastModifiedTime: longAgo, NotebookInstanceStatus: status },
    expect: 'NOT_APPLICABLE' as const,
    cause: 'inBetween',
  })),
  {
    name: 'AWS did not tell when it was modified',
    given: { LastModifiedTime: absent },
    expect: 'UNKNOWN',
    cause: 'timeNotTold',
  },
  {
    name: 'the time is no time',
    given: { LastModifiedTime: 'yesterday' },
    expect: 'UNKNOWN',
    cause: 'timeNotTold',
  },
  {
    name: 'AWS did not tell its status',
    given: { NotebookInstanceStatus: absent },
    expect: 'UNKNOWN',
    cause: 'statusNotTold',
  },
  {
    name: 'the time could not be had',
    given: { LastModifiedTime: unknown(denied) },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'a template does not tell what runs',
    given: { LastModifiedTime: absent, NotebookInstanceStatus: absent },
    resource: { origin: { kind: 'file', file: 'notebook.yaml', address: 'Notebook' } },
    expect: 'NOT_APPLICABLE',
    cause: 'notDeployed',
  },
  {
    name: 'the notebook is being deleted',
    given: { LastModifiedTime: longAgo, NotebookInstanceStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);
