import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../file-source.ts';
import type { StackSet } from './stacks.ts';

const metadata = z.record(z.string(), z.array(z.object({ type: z.string(), data: z.unknown().optional() }))).optional();

/** https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema */
const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        displayName: z.string().optional(),
        metadata,
        properties: z
          .object({
            templateFile: z.string().optional(),
            directoryName: z.string().optional(),
            stackName: z.string().optional(),
            tags: z.record(z.string(), z.string()).optional(),
            parameters: z.record(z.string(), z.string()).optional(),
          })
          .optional(),
        additionalMetadataFile: z.string().optional(),
      }),
    )
    .optional(),
});

type Artifact = NonNullable<z.infer<typeof manifestSchema>['artifacts']>[string];

const maxStages = 20;

export function isAssemblyManifest(head: string): boolean {
  return (
    /"artifacts"\s*:\s*\{/.test(head) &&
    /"(?:aws:cloudformation:stack|cdk:tree|cdk:asset-manifest|cdk:cloud-assembly)"/.test(head)
  );
}

/**
 * Adds every stack of an assembly, those of its stages included.
 * @throws InputError when the manifest cannot be read
 */
export function addAssembly(
  stacks: StackSet,
  manifestFile: string,
  parameters: Readonly<Record<string, string>>,
  depth = 0,
): void {
  const folder = dirname(manifestFile);
  for (const [id, artifact] of Object.entries(readManifest(manifestFile).artifacts ?? {})) {
    const { templateFile, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined && depth < maxStages) {
      const nested = join(folder, directoryName, 'manifest.json');
      if (existsSync(nested)) addAssembly(stacks, nested, parameters, depth + 1);
    }
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    addStack(stacks, folder, templateFile, id, artifact, parameters);
  }
}

function addStack(
  stacks: StackSet,
  folder: string,
  templateFile: string,
  id: string,
  artifact: Artifact,
  parameters: Readonly<Record<string, string>>,
): void {
  const { stackName = id, tags = {}, parameters: preset = {} } = artifact.properties ?? {};
  const [accountId, region] = environmentOf(artifact.environment, parameters);
  const paths = pathsOf(folder, artifact);
  stacks.tryToAdd({
    file: join(folder, templateFile),
    environment: { accountId, region, stackName },
    namePrefix: `${stackName}-`,
    parameters: { ...preset, ...parameters },
    tags,
    addressOf: (logicalId) => paths.get(logicalId),
    mayBeEmpty: true,
  });
}

/** `aws://111122223333/eu-west-1`; `unknown-account` and `unknown-region` where a stack is for any. */
function environmentOf(
  environment: string | undefined,
  parameters: Readonly<Record<string, string>>,
): readonly [accountId: string, region: string] {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
  return [
    account === '' || account === 'unknown-account' ? (parameters['AWS::AccountId'] ?? '') : account,
    region === '' || region === 'unknown-region' ? (parameters['AWS::Region'] ?? '') : region,
  ];
}

/** Construct paths by logical id, for templates without metadata of their own. */
function pathsOf(folder: string, artifact: Artifact): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const listed of [artifact.metadata, additionalMetadata(folder, artifact)]) {
    for (const [path, entries] of Object.entries(listed ?? {})) {
      for (const { type, data } of entries) {
        if (type === 'aws:cdk:logicalId' && typeof data === 'string') paths.set(data, path.replace(/^\//, ''));
      }
    }
  }
  return paths;
}

function additionalMetadata(folder: string, { additionalMetadataFile }: Artifact): Artifact['metadata'] {
  if (additionalMetadataFile === undefined) return undefined;
  const file = join(folder, additionalMetadataFile);
  if (!existsSync(file)) return undefined;
  const parsed = metadata.safeParse(readJson(file));
  return parsed.success ? parsed.data : undefined;
}

function readManifest(file: string): z.infer<typeof manifestSchema> {
  const parsed = manifestSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`cannot read \`${file}\`: \`${issue?.path.join('.')}\` is not what a cloud assembly has there`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(`cannot read \`${file}\`: ${(error as Error).message}`);
  }
}
