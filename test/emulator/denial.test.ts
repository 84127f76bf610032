import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { permissionsFor, policyDocument, type Report } from '../../src/index.ts';
import { homeAccount } from './account.ts';
import { seedPlatform } from './seed.ts';
import { commandLine, describeWithMoto, liveScan, verdictsOf } from './suite.ts';
import { createUser, inMotosWords } from './users.ts';

const permissions = permissionsFor({});

/** Gaps that are there for a caller who may do anything: what moto does not implement. */
const ofMoto = new Set(['HTTP500', 'ValidationException']);

function denials({ gaps }: Report) {
  return gaps.filter(({ code }) => !ofMoto.has(code));
}

/**
 * Permissions of which moto knows better: it asks for s3:ListBucket where AWS asks for s3:GetEncryptionConfiguration, and
 * the scan has no call to make for the others of these in what moto can hold.
 */
const notAsked = [
  'ec2:DescribeRegions',
  'iam:GetAccountAuthorizationDetails',
  // The account is in no organization.
  'organizations:DescribePolicy',
  'organizations:ListParents',
  'organizations:ListPoliciesForTarget',
  's3:GetEncryptionConfiguration',
  'sagemaker:DescribeEndpoint',
  'sagemaker:DescribeInferenceComponent',
  'sagemaker:DescribeModelPackage',
  'sagemaker:DescribeMonitoringSchedule',
  'sagemaker:DescribeUserProfile',
  'sagemaker:ListTags',
  // AWS, and moto, allow it to everybody.
  'sts:GetCallerIdentity',
];

describeWithMoto('moto with its IAM in force', { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' }, (moto) => {
  let trusted: Report;
  beforeAll(async () => {
    await seedPlatform(homeAccount(moto().url));
    trusted = await liveScan(moto());
  });
  beforeEach(() => moto().trustEverybody());
  afterEach(() => moto().trustEverybody());

  const userWith = (name: string, document?: object) => createUser(homeAccount(moto().url), name, document);

  it('lets a user with the printed policy scan everything', async () => {
    const printed = JSON.parse((await commandLine(moto(), ['policy'])).stdout);
    expect(printed).toEqual(policyDocument(permissions));
    const keys = await userWith('auditor', inMotosWords(printed));
    await moto().enforceIam();
    const report = await liveScan(moto(), {}, keys);
    expect(denials(report)).toEqual([]);
    expect(verdictsOf(report)).toEqual(verdictsOf(trusted));
  });

  it('has no verdict for a user without permissions, and names those that are needed', async () => {
    const keys = await userWith('nobody');
    await moto().enforceIam();
    const report = await liveScan(moto(), {}, keys);
    expect(report.counts).toMatchObject({ PASSED: 0, FAILED: 0, NOT_APPLICABLE: 0 });
    expect(report.counts.UNKNOWN).toBe(report.controls.length);
    expect(report.errors).toEqual([]);
    const named = report.gaps.map(({ permission }) => permission);
    expect(named).not.toContain(undefined);
    expect(new Set(named)).toEqual(
      new Set([
        ...permissions
          .map(({ action }) => action)
          .filter((action) => action.startsWith('sagemaker:List') && action !== 'sagemaker:ListTags'),
        'sagemaker:Search',
        's3:ListAllMyBuckets',
      ]),
    );
  });

  it('tells the exit codes of a scan that saw nothing from those of one that saw everything', async () => {
    const keys = await userWith('stranger');
    await moto().enforceIam();
    const quiet = await commandLine(moto(), ['scan'], keys);
    expect(quiet.code).toBe(0);
    expect(quiet.stdout).toContain('sagemaker:ListNotebookInstances');
    expect(quiet.stdout).toContain('could not be judged');
    expect((await commandLine(moto(), ['scan', '--fail-on-unknown'], keys)).code).toBe(3);
  });

  it('says in one line that keys are not accepted', async () => {
    await moto().enforceIam();
    const { code, stdout, stderr } = await commandLine(moto(), ['scan'], {
      accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
      secretAccessKey: 'wrong',
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('InvalidClientTokenId');
  });

  it.each(permissions.map(({ action }) => action))('names %s as the one gap of a user who lacks it', async (lacked) => {
    const rest = policyDocument(permissions.filter(({ action }) => action !== lacked));
    const keys = await userWith(`without-${lacked.replace(':', '-')}`, inMotosWords(rest));
    await moto().enforceIam();
    const report = await liveScan(moto(), {}, keys);

    const named = new Set(denials(report).map(({ permission }) => permission));
    if (notAsked.includes(lacked)) expect(named).toEqual(new Set());
    else expect(named).toContain(lacked);
    named.delete(lacked);
    // What moto asks for by another action than AWS.
    if (lacked === 's3:ListBucket') named.delete('s3:GetEncryptionConfiguration');
    expect(named).toEqual(new Set());

    const before = verdictsOf(trusted);
    for (const { control, resource, status } of report.findings) {
      if (status !== 'UNKNOWN') expect(status, `${control} ${resource.name}`).toBe(before[control]?.[resource.name]);
    }
    expect(report.errors).toEqual([]);
  });
});
