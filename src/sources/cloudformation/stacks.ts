import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Resource } from '../../model/resource.ts';
import type { Gap } from '../../model/snapshot.ts';
import { InputError } from '../file-source.ts';
import { readAssets } from './assets.ts';
import { entryOf, type Node, nameTextOf, scalar, textOf } from './node.ts';
import { maxTemplateBytes, parseFile } from './parse.ts';
import type { Environment } from './place.ts';
import { mapResources } from './resources.ts';
import { Attachments } from './roles.ts';
import { Template, type TemplateResource } from './template.ts';

/** A template to be deployed as a stack of its own. */
export interface StackSource {
  /** As findings name the file. */
  readonly file: string;
  readonly environment: Environment;
  readonly namePrefix: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Tags that the deployment puts on every resource, where it is known. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly addressOf?: (logicalId: string) => string | undefined;
  /** The CDK writes templates for stacks without resources, and does not deploy them. */
  readonly mayBeEmpty?: boolean;
}

/** The types that stand for a template, and the property that says where it is. */
const nestedTypes: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

const maxStacks = 500;
const maxNesting = 10;

/** A template and the nested stacks below it, opened when first asked for: one may need the outputs of another. */
interface Family {
  readonly source: StackSource;
  /** The files that led here. */
  readonly above: readonly string[];
  /** Without a stack while it is being opened, and where it cannot be. */
  readonly children: Map<string, OpenStack | undefined>;
}

interface OpenStack {
  readonly template: Template;
  readonly source: StackSource;
  readonly children: ReadonlyMap<string, OpenStack | undefined>;
}

/**
 * Stacks that belong together: what one exports another imports, and nested stacks are followed into their files.
 * A nested template that cannot be had or read is a gap; the rest is still there.
 */
export class StackSet {
  readonly gaps: Gap[] = [];
  readonly ignored = new Map<string, number>();
  readonly #stacks: OpenStack[] = [];
  readonly #families = new Map<Template, Family>();
  readonly #assets = new Map<string, ReadonlyMap<string, string>>();
  readonly #importing = new Set<string>();
  #exports: Map<string, readonly [Template, string]> | undefined;
  #count = 0;

  /** @throws InputError when the file cannot be read as a template */
  add(source: StackSource): void {
    const parameters = new Map(Object.entries(source.parameters).map(([name, value]) => [name, scalar(value, 0)]));
    this.#stacks.push(this.#open(source, parameters, [], undefined));
  }

  /** Like `add`, but what cannot be read becomes a gap. */
  tryToAdd(source: StackSource): void {
    try {
      this.add(source);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#gap(source.file, 'Unreadable', error.message);
    }
  }

  get isEmpty(): boolean {
    return this.#stacks.length === 0;
  }

  /** Those of the nested stacks come from above. */
  get parameterNames(): string[] {
    return [...new Set(this.#stacks.flatMap(({ template }) => template.parameterNames))].sort();
  }

  resources(): Resource[] {
    const attachments = new Attachments([...this.#families.keys()]);
    return this.#stacks.flatMap((stack) => this.#resourcesOf(stack, attachments));
  }

  #resourcesOf({ template, source, children }: OpenStack, attachments: Attachments): Resource[] {
    const { resources, ignored } = mapResources(template, (resource) => addressOf(source, resource), attachments);
    for (const [type, count] of ignored) this.ignored.set(type, (this.ignored.get(type) ?? 0) + count);
    const tagged = resources.map((resource) => withTags(resource, source.tags ?? {}));
    return [
      ...tagged,
      ...[...children.values()].flatMap((child) => (child === undefined ? [] : this.#resourcesOf(child, attachments))),
    ];
  }

  #open(
    source: StackSource,
    parameters: ReadonlyMap<string, Node>,
    above: readonly string[],
    conditional: string | undefined,
  ): OpenStack {
    this.#count += 1;
    if (this.#count > maxStacks) throw new InputError(`cannot read \`${source.file}\`: more than ${maxStacks} stacks`);
    const template = new Template(parseFile(readTemplate(source.file), source.file), {
      file: source.file,
      parameters,
      environment: source.environment,
      namePrefix: source.namePrefix,
      exported: (name) => this.#exported(name),
      nestedOutput: (parent, logicalId, output) => this.#child(parent, logicalId)?.template.output(output),
      ...(conditional === undefined ? {} : { conditional }),
      mayBeEmpty: source.mayBeEmpty ?? false,
    });
    const family = { source, above: [...above, resolve(source.file)], children: new Map() };
    this.#families.set(template, family);
    this.#exports = undefined;
    for (const logicalId of template.resources.keys()) this.#child(template, logicalId);
    return { template, source, children: family.children };
  }

  #child(template: Template, logicalId: string): OpenStack | undefined {
    const family = this.#families.get(template);
    const resource = template.resources.get(logicalId);
    if (family === undefined || resource === undefined || !nestedTypes.has(resource.type)) return undefined;
    const { source, above, children } = family;
    if (children.has(logicalId)) return children.get(logicalId);
    children.set(logicalId, undefined);
    const file = this.#nestedFile(template, resource);
    const child = file === undefined ? undefined : this.#openNested(template, resource, source, file, above);
    children.set(logicalId, child);
    return child;
  }

  #openNested(
    template: Template,
    resource: TemplateResource,
    source: StackSource,
    file: string,
    above: readonly string[],
  ): OpenStack | undefined {
    if (above.includes(resolve(file)) || above.length >= maxNesting) {
      this.#gap(
        file,
        'Cycle',
        `nested stack \`${resource.logicalId}\` of \`${source.file}\` leads back to where it came from`,
      );
      return undefined;
    }
    const given = entryOf(entryOf(resource.body, 'Properties'), 'Parameters');
    const parameters = new Map<string, Node>();
    if (given?.kind === 'map') {
      for (const [name, { value }] of given.entries) parameters.set(name, template.resolve(value));
    }
    const addressInParent = addressOf(source, resource);
    const child: StackSource = {
      ...source,
      file,
      namePrefix: `${source.namePrefix}${resource.logicalId}-`,
      environment: { ...source.environment, stackName: '' },
      addressOf: (logicalId) => source.addressOf?.(logicalId) ?? `${addressInParent}/${logicalId}`,
    };
    try {
      return this.#open(child, parameters, above, resource.conditional);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#gap(file, 'Unreadable', error.message);
      return undefined;
    }
  }

  /** The file of a nested stack, where it is at hand. */
  #nestedFile(template: Template, resource: TemplateResource): string | undefined {
    const named = entryOf(entryOf(resource.body, 'Properties'), nestedTypes.get(resource.type) ?? '');
    const asset = textOf(entryOf(entryOf(resource.body, 'Metadata'), 'aws:asset:path'));
    const path = asset ?? (named === undefined ? undefined : nameTextOf(template.resolve(named)));
    const { file } = template.settings;
    const found = path === undefined ? undefined : this.#localFile(dirname(file), path);
    if (found !== undefined) return found;
    const what = path === undefined ? 'a place that is known at deployment' : `\`${path}\``;
    this.#gap(
      file,
      'NotAtHand',
      `the template of nested stack \`${resource.logicalId}\` is at ${what}, which is no file here`,
    );
    return undefined;
  }

  #localFile(folder: string, path: string): string | undefined {
    const asset = /^https?:.*\/([0-9a-f]{64})\.json$/.exec(path)?.[1];
    const local = asset === undefined ? path : this.#assetsOf(folder).get(asset);
    if (local === undefined || /^https?:/.test(local)) return undefined;
    const found = join(folder, local);
    return existsSync(found) ? found : undefined;
  }

  #assetsOf(folder: string): ReadonlyMap<string, string> {
    let assets = this.#assets.get(folder);
    if (assets === undefined) {
      assets = readAssets(folder);
      this.#assets.set(folder, assets);
    }
    return assets;
  }

  #exported(name: string): Node | undefined {
    this.#exports ??= this.#collectExports();
    const [template, output] = this.#exports.get(name) ?? [];
    if (template === undefined || output === undefined || this.#importing.has(name)) return undefined;
    this.#importing.add(name);
    try {
      return template.output(output);
    } finally {
      this.#importing.delete(name);
    }
  }

  #collectExports(): Map<string, readonly [Template, string]> {
    const exports = new Map<string, readonly [Template, string]>();
    for (const template of this.#families.keys()) {
      for (const [name, output] of template.exports()) exports.set(name, [template, output]);
    }
    return exports;
  }

  #gap(example: string, code: string, message: string): void {
    this.gaps.push({ operation: 'read template', accountId: '', region: '', code, message, count: 1, example });
  }
}

function readTemplate(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > maxTemplateBytes) {
      throw new InputError(
        `cannot read \`${file}\`: it has ${size} bytes, and CloudFormation takes templates of 1 MB; split it into nested stacks`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`cannot read \`${file}\`: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}

/** The CDK writes the construct path beside each resource. https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html */
function addressOf(source: StackSource, { logicalId, body }: TemplateResource): string {
  if (source.addressOf === undefined) return logicalId;
  return textOf(entryOf(entryOf(body, 'Metadata'), 'aws:cdk:path')) ?? source.addressOf(logicalId) ?? logicalId;
}

function withTags(resource: Resource, tags: Readonly<Record<string, string>>): Resource {
  const added = Object.entries(tags);
  if (added.length === 0 || !Array.isArray(resource.tags)) return resource;
  const own = new Set(resource.tags.map(({ Key }) => Key));
  const missing = added.filter(([key]) => !own.has(key)).map(([Key, Value]) => ({ Key, Value }));
  return { ...resource, tags: [...resource.tags, ...missing] };
}
