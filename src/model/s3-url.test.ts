import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseS3Url, type S3Location } from './s3-url.ts';

const bucket = (name: string, key: string): S3Location => ({ kind: 'bucket', bucket: name, key });
const arn = 'arn:aws:s3:eu-west-1:444455556666:accesspoint/partner';

describe('an S3 URL', () => {
  it.each<[string, S3Location]>([
    ['s3://churn-data/models/model.tar.gz', bucket('churn-data', 'models/model.tar.gz')],
    ['s3://churn-data', bucket('churn-data', '')],
    ['s3://churn-data/', bucket('churn-data', '')],
    ['s3://churn-data/a%20b?c#d', bucket('churn-data', 'a%20b?c#d')],
    ['s3://Old_Bucket.name/k', bucket('Old_Bucket.name', 'k')],
    ['https://churn-data.s3.amazonaws.com/a%20b', bucket('churn-data', 'a b')],
    ['https://churn.data.s3.eu-west-1.amazonaws.com/k', bucket('churn.data', 'k')],
    ['https://churn-data.s3-eu-west-1.amazonaws.com/k', bucket('churn-data', 'k')],
    ['https://churn-data.s3.dualstack.us-gov-west-1.amazonaws.com/k', bucket('churn-data', 'k')],
    ['https://churn-data.s3.cn-north-1.amazonaws.com.cn/k', bucket('churn-data', 'k')],
    ['https://s3.eu-west-1.amazonaws.com/churn-data/models/m', bucket('churn-data', 'models/m')],
    ['https://s3.amazonaws.com/churn-data', bucket('churn-data', '')],
    [`s3://${arn}/train/a`, { kind: 'access-point', accessPoint: arn, accountId: '444455556666', key: 'train/a' }],
    [`s3://${arn}`, { kind: 'access-point', accessPoint: arn, accountId: '444455556666', key: '' }],
    [
      `s3://${arn}/object/train/a`,
      { kind: 'access-point', accessPoint: arn, accountId: '444455556666', key: 'train/a' },
    ],
    [
      'https://partner-444455556666.s3-accesspoint.eu-west-1.amazonaws.com/k',
      { kind: 'access-point', accessPoint: 'partner-444455556666', accountId: '444455556666', key: 'k' },
    ],
    [
      's3://partner-abcdefgh1234-s3alias/k',
      { kind: 'access-point', accessPoint: 'partner-abcdefgh1234-s3alias', key: 'k' },
    ],
  ])('%s', (url, location) => {
    expect(parseS3Url(url)).toEqual(location);
  });

  it.each([
    '',
    's3://',
    's3:///key',
    's3://a/key',
    's3://$(id)/key',
    's3://arn:aws:s3-outposts:eu-west-1:444455556666:outpost/op-1/accesspoint/x/k',
    'https://example.com/churn-data/k',
    'https://churn-data.s3.amazonaws.com.evil.example/k',
    'https://churn-data.s3.amazonaws.com/%E0%A4%A',
    'https://[',
    'http://churn-data.s3.amazonaws.com/k',
    'file:///etc/passwd',
  ])('is not %j', (url) => {
    expect(parseS3Url(url)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 's3://', 'https://'), fc.string(), (scheme, rest) => {
        parseS3Url(scheme + rest);
      }),
    );
  });
});
