/**
 * Opening and judging a generated Terraform plan, against `JSON.parse` of the same file.
 *
 *     npx tsx bench/plan.ts [MiB]
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../src/controls/index.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { terraformPlan } from '../src/sources/terraform/index.ts';
import { best, measure, printTable, report, secondsSince } from './run.ts';

export function benchPlan(mebibytes = 50): void {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-bench-'));
  const file = join(folder, 'plan.json');
  try {
    const resources = writePlan(file, mebibytes * 2 ** 20);
    const parse = best(3, () => measure<number>('plan.ts', 'parse', file));
    const judged = best(3, () => measure<number>('plan.ts', 'evaluate', file));
    printTable(
      `Terraform plan of ${mebibytes} MiB, ${resources.toLocaleString('en-US')} resources`,
      ['what', 'seconds', 'ratio', 'peak RSS (MiB)', 'result'],
      [
        [
          'JSON.parse',
          parse.seconds.toFixed(2),
          '1.00',
          parse.peakMiB,
          `${parse.result.toLocaleString('en-US')} changes`,
        ],
        [
          'open and evaluate, whole catalogue',
          judged.seconds.toFixed(2),
          (judged.seconds / parse.seconds).toFixed(2),
          judged.peakMiB,
          `${judged.result.toLocaleString('en-US')} findings`,
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Planned {
  readonly type: string;
  readonly name: string;
  readonly after: object;
  readonly unknown?: object;
  readonly expressions?: object;
}

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::churn-data/*' }],
});
const key = { references: ['aws_kms_key.ml.arn', 'aws_kms_key.ml'] };

/** What the plan of a platform team is made of: a module for each team, in which a tenth is SageMaker and its roles. */
function resourcesOf(team: number): Planned[] {
  const variant = { variant_name: 'main', initial_instance_count: 1, instance_type: 'ml.m5.large' };
  return [
    {
      type: 'aws_iam_role',
      name: 'ml',
      after: { name: `ml-${team}`, path: '/', inline_policy: [{ name: 'data', policy }] },
      unknown: { arn: true },
    },
    {
      type: 'aws_sagemaker_notebook_instance',
      name: 'ml',
      after: {
        name: `notebook-${team}`,
        root_access: team % 2 === 0 ? 'Enabled' : 'Disabled',
        tags_all: { team: 'ml' },
      },
      unknown: { kms_key_id: true, role_arn: true },
      expressions: { kms_key_id: key, role_arn: { references: ['aws_iam_role.ml.arn', 'aws_iam_role.ml'] } },
    },
    {
      type: 'aws_sagemaker_endpoint_configuration',
      name: 'ml',
      after: { production_variants: [variant] },
      unknown: { name: true },
    },
    { type: 'aws_kms_key', name: 'ml', after: { enable_key_rotation: true, policy }, unknown: { arn: true } },
    ...Array.from({ length: 36 }, (_, index) => ({
      type: 'aws_security_group_rule',
      name: `rule_${index}`,
      after: {
        description: `rule ${index} of team ${team}, which says why it is there`,
        from_port: index,
        to_port: index,
      },
      unknown: { id: true },
    })),
  ];
}

function writePlan(path: string, atLeast: number): number {
  const file = openSync(path, 'w');
  const modules: string[] = [];
  let size = 0;
  let resources = 0;
  writeSync(file, '{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[');
  for (let team = 0; size < atLeast; team += 1) {
    const planned = resourcesOf(team);
    const module_address = `module.team_${team}`;
    const changes = planned.map(({ type, name, after, unknown = {} }) => {
      const change = { actions: ['create'], before: null, after, after_unknown: unknown, after_sensitive: {} };
      const address = `${module_address}.${type}.${name}`;
      const provider_name = 'registry.terraform.io/hashicorp/aws';
      return JSON.stringify({ address, module_address, mode: 'managed', type, name, provider_name, change });
    });
    const configured = planned.map(({ type, name, expressions = {} }) => {
      const address = `${type}.${name}`;
      return { address, mode: 'managed', type, name, provider_config_key: 'aws', expressions, schema_version: 0 };
    });
    const module = `"team_${team}":${JSON.stringify({ source: 'team', module: { resources: configured } })}`;
    modules.push(module);
    size += module.length + writeSync(file, `${team === 0 ? '' : ','}${changes.join(',')}`);
    resources += planned.length;
  }
  const provider = '{"aws":{"name":"aws","expressions":{"region":{"constant_value":"eu-west-1"}}}}';
  const calls = `{"module_calls":{${modules.join(',')}}}`;
  writeSync(file, `],"configuration":{"provider_config":${provider},"root_module":${calls}}}`);
  closeSync(file);
  return resources;
}

function parseOnly(file: string): void {
  const start = process.hrtime.bigint();
  const { resource_changes } = JSON.parse(readFileSync(file, 'utf8')) as { resource_changes: unknown[] };
  report(secondsSince(start), resource_changes.length);
}

async function evaluateFile(file: string): Promise<void> {
  const start = process.hrtime.bigint();
  const options = { toolVersion: '0.0.0', now: '2026-11-22T06:00:00.000Z' };
  const snapshot = await terraformPlan.open({ path: file, isDirectory: false, head: '' }, options);
  const { counts } = await evaluate([snapshot], { controls: catalogue, findings: 'count' });
  report(
    secondsSince(start),
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , mode, file = ''] = process.argv;
  if (mode === 'parse') parseOnly(file);
  else if (mode === 'evaluate') await evaluateFile(file);
  else benchPlan(mode === undefined ? undefined : Number(mode));
}
