import type { FactName, FactValues } from '../../model/fact.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import type { Gap, SnapshotRecord } from '../../model/snapshot.ts';
import { type Unknown, unknown } from '../../model/value.ts';
import type { AccountScan } from './account-scan.ts';
import type { Outcome } from './attempt.ts';
import type { Input, Operation, Output } from './clients.ts';
import { type Failure, reasonOf } from './failure.ts';
import type { Kept } from './kept.ts';
import { project } from './project.ts';
import type { AwsOptions } from './types.ts';

/** What a collector says of a resource; the rest is the same for all of a region. */
export interface Found {
  readonly name: string;
  readonly arn?: string | undefined;
  /** The answer, or what of it is known. */
  readonly answer: object;
  /** `DescribeModel` */
  readonly operation: string;
  readonly tags?: Resource['tags'] | undefined;
  readonly unread?: string | undefined;
  readonly gone?: string | undefined;
}

/** One region of one account that is being read: what collectors have at hand. */
export class RegionScan {
  readonly account: AccountScan;
  readonly region: string;
  /** Resources of this region that facts are derived from. */
  readonly kept: Kept;
  readonly #progress = new Map<ResourceType, { done: number; told: number }>();
  readonly #totals = new Map<ResourceType, number>();

  constructor(account: AccountScan, region: string, kept: Kept) {
    this.account = account;
    this.region = region;
    this.kept = kept;
  }

  get accountId(): string {
    return this.account.accountId;
  }

  get options(): AwsOptions {
    return this.account.options;
  }

  sagemaker<O extends Operation<'sagemaker'>>(
    operation: O,
    input: Input<'sagemaker', O>,
  ): Promise<Outcome<Output<'sagemaker', O>>> {
    return this.account.shared.attempts.call(this.account.caller, 'sagemaker', operation, this.region, input);
  }

  cloudwatch<O extends Operation<'cloudwatch'>>(
    operation: O,
    input: Input<'cloudwatch', O>,
  ): Promise<Outcome<Output<'cloudwatch', O>>> {
    return this.account.shared.attempts.call(this.account.caller, 'cloudwatch', operation, this.region, input);
  }

  gap(failure: Failure, about: Pick<Gap, 'hides' | 'recovered' | 'example'> = {}): void {
    if (about.hides !== undefined) this.kept.markIncomplete(about.hides);
    this.account.gap(failure, { ...about, region: this.region });
  }

  resource<T extends ResourceType>(type: T, found: Found): Resource<T> {
    const { name, arn, answer, operation, tags, unread, gone } = found;
    this.#count(type);
    return {
      type,
      ...(arn === undefined ? {} : { arn }),
      name,
      accountId: this.accountId,
      region: this.region,
      ...(tags === undefined ? {} : { tags }),
      properties: project(type, answer),
      ...(unread === undefined ? {} : { unread }),
      ...(gone === undefined ? {} : { gone }),
      origin: { kind: 'api', operation: `sagemaker:${operation}` },
    };
  }

  fact<N extends FactName>(fact: N, subject: string, value: FactValues[N] | Unknown): SnapshotRecord {
    return { fact: { fact, subject, accountId: this.accountId, region: this.region, value } };
  }

  /** `arn:aws:sagemaker:eu-west-1:111122223333:model/churn` */
  arn(resource: string): string {
    return `arn:${this.account.partition}:sagemaker:${this.region}:${this.accountId}:${resource}`;
  }

  /** The tags of a resource, where somebody wants those of its type. */
  async tags(type: ResourceType, arn: string | undefined): Promise<Resource['tags']> {
    if (!this.options.tagsOf.has(type) || arn === undefined) return undefined;
    const tags: { Key: string; Value: string }[] = [];
    let token: string | undefined;
    do {
      const { value, failure } = await this.sagemaker('ListTags', {
        ResourceArn: arn,
        MaxResults: 100,
        NextToken: token,
      });
      if (failure !== undefined) {
        if (failure.kind !== 'missing') this.gap(failure, { example: arn });
        return unknown(reasonOf(failure));
      }
      for (const { Key = '', Value = '' } of value.Tags ?? []) tags.push({ Key, Value });
      token = value.NextToken;
    } while (token !== undefined);
    return tags;
  }

  /** How many resources of a type there are, for the progress. */
  expect(type: ResourceType, total: number): void {
    this.#totals.set(type, total);
  }

  /** Tells the last state of a type, however short ago the one before was told. */
  finish(type: ResourceType): void {
    const state = this.#progress.get(type);
    if (state !== undefined) this.#tell(type, state.done);
  }

  #count(type: ResourceType): void {
    if (this.options.onProgress === undefined) return;
    let state = this.#progress.get(type);
    if (state === undefined) {
      state = { done: 0, told: 0 };
      this.#progress.set(type, state);
    }
    state.done += 1;
    if (state.done % 50 !== 1) return;
    const now = Date.now();
    if (now - state.told < 200) return;
    state.told = now;
    this.#tell(type, state.done);
  }

  #tell(resourceType: ResourceType, done: number): void {
    const total = this.#totals.get(resourceType);
    this.options.onProgress?.({
      accountId: this.accountId,
      region: this.region,
      resourceType,
      done,
      ...(total === undefined ? {} : { total: Math.max(total, done) }),
    });
  }
}
