import type { Caller, Service } from './caller.ts';
import type { OrganizationEstate, OrganizationTarget } from './estate.ts';
import { toJson } from './json.ts';
import { cutPage } from './paging.ts';
import { AwsError } from './wire.ts';

type Input = Readonly<Record<string, unknown>>;

const mostOnAPage = 20;

/** AWS Organizations' JSON 1.1 protocol, as far as service control policies need it. */
export const organizations: Service = {
  protocol: 'json',
  regional: false,
  read(request) {
    const operation = (request.headers['x-amz-target'] ?? '').replace(/^AWSOrganizationsV20161128\./, '');
    const input: Input = JSON.parse(request.body === '' ? '{}' : request.body);
    return {
      operation,
      action: `organizations:${operation}`,
      resources: Object.entries(input).flatMap(([name, value]) =>
        typeof value === 'string' && name !== 'NextToken' ? [value] : [],
      ),
      answer: (caller) => ({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: toJson(run(operation, input, caller)),
      }),
    };
  },
};

function run(operation: string, input: Input, caller: Caller): object {
  const organization = organizationOf(caller);
  switch (operation) {
    case 'DescribeOrganization':
      return describeOrganization(organization);
    case 'ListParents':
      return listParents(administered(organization, caller), input, caller);
    case 'ListPoliciesForTarget':
      return listPoliciesForTarget(administered(organization, caller), input, caller);
    case 'DescribePolicy':
      return describePolicy(administered(organization, caller), input);
    default:
      throw new AwsError('UnknownOperationException', `Unknown operation ${operation}`);
  }
}

function organizationOf({ estate: { organization }, account }: Caller): OrganizationEstate {
  const belongs =
    organization !== undefined &&
    (organization.managementAccountId === account.accountId ||
      organization.targets.some(({ id }) => id === account.accountId));
  if (belongs) return organization;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** Only the management account and delegated administrators may look around; any member may describe its organization. */
function administered(organization: OrganizationEstate, { account: { accountId } }: Caller): OrganizationEstate {
  const { managementAccountId, delegatedAdministrators = [] } = organization;
  if (accountId === managementAccountId || delegatedAdministrators.includes(accountId)) return organization;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
}

function describeOrganization({ id, managementAccountId, featureSet = 'ALL' }: OrganizationEstate): object {
  return {
    Organization: {
      Id: id,
      Arn: `arn:aws:organizations::${managementAccountId}:organization/${id}`,
      FeatureSet: featureSet,
      MasterAccountId: managementAccountId,
      MasterAccountArn: `arn:aws:organizations::${managementAccountId}:account/${id}/${managementAccountId}`,
    },
  };
}

function listParents(organization: OrganizationEstate, input: Input, caller: Caller): object {
  const child = organization.targets.find(({ id }) => id === input.ChildId);
  if (child?.parent === undefined) {
    throw new AwsError('ChildNotFoundException', 'You specified a child that does not exist.');
  }
  const type = targetOf(organization, child.parent).parent === undefined ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  return paged('Parents', [{ Id: child.parent, Type: type }], input, caller);
}

function listPoliciesForTarget(organization: OrganizationEstate, input: Input, caller: Caller): object {
  const { policies } = targetOf(organization, input.TargetId);
  const summaries = policies.map((id) => policyOf(organization, id).PolicySummary ?? {});
  return paged(
    'Policies',
    summaries.filter(({ Type }) => Type === input.Filter),
    input,
    caller,
  );
}

function describePolicy(organization: OrganizationEstate, input: Input): object {
  return { Policy: policyOf(organization, input.PolicyId) };
}

function targetOf({ targets }: OrganizationEstate, wanted: unknown): OrganizationTarget {
  const target = targets.find(({ id }) => id === wanted);
  if (target !== undefined) return target;
  throw new AwsError('TargetNotFoundException', 'You specified a target that does not exist.');
}

function policyOf({ policies }: OrganizationEstate, wanted: unknown) {
  const policy = policies.find(({ PolicySummary }) => PolicySummary?.Id === wanted);
  if (policy !== undefined) return policy;
  throw new AwsError('PolicyNotFoundException', 'You specified a policy that does not exist.');
}

function paged(member: string, entries: readonly object[], input: Input, { pageLimit }: Caller): object {
  const { NextToken: token, ...query } = input;
  const page = cutPage({
    total: entries.length,
    size: Math.min(Number(input.MaxResults ?? mostOnAPage), pageLimit),
    token: typeof token === 'string' ? token : undefined,
    query: JSON.stringify(query),
    invalidToken: () => new AwsError('InvalidInputException', 'You provided an invalid pagination token.'),
  });
  return { [member]: entries.slice(page.start, page.end), NextToken: page.nextToken };
}
