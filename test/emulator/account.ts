import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { silenceVersionWarning } from '../../src/sources/aws/clients.ts';

export const region = 'eu-west-1';
/** The account of everybody whose keys moto did not hand out. */
export const homeAccountId = '123456789012';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const homeKeys: Keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };

/** The SDK's clients for one account of an emulator: what a seed is written with. */
export interface Account {
  readonly id: string;
  readonly sagemaker: SageMakerClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
}

export function homeAccount(endpoint: string): Account {
  return accountWith(homeAccountId, endpoint, homeKeys);
}

/** An account into which nobody has to be let: moto takes every role for one that may be assumed. */
export async function otherAccount(id: string, endpoint: string): Promise<Account> {
  silenceVersionWarning();
  const sts = new STSClient({ endpoint, region, credentials: homeKeys });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${id}:role/founder`, RoleSessionName: 'seed' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return accountWith(id, endpoint, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
}

function accountWith(id: string, endpoint: string, credentials: Keys): Account {
  silenceVersionWarning();
  const configuration = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    id,
    sagemaker: new SageMakerClient(configuration),
    iam: new IAMClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    cloudwatch: new CloudWatchClient(configuration),
  };
}
