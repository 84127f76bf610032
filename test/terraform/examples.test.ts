import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { terraformPlan } from '../../src/sources/terraform/index.ts';
import { findingsOf, openFile } from './plan.ts';

async function scan(example: string): Promise<readonly Finding[]> {
  const findings = await findingsOf(await openFile(terraformPlan, `examples/terraform/${example}/plan.json`));
  return findings.filter(({ resource }) => resource.origin.kind === 'file');
}

/** `address: control` of every finding with a status. */
function listOf(findings: readonly Finding[], status: Finding['status']): string[] {
  return findings
    .filter((finding) => finding.status === status)
    .map(({ control, resource: { origin } }) => `${origin.kind === 'file' ? origin.address : ''}: ${control}`)
    .sort();
}

describe('plans of realistic size', () => {
  it('a Studio domain whose users all work with its role', async () => {
    const findings = await scan('studio-domain');
    expect(listOf(findings, 'FAILED')).toEqual(['aws_sagemaker_domain.studio: domain-execution-role']);
    expect(listOf(findings, 'UNKNOWN')).toEqual([]);
    expect(listOf(findings, 'PASSED')).toEqual([
      'aws_sagemaker_app_image_config.rstudio: app-image-config-tags',
      'aws_sagemaker_image.rstudio: image-tags',
    ]);
    expect(findings.every(({ resource }) => resource.accountId === '111122223333')).toBe(true);
    expect(findings.every(({ resource }) => resource.region === 'eu-west-1')).toBe(true);
  });

  it('notebooks with lifecycle configurations from a module, and one that was forgotten', async () => {
    const findings = await scan('notebook-lifecycle');
    const trial = 'aws_sagemaker_notebook_instance.trial';
    expect(listOf(findings, 'FAILED')).toEqual([
      `${trial}: notebook-instance-direct-internet-access`,
      `${trial}: notebook-instance-kms-key`,
      `${trial}: notebook-instance-lifecycle-config`,
      `${trial}: notebook-instance-platform`,
      `${trial}: notebook-instance-root-access`,
      `${trial}: notebook-instance-subnet`,
      `${trial}: notebook-instance-vpc`,
      'module.notebook["fraud"].aws_sagemaker_notebook_instance.this: notebook-instance-root-access',
    ]);
    // Its role is none of this plan's.
    expect(listOf(findings, 'UNKNOWN')).toEqual([
      `${trial}: notebook-instance-role-admin`,
      `${trial}: notebook-instance-role-assume-role`,
      `${trial}: notebook-instance-role-pass-role`,
      `${trial}: notebook-instance-role-s3-access`,
    ]);
    const root = findings.find(
      ({ control, status, resource }) =>
        control === 'notebook-instance-root-access' && status === 'FAILED' && resource.name === 'notebook-fraud',
    );
    expect(root?.resource.origin).toMatchObject({
      file: 'examples/terraform/notebook-lifecycle/modules/notebook/main.tf',
      position: { line: 57, column: 1 },
      properties: { RootAccess: { line: 65, column: 3 }, KmsKeyId: { line: 63, column: 3 } },
    });
  });

  it('an endpoint that scales, a candidate beside it and a serverless one', async () => {
    const findings = await scan('endpoint-autoscaling');
    expect(listOf(findings, 'FAILED')).toEqual([
      'aws_sagemaker_endpoint_configuration.candidate: endpoint-config-instance-count',
      'aws_sagemaker_model.candidate: model-network-isolation',
      'aws_sagemaker_model.candidate: model-vpc',
    ]);
    expect(listOf(findings, 'PASSED')).toEqual([
      'aws_sagemaker_endpoint_configuration.churn: endpoint-config-instance-count',
      'aws_sagemaker_model.churn: model-network-isolation',
      'aws_sagemaker_model.churn: model-vpc',
    ]);
    expect(listOf(findings, 'NOT_APPLICABLE')).toContain(
      'aws_sagemaker_endpoint_configuration.night: endpoint-config-instance-count',
    );
  });

  it('an MLOps pipeline whose role may pass any role, as far as its policy is known', async () => {
    const findings = await scan('mlops-pipeline');
    const debug = 'aws_sagemaker_notebook_instance.debug';
    const bias = 'module.monitoring.awscc_sagemaker_model_bias_job_definition.this';
    expect(listOf(findings, 'FAILED')).toEqual([
      `${debug}: notebook-instance-lifecycle-config`,
      `${debug}: notebook-instance-role-pass-role`,
      `${bias}: model-bias-job-definition-inter-container-encryption`,
      `${bias}: model-bias-job-definition-network-isolation`,
    ]);
    expect(listOf(findings, 'UNKNOWN')).toEqual([
      `${debug}: notebook-instance-role-admin`,
      `${debug}: notebook-instance-role-assume-role`,
      `${debug}: notebook-instance-role-s3-access`,
    ]);
    expect(listOf(findings, 'PASSED')).toContain(
      'module.monitoring.aws_sagemaker_monitoring_schedule.this: monitoring-schedule-network-isolation',
    );
  });

  it('training jobs: a hardened one, and a quick one on a bucket without a policy', async () => {
    const findings = await scan('training-jobs');
    const [hardened, quick] = ['aws_sagemaker_training_job.hardened', 'aws_sagemaker_training_job.quick'];
    expect(listOf(findings, 'FAILED')).toEqual([
      `${quick}: training-job-inter-container-encryption`,
      `${quick}: training-job-network-isolation`,
      `${quick}: training-job-volume-kms-key`,
      `${quick}: training-job-vpc`,
    ]);
    expect(listOf(findings, 'UNKNOWN')).toEqual([`${quick}: training-job-input-tls`]);
    expect(listOf(findings, 'PASSED').filter((passed) => passed.startsWith(hardened))).toEqual([
      `${hardened}: training-job-input-bucket-owner`,
      `${hardened}: training-job-input-tls`,
      `${hardened}: training-job-inter-container-encryption`,
      `${hardened}: training-job-network-isolation`,
      `${hardened}: training-job-role-pass-role`,
      `${hardened}: training-job-role-s3-access`,
      `${hardened}: training-job-volume-kms-key`,
      `${hardened}: training-job-vpc`,
    ]);
  });
});
