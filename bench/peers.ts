/**
 * Wall time, start-up included, of sagevet and of what else checks templates and plans, on the same files, and what each
 * says about SageMaker. Needs a build of sagevet, and a folder with the others:
 *
 *     python3 -m venv venv && venv/bin/pip install checkov
 *     cargo install cfn-guard --root guard
 *     mkdir nag && cd nag && npm init -y && npm install cdk-nag aws-cdk-lib constructs
 *     npx tsx bench/peers.ts FOLDER
 *
 * What is missing there is said in the output.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plan, resourceCount, template } from './peers-estate.ts';
import { printTable } from './run.ts';

const runs = 3;
const installed = resolve(process.argv[2] ?? 'peers');
const folder = mkdtempSync(join(tmpdir(), 'sagevet-peers-'));

interface Tool {
  readonly name: string;
  /** Left out where it needs no more than Node. */
  readonly needs?: string;
  /** Why there is nothing to compare on a plan. */
  readonly noPlans?: string;
  command(kind: Kind, file: string): readonly [string, ...string[]];
  /** The SageMaker rules that failed, each with a count. */
  read(stdout: string): Readonly<Record<string, number>>;
}

type Kind = 'template' | 'plan';

/** What the rules that AWS publishes for cfn-guard ask of SageMaker, written for this comparison. */
const guardRules = `
rule notebook_kms_key when Resources.*[ Type == 'AWS::SageMaker::NotebookInstance' ] !empty {
  Resources.*[ Type == 'AWS::SageMaker::NotebookInstance' ].Properties.KmsKeyId exists
}
rule notebook_no_direct_internet when Resources.*[ Type == 'AWS::SageMaker::NotebookInstance' ] !empty {
  Resources.*[ Type == 'AWS::SageMaker::NotebookInstance' ].Properties.DirectInternetAccess == 'Disabled'
}
rule endpoint_config_kms_key when Resources.*[ Type == 'AWS::SageMaker::EndpointConfig' ] !empty {
  Resources.*[ Type == 'AWS::SageMaker::EndpointConfig' ].Properties.KmsKeyId exists
}
`;

const nagApp = `
const { App, Stack, Validations } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');
const app = new App({ outdir: process.argv[3] });
new CfnInclude(new Stack(app, 'Stack'), 'Template', { templateFile: process.argv[2] });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try { app.synth(); } catch {}
const { readFileSync } = require('node:fs');
process.stdout.write(readFileSync(process.argv[3] + '/validation-report.json', 'utf8'));
`;

const tools: readonly Tool[] = [
  {
    name: 'sagevet',
    command: (_, file) => [
      process.execPath,
      fileURLToPath(new URL('../bin/sagevet.js', import.meta.url)),
      ...['scan', file, '--format', 'json', '--quiet'],
    ],
    read: (stdout) => {
      const { findings } = JSON.parse(stdout) as { findings: { status: string; control: string }[] };
      return count(findings.filter(({ status }) => status === 'FAILED').map(({ control }) => control));
    },
  },
  {
    name: 'Checkov',
    needs: 'venv/bin/checkov',
    command: (kind, file) => [
      join(installed, 'venv/bin/checkov'),
      ...['-f', file, '--framework', kind === 'plan' ? 'terraform_plan' : 'cloudformation'],
      ...['--output', 'json', '--quiet', '--compact', '--skip-download', '--soft-fail'],
    ],
    read: (stdout) => {
      type Checks = { results: { failed_checks: { check_id: string; resource: string }[] } };
      const parsed = JSON.parse(stdout) as Checks | Checks[];
      const failed = [parsed].flat().flatMap(({ results }) => results.failed_checks);
      return count(failed.filter(({ resource }) => /sagemaker/i.test(resource)).map(({ check_id }) => check_id));
    },
  },
  {
    name: 'cfn-guard',
    needs: 'guard/bin/cfn-guard',
    noPlans: 'has no published SageMaker rules for plans',
    command: (_, file) => [
      join(installed, 'guard/bin/cfn-guard'),
      ...['validate', '--data', file, '--rules', join(folder, 'sagemaker.guard')],
      ...['--structured', '--output-format', 'json', '--show-summary', 'none'],
    ],
    read: (stdout) => {
      type Rules = { not_compliant: { Rule: { name: string; checks: unknown[] } }[] }[];
      const rules = (JSON.parse(stdout) as Rules).flatMap(({ not_compliant }) => not_compliant);
      return Object.fromEntries(rules.map(({ Rule: { name, checks } }) => [name, checks.length]));
    },
  },
  {
    name: 'cdk-nag',
    needs: 'nag/node_modules/cdk-nag',
    noPlans: 'does not read plans',
    command: (_, file) => [process.execPath, join(installed, 'nag', 'bench.cjs'), file, join(folder, 'out')],
    read: (stdout) => {
      type Violation = { ruleName: string; violatingConstructs: unknown[] };
      const { pluginReports } = JSON.parse(stdout) as { pluginReports: { violations: Violation[] }[] };
      const violations = pluginReports.flatMap((report) => report.violations);
      const ofSageMaker = violations.filter(({ ruleName }) => /^AwsSolutions-SM\d/.test(ruleName));
      return Object.fromEntries(ofSageMaker.map(({ ruleName, violatingConstructs: all }) => [ruleName, all.length]));
    },
  },
];

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

interface Run {
  readonly seconds: number;
  readonly found: Readonly<Record<string, number>>;
}

function measure(tool: Tool, [program, ...args]: readonly [string, ...string[]]): Run {
  let seconds = Number.POSITIVE_INFINITY;
  let stdout = '';
  for (let run = 0; run < runs; run += 1) {
    const start = process.hrtime.bigint();
    const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - start) / 1e9);
    if (result.error) throw result.error;
    stdout = result.stdout;
    if (stdout.trim() === '') throw new Error(`${tool.name} said nothing: ${result.stderr.slice(0, 500)}`);
  }
  return { seconds, found: tool.read(stdout) };
}

/** What was measured, or why nothing was. */
function outcomeOf(tool: Tool, kind: Kind, file: string): Run | string {
  if (kind === 'plan' && tool.noPlans !== undefined) return tool.noPlans;
  if (tool.needs !== undefined && !existsSync(join(installed, tool.needs))) return 'not installed here';
  return measure(tool, tool.command(kind, file));
}

function compare(kind: Kind, file: string): void {
  const measured = tools.map((tool) => [tool.name, outcomeOf(tool, kind, file)] as const);
  const [first] = measured;
  const own = first !== undefined && typeof first[1] !== 'string' ? first[1].seconds : 1;
  printTable(
    `${kind} of ${resourceCount} resources, best of ${runs} runs, ${cpus().length} cores`,
    ['tool', 'seconds', '× sagevet', 'SageMaker rules that failed', 'findings'],
    measured.map(([name, run]) => {
      if (typeof run === 'string') return [name, '', '', run, ''];
      const { seconds, found } = run;
      const total = Object.values(found).reduce((sum, number) => sum + number, 0);
      return [name, seconds.toFixed(2), (seconds / own).toFixed(1), Object.keys(found).sort().join(' '), total];
    }),
  );
}

try {
  writeFileSync(join(folder, 'sagemaker.guard'), guardRules);
  if (existsSync(join(installed, 'nag'))) writeFileSync(join(installed, 'nag', 'bench.cjs'), nagApp);
  const files = { template: join(folder, 'template.json'), plan: join(folder, 'plan.json') };
  writeFileSync(files.template, template());
  writeFileSync(files.plan, plan());
  compare('template', files.template);
  compare('plan', files.plan);
} finally {
  rmSync(folder, { recursive: true });
}
