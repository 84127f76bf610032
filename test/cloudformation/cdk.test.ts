import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  aws_sagemaker,
  CfnCondition,
  CfnOutput,
  Fn,
  type IPolicyValidationContext,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../examples/cdk/app.ts';
import { SagevetPlugin } from '../../src/cdk.ts';
import { SelectionError } from '../../src/engine/select.ts';
import { InputError } from '../../src/model/input-error.ts';
import { cdkAssembly, openAssembly } from '../../src/sources/cloudformation/index.ts';
import { at, folderOf, gapsOf, judge, options, resourcesOf, verdicts } from './support.ts';

// The plugin ends a synthesis by setting the exit code of the process.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const before = process.exitCode;
  return () => {
    process.exitCode = before;
    vi.restoreAllMocks();
  };
});

function synthesised(build: (app: App) => void, context: Readonly<Record<string, unknown>> = {}): string {
  const outdir = folderOf({});
  const app = new App({ outdir, context: { ...context } });
  build(app);
  app.synth();
  return outdir;
}

function openFolder(folder: string) {
  return openAssembly(join(folder, 'manifest.json'), options);
}

function notebook(scope: Stack, id: string, props: Partial<aws_sagemaker.CfnNotebookInstanceProps> = {}) {
  return new aws_sagemaker.CfnNotebookInstance(scope, id, { instanceType: 'ml.t3.medium', roleArn: 'r', ...props });
}

describe('a cloud assembly', () => {
  const exampleFolder = () => {
    const outdir = folderOf({});
    try {
      createApp({ outdir }).synth();
    } catch {
      // The plugin of the example stops the synthesis when everything is written.
    }
    return outdir;
  };

  it('is judged with every stack and nested stack, and findings carry construct paths', () => {
    const found = verdicts(
      openFolder(exampleFolder()),
      'notebook-instance-root-access',
      'notebook-instance-kms-key',
      'notebook-instance-role-admin',
      'model-vpc',
      'endpoint-config-instance-count',
    );
    expect(found).toEqual({
      'Workspace/Exploration notebook-instance-root-access': 'PASSED',
      'Workspace/Exploration notebook-instance-kms-key': 'PASSED',
      'Workspace/Exploration notebook-instance-role-admin': 'PASSED',
      'Workspace/Scratch notebook-instance-root-access': 'FAILED',
      'Workspace/Scratch notebook-instance-kms-key': 'FAILED',
      'Workspace/Scratch notebook-instance-role-admin': 'PASSED',
      'Workspace/Serving/Model model-vpc': 'FAILED',
      'Workspace/Serving/Config endpoint-config-instance-count': 'FAILED',
    });
  });

  it('hands a role down into a nested stack, and joins inside it', () => {
    const snapshot = openFolder(exampleFolder());
    const model = at(snapshot, 'Workspace/Serving/Model');
    const role = at(snapshot, 'Workspace/Execution/Resource');
    expect(model.properties).toMatchObject({ ExecutionRoleArn: role.arn });
    expect(at(snapshot, 'Workspace/Serving/Config').properties).toMatchObject({
      ProductionVariants: [{ ModelName: model.name }],
    });
    expect(gapsOf(snapshot)).toEqual([]);
  });

  it('knows account, region and the tags of its stacks', () => {
    const folder = synthesised((app) => {
      const env = { account: '111122223333', region: 'eu-west-1' };
      const stack = new Stack(app, 'Images', { env, tags: { team: 'churn' } });
      new aws_sagemaker.CfnImage(stack, 'Image', { imageName: 'i', imageRoleArn: 'r' });
    });
    const snapshot = openFolder(folder);
    expect(at(snapshot, 'Images/Image')).toMatchObject({
      accountId: '111122223333',
      region: 'eu-west-1',
      tags: [{ Key: 'team', Value: 'churn' }],
    });
    expect(snapshot.header).toMatchObject({ source: 'cdk', accounts: ['111122223333'], regions: ['eu-west-1'] });
  });

  it('keeps two stages of the same stack apart', () => {
    const folder = synthesised((app) => {
      for (const name of ['Dev', 'Prod']) {
        const stack = new Stack(new Stage(app, name), 'Lab');
        const model = new aws_sagemaker.CfnModel(stack, 'Model', { enableNetworkIsolation: name === 'Prod' });
        new aws_sagemaker.CfnEndpointConfig(stack, 'Config', {
          productionVariants: [{ variantName: 'v', modelName: model.attrModelName, initialVariantWeight: 1 }],
        });
      }
    });
    const snapshot = openFolder(folder);
    for (const stage of ['Dev', 'Prod']) {
      expect(at(snapshot, `${stage}/Lab/Config`).properties).toMatchObject({
        ProductionVariants: [{ ModelName: at(snapshot, `${stage}/Lab/Model`).name }],
      });
    }
    expect(verdicts(snapshot, 'model-network-isolation')).toEqual({
      'Dev/Lab/Model model-network-isolation': 'FAILED',
      'Prod/Lab/Model model-network-isolation': 'PASSED',
    });
  });

  it('follows what one stack exports and another imports', () => {
    const folder = synthesised((app) => {
      const first = new Stack(app, 'First');
      new CfnOutput(first, 'Access', { value: 'Disabled', exportName: 'access' });
      const second = new Stack(app, 'Second');
      notebook(second, 'Notebook', { rootAccess: Fn.importValue('access') });
    });
    expect(at(openFolder(folder), 'Second/Notebook').properties).toMatchObject({ RootAccess: 'Disabled' });
  });

  it('carries conditions into the notes of its findings', () => {
    const folder = synthesised((app) => {
      const stack = new Stack(app, 'Lab');
      const condition = new CfnCondition(stack, 'Wanted', {
        expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1'),
      });
      notebook(stack, 'Notebook').cfnOptions.condition = condition;
    });
    const finding = judge(openFolder(folder)).find(({ control }) => control === 'notebook-instance-root-access');
    expect(finding).toMatchObject({
      status: 'FAILED',
      notes: [
        'holds if the resource is created: condition `Wanted` cannot be decided: `AWS::Region` is known at deployment',
      ],
    });
  });

  it('is told by its folder or its manifest', () => {
    const folder = synthesised((app) => notebook(new Stack(app, 'Lab'), 'Notebook'));
    const manifest = join(folder, 'manifest.json');
    expect(cdkAssembly.recognises({ path: folder, isDirectory: true, head: '' })).toBe(true);
    expect(cdkAssembly.recognises({ path: manifest, isDirectory: false, head: readFileSync(manifest, 'utf8') })).toBe(
      true,
    );
    expect(cdkAssembly.recognises({ path: folderOf({ 'a.txt': '' }), isDirectory: true, head: '' })).toBe(false);
    expect(cdkAssembly.recognises({ path: '/nowhere', isDirectory: true, head: '' })).toBe(false);
  });

  it('takes construct paths from the manifest where templates have none', () => {
    const folder = synthesised((app) => notebook(new Stack(app, 'Lab'), 'Notebook'), {
      'aws:cdk:enable-path-metadata': false,
      'aws:cdk:disable-path-metadata': true,
    });
    expect(at(openFolder(folder), 'Lab/Notebook').type).toBe('AWS::SageMaker::NotebookInstance');
  });

  it('with a broken template among good ones is judged by the good ones', () => {
    const folder = folderOf({
      'manifest.json': JSON.stringify({
        version: '36.0.0',
        artifacts: Object.fromEntries(
          ['Good', 'Broken', 'Gone'].map((name) => [
            name,
            {
              type: 'aws:cloudformation:stack',
              environment: 'aws://unknown-account/unknown-region',
              properties: { templateFile: `${name}.json` },
            },
          ]),
        ),
      }),
      'Good.json': '{"Resources": {"N": {"Type": "AWS::SageMaker::NotebookInstance"}}}',
      'Broken.json': '{"Resources": ',
    });
    const snapshot = openFolder(folder);
    expect(resourcesOf(snapshot)).toHaveLength(1);
    expect(gapsOf(snapshot).map(({ code, example }) => [code, example])).toEqual([
      ['Unreadable', join(folder, 'Broken.json')],
      ['Unreadable', join(folder, 'Gone.json')],
    ]);
  });

  it.each([
    ['is not JSON', '{'],
    ['has artifacts of another kind', '{"artifacts": 1}'],
    ['has no stacks', '{"artifacts": {}}'],
  ])('whose manifest %s ends in one clear line', (_, text) => {
    expect(() => openFolder(folderOf({ 'manifest.json': text }))).toThrow(InputError);
  });
});

describe('the plugin of cdk synth', () => {
  it('stops the synthesis at a finding, and the report names rule, construct and property', () => {
    const outdir = folderOf({});
    expect(() => createApp({ outdir }).synth()).toThrow(/Workspace\/Scratch/);
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    const ours = report.pluginReports.find(({ pluginName }: { pluginName: string }) => pluginName === 'sagevet');
    expect(ours.conclusion).toBe('failure');
    const violation = (name: string) => ours.violations.find(({ ruleName }: { ruleName: string }) => ruleName === name);
    expect(violation('notebook-instance-root-access')).toMatchObject({
      severity: 'error',
      violatingConstructs: [
        { constructPath: 'Workspace/Scratch', cloudFormationResource: { propertyPaths: ['Properties/RootAccess'] } },
      ],
    });
    expect(violation('endpoint-config-instance-count')).toMatchObject({
      severity: 'warning',
      violatingConstructs: [{ constructPath: 'Workspace/Serving/Config' }],
    });
    expect(violation('notebook-instance-lifecycle-config')).toMatchObject({
      violatingConstructs: [
        { cloudFormationResource: { propertyPaths: ['Properties/LifecycleConfigName'] } },
        { constructPath: 'Workspace/Scratch' },
      ],
    });
  });

  it('lets a clean app through', () => {
    const folder = () =>
      synthesised((app) => {
        Validations.of(app).addPlugins(new SagevetPlugin({ select: { controls: ['SageMaker.3'] } }));
        notebook(new Stack(app, 'Lab'), 'Notebook', { rootAccess: 'Disabled' });
      });
    expect(folder).not.toThrow();
  });

  it('lets a finding through that somebody accepted on the construct, with a reason', () => {
    const synthesis = () =>
      synthesised((app) => {
        Validations.of(app).addPlugins(new SagevetPlugin({ select: { controls: ['SageMaker.3'] } }));
        const scratch = notebook(new Stack(app, 'Lab'), 'Scratch');
        Validations.of(scratch).acknowledge({ id: 'sagevet::notebook-instance-root-access', reason: 'gone tomorrow' });
      });
    expect(synthesis).not.toThrow();
  });

  it('works where the CDK tells the paths of templates alone', () => {
    const folder = synthesised((app) => notebook(new Stack(app, 'Lab'), 'Notebook'));
    const templatePaths = [join(folder, 'Lab.template.json')];
    const plugin = new SagevetPlugin({ select: { controls: ['notebook-instance-root-access'] } });
    const report = plugin.validate({ templatePaths } as IPolicyValidationContext);
    expect(report).toMatchObject({
      success: false,
      violations: [
        {
          ruleName: 'notebook-instance-root-access',
          violatingResources: [{ resourceLogicalId: 'Notebook', templatePath: templatePaths[0] }],
        },
      ],
    });
  });

  it('tells how much only the deployment can decide', () => {
    const folder = folderOf({
      'T.json': JSON.stringify({
        Parameters: { Access: { Type: 'String' } },
        Resources: { N: { Type: 'AWS::SageMaker::NotebookInstance', Properties: { RootAccess: { Ref: 'Access' } } } },
      }),
    });
    const context = { templatePaths: [join(folder, 'T.json')] } as IPolicyValidationContext;
    const select = { controls: ['notebook-instance-root-access'] };
    expect(new SagevetPlugin({ select }).validate(context)).toMatchObject({
      success: true,
      metadata: { undecided: '1 verdicts need what only the deployment knows' },
    });
    const told = new SagevetPlugin({ select, templateParameters: { Access: 'Enabled' } }).validate(context);
    expect(told.success).toBe(false);
  });

  it('refuses a control that does not exist when it is made, not when it runs', () => {
    expect(() => new SagevetPlugin({ select: { controls: ['notebook-rooot'] } })).toThrow(SelectionError);
  });
});
