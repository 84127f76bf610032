import { z } from 'zod';

/**
 * The JSON format, version 1. This schema is the promise to its readers and does not follow the internal types: within a
 * version a member is never renamed or removed, and new ones may be added. `docs/schema` holds it as JSON Schema.
 */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

const severity = z.enum(['critical', 'high', 'medium', 'low', 'informational']).meta({ id: 'severity' });
const status = z.enum(['FAILED', 'UNKNOWN', 'PASSED', 'NOT_APPLICABLE']).meta({ id: 'status' });
const counts = z
  .object({
    FAILED: z.int().nonnegative(),
    UNKNOWN: z.int().nonnegative(),
    PASSED: z.int().nonnegative(),
    NOT_APPLICABLE: z.int().nonnegative(),
    WAIVED: z.int().nonnegative().optional().describe('failed and accepted by a waiver; not counted as FAILED'),
  })
  .meta({ id: 'counts' });
const requirements = z
  .record(z.string(), z.array(z.string()))
  .meta({ id: 'requirements', description: 'by framework: `nist-800-53-r5`, `pci-dss-4.0.1`, …' });

const position = z
  .object({
    line: z.int().positive().describe('from 1'),
    column: z.int().positive().describe('from 1'),
  })
  .meta({ id: 'position' });

const origin = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('api'), operation: z.string().describe('the AWS operation that was read') }),
    z.object({
      kind: z.literal('file'),
      file: z.string(),
      address: z.string().describe("the resource's name in the file's own words: a logical id, a Terraform address"),
      position: position.optional(),
      properties: z.record(z.string(), position).optional().describe('positions of single properties, by path'),
      conditional: z.string().optional().describe('why the resource may not come to exist'),
    }),
  ])
  .describe('where the resource was read');

const evidence = z
  .object({
    property: z.string().describe("the path in AWS's names"),
    observed: z.unknown().optional().describe('what was read; left out when the property is absent'),
    expected: z.string().optional().describe('what the control asks for'),
  })
  .meta({ id: 'evidence' });

const fixAsCode = {
  cloudformation: z.string().optional().describe('the CloudFormation property to change'),
  terraform: z.string().optional().describe('the Terraform argument to change'),
};

const waiverTerms = {
  reason: z.string(),
  owner: z.string(),
  ticket: z.string().optional(),
  expires: z.string().optional().describe('the last day on which it holds, in UTC: `2026-12-31`'),
  source: z.string().describe('where it is written'),
};

const waiverUse = z
  .object({
    state: z
      .enum(['active', 'expiring', 'expired', 'unused', 'invalid'])
      .describe('`expiring`: within 14 days; `unused`: nothing that it covers fails; `invalid`: see `problem`'),
    waiver: z.object({
      control: z.string(),
      resource: z.string().optional(),
      account: z.string().optional(),
      region: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
      ...waiverTerms,
    }),
    findings: z.int().nonnegative().describe('how many failures it covers'),
    problem: z.string().optional(),
  })
  .meta({ id: 'waiverUse' });

const baselineEntry = z
  .object({ control: z.string(), resource: z.string(), fingerprint: z.string() })
  .meta({ id: 'baselineEntry' });

const jsonFinding = z
  .object({
    control: z.string().describe("the control's id"),
    publishedAs: z.array(z.object({ standard: z.string(), id: z.string(), severity: z.string() })),
    status,
    severity,
    snapshot: z.int().nonnegative().describe('which of `snapshots` holds the resource, from 0'),
    resource: z.object({
      type: z.string().describe('the CloudFormation type'),
      arn: z.string().nullable().describe('null where the input cannot know it'),
      name: z.string().describe('`*` stands for resources that may exist and were not seen'),
      accountId: z.string().describe('twelve digits; empty where the input cannot know it'),
      region: z.string().describe('empty where the input cannot know it'),
      tags: z
        .array(z.object({ Key: z.string(), Value: z.string() }))
        .nullable()
        .describe('null when they were not read'),
      origin,
    }),
    cause: z.string().describe('equal causes of one control are one cause'),
    message: z.string().describe('one sentence about this resource'),
    evidence: z.array(evidence).describe('the properties that decided'),
    notes: z.array(z.string()).describe('what a reader should know beside the verdict'),
    remediation: z
      .object({
        steps: z.array(z.object({ text: z.string(), command: z.string().optional().describe('for a shell') })),
        ...fixAsCode,
      })
      .nullable()
      .describe('on failed findings'),
    waiver: z.object(waiverTerms).optional().describe('on failed findings that somebody accepted'),
    baseline: z
      .enum(['new', 'known'])
      .optional()
      .describe('on failed findings that are not waived, where a baseline was given: whether it has them'),
    error: z.string().nullable().describe('the control itself broke, which says nothing about the resource'),
  })
  .meta({ id: 'finding' });

const publishedControl = z
  .object({
    standard: z.string().describe('`aws-security-hub`, `stave`'),
    id: z.string(),
    title: z.string(),
    severity: z.string().describe("in the standard's own words"),
    requirements,
    category: z.string().optional(),
    resourceType: z.string().optional(),
    configRule: z.string().optional(),
    scheduleType: z.string().optional(),
    parameters: z
      .array(
        z.object({
          name: z.string(),
          description: z.string().optional(),
          type: z.string().optional(),
          allowedValues: z.string().optional(),
          default: z.string().optional(),
          customizable: z.boolean(),
        }),
      )
      .optional(),
    type: z.string().optional(),
    domain: z.string().optional(),
  })
  .meta({ id: 'publishedControl' });

const jsonControl = z
  .object({
    id: z.string(),
    title: z.string(),
    resourceType: z.string(),
    severity,
    why: z.string(),
    checks: z.string(),
    messages: z.record(z.string(), z.string()).describe('the sentence for each cause of its own'),
    remediation: z.object({ summary: z.string(), ...fixAsCode }),
    publishedAs: z.array(publishedControl),
    requirements: requirements.describe('by framework, from all published ids'),
    references: z.array(z.string()),
  })
  .meta({ id: 'control' });

const snapshotHeader = z
  .object({
    capturedAt: z.iso.datetime().describe('when the collection began'),
    toolVersion: z.string(),
    source: z.string().describe('what was read: `aws`, `cloudformation`, `terraform`, …'),
    input: z.string().optional().describe('the file or folder as the user named it; left out for a live account'),
    accounts: z.array(z.string()),
    regions: z.array(z.string()),
    resourceTypes: z.array(z.string()).describe('the types that were collected in full, but for the gaps'),
    ignored: z
      .record(z.string(), z.number())
      .optional()
      .describe("how many resources the input has that no control reads, by the input's own name of the type"),
    parameters: z.array(z.string()).optional().describe('the names of the parameters that templates take'),
    elsewhere: z.string().optional().describe('why resources may exist that the input does not show'),
    windows: z.object({
      trainingJobsSince: z.string().nullable().optional().describe('null: all training jobs'),
      endpointTrafficDays: z.number().optional(),
    }),
  })
  .meta({ id: 'snapshot' });

const gap = z
  .object({
    operation: z.string(),
    permission: z.string().optional().describe('the IAM action that allows it'),
    accountId: z.string(),
    region: z.string(),
    code: z.string(),
    message: z.string(),
    count: z.int().positive(),
    example: z.string().optional().describe('one of the resources that the calls were about'),
    hides: z.string().optional().describe('the type of which resources may have gone unseen'),
    recovered: z.string().optional().describe('what was done instead, when nothing is missing from the result'),
  })
  .meta({ id: 'gap' });

export const jsonReport = z.object({
  format: z.literal('sagevet-report'),
  version: z.literal(1),
  tool: z.object({ name: z.literal('sagevet'), version: z.string() }),
  findings: z.array(jsonFinding).describe('in the order in which the resources were judged'),
  summary: z.object({
    counts,
    countsBySeverity: z.object({
      critical: counts,
      high: counts,
      medium: counts,
      low: counts,
      informational: counts,
    }),
    resources: z.record(z.string(), z.int().positive()).describe('how many resources were judged, by type'),
  }),
  snapshots: z.array(snapshotHeader).describe('what was judged: one header for each input'),
  controls: z.array(jsonControl).describe('the controls that were run'),
  gaps: z.array(gap).describe('calls that failed, and what they keep from the result'),
  errors: z.array(z.string()).describe('controls that broke, which is a defect of sagevet or of a custom control'),
  waivers: z.array(waiverUse).optional().describe('what became of the waivers, those to look at first'),
  baseline: z
    .object({
      file: z.string(),
      new: z.int().nonnegative(),
      known: z.int().nonnegative(),
      fixed: z.array(baselineEntry).describe('passes now, or does not apply any more'),
      absent: z.array(baselineEntry).describe('was not in this scan'),
      unknown: z.int().nonnegative().describe('could not be judged this time'),
    })
    .optional()
    .describe('what became of the failures of the baseline that was given'),
  interrupted: z.boolean().describe('the collection was stopped before its end'),
});

export type JsonReport = Frozen<z.infer<typeof jsonReport>>;
export type JsonFinding = JsonReport['findings'][number];
export type JsonControl = JsonReport['controls'][number];
