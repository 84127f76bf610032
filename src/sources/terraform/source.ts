import type { Place } from '../../model/lookup.ts';
import type { Resource, Tag } from '../../model/resource.ts';
import type { Gap, Snapshot, SnapshotRecord } from '../../model/snapshot.ts';
import { type Unknown, unknown } from '../../model/value.ts';
import type { FileSource, Input, OpenOptions } from '../file-source.ts';
import { isObject, listOf, own, textOf } from '../json.ts';
import { jsonHead } from '../json-file.ts';
import { bucketFacts } from './buckets.ts';
import { isBinaryPlan, isLog, readDocument } from './document.ts';
import type { AnyFields } from './fields.ts';
import { Iam } from './iam.ts';
import { Identities } from './identities.ts';
import type { Instance } from './instance.ts';
import { type Reading, readFields, readScalar } from './mapper.ts';
import { mappingOf, terraformTypes } from './mapping-awscc.ts';
import { child, holdsTrue, knownAfterApply, type Node } from './node.ts';
import { Places } from './places.ts';
import { Plan } from './plan.ts';
import { positionIn, type SourceBlock, Sources } from './sources.ts';

/** Keys that only the JSON of a plan or a state has. */
const telltale = /"(?:terraform_version|planned_values|resource_changes|prior_state|provider_config|root_module)"\s*:/;

/**
 * Reads what `terraform show -json` and `tofu show -json` print: of a plan, the resources as they will be; of a state, as
 * they are. Resource types of hashicorp/aws and hashicorp/awscc.
 */
export const terraformPlan: FileSource = {
  name: 'terraform',

  recognises({ isDirectory, head: bytes }: Input): boolean {
    if (isDirectory) return false;
    if (isBinaryPlan(bytes)) return true;
    const head = jsonHead(bytes);
    if (head === undefined) return false;
    return telltale.test(head) || /^\s*\{\s*"format_version"\s*:/.test(head) || isLog(head);
  },

  async open({ path }: Input, { toolVersion, now }: OpenOptions): Promise<Snapshot> {
    const document = readDocument(path);
    const plan = new Plan(document);
    const managed = plan.instances.filter(({ mode }) => mode === 'managed');
    const blocks = await new Sources(path, plan.configuration).blocksOf(managed);
    const records = [...new Reader(path, plan, blocks).records()];
    const places = records.flatMap((record) => ('resource' in record ? [record.resource] : []));
    return {
      header: {
        capturedAt: timeOf(own(document.content, 'timestamp')) ?? now,
        toolVersion,
        source: 'terraform',
        input: path,
        accounts: distinct(places.map(({ accountId }) => accountId)),
        regions: distinct(places.map(({ region }) => region)),
        resourceTypes: terraformTypes,
        ignored: Object.fromEntries(plan.ignored),
        elsewhere: `it may be defined outside this ${document.kind}`,
        windows: {},
      },
      records,
    };
  },
};

/** Turns the instances of a plan into the records of a snapshot. */
class Reader {
  readonly #file: string;
  readonly #plan: Plan;
  readonly #blocks: ReadonlyMap<Instance, SourceBlock>;
  readonly #places: Places;
  readonly #identities: Identities;

  constructor(file: string, plan: Plan, blocks: ReadonlyMap<Instance, SourceBlock>) {
    this.#file = file;
    this.#plan = plan;
    this.#blocks = blocks;
    this.#places = new Places(plan);
    this.#identities = new Identities(this.#places);
  }

  *records(): Generator<SnapshotRecord> {
    yield* this.#gaps();
    const common = { plan: this.#plan, places: this.#places, identities: this.#identities };
    for (const fact of bucketFacts(common)) yield { fact };
    const iam = new Iam({
      ...common,
      // Policies may decide by the values of a role's tags.
      tagsOf: (instance) => this.#tagsOf(instance, { withValues: true }),
      originOf: (instance) => this.#originOf(instance, new Map()),
      dynamicBlocksOf: (instance) => this.#blocks.get(instance)?.dynamic ?? new Set(),
    });
    for (const resource of iam.resources()) yield { resource };
    const jobs: Resource[] = [];
    for (const instance of this.#plan.instances) {
      const resource = instance.mode === 'managed' ? this.#resource(instance) : undefined;
      if (resource === undefined) continue;
      if (resource.type === 'AWS::SageMaker::TrainingJob') jobs.push(resource);
      else yield { resource };
    }
    for (const resource of jobs) yield { resource };
  }

  *#gaps(): Generator<SnapshotRecord> {
    if (own(this.#plan.document.content, 'errored') !== true) return;
    const gap: Gap = {
      operation: 'terraform:plan',
      accountId: '',
      region: '',
      code: 'Errored',
      message: 'the plan ended with an error, and resources may be missing from it',
      count: 1,
    };
    yield { gap };
  }

  #resource(instance: Instance): Resource | undefined {
    const mapping = mappingOf(instance.type);
    if (mapping === undefined) return undefined;
    const positions: Reading['positions'] = new Map();
    const reading: Reading = {
      plan: this.#plan,
      instance,
      referenceTo: (source, types) => this.#identities.referenceTo(source, types),
      positionOf: positionIn(this.#blocks.get(instance)),
      positions,
    };
    const { accountId, region } = this.#places.placeOf(instance);
    const arn = this.#identities.arnOf(instance);
    const properties = readFields(instance.root, mapping.fields as AnyFields, reading);
    const [argument, property] = mapping.name;
    const name = this.#identities.nameOf(instance);
    readScalar(child(instance.root, argument), { from: argument }, reading, property);
    const place: Place = { accountId, region };
    return {
      type: mapping.type,
      ...(arn === undefined ? {} : { arn }),
      name: mapping.type === 'AWS::SageMaker::UserProfile' ? withDomain(name, properties.DomainId) : name,
      ...place,
      tags: this.#tagsOf(instance),
      properties: { [property]: name, ...mapping.deployed, ...properties },
      origin: this.#originOf(instance, positions),
    };
  }

  #originOf(instance: Instance, positions: Reading['positions']): Resource['origin'] {
    const block = this.#blocks.get(instance);
    if (block === undefined) return { kind: 'file', file: this.#file, address: instance.address };
    return {
      kind: 'file',
      file: block.file,
      address: instance.address,
      position: block.position,
      ...(positions.size === 0 ? {} : { properties: Object.fromEntries(positions) }),
    };
  }

  /** @param withValues unknown as a whole when a value is; otherwise a key that is known is kept */
  #tagsOf(instance: Instance, { withValues = false } = {}): readonly Tag[] | Unknown {
    const { root } = instance;
    const tags = child(root, 'tags');
    const all = child(root, 'tags_all');
    // `tags_all` holds the provider's `default_tags` too; awscc has no such thing.
    const node = all.value === undefined && all.unknown !== true ? tags : all;
    if (node.unknown === true) return node.expression === null && node === tags ? [] : unknown(knownAfterApply);
    if (node.sensitive === true) return unknown('sensitive', { isSet: true });
    if (withValues && holdsTrue(node.unknown)) return unknown(knownAfterApply);
    if (withValues && holdsTrue(node.sensitive)) return unknown('sensitive');
    if (Array.isArray(node.value)) return tagsInList(node);
    if (!isObject(node.value)) return [];
    return Object.entries(node.value).map(([Key, value]) => {
      if (holdsTrue(own(node.unknown, Key))) return { Key, Value: `(${knownAfterApply})` };
      if (holdsTrue(own(node.sensitive, Key))) return { Key, Value: '(sensitive)' };
      return { Key, Value: textOf(value) ?? '' };
    });
  }
}

/** https://registry.terraform.io/providers/hashicorp/awscc */
function tagsInList({ value, unknown: marks, sensitive }: Node): readonly Tag[] | Unknown {
  const tags = listOf(value);
  if (tags.some((tag) => typeof own(tag, 'key') !== 'string')) return unknown(knownAfterApply);
  if (holdsTrue(sensitive)) return unknown('sensitive', { isSet: true });
  return tags.map((tag, index) => ({
    Key: String(own(tag, 'key')),
    Value: holdsTrue(listOf(marks)[index]) ? `(${knownAfterApply})` : (textOf(own(tag, 'value')) ?? ''),
  }));
}

/** The name of a profile holds within its domain only. */
function withDomain(name: string, domain: unknown): string {
  return typeof domain === 'string' ? `${domain}/${name}` : name;
}

function timeOf(text: unknown): string | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort();
}
