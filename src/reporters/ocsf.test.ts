import { describe, expect, it } from 'vitest';
import { emptyEstate, header, judge, smallEstate, write } from '../../test/reports/support.ts';
import type { OcsfVersion } from './reporter.ts';

async function eventsOf(ocsfVersion?: OcsfVersion): Promise<Record<string, Record<string, unknown>>[]> {
  const text = write('ocsf', await judge(smallEstate), ocsfVersion === undefined ? {} : { ocsfVersion });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('ocsf', () => {
  it('is a line for each finding, and nothing for an estate without any', async () => {
    expect(await eventsOf()).toHaveLength(6);
    expect(write('ocsf', await judge(emptyEstate))).toBe('');
  });

  it('passes, fails and warns of what could not be judged', async () => {
    const statuses = (await eventsOf()).map(({ compliance }) => [compliance?.status_code, compliance?.status_id]);
    expect(statuses).toEqual([
      ['FAILED', 3],
      ['PASSED', 1],
      ['UNKNOWN', 2],
      ['NOT_APPLICABLE', 99],
      ['UNKNOWN', 2],
      ['FAILED', 3],
    ]);
  });

  it('follows 1.6 unless told otherwise', async () => {
    expect((await eventsOf())[0]?.metadata?.version).toBe('1.6.0');
    expect((await eventsOf('1.8'))[0]?.metadata?.version).toBe('1.8.0');
  });

  it('says in 1.3 what 1.3 has words for', async () => {
    const [event] = await eventsOf('1.3');
    expect(event).not.toHaveProperty('evidences');
    expect(event?.compliance).toMatchObject({
      control: 'SageMaker.3',
      status_detail: '`RootAccess` is `Enabled` on churn-dev',
    });
    expect(event?.resources).toMatchObject([{ labels: ['team:churn'] }]);
  });

  it('takes the time from the snapshot', async () => {
    const [event] = await eventsOf();
    expect(event?.time).toBe(Date.parse(header.capturedAt));
  });

  it('gives no account and no region to a resource of a template', async () => {
    const event = (await eventsOf()).at(-1);
    expect(event?.cloud).toEqual({ provider: 'AWS' });
    expect(event?.resources).toMatchObject([
      { uid: 'infra/ml.yaml#ChurnModel', data: { file: 'infra/ml.yaml', line: 17 } },
    ]);
  });
});
