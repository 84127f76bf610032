import type { Resource } from '../../../model/resource.ts';
import type { SnapshotRecord } from '../../../model/snapshot.ts';
import { pagesOf, readAnswer } from '../listed.ts';
import type { RegionScan } from '../region-scan.ts';
import type { Collector } from '../types.ts';

const type = 'AWS::SageMaker::UserProfile';

interface Summary {
  readonly UserProfileName?: string | undefined;
  readonly DomainId?: string | undefined;
}

interface Settings {
  readonly Status?: string;
  readonly DefaultUserSettings?: { readonly ExecutionRole?: string };
  readonly UserSettings?: { readonly ExecutionRole?: string };
}

/** How many profiles of a domain are described at once, and perhaps in vain. */
const atOnce = 5;

/** Profiles that nobody can use do not tell that roles differ. */
const notUsable: readonly string[] = ['Deleting', 'Failed', 'Delete_Failed'];

export const userProfiles: Collector = {
  resourceType: type,
  needs: ['AWS::SageMaker::Domain'],
  actions: [
    { action: 'sagemaker:ListUserProfiles', why: 'finds the user profiles of the domains', resourceScoped: false },
    { action: 'sagemaker:DescribeUserProfile', why: 'reads the execution role of a profile', resourceScoped: true },
  ],
  async *collect(scan) {
    const pages = pagesOf(
      scan,
      type,
      (NextToken) => scan.sagemaker('ListUserProfiles', { NextToken, MaxResults: 100 }),
      (page) => page.UserProfiles,
    );
    const byDomain = new Map<string, Summary[]>();
    for await (const page of pages) {
      for (const summary of page) {
        const { DomainId = '' } = summary;
        const profiles = byDomain.get(DomainId);
        if (profiles === undefined) byDomain.set(DomainId, [summary]);
        else profiles.push(summary);
      }
    }
    for (const [domainId, profiles] of byDomain) yield* readProfiles(scan, domainId, profiles);
  },
};

/** The list does not tell a profile's role. One Describe for each is needed only until two roles differ. */
async function* readProfiles(
  scan: RegionScan,
  domainId: string,
  profiles: readonly Summary[],
): AsyncGenerator<SnapshotRecord> {
  const domains = await scan.kept.all('AWS::SageMaker::Domain');
  const domain = domains.find(({ properties }) => (properties as { DomainId?: string }).DomainId === domainId);
  const defaultRole = (domain?.properties as Settings | undefined)?.DefaultUserSettings?.ExecutionRole;
  const roles = new Set<string>();
  for (let start = 0; start < profiles.length; start += atOnce) {
    const some = profiles.slice(start, start + atOnce);
    const read =
      roles.size < 2
        ? await Promise.all(some.map((profile) => describe(scan, profile)))
        : some.map((profile) => skip(scan, profile));
    for (const resource of read) {
      const { UserSettings, Status = '' } = resource.properties as Settings;
      const role = UserSettings?.ExecutionRole ?? defaultRole;
      const isUsable = resource.unread === undefined && resource.gone === undefined && !notUsable.includes(Status);
      if (role !== undefined && isUsable) roles.add(role);
      yield { resource };
    }
  }
}

async function describe(scan: RegionScan, profile: Summary): Promise<Resource> {
  const { UserProfileName, DomainId } = profile;
  const described = await scan.sagemaker('DescribeUserProfile', { UserProfileName, DomainId });
  const arn = arnOf(scan, profile);
  return scan.resource(type, {
    name: UserProfileName ?? '',
    arn,
    operation: 'DescribeUserProfile',
    tags: await scan.tags(type, arn),
    ...readAnswer(scan, described, profile, arn),
  });
}

function skip(scan: RegionScan, profile: Summary): Resource {
  return scan.resource(type, {
    name: profile.UserProfileName ?? '',
    arn: arnOf(scan, profile),
    operation: 'ListUserProfiles',
    answer: profile,
    unread: 'not needed: two profiles already differ',
  });
}

// The list does not hold it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html
function arnOf(scan: RegionScan, { DomainId = '', UserProfileName = '' }: Summary): string {
  return scan.arn(`user-profile/${DomainId}/${UserProfileName}`);
}
