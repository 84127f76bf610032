import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { type Arguments, awsCli, saveAnswer, step, successorName, tagArguments } from '../aws-cli.ts';

export type TrainingJob = ResourceView<'AWS::SageMaker::TrainingJob'>;

/** What the Describe answer holds beyond the input of `CreateTrainingJob`, which refuses it. */
const answerOnly = [
  'TrainingJobArn',
  'TuningJobArn',
  'LabelingJobArn',
  'AutoMLJobArn',
  'ModelArtifacts',
  'TrainingJobStatus',
  'SecondaryStatus',
  'FailureReason',
  'WarmPoolStatus',
  'CreationTime',
  'TrainingStartTime',
  'TrainingEndTime',
  'LastModifiedTime',
  'SecondaryStatusTransitions',
  'FinalMetricDataList',
  'TrainingTimeInSeconds',
  'BillableTimeInSeconds',
  'BillableTokenCount',
  'DebugRuleEvaluationStatuses',
  'ProfilerRuleEvaluationStatuses',
  'ProfilingStatus',
  'MlflowDetails',
  'ProgressInfo',
  'OutputModelPackageArn',
  'ResourceConfig.SelectedInstanceType',
  'ResourceConfig.SelectedInstanceCount',
];

interface Change {
  /** What the name of the new job ends in. */
  readonly suffix: string;
  /** What the new job has that the old one had not, as the end of a sentence. */
  readonly difference: string;
  /** What to change in the saved definition, as a jq filter. */
  readonly filter?: string;
  /** What to change as arguments of `create-training-job`: they go before what the file says. */
  readonly args?: Arguments;
}

/**
 * No security setting of a training job can be changed, and a job stays on record until it is deleted:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateTrainingJob.html
 */
export function runAgain(job: TrainingJob, { suffix, difference, filter, args = {} }: Change): RemediationStep[] {
  const saved = `del(${answerOnly.map((field) => `.${field}`).join(', ')})`;
  return [
    ...parentStep(job, difference),
    ...stopSteps(job),
    step(
      'Save its definition, without what only AWS sets',
      saveAnswer(
        command(job, 'describe-training-job'),
        filter === undefined ? saved : `${saved} | ${filter}`,
        'training-job.json',
      ),
    ),
    step(
      `Run it anew ${difference}: the settings of a training job cannot be changed`,
      awsCli(job.resource, 'sagemaker create-training-job', {
        'cli-input-json': 'file://training-job.json',
        'training-job-name': successorName(job.name, suffix),
        ...args,
        ...tagArguments(job.resource),
      }),
    ),
    step('Delete the record of the old one when nobody needs it any more', command(job, 'delete-training-job')),
  ];
}

/** A job that another job started comes back as it was unless its parent changes. */
function parentStep(job: TrainingJob, difference: string): RemediationStep[] {
  const parents = [
    ['hyperparameter tuning job', job.peek('TuningJobArn')],
    ['AutoML job', job.peek('AutoMLJobArn')],
    ['labeling job', job.peek('LabelingJobArn')],
  ];
  return parents
    .filter(([, arn]) => arn !== undefined)
    .map(([kind, arn]) => step(`A ${kind} started it (${arn}): make that one ${difference} too`));
}

export function stopSteps(job: TrainingJob): RemediationStep[] {
  const status = job.peek('TrainingJobStatus');
  const wait = step('Wait until it has ended', command(job, 'wait training-job-completed-or-stopped'));
  if (status === 'Stopping') return [wait];
  return status === 'InProgress' ? [step('Stop it', command(job, 'stop-training-job')), wait] : [];
}

function command(job: TrainingJob, operation: string): string {
  return awsCli(job.resource, `sagemaker ${operation}`, { 'training-job-name': job.name });
}
