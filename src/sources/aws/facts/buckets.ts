import type { FactValues } from '../../../model/fact.ts';
import { parseS3Url, type S3Location } from '../../../model/s3-url.ts';
import { isUnknown, type Unknown, unknown } from '../../../model/value.ts';
import type { AccountScan } from '../account-scan.ts';
import type { Outcome } from '../attempt.ts';
import type { Input, Output } from '../clients.ts';
import { type Failure, reasonOf } from '../failure.ts';
import { followed } from '../listed.ts';
import type { Action, Wants } from '../types.ts';

export type BucketFact = 'bucket-owner' | 'bucket-policy' | 'bucket-encryption';

export const bucketFacts: readonly BucketFact[] = ['bucket-owner', 'bucket-policy', 'bucket-encryption'];

const listBuckets: Action = {
  action: 's3:ListAllMyBuckets',
  why: 'tells the buckets of the account from those of others',
  resourceScoped: false,
};

export function bucketActions({ facts }: Wants): readonly Action[] {
  const actions: Action[] = [];
  if (facts.has('bucket-owner') || facts.has('account-buckets')) actions.push(listBuckets);
  if (facts.has('bucket-owner')) {
    actions.push({
      action: 's3:ListBucket',
      why: 'tells whether a bucket exists, and whose it is',
      resourceScoped: true,
    });
  }
  if (facts.has('bucket-policy')) {
    actions.push({
      action: 's3:GetBucketPolicy',
      why: 'reads what a bucket demands of its readers',
      resourceScoped: true,
    });
  }
  if (facts.has('bucket-encryption')) {
    actions.push({
      action: 's3:GetEncryptionConfiguration',
      why: 'reads how a bucket encrypts new objects',
      resourceScoped: true,
    });
  }
  return actions;
}

type BucketOperation = 'HeadBucket' | 'GetBucketPolicy' | 'GetBucketEncryption' | 'ListObjectsV2';

type Owner = FactValues['bucket-owner'] | Unknown;

/** The buckets of the account: their names and regions. */
type Owned = Outcome<ReadonlyMap<string, string | undefined>>;

/** What a scan asks S3 about buckets; each is asked about once for all regions. */
export class Buckets {
  readonly #account: AccountScan;
  readonly #facts = new Map<string, Promise<void>>();
  /** The regions that S3 named. */
  readonly #regions = new Map<string, string>();
  readonly #owners = new Map<string, Promise<Owner>>();
  #owned: Promise<Owned> | undefined;

  constructor(account: AccountScan) {
    this.#account = account;
  }

  /** Resolves when the wanted facts about the buckets of these URLs stand in the stream. */
  async ensure(urls: ReadonlySet<string>): Promise<void> {
    const wanted = bucketFacts.filter((fact) => this.#account.options.facts.has(fact));
    if (wanted.length === 0) return;
    const places = new Map<string, S3Location>();
    for (const url of urls) {
      const place = parseS3Url(url);
      if (place !== undefined) places.set(subjectOf(place), place);
    }
    await Promise.all(
      [...places].flatMap(([subject, place]) => wanted.map((fact) => this.#once(fact, subject, place))),
    );
  }

  /** The fact `account-buckets`, where it is wanted. */
  async emitOwned(): Promise<void> {
    if (!this.#account.options.facts.has('account-buckets')) return;
    const { accountId } = this.#account;
    const { value, failure } = await this.#ownedOnce();
    await this.#account.emitFact(
      'account-buckets',
      accountId,
      failure === undefined ? { names: [...value.keys()] } : unknown(reasonOf(failure)),
    );
  }

  /** One call about a bucket, in the region where it stands. */
  async ask<O extends BucketOperation>(
    operation: O,
    bucket: string,
    input: Input<'s3', O>,
  ): Promise<Outcome<Output<'s3', O>>> {
    const region = this.#regions.get(bucket) ?? this.#account.homeRegion;
    const outcome = await this.#account.s3(operation, region, input);
    const actual = outcome.failure?.bucketRegion;
    if (actual === undefined) return outcome;
    this.#regions.set(bucket, actual);
    return actual === region ? outcome : this.#account.s3(operation, actual, input);
  }

  #once(fact: BucketFact, subject: string, place: S3Location): Promise<void> {
    const key = `${fact} ${subject}`;
    let emitted = this.#facts.get(key);
    if (emitted === undefined) {
      emitted = this.#emit(fact, subject, place);
      this.#facts.set(key, emitted);
    }
    return emitted;
  }

  async #emit(fact: BucketFact, subject: string, place: S3Location): Promise<void> {
    switch (fact) {
      case 'bucket-owner':
        return this.#account.emitFact(fact, subject, await this.#ownerOf(place));
      case 'bucket-policy':
        return this.#account.emitFact(fact, subject, await this.#policyOf(place));
      case 'bucket-encryption':
        return this.#account.emitFact(fact, subject, await this.#encryptionOf(place));
    }
  }

  async #ownerOf(place: S3Location): Promise<Owner> {
    if (place.kind === 'access-point') return this.#ownerOfAccessPoint(place);
    return this.#ownerOnce(place.bucket);
  }

  #ownerOnce(bucket: string): Promise<Owner> {
    let owner = this.#owners.get(bucket);
    if (owner === undefined) {
      owner = this.#findOwner(bucket);
      this.#owners.set(bucket, owner);
    }
    return owner;
  }

  async #findOwner(bucket: string): Promise<Owner> {
    if (isDirectoryBucket(bucket)) return unknown('directory buckets are not among those that s3:ListBuckets lists');
    const owned = await this.#ownedOnce();
    if (owned.value?.has(bucket)) {
      return { owner: 'scanned-account', ...this.#self, evidence: 'listed by s3:ListBuckets' };
    }
    // The owner is asked for by name first: the bucket may be younger than the list, or the list may be denied.
    const { accountId } = this.#account;
    const asOwn = await this.#head(bucket, accountId);
    if (asOwn.failure === undefined) {
      return { owner: 'scanned-account', ...this.#self, evidence: 's3:HeadBucket accepts the account as its owner' };
    }
    const plain = await this.#head(bucket);
    if (plain.failure?.kind === 'missing') {
      return { owner: 'nobody', evidence: 's3:HeadBucket answers that it does not exist' };
    }
    if (plain.failure === undefined && asOwn.failure.kind !== 'denied' && owned.failure !== undefined) {
      // That the account is not its owner, only a refusal says.
      this.#account.gap(asOwn.failure, { example: bucket });
      return unknown(reasonOf(asOwn.failure));
    }
    if (plain.failure === undefined) {
      return {
        owner: 'other-account',
        ...(await this.#nameOwner(bucket)),
        evidence:
          asOwn.failure.kind === 'denied'
            ? 's3:HeadBucket sees it, and refuses the account as its owner'
            : 'it exists, and s3:ListBuckets does not list it',
      };
    }
    // Any answer of S3 but "not found" says that the bucket exists; a failed connection says nothing.
    const exists = plain.failure.kind === 'denied';
    if (exists && owned.failure === undefined) {
      return { owner: 'other-account', evidence: 'it exists, and s3:ListBuckets does not list it' };
    }
    this.#account.gap(plain.failure, { example: bucket });
    return unknown(reasonOf(plain.failure));
  }

  #ownerOfAccessPoint(place: S3Location & { kind: 'access-point' }): Owner {
    const { accountId } = place;
    if (accountId !== undefined && accountId !== this.#account.accountId) {
      return { owner: 'other-account', accountId, evidence: 'the access point names its account' };
    }
    // An access point may lead to the bucket of another account:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-access-points.html
    return unknown('the bucket behind the access point is not known');
  }

  async #nameOwner(bucket: string): Promise<{ accountId?: string }> {
    for (const accountId of new Set(this.#account.options.knownAccountIds)) {
      if (!/^\d{12}$/.test(accountId) || accountId === this.#account.accountId) continue;
      const { failure } = await this.#head(bucket, accountId);
      if (failure === undefined) return { accountId };
    }
    return {};
  }

  async #policyOf(place: S3Location): Promise<FactValues['bucket-policy'] | Unknown> {
    const bucket = await this.#readable(place);
    if (typeof bucket !== 'string') return bucket;
    const { value, failure } = await this.ask('GetBucketPolicy', bucket, { Bucket: bucket });
    if (failure === undefined) return { document: value.Policy ?? null };
    if (failure.code === 'NoSuchBucketPolicy') return { document: null };
    return this.#unreadable(failure, bucket);
  }

  async #encryptionOf(place: S3Location): Promise<FactValues['bucket-encryption'] | Unknown> {
    const bucket = await this.#readable(place);
    if (typeof bucket !== 'string') return bucket;
    const { value, failure } = await this.ask('GetBucketEncryption', bucket, { Bucket: bucket });
    if (failure?.code === 'ServerSideEncryptionConfigurationNotFoundError') {
      return { algorithm: 'none', bucketKeyEnabled: false };
    }
    if (failure !== undefined) return this.#unreadable(failure, bucket);
    const [rule] = value.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    return {
      algorithm: SSEAlgorithm ?? 'none',
      ...(KMSMasterKeyID === undefined ? {} : { kmsKeyId: KMSMasterKeyID }),
      bucketKeyEnabled: rule?.BucketKeyEnabled ?? false,
    };
  }

  /** The bucket, when its settings can be asked for. */
  async #readable(place: S3Location): Promise<string | Unknown> {
    if (place.kind === 'access-point') return unknown('the bucket behind the access point is not known');
    if (isDirectoryBucket(place.bucket)) return unknown('directory buckets are read by another API');
    // Only the owner's account may read them, and no permission of ours would change that.
    if (this.#account.options.facts.has('bucket-owner')) {
      const owner = await this.#ownerOnce(place.bucket);
      if (!isUnknown(owner) && owner.owner === 'other-account') return unknown('the bucket belongs to another account');
    }
    return place.bucket;
  }

  #unreadable(failure: Failure, bucket: string): Unknown {
    if (failure.kind !== 'missing') this.#account.gap(failure, { example: bucket });
    return unknown(reasonOf(failure));
  }

  #head(bucket: string, owner?: string): Promise<Outcome<Output<'s3', 'HeadBucket'>>> {
    return this.ask('HeadBucket', bucket, {
      Bucket: bucket,
      ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
    });
  }

  get #self(): { accountId: string } {
    return { accountId: this.#account.accountId };
  }

  #ownedOnce(): Promise<Owned> {
    this.#owned ??= this.#listOwned();
    return this.#owned;
  }

  async #listOwned(): Promise<Owned> {
    const names = new Map<string, string | undefined>();
    let token: string | undefined;
    do {
      const { value: page, failure } = await this.#account.s3('ListBuckets', this.#account.homeRegion, {
        MaxBuckets: 1000,
        ContinuationToken: token,
      });
      if (failure !== undefined) {
        this.#account.gap(failure);
        return { failure };
      }
      for (const { Name, BucketRegion } of page.Buckets ?? []) {
        if (Name === undefined) continue;
        names.set(Name, BucketRegion);
        if (BucketRegion !== undefined) this.#regions.set(Name, BucketRegion);
      }
      token = followed(token, page.ContinuationToken);
    } while (token !== undefined);
    return { value: names };
  }
}

/** What a fact about the place of an URL is called after. */
export function subjectOf(place: S3Location): string {
  return place.kind === 'bucket' ? place.bucket : place.accessPoint;
}

// Reading them opens a session, for which scans ask no permission.
export function isDirectoryBucket(bucket: string): boolean {
  return bucket.endsWith('--x-s3');
}
