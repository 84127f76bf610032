import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/controls/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { FileSource } from '../../src/sources/file-source.ts';
import { terraformPlan } from '../../src/sources/terraform/index.ts';

export interface PlannedResource {
  readonly type: string;
  /** Default `this`. */
  readonly name?: string;
  readonly index?: string | number;
  /** `module.a["x"]`; the root module where left out. */
  readonly module?: string;
  readonly mode?: 'managed' | 'data';
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  /** The block of the configuration; without it there is none in the plan. */
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly forEach?: unknown;
  readonly actions?: readonly string[];
  readonly deposed?: string;
}

export function refs(...references: string[]): { references: string[] } {
  return { references };
}

/** A plan as `terraform show -json` prints one, of resources in the root module and whatever else is given. */
export function planOf(resources: readonly PlannedResource[], rest: Readonly<Record<string, unknown>> = {}) {
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    resource_changes: resources.map((resource) => ({
      address: addressOf(resource),
      ...(resource.module === undefined ? {} : { module_address: resource.module }),
      mode: resource.mode ?? 'managed',
      type: resource.type,
      name: resource.name ?? 'this',
      ...(resource.index === undefined ? {} : { index: resource.index }),
      ...(resource.deposed === undefined ? {} : { deposed: resource.deposed }),
      provider_name: `registry.terraform.io/hashicorp/${resource.type.split('_')[0]}`,
      change: {
        actions: resource.actions ?? ['create'],
        before: null,
        after: resource.after,
        after_unknown: resource.unknown ?? {},
        before_sensitive: false,
        after_sensitive: resource.sensitive ?? {},
      },
    })),
    configuration: {
      provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws' } },
      root_module: {
        resources: resources
          .filter(({ expressions, module }) => expressions !== undefined && module === undefined)
          .map(configured),
      },
    },
    ...rest,
  };
}

/** A resource as the configuration of a plan has it. */
export function configured({ mode = 'managed', type, name = 'this', expressions, forEach }: PlannedResource) {
  return {
    address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`,
    mode,
    type,
    name,
    provider_config_key: type.split('_')[0],
    ...(Object.keys(expressions ?? {}).length === 0 ? {} : { expressions }),
    ...(forEach === undefined ? {} : { for_each_expression: forEach }),
    schema_version: 0,
  };
}

export function addressOf({ module, mode, type, name = 'this', index }: PlannedResource): string {
  const key = index === undefined ? '' : typeof index === 'number' ? `[${index}]` : `[${JSON.stringify(index)}]`;
  return `${module === undefined ? '' : `${module}.`}${mode === 'data' ? 'data.' : ''}${type}.${name}${key}`;
}

export function temporaryFile(name: string, content: string | Buffer): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sagevet-')), name);
  writeFileSync(file, content);
  return file;
}

export async function openFile(source: FileSource, path: string): Promise<Snapshot> {
  const input = { path, isDirectory: false, head: '' };
  return source.open(input, { toolVersion: '0.0.0-test', now: '2026-11-22T06:00:00.000Z' });
}

export async function open(content: unknown): Promise<Snapshot> {
  return openFile(terraformPlan, temporaryFile('plan.json', JSON.stringify(content)));
}

export async function resourcesOf(content: unknown): Promise<Resource[]> {
  const resources: Resource[] = [];
  for await (const record of (await open(content)).records) if ('resource' in record) resources.push(record.resource);
  return resources;
}

/** The properties of the only resource of a plan that is not a role or policy. */
export async function propertiesOf(resource: PlannedResource): Promise<Record<string, unknown>> {
  const [found] = (await resourcesOf(planOf([resource]))).filter(({ type }) => !type.startsWith('AWS::IAM::'));
  return { ...found?.properties } as Record<string, unknown>;
}

export async function findingsOf(snapshot: Snapshot): Promise<readonly Finding[]> {
  return (await evaluate([snapshot], { controls: catalogue })).findings;
}

/** `control status` for each verdict on an address, of the controls named. */
export async function verdictsOn(snapshot: Snapshot, address: string, controls: readonly string[]): Promise<string[]> {
  const findings = await findingsOf(snapshot);
  return findings
    .filter(({ resource, control }) => addressOfOrigin(resource) === address && controls.includes(control))
    .map(({ control, status }) => `${control} ${status}`)
    .sort();
}

function addressOfOrigin({ origin }: Finding['resource']): string {
  return origin.kind === 'file' ? origin.address : '';
}
