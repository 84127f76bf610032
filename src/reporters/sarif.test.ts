import { describe, expect, it } from 'vitest';
import {
  emptyEstate,
  header,
  judge,
  nastyEstate,
  nastyStrings,
  notebook,
  smallEstate,
  templateModel,
  write,
} from '../../test/reports/support.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { sarif } from './sarif.ts';

interface Log {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { id: string; properties: Record<string, unknown> }[] };
    };
    readonly automationDetails: { readonly id: string };
    readonly invocations: readonly [
      { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly Told[] },
    ];
    readonly results: readonly Result[];
  }[];
}

interface Told {
  readonly message: { readonly text: string };
}

interface Result extends Told {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { uri: string; uriBaseId?: string };
        readonly region: object;
      };
    },
  ];
}

async function logOf(estate: readonly Snapshot[]): Promise<Log> {
  return JSON.parse(write('sarif', await judge(estate)));
}

function templateIn(file: string): Snapshot {
  return { header: { ...header, input: file }, records: [{ resource: templateModel('M', file) }] };
}

async function artifactFor(file: string): Promise<object | undefined> {
  const log = await logOf([templateIn(file)]);
  return log.runs[0]?.results[0]?.locations[0].physicalLocation.artifactLocation;
}

describe('sarif', () => {
  it('has a run of its own category for each input', async () => {
    const log = await logOf([...smallEstate, ...smallEstate]);
    expect(log.runs.map(({ automationDetails }) => automationDetails.id)).toEqual([
      'sagevet/aws-111122223333/',
      'sagevet/infra/ml.yaml/',
      'sagevet/aws-111122223333-2/',
      'sagevet/infra/ml.yaml-2/',
    ]);
    expect(log.runs.map(({ results }) => results.length)).toEqual([1, 1, 1, 1]);
  });

  it('puts more inputs than an upload may have runs into one', async () => {
    const log = await logOf(Array.from({ length: 21 }, (_, index) => templateIn(`${index}.yaml`)));
    expect(log.runs.map(({ automationDetails }) => automationDetails.id)).toEqual(['sagevet/all/']);
    expect(log.runs[0]?.results).toHaveLength(21);
  });

  it('makes no alert of what is not known, and says it in the notifications', async () => {
    const [live] = (await logOf(smallEstate)).runs;
    expect(live?.results.map(({ ruleId }) => ruleId)).toEqual(['notebook-root']);
    expect(live?.invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'not judged (1 finding, e.g. fraud): `RootAccess`: AccessDeniedException on sagemaker:DescribeNotebookInstance',
      'not judged (1 finding): resources may exist that were not seen: AccessDeniedException on sagemaker:ListModels',
    ]);
  });

  it('gives each rule its severity as GitHub reads it', async () => {
    const rules = (await logOf(smallEstate)).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map(({ properties }) => properties['security-severity'])).toEqual(['8.0', '5.5']);
    for (const { properties } of rules) expect((properties.tags as string[]).length).toBeLessThanOrEqual(20);
  });

  it('points at the property in the file', async () => {
    const [, template] = (await logOf(smallEstate)).runs;
    expect(template?.results[0]?.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'infra/ml.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 17, startColumn: 7 },
    });
  });

  it('writes paths as addresses that GitHub finds in the repository', async () => {
    expect(await artifactFor('./infra/../infra/ml.yaml')).toEqual({ uri: 'infra/ml.yaml', uriBaseId: '%SRCROOT%' });
    expect(await artifactFor('infra\\ml.yaml')).toEqual({ uri: 'infra/ml.yaml', uriBaseId: '%SRCROOT%' });
    expect(await artifactFor('with space/ü#?.yaml')).toEqual({
      uri: 'with%20space/%C3%BC%23%3F.yaml',
      uriBaseId: '%SRCROOT%',
    });
    expect(await artifactFor('/srv/ml.yaml')).toEqual({ uri: 'file:///srv/ml.yaml' });
    expect(await artifactFor('C:\\ml.yaml')).toEqual({ uri: 'file:///C:/ml.yaml' });
  });

  it('gives a result the same fingerprint whatever it is called on the command line', async () => {
    const prints = async (file: string) => (await logOf([templateIn(file)])).runs[0]?.results[0]?.partialFingerprints;
    expect(await prints('./infra/ml.yaml')).toEqual(await prints('infra/ml.yaml'));
    expect(await prints('infra/other.yaml')).not.toEqual(await prints('infra/ml.yaml'));
  });

  it('makes links of no name', async () => {
    const log = await logOf(nastyEstate(nastyStrings));
    for (const { results, invocations } of log.runs) {
      for (const { message } of [...results, ...invocations[0].toolExecutionNotifications]) {
        expect(message.text).not.toContain('](');
        expect(message.text.length).toBeLessThanOrEqual(4096);
      }
    }
  });

  it('keeps the worst of more failures than GitHub takes, and says how many it left out', async () => {
    const { report, context } = await judge(smallEstate);
    const failures = report.findings.filter(({ status }) => status === 'FAILED');
    const [high, medium] = failures;
    if (high === undefined || medium === undefined) throw new Error('no failures');
    const findings = [...Array(20_000).fill({ ...medium, snapshot: 0 }), ...Array(10_000).fill(high)];
    const writer = sarif.start(context);
    writer.begin?.(report.snapshots.slice(0, 1));
    for (const finding of findings) writer.finding?.(finding);
    const [run] = (JSON.parse(writer.end(report)) as Log).runs;
    expect(run?.results).toHaveLength(25_000);
    expect(run?.results.filter(({ ruleId }) => ruleId === 'notebook-root')).toHaveLength(10_000);
    const note =
      '5,000 failures of sagevet/aws-111122223333/ left out, the least severe: GitHub takes 25,000 results of one run';
    expect(writer.notes?.()).toEqual([note]);
    expect(run?.invocations[0].toolExecutionNotifications[0]?.message.text).toBe(note);
  });

  it('says so when the scan was interrupted', async () => {
    const { report, context } = await judge(emptyEstate);
    const log: Log = JSON.parse(write('sarif', { report: { ...report, interrupted: true }, context }));
    expect(log.runs[0]?.invocations[0].executionSuccessful).toBe(false);
  });

  it('names a live resource by a file that says where it is', async () => {
    const log = await logOf([{ header, records: [{ resource: notebook('../a b') }] }]);
    expect(log.runs[0]?.results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(
      'aws/111122223333/eu-west-1/sagemaker/notebook-instance/..%2Fa%20b.json',
    );
  });
});
