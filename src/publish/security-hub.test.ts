import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../engine/evaluate.ts';
import { type Control, defineControl, fail, pass } from '../model/control.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import { type PublishOptions, publishToSecurityHub } from './security-hub.ts';

const control: Control = defineControl({
  id: 'team-root',
  title: 'Notebooks keep root to themselves',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [],
  why: 'w',
  checks: 'c',
  references: [],
  remediation: { summary: 'Fix it.', steps: () => [{ text: 'Fix it' }] },
  messages: { root: 'root' },
  evaluate: (notebook) =>
    notebook.read('RootAccess', { whenAbsent: 'Enabled' }) === 'Disabled'
      ? pass({ at: 'RootAccess' })
      : fail('root', { at: 'RootAccess' }),
}) as unknown as Control;

const type = 'AWS::SageMaker::NotebookInstance' as const;
const home = { accountId: '111122223333', region: 'eu-west-1' };
const there = { accountId: '444455556666', region: 'us-east-1' };

type Notebook = readonly [name: string, access: string, place?: typeof home];

async function reportOf(
  notebooks: readonly Notebook[],
  header: Partial<SnapshotHeader> = {},
  gaps: readonly Gap[] = [],
) {
  return evaluate(
    [
      {
        header: {
          capturedAt: '2026-11-22T00:00:00.000Z',
          toolVersion: '',
          source: 'aws',
          accounts: [home.accountId, there.accountId],
          regions: [home.region, there.region],
          resourceTypes: [type],
          windows: {},
          ...header,
        },
        records: [
          ...notebooks.map(([name, RootAccess, place = home]) => ({
            resource: {
              type,
              name,
              arn: `arn:aws:sagemaker:${place.region}:${place.accountId}:notebook-instance/${name}`,
              ...place,
              properties: { RootAccess },
              origin: { kind: 'api', operation: '' } as const,
            },
          })),
          ...gaps.map((gap) => ({ gap })),
        ],
      },
    ],
    { controls: [control] },
  );
}

let folder = '';
let calls: { place: string; findings: readonly AwsSecurityFinding[] }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
  calls = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Send = NonNullable<PublishOptions['send']>;
const takeAll: Send = async () => ({});

async function publish(
  notebooks: readonly Notebook[],
  options: Partial<PublishOptions> & { report?: Awaited<ReturnType<typeof reportOf>> } = {},
) {
  const { report = await reportOf(notebooks), send = takeAll, ...rest } = options;
  calls = [];
  return publishToSecurityHub(report, {
    controls: new Map([[control.id, control]]),
    toolVersion: '1.0.0',
    ledger: join(folder, 'ledger.json'),
    now: new Date('2026-11-22T01:00:00Z'),
    send: async (place, findings) => {
      calls.push({ place: `${place.accountId}/${place.region}`, findings });
      return send(place, findings);
    },
    ...rest,
  });
}

const sentNames = () =>
  calls.flatMap(({ findings }) =>
    findings.map(({ Resources, RecordState, Compliance }) =>
      [Resources?.[0]?.Id?.split('/').at(-1), RecordState, Compliance?.Status].join(' '),
    ),
  );

describe('publishing to Security Hub', () => {
  it('sends failures to the account and region that they are of', async () => {
    const { places } = await publish([
      ['a', 'Enabled'],
      ['b', 'Enabled', there],
      ['c', 'Disabled'],
    ]);
    expect(calls.map(({ place }) => place)).toEqual(['111122223333/eu-west-1', '444455556666/us-east-1']);
    expect(sentNames()).toEqual(['a ACTIVE FAILED', 'b ACTIVE FAILED']);
    expect(places).toMatchObject([{ sent: { new: 1 }, failures: [] }, { sent: { new: 1 } }]);
  });

  it('sends nothing twice, and again what is about to be forgotten', async () => {
    await publish([['a', 'Enabled']]);
    expect(await publish([['a', 'Enabled']])).toEqual({ places: [], unchanged: 1, placeless: 0 });
    expect(calls).toEqual([]);
    const { places } = await publish([['a', 'Enabled']], { now: new Date('2027-01-22T00:00:00Z') });
    expect(places).toMatchObject([{ sent: { changed: 1 } }]);
    expect(calls[0]?.findings[0]).toMatchObject({
      CreatedAt: '2026-11-22T00:00:00.000Z',
      UpdatedAt: '2027-01-22T00:00:00.000Z',
    });
  });

  it('archives what is fixed and what is gone, once, and opens it again', async () => {
    await publish([
      ['fixed', 'Enabled'],
      ['gone', 'Enabled'],
    ]);
    await publish([['fixed', 'Disabled']]);
    expect(sentNames()).toEqual(['fixed ARCHIVED PASSED', 'gone ARCHIVED FAILED']);
    await publish([['fixed', 'Disabled']]);
    expect(calls).toEqual([]);
    await publish([['fixed', 'Enabled']]);
    expect(sentNames()).toEqual(['fixed ACTIVE FAILED']);
  });

  it.each<[string, Partial<SnapshotHeader>, readonly Gap[], Partial<PublishOptions>]>([
    ['another region was scanned', { regions: ['us-east-1'] }, [], {}],
    ['another account was scanned', { accounts: ['444455556666'] }, [], {}],
    ['the type was not collected', { resourceTypes: [] }, [], {}],
    ['some resources only were judged', {}, [], { archiveGone: false }],
    [
      'the list was denied',
      {},
      [
        {
          operation: 'sagemaker:ListNotebookInstances',
          ...home,
          code: 'AccessDenied',
          message: 'no',
          count: 1,
          hides: type,
        },
      ],
      {},
    ],
  ])('archives nothing when %s', async (_, header, gaps, options) => {
    await publish([['a', 'Enabled']]);
    await publish([], { ...options, report: await reportOf([], header, gaps) });
    expect(sentNames().filter((name) => name.includes('ARCHIVED'))).toEqual([]);
    await publish([]);
    expect(sentNames().filter((name) => name.startsWith('a '))).toEqual(['a ARCHIVED FAILED']);
  });

  it('names what Security Hub refuses, tries again what may pass, and remembers what was taken', async () => {
    const failures = new Map([
      ['bad', 'InvalidInput'],
      ['busy', 'InternalException'],
    ]);
    let round = 0;
    const send: Send = async (_, findings) => {
      round += 1;
      const FailedFindings = findings.flatMap(({ Id, Resources }) => {
        const ErrorCode = failures.get(Resources?.[0]?.Id?.split('/').at(-1) ?? '');
        return ErrorCode === undefined || (ErrorCode.startsWith('Internal') && round > 1)
          ? []
          : [{ Id, ErrorCode, ErrorMessage: 'no\ngood' }];
      });
      return { FailedFindings };
    };
    const { places } = await publish(
      [
        ['bad', 'Enabled'],
        ['busy', 'Enabled'],
        ['good', 'Enabled'],
      ],
      { send },
    );
    expect(places).toMatchObject([
      { sent: { new: 2 }, failures: [expect.stringMatching(/^team-root on `arn:.*\/bad`: InvalidInput: no good$/)] },
    ]);
    expect(calls.map(({ findings }) => findings.length)).toEqual([3, 1]);
    await publish([
      ['bad', 'Enabled'],
      ['busy', 'Enabled'],
      ['good', 'Enabled'],
    ]);
    expect(sentNames()).toEqual(['bad ACTIVE FAILED']);
  });

  it.each([
    ['InvalidAccessException', 'Security Hub is not enabled in account 111122223333 in eu-west-1'],
    ['AccessDeniedException', 'need `securityhub:BatchImportFindings` in account 111122223333'],
    ['UnrecognizedClientException', 'check that the region is enabled'],
  ])('explains %s, and goes on elsewhere', async (name, explanation) => {
    const send: Send = async ({ accountId }) => {
      if (accountId === home.accountId) throw Object.assign(new Error('x'), { name });
      return {};
    };
    const { places } = await publish(
      [
        ['a', 'Enabled'],
        ['b', 'Enabled', there],
      ],
      { send },
    );
    expect(places).toMatchObject([
      { failures: [expect.stringContaining(explanation)] },
      { sent: { new: 1 }, failures: [] },
    ]);
    expect(
      await publish([
        ['a', 'Enabled'],
        ['b', 'Enabled', there],
      ]),
    ).toMatchObject({ unchanged: 1 });
  });

  it('sends at most 100 findings in a call', async () => {
    await publish(Array.from({ length: 250 }, (_, index) => [`n${index}`, 'Enabled'] as const));
    expect(calls.map(({ findings }) => findings.length)).toEqual([100, 100, 50]);
  });

  it('plans in a dry run, and touches nothing', async () => {
    const { places } = await publish([['a', 'Enabled']], { dryRun: true });
    expect(places).toMatchObject([{ sent: { new: 1 } }]);
    expect(calls).toEqual([]);
    expect(() => readFileSync(join(folder, 'ledger.json'))).toThrow('ENOENT');
  });

  it('refuses a ledger that is none', async () => {
    writeFileSync(join(folder, 'ledger.json'), '{"format":"x"}');
    await expect(publish([['a', 'Enabled']])).rejects.toThrow('is no ledger of sagevet');
    expect(calls).toEqual([]);
  });
});
