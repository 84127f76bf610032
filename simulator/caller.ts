import type { Account, BucketEstate, Estate, Region } from './estate.ts';
import type { RawRequest } from './request.ts';
import type { Answer, Protocol } from './wire.ts';

/** Who asks, where, and what of the estate that shows. */
export interface Caller {
  readonly estate: Estate;
  readonly account: Account;
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly region: string;
  readonly requestId: string;
  /** The longest page that is served, whatever the request allows. */
  readonly pageLimit: number;
  /** Whether a fault rule denies this action to the caller on this resource. */
  denied(action: string, resource: string): boolean;
  /** Opens a session as a role and hands out its credentials. */
  openSession(role: SessionOf): SessionCredentials;
}

/** Whose session it is. */
export interface SessionOf {
  readonly account: Account;
  readonly arn: string;
  readonly userId: string;
}

export interface SessionCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

/** One request as its service understands it. */
export interface Asked {
  readonly operation: string;
  /** The IAM action that AWS checks for the operation. */
  readonly action: string;
  /** Names and ARNs that the request names. */
  readonly resources: readonly string[];
  /** Answers or throws an `AwsError`. */
  answer(caller: Caller): Answer;
}

/** One AWS service. */
export interface Service {
  readonly protocol: Protocol;
  /** Whether resources live in a region, so that the region must exist and be enabled. */
  readonly regional: boolean;
  read(request: RawRequest): Asked;
}

const emptyRegion: Region = {};

export function regionOf(caller: Caller): Region {
  return caller.account.regions?.[caller.region] ?? emptyRegion;
}

/** A bucket and its owner, wherever it is: bucket names are global. */
export function findBucket(estate: Estate, name: string): { bucket: BucketEstate; owner: Account } | undefined {
  for (const owner of estate.accounts) {
    const bucket = owner.buckets?.find((candidate) => candidate.name === name);
    if (bucket !== undefined) return { bucket, owner };
  }
  return undefined;
}
