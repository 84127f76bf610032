import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TlsEnforcement, tlsOnly } from './tls-only.ts';

const deny = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function judge(statement: unknown): TlsEnforcement {
  return tlsOnly(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'data');
}

describe('a bucket policy refuses plain HTTP', () => {
  it.each<[string, object]>([
    ['in the form that AWS documents', deny],
    ['for everybody by way of AWS principals', { ...deny, Principal: { AWS: '*' } }],
    ['for everybody in a list', { ...deny, Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
    ['for all actions', { ...deny, Action: '*' }],
    ['for actions that begin with Get', { ...deny, Action: ['s3:PutObject', 's3:Get*'] }],
    ['whatever the case of the action', { ...deny, Action: 'S3:getobject' }],
    ['for all actions but others', { ...deny, Action: undefined, NotAction: 's3:PutObject' }],
    ['for the objects alone', { ...deny, Resource: 'arn:aws:s3:::data/*' }],
    ['for every resource', { ...deny, Resource: '*' }],
    ['for a wider name', { ...deny, Resource: 'arn:aws:s3:::da*' }],
    ['for every resource but others', { ...deny, Resource: undefined, NotResource: 'arn:aws:s3:::other/*' }],
    ['in another partition', { ...deny, Resource: 'arn:aws-us-gov:s3:::data/*' }],
    ['with a boolean', { ...deny, Condition: { Bool: { 'aws:SecureTransport': false } } }],
    ['with a list', { ...deny, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } }],
    ['where the key exists', { ...deny, Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }],
    ['whatever the case of the key', { ...deny, Condition: { Bool: { 'AWS:securetransport': 'false' } } }],
  ])('%s', (_, statement) => {
    expect(judge([statement])).toEqual({ enforced: true, by: 'statement `TlsOnly`' });
    expect(judge(statement)).toEqual({ enforced: true, by: 'statement `TlsOnly`' });
  });

  it('in any of its statements', () => {
    const narrow = { ...deny, Sid: 'Narrow', Resource: 'arn:aws:s3:::data/public/*' };
    expect(judge([narrow, { ...deny, Sid: undefined }])).toEqual({ enforced: true, by: 'statement 2' });
  });
});

describe('a bucket policy leaves plain HTTP open', () => {
  it.each<[string, unknown, string]>([
    ['without statements', [], 'no statement denies'],
    ['when it only allows over TLS', { ...deny, Effect: 'Allow' }, 'no statement denies'],
    [
      'when it only asks for a TLS version',
      { ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
      'no statement denies',
    ],
    ['for some principals', { ...deny, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'everybody'],
    ['for services alone', { ...deny, Principal: { Service: '*' } }, 'everybody'],
    [
      'for all but some principals',
      { ...deny, Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } },
      'everybody',
    ],
    ['for writes alone', { ...deny, Action: 's3:Put*' }, '`s3:GetObject`'],
    ['for versions alone', { ...deny, Action: 's3:GetObjectVersion' }, '`s3:GetObject`'],
    ['for all actions but reads', { ...deny, Action: undefined, NotAction: 's3:Get*' }, '`s3:GetObject`'],
    ['for the bucket without its objects', { ...deny, Resource: 'arn:aws:s3:::data' }, 'every object'],
    ['for a folder alone', { ...deny, Resource: 'arn:aws:s3:::data/public/*' }, 'every object'],
    ['for one object', { ...deny, Resource: 'arn:aws:s3:::data/x' }, 'every object'],
    ['for another bucket', { ...deny, Resource: 'arn:aws:s3:::data2/*' }, 'every object'],
    ['for all but its objects', { ...deny, Resource: undefined, NotResource: 'arn:aws:s3:::data/*' }, 'every object'],
    ['for single characters', { ...deny, Resource: 'arn:aws:s3:::data/?' }, 'every object'],
    [
      'under a second condition',
      { ...deny, Condition: { ...deny.Condition, StringEquals: { 'aws:SourceVpc': 'vpc-1' } } },
      'further conditions',
    ],
    [
      'under a second key',
      { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } },
      'further conditions',
    ],
    ['when it refuses TLS instead', { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'is false'],
    ['with an empty list', { ...deny, Condition: { Bool: { 'aws:SecureTransport': [] } } }, 'is false'],
    [
      'with an operator that is not one',
      { ...deny, Condition: { Bol: { 'aws:SecureTransport': 'false' } } },
      'is false',
    ],
  ])('%s', (_, statement, why) => {
    expect(judge(statement)).toEqual({ enforced: false, why: expect.stringContaining(why) });
  });
});

describe('a bucket policy that cannot be read decides nothing', () => {
  const text = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
  it.each<[string, string]>([
    ['empty text', ''],
    ['text', 'Deny'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a cut document', text(deny).slice(0, -3)],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['a statement that is text', text(['Deny'])],
    ['an effect that is none', text({ ...deny, Effect: 'deny' })],
    ['no principal', text({ ...deny, Principal: undefined })],
    ['no resource', text({ ...deny, Resource: undefined })],
    ['an action that is a number', text({ ...deny, Action: 1 })],
    ['a condition that is a list', text({ ...deny, Condition: [] })],
    ['another malformed statement beside a good one', text([deny, { Effect: 'Deny' }])],
    ['the same key twice', text(deny).replace('"Action"', '"Action":"s3:Put*","Action"')],
    ['keys of the prototype', '{"__proto__":{"Statement":[]},"constructor":{}}'],
    ['depth', '['.repeat(100_000)],
    ['a megabyte', `"${'x'.repeat(2_000_000)}"`],
  ])('%s', (_, document) => {
    expect(tlsOnly(document, 'data')).toMatchObject({ enforced: 'unknown' });
  });

  it('and never throws, whatever the text and the bucket', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (document, bucket) => {
        expect(tlsOnly(document, bucket).enforced).not.toBe(true);
      }),
    );
  });
});
