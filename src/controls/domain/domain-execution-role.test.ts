import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, type Estate, subjectOf } from '../../../test/support/estate.ts';
import { accountId, hardenedEstate, region, roleArn } from '../../../test/support/hardened-estate.ts';
import type { Resource } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { domainExecutionRole } from './domain-execution-role.ts';

const type = 'AWS::SageMaker::UserProfile';
const at = 'DefaultUserSettings.ExecutionRole';
const ownRole = `arn:aws:iam::${accountId}:role/ml/own`;

type Change = Partial<Resource> & { readonly role?: unknown };

/** The estate with these user profiles alone; a profile without a role takes the default of the domain. */
function profiles(...changes: readonly Change[]) {
  return (estate: Estate): Estate => {
    const template = subjectOf(estate, type);
    const made = changes.map(({ role, properties = {}, ...rest }, index): Resource => {
      const UserSettings = role === undefined ? {} : { ExecutionRole: role };
      return {
        ...template,
        name: `user-${index}`,
        arn: `arn:profile/${index}`,
        properties: { ...template.properties, UserProfileName: `user-${index}`, UserSettings, ...properties },
        ...rest,
      };
    });
    return { ...estate, resources: [...estate.resources.filter((resource) => resource.type !== type), ...made] };
  };
}

const file = { origin: { kind: 'file', file: 'template.yaml', address: 'Domain' } } as const;
const inFile = (estate: Estate): Estate => ({
  ...estate,
  header: { ...estate.header, elsewhere: 'it may be defined outside this template' },
});
const cut = (estate: Estate): Estate => {
  const gap = { operation: 'sagemaker:ListUserProfiles', code: 'AccessDeniedException', message: 'no', count: 1 };
  return { ...estate, gaps: [...estate.gaps, { ...gap, accountId, region, hides: type }] };
};

describeControl(domainExecutionRole, [
  { name: 'users have roles of their own', expect: 'PASSED', notes: ['2 roles for 2 user profiles'] },
  {
    name: 'every profile names the same role',
    estate: profiles({ role: ownRole }, { role: ownRole }),
    expect: 'FAILED',
    cause: 'oneRole',
    message: `all 2 user profiles run as \`${ownRole}\``,
  },
  {
    name: 'nothing was said, and all take the default',
    estate: profiles({}, {}, {}),
    expect: 'FAILED',
    message: roleArn,
  },
  { name: 'one names the default that the other takes', estate: profiles({}, { role: roleArn }), expect: 'FAILED' },
  {
    name: 'one has a role of its own beside the default',
    estate: profiles({}, {}, { role: ownRole }),
    expect: 'PASSED',
  },
  {
    name: 'one role cannot be read',
    estate: profiles({}, { role: unknown('AccessDeniedException on sagemaker:DescribeUserProfile') }),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:DescribeUserProfile',
  },
  {
    name: 'two roles differ, which a third one that cannot be read does not change',
    estate: profiles({}, { role: ownRole }, { role: unknown('hidden') }),
    expect: 'PASSED',
  },
  {
    name: 'profiles that were not described because two roles differ already',
    estate: profiles({}, { role: ownRole }, { properties: { UserSettings: undefined }, unread: 'not needed' }),
    expect: 'PASSED',
  },
  { name: 'the default is not known', given: { [at]: unknown('hidden') }, estate: profiles({}, {}), expect: 'UNKNOWN' },
  {
    name: 'the default does not matter where nobody takes it',
    given: { [at]: unknown('hidden') },
    estate: profiles({ role: ownRole }, { role: ownRole }),
    expect: 'FAILED',
  },
  {
    name: 'there is no role at all',
    given: { [at]: absent },
    estate: profiles({}, {}),
    expect: 'UNKNOWN',
    cause: 'noRole',
  },
  { name: 'it has one user', estate: profiles({}), expect: 'NOT_APPLICABLE', cause: 'fewProfiles' },
  { name: 'it has no users', estate: profiles(), expect: 'NOT_APPLICABLE', cause: 'fewProfiles' },
  {
    name: 'a profile that is being deleted does not count',
    estate: profiles({}, { properties: { Status: 'Deleting' } }),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'a profile that is gone does not count',
    estate: profiles({}, { gone: 'not found' }),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'a profile that failed does not make a second role',
    estate: profiles({}, {}, { role: ownRole, properties: { Status: 'Failed' } }),
    expect: 'FAILED',
  },
  {
    name: 'the profiles of another domain do not count',
    estate: profiles({}, { properties: { DomainId: 'd-other' } }),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'the profiles could not all be listed',
    estate: (estate) => cut(profiles({}, {})(estate)),
    expect: 'UNKNOWN',
    cause: 'AccessDeniedException on sagemaker:ListUserProfiles',
  },
  {
    name: 'two roles differ, although the profiles could not all be listed',
    estate: (estate) => cut(profiles({}, { role: ownRole })(estate)),
    expect: 'PASSED',
  },
  {
    name: 'two profiles of a template share a role',
    estate: (estate) => inFile(profiles({}, {})(estate)),
    resource: file,
    expect: 'FAILED',
  },
  {
    name: 'the other users of a template may be defined elsewhere',
    estate: (estate) => inFile(profiles({})(estate)),
    resource: file,
    expect: 'UNKNOWN',
    cause: 'outside this template',
  },
  {
    name: 'names in the trail do not make up for a shared role',
    given: { 'DomainSettings.ExecutionRoleIdentityConfig': 'USER_PROFILE_NAME' },
    estate: profiles({}, {}),
    expect: 'FAILED',
    notes: ['sessions carry the name of the user profile'],
  },
  { name: 'it never came up', given: { Status: 'Failed' }, estate: profiles({}, {}), expect: 'NOT_APPLICABLE' },
  { name: 'it is being deleted', given: { Status: 'Deleting' }, estate: profiles({}, {}), expect: 'NOT_APPLICABLE' },
]);

it('a user profile gets a role of its own', () => {
  const domain = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::Domain'));
  expect(domainExecutionRole.remediation.steps(domain, { profile: 'ana' })[1]?.command).toBe(
    'aws sagemaker update-user-profile --region eu-west-1 --domain-id d-a1b2c3d4e5f6 --user-profile-name ana ' +
      '--user-settings ExecutionRole=ROLE_ARN',
  );
});
