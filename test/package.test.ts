import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = mkdtempSync(join(tmpdir(), 'sagevet-package-'));
const modules = join(installed, 'node_modules');
const bin = join(modules, 'sagevet/bin/sagevet.js');
let packed: readonly string[] = [];

/** The package as npm would publish it, beside the dependencies that this repository has installed already. */
beforeAll(() => {
  const [{ filename, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--foreground-scripts=false', '--pack-destination', installed], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  const script = `
    const { cpSync, mkdirSync, readdirSync, symlinkSync } = require('node:fs');
    const [, from, to] = process.argv;
    mkdirSync(to + '/sagevet', { recursive: true });
    for (const name of readdirSync(from)) if (!name.startsWith('.') && name !== 'sagevet') symlinkSync(from + '/' + name, to + '/' + name);
  `;
  execFileSync(process.execPath, ['-e', script, join(root, 'node_modules'), modules]);
  execFileSync('tar', ['-xzf', join(installed, filename), '--strip-components=1', '-C', join(modules, 'sagevet')]);
  writeFileSync(join(installed, 'package.json'), '{"type": "module"}');
}, 180_000);

afterAll(() => rmSync(installed, { recursive: true, force: true }));

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, ...args], { cwd: installed, encoding: 'utf8' });
}

describe('the package', () => {
  it('holds what is needed and nothing else', () => {
    const kinds = new Set(packed.map((path) => path.split('/')[0]));
    expect([...kinds].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'NOTICE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'package.json',
    ]);
    expect(packed.filter((path) => /\.test\.|(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining(['dist/index.d.ts', 'dist/cdk.js', 'dist/cdk.d.ts', 'dist/cli/main.js']),
    );
  });

  it('tells its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists the controls', () => {
    const { status, stdout } = run('controls');
    expect(status).toBe(0);
    expect(stdout).toContain('notebook-instance-root-access');
  });

  it('scans a template', () => {
    const { status, stdout, stderr } = run('scan', resolve(root, 'examples/cloudformation/notebook.yaml'));
    expect(stderr).toBe('');
    expect(stdout).toContain('Notebook instances have no direct internet access');
    expect(status).toBe(1);
  });

  it('is a library', () => {
    const script = `
      import { catalogue, scan } from 'sagevet';
      const report = await scan({ inputs: [process.argv[1]] });
      console.log(catalogue.length > 0 && report.counts.FAILED > 0);
    `;
    const template = resolve(root, 'examples/cloudformation/notebook.yaml');
    const args = ['--input-type=module', '-e', script, template];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: installed, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe('true\n');
  });

  it('has types for the library and for the plugin of the CDK', () => {
    writeFileSync(
      join(installed, 'app.ts'),
      `import { App, Validations } from 'aws-cdk-lib';
import { type Report, scan } from 'sagevet';
import { SagevetPlugin } from 'sagevet/cdk';

Validations.of(new App()).addPlugins(new SagevetPlugin({ failOn: 'high' }));
export const report: Promise<Report> = scan({ inputs: ['cdk.out'] });
// @ts-expect-error there is no such severity
new SagevetPlugin({ failOn: 'worst' });
`,
    );
    const compile = (...module: string[]) =>
      spawnSync(
        process.execPath,
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--types', 'node', ...module, 'app.ts'],
        ],
        { cwd: installed, encoding: 'utf8' },
      ).stdout;
    expect(compile('--module', 'nodenext')).toBe('');
    expect(compile('--module', 'esnext', '--moduleResolution', 'bundler')).toBe('');
  }, 120_000);

  it('runs in a CDK app', () => {
    const script = `
      import { App, Stack, Validations, aws_sagemaker } from 'aws-cdk-lib';
      import { SagevetPlugin } from 'sagevet/cdk';
      const app = new App({ outdir: 'cdk.out' });
      Validations.of(app).addPlugins(new SagevetPlugin());
      new aws_sagemaker.CfnNotebookInstance(new Stack(app, 'Lab'), 'Notebook', { instanceType: 'ml.t3.medium', roleArn: 'r' });
      app.synth();
    `;
    const args = ['--input-type=module', '-e', script];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: installed, encoding: 'utf8' });
    expect(stdout + stderr).toContain('notebook-instance-root-access');
    expect(status).not.toBe(0);
    expect(run('scan', 'cdk.out', '-c', 'SageMaker.3', '--format', 'json').stdout).toContain('"Lab/Notebook"');
  }, 60_000);
});
