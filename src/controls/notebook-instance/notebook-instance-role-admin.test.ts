import { describeControl } from '../../../test/support/describe-control.ts';
import {
  allow,
  both,
  commonRoleCases,
  withAttached,
  withBoundary,
  withStatements,
} from '../../../test/support/role-cases.ts';
import { notebookInstanceRoleAdmin } from './notebook-instance-role-admin.ts';

const otherNotebookControls = [
  'notebook-instance-role-assume-role',
  'notebook-instance-role-pass-role',
  'notebook-instance-role-s3-access',
];
const trainingControls = ['training-job-role-pass-role', 'training-job-role-s3-access'];
const everything = [...otherNotebookControls, ...trainingControls];

describeControl(notebookInstanceRoleAdmin, [
  ...commonRoleCases,
  {
    name: 'its role may do everything',
    estate: withStatements(allow('*', '*')),
    expect: 'FAILED',
    cause: 'tooMuch arn:aws:iam::111122223333:role/ml/churn-notebooks',
    message: 'its role `churn-notebooks`: the role is an administrator of the account',
    notes: ['allowed: iam:'],
    alsoFails: everything,
  },
  {
    name: 'AdministratorAccess is attached to its role',
    estate: withAttached('arn:aws:iam::aws:policy/AdministratorAccess', { Statement: allow('*', '*') }),
    expect: 'FAILED',
    alsoFails: everything,
  },
  {
    name: 'AdministratorAccess is attached, and only its name is known',
    estate: withAttached('arn:aws:iam::aws:policy/AdministratorAccess', undefined),
    expect: 'FAILED',
    alsoFails: everything,
  },
  {
    name: 'a policy of the account that is only called AdministratorAccess reads one bucket',
    estate: withAttached('arn:aws:iam::111122223333:policy/AdministratorAccess', {
      Version: '2012-10-17',
      Statement: allow('s3:GetObject', 'arn:aws:s3:::churn-data/*'),
    }),
    expect: 'PASSED',
  },
  {
    name: 'its role may do everything, but a boundary leaves it one bucket',
    estate: both(
      withStatements(allow('*', '*')),
      withBoundary({ Version: '2012-10-17', Statement: allow('s3:GetObject', 'arn:aws:s3:::churn-data/*') }),
    ),
    expect: 'PASSED',
  },
  {
    name: 'its role can write policies into roles, and so give itself anything',
    estate: withStatements(allow('iam:PutRolePolicy', '*')),
    expect: 'FAILED',
    message: 'the role can give itself any permission',
  },
  {
    name: 'escalation is accepted by parameter',
    estate: withStatements(allow('iam:PutRolePolicy', '*')),
    parameters: { failOnEscalation: false },
    expect: 'PASSED',
  },
  {
    name: 'its role may do everything but IAM, as with PowerUserAccess',
    estate: withStatements({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
    expect: 'PASSED',
    alsoFails: [
      'notebook-instance-role-assume-role',
      'notebook-instance-role-s3-access',
      'training-job-role-s3-access',
    ],
  },
  {
    name: 'one policy cannot be read, and another already makes its role administrator',
    estate: both(withStatements(allow('*', '*')), withAttached('arn:aws:iam::111122223333:policy/unread', undefined)),
    expect: 'FAILED',
    alsoFails: everything,
  },
]);
