import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { trainingJobNetworkIsolation } from './training-job-network-isolation.ts';

const at = 'EnableNetworkIsolation';

describeControl(trainingJobNetworkIsolation, [
  { name: 'the job is isolated', expect: 'PASSED' },
  { name: 'the job is not isolated', given: { [at]: false }, expect: 'FAILED', cause: 'disabled' },
  { name: 'nothing was said about isolation', given: { [at]: absent }, expect: 'FAILED', cause: 'byDefault' },
  {
    name: 'an isolated job outside a VPC is isolated all the same',
    given: { VpcConfig: absent },
    expect: 'PASSED',
    alsoFails: ['training-job-vpc'],
  },
  {
    name: 'a job that could not be described is not a job without isolation',
    given: { [at]: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeTrainingJob' },
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:DescribeTrainingJob',
  },
  { name: 'a plan does not know it yet', given: { [at]: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'a failed job still shows how it ran',
    given: { [at]: false, TrainingJobStatus: 'Failed' },
    expect: 'FAILED',
  },
  {
    name: 'the job is being deleted',
    given: { [at]: false, TrainingJobStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'the job was deleted during the scan',
    resource: { gone: 'not found by sagemaker:DescribeTrainingJob' },
    expect: 'NOT_APPLICABLE',
  },
]);

it('a running job that a tuning job started is stopped, run anew and deleted, and its parent is named', () => {
  const job = subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob');
  const tuning = 'arn:aws:sagemaker:eu-west-1:111122223333:hyper-parameter-tuning-job/churn';
  const properties = { ...job.properties, TrainingJobStatus: 'InProgress', TuningJobArn: tuning };
  const steps = trainingJobNetworkIsolation.remediation.steps(viewOf({ ...job, properties }));
  expect(steps[0]?.text).toBe(
    `A hyperparameter tuning job started it (${tuning}): make that one with network isolation too`,
  );
  const name = '--region eu-west-1 --training-job-name churn-2026-11-20';
  expect(steps.slice(1).map(({ command }) => command)).toEqual([
    `aws sagemaker stop-training-job ${name}`,
    `aws sagemaker wait training-job-completed-or-stopped ${name}`,
    expect.stringMatching(
      /^aws sagemaker describe-training-job .* \| jq 'del\(\.TrainingJobArn, .*\)' > training-job\.json$/,
    ),
    'aws sagemaker create-training-job --region eu-west-1 --cli-input-json file://training-job.json ' +
      '--training-job-name churn-2026-11-20-isolated --enable-network-isolation ' +
      '--tags Key=team,Value=churn Key=owner,Value=ana',
    `aws sagemaker delete-training-job ${name}`,
  ]);
});
