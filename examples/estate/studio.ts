import type {
  DescribeAppImageConfigResponse,
  DescribeDomainResponse,
  DescribeImageResponse,
  DescribeSpaceResponse,
  DescribeUserProfileResponse,
  Tag,
} from '@aws-sdk/client-sagemaker';
import { arn, daysAgo, networkOf, type Place, roleArn } from './place.ts';

const analytics = 'd-analyticshub1';
const risk = 'd-riskmodelling';
const assistant = 'd-assistantlab1';

/** In the first domain everybody works as one role, in the second each as their own. */
export function domains(place: Place): DescribeDomainResponse[] {
  return [
    domain(place, analytics, 'analytics-hub', 'studio-everyone'),
    domain(place, risk, 'risk-modelling', 'studio-risk-analyst'),
  ];
}

export function userProfiles(place: Place): DescribeUserProfileResponse[] {
  return [
    ...['ana', 'bartosz', 'chiara', 'dmitri', 'emeka'].map((name) => profile(place, analytics, name)),
    profile(place, analytics, 'farah', 'studio-everyone'),
    profile(place, risk, 'analyst'),
    profile(place, risk, 'engineer', 'studio-risk-engineer'),
    profile(place, risk, 'lead', 'studio-risk-lead'),
  ];
}

export function spaces(place: Place): DescribeSpaceResponse[] {
  return [
    space(place, analytics, 'ana-notebooks', 'Private', 'ana'),
    space(place, analytics, 'quarterly-review', 'Shared', 'chiara'),
  ];
}

/** One profile alone shares its role with nobody. */
export function secondRegionDomains(place: Place): DescribeDomainResponse[] {
  return [domain(place, assistant, 'assistant-lab', 'studio-everyone')];
}

export function secondRegionUserProfiles(place: Place): DescribeUserProfileResponse[] {
  return [profile(place, assistant, 'gita')];
}

export function images(place: Place): DescribeImageResponse[] {
  return ['larkspur-pytorch', 'larkspur-geo', 'scratch-cuda'].map((name) => ({
    ImageName: name,
    ImageArn: arn(place, 'image', name),
    ImageStatus: 'CREATED',
    DisplayName: name,
    CreationTime: daysAgo(place, 250),
    LastModifiedTime: daysAgo(place, 40),
    RoleArn: roleArn('studio-everyone'),
  }));
}

export function appImageConfigs(place: Place): DescribeAppImageConfigResponse[] {
  return ['larkspur-pytorch-lab', 'larkspur-geo-lab', 'scratch-cuda-kernel'].map((name) => ({
    AppImageConfigName: name,
    AppImageConfigArn: arn(place, 'app-image-config', name),
    CreationTime: daysAgo(place, 250),
    LastModifiedTime: daysAgo(place, 40),
    JupyterLabAppImageConfig: { ContainerConfig: { ContainerEntrypoint: ['jupyter-lab'] } },
  }));
}

/** Images of the scratch kind have no tags, those of the geo kind none that anybody chose. */
export function studioTags(place: Place): Record<string, Tag[]> {
  const chosen = [
    { Key: 'team', Value: 'ml-platform' },
    { Key: 'cost-center', Value: '4711' },
  ];
  const automatic = [{ Key: 'aws:cloudformation:stack-name', Value: 'studio-images' }];
  return {
    [arn(place, 'image', 'larkspur-pytorch')]: chosen,
    [arn(place, 'image', 'larkspur-geo')]: automatic,
    [arn(place, 'app-image-config', 'larkspur-pytorch-lab')]: chosen,
    [arn(place, 'app-image-config', 'larkspur-geo-lab')]: automatic,
  };
}

function domain(place: Place, id: string, name: string, role: string): DescribeDomainResponse {
  const { Subnets, SecurityGroupIds } = networkOf(place);
  return {
    DomainArn: arn(place, 'domain', id),
    DomainId: id,
    DomainName: name,
    Status: 'InService',
    CreationTime: daysAgo(place, 300),
    LastModifiedTime: daysAgo(place, 30),
    AuthMode: 'IAM',
    DefaultUserSettings: { ExecutionRole: roleArn(role), SecurityGroups: SecurityGroupIds },
    DefaultSpaceSettings: { ExecutionRole: roleArn(role), SecurityGroups: SecurityGroupIds },
    AppNetworkAccessType: 'VpcOnly',
    SubnetIds: Subnets,
    VpcId: 'vpc-0a1b2c3d4e5f60718',
    Url: `https://${id}.studio.${place.region}.sagemaker.aws`,
  };
}

function profile(place: Place, domainId: string, name: string, role?: string): DescribeUserProfileResponse {
  return {
    DomainId: domainId,
    UserProfileArn: arn(place, 'user-profile', `${domainId}/${name}`),
    UserProfileName: name,
    Status: 'InService',
    CreationTime: daysAgo(place, 290),
    LastModifiedTime: daysAgo(place, 60),
    ...(role !== undefined && { UserSettings: { ExecutionRole: roleArn(role) } }),
  };
}

function space(
  place: Place,
  domainId: string,
  name: string,
  SharingType: 'Private' | 'Shared',
  owner: string,
): DescribeSpaceResponse {
  return {
    DomainId: domainId,
    SpaceName: name,
    SpaceArn: arn(place, 'space', `${domainId}/${name}`),
    Status: 'InService',
    CreationTime: daysAgo(place, 100),
    LastModifiedTime: daysAgo(place, 2),
    SpaceSettings: { AppType: 'JupyterLab' },
    SpaceSharingSettings: { SharingType },
    OwnershipSettings: { OwnerUserProfileName: owner },
  };
}
