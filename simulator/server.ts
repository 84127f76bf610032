import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Call, callLog } from './call-log.ts';
import type { Asked, Caller, Service, SessionCredentials, SessionOf } from './caller.ts';
import { cloudwatch } from './cloudwatch.ts';
import { ec2 } from './ec2.ts';
import type { Estate } from './estate.ts';
import { errorOf, type Fault, faultBook, invalidClientToken, missingCredentials, type Strike } from './faults.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { defaultRegions, optInRegions } from './regions.ts';
import { type RawRequest, readRequest, type Scope, type ServiceName, scopeOf } from './request.ts';
import { s3 } from './s3.ts';
import { sagemaker } from './sagemaker.ts';
import { sts } from './sts.ts';
import { type Answer, AwsError, renderError } from './wire.ts';

export interface SimulatorOptions {
  readonly estate: Estate;
  readonly faults?: readonly Fault[];
  /** Added to every answer; default 0. */
  readonly latencyMs?: number;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Refuse requests that are not signed; default true, as AWS does. */
  readonly requireCredentials?: boolean;
  /** No page is longer than this, whatever the request allows; default: AWS's own limits. */
  readonly pageLimit?: number;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** The latest calls, oldest first, at most 10,000. */
  calls(): readonly Call[];
  /** How often each `service:Operation` was called, exactly. */
  readonly callCounts: Readonly<Record<string, number>>;
  /** Every IAM action that was used, exactly. */
  readonly actions: ReadonlySet<string>;
  /** The most requests that were being answered at one time. */
  readonly peakConcurrency: number;
  resetCalls(): void;
  /** Replaces the faults; their counters start anew. */
  setFaults(faults: readonly Fault[]): void;
  close(): Promise<void>;
}

export type { Call };

const services: Readonly<Record<ServiceName, Service>> = { sagemaker, iam, sts, s3, cloudwatch, ec2, organizations };
const callsKept = 10_000;

/** Starts an HTTP server on 127.0.0.1 that stands in for AWS: SDK clients use its `url` as their endpoint. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { estate, latencyMs = 0, requireCredentials = true, pageLimit = Number.POSITIVE_INFINITY } = options;
  const sessions = new Map<string, SessionOf>();
  const log = callLog(callsKept);
  let faults = faultBook(options.faults ?? []);

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const scope = scopeOf(request);
    const requestId = randomUUID();
    if (scope.service === undefined) {
      return send(response, request, renderError('json', new AwsError('UnknownService', 'Unknown service'), requestId));
    }
    const service = services[scope.service];
    const session = sessionOf(scope);
    const asked = readAsked(service, request, scope);
    const target = { ...asked, service: scope.service, region: scope.region, accountId: session.account.accountId };
    log.add(target);
    const strike = faults.strike(target);
    const wait = latencyMs + strike.latencyMs;
    if (wait > 0) await delay(wait);
    if (strike.effect === 'cutConnection') {
      message.socket.destroy();
      return;
    }
    const caller: Caller = {
      ...session,
      estate,
      accessKeyId: scope.accessKeyId ?? '',
      region: scope.region,
      requestId,
      pageLimit,
      denied: (action, resource) => faults.denies({ ...target, action, resources: [resource] }),
      openSession,
    };
    const answer = answerTo(service, scope, asked, caller, strike);
    if (strike.effect === 'cutBody') return cut(response, message.socket, answer, requestId);
    send(response, request, strike.effect === 'malformedBody' ? malformed(answer) : answer, requestId);
  }

  function answerTo(service: Service, scope: Scope, asked: Asked, caller: Caller, strike: Strike): Answer {
    try {
      checkCredentials(service, scope);
      if (service.regional) checkRegion(service, caller);
      const { effect } = strike;
      if (effect !== undefined && effect !== 'malformedBody' && effect !== 'cutBody' && effect !== 'cutConnection') {
        throw errorOf(effect, service.protocol, { callerArn: caller.arn, action: asked.action });
      }
      return asked.answer(caller);
    } catch (error) {
      const known = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      return renderError(service.protocol, known, caller.requestId);
    }
  }

  function sessionOf(scope: Scope): SessionOf {
    const known = scope.sessionToken === undefined ? undefined : sessions.get(scope.sessionToken);
    if (known !== undefined) return known;
    const [account] = estate.accounts;
    if (account === undefined) throw new RangeError('the estate has no account');
    return { account, arn: `arn:aws:iam::${account.accountId}:user/operator`, userId: 'AIDASIMULATEDOPERATOR' };
  }

  function openSession(session: SessionOf): SessionCredentials {
    const number = String(sessions.size + 1).padStart(12, '0');
    const token = `simulated-session-${number}`;
    sessions.set(token, session);
    return { AccessKeyId: `ASIASIM0${number}`, SecretAccessKey: `secret-of-session-${number}`, SessionToken: token };
  }

  function checkCredentials(service: Service, scope: Scope): void {
    if (scope.accessKeyId === undefined && requireCredentials) throw missingCredentials(service.protocol);
    const opened = scope.sessionToken !== undefined && sessions.has(scope.sessionToken);
    if (scope.accessKeyId?.startsWith('ASIASIM0') && !opened) throw invalidClientToken(service.protocol);
  }

  const server = createServer((message, response) => {
    log.begin();
    response.once('close', log.end);
    handle(message, response).catch(() => message.socket.destroy());
  });
  // A client that reuses a connection just as the server closes it sees ECONNRESET, so idle ones are kept.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls: log.calls,
    get callCounts() {
      return log.counts();
    },
    get actions() {
      return log.actions();
    },
    get peakConcurrency() {
      return log.peak();
    },
    resetCalls: log.reset,
    setFaults: (next) => {
      faults = faultBook(next);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** A region that does not exist has no endpoint, and one that is not opted into knows no credentials. */
function checkRegion(service: Service, { region, account }: Caller): void {
  if (defaultRegions.includes(region) || account.regions?.[region] !== undefined) return;
  if (account.optedInRegions?.includes(region)) return;
  if (optInRegions.includes(region)) throw invalidClientToken(service.protocol);
  const code =
    service.protocol === 'json' || service.protocol === 'json-query'
      ? 'InvalidSignatureException'
      : 'SignatureDoesNotMatch';
  throw new AwsError(code, 'Credential should be scoped to a valid region.', 403);
}

/** A request that its service cannot read is still logged and answered as the service would. */
function readAsked(service: Service, request: RawRequest, scope: Scope): Asked {
  try {
    return service.read(request);
  } catch (error) {
    return {
      operation: 'Unreadable',
      action: `${scope.service}:Unreadable`,
      resources: [],
      answer: () => {
        throw error instanceof AwsError ? error : new AwsError('SerializationException', 'The request cannot be read');
      },
    };
  }
}

function send(response: ServerResponse, request: RawRequest, answer: Answer, requestId = ''): void {
  const body = request.method === 'HEAD' ? '' : answer.body;
  response.writeHead(answer.status, {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(body);
}

function cut(response: ServerResponse, socket: Socket, answer: Answer, requestId: string): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'x-amzn-requestid': requestId,
    ...answer.headers,
    'content-length': body.length + 1,
  });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => socket.destroy());
}

/** A success whose body ends in the middle: neither JSON nor XML. */
function malformed(answer: Answer): Answer {
  return { ...answer, status: 200, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2))) };
}
