import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { modelNetworkIsolation } from './model-network-isolation.ts';

const denied = 'AccessDeniedException on sagemaker:DescribeModel';

describeControl(modelNetworkIsolation, [
  { name: 'the model is isolated', expect: 'PASSED' },
  { name: 'isolation is switched off', given: { EnableNetworkIsolation: false }, expect: 'FAILED', cause: 'off' },
  {
    name: 'nothing was said about isolation',
    given: { EnableNetworkIsolation: absent },
    expect: 'FAILED',
    cause: 'byDefault',
  },
  {
    name: 'a VPC does not make up for isolation, and a pipeline of containers is judged as one',
    given: {
      EnableNetworkIsolation: false,
      PrimaryContainer: absent,
      Containers: [{ Image: 'registry/xgboost:1.7-1' }],
    },
    expect: 'FAILED',
    cause: 'off',
  },
  {
    name: 'a denied read of the model is no proof that isolation is off',
    given: { EnableNetworkIsolation: absent },
    resource: { unread: denied },
    expect: 'UNKNOWN',
    cause: denied,
  },
  {
    name: 'a plan does not know it yet',
    given: { EnableNetworkIsolation: unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
]);

it('replaces the model by an isolated copy, through the configurations of its endpoints', () => {
  const model = { ...subjectOf(hardenedEstate, 'AWS::SageMaker::Model'), name: "ana's model", tags: [] };
  const steps = modelNetworkIsolation.remediation.steps(viewOf(model));
  expect(steps.map(({ command }) => command)).toEqual([
    `aws sagemaker describe-model --region eu-west-1 --model-name 'ana'\\''s model' --output json | ` +
      `jq 'del(.ModelArn, .CreationTime, .DeploymentRecommendation)' > model.json`,
    'aws sagemaker create-model --region eu-west-1 --cli-input-json file://model.json ' +
      `--model-name 'ana'\\''s model-isolated' --enable-network-isolation`,
    'aws sagemaker search --region eu-west-1 --resource Model ' +
      `--query 'Results[?Model.Model.ModelName=='\\''ana\\'\\''s model'\\''].Model.Endpoints[].EndpointName'`,
    'aws sagemaker describe-endpoint --region eu-west-1 --endpoint-name ENDPOINT_NAME --query EndpointConfigName',
    'aws sagemaker describe-endpoint-config --region eu-west-1 --endpoint-config-name ENDPOINT_CONFIG_NAME --output json | ' +
      `jq --arg old 'ana'\\''s model' --arg new 'ana'\\''s model-isolated' 'del(.EndpointConfigArn, .CreationTime) | ` +
      '((.ProductionVariants[], .ShadowProductionVariants[]?) | .ModelName | select(. == $old)) = $new' +
      "' > endpoint-config.json",
    'aws sagemaker create-endpoint-config --region eu-west-1 --cli-input-json file://endpoint-config.json ' +
      '--endpoint-config-name NEW_ENDPOINT_CONFIG_NAME',
    'aws sagemaker update-endpoint --region eu-west-1 --endpoint-name ENDPOINT_NAME ' +
      '--endpoint-config-name NEW_ENDPOINT_CONFIG_NAME',
    'aws sagemaker wait endpoint-in-service --region eu-west-1 --endpoint-name ENDPOINT_NAME',
    'aws sagemaker delete-endpoint-config --region eu-west-1 --endpoint-config-name ENDPOINT_CONFIG_NAME',
    `aws sagemaker delete-model --region eu-west-1 --model-name 'ana'\\''s model'`,
  ]);
});
