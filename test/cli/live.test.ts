import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exampleEstate } from '../../examples/estate/index.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { catalogue } from '../../src/controls/index.ts';
import { permissionsFor } from '../../src/index.ts';
import type { JsonReport } from '../../src/reporters/json-report.ts';
import { sagevet, type World } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-live-'));
const before = { ...process.env };
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ estate: exampleEstate(new Date()) });
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await simulator.close();
});
beforeEach(() => {
  simulator.setFaults([]);
  simulator.resetCalls();
  process.env = {
    PATH: before.PATH,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
    AWS_RETRY_MODE: 'standard',
  };
});

function scan(args: readonly string[], world: World = {}) {
  return sagevet(['scan', '--endpoint-url', simulator.url, '--region', 'eu-west-1,us-east-1', ...args], world);
}

async function json(args: readonly string[]): Promise<JsonReport> {
  const { stdout, stderr } = await scan(['--format', 'json', ...args]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as JsonReport;
}

/** What findings say, without when they were made and in no particular order. */
function verdicts({ findings }: JsonReport): string[] {
  return findings
    .map(({ control, status, resource, cause }) => `${control} ${status} ${resource.arn ?? resource.name} ${cause}`)
    .sort();
}

describe('the example platform, scanned live', () => {
  it('fails and passes every published control on the resources that its table names', async () => {
    const { findings } = await json([]);
    const table = readFileSync(new URL('../../examples/estate/README.md', import.meta.url), 'utf8');
    const rows = [...table.matchAll(/^\| ((?:SageMaker|CTL)\.\S+)\s*\| `(\S+?)…?`\s*\| `(\S+?)…?`/gm)];
    expect(rows).toHaveLength(40);
    for (const [, id = '', failing = '', passing = ''] of rows) {
      const statuses = (name: string) =>
        findings
          .filter(
            ({ publishedAs, resource }) =>
              publishedAs.some((published) => published.id === id) && isCalled(resource, name),
          )
          .map(({ status }) => status);
      expect(statuses(failing), `${id} on ${failing}`).toContain('FAILED');
      expect(statuses(passing), `${id} on ${passing}`).toContain('PASSED');
    }
  });

  it('gives the same findings from a snapshot as live', async () => {
    const file = join(folder, 'estate.jsonl');
    const collected = await sagevet([
      'collect',
      '--endpoint-url',
      simulator.url,
      '--region',
      'eu-west-1,us-east-1',
      '-o',
      file,
    ]);
    expect(collected).toEqual({ code: 0, stdout: '', stderr: '' });
    const saved = JSON.parse((await sagevet(['scan', file, '--format', 'json'])).stdout) as JsonReport;
    expect(verdicts(saved)).toEqual(verdicts(await json([])));
    const text = readFileSync(file, 'utf8');
    for (const secret of ['example-password-0000', 'example-token-0000']) expect(text).not.toContain(secret);
  });

  it('makes no call that `sagevet policy` does not list, and none that writes', async () => {
    await scan(['--jobs-since', 'all']);
    const allowed = permissionsFor({}).map(({ action }) => action);
    expect([...simulator.actions].filter((action) => !allowed.includes(action))).toEqual([]);
    const printed = JSON.parse((await sagevet(['policy'])).stdout) as { Statement: { Action: string[] }[] };
    expect(printed.Statement.flatMap(({ Action }) => Action).sort()).toEqual(allowed);
    expect(allowed.filter((action) => !/:(Get|List|Describe|Search)/.test(action))).toEqual([]);
  });

  it('asks for nothing that the selected controls do not need', async () => {
    await scan(['-c', 'SageMaker.1,SageMaker.2,SageMaker.3']);
    expect(Object.keys(simulator.callCounts).sort()).toEqual([
      'sagemaker:DescribeNotebookInstance',
      'sagemaker:ListNotebookInstances',
      'sts:GetCallerIdentity',
    ]);
  });

  it('reads another account through a role with an external id', async () => {
    const { snapshots, findings } = await json([
      '--role-arn',
      'arn:aws:iam::444455556666:role/sagevet-audit',
      '--external-id',
      'larkspur-audit',
      '-c',
      'SageMaker.3',
    ]);
    expect(snapshots[0]?.accounts).toEqual(['444455556666']);
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ resource }) => resource.accountId))).toEqual(new Set(['444455556666']));
  });

  it('leaves no verdict behind on what was denied, whichever call it is', async () => {
    const clean = await json([]);
    for (const { action } of permissionsFor({}).filter(({ action: name }) => name !== 'sts:GetCallerIdentity')) {
      simulator.setFaults([{ match: { action }, effect: 'accessDenied' }]);
      const denied = await json([]);
      const passed = new Set(verdicts(clean).filter((verdict) => verdict.includes(' PASSED ')));
      const invented = verdicts(denied).filter((verdict) => verdict.includes(' PASSED ') && !passed.has(verdict));
      expect(invented, `PASSED only because ${action} was denied`).toEqual([]);
      const failed = new Set(
        verdicts(clean)
          .filter((verdict) => verdict.includes(' FAILED '))
          .map(withoutCause),
      );
      const alarms = verdicts(denied).filter(
        (verdict) => verdict.includes(' FAILED ') && !failed.has(withoutCause(verdict)),
      );
      expect(alarms, `FAILED only because ${action} was denied`).toEqual([]);
      if (simulator.actions.has(action) && action !== 'ec2:DescribeRegions') {
        expect(
          denied.gaps.some(({ permission }) => permission === action),
          `a gap names ${action}`,
        ).toBe(true);
      }
    }
  }, 240_000);

  it('is not passed as a whole when a list is denied', async () => {
    simulator.setFaults([{ match: { operation: 'ListNotebookInstances' }, effect: 'accessDenied' }]);
    const { code, stdout } = await scan(['-c', 'SageMaker.3', '--fail-on-unknown']);
    expect(code).toBe(3);
    expect(stdout).toContain('AccessDeniedException on sagemaker:ListNotebookInstances');
    expect(stdout.replace(/\s+/g, ' ')).toContain('the scan needs sagemaker:ListNotebookInstances');
    expect(stdout).not.toContain('nothing failed\n');
  });

  it('keeps the other regions when one is out of order', async () => {
    simulator.setFaults([{ match: { region: 'us-east-1', service: 'sagemaker' }, effect: 'cutConnection' }]);
    const { findings, gaps } = await json(['-c', 'SageMaker.3']);
    expect(findings.filter(({ resource }) => resource.region === 'eu-west-1').length).toBeGreaterThan(5);
    expect(findings.filter(({ resource }) => resource.region === 'us-east-1').map(({ status }) => status)).toEqual([
      'UNKNOWN',
    ]);
    expect(gaps.map(({ region }) => region)).toEqual(['us-east-1']);
  });

  it('heals what AWS throttles for a while', async () => {
    simulator.setFaults([{ match: { operation: 'DescribeNotebookInstance' }, effect: 'throttle', times: 1 }]);
    const { gaps } = await json(['-c', 'SageMaker.3']);
    expect(gaps).toEqual([]);
  });

  it('keeps what was collected when it is interrupted, says so, and exits with 130', async () => {
    simulator.setFaults([
      { match: { operation: 'DescribeModel*' }, effect: { latencyMs: 30_000 } },
      { match: { action: 'sagemaker:Search' }, effect: 'accessDenied' },
    ]);
    const { code, stdout } = await scan(['-c', 'SageMaker.3,SageMaker.5'], {
      interrupt: (now) => void setTimeout(now, 1_500),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(stdout).toContain('Notebook instances do not give their users root access');
    expect(stdout).toMatch(/Interrupted on sagemaker:/);
  });
});

describe('a live scan that cannot start', () => {
  it.each([
    ['there are no credentials', () => undefined, /^error: .*credentials/],
    ['the token expired', () => simulator.setFaults([{ match: {}, effect: 'expiredToken' }]), /^error: .*expired/],
    ['the keys are wrong', () => simulator.setFaults([{ match: {}, effect: 'invalidClientToken' }]), /^error: /],
  ])('says in one line that %s', async (name, prepare, message) => {
    prepare();
    if (name.includes('no credentials')) {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
    const { code, stdout, stderr } = await scan([]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    [['--region', 'eu-wst-1'], /^error: .*`eu-wst-1`/],
    [['--profile', 'nobody'], /^error: .*`nobody`/],
    [['--role-arn', 'arn:aws:iam::444455556666:role/nobody'], /^error: .*arn:aws:iam::444455556666:role\/nobody/],
    [['--endpoint-url', 'http://127.0.0.1:9'], /^error: .*127\.0\.0\.1:9/],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await sagevet([
      'scan',
      '--endpoint-url',
      simulator.url,
      '--region',
      'eu-west-1',
      ...args,
    ]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('the catalogue on the command line', () => {
  it('lists every control with its ids', async () => {
    const { stdout } = await sagevet(['controls']);
    for (const { id } of catalogue) expect(stdout).toContain(id);
    expect(stdout).toContain(`${catalogue.length} controls for 40 published controls`);
  });

  it.each(catalogue.map(({ id }) => id))('explains %s within 80 columns', async (id) => {
    const { stdout, code } = await sagevet(['controls', id]);
    expect(code).toBe(0);
    for (const word of ['Checks', 'Why', 'Fix', 'Published as', 'Permissions', 'References'])
      expect(stdout).toContain(`\n${word}\n`);
    const prose = stdout.split('\n').filter((line) => !/https:|aws |jq |--|[|'\\]/.test(line));
    for (const line of prose) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});

function isCalled({ name, arn }: JsonReport['findings'][number]['resource'], wanted: string): boolean {
  return name.startsWith(wanted) || (arn?.includes(`/${wanted}`) ?? false) || domains[name] === wanted;
}

/** Domains are told by their id. */
const domains: Readonly<Record<string, string>> = Object.fromEntries(
  exampleEstate(new Date()).accounts.flatMap(({ regions = {} }) =>
    Object.values(regions).flatMap(({ domains: all = [] }) =>
      all.map(({ DomainId = '', DomainName = '' }) => [DomainId, DomainName]),
    ),
  ),
);

function withoutCause(verdict: string): string {
  return verdict.split(' ').slice(0, 3).join(' ');
}
