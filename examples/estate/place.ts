/** One account and region at one moment: what the builders of resources share. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
}

export const production = '111122223333';
export const research = '444455556666';
export const weatherVendor = '777788889999';
export const panelVendor = '888899990000';
export const sampleData = '999900001111';

const dayMs = 86_400_000;

export function daysAgo({ now }: { readonly now: Date }, days: number): Date {
  return new Date(now.getTime() - days * dayMs);
}

export function arn({ region, accountId }: Place, kind: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name}`;
}

export function roleArn(name: string, accountId = production): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

export function keyArn({ region, accountId }: Place): string {
  return `arn:aws:kms:${region}:${accountId}:key/5a1c7f0e-3d0b-4a53-9a3e-2f6f0c9d1b27`;
}

export function deepLearningImage({ region }: Place, repository: string, tag: string): string {
  return `763104351884.dkr.ecr.${region}.amazonaws.com/${repository}:${tag}`;
}

/** The network of the platform in each region. */
export const privateNetwork: Readonly<Record<string, { Subnets: string[]; SecurityGroupIds: string[] }>> = {
  'eu-west-1': {
    Subnets: ['subnet-0a11ce5e0a1b2c3d4', 'subnet-0b0b5e0fa1b2c3d4e'],
    SecurityGroupIds: ['sg-0c1a55e5a1b2c3d4e'],
  },
  'us-east-1': {
    Subnets: ['subnet-0ddba11a1b2c3d4e5', 'subnet-0feed5a1b2c3d4e5f'],
    SecurityGroupIds: ['sg-0decade5a1b2c3d4e'],
  },
};

export function networkOf({ region }: Place): { Subnets: string[]; SecurityGroupIds: string[] } {
  return privateNetwork[region] ?? { Subnets: [], SecurityGroupIds: [] };
}
