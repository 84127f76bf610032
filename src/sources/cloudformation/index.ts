import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldSnapshot, SnapshotHeader } from '../../model/snapshot.ts';
import { type FileSource, type Input, InputError, type OpenOptions } from '../file-source.ts';
import { addAssembly, isAssemblyManifest } from './assembly.ts';
import { resourceTypes } from './mapping.ts';
import { StackSet } from './stacks.ts';

/** A template to be deployed as a stack. */
export interface StackInput {
  readonly path: string;
  /** Tells the stacks of one input apart in names; empty where there is but one. */
  readonly name?: string;
  /** Whether it may be without resources, as the CDK's may. */
  readonly mayBeEmpty?: boolean;
  /** Twelve digits, where it is known where the template goes. */
  readonly accountId?: string;
  readonly region?: string;
}

/**
 * CloudFormation templates, YAML or JSON, with the nested stacks whose files are at hand.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export const cloudformation: FileSource = {
  name: 'cloudformation',
  recognises: ({ isDirectory, head }) => !isDirectory && isTemplate(head),
  open: async ({ path }, options) => openTemplate(path, options),
};

/** Cloud assemblies, as `cdk synth` writes them: a `cdk.out` folder, or its `manifest.json`. */
export const cdkAssembly: FileSource = {
  name: 'cdk',
  recognises: isAssembly,
  open: async ({ path, isDirectory }, options) =>
    openAssembly(isDirectory ? join(path, 'manifest.json') : path, options),
};

/** @throws InputError */
export function openTemplate(path: string, options: OpenOptions): HeldSnapshot {
  return openStacks([{ path }], options);
}

/**
 * Stacks that are deployed together: what one exports another may import.
 * @throws InputError when one of them cannot be read
 */
export function openStacks(inputs: readonly StackInput[], options: OpenOptions): HeldSnapshot {
  const { parameters = {} } = options;
  return held('cloudformation', inputs[0]?.path ?? '', options, (stacks) => {
    for (const { path, name = '', accountId, region, mayBeEmpty = false } of inputs) {
      const environment = {
        accountId: accountId ?? parameters['AWS::AccountId'] ?? '',
        region: region ?? parameters['AWS::Region'] ?? '',
        stackName: parameters['AWS::StackName'] ?? '',
      };
      stacks.add({ file: path, environment, namePrefix: name === '' ? '' : `${name}-`, parameters, mayBeEmpty });
    }
  });
}

/** @throws InputError */
export function openAssembly(manifest: string, options: OpenOptions): HeldSnapshot {
  return held('cdk', manifest, options, (stacks) => {
    addAssembly(stacks, manifest, options.parameters ?? {});
    if (stacks.isEmpty && stacks.gaps.length === 0) {
      throw new InputError(`cannot read \`${manifest}\`: the assembly has no stacks; run \`cdk synth\` first`);
    }
  });
}

function held(source: string, input: string, options: OpenOptions, fill: (stacks: StackSet) => void): HeldSnapshot {
  try {
    const stacks = new StackSet();
    fill(stacks);
    const resources = stacks.resources();
    const header: SnapshotHeader = {
      capturedAt: options.now,
      toolVersion: options.toolVersion,
      source,
      input,
      accounts: distinct(resources.map(({ accountId }) => accountId)),
      regions: distinct(resources.map(({ region }) => region)),
      resourceTypes,
      elsewhere: 'it may be defined outside this template',
      windows: {},
      ignored: Object.fromEntries(stacks.ignored),
      parameters: stacks.parameterNames,
    };
    return {
      header,
      records: [...resources.map((resource) => ({ resource })), ...stacks.gaps.map((gap) => ({ gap }))],
    };
  } catch (error) {
    // Only a file made for it gets past the limits on depth and still exhausts the stack.
    if (error instanceof RangeError)
      throw new InputError(`cannot read \`${input}\`: its parts refer to each other too deeply`);
    throw error;
  }
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort();
}

const formatVersion = /(?:^|[\s{,])["']?AWSTemplateFormatVersion["']?\s*:/;
const resourcesKey = /^\s*["']?Resources["']?\s*:/m;
const jsonResourcesKey = /[{,]\s*"Resources"\s*:\s*\{/;
const resourceType = /["']?Type["']?\s*:\s*["']?(?:AWS|Alexa|Custom)::/;

function isTemplate(head: string): boolean {
  if (isAssemblyManifest(head) || /"(?:terraform_version|format_version|configurationItems)"\s*:/.test(head))
    return false;
  if (formatVersion.test(head)) return true;
  return (resourcesKey.test(head) || jsonResourcesKey.test(head)) && resourceType.test(head);
}

function isAssembly({ path, isDirectory, head }: Input): boolean {
  if (!isDirectory) return isAssemblyManifest(head);
  const manifest = join(path, 'manifest.json');
  try {
    return existsSync(manifest) && isAssemblyManifest(readFileSync(manifest, 'utf8').slice(0, 1 << 16));
  } catch {
    return false;
  }
}
