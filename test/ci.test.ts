import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sagevet } from './support/cli.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const action = parse(read('action.yml'));
const [step] = action.runs.steps;
const docs = read('docs/ci.md');
const examples: string[] = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
const { version } = JSON.parse(read('package.json'));

/** What stands after `sagevet` in the command lines of a text. */
function commandsIn(text: string): string[] {
  const lines = [
    ...text.matchAll(
      /(?:npx --yes sagevet@[\w.$]+|entry: sagevet|`sagevet) ((?:scan|publish|baseline|report|policy|controls)[^\n`]*)/g,
    ),
  ];
  return lines.map(([, words = '']) => words.trim());
}

async function helpOf(words: readonly string[]): Promise<string> {
  const names = words.slice(0, /^(publish|baseline)$/.test(words[0] ?? '') ? 2 : 1);
  const { code, stdout } = await sagevet([...names, '--help']);
  expect(code, names.join(' ')).toBe(0);
  return stdout;
}

describe('what runs in CI', () => {
  const scripted = `npx --yes sagevet@1 scan ${step.run
    .match(/--[a-z][\w-]*/g)
    .filter((flag: string) => flag !== '--yes')
    .join(' ')}`;
  const commands = [docs, read('.pre-commit-hooks.yaml'), scripted].flatMap(commandsIn);

  it.each(commands)('uses commands and flags that there are: %s', async (command) => {
    const words = command.split(/\s+/);
    const help = await helpOf(words);
    for (const flag of words.filter((word) => /^--\w/.test(word))) expect(help).toContain(flag.replace(/=.*/, ''));
  });

  it('is found in the documents at all', () => {
    expect(commands.length).toBeGreaterThan(6);
    expect(examples.length).toBe(5);
  });

  it('is YAML, with inputs and outputs that the action has, in the version of the package', () => {
    const uses = examples
      .flatMap((text) => Object.values(parse(text).jobs ?? {}) as { steps: { uses?: string; with?: object }[] }[])
      .flatMap(({ steps }) => steps)
      .filter((used) => used.uses?.startsWith('sagevet/'));
    expect(uses.length).toBe(2);
    for (const used of uses) {
      for (const input of Object.keys(used.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
      expect(used.uses).toMatch(new RegExp(`@v${version}$`));
    }
    expect(action.inputs.version.default).toBe(version);
    for (const [, used] of docs.matchAll(/sagevet@(\d[\w.]*)/g)) expect(used).toBe(version);
  });

  it('takes arguments in `args` that the scan has', async () => {
    const help = await helpOf(['scan']);
    const args = [...docs.matchAll(/^ +(?:args: )?(--[\w-]+)/gm)].map(([, flag]) => flag);
    expect(args).toEqual(['--fail-on-unknown', '--standard', '--region']);
    for (const flag of args) expect(help).toContain(flag);
  });

  it('writes no value of the workflow into the script', () => {
    expect(step.run).not.toContain('${{');
    for (const input of Object.keys(action.inputs).filter((name) => name !== 'working-directory'))
      expect(Object.values(step.env)).toContain(`\${{ inputs.${input} }}`);
  });

  it('takes the hook for templates by their names', () => {
    const [hook] = parse(read('.pre-commit-hooks.yaml'));
    const files = new RegExp(hook.files);
    for (const name of ['template.yaml', 'a/template.json', 'cdk.out/App.template.json', 'ml-template.yml'])
      expect(name).toMatch(files);
    for (const name of ['package.json', 'templates/x.yaml', 'template.md']) expect(name).not.toMatch(files);
  });
});

describe('the action', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
  const runner = join(folder, 'sagevet.mjs');
  writeFileSync(
    runner,
    `import { main } from ${JSON.stringify(join(root, 'src/cli/main.ts'))};\nprocess.exitCode = await main(process.argv.slice(2), process);\n`,
  );
  const template = join(folder, 'my template.yaml');
  writeFileSync(
    template,
    'Resources: { Lab: { Type: "AWS::SageMaker::NotebookInstance", Properties: { InstanceType: ml.t3.medium, RoleArn: "arn:aws:iam::111122223333:role/x", RootAccess: Enabled } } }\n',
  );

  function runAction(inputs: Record<string, string>) {
    const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary'), GITHUB_OUTPUT: join(folder, 'output') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const given: Record<string, string> = Object.fromEntries(
      Object.entries<string>(step.env).map(([name, value]) => {
        const input = /inputs\.([\w-]+)/.exec(value)?.[1] ?? '';
        return [name, inputs[input] ?? action.inputs[input].default];
      }),
    );
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        RUNNER_TEMP: folder,
        ...files,
        ...given,
        SAGEVET_COMMAND: `node --import tsx ${runner}`,
      },
    });
    return {
      status,
      stdout,
      stderr,
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
      output: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
    };
  }

  it('scans, writes the summary and the reports, and passes the exit code on', () => {
    const sarif = join(folder, 'out.sarif');
    const { status, stdout, summary, output } = runAction({
      paths: `${template}\n`,
      formats: `sarif=${sarif}\n`,
      args: '--no-config\n--control=SageMaker.3',
    });
    expect(status).toBe(1);
    expect(stdout).toContain('RootAccess');
    expect(summary).toContain('notebook-instance-root-access');
    expect(output).toMatch(/^exit-code=1\nresult=.*result\.json\n$/);
    expect(existsSync(sarif)).toBe(true);
  });

  it('takes what is in its inputs for words, and never for commands', () => {
    const { status, stdout } = runAction({
      paths: `$(touch ${folder}/owned)\n; touch ${folder}/owned`,
      'fail-on': 'none',
      args: '--no-config',
    });
    expect(status).toBe(2);
    expect(stdout).toContain('touch');
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('owned');
  });
});
