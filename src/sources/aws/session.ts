import type { Gap } from '../../model/snapshot.ts';
import type { Caller } from './attempt.ts';
import { type Clients, type Credentials, configuredRegion, type Identity, standardCredentials } from './clients.ts';
import { type Failure, failureOf } from './failure.ts';
import { profileNames } from './profiles.ts';
import { defaultRegions, isRegion, nearest, nearestRegion, partitionOf } from './regions.ts';
import { type AssumedRole, type AwsOptions, accountWide, SourceError } from './types.ts';

/** Whose accounts are opened, and how. */
export type SessionOptions = Pick<AwsOptions, 'profile' | 'regions' | 'roles' | 'endpointUrl' | 'signal'>;

/** An account that can be read, and where. */
export interface OpenAccount {
  readonly caller: Caller;
  readonly partition: string;
  readonly homeRegion: string;
  readonly regions: readonly string[];
}

export interface Session {
  readonly accounts: readonly OpenAccount[];
  /** What could not be opened. */
  readonly gaps: readonly Omit<Gap, 'count'>[];
}

/** Attempts at the first calls: whoever waits for them looks at an empty screen. */
const attempts = 3;

/**
 * Finds credentials, accounts and regions.
 * @throws SourceError
 */
export async function openSession(options: SessionOptions, clients: Clients): Promise<Session> {
  checkEndpoint(options.endpointUrl);
  await checkProfile(options.profile);
  const homeRegion = await homeRegionOf(options);
  const opener = new Opener(options, clients, homeRegion);
  const gaps: Omit<Gap, 'count'>[] = [];
  const accounts: OpenAccount[] = [];
  for (const { caller, partition } of await opener.callers(gaps)) {
    const regions = await opener.regionsOf(caller, gaps);
    accounts.push({ caller, partition, homeRegion, regions });
  }
  return { accounts, gaps };
}

function checkEndpoint(endpointUrl: string | undefined): void {
  if (endpointUrl === undefined) return;
  if (URL.canParse(endpointUrl) && /^https?:$/.test(new URL(endpointUrl).protocol)) return;
  throw new SourceError(`\`${endpointUrl}\` is no endpoint: give an URL such as http://127.0.0.1:5000`);
}

async function checkProfile(given: string | undefined): Promise<void> {
  const profile = given ?? process.env.AWS_PROFILE;
  if (profile === undefined || profile === '') return;
  const names = await profileNames();
  if (names.includes(profile)) return;
  const similar = nearest(profile, names);
  const help =
    similar === undefined ? 'run `aws configure list-profiles` to see yours' : `did you mean \`${similar}\`?`;
  throw new SourceError(
    `unknown profile \`${profile}\` (neither in the AWS config nor in the credentials file): ${help}`,
  );
}

async function homeRegionOf({ regions, profile }: SessionOptions): Promise<string> {
  for (const region of Array.isArray(regions) ? regions : []) checkRegion(region);
  if (Array.isArray(regions) && regions[0] !== undefined) return regions[0];
  const region = await configuredRegion(profile);
  if (region !== undefined) {
    checkRegion(region);
    return region;
  }
  if (regions === 'all') return 'us-east-1';
  throw new SourceError(
    'no region: pass `--region eu-west-1`, or `--region all`, or set AWS_REGION or the region of the profile',
  );
}

// A mistyped region would be a host name that does not exist, and a long wait until that shows.
function checkRegion(region: string): void {
  if (isRegion(region)) return;
  const similar = nearestRegion(region);
  const help = similar === undefined ? 'use a name such as `eu-west-1`, or `all`' : `did you mean \`${similar}\`?`;
  throw new SourceError(`unknown region \`${region}\`: ${help}`);
}

class Opener {
  readonly #options: SessionOptions;
  readonly #clients: Clients;
  readonly #homeRegion: string;
  readonly #signal: AbortSignal;

  constructor(options: SessionOptions, clients: Clients, homeRegion: string) {
    this.#options = options;
    this.#clients = clients;
    this.#homeRegion = homeRegion;
    this.#signal = options.signal ?? new AbortController().signal;
  }

  /** Who is asked in whose name: the caller, or each role. A role among several that cannot be assumed is a gap. */
  async callers(gaps: Omit<Gap, 'count'>[]): Promise<readonly { caller: Caller; partition: string }[]> {
    const { profile, endpointUrl, roles = [] } = this.#options;
    const base = remembered(
      await standardCredentials({
        profile,
        region: this.#homeRegion,
        ...(endpointUrl === undefined ? {} : { endpointUrl }),
      }),
    );
    await this.#orStop(base(), 'sts:GetCallerIdentity');
    if (roles.length === 0) return [await this.#identify('base', base)];

    const open = new Map<string, { caller: Caller; partition: string }>();
    const failures: SourceError[] = [];
    for (const role of roles) {
      try {
        const found = await this.#assume(role, base);
        if (!open.has(found.caller.accountId)) open.set(found.caller.accountId, found);
      } catch (error) {
        if (!(error instanceof RoleRefused)) throw error;
        failures.push(new SourceError(error.message));
        gaps.push(error.gap);
      }
    }
    const [failure] = failures;
    if (open.size === 0 && failure !== undefined) throw failure;
    return [...open.values()];
  }

  async regionsOf(caller: Caller, gaps: Omit<Gap, 'count'>[]): Promise<readonly string[]> {
    const { regions } = this.#options;
    if (Array.isArray(regions) && regions.length > 0) return [...new Set(regions as readonly string[])];
    if (regions !== 'all') return [this.#homeRegion];
    try {
      const { Regions = [] } = await this.#clients.send(
        this.#to('ec2', 'DescribeRegions', caller.accountId, caller.credentials),
        {},
        this.#signal,
      );
      const names = Regions.flatMap(({ RegionName }) => (RegionName === undefined ? [] : [RegionName]));
      if (names.length > 0) return names.sort();
      throw new Error('the answer held no regions');
    } catch (error) {
      this.#checkInterrupted();
      const failure = failureOf(error, 'ec2:DescribeRegions');
      gaps.push({
        ...gapOf(failure, caller.accountId),
        message: `the regions that AWS enables by default were scanned, and none that the account has opted into: ${failure.message}`,
      });
      return defaultRegions(this.#homeRegion);
    }
  }

  async #assume(role: AssumedRole, base: () => Promise<Identity>): Promise<{ caller: Caller; partition: string }> {
    const { roleArn, externalId } = role;
    if (!/^arn:[a-z-]+:iam::\d{12}:role\/\S+$/.test(roleArn)) {
      throw new SourceError(`\`${roleArn}\` is no role ARN: give one such as arn:aws:iam::111122223333:role/audit`);
    }
    const assume = async (): Promise<Identity> => {
      const { Credentials } = await this.#clients.send(
        this.#to('sts', 'AssumeRole', `base for ${roleArn}`, base),
        {
          RoleArn: roleArn,
          RoleSessionName: 'sagevet',
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        },
        this.#signal,
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration === undefined ? {} : { expiration: Expiration }),
      };
    };
    const credentials = remembered(assume);
    try {
      await credentials();
    } catch (error) {
      this.#checkInterrupted();
      const failure = failureOf(error, 'sts:AssumeRole');
      if (failure.kind !== 'denied') throw this.#startError(failure);
      const accountId = roleArn.split(':')[4] ?? '';
      throw new RoleRefused(roleArn, externalId, { ...gapOf(failure, accountId), example: roleArn });
    }
    return this.#identify(roleArn, credentials);
  }

  async #identify(
    account: string,
    credentials: () => Promise<Identity>,
  ): Promise<{ caller: Caller; partition: string }> {
    const { Account, Arn } = await this.#orStop(
      this.#clients.send(this.#to('sts', 'GetCallerIdentity', account, credentials), {}, this.#signal),
      'sts:GetCallerIdentity',
    );
    if (Account === undefined) throw new SourceError('sts:GetCallerIdentity named no account: check the endpoint');
    const partition = Arn?.split(':')[1] ?? partitionOf(this.#homeRegion);
    return { caller: { accountId: Account, credentials }, partition };
  }

  #to<S extends 'sts' | 'ec2', O extends string>(service: S, operation: O, account: string, credentials: Credentials) {
    return { service, operation, region: this.#homeRegion, account, credentials, attempts };
  }

  async #orStop<T>(call: Promise<T>, operation: string): Promise<T> {
    try {
      return await call;
    } catch (error) {
      this.#checkInterrupted();
      throw this.#startError(failureOf(error, operation));
    }
  }

  #checkInterrupted(): void {
    if (this.#signal.aborted) throw new SourceError('interrupted before anything was read');
  }

  // Without the SDK's error as its cause: that holds the signed request.
  #startError(failure: Failure): SourceError {
    return new SourceError(this.#explain(failure));
  }

  #explain({ code, message, kind, operation }: Failure): string {
    const profile = this.#options.profile ?? process.env.AWS_PROFILE;
    const login = profile ? `aws sso login --profile ${profile}` : 'aws sso login';
    if (/expired/i.test(code) || /expired|sso session.*invalid/i.test(message)) {
      return `the AWS credentials have expired: renew them, for instance with \`${login}\``;
    }
    if (code === 'CredentialsProviderError' || code === 'TokenProviderError') {
      return profile
        ? `no AWS credentials in profile \`${profile}\` (${message}): log in with \`${login}\`, or name another with --profile`
        : 'no AWS credentials found: set AWS_PROFILE or pass --profile, log in with `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    }
    if (kind === 'credentials') {
      return `AWS does not accept the credentials (${code}): check the profile, and that the region is enabled in the account`;
    }
    if (kind === 'unreachable') {
      const where = this.#options.endpointUrl ?? `AWS in ${this.#homeRegion}`;
      return `cannot reach ${where} (${code}): check the network, proxy and --endpoint-url`;
    }
    return `cannot start the scan: ${code} on ${operation}: ${message}`;
  }
}

class RoleRefused extends Error {
  readonly gap: Omit<Gap, 'count'>;

  constructor(roleArn: string, externalId: string | undefined, gap: Omit<Gap, 'count'>) {
    const check = externalId === undefined ? 'whether it asks for an --external-id' : 'the external id';
    super(`cannot assume role \`${roleArn}\` (${gap.code}): check that it exists, its trust policy, and ${check}`);
    this.gap = gap;
  }
}

function gapOf({ operation, permission, code, message }: Failure, accountId: string): Omit<Gap, 'count'> {
  return {
    operation,
    ...(permission === undefined ? {} : { permission }),
    accountId,
    region: accountWide,
    code,
    message,
  };
}

/** How long before they run out credentials are asked for anew. */
const marginMs = 5 * 60 * 1000;

/** Each client would ask for credentials of its own. */
function remembered(provide: () => Promise<Identity>): () => Promise<Identity> {
  let last: Promise<Identity> | undefined;
  return async () => {
    const identity = await last?.catch(() => undefined);
    const left =
      identity?.expiration === undefined ? Number.POSITIVE_INFINITY : identity.expiration.getTime() - Date.now();
    if (identity !== undefined && left > marginMs) return identity;
    last = provide();
    return last;
  };
}
