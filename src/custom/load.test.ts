import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../engine/evaluate.ts';
import { isUnknown, unknown } from '../model/value.ts';
import { runCases } from '../run-cases.ts';
import type { LoadedCase } from './files.ts';
import { loadControls, loadControlsWithTests } from './load.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const base = {
  id: 'team-size',
  title: 'Notebooks are small',
  severity: 'low',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  checks: 'Reads the volume.',
  why: 'Money.',
  fix: 'Make it smaller.',
  fails: 'resource.VolumeSizeInGB > 10',
  messages: { failed: 'it is large' },
};

function yaml(...changes: Record<string, unknown>[]): string {
  return JSON.stringify({ controls: changes.map((change) => ({ ...base, ...change })) }, null, 1);
}

async function message(path: string): Promise<string> {
  const error = await loadControls([path]).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return error?.message.replaceAll(`${folder}/`, '') ?? 'loaded';
}

function snapshot(...properties: Record<string, unknown>[]) {
  const type = 'AWS::SageMaker::NotebookInstance' as const;
  const place = { accountId: '111122223333', region: 'eu-west-1' };
  return {
    header: {
      capturedAt: '2026-11-22T00:00:00.000Z',
      toolVersion: '',
      source: 'test',
      accounts: [place.accountId],
      regions: [place.region],
      resourceTypes: [type],
      windows: {},
    },
    records: properties.map((given, index) => ({
      resource: {
        type,
        name: `n${index}`,
        ...place,
        properties: given,
        origin: { kind: 'api', operation: '' } as const,
      },
    })),
  };
}

describe('custom controls', () => {
  it('judge like built-in ones, with evidence and a fix', async () => {
    const controls = await loadControls([file('c.yaml', yaml({}))]);
    const report = await evaluate(
      [snapshot({ VolumeSizeInGB: 50 }, { VolumeSizeInGB: 5 }, { VolumeSizeInGB: unknown('denied') }, {})],
      { controls },
    );
    expect(report.findings.map(({ status }) => status)).toEqual(['FAILED', 'PASSED', 'UNKNOWN', 'UNKNOWN']);
    expect(report.findings[0]).toMatchObject({
      message: 'it is large',
      evidence: [{ property: 'VolumeSizeInGB', observed: 50 }],
      remediation: { steps: [{ text: 'Make it smaller' }] },
    });
    expect(report.findings[2]).toMatchObject({ message: '`VolumeSizeInGB`: denied' });
    expect(report.errors).toEqual([expect.stringContaining('control `team-size` failed: `VolumeSizeInGB` is not set')]);
  });

  it('that do not come to an end are errors that name the control, and do not hold up the scan', async () => {
    const fails = 'resource.List.all(a, resource.List.all(b, resource.List.all(c, true)))';
    const controls = await loadControls([file('c.yaml', yaml({ fails }))]);
    const List = Array.from({ length: 500 }, (_, index) => index);
    const report = await evaluate([snapshot(...Array.from({ length: 200 }, () => ({ List })))], { controls });
    expect(report.counts.UNKNOWN).toBe(200);
    expect(report.errors).toEqual([
      'control `team-size` failed: stopped: the expression takes too many steps',
      'control `team-size` failed: not tried again: its expressions take too many steps',
    ]);
    const small = await evaluate([snapshot({ List: [1] })], { controls });
    expect(small.counts.FAILED).toBe(1);
  });

  it('are stopped whatever the way: loops, explosions, patterns', async () => {
    const ways = {
      'team-loop': 'resource.List.all(a, resource.List.all(b, resource.List.all(c, true)))',
      'team-explosion': `["ab"]${'.map(x, x + x + x + x)'.repeat(16)} == []`,
      'team-pattern': `resource.Text.matches("${'(a+)+'.repeat(400)}b")`,
    };
    const controls = await loadControls([
      file('c.yaml', yaml(...Object.entries(ways).map(([id, fails]) => ({ id, fails })))),
    ]);
    const resource = { List: Array.from({ length: 500 }, () => 1), Text: 'a'.repeat(5000) };
    const { errors, findings } = await evaluate([snapshot(resource)], { controls });
    expect(errors).toEqual(Object.keys(ways).map((id) => expect.stringContaining(`control \`${id}\` failed: stopped`)));
    expect(findings.every(({ status, error }) => status === 'UNKNOWN' && error !== undefined)).toBe(true);
  });

  it('collect tags only where they read them', async () => {
    const [plain, tagged] = await loadControls([
      file('c.yaml', yaml({}, { id: 'team-tag', fails: '!has(resource.tags.owner)' })),
    ]);
    expect(plain?.needs).toBeUndefined();
    expect(tagged?.needs).toEqual({ tags: true });
  });

  it('take parameters of the kind of their default', async () => {
    const parameters = { most: { description: 'at most', default: 10 }, names: { description: 'n', default: ['a'] } };
    const [control] = await loadControls([file('c.yaml', yaml({ parameters, fails: 'resource.Size > params.most' }))]);
    const judge = (most: unknown) =>
      evaluate([snapshot({ Size: 11 })], { controls: control ? [control] : [], parameters: { 'team-size': { most } } });
    expect((await judge(20)).counts.PASSED).toBe(1);
    await expect(judge('many')).rejects.toThrow('parameter `most` of control `team-size`');
  });

  it('quote names in commands', async () => {
    const fix = { summary: 'x', steps: [{ text: 'Stop {name}', command: 'aws stop {name}' }] };
    const [control] = await loadControls([file('c.yaml', yaml({ fix }))]);
    const steps = control?.remediation.steps({ name: "$& a'; rm -rf" } as never);
    expect(steps).toEqual([{ text: "Stop $& a'; rm -rf", command: `aws stop '$& a'\\''; rm -rf'` }]);
  });

  it.each([
    ['an unknown key', { sevrity: 'low' }, 'c.yaml:15: unknown key `sevrity`, did you mean `severity`?'],
    [
      'an unknown severity',
      { severity: 'hihg' },
      'c.yaml:6: `controls[0].severity`: unknown severity `hihg`, did you mean `high`?',
    ],
    [
      'an unknown type',
      { resourceType: 'AWS::SageMaker::Notebook' },
      'did you mean `AWS::SageMaker::NotebookInstance`?',
    ],
    ['no expression', { fails: undefined }, 'say when it `fails:`'],
    ['two expressions', { passes: 'true' }, 'not both'],
    ['a broken expression', { fails: 'resource.A ==' }, 'c.yaml:11: `fails`: at character'],
    ['a misspelt name', { fails: 'resorce.A' }, '`fails`: unknown name `resorce`: did you mean `resource`?'],
    ['a message that nothing fills', { messages: { failed: 'x {y}' } }, 'nothing fills `{y}`'],
    ['no message for `when`', { when: 'true' }, 'messages.notApplicable'],
    ['an id of a built-in control', { id: 'notebook-instance-root-access' }, 'is the name of a built-in control'],
    ['an id that is no id', { id: 'A B' }, 'expected small letters'],
    ['an address that is none', { references: ['javascript:alert(1)'] }, 'https://'],
    ['a framework that is none', { requirements: { nist: ['x'] } }, 'nist-800-53-r5'],
  ])('tell file and line of %s', async (_, change, expected) => {
    expect(await message(file('c.yaml', yaml(change)))).toContain(expected);
  });

  it('have ids of their own', async () => {
    file('a.yaml', yaml({}));
    file('b.yaml', yaml({}));
    expect(await message(folder)).toMatch(/b\.yaml:4: `team-size` is the name of the control in .*a\.yaml:4/);
  });

  it('are found in folders, without running what stands beside them', async () => {
    file('deep/a.yaml', yaml({}));
    file('evil.mjs', 'throw new Error("ran")');
    expect(await message(folder)).toBe('loaded');
    expect(await message(join(folder, 'evil.mjs'))).toContain('ran');
    expect(await message(join(folder, 'nowhere'))).toContain('no such file');
    mkdirSync(join(folder, 'empty'));
    expect(await message(join(folder, 'empty'))).toContain('no YAML files');
  });

  it('come from modules that export them', async () => {
    const control = `{ id: 'team-x', title: 't', resourceType: 'AWS::SageMaker::NotebookInstance', severity: 'low', publishedAs: [],
      why: 'w', checks: 'c', messages: {}, references: [], remediation: { summary: 's', steps: () => [] }, evaluate: () => ({ status: 'PASSED' }) }`;
    const controls = await loadControls([
      file('one.mjs', `export const a = ${control}; export default [a]; export const limit = 3;`),
    ]);
    expect(controls.map(({ id }) => id)).toEqual(['team-x']);
    expect(await message(file('none.mjs', 'export const a = 1'))).toContain('exports no controls');
    expect(await message(file('bad.mjs', `export const a = { ...${control}, severity: 'huge' }`))).toContain(
      'export `a`: `severity`',
    );
    expect(await message(file('broken.mjs', 'export const a ='))).toContain('cannot load');
  });

  it('survive YAML that is meant to hurt', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]},`.repeat(9)}]`)
      .join('\n')}`;
    expect(await message(file('bomb.yaml', bomb))).toContain('bomb.yaml');
    expect(await message(file('proto.yaml', '__proto__: {controls: []}'))).toContain('proto.yaml');
    expect(await message(file('empty.yaml', ''))).toContain('`controls` is missing');
  });
});

describe('the cases of custom controls', () => {
  it('pass and fail with what was found', async () => {
    const tests = [
      { name: 'is small', given: { VolumeSizeInGB: 5 }, expect: 'PASSED' },
      { name: 'is large', given: { VolumeSizeInGB: 50 }, expect: 'PASSED' },
      { name: 'is another', given: { VolumeSizeInGB: 50 }, expect: 'FAILED', cause: 'other' },
      {
        name: 'is unknown',
        given: { VolumeSizeInGB: { $unknown: 'denied by all' } },
        expect: 'UNKNOWN',
        cause: 'denied',
      },
      { name: 'is absent', expect: 'FAILED' },
    ];
    const results = await runCases(await loadControlsWithTests([file('c.yaml', yaml({ tests }))]));
    expect(results.map(({ problem }) => problem)).toEqual([
      undefined,
      'expected PASSED, found FAILED: it is large',
      'expected `other`, found `failed`: it is large',
      undefined,
      expect.stringContaining('the control failed: `VolumeSizeInGB` is not set'),
    ]);
    expect(results[1]?.place).toMatch(/c\.yaml:\d+$/);
    expect(isUnknown(tests[3]?.given?.VolumeSizeInGB)).toBe(true);
  });

  it('of the examples pass', async () => {
    const loaded = await loadControlsWithTests([join(import.meta.dirname, '../../examples/custom-controls')]);
    const results = await runCases(loaded);
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
    for (const { control } of loaded) expect(results.some((result) => result.control === control.id)).toBe(true);
  });

  it('of the examples never turn into another verdict than UNKNOWN, whatever is hidden', async () => {
    const loaded = await loadControlsWithTests([join(import.meta.dirname, '../../examples/custom-controls')]);
    for (const { control, place, tests } of loaded) {
      for (const test of tests) {
        const property = fc.asyncProperty(fc.subarray(pathsIn(test.given)), async (paths) => {
          const hidden = hide(test.given, new Set(paths), '') as Record<string, unknown>;
          const [same] = await runCases([{ control, place, tests: [withoutCause({ ...test, given: hidden })] }]);
          if (same?.problem === undefined) return;
          expect(same.problem, `${test.name}: ${paths.join(' ')}`).toMatch(/found UNKNOWN/);
        });
        await fc.assert(property, { numRuns: 20 });
      }
    }
  });
});

function withoutCause({ cause: _, ...test }: LoadedCase): LoadedCase {
  return test;
}

function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || isUnknown(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [`${path}/${key}`, ...pathsIn(part, `${path}/${key}`)]);
}

function hide(value: unknown, hidden: ReadonlySet<string>, path: string): unknown {
  if (hidden.has(path)) return { $unknown: 'hidden' };
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.map((part, index) => hide(part, hidden, `${path}/${index}`));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hide(part, hidden, `${path}/${key}`)]));
}
