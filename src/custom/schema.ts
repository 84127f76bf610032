import { z } from 'zod';
import type { Framework } from '../model/control.ts';
import { severities, statuses } from '../model/finding.ts';
import type { ResourceType } from '../model/resource.ts';
import { strict, text } from '../model/waiver.ts';
import { nearest } from '../model/words.ts';

const resourceTypes = Object.keys({
  'AWS::SageMaker::NotebookInstance': true,
  'AWS::SageMaker::EndpointConfig': true,
  'AWS::SageMaker::Endpoint': true,
  'AWS::SageMaker::InferenceComponent': true,
  'AWS::SageMaker::Model': true,
  'AWS::SageMaker::ModelPackage': true,
  'AWS::SageMaker::TrainingJob': true,
  'AWS::SageMaker::DataQualityJobDefinition': true,
  'AWS::SageMaker::ModelQualityJobDefinition': true,
  'AWS::SageMaker::ModelBiasJobDefinition': true,
  'AWS::SageMaker::ModelExplainabilityJobDefinition': true,
  'AWS::SageMaker::MonitoringSchedule': true,
  'AWS::SageMaker::Domain': true,
  'AWS::SageMaker::UserProfile': true,
  'AWS::SageMaker::Image': true,
  'AWS::SageMaker::AppImageConfig': true,
  'AWS::IAM::Role': true,
  'AWS::IAM::ManagedPolicy': true,
} satisfies Record<ResourceType, true>) as [ResourceType, ...ResourceType[]];

const requirements = z.array(text).optional();
const frameworks = {
  'nist-800-53-r5': requirements,
  'pci-dss-3.2.1': requirements,
  'pci-dss-4.0.1': requirements,
  hipaa: requirements,
  soc2: requirements,
  'owasp-nhi': requirements,
} satisfies Record<Framework, typeof requirements>;

function word<const Words extends readonly [string, ...string[]]>(kind: string, words: Words) {
  return z.enum(words, {
    error: ({ input }) =>
      typeof input === 'string' && input !== ''
        ? `unknown ${kind} \`${input}\`, did you mean \`${nearest(input, words)}\`?`
        : `expected one of ${words.join(', ')}`,
  });
}

const id = text
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and hyphens, such as `team-notebook-size`');
const sentence = text.regex(/[^.]$/s, 'ends with a full stop: leave it out');
const expression = text.describe('an expression of CEL over `resource`, `params` and `now`');

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected text, a number, true or false, or a list of them',
});
const parameter = strict({
  description: sentence.describe('what it sets, in one sentence'),
  default: z.union([scalar, z.array(scalar)], { error: 'expected text, a number, true or false, or a list of them' }),
  values: z.array(scalar).min(1).optional().describe('what it may be, where not everything is allowed'),
});

const fix = strict({
  summary: text.describe('what closes the finding'),
  steps: z
    .array(
      strict({ text: sentence, command: text.optional().describe('for a shell; `{name}` becomes the resource’s') }),
    )
    .optional(),
  cloudformation: text.optional().describe('the CloudFormation property to change'),
  terraform: text.optional().describe('the Terraform argument to change'),
});

const testCase = strict({
  name: text.describe('a sentence about the resource: `is of a type that nobody approved`'),
  given: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('its properties under AWS’s names; an unknown one is `{ $unknown: reason }`'),
  resource: strict({
    name: text.optional(),
    accountId: z.string().optional(),
    region: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
  })
    .optional()
    .describe('what else there is to the resource'),
  parameters: z.record(z.string(), z.unknown()).optional(),
  now: z.iso.datetime({ offset: true, message: 'is no time such as 2026-11-22T00:00:00Z' }).optional(),
  expect: word('status', statuses),
  cause: text.optional().describe('the message, or a part of the reason why it is unknown'),
});

const control = strict({
  id,
  title: sentence.describe('what holds when it passes, in the plural'),
  severity: word('severity', severities),
  resourceType: word('resource type', resourceTypes),
  checks: text.describe('what is read, and when it fails, passes or does not apply'),
  why: text.describe('what can go wrong'),
  fix: z.union([text, fix], { error: 'expected text, or a mapping with `summary` and `steps`' }),
  references: z.array(z.url({ protocol: /^https?$/, message: 'expected an address such as https://…' })).default([]),
  requirements: strict(frameworks).optional().describe('what it stands for in a framework'),
  parameters: z
    .record(z.string().regex(/^[A-Za-z]\w*$/, 'expected letters and digits'), parameter)
    .default({})
    .describe('what users may set, read as `params.name`'),
  when: expression.optional().describe('where it is false, the control does not apply'),
  fails: expression.optional(),
  passes: expression.optional(),
  messages: strict({
    failed: sentence.describe('why it fails; `{name}` and `{parameter}` are filled in'),
    notApplicable: sentence.optional().describe('why it does not apply; needed with `when`'),
  }),
  tests: z.array(testCase).default([]).describe('what `sagevet controls test` runs'),
}).check(({ value, issues }) => {
  const complain = (key: string, message: string) =>
    issues.push({ code: 'custom', message, path: key === '' ? [] : [key], input: value });
  if (value.fails === undefined && value.passes === undefined)
    complain('', 'say when it `fails:`, or when it `passes:`');
  if (value.fails !== undefined && value.passes !== undefined)
    complain('passes', 'say `fails:` or `passes:`, not both');
  if (value.when !== undefined && value.messages.notApplicable === undefined)
    complain('when', 'needs a message: `messages.notApplicable`');
});

/** A file of custom controls. */
export const controlsFile = strict({
  $schema: z.string().optional(),
  controls: z.array(control).min(1, 'holds no controls'),
});

/** One custom control as its file says it. */
export type ControlDefinition = z.infer<typeof control>;
export type CaseDefinition = ControlDefinition['tests'][number];
