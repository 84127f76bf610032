import pLimit, { type LimitFunction } from 'p-limit';
import type { Clients, Credentials, Input, Operation, Output, Service } from './clients.ts';
import { type Failure, failureOf } from './failure.ts';

/** The signer of requests: whose account, and with which credentials. */
export interface Caller {
  readonly accountId: string;
  readonly credentials: Credentials;
}

export type Outcome<T> =
  | { readonly value: T; readonly failure?: undefined }
  | { readonly failure: Failure; readonly value?: undefined };

/** The user, or the consumer, stopped the collection. Thrown by every attempt from then on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** How many calls of one API run at once in an account and region. Search and ListTags are throttled early. */
const concurrency: Readonly<Record<string, number>> = {
  Search: 2,
  ListTags: 2,
  GetMetricData: 2,
  HeadBucket: 10,
  ListObjectsV2: 10,
  GetBucketPolicy: 10,
  GetBucketEncryption: 10,
};
const usualConcurrency = 5;

/** After so many calls in a row that failed for good, an API is given up: each took all its retries. */
const hopeless: Readonly<Record<Failure['kind'], number>> = {
  throttled: 3,
  unreachable: 3,
  credentials: 3,
  broken: 5,
  denied: 200,
  missing: Number.POSITIVE_INFINITY,
  failed: Number.POSITIVE_INFINITY,
};
/** The time for one call with all its retries. */
const budgetMs = 180_000;

interface Api {
  readonly limit: LimitFunction;
  failuresInARow: number;
  givenUp: Failure | undefined;
}

/** Makes calls: so many at once for each API, account and region; with a time budget; a failure is an outcome, no exception. */
export class Attempts {
  readonly #clients: Clients;
  readonly #signal: AbortSignal;
  readonly #apis = new Map<string, Api>();

  constructor(clients: Clients, signal: AbortSignal) {
    this.#clients = clients;
    this.#signal = signal;
  }

  /** @throws Interrupted */
  async call<S extends Service, O extends Operation<S> & string>(
    caller: Caller,
    service: S,
    operation: O,
    region: string,
    input: Input<S, O>,
  ): Promise<Outcome<Output<S, O>>> {
    const api = this.#api(`${caller.accountId} ${region} ${service}:${operation}`, operation);
    return api.limit(async () => {
      if (this.#signal.aborted) throw new Interrupted();
      if (api.givenUp !== undefined) return { failure: api.givenUp };
      const action = `${service}:${operation}`;
      const outcome = await this.#send(action, (abort) =>
        this.#clients.send(
          { service, operation, region, account: caller.accountId, credentials: caller.credentials },
          input,
          abort,
        ),
      );
      remember(api, outcome);
      return outcome;
    });
  }

  async #send<T>(action: string, send: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
    const controller = new AbortController();
    let stop = (): void => {};
    let timer: NodeJS.Timeout | undefined;
    // The SDK looks at the signal when it sends, but not while it waits to try again.
    const cutShort = new Promise<never>((_, reject) => {
      stop = () => reject(new Interrupted());
      timer = setTimeout(() => reject(timeoutError()), budgetMs);
    });
    this.#signal.addEventListener('abort', stop, { once: true });
    try {
      return { value: await Promise.race([send(controller.signal), cutShort]) };
    } catch (error) {
      if (this.#signal.aborted) throw new Interrupted();
      return { failure: failureOf(error, action) };
    } finally {
      clearTimeout(timer);
      controller.abort();
      this.#signal.removeEventListener('abort', stop);
    }
  }

  #api(key: string, operation: string): Api {
    let api = this.#apis.get(key);
    if (api === undefined) {
      api = { limit: pLimit(concurrency[operation] ?? usualConcurrency), failuresInARow: 0, givenUp: undefined };
      this.#apis.set(key, api);
    }
    return api;
  }
}

function remember(api: Api, outcome: Outcome<unknown>): void {
  const { failure } = outcome;
  // What S3 denies says something about the one bucket that it was asked about.
  const tells = failure !== undefined && !(failure.kind === 'denied' && failure.operation.startsWith('s3:'));
  api.failuresInARow = tells && Number.isFinite(hopeless[failure.kind]) ? api.failuresInARow + 1 : 0;
  if (failure !== undefined && api.failuresInARow >= hopeless[failure.kind]) api.givenUp = failure;
}

function timeoutError(): Error {
  const error = new Error(`no answer within ${budgetMs / 1000} seconds, retries included`);
  error.name = 'TimeoutError';
  return error;
}
