import type { STSClientConfig } from '@aws-sdk/client-sts';
import { quickRetries } from './quick-retries.ts';
import type { Retries } from './types.ts';

interface Modules {
  sagemaker: typeof import('@aws-sdk/client-sagemaker');
  iam: typeof import('@aws-sdk/client-iam');
  s3: typeof import('@aws-sdk/client-s3');
  cloudwatch: typeof import('@aws-sdk/client-cloudwatch');
  sts: typeof import('@aws-sdk/client-sts');
  ec2: typeof import('@aws-sdk/client-ec2');
  organizations: typeof import('@aws-sdk/client-organizations');
  securityhub: typeof import('@aws-sdk/client-securityhub');
}

/** What signs the requests, refreshed by the SDK when it runs out. */
export type Credentials = NonNullable<STSClientConfig['credentials']>;

export type Service = keyof Modules;

/** The operations of a service, as in `DescribeModel`. */
export type Operation<S extends Service> = {
  [Name in keyof Modules[S]]: Name extends `${infer O}Command` ? (O extends '$' ? never : O) : never;
}[keyof Modules[S]];

type CommandOf<S extends Service, O extends string> = `${O}Command` extends keyof Modules[S]
  ? Modules[S][`${O}Command`]
  : never;

export type Input<S extends Service, O extends string> =
  CommandOf<S, O> extends new (...args: infer Args) => unknown ? (Args extends readonly [infer I] ? I : never) : never;

export type Output<S extends Service, O extends string> =
  CommandOf<S, O> extends new (
    ...args: never
  ) => { resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: infer Out }> }
    ? Out
    : never;

interface Client {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** What all clients of a scan share. */
export interface ClientSettings {
  readonly endpointUrl?: string;
  readonly retries?: Retries;
}

interface Loaded {
  readonly Client: new (configuration: object) => Client;
  readonly commands: Readonly<Record<string, new (input: object) => object>>;
}

// Each package is loaded when it is first needed: together they cost more time than everything else at start-up.
const packages: Readonly<Record<Service, () => Promise<Loaded>>> = {
  sagemaker: async () => loaded((await import('@aws-sdk/client-sagemaker')) as never, 'SageMakerClient'),
  iam: async () => loaded((await import('@aws-sdk/client-iam')) as never, 'IAMClient'),
  s3: async () => loaded((await import('@aws-sdk/client-s3')) as never, 'S3Client'),
  cloudwatch: async () => loaded((await import('@aws-sdk/client-cloudwatch')) as never, 'CloudWatchClient'),
  sts: async () => loaded((await import('@aws-sdk/client-sts')) as never, 'STSClient'),
  ec2: async () => loaded((await import('@aws-sdk/client-ec2')) as never, 'EC2Client'),
  organizations: async () => loaded((await import('@aws-sdk/client-organizations')) as never, 'OrganizationsClient'),
  securityhub: async () => loaded((await import('@aws-sdk/client-securityhub')) as never, 'SecurityHubClient'),
};

function loaded(module: Readonly<Record<string, never>>, client: string): Loaded {
  return { Client: module[client] as unknown as Loaded['Client'], commands: module as unknown as Loaded['commands'] };
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Makes clients when they are first needed, and closes their connections at the end. */
export class Clients {
  readonly #settings: ClientSettings;
  readonly #clients = new Map<string, Promise<Client>>();
  #handler: Promise<{ destroy(): void }> | undefined;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /** Sends one request, with the SDK's retries. Rejects with the SDK's error. */
  async send<S extends Service, O extends Operation<S> & string>(
    to: {
      readonly service: S;
      readonly operation: O;
      readonly region: string;
      /** Tells the credentials of one account from those of another. */
      readonly account: string;
      readonly credentials: Credentials;
      /** Default: 8. */
      readonly attempts?: number;
    },
    input: Input<S, O>,
    abortSignal: AbortSignal,
  ): Promise<Output<S, O>> {
    const { commands } = await packages[to.service]();
    const Command = commands[`${to.operation}Command`] as new (input: object) => object;
    // AWS throttles each API by itself. With a client of its own for each, a throttled one slows down no other.
    const key = `${to.account} ${to.region} ${to.service} ${to.operation}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = this.#create(to);
      this.#clients.set(key, client);
    }
    return (await (await client).send(new Command(input), { abortSignal })) as Output<S, O>;
  }

  async close(): Promise<void> {
    (await this.#handler)?.destroy();
    this.#clients.clear();
  }

  async #create(to: {
    service: Service;
    region: string;
    credentials: Credentials;
    attempts?: number;
  }): Promise<Client> {
    silenceVersionWarning();
    const { Client } = await packages[to.service]();
    const { endpointUrl, retries } = this.#settings;
    this.#handler ??= requestHandler();
    return new Client({
      region: to.region,
      credentials: to.credentials,
      requestHandler: await this.#handler,
      logger: silent,
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
      // An emulator on a loopback address has no host name for each bucket.
      ...(to.service === 's3' && endpointUrl !== undefined ? { forcePathStyle: true } : {}),
      ...(retries === undefined ? patientRetries(to.attempts) : { retryStrategy: quickRetries(retries) }),
    });
  }
}

/** AWS's own variables win: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function patientRetries(attempts = 8): object {
  return {
    ...(process.env.AWS_RETRY_MODE ? {} : { retryMode: 'adaptive' }),
    ...(process.env.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: attempts }),
  };
}

async function requestHandler(): Promise<{ destroy(): void }> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const { Agent: HttpAgent } = await import('node:http');
  const { Agent: HttpsAgent } = await import('node:https');
  const pool = { keepAlive: true, maxSockets: 256 };
  return new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(pool),
    httpsAgent: new HttpsAgent(pool),
  });
}

/** The SDK announces, in every process, which Node version it will need one day: nothing a user of a scanner can act on. */
export function silenceVersionWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

/** Keys that sign requests; with `expiration` where they are temporary. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Credentials as all of AWS's tools find them: environment, shared files, SSO, container and instance roles. */
export async function standardCredentials(options: {
  readonly profile: string | undefined;
  readonly region: string;
  readonly endpointUrl?: string;
}): Promise<() => Promise<Identity>> {
  silenceVersionWarning();
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const { profile, region, endpointUrl } = options;
  return fromNodeProviderChain({
    ...(profile === undefined ? {} : { profile }),
    logger: silent,
    clientConfig: { region, logger: silent, ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }) },
  });
}

/** The region of the environment or the profile. */
export async function configuredRegion(profile: string | undefined): Promise<string | undefined> {
  const fromEnvironment = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  if (fromEnvironment) return fromEnvironment;
  silenceVersionWarning();
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(profile === undefined ? {} : { profile });
  // Rejects where there is none.
  return client.config.region().catch(() => undefined);
}
