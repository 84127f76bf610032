import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sagevet } from '../support/cli.ts';

const examples = 'examples/custom-controls';
const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
const template = join(folder, 'template.yaml');
writeFileSync(
  template,
  `Resources:
  Lab:
    Type: AWS::SageMaker::NotebookInstance
    Properties: { InstanceType: ml.p4d.24xlarge, RoleArn: "arn:aws:iam::111122223333:role/x" }
`,
);

describe('controls of one’s own', () => {
  it('judge what is scanned beside the catalogue, and take parameters', async () => {
    const args = [
      'scan',
      template,
      '--no-config',
      '--controls',
      examples,
      '-c',
      'team-notebook-instance-type',
      '-f',
      'json',
    ];
    const failing = await sagevet(args);
    expect(failing.code).toBe(1);
    expect(JSON.parse(failing.stdout).findings).toMatchObject([
      {
        control: 'team-notebook-instance-type',
        status: 'FAILED',
        message: '`InstanceType` is none of ml.t3.medium, ml.t3.large',
      },
    ]);
    const passing = await sagevet([...args, '--set', 'team-notebook-instance-type.approved=["ml.p4d.24xlarge"]']);
    expect(passing.code).toBe(0);
  });

  it('are listed and explained like built-in ones', async () => {
    const list = await sagevet(['controls', '--no-config', '--controls', examples, '-c', 'team-*']);
    expect(list.stdout).toContain('team-notebook-instance-owner');
    const one = await sagevet(['controls', 'team-notebook-instance-owner', '--no-config', '--controls', examples]);
    expect(one.stdout).toContain('Notebook instances name their owner');
  });

  it('stand for the requirements that they name', async () => {
    const common = ['--no-config', '--controls', examples];
    const { stdout } = await sagevet(['compliance', template, '--framework', 'soc2', ...common, '-f', 'json']);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('team-notebook-instance-owner');
    const saved = await sagevet(['scan', template, ...common, '-c', 'team-*', '-f', 'json']);
    expect(JSON.parse(saved.stdout).controls).toContainEqual(
      expect.objectContaining({ id: 'team-notebook-instance-owner', requirements: { soc2: ['CC6.1'] } }),
    );
  });

  it('come from the configuration too, which never runs code', async () => {
    const config = join(folder, 'sagevet.yaml');
    writeFileSync(config, `customControls: [own.yaml]\ncontrols: { include: [team-notebook-instance-type] }\n`);
    writeFileSync(join(folder, 'own.yaml'), readFileSync(join(examples, 'notebooks.yaml')));
    expect((await sagevet(['scan', template, '--config', config])).code).toBe(1);
    writeFileSync(config, 'customControls:\n  - own.mjs\n');
    const refused = await sagevet(['scan', template, '--config', config]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(/sagevet\.yaml:2: `own\.mjs` is code.*--controls own\.mjs/);
  });

  it('are tested by the cases that they carry', async () => {
    const good = await sagevet(['controls', 'test', examples]);
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).toMatch(/\n13 passed, 0 failed\n$/);
    const wrong = join(folder, 'wrong.yaml');
    const text = readFileSync(join(examples, 'notebooks.yaml'), 'utf8');
    writeFileSync(wrong, text.replace('given: { InstanceType: ml.t3.medium }', 'given: { InstanceType: ml.c5.large }'));
    const bad = await sagevet(['controls', 'test', wrong]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(
      /FAIL {2}team-notebook-instance-type: is of an approved type\n.*wrong\.yaml:\d+: expected PASSED, found FAILED/,
    );
  });

  it('that are wrong say where, without a stack', async () => {
    const wrong = join(folder, 'typo.yaml');
    writeFileSync(
      wrong,
      readFileSync(join(examples, 'notebooks.yaml'), 'utf8').replace('params.approved)', 'params.aproved)'),
    );
    const { code, stderr } = await sagevet(['scan', template, '--no-config', '--controls', wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: .*typo\.yaml:23: `fails`: unknown parameter `aproved`: did you mean `approved`\?\n$/,
    );
  });
});
