import type { Fact, FactName } from '../../model/fact.ts';
import { isUnknown, type Unknown, unknown } from '../../model/value.ts';
import { textOf } from '../json.ts';
import { type Identities, isBucket } from './identities.ts';
import type { Instance } from './instance.ts';
import { child, itemsOf, type Node } from './node.ts';
import type { Places } from './places.ts';
import type { Plan } from './plan.ts';
import { documentAt } from './policy-document.ts';

type Encryption = { algorithm: string; kmsKeyId?: string; bucketKeyEnabled: boolean } | Unknown;

/** S3 encrypts with its own keys where nothing is set. https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const ownKeys: Encryption = { algorithm: 'AES256', bucketKeyEnabled: false };

export interface BucketInput {
  readonly plan: Plan;
  readonly places: Places;
  readonly identities: Identities;
}

/** What a plan tells of the buckets that training jobs read: whose they are, their policies and their default encryption. */
export function* bucketFacts(input: BucketInput): Generator<Fact> {
  const { plan, places, identities } = input;
  const policies = settingsOf(input, policyTypes, policyAt);
  const encryptions = settingsOf(input, encryptionTypes, encryptionAt);
  for (const instance of plan.instances) {
    if (!isBucket(instance)) continue;
    const subject = identities.bucketNameOf(instance);
    const { accountId } = places.placeOf(instance);
    const evidence = `defined as \`${instance.address}\``;
    yield fact('bucket-owner', subject, accountId, {
      owner: 'scanned-account',
      ...(accountId === '' ? {} : { accountId }),
      evidence,
    });
    const document = policies.of(subject) ?? ownPolicy(instance, plan);
    yield fact('bucket-policy', subject, accountId, isUnknown(document) ? document : { document });
    const encryption = encryptions.of(subject) ?? ownEncryption(instance, plan);
    yield fact('bucket-encryption', subject, accountId, encryption);
  }
  for (const { subject, value, accountId } of policies.elsewhere) {
    yield fact('bucket-policy', subject, accountId, isUnknown(value) ? value : { document: value });
  }
  for (const { subject, value, accountId } of encryptions.elsewhere) {
    yield fact('bucket-encryption', subject, accountId, value);
  }
}

function fact<N extends FactName>(name: N, subject: string, accountId: string, value: Fact<N>['value']): Fact {
  return { fact: name, subject, accountId, value } as Fact;
}

/** Resource types that set something on a bucket, each with the argument that names the bucket. */
type SettingTypes = Readonly<Record<string, string>>;
const policyTypes: SettingTypes = { aws_s3_bucket_policy: 'bucket', awscc_s3_bucket_policy: 'bucket' };
const encryptionTypes: SettingTypes = { aws_s3_bucket_server_side_encryption_configuration: 'bucket' };

interface Setting<V> {
  readonly subject: string;
  readonly value: V;
  readonly accountId: string;
}

interface Settings<V> {
  /** What is set on a bucket of the plan; `undefined`: nothing. */
  of(subject: string): V | Unknown | undefined;
  /** What is set on buckets that the plan does not define. */
  readonly elsewhere: readonly Setting<V | Unknown>[];
}

function settingsOf<V>(
  { plan, places, identities }: BucketInput,
  types: SettingTypes,
  read: (instance: Instance, plan: Plan) => V | Unknown,
): Settings<V> {
  const known = new Map<string, Setting<V | Unknown>>();
  const defined = new Set(plan.instances.filter(isBucket).map((bucket) => identities.bucketNameOf(bucket)));
  let mayBeAny = false;
  for (const instance of plan.instances) {
    const argument = types[instance.type];
    if (argument === undefined || instance.mode !== 'managed') continue;
    const node = child(instance.root, argument);
    const source = node.unknown === true ? plan.sourceOf(node, instance) : undefined;
    const subject =
      source === undefined ? textOf(node.value) : isBucket(source) ? identities.bucketNameOf(source) : undefined;
    if (subject === undefined) mayBeAny = true;
    else known.set(subject, { subject, value: read(instance, plan), accountId: places.placeOf(instance).accountId });
  }
  return {
    of: (subject) => known.get(subject)?.value ?? (mayBeAny ? unknown('known after apply') : undefined),
    elsewhere: [...known.values()].filter(({ subject }) => !defined.has(subject)),
  };
}

function policyAt(instance: Instance, plan: Plan): string | Unknown {
  const argument = instance.type === 'aws_s3_bucket_policy' ? 'policy' : 'policy_document';
  const parts = documentAt(child(instance.root, argument), plan, instance);
  return parts.find(isUnknown) ?? parts[0] ?? unknown('not in the plan');
}

/**
 * The policy that the provider read from the bucket, empty where it found none, or that an older provider sets with it. A
 * bucket that is new is often given its policy by another configuration.
 */
function ownPolicy(instance: Instance, plan: Plan): string | null | Unknown {
  const policy = child(instance.root, 'policy');
  const parts = documentAt(policy, plan, instance);
  const known = parts.find(isUnknown) ?? parts[0];
  if (known !== undefined) return known;
  return policy.value === ''
    ? null
    : unknown('the plan defines no policy of the bucket, and one may be attached elsewhere');
}

function encryptionAt(instance: Instance, plan: Plan): Encryption {
  return encryptionOf(child(instance.root, 'rule'), instance, plan);
}

function ownEncryption(instance: Instance, plan: Plan): Encryption {
  const isAwscc = instance.type === 'awscc_s3_bucket';
  const outer = child(instance.root, isAwscc ? 'bucket_encryption' : 'server_side_encryption_configuration');
  if (outer.unknown === true && outer.expression === null) return ownKeys;
  const items = itemsOf(outer);
  if (isUnknown(items)) return items;
  const [first] = items;
  if (first === undefined) return ownKeys;
  return encryptionOf(child(first, isAwscc ? 'server_side_encryption_configuration' : 'rule'), instance, plan);
}

function encryptionOf(rules: Node, instance: Instance, plan: Plan): Encryption {
  const items = itemsOf(rules);
  if (isUnknown(items)) return items;
  const [rule] = items;
  if (rule === undefined) return ownKeys;
  const isAwscc = instance.type === 'awscc_s3_bucket';
  const defaults = itemsOf(
    child(rule, isAwscc ? 'server_side_encryption_by_default' : 'apply_server_side_encryption_by_default'),
  );
  if (isUnknown(defaults)) return defaults;
  const [byDefault] = defaults;
  if (byDefault === undefined) return ownKeys;
  const algorithm = child(byDefault, 'sse_algorithm');
  const bucketKey = child(rule, 'bucket_key_enabled');
  if (algorithm.unknown === true || typeof algorithm.value !== 'string') return unknown('known after apply');
  if (bucketKey.unknown === true && bucketKey.expression !== null) return unknown('known after apply');
  const key = child(byDefault, 'kms_master_key_id');
  const kmsKeyId = key.unknown === true ? plan.sourceOf(key, instance)?.address : textOf(key.value);
  return {
    algorithm: algorithm.value,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    bucketKeyEnabled: bucketKey.value === true,
  };
}
