import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { allow, commonRoleCases, withStatements } from '../../../test/support/role-cases.ts';
import { trainingJobRolePassRole } from './training-job-role-pass-role.ts';

describeControl(trainingJobRolePassRole, [
  ...commonRoleCases,
  {
    name: 'a serverless job without a role',
    given: { RoleArn: absent },
    expect: 'NOT_APPLICABLE',
    cause: 'noRole',
  },
  {
    name: 'its role can pass any role',
    estate: withStatements(allow('iam:PassRole', '*')),
    expect: 'FAILED',
    cause: 'tooMuch arn:aws:iam::111122223333:role/ml/churn-training',
    message: 'its role `churn-training`: any role of the account can be passed to any service',
    alsoFails: ['notebook-instance-role-pass-role'],
  },
  {
    name: 'its role can pass any role to SageMaker, which is how it would escalate',
    estate: withStatements(
      allow('iam:PassRole', 'arn:aws:iam::*:role/*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
    ),
    expect: 'FAILED',
    message: 'any role of the account can be passed to sagemaker.amazonaws.com',
    notes: ['with iam:PassedToService=sagemaker.amazonaws.com'],
    alsoFails: ['notebook-instance-role-pass-role'],
  },
  {
    name: 'passing to SageMaker is accepted by parameter',
    estate: withStatements(
      allow('iam:PassRole', 'arn:aws:iam::*:role/*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
    ),
    parameters: { acceptPassedToService: ['sagemaker.amazonaws.com'] },
    expect: 'PASSED',
    alsoFails: ['notebook-instance-role-pass-role'],
  },
  {
    name: 'its role can pass roles of one path',
    estate: withStatements(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/ml/*')),
    expect: 'PASSED',
  },
  {
    name: 'its role can pass every role but one',
    estate: withStatements(allow('iam:PassRole', '*'), {
      Effect: 'Deny',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::*:role/Admin',
    }),
    expect: 'FAILED',
    alsoFails: ['notebook-instance-role-pass-role'],
  },
]);
