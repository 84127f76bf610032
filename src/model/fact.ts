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
