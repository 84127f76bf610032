import type { LoadedCase, LoadedControl } from './custom/files.ts';
import { evaluate } from './engine/evaluate.ts';
import type { Finding } from './model/finding.ts';
import type { Resource } from './model/resource.ts';

/** What came of one case of a custom control. */
export interface CaseResult {
  readonly control: string;
  readonly name: string;
  /** Where the case stands: `controls.yaml:12`. */
  readonly place: string;
  /** What is wrong, in one line; left out where it came out as expected. */
  readonly problem?: string;
}

/**
 * Runs the cases that custom controls carry, each on a resource of its own.
 * @throws ParameterError for a parameter that the control does not have
 */
export async function runCases(loaded: readonly LoadedControl[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { control, tests } of loaded) {
    for (const test of tests) {
      const resource = resourceOf(control.resourceType, test);
      const { findings } = await evaluate([snapshotOf(resource, test.now)], {
        controls: [control],
        parameters: { [control.id]: test.parameters ?? {} },
      });
      const problem = problemOf(findings[0], test);
      const { name, place } = test;
      results.push({ control: control.id, name, place, ...(problem === undefined ? {} : { problem }) });
    }
  }
  return results;
}

function problemOf(finding: Finding | undefined, { expect, cause }: LoadedCase): string | undefined {
  if (finding === undefined) return 'there is no finding';
  const { status, message, error } = finding;
  if (error !== undefined) return `the control failed: ${error}`;
  if (status !== expect) return `expected ${expect}, found ${status}: ${message}`;
  const said = status === 'UNKNOWN' ? finding.cause.includes(cause ?? '') : (cause ?? finding.cause) === finding.cause;
  return said || message === cause ? undefined : `expected \`${cause}\`, found \`${finding.cause}\`: ${message}`;
}

function resourceOf(type: Resource['type'], { given, resource = {} }: LoadedCase): Resource {
  const { name = 'example', accountId = '111122223333', region = 'eu-west-1', tags = {} } = resource;
  return {
    type,
    name,
    arn: `arn:aws:sagemaker:${region}:${accountId}:${type.split('::')[2]?.toLowerCase()}/${name}`,
    accountId,
    region,
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    properties: given,
    origin: { kind: 'api', operation: '' },
  };
}

function snapshotOf(resource: Resource, now = new Date().toISOString()) {
  return {
    header: {
      capturedAt: new Date(now).toISOString(),
      toolVersion: '',
      source: 'test',
      accounts: [resource.accountId],
      regions: [resource.region],
      resourceTypes: [resource.type],
      windows: {},
    },
    records: [{ resource }],
  };
}
