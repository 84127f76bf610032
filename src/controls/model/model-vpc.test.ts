import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { modelVpc } from './model-vpc.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeModel';

describeControl(modelVpc, [
  { name: 'the model names subnets', expect: 'PASSED' },
  { name: 'the list of subnets is empty', given: { 'VpcConfig.Subnets': [] }, expect: 'FAILED', cause: 'none' },
  { name: 'the list holds no subnet', given: { 'VpcConfig.Subnets': [null, ''] }, expect: 'FAILED', cause: 'none' },
  { name: 'nothing was said about a VPC', given: { VpcConfig: absent }, expect: 'FAILED', cause: 'none' },
  {
    name: 'a plan writes the missing VPC as an empty list',
    given: { VpcConfig: [] },
    expect: 'FAILED',
    cause: 'none',
  },
  {
    name: 'the subnets are made by the same template',
    given: { 'VpcConfig.Subnets': unknown('known after deployment', { isSet: true }) },
    expect: 'PASSED',
  },
  {
    name: 'the whole VPC configuration is a reference, which says nothing about its subnets',
    given: { VpcConfig: unknown('an unresolved `Fn::If`', { isSet: true }) },
    expect: 'UNKNOWN',
  },
  { name: 'a plan does not know the VPC yet', given: { VpcConfig: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'the model could not be read',
    given: { VpcConfig: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);

it('creates the copy with placeholders for the VPC, because nobody but the reader knows it', () => {
  const steps = modelVpc.remediation.steps(viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::Model')));
  expect(steps[1]?.command).toBe(
    'aws sagemaker create-model --region eu-west-1 --cli-input-json file://model.json --model-name churn-xgb-in-vpc ' +
      '--vpc-config SecurityGroupIds=SECURITY_GROUP_ID,Subnets=SUBNET_ID_1,SUBNET_ID_2 ' +
      '--tags Key=team,Value=churn Key=owner,Value=ana',
  );
});
