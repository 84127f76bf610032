import { describeControl } from '../../../test/support/describe-control.ts';
import { allow, commonRoleCases, withStatements } from '../../../test/support/role-cases.ts';
import { notebookInstanceRoleAssumeRole } from './notebook-instance-role-assume-role.ts';

describeControl(notebookInstanceRoleAssumeRole, [
  ...commonRoleCases,
  {
    name: 'its role can assume any role',
    estate: withStatements(allow('sts:AssumeRole', '*')),
    expect: 'FAILED',
    cause: 'tooMuch arn:aws:iam::111122223333:role/ml/churn-notebooks',
    notes: ['allowed: sts:AssumeRole on `arn:aws:iam::111122223333:role/'],
  },
  {
    name: 'its role can assume any role of the account, by a wildcard in the action',
    estate: withStatements(allow('sts:Assume*', 'arn:aws:iam::111122223333:role/*')),
    expect: 'FAILED',
  },
  {
    name: 'its role can assume one role by name',
    estate: withStatements(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/features-read')),
    expect: 'PASSED',
  },
  {
    name: 'the one role is not among the allowed ones',
    estate: withStatements(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/production')),
    parameters: { allowedRoles: ['arn:aws:iam::444455556666:role/features-*'] },
    expect: 'FAILED',
  },
  {
    name: 'the one role is among the allowed ones',
    estate: withStatements(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/features-read')),
    parameters: { allowedRoles: ['arn:aws:iam::444455556666:role/features-*'] },
    expect: 'PASSED',
  },
]);
