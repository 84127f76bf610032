import { catalogue } from '../../src/controls/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { type Control, defineControl, fail, pass } from '../../src/model/control.ts';
import type { Report } from '../../src/model/report.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Gap, Snapshot, SnapshotHeader } from '../../src/model/snapshot.ts';
import { findReporter } from '../../src/reporters/index.ts';
import { type ReportContext, type ReportOptions, render } from '../../src/reporters/reporter.ts';
import { changeResource, toSnapshot } from '../support/estate.ts';
import { accountId, hardenedEstate, region } from '../support/hardened-estate.ts';

/** Controls of the tests' own, so that no golden file changes with the wording of the catalogue. */
const rootAccess = defineControl({
  id: 'notebook-root',
  title: 'Notebook instances keep root to themselves',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.3',
      title: 'Users should not have root access to SageMaker notebook instances',
      severity: 'HIGH',
      category: 'Protect > Secure access management > Root user access restrictions',
      resourceType: 'AWS::SageMaker::NotebookInstance',
      configRule: 'sagemaker-notebook-instance-root-access-check',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: { 'nist-800-53-r5': ['AC-6', 'AC-6(2)'], 'pci-dss-4.0.1': ['2.2.1'] },
    },
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.ROOT.001',
      title: 'SageMaker Notebook Must Disable Root Access',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['AC-6(5)'], soc2: ['CC6.1'] },
    },
  ],
  why: 'With root, whoever opens the notebook can read every credential on it.',
  checks: 'Reads `RootAccess`.',
  remediation: {
    summary: 'Set `RootAccess` to `Disabled`.',
    steps: ({ name }) => [
      { text: 'Stop it first' },
      {
        text: 'Change the setting',
        command: `aws sagemaker update-notebook-instance --notebook-instance-name '${name}' --root-access Disabled`,
      },
    ],
    cloudformation: 'RootAccess: Disabled',
    terraform: 'root_access = "Disabled"',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html'],
  messages: { enabled: '`RootAccess` is `Enabled` on {name}' },
  evaluate: (notebook) =>
    notebook.read('RootAccess', { whenAbsent: 'Enabled' }) === 'Disabled'
      ? pass({ at: 'RootAccess' })
      : fail('enabled', { at: 'RootAccess', expected: 'Disabled', data: { name: notebook.name } }),
});

const modelIsolation = defineControl({
  id: 'model-isolation',
  title: 'Models run without a network',
  resourceType: 'AWS::SageMaker::Model',
  severity: 'medium',
  publishedAs: [],
  why: 'A container with a network can send elsewhere what it is given.',
  checks: 'Reads `EnableNetworkIsolation`.',
  remediation: {
    summary: 'Create the model again with network isolation.',
    steps: () => [{ text: 'Create it again with `EnableNetworkIsolation`' }],
  },
  references: [],
  messages: { off: 'the containers have a network' },
  evaluate: (model) =>
    model.read('EnableNetworkIsolation', { whenAbsent: false })
      ? pass()
      : fail('off', { at: 'EnableNetworkIsolation', expected: 'true' }),
});

export const testControls: readonly Control[] = [rootAccess, modelIsolation];

export const header: SnapshotHeader = {
  capturedAt: '2026-11-22T06:00:00.000Z',
  toolVersion: '1.2.3',
  source: 'aws',
  accounts: [accountId],
  regions: [region],
  resourceTypes: ['AWS::SageMaker::NotebookInstance', 'AWS::SageMaker::Model'],
  windows: {},
};

export function notebook(name: string, rest: Partial<Resource> = {}): Resource {
  return {
    type: 'AWS::SageMaker::NotebookInstance',
    arn: `arn:aws:sagemaker:${region}:${accountId}:notebook-instance/${name}`,
    name,
    accountId,
    region,
    properties: { RootAccess: 'Enabled' },
    origin: { kind: 'api', operation: 'sagemaker:DescribeNotebookInstance' },
    ...rest,
  };
}

/** A model in a template, where neither the account nor the ARN is known. */
export function templateModel(name: string, file = 'infra/ml.yaml'): Resource {
  return {
    type: 'AWS::SageMaker::Model',
    name,
    accountId: '',
    region: '',
    properties: { EnableNetworkIsolation: false },
    origin: {
      kind: 'file',
      file,
      address: name,
      position: { line: 12, column: 3 },
      properties: { EnableNetworkIsolation: { line: 17, column: 7 } },
    },
  };
}

export const deniedList: Gap = {
  operation: 'sagemaker:ListModels',
  permission: 'sagemaker:ListModels',
  accountId,
  region,
  code: 'AccessDeniedException',
  message: 'User is not authorized to perform sagemaker:ListModels',
  count: 1,
  hides: 'AWS::SageMaker::Model',
};

/** An estate small enough to read whole: it fails, passes, is unknown, not applicable, unseen and of a template. */
export const smallEstate: readonly Snapshot[] = [
  {
    header,
    records: [
      { resource: notebook('churn-dev', { tags: [{ Key: 'team', Value: 'churn' }] }) },
      { resource: notebook('churn-prod', { properties: { RootAccess: 'Disabled' } }) },
      {
        resource: notebook('fraud', {
          properties: {},
          unread: 'AccessDeniedException on sagemaker:DescribeNotebookInstance',
        }),
      },
      { resource: notebook('old', { gone: 'deleted while the scan ran' }) },
      { gap: deniedList },
    ],
  },
  {
    header: {
      ...header,
      source: 'cloudformation',
      input: 'infra/ml.yaml',
      accounts: [],
      regions: [],
    },
    records: [{ resource: templateModel('ChurnModel') }],
  },
];

export const nastyStrings: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '"quoted" \'twice\' `ticked` ``twice``',
  '=cmd|"/c calc"!A1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  'a;=1+1',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007',
  '\u202egnp.exe',
  ']]>',
  '<![CDATA[x]]>',
  '\ud800',
  'a\udfffb',
  '\u0000\u0001\u0008\u000b\ufffe\uffff',
  'x'.repeat(10_000),
  '😀'.repeat(3000),
  '__proto__',
  'constructor',
  'a|b|c \\| d \\\\| e',
  '| --- | --- |',
  '[click](javascript:alert(1)) ![x](https://example.com/x.png)',
  'https://example.com www.example.com me@example.com @octocat #1 GH-12 deadbeef',
  '**bold** _it_ ~~gone~~ $x$ :tada:',
  '\n## heading\n\n- item\n\n```\ncode',
  '</details></table>',
  '{0} {{1}} ${x} %s',
  '../../etc/passwd',
  '&amp;&#60;',
  '   ',
  '\u00a0\u3000',
  ' ',
];

/** Resources named after strings, in whatever place a name can stand. */
export function nastyEstate(names: readonly string[]): readonly Snapshot[] {
  return [
    {
      header: { ...header, input: names[0] ?? 'x' },
      records: names.flatMap((name) => [
        {
          resource: notebook(name, {
            tags: [
              { Key: name, Value: name },
              { Key: 'empty', Value: '' },
            ],
            properties: { RootAccess: name, KmsKeyId: name },
          }),
        },
        { resource: notebook(name, { properties: {}, unread: name }) },
        { resource: notebook(name, { gone: name }) },
        { resource: templateModel(name, name) },
        { gap: { ...deniedList, code: name, message: name, example: name } },
      ]),
    },
  ];
}

export const emptyEstate: readonly Snapshot[] = [{ header, records: [] }];

/** The estate that passes the whole catalogue, but for root on a notebook. */
export const oneFailure: readonly Snapshot[] = [
  toSnapshot(changeResource(hardenedEstate, 'AWS::SageMaker::NotebookInstance', { RootAccess: 'Enabled' })),
];

export interface Judged {
  readonly report: Report;
  readonly context: ReportContext;
}

export async function judge(snapshots: readonly Snapshot[], controls = testControls): Promise<Judged> {
  return {
    report: await evaluate(snapshots, { controls }),
    context: {
      toolVersion: '1.2.3',
      controls: new Map(controls.map((control) => [control.id, control])),
      terminal: { columns: 100, color: false, show: ['FAILED', 'UNKNOWN'], fixes: 'short' },
    },
  };
}

/** The estates over which every format is held against its schema. */
export const estates: Readonly<Record<string, () => Promise<Judged>>> = {
  'the hardened estate with one failure': () => judge(oneFailure, catalogue),
  'an estate of hostile names': () => judge(nastyEstate(nastyStrings)),
  'an empty estate': () => judge(emptyEstate),
  'a small estate of two inputs': () => judge(smallEstate),
};

export function write(format: string, { report, context }: Judged, options: ReportOptions = {}): string {
  return render(findReporter(format), report, { ...context, options });
}
