import { describe, expect, it } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { changeResource, type Estate, subjectOf } from '../support/estate.ts';
import { hardenedEstate } from '../support/hardened-estate.ts';
import { workspace } from '../support/workspace.ts';

const open = changeResource(hardenedEstate, 'AWS::SageMaker::NotebookInstance', { RootAccess: 'Enabled' });
const notebook = subjectOf(open, 'AWS::SageMaker::NotebookInstance');

function tagged(tags: Readonly<Record<string, string>>): Estate {
  const more = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ...open,
    resources: open.resources.map((resource) =>
      resource === notebook ? { ...resource, tags: [...(resource.tags as []), ...more] } : resource,
    ),
  };
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const waiver = (more: string, control = 'SageMaker.3') =>
  `waivers:\n  - {control: ${control}, reason: the sandbox holds no data, owner: ml-platform${more === '' ? '' : `, ${more}`}}\n`;

async function scan(waivers: string, estate: Estate = open, ...args: string[]) {
  const { run } = await workspace({ 'sagevet.waivers.yaml': waivers, 'estate.jsonl': estate });
  const { code, stdout, stderr } = await run('scan', '@estate.jsonl', '-f', 'json', ...args);
  const {
    findings,
    summary,
    waivers: uses = [],
  } = JSON.parse(stdout) as {
    findings: { status: string; waiver?: object; notes: string[] }[];
    summary: { counts: Record<string, number>; countsBySeverity: Record<string, Record<string, number>> };
    waivers?: { state: string; findings: number; problem?: string; waiver: { source: string } }[];
  };
  const failure = findings.find(({ status }) => status === 'FAILED');
  return { code, stderr, failure, counts: summary.counts, high: summary.countsBySeverity.high, uses };
}

describe('a waiver', () => {
  it('takes a failure out of the exit code, and leaves it in the result as waived', async () => {
    const { code, failure, counts, high, uses } = await scan(waiver('ticket: SEC-42'));
    expect(code).toBe(0);
    expect(counts).toMatchObject({ FAILED: 0, WAIVED: 1 });
    expect(high).toMatchObject({ FAILED: 0, WAIVED: 1 });
    expect(failure?.waiver).toEqual({
      reason: 'the sandbox holds no data',
      owner: 'ml-platform',
      ticket: 'SEC-42',
      source: 'sagevet.waivers.yaml:2',
    });
    expect(uses).toMatchObject([{ state: 'active', findings: 1 }]);
  });

  it.each([
    ['resource: churn-exploration', true],
    [`resource: '${notebook.arn}'`, true],
    ["resource: 'arn:aws:sagemaker:*:*:notebook-instance/churn-*'", true],
    ["resource: 'churn-*'", true],
    ["resource: '*exploration'", true],
    ['resource: churn', false],
    ["resource: 'fraud-*'", false],
    ["resource: '!fraud'", false],
    ["account: '111122223333'", true],
    ["account: '1111*'", true],
    ["account: '999999999999'", false],
    ['region: eu-west-1', true],
    ["region: 'eu-*'", true],
    ['region: us-east-1', false],
    ["resource: 'churn-*', region: us-east-1", false],
    ['tags: {stage: sandbox}', true],
    ["tags: {stage: 'sand*', team: '*'}", true],
    ['tags: {stage: prod}', false],
    ['tags: {stage: sandbox, none: x}', false],
  ])('with {%s} covers %s', async (scope, covers) => {
    const { code, counts } = await scan(waiver(scope), tagged({ stage: 'sandbox', team: 'churn' }));
    expect(counts.WAIVED).toBe(covers ? 1 : 0);
    expect(code).toBe(covers ? 0 : 1);
  });

  it.each(['notebook-instance-root-access', 'sagemaker.3', 'CTL.SAGEMAKER.NOTEBOOK.ROOT.001', "'notebook-instance-*'"])(
    'names its control by any of its names: %s',
    async (name) => {
      expect((await scan(waiver('', name))).counts.WAIVED).toBe(1);
    },
  );

  it('does not cover a resource by tags that are not known', async () => {
    const unseen = {
      ...open,
      resources: open.resources.map((resource) =>
        resource === notebook
          ? { ...resource, tags: { $unknown: 'AccessDeniedException on sagemaker:ListTags' } }
          : resource,
      ),
    };
    expect((await scan(waiver("tags: {stage: '*'}"), unseen)).code).toBe(1);
  });

  it('lets the failure return when it has expired, and says so', async () => {
    const { code, failure, counts, uses, stderr } = await scan(waiver('expires: 2020-02-29'));
    expect(code).toBe(1);
    expect(counts).toMatchObject({ FAILED: 1, WAIVED: 0 });
    expect(failure?.notes).toEqual([
      'the waiver of ml-platform (sagevet.waivers.yaml:2) expired on 2020-02-29: the sandbox holds no data',
    ]);
    expect(uses).toMatchObject([{ state: 'expired', findings: 1 }]);
    expect(stderr).toContain('note: waivers to look at: 1 expired\n');
  });

  it('holds to the end of its last day, and is told in the two weeks before', async () => {
    expect((await scan(waiver(`expires: ${inDays(0)}`))).uses).toMatchObject([{ state: 'expiring', findings: 1 }]);
    expect((await scan(waiver(`expires: ${inDays(-1)}`))).uses).toMatchObject([{ state: 'expired' }]);
    expect((await scan(waiver(`expires: ${inDays(13)}`))).uses).toMatchObject([{ state: 'expiring' }]);
    expect((await scan(waiver(`expires: ${inDays(16)}`))).uses).toMatchObject([{ state: 'active' }]);
  });

  it('is told when nothing that it covers fails, unless it is about another account or region', async () => {
    const unused = await scan(waiver(''), hardenedEstate);
    expect(unused.uses).toMatchObject([{ state: 'unused', findings: 0 }]);
    expect(unused.stderr).toContain('note: waivers to look at: 1 not used\n');
    expect((await scan(waiver("account: '999999999999'"), hardenedEstate)).uses).toEqual([]);
    expect((await scan(waiver('region: us-east-1'), hardenedEstate)).uses).toEqual([]);
    expect((await scan(waiver(''), hardenedEstate, '-c', 'image-tags')).uses).toEqual([]);
  });

  it('of which another has expired still holds', async () => {
    const both = `${waiver('expires: 2020-01-01')}${waiver('').replace('waivers:\n', '')}`;
    const { code, uses } = await scan(both);
    expect(code).toBe(0);
    expect(uses.map(({ state }) => state)).toEqual(['expired', 'active']);
  });

  it('does not make known what could not be judged', async () => {
    const unread = {
      ...open,
      resources: open.resources.map((r) =>
        r === notebook ? { ...r, properties: { RootAccess: { $unknown: 'denied' } } } : r,
      ),
    };
    const { code, counts } = await scan(waiver(''), unread, '--fail-on-unknown', '-c', 'SageMaker.3');
    expect(counts).toMatchObject({ WAIVED: 0 });
    expect(counts.UNKNOWN).toBeGreaterThan(0);
    expect(code).toBe(3);
  });

  it('counts the same when findings are only counted', async () => {
    const resources = Array.from({ length: 50 }, (_, index) => ({
      ...notebook,
      name: `n${index}`,
      arn: `arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/n${index}`,
    }));
    const { run } = await workspace({
      'sagevet.waivers.yaml': waiver("resource: 'n1*'"),
      'estate.jsonl': { ...open, resources },
    });
    const { stdout, code } = await run('scan', '@estate.jsonl', '-c', 'SageMaker.3', '-q');
    expect(stdout).toContain('39 findings failed, from 1 cause, and 11 waived');
    expect(stdout).toMatch(/Waived\n {2}~ HIGH Notebook instances .*\n {4}on {2}n1 and 10 more/);
    expect(stdout).toContain('by  ml-platform: the sandbox holds no data');
    expect(code).toBe(1);
  });

  it('is in every format', async () => {
    const { run } = await workspace({ 'sagevet.waivers.yaml': waiver('expires: 2999-12-31'), 'estate.jsonl': open });
    for (const { name } of reporters) {
      const { stdout, code } = await run('scan', '@estate.jsonl', '-f', name);
      expect(stdout, name).toMatch(/the sandbox holds no data/);
      expect(code, name).toBe(0);
    }
    const of = async (format: string) => (await run('scan', '@estate.jsonl', '-f', format, '-c', 'SageMaker.3')).stdout;
    expect(JSON.parse(await of('sarif')).runs[0].results[0].suppressions).toMatchObject([
      { kind: 'external', status: 'accepted' },
    ]);
    expect(JSON.parse(await of('ocsf'))).toMatchObject({ status_id: 3, status: 'Suppressed' });
    expect(JSON.parse(await of('asff'))[0]).toMatchObject({
      Workflow: { Status: 'SUPPRESSED' },
      Note: { UpdatedBy: 'sagevet' },
    });
    expect(await of('junit')).toMatch(/failures="0" errors="0" skipped="1"/);
    expect(await of('markdown')).toMatch(
      /### Waived[\s\S]*waived by `ml-platform until 2999-12-31: the sandbox holds no data`/,
    );
  });

  it('of `--waivers` stands instead of the file that is found, beside those of the configuration', async () => {
    const { run } = await workspace({
      'sagevet.waivers.yaml': waiver(''),
      'other.yaml': 'waivers: []',
      'sagevet.yaml': waiver('resource: nothing'),
      'estate.jsonl': open,
    });
    expect((await run('scan', '@estate.jsonl')).code).toBe(0);
    expect((await run('scan', '@estate.jsonl', '--waivers', 'other.yaml')).code).toBe(1);
    expect((await run('scan', '@estate.jsonl', '--no-config')).code).toBe(1);
    expect((await run('scan', '@estate.jsonl', '--no-config', '--waivers', 'sagevet.waivers.yaml')).code).toBe(0);
  });

  it('with a mistake never waives silently', async () => {
    const { run } = await workspace({ 'sagevet.waivers.yaml': waiver('', 'SageMaker.33'), 'estate.jsonl': open });
    expect(await run('scan', '@estate.jsonl')).toMatchObject({
      code: 2,
      stderr: 'error: sagevet.waivers.yaml:2: unknown control `SageMaker.33`, did you mean `SageMaker.3`?\n',
    });
  });
});

describe('a waiver in tags', () => {
  const tags = {
    'sagevet:waive': 'image-tags SageMaker.3',
    'sagevet:waive-reason': 'sandbox',
    'sagevet:waive-owner': 'ml-platform',
  };

  it('waives the controls that it names, unless inline waivers do not count', async () => {
    const { code, failure, uses } = await scan('waivers: []', tagged(tags));
    expect(code).toBe(0);
    expect(failure?.waiver).toMatchObject({ owner: 'ml-platform', reason: 'sandbox', source: 'tag `sagevet:waive`' });
    expect(uses.map(({ state }) => state)).toEqual(['unused', 'active']);
    expect((await scan('waivers: []', tagged(tags), '--no-inline-waivers')).code).toBe(1);
    const { run } = await workspace({ 'sagevet.yaml': 'inlineWaivers: false', 'e.jsonl': tagged(tags) });
    expect((await run('scan', '@e.jsonl')).code).toBe(1);
  });

  it('expires', async () => {
    const { code, failure } = await scan('waivers: []', tagged({ ...tags, 'sagevet:waive-expires': '2020-01-01' }));
    expect(code).toBe(1);
    expect(failure?.notes[0]).toContain('expired on 2020-01-01');
  });

  it.each([
    [{ 'sagevet:waive': 'SageMaker.3', 'sagevet:waive-owner': 'a' }, '`reason` is missing'],
    [{ ...tags, 'sagevet:waive': 'SageMaker.33' }, 'unknown control `SageMaker.33`, did you mean `SageMaker.3`?'],
    [
      { ...tags, 'sagevet:waive': 'SageMaker.3', 'sagevet:waive-expires': 'soon' },
      '`expires`: is no date such as 2026-12-31',
    ],
  ])('that is not whole waives nothing, and is told: %j', async (said, problem) => {
    const { code, uses, stderr } = await scan('waivers: []', tagged(said));
    expect(code).toBe(1);
    expect(uses).toMatchObject([{ state: 'invalid', problem }]);
    expect(stderr).toContain('waivers to look at: 1 not valid');
  });
});

describe('a waiver in the metadata of a template', () => {
  const template = (metadata: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Metadata: ${metadata}
    Properties: {InstanceType: ml.t3.medium, RoleArn: 'arn:aws:iam::111122223333:role/x', RootAccess: Enabled}
`;

  async function judged(metadata: string, ...args: string[]) {
    const { run } = await workspace({ 'template.yaml': template(metadata) });
    const { stdout, code } = await run('scan', '@template.yaml', '-c', 'SageMaker.3', '-f', 'json', ...args);
    const { findings, waivers } = JSON.parse(stdout);
    return { code, waiver: findings[0].waiver, waivers };
  }

  it('waives, with its place, unless inline waivers do not count', async () => {
    const metadata = '{sagevet: {waive: [{control: SageMaker.3, reason: sandbox, owner: me, expires: 2999-01-01}]}}';
    const { code, waiver: told } = await judged(metadata);
    expect(told).toMatchObject({ reason: 'sandbox', owner: 'me', expires: '2999-01-01' });
    expect(told.source).toMatch(/template\.yaml:5$/);
    expect(code).toBe(0);
    expect((await judged(metadata, '--no-inline-waivers')).code).toBe(1);
  });

  it.each([
    ['{sagevet: {waive: [{control: SageMaker.3, reason: sandbox}]}}', '`owner` is missing'],
    [
      '{sagevet: {waive: [{control: SageMaker.3, owner: me, raeson: x, reason: y}]}}',
      'unknown key `raeson`, did you mean `reason`?',
    ],
    ['{sagevet: {waived: [{control: SageMaker.3, owner: me, reason: x}]}}', 'the metadata `sagevet` has no `waive`'],
    ['{sagevet: {waive: SageMaker.3}}', 'expected a mapping, found text'],
    [
      '{sagevet: {waive: [{control: SageMaker.3, owner: me, reason: {"Fn::ImportValue": why}}]}}',
      '`reason`: expected text, found nothing',
    ],
  ])('that is not whole waives nothing, and is told: %s', async (metadata, problem) => {
    const { code, waivers } = await judged(metadata);
    expect(waivers).toMatchObject([{ state: 'invalid', problem }]);
    expect(code).toBe(1);
  });
});
