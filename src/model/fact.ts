import type { Unknown } from './value.ts';

/** A point of a CloudWatch metric: the start of the period (ISO 8601) and the sum over it. */
export type DailySum = readonly [day: string, sum: number];

/** What a source learned about a resource by asking another service. The key names the fact; `subject` is what it is about. */
export interface FactValues {
  /**
   * Subject: a bucket name. Who owns it, seen from the scanned account; `nobody`: the bucket does not exist.
   * `accountId` is given where the owner could be named.
   */
  'bucket-owner': {
    readonly owner: 'scanned-account' | 'other-account' | 'nobody';
    readonly accountId?: string;
    /** How it is known, as a clause: `listed by s3:ListAllMyBuckets`. */
    readonly evidence: string;
  };
  /** Subject: a bucket name. Its policy document as text, `null` when it has none (`NoSuchBucketPolicy`). */
  'bucket-policy': { readonly document: string | null };
  /** Subject: a bucket name. Its default encryption. */
  'bucket-encryption': { readonly algorithm: string; readonly kmsKeyId?: string; readonly bucketKeyEnabled: boolean };
  /** Subject: an `s3://bucket/key` URL as the model names it. Does what it points to exist? */
  'model-artifact':
    | { readonly exists: true }
    | { readonly exists: false; readonly missing: 'object' | 'prefix' | 'bucket'; readonly evidence: string };
  /** Subject: an endpoint name. What was sent to it, summed over its variants or inference components, by day (UTC). */
  'endpoint-traffic': {
    readonly metric: 'Invocations' | 'InvocationsProcessed';
    /** ISO 8601, midnight UTC. */
    readonly from: string;
    readonly to: string;
    /** Only days with data points: CloudWatch holds none for days without traffic. */
    readonly days: readonly DailySum[];
  };
  /** Subject: an account id. The names of the buckets that the account owns. */
  'account-buckets': { readonly names: readonly string[] };
  /** Subject: an account id. The organization that it belongs to. */
  organization: {
    /** `o-…`; `null`: the account is in none. */
    readonly id: string | null;
    /** The account's place, where it could be read: `o-…/r-…/ou-…/`. */
    readonly path?: string;
  };
  /**
   * Subject: an account id. The service control policies that bind its roles, a level for the root, each organizational
   * unit and the account itself, from the root down. No level at all where nothing binds them: outside of organizations,
   * in a management account, and where the organization does not use such policies.
   */
  'service-control-policies': { readonly levels: readonly ServiceControlLevel[] };
}

/** What is attached to one target; one of its policies has to allow. */
export interface ServiceControlLevel {
  /** `r-…`, `ou-…`, or the account id. */
  readonly target: string;
  readonly policies: readonly {
    readonly name: string;
    readonly arn?: string;
    /** The policy document as text. */
    readonly document: string;
  }[];
}

export type FactName = keyof FactValues;

export interface Fact<N extends FactName = FactName> {
  readonly fact: N;
  readonly subject: string;
  readonly accountId: string;
  /** Left out for facts that hold for the whole account. */
  readonly region?: string;
  readonly value: FactValues[N] | Unknown;
}
