import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { startSimulator } from '../../../simulator/server.ts';
import { wanting, withKeys } from '../../../test/support/live.ts';
import { accountId, now, role, smallAccount, smallEstate } from '../../../test/support/small-estate.ts';
import { type AwsOptions, openAws, SourceError } from './index.ts';

const notebooks = wanting('AWS::SageMaker::NotebookInstance');
const other = '444455556666';

function auditRole(account: string, externalId?: string) {
  const Condition = externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return {
    ...role,
    Arn: `arn:aws:iam::${account}:role/audit`,
    RoleName: 'audit',
    AssumeRolePolicyDocument: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...Condition }],
    }),
  };
}

interface Start extends Partial<AwsOptions> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
}

async function open({ environment = {}, faults = [], ...options }: Start) {
  withKeys(environment);
  const estate = smallEstate(smallAccount({ regions: {} }), {
    accountId: other,
    roles: [auditRole(other, 'larkspur')],
    optedInRegions: ['eu-south-2'],
  });
  const simulator = await startSimulator({ estate, faults });
  onTestFinished(() => simulator.close());
  const snapshot = await openAws({
    ...notebooks,
    endpointUrl: simulator.url,
    jobsSince: null,
    knownAccountIds: [],
    endpointTrafficDays: 30,
    toolVersion: '0.0.0',
    now,
    retries: { attempts: 2, delayMs: 1 },
    ...options,
  });
  return { snapshot, simulator };
}

async function refusal(start: Start): Promise<string> {
  try {
    await open(start);
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    const { message } = error as SourceError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('it was opened');
}

async function gapsOf({ snapshot }: Awaited<ReturnType<typeof open>>) {
  const gaps = [];
  for await (const record of snapshot.records) if ('gap' in record) gaps.push(record.gap);
  return gaps;
}

async function configFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sagevet-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'config');
  await writeFile(file, text);
  return file;
}

describe('a scan that cannot start', () => {
  it('says where credentials are looked for, when there are none', async () => {
    expect(
      await refusal({ regions: ['eu-west-1'], environment: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } }),
    ).toBe(
      'no AWS credentials found: set AWS_PROFILE or pass --profile, log in with `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  });

  it('says that the token has expired', async () => {
    const faults: Fault[] = [{ match: { service: 'sts' }, effect: 'expiredToken' }];
    expect(await refusal({ regions: ['eu-west-1'], faults })).toBe(
      'the AWS credentials have expired: renew them, for instance with `aws sso login`',
    );
  });

  it('says that AWS does not know the keys', async () => {
    const faults: Fault[] = [{ match: { service: 'sts' }, effect: 'invalidClientToken' }];
    expect(await refusal({ regions: ['eu-west-1'], faults })).toMatch(
      /^AWS does not accept the credentials \(InvalidClientTokenId\)/,
    );
  });

  it('names the profile that is meant', async () => {
    const AWS_CONFIG_FILE = await configFile(
      '[default]\nregion = eu-west-1\n[profile production]\nregion = eu-west-1\n',
    );
    expect(await refusal({ profile: 'producton', environment: { AWS_CONFIG_FILE } })).toBe(
      'unknown profile `producton` (neither in the AWS config nor in the credentials file): did you mean `production`?',
    );
    expect(await refusal({ environment: { AWS_CONFIG_FILE, AWS_PROFILE: 'zzz' } })).toMatch(/^unknown profile `zzz`/);
  });

  it('names the region that is meant, without a call', async () => {
    expect(await refusal({ regions: ['eu-wset-1'] })).toBe('unknown region `eu-wset-1`: did you mean `eu-west-1`?');
    expect(await refusal({ regions: ['eu-west-1', 'us-east-9'] })).toMatch(
      /^unknown region `us-east-9`: did you mean `us-east-\d`\?$/,
    );
    expect(await refusal({ regions: ['moon'] })).toBe(
      'unknown region `moon`: use a name such as `eu-west-1`, or `all`',
    );
    expect(await refusal({ environment: { AWS_REGION: 'eu-west-11' } })).toMatch(/^unknown region `eu-west-11`/);
  });

  it('asks for a region when nothing names one', async () => {
    expect(await refusal({})).toMatch(/^no region: pass `--region eu-west-1`/);
  });

  it('names the endpoint that does not answer, or is none', async () => {
    expect(await refusal({ regions: ['eu-west-1'], endpointUrl: 'http://127.0.0.1:9' })).toBe(
      'cannot reach http://127.0.0.1:9 (ECONNREFUSED): check the network, proxy and --endpoint-url',
    );
    expect(await refusal({ regions: ['eu-west-1'], endpointUrl: 'localhost:5000' })).toMatch(
      /^`localhost:5000` is no endpoint/,
    );
  });

  it('says what to check about a role that cannot be assumed', async () => {
    const roleArn = `arn:aws:iam::${other}:role/audit`;
    expect(await refusal({ regions: ['eu-west-1'], roles: [{ roleArn }] })).toBe(
      `cannot assume role \`${roleArn}\` (AccessDenied): check that it exists, its trust policy, and whether it asks for an --external-id`,
    );
    expect(await refusal({ regions: ['eu-west-1'], roles: [{ roleArn, externalId: 'wrong' }] })).toMatch(
      /and the external id$/,
    );
    expect(await refusal({ regions: ['eu-west-1'], roles: [{ roleArn: 'audit' }] })).toMatch(/^`audit` is no role ARN/);
  });

  it('is told when it was interrupted before it began', async () => {
    const stopped = AbortSignal.abort();
    expect(await refusal({ regions: ['eu-west-1'], signal: stopped })).toBe('interrupted before anything was read');
  });
});

describe('what the SDK has to say', () => {
  it('does not reach the terminal', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => void vi.restoreAllMocks());
    const AWS_CONFIG_FILE = await configFile(
      '[profile lab]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n',
    );
    await gapsOf(await open({ profile: 'lab', regions: ['eu-west-1'], environment: { AWS_CONFIG_FILE } }));
    expect([...written.mock.calls, ...warned.mock.calls, ...emitted.mock.calls]).toEqual([]);
  });
});

describe('the accounts of a scan', () => {
  it('are those of the roles', async () => {
    const { snapshot } = await open({
      regions: ['eu-west-1'],
      roles: [{ roleArn: `arn:aws:iam::${other}:role/audit`, externalId: 'larkspur' }],
    });
    expect(snapshot.header.accounts).toEqual([other]);
  });

  it('leave out one whose role cannot be assumed, which is a gap', async () => {
    const refused = 'arn:aws:iam::999999999999:role/audit';
    const opened = await open({
      regions: ['eu-west-1'],
      roles: [{ roleArn: refused }, { roleArn: `arn:aws:iam::${other}:role/audit`, externalId: 'larkspur' }],
    });
    expect(opened.snapshot.header.accounts).toEqual([other]);
    expect(await gapsOf(opened)).toMatchObject([
      {
        operation: 'sts:AssumeRole',
        permission: 'sts:AssumeRole',
        accountId: '999999999999',
        example: refused,
        count: 1,
      },
    ]);
  });
});

describe('the regions of a scan', () => {
  it('are those that are named, once each', async () => {
    const { snapshot } = await open({ regions: ['us-east-1', 'eu-west-1', 'us-east-1'] });
    expect(snapshot.header.regions).toEqual(['eu-west-1', 'us-east-1']);
  });

  it.each([
    ['AWS_REGION', { AWS_REGION: 'eu-north-1' }],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-north-1' }],
  ])('come from %s', async (_, environment) => {
    const { snapshot } = await open({ environment });
    expect(snapshot.header.regions).toEqual(['eu-north-1']);
  });

  it('come from the profile', async () => {
    const AWS_CONFIG_FILE = await configFile(
      '[profile lab]\nregion = eu-north-1\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n',
    );
    const { snapshot } = await open({ profile: 'lab', environment: { AWS_CONFIG_FILE } });
    expect(snapshot.header.regions).toEqual(['eu-north-1']);
  });

  it('may be all that the account has enabled', async () => {
    const roles = [{ roleArn: `arn:aws:iam::${other}:role/audit`, externalId: 'larkspur' }];
    const { snapshot } = await open({ regions: 'all', roles });
    expect(snapshot.header.regions).toContain('eu-south-2');
    expect(snapshot.header.regions).not.toContain('eu-south-1');
  });

  it('are those that AWS enables by default, where they cannot be asked for, and the gap says so', async () => {
    const opened = await open({ regions: 'all', faults: [{ match: { service: 'ec2' }, effect: 'accessDenied' }] });
    expect(opened.snapshot.header.regions.length).toBe(17);
    expect(await gapsOf(opened)).toMatchObject([
      {
        operation: 'ec2:DescribeRegions',
        permission: 'ec2:DescribeRegions',
        message: expect.stringContaining('opted into'),
      },
    ]);
  });

  it('that the account has not enabled are gaps', async () => {
    const gaps = await gapsOf(await open({ regions: ['eu-west-1', 'eu-south-1'] }));
    expect(gaps).toMatchObject([{ region: 'eu-south-1', hides: 'AWS::SageMaker::NotebookInstance' }]);
  });
});
