import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import type { Account, OrganizationEstate, Region } from './estate.ts';
import { type SimulatorOptions, startSimulator } from './server.ts';

export const now = new Date('2026-11-22T12:00:00Z');
export const home = '111122223333';
export const other = '444455556666';

export function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

export function account(parts: Partial<Account> & { region?: Region } = {}): Account {
  const { region, ...rest } = parts;
  return { accountId: home, ...(region !== undefined && { regions: { 'eu-west-1': region } }), ...rest };
}

/** A simulator for one test, and the SDK's clients pointed at it. */
export async function simulate(
  options: Partial<SimulatorOptions> & { accounts?: readonly Account[]; organization?: OrganizationEstate },
) {
  const { accounts = [account()], organization, ...rest } = options;
  const simulator = await startSimulator({
    estate: { now, accounts, ...(organization !== undefined && { organization }) },
    ...rest,
  });
  onTestFinished(() => simulator.close());
  return { simulator, ...clients(simulator.url) };
}

export interface ClientSettings {
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

export function clients(endpoint: string, settings: ClientSettings = {}) {
  const config = {
    endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    ...settings,
  };
  return {
    sagemaker: new SageMakerClient(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    ec2: new EC2Client(config),
    organizations: new OrganizationsClient(config),
  };
}

/** Name, HTTP status and message of what a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; status: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status =
      typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
    return { name: error.name, status, message: error.message };
  }
  throw new Error('the call was answered');
}
