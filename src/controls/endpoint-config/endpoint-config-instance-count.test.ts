import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { endpointConfigInstanceCount } from './endpoint-config-instance-count.ts';

const count = 'ProductionVariants[0].InitialInstanceCount';
const denied = 'AccessDeniedException on sagemaker:DescribeEndpointConfig';
const canary = { VariantName: 'canary', ModelName: 'churn-xgb', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
const serverless = {
  VariantName: 'serverless',
  ModelName: 'churn-xgb',
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
};

describeControl(endpointConfigInstanceCount, [
  { name: 'every production variant starts on two instances', expect: 'PASSED' },
  {
    name: 'a production variant starts on one instance',
    given: { [count]: 1 },
    expect: 'FAILED',
    cause: 'tooFew',
    message: 'the production variant `main` starts with an `InitialInstanceCount` of 1',
  },
  {
    name: 'one of two production variants starts on one instance',
    given: { 'ProductionVariants[1]': canary },
    expect: 'FAILED',
    cause: 'tooFew',
    message: '`canary`',
  },
  {
    name: 'autoscaling does not make up for a single initial instance',
    given: { [count]: 1, 'ProductionVariants[0].ManagedInstanceScaling': { Status: 'ENABLED', MinInstanceCount: 2 } },
    expect: 'FAILED',
    cause: 'tooFew',
  },
  {
    name: 'a variant for inference components, which names no model, is judged as well',
    given: { [count]: 1, 'ProductionVariants[0].ModelName': absent },
    expect: 'FAILED',
    cause: 'tooFew',
  },
  {
    name: 'nothing was said about the number of instances',
    given: { [count]: absent },
    expect: 'UNKNOWN',
    cause: 'countNotTold',
  },
  {
    name: 'the number of instances comes from instance pools',
    given: { [count]: absent, 'ProductionVariants[0].InstancePools': [{ InstanceType: 'ml.m5.large' }] },
    expect: 'UNKNOWN',
    cause: 'countNotTold',
  },
  {
    name: 'a serverless endpoint is no single point of failure for lacking a count',
    given: { ProductionVariants: [serverless] },
    expect: 'NOT_APPLICABLE',
    cause: 'serverless',
  },
  {
    name: 'a serverless variant beside two instances does not count',
    given: { 'ProductionVariants[1]': serverless },
    expect: 'PASSED',
  },
  {
    name: 'a serverless variant does not excuse a single instance beside it',
    given: { [count]: 1, 'ProductionVariants[1]': serverless },
    expect: 'FAILED',
    cause: 'tooFew',
  },
  {
    name: 'a single shadow instance is not judged, and the finding says so',
    given: { ShadowProductionVariants: [{ ...canary, VariantName: 'shadow' }] },
    expect: 'PASSED',
    notes: ['shadow'],
  },
  {
    name: 'a variant without any content',
    given: { ProductionVariants: [null] },
    expect: 'UNKNOWN',
    cause: 'countNotTold',
    message: 'the production variant `ProductionVariants[0].InitialInstanceCount`',
  },
  { name: 'it names no variant', given: { ProductionVariants: [] }, expect: 'UNKNOWN', cause: 'noVariants' },
  {
    name: 'the configuration could not be read',
    given: { ProductionVariants: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  { name: 'a plan does not know the number yet', given: { [count]: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'a single instance fails although another variant is not known yet',
    given: { [count]: 1, 'ProductionVariants[1]': unknown('known after apply') },
    expect: 'FAILED',
    cause: 'tooFew',
  },
  {
    name: 'an unknown variant beside a good one leaves it open',
    given: { 'ProductionVariants[1]': unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);

it('moves the endpoints to a copy with more instances, and does not retain the old counts', () => {
  const config = subjectOf(hardenedEstate, 'AWS::SageMaker::EndpointConfig');
  const steps = endpointConfigInstanceCount.remediation.steps(viewOf(config));
  expect(steps.map(({ command }) => command)).toEqual([
    'aws sagemaker describe-endpoint-config --region eu-west-1 --endpoint-config-name churn-2 --output json | ' +
      "jq 'del(.EndpointConfigArn, .CreationTime) | (.ProductionVariants[].InitialInstanceCount | select(. == 1)) = 2' " +
      '> endpoint-config.json',
    'aws sagemaker create-endpoint-config --region eu-west-1 --cli-input-json file://endpoint-config.json ' +
      '--endpoint-config-name churn-2-redundant --tags Key=team,Value=churn Key=owner,Value=ana',
    'aws sagemaker search --region eu-west-1 --resource Endpoint ' +
      `--query 'Results[?Endpoint.EndpointConfigName=='\\''churn-2'\\''].Endpoint.EndpointName'`,
    'aws sagemaker update-endpoint --region eu-west-1 --endpoint-name ENDPOINT_NAME --endpoint-config-name churn-2-redundant',
    'aws sagemaker wait endpoint-in-service --region eu-west-1 --endpoint-name ENDPOINT_NAME',
    'aws sagemaker delete-endpoint-config --region eu-west-1 --endpoint-config-name churn-2',
  ]);
});
