import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/model/resource.ts';
import { changeResource, type Estate, subjectOf } from '../support/estate.ts';
import { hardenedEstate } from '../support/hardened-estate.ts';
import { workspace } from '../support/workspace.ts';

const base = subjectOf(hardenedEstate, 'AWS::SageMaker::NotebookInstance');

function notebook(
  name: string,
  rest: Partial<Resource['properties']> | { unread: string } = { RootAccess: 'Enabled' },
): Resource {
  const arn = `arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/${name}`;
  const { unread, ...properties } = rest as { unread?: string };
  const changes = { ...base.properties, NotebookInstanceName: name, NotebookInstanceArn: arn, ...properties };
  return { ...base, name, arn, ...(unread === undefined ? { properties: changes } : { properties: {}, unread }) };
}

function estate(...notebooks: Resource[]): Estate {
  const others = hardenedEstate.resources.filter(({ type }) => type !== base.type);
  return { ...hardenedEstate, resources: [...others, ...notebooks] };
}

const only = ['-c', 'SageMaker.3'];

describe('a baseline', () => {
  it('holds the failures of a scan, in an order of its own', async () => {
    const { run, folder } = await workspace({
      'a.jsonl': estate(notebook('b'), notebook('a'), notebook('c', {})),
      'b.jsonl': estate(notebook('c', {}), notebook('a'), notebook('b')),
    });
    const { code, stdout, stderr } = await run('baseline', 'write', '-o', '@one.json', '@a.jsonl', ...only);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'note: 2 failures written\n' });
    const text = readFileSync(join(folder, 'one.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      sagevet: 'baseline',
      version: 1,
      failures: [
        { control: 'notebook-instance-root-access', resource: notebook('a').arn },
        { control: 'notebook-instance-root-access', resource: notebook('b').arn },
      ],
    });
    expect((await run('baseline', 'write', '-o', '-', '@b.jsonl', ...only)).stdout).toBe(text);
  });

  it('leaves only new failures to the exit code, and marks the known ones', async () => {
    const { run } = await workspace({
      'old.jsonl': estate(notebook('a')),
      'new.jsonl': estate(notebook('a'), notebook('b')),
    });
    await run('baseline', 'write', '-o', '@base.json', '@old.jsonl');
    const same = await run('scan', '@old.jsonl', '--baseline', '@base.json');
    expect(same.code).toBe(0);
    expect(same.stdout).toContain('1 finding failed, from 1 cause; 1 of them known from the baseline');
    expect(same.stdout).toContain('(known from the baseline)');
    expect(same.stderr).toBe('note: against the baseline: 0 new, 1 known, 0 fixed, 0 not in this scan\n');
    const more = await run('scan', '@new.jsonl', '--baseline', '@base.json', '-f', 'json');
    expect(more.code).toBe(1);
    const { findings, baseline, summary } = JSON.parse(more.stdout);
    expect(summary.counts.FAILED).toBe(2);
    expect(baseline).toMatchObject({ new: 1, known: 1, fixed: [], absent: [], unknown: 0 });
    expect(
      findings
        .filter((f: { status: string }) => f.status === 'FAILED')
        .map((f: { resource: { name: string }; baseline: string }) => [f.resource.name, f.baseline]),
    ).toEqual([
      ['a', 'known'],
      ['b', 'new'],
    ]);
    const { stdout: junit } = await run('scan', '@new.jsonl', '--baseline', '@base.json', '-f', 'junit', ...only);
    expect(junit).toMatch(/failures="1" errors="0" skipped="1"/);
    const { stdout: sarif } = await run('scan', '@new.jsonl', '--baseline', '@base.json', '-f', 'sarif', ...only);
    expect(
      JSON.parse(sarif)
        .runs[0].results.map((r: { baselineState: string }) => r.baselineState)
        .sort(),
    ).toEqual(['new', 'unchanged']);
  });

  it('tells what is fixed from what was not seen', async () => {
    const { run } = await workspace({
      'old.jsonl': estate(notebook('fixed'), notebook('gone'), notebook('denied')),
      'new.jsonl': estate(
        notebook('fixed', {}),
        notebook('denied', { unread: 'AccessDeniedException on sagemaker:DescribeNotebookInstance' }),
      ),
    });
    await run('baseline', 'write', '-o', '@base.json', '@old.jsonl', ...only);
    const { stdout, code } = await run('scan', '@new.jsonl', '--baseline', '@base.json', '-f', 'json', ...only);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).baseline).toMatchObject({
      new: 0,
      known: 0,
      unknown: 1,
      fixed: [{ resource: notebook('fixed').arn }],
      absent: [{ resource: notebook('gone').arn }],
    });
  });

  it('holds no waived failure, which fails as new when its waiver ends', async () => {
    const waiver = 'waivers: [{control: SageMaker.3, reason: x, owner: me}]';
    const { run } = await workspace({ 'sagevet.waivers.yaml': waiver, 'e.jsonl': estate(notebook('a')) });
    await run('baseline', 'write', '-o', '@base.json', '@e.jsonl');
    expect((await run('scan', '@e.jsonl', '--baseline', '@base.json')).code).toBe(0);
    expect((await run('scan', '@e.jsonl', '--baseline', '@base.json', '--no-config')).code).toBe(1);
  });

  it('may be named by the configuration, beside which it stands', async () => {
    const { run, folder } = await workspace({
      'e.jsonl': estate(notebook('a')),
      'sagevet.yaml': 'baseline: base.json',
    });
    expect(await run('scan', '@e.jsonl')).toMatchObject({ code: 2, stdout: '' });
    await run('baseline', 'write', '-o', '@base.json', '@e.jsonl');
    expect((await run('scan', '@e.jsonl')).code).toBe(0);
    expect((await run('scan', '@e.jsonl', '--no-config')).code).toBe(1);
    writeFileSync(join(folder, 'base.json'), '{"sagevet":"baseline","version":1,"failures":[]}');
    expect((await run('scan', '@e.jsonl')).code).toBe(1);
  });

  it.each([
    ['none.json', /^error: cannot read `.*none\.json`: there is no such file; `sagevet baseline write` writes one\n$/],
    ['text.json', /^error: `.*text\.json` is no baseline: it is no JSON, or was cut\n$/],
    ['other.json', /^error: `.*other\.json` is no baseline: /],
    [
      'newer.json',
      /^error: `.*newer\.json` is a baseline of version 2, and this sagevet reads version 1: update sagevet\n$/,
    ],
    ['broken.json', /^error: `.*broken\.json` is a damaged baseline: /],
  ])('%s is refused with one line', async (name, message) => {
    const { run } = await workspace({
      'e.jsonl': estate(notebook('a')),
      'text.json': '{"sagevet":',
      'other.json': '[]',
      'newer.json': '{"sagevet":"baseline","version":2}',
      'broken.json': '{"sagevet":"baseline","version":1,"failures":[{"control":1}]}',
    });
    const { code, stdout, stderr } = await run('scan', '@e.jsonl', '--baseline', `@${name}`);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('sagevet diff', () => {
  const old = estate(notebook('open'), notebook('fixed'), notebook('gone'), notebook('denied'), notebook('good', {}));
  const now = estate(
    notebook('open'),
    notebook('fixed', {}),
    notebook('denied', { unread: 'AccessDeniedException on sagemaker:DescribeNotebookInstance' }),
    notebook('good'),
    notebook('fresh'),
  );
  const expected = {
    new: ['fresh', 'good'],
    fixed: ['fixed'],
    open: ['open'],
    changed: [],
    gone: ['gone'],
    unknown: ['denied'],
  };
  const namesIn = (text: string) => {
    const difference = JSON.parse(text);
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    return Object.fromEntries(Object.keys(expected).map((key) => [key, names(difference[key])]));
  };

  it('tells new, fixed, open, gone and not judged apart, and resources added and gone', async () => {
    const { run } = await workspace({ 'old.jsonl': old, 'new.jsonl': now });
    const { code, stdout, stderr } = await run('diff', '@old.jsonl', '@new.jsonl', '-f', 'json', ...only);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(namesIn(stdout)).toEqual(expected);
    const { added, removed, format, version } = JSON.parse(stdout);
    expect({ format, version }).toEqual({ format: 'sagevet-diff', version: 1 });
    expect(added).toEqual([{ type: base.type, resource: notebook('fresh').arn }]);
    expect(removed).toEqual([{ type: base.type, resource: notebook('gone').arn }]);
  });

  it('takes results and snapshots alike, and compares only what both ran', async () => {
    const { run } = await workspace({ 'old.jsonl': old, 'new.jsonl': now });
    await run('scan', '@old.jsonl', '-f', 'json=@old.json', ...only);
    await run('scan', '@new.jsonl', '-f', 'json=@new.json');
    const { stdout } = await run('diff', '@old.json', '@new.json', '-f', 'json');
    expect(namesIn(stdout)).toEqual(expected);
    expect(JSON.parse(stdout).uncompared).toContain('image-tags');
    expect(namesIn((await run('diff', '@old.json', '@new.jsonl', '-f', 'json', ...only)).stdout)).toEqual(expected);
  });

  it('reads well at a terminal', async () => {
    const { run } = await workspace({ 'old.jsonl': old, 'new.jsonl': now });
    const { stdout } = await run('diff', '@old.jsonl', '@new.jsonl', ...only);
    expect(stdout).toMatch(/^New: 2 findings/);
    expect(stdout).toContain('HIGH notebook-instance-root-access');
    expect(stdout).toContain('2 new, 0 changed, 1 not judged any more, 1 fixed, 1 gone, 1 still open');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('exits with 0 when nothing is new', async () => {
    const { run } = await workspace({ 'old.jsonl': old, 'new.jsonl': estate(notebook('open')) });
    expect((await run('diff', '@old.jsonl', '@new.jsonl')).code).toBe(0);
    expect((await run('diff', '@old.jsonl', '@old.jsonl')).code).toBe(0);
  });

  it('says what a failure said before, when it says something else now', async () => {
    const variants = (count: number) =>
      changeResource(hardenedEstate, 'AWS::SageMaker::EndpointConfig', {
        'ProductionVariants[0].InitialInstanceCount': count,
      });
    const { run } = await workspace({ 'old.jsonl': variants(0), 'new.jsonl': variants(1) });
    const difference = JSON.parse((await run('diff', '@old.jsonl', '@new.jsonl', '-f', 'json')).stdout);
    expect(difference.changed).toMatchObject([{ control: 'endpoint-config-instance-count' }]);
    expect(difference.new).toEqual([]);
  });

  it('calls nothing gone where the new scan did not look', async () => {
    const elsewhere = {
      ...hardenedEstate,
      header: { ...hardenedEstate.header, regions: ['us-east-1'] },
      resources: [],
    };
    const hidden = {
      ...hardenedEstate,
      resources: [],
      gaps: [
        {
          operation: 'sagemaker:ListNotebookInstances',
          accountId: '111122223333',
          region: 'eu-west-1',
          code: 'AccessDeniedException',
          message: 'no',
          count: 1,
          hides: base.type,
        },
      ],
    };
    for (const blind of [elsewhere, hidden]) {
      const { run } = await workspace({ 'old.jsonl': estate(notebook('a')), 'new.jsonl': blind });
      const { stdout } = await run('diff', '@old.jsonl', '@new.jsonl', '-f', 'json', ...only);
      expect(JSON.parse(stdout)).toMatchObject({ gone: [], fixed: [], removed: [], unknown: [{ name: 'a' }] });
    }
  });

  it('answers what it cannot read with one line', async () => {
    const { run } = await workspace({ 'a.jsonl': old });
    const { code, stderr, stdout } = await run('diff', '@a.jsonl', '@none.json');
    expect(stderr).toMatch(/^error: cannot read `.*none\.json`: there is no such file\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
