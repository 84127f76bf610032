import { describe, expect, it } from 'vitest';
import { failureOf, permissionOf, reasonOf } from './failure.ts';

function awsError(name: string, message: string, httpStatusCode?: number) {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

const operation = 'sagemaker:DescribeModel';

describe('a failure', () => {
  it.each([
    ['AccessDeniedException', 'no', 400, 'denied'],
    ['AccessDenied', 'no', 403, 'denied'],
    ['UnauthorizedOperation', 'no', 403, 'denied'],
    ['ThrottlingException', 'Rate exceeded', 400, 'throttled'],
    ['SlowDown', 'slower', 503, 'throttled'],
    ['ResourceNotFound', 'gone', 400, 'missing'],
    ['NoSuchBucket', 'gone', 404, 'missing'],
    ['ValidationException', 'Could not find model "m".', 400, 'missing'],
    ['ValidationException', 'RecordNotFound', 400, 'missing'],
    ['ValidationException', '1 validation error detected', 400, 'failed'],
    ['InternalFailure', 'oops', 500, 'broken'],
    ['ExpiredTokenException', 'expired', 400, 'credentials'],
    ['UnrecognizedClientException', 'who', 400, 'credentials'],
    ['TimeoutError', 'no answer', undefined, 'unreachable'],
  ] as const)('of the code %s (%s) is %s %s', (name, message, status, kind) => {
    expect(failureOf(awsError(name, message, status), operation)).toMatchObject({ code: name, kind });
  });

  it('names the permission only where one would help', () => {
    expect(failureOf(awsError('AccessDenied', 'no', 403), 's3:HeadBucket').permission).toBe('s3:ListBucket');
    expect(failureOf(awsError('ThrottlingException', 'slow', 400), operation).permission).toBeUndefined();
    expect(permissionOf('s3:GetBucketEncryption')).toBe('s3:GetEncryptionConfiguration');
  });

  it('keeps the name that the system gives a broken connection', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(failureOf(reset, operation)).toMatchObject({ code: 'ECONNRESET', kind: 'unreachable' });
  });

  it('of an answer that is not of the protocol is known by its status', () => {
    expect(failureOf(awsError('SyntaxError', 'Unexpected token <', 403), operation)).toMatchObject({
      code: 'AccessDenied',
      kind: 'denied',
    });
    expect(failureOf(awsError('SyntaxError', 'Unexpected token <', 500), operation)).toMatchObject({
      code: 'HTTP500',
      kind: 'broken',
    });
    expect(failureOf(awsError('403', 'UnknownError', 403), 's3:HeadBucket').code).toBe('AccessDenied');
    expect(failureOf(awsError('SyntaxError', 'Unexpected end', 200), operation)).toMatchObject({ kind: 'failed' });
  });

  it('without a code says that something is missing in S3 alone: elsewhere a proxy may have answered', () => {
    expect(failureOf(awsError('Unknown', 'UnknownError', 404), 's3:HeadBucket')).toMatchObject({ kind: 'missing' });
    for (const name of ['Unknown', 'SyntaxError']) {
      expect(failureOf(awsError(name, 'Not found here', 404), operation)).toMatchObject({
        code: 'HTTP404',
        kind: 'failed',
      });
    }
  });

  it('is IAM’s own code, as a reason', () => {
    const failure = failureOf(awsError('NoSuchEntityException', 'gone', 404), 'iam:GetRole');
    expect(failure.kind).toBe('missing');
    expect(reasonOf(failure)).toBe('NoSuchEntity on iam:GetRole');
  });

  it('is one line, whatever the message holds', () => {
    const { message } = failureOf(awsError('X', `a\n\tb\u001b[31m${'c'.repeat(1_000)}`, 400), operation);
    expect(message).toMatch(/^a b \[31mc+…$/);
    expect(message.length).toBe(400);
  });

  it.each([undefined, null, 'text', 7, {}, []])('may be thrown as %o', (thrown) => {
    const failure = failureOf(thrown, operation);
    expect(failure.kind).toBe('failed');
    expect(failure.code).not.toBe('');
    expect(failure.message).not.toBe('');
  });
});
