import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { snapshotLines } from '../../src/sources/snapshot/write.ts';
import { sagevet } from '../support/cli.ts';
import { changeResource, type Estate, toSnapshot } from '../support/estate.ts';
import { hardenedEstate } from '../support/hardened-estate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-cli-'));
const emptyFolder = mkdtempSync(join(folder, 'empty-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function save(name: string, estate: Estate): Promise<string> {
  const path = join(folder, `${name}.jsonl`);
  let text = '';
  for await (const line of snapshotLines(toSnapshot(estate))) text += line;
  writeFileSync(path, text);
  return path;
}

const clean = await save('clean', hardenedEstate);
const open = await save(
  'open',
  changeResource(hardenedEstate, 'AWS::SageMaker::NotebookInstance', { RootAccess: 'Enabled' }),
);
const untagged = await save('untagged', {
  ...hardenedEstate,
  resources: hardenedEstate.resources.map((resource) =>
    resource.type === 'AWS::SageMaker::Image' ? { ...resource, tags: [] } : resource,
  ),
});
const denied = await save('denied', {
  ...hardenedEstate,
  gaps: [
    {
      operation: 'sagemaker:ListImages',
      permission: 'sagemaker:ListImages',
      accountId: '111122223333',
      region: 'eu-west-1',
      code: 'AccessDeniedException',
      message: 'User is not authorized',
      count: 1,
      hides: 'AWS::SageMaker::Image',
    },
  ],
});

describe('sagevet scan', () => {
  it('exits with 0 when nothing fails', async () => {
    const { code, stdout, stderr } = await sagevet(['scan', clean]);
    expect(stderr).toBe('');
    expect(stdout).toContain('nothing failed');
    expect(code).toBe(0);
  });

  it('exits with 1 when something fails, and says what, where and how to fix it', async () => {
    const { code, stdout } = await sagevet(['scan', open]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ HIGH Notebook instances do not give their users root access');
    expect(stdout).toContain('SageMaker.3 (high) · CTL.SAGEMAKER.NOTEBOOK.ROOT.001 (medium)');
    expect(stdout).toContain('churn-exploration');
    expect(stdout).toContain('RootAccess: Enabled (expected Disabled)');
    expect(stdout).toMatch(
      /aws sagemaker update-notebook-instance --region eu-west-1 \\\n\s+--notebook-instance-name churn-exploration --root-access Disabled/,
    );
    expect(stdout).toContain('1 finding failed, from 1 cause');
  });

  it('fits 80 columns, without colour where there is no terminal', async () => {
    const { stdout } = await sagevet(['scan', open, '--show', 'all']);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001b');
  });

  it('colours on a terminal, unless NO_COLOR or --no-color say no', async () => {
    const terminal = { isTTY: true };
    expect((await sagevet(['scan', open], { terminal })).stdout).toContain('\u001b[31m');
    expect((await sagevet(['scan', open], { terminal, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
    expect((await sagevet(['scan', open, '--no-color'], { terminal })).stdout).not.toContain('\u001b');
  });

  it('fails only from the severity given with --fail-on', async () => {
    expect((await sagevet(['scan', untagged])).code).toBe(1);
    expect((await sagevet(['scan', untagged, '--fail-on', 'medium'])).code).toBe(0);
    expect((await sagevet(['scan', open, '--fail-on', 'high'])).code).toBe(1);
    expect((await sagevet(['scan', open, '--fail-on', 'critical'])).code).toBe(0);
    expect((await sagevet(['scan', open, '--fail-on', 'none'])).code).toBe(0);
  });

  it('says what could not be seen, with the permission it needs, and exits with 3 only on request', async () => {
    const { code, stdout } = await sagevet(['scan', denied]);
    expect(code).toBe(0);
    expect(stdout).toContain('AccessDeniedException on sagemaker:ListImages');
    expect(stdout).toContain('nothing failed, but 1 finding could not be judged');
    expect(stdout).not.toMatch(/nothing failed$/m);
    expect((await sagevet(['scan', denied, '--fail-on-unknown'])).code).toBe(3);
    expect((await sagevet(['scan', clean, '--fail-on-unknown'])).code).toBe(0);
  });

  it('runs only the controls that are named, by any of their names', async () => {
    const run = async (...args: string[]) =>
      JSON.parse((await sagevet(['scan', open, '--format', 'json', ...args])).stdout) as { controls: { id: string }[] };
    expect((await run('-c', 'SageMaker.3')).controls.map(({ id }) => id)).toEqual(['notebook-instance-root-access']);
    expect((await run('-c', 'ctl.sagemaker.notebook.root.001')).controls.map(({ id }) => id)).toEqual([
      'notebook-instance-root-access',
    ]);
    const tags = await run('-c', '*-tags', '--exclude-control', 'image-tags');
    expect(tags.controls.map(({ id }) => id)).toEqual(['app-image-config-tags']);
    expect((await run('--severity', 'low', '--resource-type', '*::Image')).controls.map(({ id }) => id)).toEqual([
      'image-tags',
    ]);
  });

  it('writes versioned JSON with every finding, its evidence and its published ids', async () => {
    const { stdout } = await sagevet(['scan', open, '--format', 'json', '-c', 'SageMaker.3']);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ format: 'sagevet-report', version: 1, summary: { counts: { FAILED: 1 } } });
    expect(result.findings).toMatchObject([
      {
        control: 'notebook-instance-root-access',
        publishedAs: [
          { standard: 'aws-security-hub', id: 'SageMaker.3', severity: 'HIGH' },
          { standard: 'stave', id: 'CTL.SAGEMAKER.NOTEBOOK.ROOT.001', severity: 'medium' },
        ],
        status: 'FAILED',
        resource: { name: 'churn-exploration', accountId: '111122223333' },
        evidence: [{ property: 'RootAccess', observed: 'Enabled', expected: 'Disabled' }],
      },
    ]);
  });

  it('writes several formats at once, to files and to stdout', async () => {
    const file = join(folder, 'out.json');
    const { stdout } = await sagevet(['scan', open, '--format', `json=${file}`, '--format', 'table']);
    expect(stdout).toContain('1 finding failed');
    expect(JSON.parse(readFileSync(file, 'utf8')).summary.counts.FAILED).toBe(1);
  });

  it('writes JSON that can be read for an estate without findings', async () => {
    const empty = await save('empty', { ...hardenedEstate, resources: [] });
    const { stdout, code } = await sagevet(['scan', empty, '--format', 'json']);
    expect(JSON.parse(stdout).findings).toEqual([]);
    expect(code).toBe(0);
    expect((await sagevet(['scan', empty])).stdout).toContain('nothing was judged');
  });

  it('sets parameters of controls', async () => {
    const run = (value: string) => sagevet(['scan', clean, '--set', `image-tags.requiredKeyTags=${value}`]);
    expect((await run('team,owner')).code).toBe(0);
    expect((await run('team,cost-center')).code).toBe(1);
    expect((await run('["cost-center"]')).code).toBe(1);
  });

  it('scans several snapshots in one run', async () => {
    const { stdout, code } = await sagevet(['scan', clean, open]);
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 2 notebook instances');
  });

  it('scans what it can of several files, tells which could not be read, and exits with 2', async () => {
    const broken = join(folder, 'broken.jsonl');
    writeFileSync(broken, readFileSync(clean, 'utf8').slice(0, -200));
    const { code, stdout, stderr } = await sagevet(['scan', clean, broken, 'nowhere.json']);
    expect(stderr).toBe('');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/not seen `[^`]*broken.jsonl` line \d+ is/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('cannot read `nowhere.json`: there is no such file');
    expect(code).toBe(2);
    expect(stdout.match(/not seen/g)).toHaveLength(2);
    expect(stdout.replace(/\s+/g, ' ')).toContain('? UnreadableInput on file:Read');
    expect((await sagevet(['scan', open, 'nowhere.json'])).code).toBe(1);
  });

  it('scans the files of a folder, and passes over what is nothing of ours', async () => {
    const estate = mkdtempSync(join(folder, 'folder-'));
    writeFileSync(join(estate, 'a.jsonl'), readFileSync(open));
    writeFileSync(join(estate, 'package.json'), '{"name":"x"}');
    writeFileSync(join(estate, 'notes.txt'), 'hello');
    const { code, stdout } = await sagevet(['scan', estate]);
    expect(stdout).toContain('1 finding failed');
    expect(code).toBe(1);
  });

  it('scans a template with the parameters that are given', async () => {
    const template = join(folder, 'template.json');
    const properties = { RoleArn: { Ref: 'Role' }, InstanceType: 'ml.t3.medium', RootAccess: { Ref: 'Root' } };
    const Resources = { Lab: { Type: 'AWS::SageMaker::NotebookInstance', Properties: properties } };
    const Parameters = { Root: { Type: 'String' }, Role: { Type: 'String' } };
    writeFileSync(template, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Parameters, Resources }));
    const run = async (...args: string[]) => (await sagevet(['scan', template, '-c', 'SageMaker.3', ...args])).stdout;
    expect(await run()).toContain('could not be judged');
    expect(await run('--parameter', 'Root=Disabled')).toContain('nothing failed');
    const file = join(folder, 'parameters.json');
    writeFileSync(file, JSON.stringify([{ ParameterKey: 'Root', ParameterValue: 'Enabled' }]));
    expect(await run('--parameter-file', file)).toContain('1 finding failed');
    expect(await run('--parameter-file', file, '--parameter', 'Root=Disabled')).toContain('nothing failed');
  });

  it('tells of parameters that no template has, and changes nothing for them', async () => {
    const template = join(folder, 'root.json');
    const Resources = { N: { Type: 'AWS::SageMaker::NotebookInstance', Properties: { RootAccess: { Ref: 'Root' } } } };
    const Parameters = { Root: { Type: 'String', Default: 'Disabled' } };
    writeFileSync(template, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Parameters, Resources }));
    const run = (...args: string[]) => sagevet(['scan', template, '-c', 'SageMaker.3', ...args]);
    const { code, stderr } = await run('--parameter', 'root=Enabled', '--parameter', 'AWS::Region=eu-west-1');
    expect(code).toBe(0);
    expect(stderr).toBe('note: no template has a parameter `root`; there is `Root`\n');
    expect((await run('--parameter', 'Root=Disabled')).stderr).toBe('');
    expect((await sagevet(['scan', clean, '--parameter', 'A=b'])).stderr).toContain(
      'no template has a parameter `A`\n',
    );
  });

  it.each([
    [['scan', clean, '--parameter', 'x'], 'error: cannot read `--parameter x`\n'],
    [['scan', clean, '--parameter-file', 'nowhere.json'], 'error: cannot read `--parameter-file nowhere.json`: '],
    [['scan', 'nowhere.jsonl'], 'error: cannot read `nowhere.jsonl`: there is no such file\n'],
    [['scan', emptyFolder], `error: \`${emptyFolder}\` is a folder with nothing in it that can be scanned`],
    [
      ['scan', clean, '-c', 'notebook-instance-root-acces'],
      'error: unknown control `notebook-instance-root-acces`\nhelp: did you mean `notebook-instance-root-access`?\n',
    ],
    [
      ['scan', clean, '-c', 'SageMaker.99'],
      'error: unknown control `SageMaker.99`\nhelp: did you mean `SageMaker.9`?\n',
    ],
    [['scan', clean, '--standard', 'stav'], 'error: unknown standard `stav`\nhelp: did you mean `stave`?\n'],
    [['scan', clean, '--severity', 'hgh'], 'error: unknown severity `hgh`\nhelp: did you mean `high`?\n'],
    [
      ['scan', clean, '--resource-type', 'AWS::SageMaker::Notebook'],
      'error: unknown resource type `AWS::SageMaker::Notebook`\nhelp: did you mean `AWS::SageMaker::NotebookInstance`?\n',
    ],
    [['scan', clean, '--format', 'tabel'], 'error: unknown format `tabel`\nhelp: did you mean `table`?\n'],
    [['scan', clean, '--format', 'json', '--format', 'table'], 'error: two formats cannot share stdout\nhelp: '],
    [['scan', clean, '--format', 'json=/nowhere/at/all.json'], 'error: cannot write `/nowhere/at/all.json`: '],
    [['scan', clean, '--fail-on', 'hgh'], 'error: option `--fail-on <severity>` argument `hgh` is invalid'],
    [['scan', clean, '--show', 'filed'], 'error: unknown status `filed`\n'],
    [['scan', clean, '--set', 'x'], 'error: cannot read `--set x`\nhelp: write `--set endpoint-traffic.idleDays=14`\n'],
    [
      ['scan', clean, '--set', 'image-tags.requiredKeyTag=a'],
      'error: control `image-tags` has no parameter `requiredKeyTag`: it has `requiredKeyTags`\n',
    ],
    [
      ['scan', clean, '--set', 'image-tags.requiredKeyTags=[1]'],
      'error: parameter `requiredKeyTags` of control `image-tags`: ',
    ],
    [
      ['scan', clean, '--set', 'imag-tags.requiredKeyTags=a'],
      'error: unknown control `imag-tags`\nhelp: did you mean `image-tags`?\n',
    ],
    [['scan', clean, '--tag', '=x'], 'error: `--tag =x` has no key\n'],
    [['scan', '--jobs-since', 'yesterday'], 'error: cannot read `--jobs-since yesterday`\n'],
    [['scan', '--endpoint-url', 'localhost'], 'error: `--endpoint-url localhost` is no http or https address\n'],
    [['scan', '--external-id', 'x'], 'error: `--external-id` goes with `--role-arn`\n'],
    [['scan', clean, '--nonsense'], 'error: unknown option `--nonsense`\n'],
    [['sacn'], 'error: unknown command `sacn`\nhelp: did you mean `scan`?\n'],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await sagevet(args);
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
