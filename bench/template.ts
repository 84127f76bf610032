import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { catalogue } from '../src/controls/index.ts';
import { evaluateNow } from '../src/engine/evaluate.ts';
import { openTemplate } from '../src/sources/cloudformation/index.ts';

/** Wall time of scanning a template of 500 resources, against parsing it alone. Goal: at most three times. */

const resourceCount = 500;
const runs = 15;

interface Row {
  readonly what: string;
  readonly milliseconds: number;
}

/** Notebooks with a role each, models behind endpoints, monitored: what big templates are made of. */
function template(): Readonly<Record<string, unknown>> {
  const resources: Record<string, unknown> = {};
  const groups = resourceCount / 5;
  for (let n = 0; n < groups; n++) {
    resources[`Role${n}`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'data',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['s3:GetObject'],
                  Resource: [{ 'Fn::Sub': `arn:aws:s3:::team-${n}-\${Stage}/*` }],
                },
              ],
            },
          },
        ],
      },
    };
    resources[`Notebook${n}`] = {
      Type: 'AWS::SageMaker::NotebookInstance',
      Properties: {
        InstanceType: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Notebook'] },
        RoleArn: { 'Fn::GetAtt': [`Role${n}`, 'Arn'] },
        RootAccess: { 'Fn::If': ['IsProduction', 'Disabled', 'Enabled'] },
        DirectInternetAccess: 'Disabled',
        SubnetId: { Ref: 'Subnet' },
        SecurityGroupIds: [{ Ref: 'Group' }],
        KmsKeyId: { Ref: 'Key' },
        Tags: [{ Key: 'team', Value: { 'Fn::Join': ['-', ['team', String(n)]] } }],
      },
    };
    resources[`Model${n}`] = {
      Type: 'AWS::SageMaker::Model',
      Properties: {
        ExecutionRoleArn: { 'Fn::GetAtt': [`Role${n}`, 'Arn'] },
        EnableNetworkIsolation: true,
        PrimaryContainer: {
          Image: `registry/model:${n}`,
          ModelDataUrl: { 'Fn::Sub': `s3://team-${n}-\${Stage}/model.tar.gz` },
        },
        VpcConfig: { Subnets: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ Ref: 'Group' }] },
      },
    };
    resources[`Config${n}`] = {
      Type: 'AWS::SageMaker::EndpointConfig',
      Properties: {
        ProductionVariants: [
          {
            VariantName: 'main',
            ModelName: { 'Fn::GetAtt': [`Model${n}`, 'ModelName'] },
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: { 'Fn::If': ['IsProduction', 2, 1] },
            InitialVariantWeight: 1,
          },
        ],
      },
    };
    resources[`Endpoint${n}`] = {
      Type: 'AWS::SageMaker::Endpoint',
      Properties: { EndpointConfigName: { 'Fn::GetAtt': [`Config${n}`, 'EndpointConfigName'] } },
    };
  }
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {
      Stage: { Type: 'String', Default: 'production' },
      Subnet: { Type: 'AWS::EC2::Subnet::Id' },
      Group: { Type: 'AWS::EC2::SecurityGroup::Id' },
      Key: { Type: 'String', MinLength: 1 },
    },
    Mappings: { Sizes: { production: { Notebook: 'ml.m5.xlarge' }, test: { Notebook: 'ml.t3.medium' } } },
    Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } },
    Resources: resources,
  };
}

function median(work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[runs >> 1] ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), 'sagevet-bench-'));
try {
  const path = join(folder, 'template.json');
  const text = JSON.stringify(template(), undefined, 2);
  writeFileSync(path, text);
  const options = { toolVersion: '0', now: '2026-11-22T06:00:00.000Z' };
  const open = () => openTemplate(path, options);
  const opened = open();
  const rows: Row[] = [
    { what: 'parse (yaml, positions kept)', milliseconds: median(() => parseDocument(text, { uniqueKeys: false })) },
    { what: 'open: parse, resolve, map', milliseconds: median(open) },
    {
      what: 'evaluate the whole catalogue',
      milliseconds: median(() => evaluateNow([opened], { controls: catalogue })),
    },
    { what: 'open and evaluate', milliseconds: median(() => evaluateNow([open()], { controls: catalogue })) },
  ];
  const parse = rows[0]?.milliseconds ?? 1;
  console.log(
    `${resourceCount} resources, ${Math.round(text.length / 1024)} KiB of JSON, ${catalogue.length} controls, median of ${runs} runs\n`,
  );
  console.log('| step | ms | × parsing |\n|---|---:|---:|');
  for (const { what, milliseconds } of rows) {
    console.log(`| ${what} | ${milliseconds.toFixed(0)} | ${(milliseconds / parse).toFixed(1)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
