import type { ResourceType } from '../../model/resource.ts';
import { own, textOf } from '../json.ts';
import type { Instance } from './instance.ts';
import { mappingOf } from './mapping-awscc.ts';
import type { Places } from './places.ts';

/** The arguments that name a role, a managed policy or a bucket, and its attribute with the ARN. */
const named: Readonly<Record<string, { type?: ResourceType; name: string; arn: string; kind?: string }>> = {
  aws_iam_role: { type: 'AWS::IAM::Role', name: 'name', arn: 'arn', kind: 'role' },
  awscc_iam_role: { type: 'AWS::IAM::Role', name: 'role_name', arn: 'arn', kind: 'role' },
  aws_iam_policy: { type: 'AWS::IAM::ManagedPolicy', name: 'name', arn: 'arn', kind: 'policy' },
  awscc_iam_managed_policy: {
    type: 'AWS::IAM::ManagedPolicy',
    name: 'managed_policy_name',
    arn: 'policy_arn',
    kind: 'policy',
  },
  aws_s3_bucket: { name: 'bucket', arn: 'arn' },
  awscc_s3_bucket: { name: 'bucket_name', arn: 'arn' },
};

/** Stands for the account in ARNs that joins follow, where the plan does not tell it. */
export const someAccount = '000000000000';

/** Under which names, known or standing in for what is not known yet, the resources of a plan are found. */
export class Identities {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  /** The address where the name is known after apply. */
  nameOf(instance: Instance): string {
    const argument = named[instance.type]?.name ?? mappingOf(instance.type)?.name[0] ?? 'name';
    return textOf(own(instance.root.value, argument)) ?? instance.address;
  }

  /** Only where it exists already. */
  arnOf(instance: Instance): string | undefined {
    const argument = named[instance.type]?.arn ?? mappingOf(instance.type)?.arn ?? 'arn';
    return textOf(own(instance.root.value, argument));
  }

  /** The ARN of a role or a managed policy, or what stands in for it: what refers to one names its ARN. */
  iamArnOf(instance: Instance): string {
    const known = this.arnOf(instance);
    if (known !== undefined) return known;
    const { accountId, partition } = this.#places.placeOf(instance);
    const path = textOf(own(instance.root.value, 'path')) ?? '/';
    return `arn:${partition}:iam::${accountId || someAccount}:${named[instance.type]?.kind}${path}${this.nameOf(instance)}`;
  }

  /** The name of a bucket of the plan, in a form that can stand in an S3 URI. */
  bucketNameOf(instance: Instance): string {
    return textOf(own(instance.root.value, named[instance.type]?.name ?? '')) ?? standInName(instance.address);
  }

  /** How others refer to an instance, where it is of one of these types. */
  referenceTo(instance: Instance, types: readonly ResourceType[] | 'bucket'): string | undefined {
    if (types === 'bucket') return isBucket(instance) ? this.bucketNameOf(instance) : undefined;
    const iamType = named[instance.type]?.type;
    if (iamType !== undefined) return types.includes(iamType) ? this.iamArnOf(instance) : undefined;
    const mapping = mappingOf(instance.type);
    return mapping !== undefined && types.includes(mapping.type) ? this.nameOf(instance) : undefined;
  }
}

/** An address with the characters that a bucket's name may have: `aws_s3_bucket.data["raw"]` is `aws_s3_bucket.data.raw`. */
function standInName(address: string): string {
  return address
    .replace(/\["?/g, '.')
    .replace(/"?\]/g, '')
    .replace(/[^A-Za-z0-9._-]/g, (character) => `-${character.codePointAt(0)?.toString(16)}`);
}

export function isBucket({ type, mode }: Instance): boolean {
  return mode === 'managed' && (type === 'aws_s3_bucket' || type === 'awscc_s3_bucket');
}

export function isRole({ type, mode }: Instance): boolean {
  return mode === 'managed' && named[type]?.type === 'AWS::IAM::Role';
}

export function isManagedPolicy({ type, mode }: Instance): boolean {
  return mode === 'managed' && named[type]?.type === 'AWS::IAM::ManagedPolicy';
}
