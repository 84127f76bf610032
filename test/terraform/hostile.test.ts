import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/sources/file-source.ts';
import { terraformPlan } from '../../src/sources/terraform/index.ts';
import { configured, findingsOf, open, openFile, planOf, refs, resourcesOf, temporaryFile } from './plan.ts';

const notebook = { type: 'aws_sagemaker_notebook_instance', after: { name: 'n', root_access: 'Enabled' } };

function recognises(head: string): boolean {
  return terraformPlan.recognises({ path: 'f', isDirectory: false, head });
}

describe('what is not the JSON of a plan or state', () => {
  const plan = JSON.stringify(planOf([notebook]));
  it.each<[string, string | Buffer, RegExp]>([
    ['a binary plan', Buffer.from('PK\u0003\u0004\u0014\u0000\u0008\u0008tfplan'), /run `terraform show -json/],
    ['a file that was cut', plan.slice(0, -40), /ends before its JSON does/],
    ['broken JSON', `${plan.slice(0, 200)},,}`, /not valid JSON/],
    ['an empty file', '', /ends before its JSON does/],
    ['a list', '[]', /is not the JSON of a Terraform plan or state/],
    ['a number', '7', /cannot read|is not the JSON/],
    ['other JSON', '{"Resources":{}}', /is not the JSON of a Terraform plan or state/],
    ['a format of the future', '{"format_version":"2.0","planned_values":{}}', /format version `2.0`/],
    [
      'a raw state file',
      '{"version":4,"serial":1,"lineage":"x","resources":[]}',
      /raw state file: run `terraform show/,
    ],
    [
      'the log of a plan',
      '{"@level":"info","@message":"m","@module":"terraform.ui"}\n{"@level":"info"}\n',
      /log of `terraform plan -json`/,
    ],
    ['values that are no tree', '{"format_version":"1.0","values":[]}', /is not the JSON/],
  ])('is told in one line: %s', async (_, content, message) => {
    const error = await openFile(terraformPlan, temporaryFile('plan', content)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expect((error as InputError).message).not.toMatch(/\n|undefined/);
  });
});

it('a file that is too large is refused without reading it', async () => {
  const file = temporaryFile('plan.json', '{"format_version":"1.2"');
  truncateSync(file, 300 * 1024 * 1024);
  await expect(openFile(terraformPlan, file)).rejects.toThrow(/has 300 MiB, and files of up to 256 MiB can be read/);
  rmSync(file);
});

describe('recognition', () => {
  it('goes by content', () => {
    expect(recognises('{"format_version":"1.2","terraform_version":"1.9.8","variables":{')).toBe(true);
    expect(recognises('\uFEFF{\n  "format_version": "1.0"}')).toBe(true);
    expect(recognises('{"applyable":true,"complete":true,"configuration":{"provider_config":{"aws":')).toBe(true);
    expect(recognises('PK\u0003\u0004\u0014\u0000\u0008\u0008\u0000tfplan')).toBe(true);
    expect(recognises(Buffer.from('\uFEFF{"format_version":"1.2"', 'utf16le').toString('utf8'))).toBe(true);
    expect(recognises('{"AWSTemplateFormatVersion":"2010-09-09","Resources":{')).toBe(false);
    expect(recognises('Resources:\n  "terraform_version": x')).toBe(false);
    expect(recognises('PK\u0003\u0004 some other archive')).toBe(false);
    expect(recognises('')).toBe(false);
    expect(terraformPlan.recognises({ path: 'f', isDirectory: true, head: '' })).toBe(false);
  });

  it('reads a plan with a byte order mark, carriage returns, or in UTF-16', async () => {
    const text = JSON.stringify(planOf([notebook]), null, 2).replaceAll('\n', '\r\n');
    for (const content of [`\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      const { records } = await openFile(terraformPlan, temporaryFile('plan.json', content));
      expect([...(records as Iterable<unknown>)]).toHaveLength(1);
    }
  });
});

describe('hostile plans', () => {
  it('may call things `__proto__` and `constructor`', async () => {
    const hostile = { type: 'aws_sagemaker_model', name: '__proto__', module: 'module.__proto__' };
    const plan = JSON.stringify(
      planOf([
        { ...hostile, after: { name: 'm', vpc_config: [JSON.parse('{"__proto__":{"subnets":["x"]}}')] } },
        { type: 'constructor', name: 'toString', after: { name: 'c' } },
        { type: 'aws_sagemaker_image', after: { tags_all: JSON.parse('{"__proto__":"x"}') } },
      ]),
    );
    const snapshot = await openFile(terraformPlan, temporaryFile('plan.json', plan));
    const [model, image] = [...(snapshot.records as Iterable<{ resource: { properties: object; tags: unknown } }>)];
    expect(model?.resource.properties).toEqual({ ModelName: 'm', VpcConfig: {} });
    expect(image?.resource.tags).toEqual([{ Key: '__proto__', Value: 'x' }]);
    expect(({} as Record<string, unknown>).subnets).toBeUndefined();
  });

  it('may have modules and variables that refer to themselves', async () => {
    const model = {
      type: 'aws_sagemaker_model',
      module: 'module.a',
      after: {},
      unknown: { enable_network_isolation: true },
      expressions: { enable_network_isolation: refs('var.x') },
    };
    const module_calls = {
      a: {
        expressions: { x: refs('module.a.y') },
        module: { outputs: { y: { expression: refs('var.x') } }, resources: [configured(model)] },
      },
    };
    const plan = planOf([model], { configuration: { root_module: { module_calls } } });
    expect((await resourcesOf(plan))[0]?.properties).toMatchObject({
      EnableNetworkIsolation: { $unknown: 'known after apply' },
    });
  });

  it('may have references without end', async () => {
    const references = Array.from({ length: 50_000 }, (_, index) => `aws_kms_key.k${index}.arn`);
    const plan = planOf([
      { ...notebook, after: {}, unknown: { kms_key_id: true }, expressions: { kms_key_id: { references } } },
    ]);
    expect((await resourcesOf(plan))[0]?.properties).toMatchObject({ KmsKeyId: { $unknown: 'known after apply' } });
  });

  it('may be nested without end', async () => {
    const deep = (text: string) => `${'['.repeat(100_000)}${text}${']'.repeat(100_000)}`;
    const text = JSON.stringify(planOf([{ ...notebook, after: { subnet_id: 'DEEP', tags_all: {} } }]))
      .replace('"DEEP"', deep('1'))
      .replace('"after_unknown":{}', `"after_unknown":{"kms_key_id":${deep('true')},"tags_all":${deep('true')}}`)
      .replace('"after_sensitive":{}', `"after_sensitive":{"root_access":${deep('true')}}`);
    const findings = await findingsOf(await openFile(terraformPlan, temporaryFile('plan.json', text)));
    expect(findings.find(({ control }) => control === 'notebook-instance-subnet')?.status).toBe('UNKNOWN');
    expect(findings.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('may have values of the wrong kind everywhere', async () => {
    const wrong: unknown[] = [null, 7, 'x', true, [], {}, [[]], [null], [7], { a: 1 }];
    for (const value of wrong) {
      const names = ['vpc_config', 'name', 'tags_all', 'arn', 'primary_container', 'production_variants', 'subnet_id'];
      const after = Object.fromEntries(names.map((name) => [name, value]));
      const types = ['aws_sagemaker_model', 'aws_sagemaker_notebook_instance', 'aws_iam_role', 'aws_s3_bucket_policy'];
      for (const type of types) {
        const marks = { after, unknown: value, sensitive: value, expressions: { name: value } };
        const findings = await findingsOf(await open(planOf([{ type, ...marks }], { variables: value })));
        expect(findings.filter(({ error }) => error !== undefined)).toEqual([]);
      }
      await open({ ...planOf([]), resource_changes: value, configuration: value, prior_state: value });
    }
  });

  it('keep strange names as text', async () => {
    const names = ['<script>alert(1)</script>', '=cmd()', '\u001b[31mred', '../../etc/passwd'];
    const resources = await resourcesOf(
      planOf(names.map((name, index) => ({ type: 'aws_sagemaker_model', index, after: { name } }))),
    );
    expect(resources.map(({ name }) => name)).toEqual(names);
  });
});
