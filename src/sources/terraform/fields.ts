import type { Properties, ResourceType } from '../../model/resource.ts';

/**
 * How the properties of an AWS answer are written in Terraform: the argument's name, with dots where it stands in a
 * nested block.
 */
export type Fields<P> = { readonly [K in keyof P]?: Field<NonNullable<P[K]>> };

type Field<V> = V extends readonly (infer Item)[]
  ? Item extends object
    ? Blocks<Fields<Item>>
    : ScalarList
  : V extends object
    ? Block<Fields<V>>
    : string | Scalar;

export interface Scalar {
  readonly from: string;
  /** It may be the name or ARN of another resource, of one of these types; `bucket`: an S3 URI. */
  readonly to?: readonly ResourceType[] | 'bucket';
  /** The provider writes 0 for a count that nobody set. */
  readonly zeroIsUnset?: true;
}

export interface ScalarList {
  readonly list: string;
}

/** One nested object, in Terraform a block that may stand there once, or an attribute with attributes. */
export interface Block<F = AnyFields> {
  readonly block: string;
  readonly of: F;
  /** A nested attribute, or a block that the provider fills in: without an expression it is left to AWS. */
  readonly computed?: true;
}

export interface Blocks<F = AnyFields> {
  readonly blocks: string;
  readonly of: F;
  readonly computed?: true;
}

export type AnyField = string | Scalar | ScalarList | Block | Blocks;
export interface AnyFields {
  readonly [property: string]: AnyField;
}

/** How one Terraform resource type becomes one of AWS's. */
export interface Mapping<T extends ResourceType = ResourceType> {
  readonly type: T;
  /** The argument that holds the name under which others refer to it, and the property of that name. */
  readonly name: readonly [argument: string, property: keyof Properties<T> & string];
  readonly arn: string;
  readonly fields: T extends ResourceType ? Fields<Properties<T>> : never;
  /** What every resource says of itself once it is there, and Terraform has no argument for. */
  readonly deployed?: Readonly<Partial<Properties<T>>>;
}

/** Leaves the properties of a mapping to the compiler, type by type. */
export function mapping<const T extends ResourceType>(
  type: T,
  name: Mapping<T>['name'],
  fields: Fields<Properties<T>>,
  arn = 'arn',
): Mapping {
  return { type, name, arn, fields } as unknown as Mapping;
}
