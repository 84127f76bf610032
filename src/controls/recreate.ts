import type { RemediationStep } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';
import { type Arguments, awsCli, saveAnswer, step, tagArguments } from './aws-cli.ts';

/** What a Describe answer holds beyond the input of the Create operation, which refuses it. */
export const answerOnly = {
  model: ['ModelArn', 'CreationTime', 'DeploymentRecommendation'],
  'endpoint-config': ['EndpointConfigArn', 'CreationTime'],
  'data-quality-job-definition': ['JobDefinitionArn', 'CreationTime'],
  'model-quality-job-definition': ['JobDefinitionArn', 'CreationTime'],
  'model-bias-job-definition': ['JobDefinitionArn', 'CreationTime'],
  'model-explainability-job-definition': ['JobDefinitionArn', 'CreationTime'],
} as const;

/** A resource that AWS lets nobody change, by the words of its CLI operations. */
export type ImmutableKind = keyof typeof answerOnly;

interface Copy {
  readonly kind: ImmutableKind;
  readonly name: string;
  readonly newName: string;
  /** What to change in the saved definition, as a jq filter, and the filter's variables. */
  readonly filter?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** What to change as arguments of the Create operation: they go before what the file says. */
  readonly args?: Arguments;
  /** What the copy has that the original had not, as the end of a sentence: `with network isolation`. */
  readonly difference: string;
}

/** Makes a changed copy of a resource that cannot be changed itself. */
export function copyResource(
  resource: Pick<Resource, 'region' | 'tags'>,
  { kind, name, newName, filter, variables, args = {}, difference }: Copy,
): RemediationStep[] {
  const file = `${kind}.json`;
  const nameFlag = kind.endsWith('job-definition') ? 'job-definition-name' : `${kind}-name`;
  const describe = awsCli(resource, `sagemaker describe-${kind}`, { [nameFlag]: name });
  const kept = `del(${answerOnly[kind].map((field) => `.${field}`).join(', ')})`;
  const create: Arguments = { 'cli-input-json': `file://${file}`, [nameFlag]: newName, ...args };
  return [
    step(
      'Save its definition, without what only AWS sets',
      saveAnswer(describe, filter === undefined ? kept : `${kept} | ${filter}`, file, variables),
    ),
    step(
      `Create a copy ${difference}: it cannot be changed in place`,
      awsCli(resource, `sagemaker create-${kind}`, { ...create, ...tagArguments(resource) }),
    ),
  ];
}
