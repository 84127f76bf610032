import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../simulator/faults.ts';
import { type Collected, collectLive, wanting } from '../../../../test/support/live.ts';
import { accountId, organization, smallAccount, smallEstate } from '../../../../test/support/small-estate.ts';

const roles = wanting('AWS::SageMaker::NotebookInstance', 'AWS::IAM::Role');
const ownPoliciesOnly = 'roles are judged by their own policies, without service control policies';

function collect(changes: Partial<typeof organization> = {}, faults: readonly Fault[] = []): Promise<Collected> {
  return collectLive({ ...roles, estate: { ...smallEstate(), organization: { ...organization, ...changes } }, faults });
}

function levelsIn(live: Collected) {
  return live.facts('service-control-policies')[accountId];
}

describe('the service control policies of an account', () => {
  it('come level by level from the root down, with their documents', async () => {
    const live = await collect();
    expect(live.facts('organization')[accountId]).toEqual({
      id: 'o-exampleorgid',
      path: 'o-exampleorgid/r-ab12/ou-ab12-11111111/ou-ab12-22222222/',
    });
    expect(levelsIn(live)).toMatchObject({
      levels: [
        { target: 'r-ab12', policies: [{ name: 'FullAWSAccess' }] },
        { target: 'ou-ab12-11111111', policies: [{ name: 'FullAWSAccess' }, { name: 'regions' }] },
        { target: 'ou-ab12-22222222', policies: [{ name: 'FullAWSAccess' }] },
        { target: accountId, policies: [{ name: 'FullAWSAccess', document: expect.stringContaining('"Allow"') }] },
      ],
    });
    expect(live.gaps).toEqual([]);
    expect(live.calls['organizations:DescribePolicy']).toBe(2);
  });

  it('are the same from pages of one', async () => {
    const [whole, short] = await Promise.all([
      collect(),
      collectLive({ ...roles, estate: smallEstate(), pageLimit: 1 }),
    ]);
    expect(levelsIn(short)).toEqual(levelsIn(whole));
  });

  it('are read once, however many regions and roles there are', async () => {
    const region = smallAccount().regions?.['eu-west-1'] ?? {};
    const live = await collectLive({
      ...roles,
      estate: smallEstate(smallAccount({ regions: { 'eu-west-1': region, 'us-east-1': region } })),
      regions: ['eu-west-1', 'us-east-1'],
    });
    expect(live.calls['organizations:DescribeOrganization']).toBe(1);
    expect(Object.keys(live.facts('service-control-policies'))).toEqual([accountId]);
  });

  it('are not asked for where no role is read', async () => {
    const live = await collectLive({ estate: smallEstate(), ...wanting('AWS::SageMaker::NotebookInstance') });
    expect(Object.keys(live.calls).filter((call) => call.startsWith('organizations:'))).toEqual([]);
  });

  it('are none in the management account, which they do not bind', async () => {
    const live = await collect({ managementAccountId: accountId });
    expect(levelsIn(live)).toEqual({ levels: [] });
    expect(live.calls['organizations:ListPoliciesForTarget']).toBeUndefined();
  });

  it('are none outside of organizations', async () => {
    const live = await collectLive({ ...roles, estate: { now: smallEstate().now, accounts: [smallAccount()] } });
    expect(levelsIn(live)).toEqual({ levels: [] });
    expect(live.facts('organization')).toEqual({ [accountId]: { id: null } });
    expect(live.gaps).toEqual([]);
  });

  it('are none where the organization does not use them', async () => {
    const targets = organization.targets.map((target) => ({ ...target, policies: [] }));
    expect(levelsIn(await collect({ targets }))).toEqual({ levels: [] });
    expect(levelsIn(await collect({ featureSet: 'CONSOLIDATED_BILLING', targets }))).toEqual({ levels: [] });
  });

  it('are left out with a note in a member account that may not read them, although its organization is known', async () => {
    const live = await collect({ delegatedAdministrators: [] });
    expect(levelsIn(live)).toBeUndefined();
    expect(live.facts('organization')[accountId]).toEqual({ id: 'o-exampleorgid' });
    expect(live.gaps).toMatchObject([
      { operation: 'organizations:ListParents', code: 'AccessDeniedException', recovered: ownPoliciesOnly },
    ]);
  });

  it.each(['DescribeOrganization', 'ListParents', 'ListPoliciesForTarget', 'DescribePolicy'])(
    'are left out whole where organizations:%s is denied, with one note',
    async (operation) => {
      const live = await collect({}, [{ match: { operation }, effect: 'accessDenied' }]);
      expect(levelsIn(live)).toBeUndefined();
      expect(live.gaps).toMatchObject([
        {
          operation: `organizations:${operation}`,
          permission: `organizations:${operation}`,
          recovered: ownPoliciesOnly,
        },
      ]);
      expect(live.resources('AWS::IAM::Role').length).toBe(1);
    },
  );

  it('are left out with a gap where the service fails', async () => {
    const live = await collect({}, [{ match: { service: 'organizations' }, effect: 'serverError' }]);
    expect(levelsIn(live)).toBeUndefined();
    expect(live.gaps.map(({ operation, recovered }) => [operation, recovered])).toEqual([
      ['organizations:DescribeOrganization', undefined],
    ]);
  });

  it('are left out with a gap where the answers contradict themselves', async () => {
    const [root, ...others] = organization.targets;
    const bare = await collect({ targets: [{ id: root?.id ?? '', policies: [] }, ...others] });
    expect(levelsIn(bare)).toBeUndefined();
    expect(bare.gaps).toMatchObject([{ code: 'UnexpectedAnswer', message: expect.stringContaining('r-ab12') }]);
    const circle = organization.targets.map((target) => ({ parent: accountId, ...target }));
    const endless = await collect({ targets: circle });
    expect(levelsIn(endless)).toBeUndefined();
    expect(endless.gaps).toMatchObject([{ operation: 'organizations:ListParents', code: 'UnexpectedAnswer' }]);
  });
});
