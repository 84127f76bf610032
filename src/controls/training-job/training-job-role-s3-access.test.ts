import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { allow, commonRoleCases, withStatements } from '../../../test/support/role-cases.ts';
import { trainingJobRoleS3Access } from './training-job-role-s3-access.ts';

describeControl(trainingJobRoleS3Access, [
  ...commonRoleCases,
  {
    name: 'a serverless job without a role',
    given: { RoleArn: absent },
    expect: 'NOT_APPLICABLE',
    cause: 'noRole',
  },
  {
    name: 'its role reads every bucket',
    estate: withStatements(allow('s3:GetObject', '*')),
    expect: 'FAILED',
    cause: 'tooMuch arn:aws:iam::111122223333:role/ml/churn-training',
    message: 'its role `churn-training`: the objects of any bucket can be read',
    notes: [
      'allowed: s3:GetObject on `arn:aws:s3:::',
      'it can read 2 of the 2 buckets seen, e.g. `churn-data`, `prod-customer-exports`',
    ],
    alsoFails: ['notebook-instance-role-s3-access'],
  },
  {
    name: 'its role reads every bucket, by a wildcard in the action',
    estate: withStatements(allow('s3:Get*', 'arn:aws:s3:::*')),
    expect: 'FAILED',
    alsoFails: ['notebook-instance-role-s3-access'],
  },
  {
    name: 'its role may list every bucket, which reads no object',
    estate: withStatements(allow(['s3:ListBucket', 's3:ListAllMyBuckets'], '*')),
    expect: 'PASSED',
  },
  {
    name: 'its role reads objects of any bucket whose key says sagemaker',
    estate: withStatements(allow('s3:GetObject', 'arn:aws:s3:::*sagemaker*')),
    expect: 'PASSED',
    notes: ['allowed: s3:GetObject on `arn:aws:s3:::'],
  },
  {
    name: 'some object of any bucket is already too much, by parameter',
    estate: withStatements(allow('s3:GetObject', 'arn:aws:s3:::*sagemaker*')),
    parameters: { reach: 'some-object' },
    expect: 'FAILED',
  },
  {
    name: 'its role reads a bucket that the job does not name, and only named ones are accepted',
    estate: withStatements(allow('s3:GetObject', 'arn:aws:s3:::other-data/*')),
    parameters: { scope: 'declared' },
    expect: 'FAILED',
  },
  {
    name: 'its role reads only what the job names',
    parameters: { scope: 'declared' },
    expect: 'PASSED',
  },
]);
