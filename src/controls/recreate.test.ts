import type {
  CreateDataQualityJobDefinitionRequest,
  CreateEndpointConfigInput,
  CreateModelBiasJobDefinitionRequest,
  CreateModelExplainabilityJobDefinitionRequest,
  CreateModelInput,
  CreateModelQualityJobDefinitionRequest,
  DescribeDataQualityJobDefinitionResponse,
  DescribeEndpointConfigOutput,
  DescribeModelBiasJobDefinitionResponse,
  DescribeModelExplainabilityJobDefinitionResponse,
  DescribeModelOutput,
  DescribeModelQualityJobDefinitionResponse,
} from '@aws-sdk/client-sagemaker';
import { expect, it } from 'vitest';
import { unknown } from '../model/value.ts';
import { saveAnswer, successorName, tagArguments } from './aws-cli.ts';
import { answerOnly, type ImmutableKind } from './recreate.ts';

type Beyond<Answer, Input> = Record<Exclude<keyof Answer, keyof Input>, true>;

it('leaves out of a copied definition exactly what the SDK’s Create input does not have', () => {
  const beyond = {
    model: { ModelArn: true, CreationTime: true, DeploymentRecommendation: true } satisfies Beyond<
      DescribeModelOutput,
      CreateModelInput
    >,
    'endpoint-config': { EndpointConfigArn: true, CreationTime: true } satisfies Beyond<
      DescribeEndpointConfigOutput,
      CreateEndpointConfigInput
    >,
    'data-quality-job-definition': { JobDefinitionArn: true, CreationTime: true } satisfies Beyond<
      DescribeDataQualityJobDefinitionResponse,
      CreateDataQualityJobDefinitionRequest
    >,
    'model-quality-job-definition': { JobDefinitionArn: true, CreationTime: true } satisfies Beyond<
      DescribeModelQualityJobDefinitionResponse,
      CreateModelQualityJobDefinitionRequest
    >,
    'model-bias-job-definition': { JobDefinitionArn: true, CreationTime: true } satisfies Beyond<
      DescribeModelBiasJobDefinitionResponse,
      CreateModelBiasJobDefinitionRequest
    >,
    'model-explainability-job-definition': { JobDefinitionArn: true, CreationTime: true } satisfies Beyond<
      DescribeModelExplainabilityJobDefinitionResponse,
      CreateModelExplainabilityJobDefinitionRequest
    >,
  } satisfies Record<ImmutableKind, object>;
  const deleted = Object.entries(answerOnly).map(([kind, fields]) => [kind, [...fields].sort()]);
  expect(deleted).toEqual(Object.entries(beyond).map(([kind, fields]) => [kind, Object.keys(fields).sort()]));
});

it('carries the tags of a resource over to its copy, but for the ones that only AWS may set', () => {
  const tags = [
    { Key: 'team', Value: 'churn' },
    { Key: 'aws:cloudformation:stack-name', Value: 'ml' },
    { Key: 'AWS:reserved', Value: '' },
  ];
  expect(tagArguments({ tags })).toEqual({ tags: ['Key=team,Value=churn'] });
  expect(tagArguments({ tags: [{ Key: 'cost,centre', Value: 'a=b' }] })).toEqual({
    tags: '[{"Key":"cost,centre","Value":"a=b"}]',
  });
  expect(tagArguments({ tags: [] })).toEqual({});
  expect(tagArguments({ tags: unknown('AccessDeniedException on sagemaker:ListTags') })).toEqual({});
  expect(tagArguments({})).toEqual({});
});

it('gives successors a name that AWS takes', () => {
  expect(successorName('churn', 'isolated')).toBe('churn-isolated');
  expect(successorName('x'.repeat(63), 'isolated')).toHaveLength(63);
});

it('quotes the filter and its variables for the shell', () => {
  expect(saveAnswer('aws x', '.a = $b', 'a.json', { b: "'; rm -rf /" })).toBe(
    `aws x --output json | jq --arg b ''\\''; rm -rf /' '.a = $b' > a.json`,
  );
});
