import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
} from '@aws-sdk/client-organizations';
import { expect, it } from 'vitest';
import type { OrganizationEstate } from './estate.ts';
import { account, home, other, refusal, simulate } from './testing.ts';

const document = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
const policy = (Id: string, Type: 'SERVICE_CONTROL_POLICY' | 'TAG_POLICY') => ({
  PolicySummary: { Id, Name: Id.slice(2), Type },
  Content: document,
});

const organization: OrganizationEstate = {
  id: 'o-example',
  managementAccountId: home,
  targets: [
    { id: 'r-ab12', policies: ['p-full'] },
    { id: 'ou-ab12-1', parent: 'r-ab12', policies: ['p-full', 'p-narrow', 'p-tags'] },
    { id: other, parent: 'ou-ab12-1', policies: ['p-full'] },
  ],
  policies: [
    policy('p-full', 'SERVICE_CONTROL_POLICY'),
    policy('p-narrow', 'SERVICE_CONTROL_POLICY'),
    policy('p-tags', 'TAG_POLICY'),
  ],
};

it('leads from an account over its units to the root', async () => {
  const { organizations } = await simulate({ organization });
  const parentsOf = async (ChildId: string) => (await organizations.send(new ListParentsCommand({ ChildId }))).Parents;
  expect(await parentsOf(other)).toEqual([{ Id: 'ou-ab12-1', Type: 'ORGANIZATIONAL_UNIT' }]);
  expect(await parentsOf('ou-ab12-1')).toEqual([{ Id: 'r-ab12', Type: 'ROOT' }]);
});

it('lists the policies of one kind at a target, page by page, and shows their documents', async () => {
  const { organizations } = await simulate({ organization, pageLimit: 1 });
  const input = { TargetId: 'ou-ab12-1', Filter: 'SERVICE_CONTROL_POLICY' } as const;
  const first = await organizations.send(new ListPoliciesForTargetCommand(input));
  const second = await organizations.send(new ListPoliciesForTargetCommand({ ...input, NextToken: first.NextToken }));
  expect([first, second].map(({ Policies }) => Policies?.map(({ Id }) => Id))).toEqual([['p-full'], ['p-narrow']]);
  expect(second.NextToken).toBeUndefined();
  const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId: 'p-narrow' }));
  expect(Policy?.Content).toBe(document);
});

it('describes the organization to a member, and nothing else', async () => {
  const { organizations } = await simulate({ organization, accounts: [account({ accountId: other })] });
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  expect(Organization).toMatchObject({ Id: 'o-example', MasterAccountId: home, FeatureSet: 'ALL' });
  const listed = organizations.send(new ListParentsCommand({ ChildId: other }));
  expect(await refusal(listed)).toMatchObject({ name: 'AccessDeniedException', status: 400 });
});

it('answers a delegated administrator as it does the management account', async () => {
  const delegated = { ...organization, delegatedAdministrators: [other] };
  const { organizations } = await simulate({ organization: delegated, accounts: [account({ accountId: other })] });
  expect((await organizations.send(new ListParentsCommand({ ChildId: other }))).Parents?.length).toBe(1);
});

it('is not in use for an account outside of organizations', async () => {
  const { organizations } = await simulate({});
  expect(await refusal(organizations.send(new DescribeOrganizationCommand({})))).toMatchObject({
    name: 'AWSOrganizationsNotInUseException',
    status: 400,
  });
});

it('fails where a fault strikes, and does not know what is not declared', async () => {
  const { organizations, simulator } = await simulate({ organization });
  const unknown = organizations.send(new DescribePolicyCommand({ PolicyId: 'p-other' }));
  expect(await refusal(unknown)).toMatchObject({ name: 'PolicyNotFoundException' });
  simulator.setFaults([{ match: { action: 'organizations:DescribePolicy' }, effect: 'accessDenied' }]);
  const denied = organizations.send(new DescribePolicyCommand({ PolicyId: 'p-full' }));
  expect(await refusal(denied)).toMatchObject({ name: 'AccessDeniedException' });
  expect(simulator.callCounts['organizations:DescribePolicy']).toBe(2);
});
