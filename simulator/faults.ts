import type { ServiceName } from './request.ts';
import { AwsError, type Protocol } from './wire.ts';

/** Which requests a fault strikes: every given member must match. Strings may hold `*`. */
export interface FaultMatch {
  readonly service?: ServiceName;
  readonly operation?: string;
  /** The IAM action, such as `s3:ListBucket`. */
  readonly action?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** A name, ARN, bucket or `bucket/key` that the request names. */
  readonly resource?: string;
  /** Strike the nth request that matches the rest, counted from 1, and no other. */
  readonly nth?: number;
}

/** What happens to a struck request. */
export type FaultEffect =
  | 'accessDenied'
  | 'throttle'
  | 'serverError'
  | 'cutConnection'
  | 'cutBody'
  | 'malformedBody'
  | 'expiredToken'
  | 'invalidClientToken'
  | 'optInRequired'
  | { readonly latencyMs: number };

/** One rule. The first rule that strikes decides; latencies add up on the way. */
export interface Fault {
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  /** How many requests are struck before the fault heals; for ever when left out. */
  readonly times?: number;
}

/** What a fault rule sees of a request. */
export interface FaultTarget {
  readonly service: ServiceName;
  readonly operation: string;
  readonly action: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly string[];
}

/** What strikes one request: the latency to wait, then the effect, if any. */
export interface Strike {
  readonly latencyMs: number;
  readonly effect: Exclude<FaultEffect, object> | undefined;
}

/** The rules with their counters. */
export function faultBook(faults: readonly Fault[]): {
  strike(target: FaultTarget): Strike;
  denies(target: FaultTarget): boolean;
} {
  const rules = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));

  function strike(target: FaultTarget): Strike {
    let latencyMs = 0;
    for (const rule of rules) {
      const { match, effect, times = Number.POSITIVE_INFINITY } = rule.fault;
      if (!matches(match, target)) continue;
      rule.seen += 1;
      if (match.nth !== undefined && rule.seen !== match.nth) continue;
      if (rule.struck >= times) continue;
      rule.struck += 1;
      if (typeof effect !== 'object') return { latencyMs, effect };
      latencyMs += effect.latencyMs;
    }
    return { latencyMs, effect: undefined };
  }

  const denies = (target: FaultTarget) =>
    faults.some(({ match, effect }) => effect === 'accessDenied' && matches(match, target));

  return { strike, denies };
}

function matches(match: FaultMatch, target: FaultTarget): boolean {
  return (
    fits(match.service, [target.service]) &&
    fits(match.operation, [target.operation]) &&
    fits(match.action, [target.action]) &&
    fits(match.region, [target.region]) &&
    fits(match.accountId, [target.accountId]) &&
    fits(match.resource, target.resources)
  );
}

function fits(pattern: string | undefined, values: readonly string[]): boolean {
  if (pattern === undefined) return true;
  if (!pattern.includes('*')) return values.includes(pattern);
  const glob = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
  return values.some((value) => glob.test(value));
}

/** The error that AWS answers for an effect, in the words of the service's protocol. */
export function errorOf(
  effect: Exclude<FaultEffect, object | 'cutConnection' | 'cutBody' | 'malformedBody'>,
  protocol: Protocol,
  who: { readonly callerArn: string; readonly action: string },
): AwsError {
  switch (effect) {
    case 'accessDenied':
      return accessDenied(protocol, who);
    case 'throttle':
      return throttled(protocol);
    case 'serverError':
      return serverError(protocol);
    case 'expiredToken':
      return expiredToken(protocol);
    case 'invalidClientToken':
      return invalidClientToken(protocol);
    case 'optInRequired':
      return protocol === 's3'
        ? new AwsError('NotSignedUp', 'Your account is not signed up for the Amazon S3 service.', 403)
        : new AwsError('OptInRequired', 'The AWS Access Key Id needs a subscription for the service', 403);
  }
}

export function accessDenied(
  protocol: Protocol,
  { callerArn, action }: { readonly callerArn: string; readonly action: string },
): AwsError {
  const message = `User: ${callerArn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  switch (protocol) {
    case 'json':
      return new AwsError('AccessDeniedException', message, 400);
    case 'json-query':
      return new AwsError('AccessDenied', message, 403);
    case 'ec2':
      return new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`, 403);
    case 'query':
    case 's3':
      return new AwsError('AccessDenied', message, 403);
  }
}

function throttled(protocol: Protocol): AwsError {
  switch (protocol) {
    case 'json':
      return new AwsError('ThrottlingException', 'Rate exceeded', 400);
    case 'ec2':
      return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    case 's3':
      return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    case 'json-query':
    case 'query':
      return new AwsError('Throttling', 'Rate exceeded', 400);
  }
}

function serverError(protocol: Protocol): AwsError {
  const message = 'We encountered an internal error. Please try again.';
  switch (protocol) {
    case 'json':
      return new AwsError('InternalFailure', message, 500);
    case 'json-query':
      return new AwsError('InternalServiceFault', message, 500);
    case 'query':
      return new AwsError('ServiceFailure', message, 500);
    case 'ec2':
    case 's3':
      return new AwsError('InternalError', message, 500);
  }
}

function expiredToken(protocol: Protocol): AwsError {
  const message = 'The security token included in the request is expired';
  switch (protocol) {
    case 'json':
      return new AwsError('ExpiredTokenException', message, 400);
    case 'ec2':
      return new AwsError('RequestExpired', 'Request has expired.', 400);
    case 's3':
      return new AwsError('ExpiredToken', 'The provided token has expired.', 400);
    case 'json-query':
    case 'query':
      return new AwsError('ExpiredToken', message, 403);
  }
}

export function invalidClientToken(protocol: Protocol): AwsError {
  const message = 'The security token included in the request is invalid.';
  switch (protocol) {
    case 'json':
      return new AwsError('UnrecognizedClientException', message, 400);
    case 'ec2':
      return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    case 's3':
      return new AwsError(
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        403,
      );
    case 'json-query':
    case 'query':
      return new AwsError('InvalidClientTokenId', message, 403);
  }
}

export function missingCredentials(protocol: Protocol): AwsError {
  switch (protocol) {
    case 'json':
      return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 400);
    case 's3':
      return new AwsError('AccessDenied', 'Access Denied', 403);
    case 'ec2':
      return new AwsError('MissingParameter', 'The request must contain the parameter AWSAccessKeyId', 400);
    case 'json-query':
    case 'query':
      return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
}
