import { z } from 'zod';
import { defineControl, fail, notApplicable, pass, undecided } from '../../model/control.ts';
import type { ResourceView } from '../../model/view.ts';
import { step } from '../aws-cli.ts';
import { deleteNotebook, leaveAmazonLinux2, stopNotebook } from './remediation.ts';

const millisecondsPerDay = 24 * 60 * 60 * 1000;

export const notebookInstanceIdle = defineControl({
  id: 'notebook-instance-idle',
  title: 'Running notebook instances were started or updated lately',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.IDLE.001',
      title: 'SageMaker Notebook Must Not Be Idle Beyond Threshold',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'governance',
      requirements: {
        hipaa: ['164.312(a)(2)(ii)'],
        'nist-800-53-r5': ['AC-2(3)'],
        'owasp-nhi': ['NHI1'],
        soc2: ['CC6.1'],
      },
    },
  ],
  checks:
    'Reads `NotebookInstanceStatus` and `LastModifiedTime`, which moves when the instance is started, stopped or updated ' +
    'and not when somebody works in it. Fails when a running one was left alone for longer than the parameter ' +
    '`idleDays`. Stopped ones pass unless the parameter `includeStopped` is true.',
  why:
    'A notebook instance that runs on for weeks costs money, misses the updates that come with a start, and keeps ' +
    'the credentials of its role on a machine that may belong to nobody any more.',
  remediation: {
    summary:
      'Stop the notebook instance, and let a lifecycle configuration stop it when idle from then on; delete it when ' +
      'nobody needs it.',
    steps: stopOrDelete,
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeNotebookInstance.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopNotebookInstance.html',
  ],
  messages: {
    idle: 'it was neither started nor updated for more than {idleDays} days, since {since}',
    notDeployed: 'a file does not tell whether it runs now',
    inBetween: 'its status is `{status}`',
    statusNotTold: 'AWS did not tell its status',
    timeNotTold: 'AWS did not tell when it was last modified',
  },
  parameters: {
    idleDays: {
      schema: z.int().min(1).max(3650),
      default: 30,
      description: 'After how many days without a start or an update a notebook instance counts as idle',
    },
    includeStopped: {
      schema: z.boolean(),
      default: false,
      description: 'Whether stopped notebook instances, whose volumes and roles remain, are judged as well',
    },
  },
  evaluate(notebook, { parameters, capturedAt }) {
    if (notebook.resource.origin.kind === 'file') return notApplicable('notDeployed');
    const status = notebook.read('NotebookInstanceStatus', { whenAbsent: undefined });
    if (status === undefined) return undecided('statusNotTold', { at: 'NotebookInstanceStatus' });
    if (status === 'Stopped' && !parameters.includeStopped) return pass({ at: 'NotebookInstanceStatus' });
    if (status !== 'InService' && status !== 'Stopped')
      return notApplicable('inBetween', { at: 'NotebookInstanceStatus', data: { status } });

    const { idleDays } = parameters;
    const since = notebook.read('LastModifiedTime', { whenAbsent: '' });
    const age = capturedAt - Date.parse(since);
    if (Number.isNaN(age)) return undecided('timeNotTold', { at: 'LastModifiedTime' });
    if (age <= idleDays * millisecondsPerDay) return pass({ at: 'LastModifiedTime' });
    return fail('idle', {
      at: ['LastModifiedTime', 'NotebookInstanceStatus'],
      data: { idleDays, since: since.slice(0, 10) },
    });
  },
});

function stopOrDelete(notebook: ResourceView<'AWS::SageMaker::NotebookInstance'>) {
  if (notebook.peek('NotebookInstanceStatus') === 'Stopped') return deleteNotebook(notebook);
  return [
    ...stopNotebook(notebook),
    ...leaveAmazonLinux2(notebook),
    step('Attach a lifecycle configuration that stops it when idle, or delete it when nobody needs it'),
  ];
}
