import type { Fact } from '../../model/fact.ts';
import { listOf, own, textOf } from '../json.ts';
import type { Recorded } from './recorded.ts';

/**
 * What AWS Config tells of a bucket beside its configuration.
 * https://github.com/awslabs/aws-config-resource-schema/blob/master/config/properties/resource-types/AWS::S3::Bucket.properties.json
 */
export function bucketFacts(item: Recorded): Fact[] {
  const { accountId, resourceName: subject } = item;
  const facts: Fact[] = [
    {
      fact: 'bucket-owner',
      subject,
      accountId,
      value: {
        owner: 'scanned-account',
        ...(accountId === '' ? {} : { accountId }),
        evidence: 'recorded by AWS Config',
      },
    },
  ];
  const policy = item.supplementary('BucketPolicy');
  if (policy !== undefined && policy !== null) {
    const document = textOf(own(policy, 'policyText')) ?? null;
    facts.push({ fact: 'bucket-policy', subject, accountId, value: { document } });
  }
  const [rule] = listOf(own(item.supplementary('ServerSideEncryptionConfiguration'), 'rules'));
  const byDefault = own(rule, 'applyServerSideEncryptionByDefault');
  const algorithm = textOf(own(byDefault, 'sseAlgorithm'));
  const kmsKeyId = textOf(own(byDefault, 'kmsMasterKeyID'));
  if (algorithm !== undefined) {
    const bucketKeyEnabled = own(rule, 'bucketKeyEnabled') === true;
    const value = { algorithm, ...(kmsKeyId === undefined ? {} : { kmsKeyId }), bucketKeyEnabled };
    facts.push({ fact: 'bucket-encryption', subject, accountId, value });
  }
  return facts;
}
