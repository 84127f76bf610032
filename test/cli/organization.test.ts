import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { exampleEstate } from '../../examples/estate/index.ts';
import type { OrganizationEstate } from '../../simulator/estate.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import type { JsonReport } from '../../src/reporters/json-report.ts';
import { sagevet } from '../support/cli.ts';
import { serviceControlPolicy, smallEstate } from '../support/small-estate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-organization-'));
const estate = exampleEstate(new Date());
const accountId = estate.accounts[0]?.accountId ?? '';

/** The caller's account below a unit that lets nobody pass roles. */
const organization: OrganizationEstate = {
  id: 'o-exampleorgid',
  managementAccountId: '999988887777',
  delegatedAdministrators: [accountId],
  targets: [
    { id: 'r-ab12', policies: ['p-FullAWSAccess'] },
    { id: 'ou-ab12-11111111', parent: 'r-ab12', policies: ['p-FullAWSAccess', 'p-no-pass-role'] },
    { id: accountId, parent: 'ou-ab12-11111111', policies: ['p-FullAWSAccess'] },
  ],
  policies: [
    serviceControlPolicy('p-FullAWSAccess', 'FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' }),
    serviceControlPolicy('p-no-pass-role', 'no-pass-role', { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' }),
  ],
};

let bound: Simulator;
let member: Simulator;
beforeAll(async () => {
  bound = await startSimulator({ estate: { ...estate, organization } });
  member = await startSimulator({
    estate: { ...estate, organization: { ...organization, delegatedAdministrators: [] } },
  });
});
beforeEach(() => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'example';
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([bound.close(), member.close()]);
});

const passRole = ['--control', 'notebook-instance-role-pass-role', '--control', 'training-job-role-pass-role'];
const passAndRead = [...passRole, '--control', 'notebook-instance-role-s3-access'];

function live({ url }: Simulator): string[] {
  return ['--endpoint-url', url, '--region', 'eu-west-1'];
}

async function scan(args: readonly string[]): Promise<JsonReport> {
  const { stdout } = await sagevet(['scan', '--format', 'json', ...args]);
  return JSON.parse(stdout) as JsonReport;
}

function verdicts({ findings }: JsonReport): string[] {
  return findings.map(({ control, status, resource, notes }) => `${control} ${resource.arn} ${status} ${notes}`).sort();
}

function statuses({ findings }: JsonReport): Set<string> {
  return new Set(findings.filter(({ control }) => control.endsWith('role-pass-role')).map(({ status }) => status));
}

describe('an organization that lets nobody pass roles', () => {
  it('makes the roles pass that fail by their own policies', async () => {
    expect(statuses(await scan([...live(member), ...passRole]))).toContain('FAILED');
    expect(statuses(await scan([...live(bound), ...passRole]))).not.toContain('FAILED');
  });

  it('is told from what was not considered', async () => {
    const notesOf = ({ findings }: JsonReport) =>
      findings
        .filter(({ status }) => status === 'FAILED')
        .map(({ notes }) => notes.filter((note) => note.startsWith('not considered')).join());
    const [seen, unseen] = [
      await scan([...live(bound), ...passAndRead]),
      await scan([...live(member), ...passAndRead]),
    ];
    expect(notesOf(seen).length).toBeGreaterThan(0);
    for (const note of notesOf(seen)) expect(note).not.toContain('service control policies');
    for (const note of notesOf(unseen)) expect(note).toContain('service control policies');
  });

  it('is judged from a collected snapshot as it is live', async () => {
    const snapshot = join(folder, 'bound.jsonl');
    await sagevet(['collect', '--output', snapshot, ...live(bound), ...passAndRead]);
    expect(verdicts(await scan([snapshot, ...passAndRead]))).toEqual(
      verdicts(await scan([...live(bound), ...passAndRead])),
    );
  });

  it('counts for one role that is asked about', async () => {
    const failing = (await scan([...live(member), ...passRole])).findings.find(({ status }) => status === 'FAILED');
    const role = String(failing?.evidence.find(({ property }) => property === 'RoleArn')?.observed);
    const ask = async (simulator: Simulator) =>
      (await sagevet(['iam', role, '--question', 'pass-role', '--endpoint-url', simulator.url])).stdout;
    expect(await ask(bound)).toContain('Can it pass any role? PASSED');
    expect(await ask(bound)).not.toContain('service control policies');
    expect(await ask(member)).toContain('Can it pass any role? FAILED');
    expect(await ask(member)).toContain('service control policies');
  });
});

describe('a member account that may not read its organization', () => {
  it('is told so once, and its scan is complete', async () => {
    const small = smallEstate();
    const simulator = await startSimulator({
      estate: { ...small, organization: { ...organization, delegatedAdministrators: [] } },
    });
    onTestFinished(() => simulator.close());
    const args = ['scan', ...live(simulator), '--control', 'notebook-instance-role-admin', '--fail-on-unknown'];
    const { code, stdout } = await sagevet(args);
    const told = stdout.replace(/\s+/g, ' ');
    expect(told).toContain('without service control policies');
    expect(told.match(/AccessDeniedException on organizations:ListParents/g)).toHaveLength(1);
    expect(code).toBe(0);
  });
});
