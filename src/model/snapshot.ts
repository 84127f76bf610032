import type { Fact } from './fact.ts';
import type { Resource, ResourceType } from './resource.ts';

/** A call that failed, and what it keeps from us. Equal failures (same action, account, region, code) are one gap with a count. */
export interface Gap {
  /** The API operation: `sagemaker:DescribeModel`. */
  readonly operation: string;
  /** The IAM action that allows it, where a permission would help: `s3:GetEncryptionConfiguration`. */
  readonly permission?: string;
  readonly accountId: string;
  readonly region: string;
  /** AWS's error code, or the name of the failure of the connection: `AccessDeniedException`, `ECONNRESET`. */
  readonly code: string;
  /** One line. */
  readonly message: string;
  readonly count: number;
  /** One of the resources that the calls were about. */
  readonly example?: string;
  /** The type of which resources may have gone unseen, because listing it failed or was cut short. */
  readonly hides?: ResourceType;
  /** What was done instead, when nothing is missing from the result. */
  readonly recovered?: string;
}

export interface SnapshotHeader {
  /** When the collection began, ISO 8601 UTC. Time-dependent controls count from here. */
  readonly capturedAt: string;
  readonly toolVersion: string;
  /** What was read: `aws`, `cloudformation`, `terraform`, … */
  readonly source: string;
  /** The file or folder that was read, as the user named it. Left out for a live account. */
  readonly input?: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /**
   * The types whose every resource (in the accounts, regions and windows named here) is in the snapshot, but for what
   * the gaps say. A type that is not named was not asked for, and nothing can be concluded from its absence.
   */
  readonly resourceTypes: readonly ResourceType[];
  /**
   * Why a resource that something refers to may exist although it is not in the snapshot: a template shows its own
   * resources only. Left out for a live account, where everything there was to list was listed.
   */
  readonly elsewhere?: string;
  /** How many resources of types that no control reads the input has, by the input's own name of the type. */
  readonly ignored?: Readonly<Record<string, number>>;
  /** The names of the parameters that the templates of the input take. */
  readonly parameters?: readonly string[];
  readonly windows: {
    /** Training jobs created at or after this moment, and those in progress; `null`: all of them. */
    readonly trainingJobsSince?: string | null;
    /** The days of endpoint traffic that were asked for. */
    readonly endpointTrafficDays?: number;
  };
}

/**
 * One item of a snapshot. Facts, roles and policies stand before the training jobs that refer to them, so that jobs can be
 * judged one by one and forgotten: memory does not grow with their number.
 */
export type SnapshotRecord = { readonly resource: Resource } | { readonly fact: Fact } | { readonly gap: Gap };

/** What a source yields. */
export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly records: AsyncIterable<SnapshotRecord> | Iterable<SnapshotRecord>;
}

/** A snapshot that is in memory whole. */
export interface HeldSnapshot extends Snapshot {
  readonly records: readonly SnapshotRecord[];
}
