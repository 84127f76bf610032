import { type Unknown, unknown } from '../../model/value.ts';
import { type JsonObject, own, textOf } from '../json.ts';
import { callsOf } from './address.ts';
import { Configuration, type Origin } from './configuration.ts';
import type { TerraformDocument } from './document.ts';
import { entriesIn, Instance, valuesOf } from './instance.ts';
import { mappingOf } from './mapping-awscc.ts';
import { holdsTrue, knownAfterApply, type Node } from './node.ts';

type ObjectOrigin = Origin & { readonly kind: 'object' };

/** Attributes that every object has a value for once it exists. */
const identities = new Set(['arn', 'id', 'name', 'bucket', 'key_id', 'target_key_arn', 'target_key_id', 'unique_id']);

/** Types that are looked at one by one; of the others, only those that a value comes from. */
const isRead = (type: string) =>
  /^(?:aws|awscc)_(?:sagemaker|iam|s3_bucket|caller_identity|region$|partition)/.test(type);

/** Types without a mapping that a verdict may hang on. */
const supports =
  /^(?:aws|awscc)_(?:iam_(?:role|policy|managed_policy)|s3_bucket(?:_policy|_server_side_encryption_configuration)?$)/;

/** The instances of a plan or state, and what the configuration tells of values that are not known yet. */
export class Plan {
  readonly document: TerraformDocument;
  readonly configuration: Configuration;
  /** Those of SageMaker, IAM and S3, with the data sources that tell the account and region. */
  readonly instances: readonly Instance[];
  /** How many managed resources there are of each type that no verdict hangs on. */
  readonly ignored: ReadonlyMap<string, number>;
  /** The others, by type: most of a plan, of which hardly anything is ever needed. */
  readonly #others = new Map<string, JsonObject[]>();
  readonly #byObject = new Map<string, Instance[]>();
  readonly #callsOfModules = new Map<string, string>();

  constructor(document: TerraformDocument) {
    this.document = document;
    this.configuration = new Configuration(own(document.content, 'configuration'));
    const instances: Instance[] = [];
    const ignored = new Map<string, number>();
    for (const entry of entriesIn(document)) {
      const type = String(entry['type']);
      if (entry['mode'] === 'managed' && mappingOf(type) === undefined && !supports.test(type))
        ignored.set(type, (ignored.get(type) ?? 0) + 1);
      const others = this.#others.get(type);
      if (others !== undefined) others.push(entry);
      else if (isRead(type)) instances.push(this.#add(entry));
      else this.#others.set(type, [entry]);
    }
    this.instances = instances;
    this.ignored = ignored;
  }

  /** Some of the other instances that exist already, whose ARNs tell where the plan is applied. */
  *existingOthers(): Generator<Instance> {
    for (const [entry] of this.#others.values()) {
      if (entry !== undefined && textOf(own(valuesOf(entry).value, 'arn')))
        yield new Instance(entry, this.configuration);
    }
  }

  #add(entry: JsonObject): Instance {
    const instance = new Instance(entry, this.configuration);
    const object = this.#objectKey(instance);
    if (this.#byObject.get(object)?.push(instance) === undefined) this.#byObject.set(object, [instance]);
    return instance;
  }

  /** A value that is known after apply; `undefined` where the configuration leaves it to AWS. */
  unknownAt(node: Node, from: Instance, { isList = false } = {}): Unknown | undefined {
    if (node.expression === null) return undefined;
    if (node.expression === undefined) return unknown(knownAfterApply);
    const open = this.#openOrigins(node, from);
    const isSet = open.length > 0 && open.every((traced) => isIdentity(traced, isList));
    return unknown(knownAfterApply, { isSet });
  }

  /** The one instance whose attributes make a value that is not known yet. */
  sourceOf(node: Node, from: Instance): Instance | undefined {
    const sources = this.sourcesOf(node, from);
    return sources?.length === 1 ? sources[0] : undefined;
  }

  /** The instances that a value not known yet may come from; `undefined` where there may be others. */
  sourcesOf(node: Node, from: Instance): readonly Instance[] | undefined {
    const open = this.#openOrigins(node, from);
    const sources = open.length > 0 ? open : this.#origins(node, from).filter(({ origin }) => origin.kind === 'object');
    if (sources.length === 0 || sources.some(({ candidates }) => candidates.length === 0)) return undefined;
    return [...new Set(sources.flatMap(({ candidates }) => candidates))];
  }

  /** Does a value that is not known yet come from this instance alone, with nothing known beside it? */
  isMadeOf(node: Node, from: Instance, source: Instance): boolean {
    const origins = this.#origins(node, from);
    return origins.every(({ candidates }) => candidates.length === 1 && candidates[0] === source);
  }

  #openOrigins(node: Node, from: Instance): Traced[] {
    return this.#origins(node, from).filter((traced) => !isKnown(traced));
  }

  #origins(node: Node, from: Instance): Traced[] {
    const loop = own(from.settings, 'for_each_expression');
    const origins = this.configuration.originsOf(node.expression, from.moduleAddress, loop);
    const keyed = origins.some((origin) => origin.kind === 'known' && origin.key);
    return origins.map((origin) => ({
      origin,
      candidates: origin.kind === 'object' ? this.#candidates(origin, keyed ? from.key : '') : [],
    }));
  }

  #candidates(origin: ObjectOrigin, ownKey: string): readonly Instance[] {
    for (const entry of this.#others.get(origin.type) ?? []) this.#add(entry);
    this.#others.delete(origin.type);
    const all = this.#byObject.get(this.#objectKey(origin)) ?? [];
    const here = all.filter(({ moduleAddress }) => moduleAddress === origin.moduleAddress);
    const candidates = here.length > 0 ? here : all;
    if (origin.key !== undefined) return candidates.filter(({ key }) => key === origin.key);
    // `aws_iam_role.a[each.key].arn` is listed as `aws_iam_role.a` and `each.key`.
    if (ownKey === '' || origin.attribute !== undefined) return candidates;
    const same = candidates.filter(({ key }) => key === ownKey);
    return same.length === 1 ? same : candidates;
  }

  /** The same for all instances of an object, in all instances of its module. */
  #objectKey({ mode, moduleAddress, type, name }: Omit<ObjectOrigin, 'kind'>): string {
    let calls = this.#callsOfModules.get(moduleAddress);
    if (calls === undefined) {
      calls = callsOf(moduleAddress).join('/');
      this.#callsOfModules.set(moduleAddress, calls);
    }
    return `${calls} ${mode} ${type} ${name}`;
  }
}

/** An origin, and the instances that it may mean. */
interface Traced {
  readonly origin: Origin;
  readonly candidates: readonly Instance[];
}

/**
 * Will a value made of this be there? The identity of an object is, once the object exists. A list made of objects, as
 * `aws_subnet.private[*].id` makes one, is not empty where there are such objects.
 */
function isIdentity({ origin, candidates }: Traced, inList: boolean): boolean {
  if (origin.kind !== 'object') return false;
  return origin.attribute === undefined ? inList && candidates.length > 0 : identities.has(origin.attribute);
}

function isKnown({ origin, candidates }: Traced): boolean {
  if (origin.kind !== 'object') return origin.kind === 'known';
  const { attribute } = origin;
  return (
    attribute !== undefined &&
    candidates.length > 0 &&
    candidates.every(
      ({ unknown, value }) => !holdsTrue(own(unknown, attribute)) && (own(value, attribute) ?? null) !== null,
    )
  );
}
