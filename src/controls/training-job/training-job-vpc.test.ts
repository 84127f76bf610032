import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { trainingJobVpc } from './training-job-vpc.ts';

describeControl(trainingJobVpc, [
  { name: 'the job runs in a VPC', expect: 'PASSED' },
  { name: 'its list of subnets is empty', given: { 'VpcConfig.Subnets': [] }, expect: 'FAILED', cause: 'noSubnets' },
  { name: 'nothing was said about a VPC', given: { VpcConfig: absent }, expect: 'FAILED', cause: 'noSubnets' },
  { name: 'a plan writes an empty block as an empty list', given: { VpcConfig: [] }, expect: 'FAILED' },
  { name: 'a plan writes a missing block as null', given: { VpcConfig: null }, expect: 'FAILED' },
  { name: 'the VPC is not known', given: { VpcConfig: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'the subnets are made by the same plan',
    given: { 'VpcConfig.Subnets': unknown('known after apply', { isSet: true }) },
    expect: 'PASSED',
  },
  {
    name: 'a job that could not be described is not a job without a VPC',
    given: { VpcConfig: absent },
    resource: { unread: 'ThrottlingException on sagemaker:DescribeTrainingJob' },
    expect: 'UNKNOWN',
  },
  {
    name: 'the job is being deleted',
    given: { VpcConfig: absent, TrainingJobStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
]);

it('a finished job is run anew in a VPC', () => {
  const steps = trainingJobVpc.remediation.steps(viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob')));
  expect(steps).toHaveLength(3);
  expect(steps[1]?.command).toBe(
    'aws sagemaker create-training-job --region eu-west-1 --cli-input-json file://training-job.json ' +
      '--training-job-name churn-2026-11-20-vpc --vpc-config Subnets=SUBNET_ID,SecurityGroupIds=SECURITY_GROUP_ID ' +
      '--tags Key=team,Value=churn Key=owner,Value=ana',
  );
});
