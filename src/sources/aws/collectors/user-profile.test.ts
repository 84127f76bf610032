import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../simulator/faults.ts';
import { collectLive, wanting } from '../../../../test/support/live.ts';
import { arnOf, daysAgo, roleArn, smallAccount, smallEstate } from '../../../../test/support/small-estate.ts';

const otherRole = `${roleArn}-2`;

/** A domain with profiles that have these roles of their own. */
async function profilesWith(
  roles: readonly (string | undefined)[],
  faults: readonly Fault[] = [],
  failed: readonly number[] = [],
) {
  return collectLive({
    ...wanting('AWS::SageMaker::UserProfile'),
    faults,
    estate: smallEstate(
      smallAccount({
        regions: {
          'eu-west-1': {
            domains: [
              {
                DomainId: 'd-1',
                DomainArn: arnOf('domain', 'd-1'),
                DomainName: 'studio',
                Status: 'InService',
                DefaultUserSettings: { ExecutionRole: roleArn },
              },
            ],
            userProfiles: roles.map((ExecutionRole, index) => ({
              DomainId: 'd-1',
              UserProfileName: `u${String(index).padStart(3, '0')}`,
              UserProfileArn: arnOf('user-profile', `d-1/u${index}`),
              Status: failed.includes(index) ? ('Failed' as const) : ('InService' as const),
              CreationTime: daysAgo(1_000 - index),
              UserSettings: ExecutionRole === undefined ? {} : { ExecutionRole },
            })),
          },
        },
      }),
    ),
  });
}

describe('user profiles', () => {
  it('are all described while they share one role, be it by default', async () => {
    const live = await profilesWith([undefined, roleArn, ...Array(28).fill(undefined)]);
    const profiles = live.resources('AWS::SageMaker::UserProfile');
    expect(profiles.length).toBe(30);
    expect(profiles.every(({ unread }) => unread === undefined)).toBe(true);
    expect(live.calls['sagemaker:DescribeUserProfile']).toBe(30);
  });

  it('are not described any further once two roles differ', async () => {
    const live = await profilesWith([undefined, otherRole, ...Array(98).fill(undefined)]);
    const profiles = live.resources('AWS::SageMaker::UserProfile');
    expect(profiles.length).toBe(100);
    expect(live.calls['sagemaker:DescribeUserProfile']).toBeLessThan(12);
    expect(profiles.at(-1)).toMatchObject({
      unread: 'not needed: two profiles already differ',
      properties: { DomainId: 'd-1', Status: 'InService' },
    });
    expect(live.gaps).toEqual([]);
  });

  it('do not count as differing by a profile that could not be read', async () => {
    const faults: Fault[] = [{ match: { operation: 'DescribeUserProfile', resource: 'u001' }, effect: 'accessDenied' }];
    const live = await profilesWith([undefined, otherRole, undefined], faults);
    expect(live.resources('AWS::SageMaker::UserProfile').map(({ unread }) => unread)).toEqual([
      undefined,
      'AccessDeniedException on sagemaker:DescribeUserProfile',
      undefined,
    ]);
  });

  it('do not differ by one that nobody can use', async () => {
    const live = await profilesWith([otherRole, ...Array(18).fill(roleArn)], [], [0]);
    expect(live.resources('AWS::SageMaker::UserProfile').every(({ unread }) => unread === undefined)).toBe(true);
  });

  it('do not differ by a default that could not be read', async () => {
    const faults: Fault[] = [{ match: { operation: 'DescribeDomain' }, effect: 'accessDenied' }];
    const live = await profilesWith([undefined, otherRole, ...Array(18).fill(otherRole)], faults);
    expect(live.calls['sagemaker:DescribeUserProfile']).toBe(20);
  });
});
