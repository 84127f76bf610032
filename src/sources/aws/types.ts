import type { FactName } from '../../model/fact.ts';
import type { ResourceType } from '../../model/resource.ts';
import type { SnapshotRecord } from '../../model/snapshot.ts';
import type { RegionScan } from './region-scan.ts';

/** What a scan is for; decides which collectors run and which permissions they need. */
export interface Wants {
  readonly resourceTypes: ReadonlySet<ResourceType>;
  readonly facts: ReadonlySet<FactName>;
  /** Types whose tags are wanted even where they cost a call for each resource. */
  readonly tagsOf: ReadonlySet<ResourceType>;
}

/** A role to assume, and with it an account to scan. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId?: string;
}

export interface ProgressEvent {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: ResourceType;
  /** Resources read so far. */
  readonly done: number;
  /** How many there are, where AWS says so. */
  readonly total?: number;
}

/** How failed calls are tried again: for tests, which cannot wait as long as AWS should be given. */
export interface Retries {
  /** At least 1. */
  readonly attempts: number;
  readonly delayMs: number;
}

export interface AwsOptions extends Wants {
  /** A profile of the shared AWS configuration; default: the standard credential chain. */
  readonly profile?: string;
  /** `all`: every region that is enabled in the account. Default: the region of the profile or the environment. */
  readonly regions?: readonly string[] | 'all';
  /** One account for each; default: the caller's own account. */
  readonly roles?: readonly AssumedRole[];
  /** Roles to read by name, beside those that resources run with. */
  readonly roleArns?: readonly string[];
  /** An endpoint for all services, such as an emulator's. */
  readonly endpointUrl?: string;
  /** Training jobs created since then, and every job in progress; `null`: all. Counts in whole seconds. */
  readonly jobsSince: Date | null;
  /** Accounts by which the owner of a foreign bucket may be named. */
  readonly knownAccountIds: readonly string[];
  /** From 1 to 455, for which CloudWatch keeps data. */
  readonly endpointTrafficDays: number;
  readonly toolVersion: string;
  readonly now: Date;
  /** Ends the collection early; what was collected stays. */
  readonly signal?: AbortSignal;
  /** Called a few times a second at most for each type, region and account. */
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly retries?: Retries;
}

/** An IAM action that a scan uses. */
export interface Action {
  /** `sagemaker:ListModels` */
  readonly action: string;
  /** One clause: what the scan learns by it. */
  readonly why: string;
  /** IAM can limit it to single resources. */
  readonly resourceScoped: boolean;
  /** The scan has another way where it is denied. */
  readonly optional?: true;
}

/** Reads one resource type, or facts, of one region. */
export interface Collector {
  /** Left out where only facts are read. */
  readonly resourceType?: ResourceType;
  readonly facts?: readonly FactName[];
  /** Types that must be collected in the region for it. */
  readonly needs?: readonly ResourceType[];
  readonly actions: readonly Action[] | ((wants: Wants) => readonly Action[]);
  collect(scan: RegionScan): AsyncIterable<SnapshotRecord>;
}

/** The place of what belongs to a whole account rather than to one of its regions. */
export const accountWide = 'global';

/** The scan cannot start. One line: what, why, what to do. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
