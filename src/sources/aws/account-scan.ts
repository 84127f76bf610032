import type { Fact, FactName } from '../../model/fact.ts';
import type { Gap, SnapshotRecord } from '../../model/snapshot.ts';
import type { Attempts, Caller, Outcome } from './attempt.ts';
import type { Input, Operation, Output } from './clients.ts';
import { Buckets } from './facts/buckets.ts';
import { Organization } from './facts/organization.ts';
import type { Failure } from './failure.ts';
import type { GapLog } from './gaps.ts';
import { Roles } from './roles.ts';
import { type AwsOptions, accountWide } from './types.ts';

/** What all accounts of a scan share. */
export interface ScanShared {
  readonly options: AwsOptions;
  readonly attempts: Attempts;
  readonly gaps: GapLog;
  /** Hands a record to the consumer; resolves when it stands in the stream. */
  readonly emit: (record: SnapshotRecord) => Promise<void>;
  /** The accounts that are scanned, by id. */
  readonly accounts: Map<string, AccountScan>;
}

/** One account that is being read: what is the same in all its regions is asked once. */
export class AccountScan {
  readonly shared: ScanShared;
  readonly caller: Caller;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Where services are asked that have no regions, or whose region is not known yet. */
  readonly homeRegion: string;
  readonly roles: Roles;
  readonly buckets: Buckets;
  readonly organization: Organization;

  constructor(
    shared: ScanShared,
    account: { readonly caller: Caller; readonly partition: string; readonly homeRegion: string },
  ) {
    this.shared = shared;
    this.caller = account.caller;
    this.partition = account.partition;
    this.homeRegion = account.homeRegion;
    this.roles = new Roles(this);
    this.buckets = new Buckets(this);
    this.organization = new Organization(this);
  }

  get accountId(): string {
    return this.caller.accountId;
  }

  get options(): AwsOptions {
    return this.shared.options;
  }

  iam<O extends Operation<'iam'>>(operation: O, input: Input<'iam', O>): Promise<Outcome<Output<'iam', O>>> {
    return this.shared.attempts.call(this.caller, 'iam', operation, this.homeRegion, input);
  }

  organizations<O extends Operation<'organizations'>>(
    operation: O,
    input: Input<'organizations', O>,
  ): Promise<Outcome<Output<'organizations', O>>> {
    return this.shared.attempts.call(this.caller, 'organizations', operation, this.homeRegion, input);
  }

  s3<O extends Operation<'s3'>>(
    operation: O,
    region: string,
    input: Input<'s3', O>,
  ): Promise<Outcome<Output<'s3', O>>> {
    return this.shared.attempts.call(this.caller, 's3', operation, region, input);
  }

  emit(record: SnapshotRecord): Promise<void> {
    return this.shared.emit(record);
  }

  emitFact<N extends FactName>(fact: N, subject: string, value: Fact<N>['value']): Promise<void> {
    return this.emit({ fact: { fact, subject, accountId: this.accountId, value } });
  }

  gap(failure: Failure, about: Pick<Gap, 'hides' | 'recovered' | 'example'> & { readonly region?: string } = {}): void {
    const { operation, permission, code, message } = failure;
    const { region = accountWide, ...rest } = about;
    this.shared.gaps.add({
      operation,
      ...(permission === undefined ? {} : { permission }),
      accountId: this.accountId,
      region,
      code,
      message,
      ...rest,
    });
  }
}
