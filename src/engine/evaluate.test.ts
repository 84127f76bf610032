import { describe, expect, it } from 'vitest';
import { changeResource, type Estate, replaceResource, subjectOf, toSnapshot } from '../../test/support/estate.ts';
import { hardenedEstate } from '../../test/support/hardened-estate.ts';
import { catalogue } from '../controls/index.ts';
import { notebookInstanceRootAccess } from '../controls/notebook-instance/notebook-instance-root-access.ts';
import { defineControl, fail, pass } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap, SnapshotRecord } from '../model/snapshot.ts';
import { unknown } from '../model/value.ts';
import { evaluate } from './evaluate.ts';

const controls = [notebookInstanceRootAccess];
const rest = {
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'low',
  publishedAs: [],
  checks: '',
  why: '',
  references: [],
  remediation: { summary: '', steps: () => [{ text: 'do it' }] },
} as const;
const broken = defineControl({
  ...rest,
  id: 'broken',
  title: 'Broken',
  messages: {},
  evaluate() {
    throw new TypeError('cannot read x of undefined');
  },
});

function gap(changes: Partial<Gap>): Gap {
  return {
    operation: 'sagemaker:ListNotebookInstances',
    permission: 'sagemaker:ListNotebookInstances',
    accountId: '111122223333',
    region: 'eu-west-1',
    code: 'AccessDeniedException',
    message: 'not authorized',
    count: 1,
    ...changes,
  };
}

describe('evaluate', () => {
  it('passes the hardened estate by every control', async () => {
    const { findings, errors, counts } = await evaluate([toSnapshot(hardenedEstate)], { controls: catalogue });
    expect(
      findings.filter(({ status }) => status !== 'PASSED').map(({ control, message }) => `${control}: ${message}`),
    ).toEqual([]);
    expect(errors).toEqual([]);
    expect(counts.PASSED).toBe(findings.length);
  });

  it('shows a denied list as UNKNOWN, and never as an empty estate', async () => {
    const estate: Estate = {
      ...hardenedEstate,
      resources: [],
      gaps: [gap({ hides: 'AWS::SageMaker::NotebookInstance' })],
    };
    const { findings } = await evaluate([toSnapshot(estate)], { controls });
    expect(findings).toMatchObject([
      {
        status: 'UNKNOWN',
        cause: 'AccessDeniedException on sagemaker:ListNotebookInstances',
        resource: { name: '*', region: 'eu-west-1' },
      },
    ]);
  });

  it('says nothing of a list that was denied but had another way', async () => {
    const recovered = gap({ hides: 'AWS::SageMaker::NotebookInstance', recovered: 'listed one by one' });
    const { findings, gaps } = await evaluate([toSnapshot({ ...hardenedEstate, resources: [], gaps: [recovered] })], {
      controls,
    });
    expect(findings).toEqual([]);
    expect(gaps).toEqual([recovered]);
  });

  it('gives no verdict on a type that the snapshot was not collected for', async () => {
    const estate = { ...hardenedEstate, header: { ...hardenedEstate.header, resourceTypes: [] }, resources: [] };
    const { findings } = await evaluate([toSnapshot(estate)], { controls });
    expect(findings).toMatchObject([{ status: 'UNKNOWN', cause: 'not collected in this snapshot' }]);
  });

  it('goes on when a control breaks, and names it', async () => {
    const { findings, errors } = await evaluate([toSnapshot(hardenedEstate)], {
      controls: [broken, notebookInstanceRootAccess],
    });
    expect(errors).toEqual(['control `broken` failed: cannot read x of undefined']);
    expect(findings).toMatchObject([
      { control: 'broken', status: 'UNKNOWN', error: 'cannot read x of undefined' },
      { status: 'PASSED' },
    ]);
  });

  it('tells findings of one cause as one group, with counts by place and a few examples', async () => {
    const notebook = subjectOf(hardenedEstate, 'AWS::SageMaker::NotebookInstance');
    const open = Array.from({ length: 400 }, (_, index) => ({
      ...notebook,
      arn: `${notebook.arn}-${index}`,
      name: `open-${index}`,
      region: index < 300 ? 'eu-west-1' : 'us-east-1',
      properties: { ...notebook.properties, RootAccess: 'Enabled' },
    }));
    const { groups, findings } = await evaluate([toSnapshot({ ...hardenedEstate, resources: open })], {
      controls,
      findings: 'count',
    });
    expect(findings).toEqual([]);
    expect(groups).toMatchObject([
      {
        status: 'FAILED',
        cause: 'enabled',
        count: 400,
        places: { '111122223333/eu-west-1': 300, '111122223333/us-east-1': 100 },
      },
    ]);
    expect(groups[0]?.examples.map(({ resource }) => resource.name)).toEqual(['open-0', 'open-1', 'open-2']);
  });

  it('hands out findings one by one instead of keeping them', async () => {
    const taken: Finding[] = [];
    const report = await evaluate([toSnapshot(hardenedEstate)], {
      controls,
      findings: (finding) => taken.push(finding),
    });
    expect(taken.map(({ control }) => control)).toEqual(['notebook-instance-root-access']);
    expect(report.findings).toEqual([]);
  });

  it('shows what a control read as the evidence where it names none', async () => {
    const control = defineControl({
      ...rest,
      id: 'test',
      title: 'Test',
      messages: { no: 'no' },
      evaluate(notebook) {
        const type = notebook.read('InstanceType', { whenAbsent: '' });
        return notebook.read('RootAccess', { whenAbsent: 'Enabled' }) === type ? fail('no') : pass();
      },
    });
    const { findings } = await evaluate([toSnapshot(hardenedEstate)], { controls: [control] });
    expect(findings[0]?.evidence).toEqual([
      { property: 'InstanceType', observed: 'ml.t3.medium' },
      { property: 'RootAccess', observed: 'Disabled' },
    ]);
  });

  it('shows an absent property as evidence without a value', async () => {
    const estate = changeResource(hardenedEstate, 'AWS::SageMaker::NotebookInstance', { RootAccess: null });
    const { findings } = await evaluate([toSnapshot(estate)], { controls });
    expect(findings[0]?.evidence).toEqual([{ property: 'RootAccess', expected: 'Disabled' }]);
  });

  it('judges only resources with the tags asked for, and those whose tags nobody could read', async () => {
    const run = async (estate: Estate, tags: { key: string; value?: string }[]) =>
      (await evaluate([toSnapshot(estate)], { controls, tags })).findings.length;
    expect(await run(hardenedEstate, [{ key: 'team', value: 'churn' }])).toBe(1);
    expect(await run(hardenedEstate, [{ key: 'team' }, { key: 'owner' }])).toBe(1);
    expect(await run(hardenedEstate, [{ key: 'team', value: 'fraud' }])).toBe(0);
    expect(await run(hardenedEstate, [{ key: 'cost-center' }])).toBe(0);
    const notebook = subjectOf(hardenedEstate, 'AWS::SageMaker::NotebookInstance');
    const dark = replaceResource(hardenedEstate, {
      ...notebook,
      tags: unknown('AccessDeniedException on sagemaker:ListTags'),
    });
    expect(await run(dark, [{ key: 'team', value: 'fraud' }])).toBe(1);
  });

  it('tells an interrupted collection from a whole one', async () => {
    const estate = {
      ...hardenedEstate,
      gaps: [gap({ code: 'Interrupted', hides: 'AWS::SageMaker::NotebookInstance' })],
    };
    const report = await evaluate([toSnapshot(estate)], { controls });
    expect(report.interrupted).toBe(true);
    expect(report.counts).toMatchObject({ PASSED: 1, UNKNOWN: 1 });
  });

  it('reads asynchronous and synchronous snapshots alike', async () => {
    const { header, records } = toSnapshot(hardenedEstate);
    async function* slowly(): AsyncGenerator<SnapshotRecord> {
      yield* records as Iterable<SnapshotRecord>;
    }
    const [now, later] = [
      await evaluate([{ header, records }], { controls: catalogue }),
      await evaluate([{ header, records: slowly() }], { controls: catalogue }),
    ];
    expect(later).toEqual(now);
  });

  it('keeps inputs apart: a join never crosses from one to another', async () => {
    const noModels = {
      ...hardenedEstate,
      resources: hardenedEstate.resources.filter(({ type }) => type === 'AWS::SageMaker::Endpoint'),
    };
    const models = {
      ...hardenedEstate,
      resources: hardenedEstate.resources.filter(({ type }) => type !== 'AWS::SageMaker::Endpoint'),
    };
    const select = catalogue.filter(({ id }) => id === 'endpoint-model-artifact');
    const { findings } = await evaluate([toSnapshot(models), toSnapshot(noModels)], { controls: select });
    expect(findings.map(({ status }) => status)).toEqual(['UNKNOWN']);
  });

  it('refuses parameters that a control does not have or take', async () => {
    const run = (parameters: Record<string, unknown>) =>
      evaluate([toSnapshot(hardenedEstate)], { controls, parameters: { 'notebook-instance-root-access': parameters } });
    await expect(run({ idleDays: 3 })).rejects.toThrow(
      'control `notebook-instance-root-access` has no parameter `idleDays`: it has none',
    );
  });
});
