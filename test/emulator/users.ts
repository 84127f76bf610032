import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import type { policyDocument } from '../../src/index.ts';
import type { Account, Keys } from './account.ts';

/** Makes a user with one policy, or none. */
export async function createUser({ iam }: Account, UserName: string, document?: object): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName }));
  if (document !== undefined) {
    const PolicyDocument = JSON.stringify(document);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/**
 * A policy that allows in moto what it allows in AWS. moto takes CloudWatch's prefix from the signature. And for HeadBucket
 * it asks for an action of that name, which AWS does not know, before it looks whether there is such a bucket.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function inMotosWords({ Statement, ...document }: ReturnType<typeof policyDocument>): object {
  const translated = Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.map((action) => action.replace(/^cloudwatch:/, 'monitoring:')),
  }));
  const headBucket = { Sid: 'MotoHeadBucket', Effect: 'Allow', Action: 's3:HeadBucket', Resource: '*' };
  return { ...document, Statement: [...translated, headBucket] };
}
