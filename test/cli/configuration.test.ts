import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sagevet } from '../support/cli.ts';
import { changeResource } from '../support/estate.ts';
import { hardenedEstate } from '../support/hardened-estate.ts';
import { workspace } from '../support/workspace.ts';

const open = changeResource(hardenedEstate, 'AWS::SageMaker::NotebookInstance', { RootAccess: 'Enabled' });
const untagged = {
  ...hardenedEstate,
  resources: hardenedEstate.resources.map((resource) =>
    resource.type === 'AWS::SageMaker::Image' ? { ...resource, tags: [] } : resource,
  ),
};

async function failing(config: string, ...args: string[]): Promise<{ code: number; failed: string[]; ran: number }> {
  const { run } = await workspace({ 'sagevet.yaml': config, 'open.jsonl': open });
  const { code, stdout, stderr } = await run('scan', '@open.jsonl', '-f', 'json', ...args);
  expect(stderr).toMatch(/^note: configured by sagevet\.yaml\n/);
  const { findings, controls } = JSON.parse(stdout) as {
    findings: { status: string; control: string; severity: string }[];
    controls: unknown[];
  };
  return {
    code,
    failed: findings
      .filter(({ status }) => status === 'FAILED')
      .map(({ control, severity }) => `${control} ${severity}`),
    ran: controls.length,
  };
}

describe('sagevet.yaml', () => {
  it('chooses controls by id, published id, glob and standard', async () => {
    expect(await failing('controls: {include: [SageMaker.3]}')).toMatchObject({ code: 1, ran: 1 });
    expect(await failing('controls: {exclude: [ctl.sagemaker.notebook.root.001]}')).toMatchObject({ code: 0 });
    expect(await failing("controls: {include: ['*-tags']}")).toMatchObject({ code: 0, ran: 2 });
    expect((await failing('controls: {include: [aws-security-hub]}')).ran).toBeGreaterThan(10);
    expect(
      (await failing('controls: {include: [aws-security-hub, image-tags], exclude: [stave]}')).ran,
    ).toBeGreaterThan(0);
  });

  it('gives way to flags that name controls', async () => {
    expect(await failing('controls: {exclude: [SageMaker.3]}', '-c', 'SageMaker.3')).toMatchObject({ code: 1, ran: 1 });
    expect(await failing('controls: {include: [image-tags]}', '--standard', 'stave')).toMatchObject({ code: 1 });
    expect(await failing('controls: {include: [SageMaker.3]}', '--exclude-control', 'image-tags')).toMatchObject({
      ran: 1,
    });
  });

  it('gives controls another severity, which counts for the exit code', async () => {
    const yaml = 'controls: {severity: {SageMaker.3: low}}\nfailOn: medium\n';
    expect(await failing(yaml)).toMatchObject({ code: 0, failed: ['notebook-instance-root-access low'] });
    expect((await failing(yaml, '--fail-on', 'low')).code).toBe(1);
  });

  it('sets parameters, over which flags win', async () => {
    const yaml = 'controls: {include: [image-tags], parameters: {image-tags: {requiredKeyTags: [cost-center]}}}';
    expect((await failing(yaml)).code).toBe(1);
    expect((await failing(yaml, '--set', 'image-tags.requiredKeyTags=team,owner')).code).toBe(0);
  });

  it('says from which severity a scan fails, and whether the unknown does', async () => {
    const { run } = await workspace({ 'sagevet.yaml': 'failOn: medium', 'untagged.jsonl': untagged });
    expect((await run('scan', '@untagged.jsonl')).code).toBe(0);
    expect((await run('scan', '@untagged.jsonl', '--no-config')).code).toBe(1);
    const other = await workspace({
      'sagevet.yaml': 'failOnUnknown: true',
      'e.jsonl': { ...hardenedEstate, header: { ...hardenedEstate.header, resourceTypes: [] } },
    });
    expect((await other.run('scan', '@e.jsonl')).code).toBe(3);
  });

  it('names the formats, with files beside itself', async () => {
    const { run, folder } = await workspace({
      'sagevet.yaml': 'formats: [markdown, json=out.json]',
      'open.jsonl': open,
    });
    expect((await run('scan', '@open.jsonl')).stdout).toMatch(/^## sagevet: 1 finding failed/);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).summary.counts.FAILED).toBe(1);
    expect((await run('scan', '@open.jsonl', '-f', 'csv')).stdout).toMatch(/^status,/);
  });

  it('is found upwards from the working directory, and is read as JSON too', async () => {
    const { folder } = await workspace({
      'sagevet.json': '{"failOn": "none"}',
      'a/b/c.txt': '',
      'open.jsonl': open,
    });
    const below = await sagevet(['scan', join(folder, 'open.jsonl')], { cwd: join(folder, 'a/b') });
    expect(below.stderr).toBe('note: configured by ../../sagevet.json\n');
    expect(below.code).toBe(0);
    expect((await sagevet(['scan', join(folder, 'open.jsonl'), '-q'], { cwd: join(folder, 'a/b') })).stderr).toBe('');
  });

  it('decides for `collect` and `policy` too what is read', async () => {
    const { run } = await workspace({ 'sagevet.yaml': 'controls: {include: [image-tags]}' });
    const { stdout } = await run('policy');
    expect(stdout).toContain('sagemaker:ListImages');
    expect(stdout).not.toContain('sagemaker:ListTrainingJobs');
    expect((await run('policy', '--no-config')).stdout).toContain('sagemaker:ListModels');
  });

  it.each([
    ['\n\nfailon: high', ':3: unknown key `failon`, did you mean `failOn`?'],
    ['controls:\n  exlude: []', ':2: unknown key `exlude`, did you mean `exclude`?'],
    ['failOn: hgih', ':1: `failOn`: unknown severity `hgih`, did you mean `high`?'],
    ['failOnUnknown: yes please', ':1: `failOnUnknown`: expected true or false, found text'],
    ['regions: eu-west-1', ':1: `regions`: expected a list, found text'],
    [
      'controls:\n  include:\n    - image-tags\n    - image-tag',
      ':4: unknown control `image-tag`, did you mean `image-tags`?',
    ],
    ['controls:\n  severity:\n    imag-tags: low', ':3: unknown control `imag-tags`, did you mean `image-tags`?'],
    [
      'controls:\n  severity:\n    image-tags: lo',
      ':3: `controls.severity.image-tags`: unknown severity `lo`, did you mean `low`?',
    ],
    [
      'controls:\n  parameters:\n    image-tags:\n      requiredKeyTag: [a]',
      ':4: control `image-tags` has no parameter `requiredKeyTag`: it has `requiredKeyTags`',
    ],
    [
      'controls:\n  parameters:\n    image-tags:\n      requiredKeyTags: [1]',
      ':4: parameter `requiredKeyTags` of control `image-tags`: ',
    ],
    ['formats: [tabel]', ':1: unknown format `tabel`, did you mean `table`?'],
    ['jobsSince: yesterday', ':1: `jobsSince`: expected a number of days'],
    ['roles:\n  - externalId: x', ':2: `roles[0].arn` is missing'],
    ['failOn: low\nfailOn: high', ':2: map keys must be unique'],
    ['failOn: [', ':1: '],
    ['- a', ':1: expected a mapping, found a list'],
    ['waivers:\n  - control: image-tags\n    reason: x', ':2: `waivers[0].owner` is missing'],
    ['waivers:\n  - control: image-tags\n    reason: "  "\n    owner: a', ':3: `waivers[0].reason` is empty'],
    [
      'waivers:\n  - control: image-tag\n    reason: x\n    owner: a',
      ':2: unknown control `image-tag`, did you mean `image-tags`?',
    ],
    [
      'waivers:\n  - control: "*"\n    reason: x\n    owner: a',
      ':2: this waives every control on every resource: say which with ',
    ],
    [
      'waivers:\n  - control: image-tags\n    resourse: x\n    reason: x\n    owner: a',
      ':3: unknown key `resourse`, did you mean `resource`?',
    ],
    [
      'waivers:\n  - control: image-tags\n    reason: x\n    owner: a\n    expires: soon',
      ':5: `waivers[0].expires`: is no date such as 2026-12-31',
    ],
    [
      'waivers:\n  - control: image-tags\n    reason: x\n    owner: a\n    expires: 2026-02-30',
      ':5: `waivers[0].expires`: is no date such as 2026-12-31',
    ],
    [
      'waivers:\n  - control: image-tags\n    account: 111122223333\n    reason: x\n    owner: a',
      ':3: `waivers[0].account`: expected text, found a number: write it in quotes',
    ],
    [
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
      '',
    ],
    ['__proto__:\n  failOn: none', ':1: unknown key `__proto__`, did you mean `'],
  ])('that says %j is answered with file, line and what would be right', async (yaml, message) => {
    const { run } = await workspace({ 'sagevet.yaml': yaml, 'open.jsonl': open });
    const { code, stdout, stderr } = await run('scan', '@open.jsonl');
    expect(stderr).toContain(`error: ${message === '' ? '`sagevet.yaml` cannot be read: ' : `sagevet.yaml${message}`}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('that is not there, or there twice, is an error', async () => {
    const { run } = await workspace({ 'sagevet.yaml': '', 'sagevet.json': '{}' });
    expect((await run('scan', '--config', 'other.yaml')).stderr).toBe(
      'error: cannot read `other.yaml`: there is no such file; `sagevet init` writes one\n',
    );
    expect((await run('scan')).stderr).toMatch(/^error: `.*sagevet\.yaml` and `.*sagevet\.json` are both there/);
  });
});

describe('sagevet init', () => {
  it('writes a file that holds as it stands, and changes nothing', async () => {
    const { run, folder } = await workspace({ 'open.jsonl': open });
    expect(await run('init')).toEqual({ code: 0, stdout: '', stderr: 'note: wrote sagevet.yaml\n' });
    expect(readFileSync(join(folder, 'sagevet.yaml'), 'utf8')).toContain('# ');
    const configured = await run('scan', '@open.jsonl', '-q');
    const plain = await run('scan', '@open.jsonl', '--no-config');
    expect(configured).toEqual(plain);
  });

  it('shows examples that hold too', async () => {
    const { run, folder } = await workspace({ 'open.jsonl': open });
    await run('init');
    const text = readFileSync(join(folder, 'sagevet.yaml'), 'utf8')
      .replace('waivers: []', 'waivers:')
      .replace(/^( *)# ?( *(?:- )?[a-z]\w+: .+)$/gim, '$1$2');
    const { run: again } = await workspace({ 'sagevet.yaml': text.replace(/^baseline: .*$/m, ''), 'open.jsonl': open });
    const { stderr, code } = await again('scan', '@open.jsonl');
    expect(stderr).toMatch(/^note: configured by sagevet\.yaml\n/);
    expect(code).toBe(1);
    for (const key of ['include', 'exclude', 'severity', 'parameters', 'profile', 'regions', 'roles', 'expires'])
      expect(text).toMatch(new RegExp(`^\\s*${key}: `, 'm'));
  });

  it('does not write over a file unless it is told to', async () => {
    const { run, folder } = await workspace({ 'sagevet.yaml': 'failOn: high\n' });
    const { code, stderr } = await run('init');
    expect(code).toBe(2);
    expect(stderr).toBe('error: `sagevet.yaml` is there already\nhelp: use `--force` to write over it\n');
    expect(readFileSync(join(folder, 'sagevet.yaml'), 'utf8')).toBe('failOn: high\n');
    expect((await run('init', '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'sagevet.yaml'), 'utf8')).toContain('failOn: low');
  });
});
