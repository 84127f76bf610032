import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { cloudformation, openTemplate } from '../../src/sources/cloudformation/index.ts';
import { gapsOf, judge, options, verdicts } from './support.ts';

const folder = 'examples/cloudformation';

function example(name: string, parameters: Readonly<Record<string, string>> = {}) {
  return openTemplate(`${folder}/${name}.yaml`, { ...options, parameters });
}

function message(snapshot: ReturnType<typeof example>, control: string, address: string): string | undefined {
  return judge(snapshot).find(
    ({ control: id, resource: { origin } }) => id === control && origin.kind === 'file' && origin.address === address,
  )?.message;
}

describe('a Studio domain', () => {
  it('shares one role among its profiles, and tags the image but not its configuration', () => {
    expect(verdicts(example('studio-domain'), 'domain-execution-role', 'image-tags', 'app-image-config-tags')).toEqual({
      'Domain domain-execution-role': 'FAILED',
      'TeamImage image-tags': 'PASSED',
      'TeamKernel app-image-config-tags': 'FAILED',
    });
  });

  it('passes once a parameter adds a profile with a role of its own', () => {
    expect(verdicts(example('studio-domain', { CreateGuest: 'yes' }), 'domain-execution-role')).toEqual({
      'Domain domain-execution-role': 'PASSED',
    });
  });
});

describe('an endpoint with autoscaling', () => {
  const controls = ['endpoint-config-instance-count', 'model-network-isolation', 'model-vpc'];

  it('starts with one instance in staging, as its map says', () => {
    expect(verdicts(example('mlops-pipeline'), ...controls)).toEqual({
      'EndpointConfig endpoint-config-instance-count': 'FAILED',
      'Model model-network-isolation': 'PASSED',
      'Model model-vpc': 'PASSED',
    });
  });

  it('starts with two in production', () => {
    expect(verdicts(example('mlops-pipeline', { Stage: 'production' }), controls[0] as string)).toEqual({
      'EndpointConfig endpoint-config-instance-count': 'PASSED',
    });
  });

  it('never tells the password in the environment of its container', () => {
    expect(JSON.stringify([example('mlops-pipeline'), judge(example('mlops-pipeline'))])).not.toContain('kept-out');
  });
});

describe('a notebook with a lifecycle configuration', () => {
  it('fails on what is known and leaves open what a parameter decides', () => {
    const found = judge(example('notebook')).map(({ control, status }) => [control, status]);
    expect(Object.fromEntries(found)).toMatchObject({
      'notebook-instance-direct-internet-access': 'FAILED',
      'notebook-instance-subnet': 'PASSED',
      'notebook-instance-vpc': 'PASSED',
      'notebook-instance-root-access': 'PASSED',
      'notebook-instance-platform': 'PASSED',
      'notebook-instance-kms-key': 'UNKNOWN',
      'notebook-instance-lifecycle-config': 'PASSED',
      'notebook-instance-idle': 'NOT_APPLICABLE',
      'notebook-instance-role-admin': 'PASSED',
      'notebook-instance-role-pass-role': 'FAILED',
      'notebook-instance-role-assume-role': 'PASSED',
      'notebook-instance-role-s3-access': 'PASSED',
    });
  });

  it('says which parameter leaves it open', () => {
    expect(message(example('notebook'), 'notebook-instance-kms-key', 'Notebook')).toContain(
      'parameter `KmsKeyId` has no default',
    );
  });

  it.each([
    ['a key', { KmsKeyId: 'alias/ml' }, 'PASSED'],
    ['no key', { KmsKeyId: '' }, 'FAILED'],
  ])('is decided once the user gives %s', (_, parameters, expected) => {
    expect(verdicts(example('notebook', parameters), 'notebook-instance-kms-key')).toEqual({
      'Notebook notebook-instance-kms-key': expected,
    });
  });
});

describe('monitoring of an endpoint', () => {
  it('is judged through schedules, merge keys, aliases and loops', () => {
    const found = verdicts(
      example('monitoring'),
      'monitoring-schedule-network-isolation',
      'data-quality-job-definition-network-isolation',
      'model-bias-job-definition-network-isolation',
      'model-bias-job-definition-inter-container-encryption',
      'model-quality-job-definition-inter-container-encryption',
    );
    expect(found).toEqual({
      'DataQuality data-quality-job-definition-network-isolation': 'PASSED',
      'Bias model-bias-job-definition-network-isolation': 'FAILED',
      'Bias model-bias-job-definition-inter-container-encryption': 'FAILED',
      'QualityEmea model-quality-job-definition-inter-container-encryption': 'FAILED',
      'QualityApac model-quality-job-definition-inter-container-encryption': 'FAILED',
      'QualitySchedule monitoring-schedule-network-isolation': 'PASSED',
      'BiasSchedule monitoring-schedule-network-isolation': 'FAILED',
    });
  });
});

describe('a SAM template', () => {
  it('is judged by its plain resources; imports and generated roles stay open', () => {
    const found = judge(example('sam')).map(({ control, status }) => [control, status]);
    expect(Object.fromEntries(found)).toMatchObject({
      'model-network-isolation': 'FAILED',
      'endpoint-config-instance-count': 'NOT_APPLICABLE',
      'notebook-instance-subnet': 'UNKNOWN',
      'notebook-instance-kms-key': 'PASSED',
      'notebook-instance-role-admin': 'UNKNOWN',
    });
    expect(message(example('sam'), 'notebook-instance-role-admin', 'Notebook')).toContain(
      '`AskRole` is made by the transform of `Ask`',
    );
  });
});

describe('a stack with nested stacks', () => {
  it('hands roles and keys down, and names what was not at hand', () => {
    const snapshot = example('workspace');
    expect(
      verdicts(snapshot, 'notebook-instance-role-admin', 'notebook-instance-kms-key', 'notebook-instance-root-access'),
    ).toEqual({
      'Notebooks/Shared notebook-instance-role-admin': 'FAILED',
      'Notebooks/Shared notebook-instance-kms-key': 'PASSED',
      'Notebooks/Shared notebook-instance-root-access': 'PASSED',
    });
    expect(gapsOf(snapshot)).toMatchObject([{ code: 'NotAtHand', message: expect.stringContaining('reports.yaml') }]);
  });

  it('places the findings of a nested stack in its own file', () => {
    const [finding] = judge(example('workspace'));
    expect(finding?.resource.origin).toMatchObject({ file: `${folder}/nested/notebooks.yaml`, position: { line: 5 } });
  });
});

describe('every example', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it.each(names)(
    '%s is recognised, and judged without a defect and without a word about training jobs',
    async (name) => {
      const input = { path: `${folder}/${name}`, isDirectory: false, head: '' };
      const report = await evaluate([await cloudformation.open(input, options)], { controls: catalogue });
      expect(report.errors).toEqual([]);
      expect(report.findings.filter(({ resource }) => resource.type === 'AWS::SageMaker::TrainingJob')).toEqual([]);
    },
  );
});
