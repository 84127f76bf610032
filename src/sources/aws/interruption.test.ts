import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { generateTrainingJobs } from '../../../simulator/history.ts';
import { startSimulator } from '../../../simulator/server.ts';
import { collectLive, everything, wanting, withKeys } from '../../../test/support/live.ts';
import {
  accountId,
  daysAgo,
  now,
  roleArn,
  smallAccount,
  smallEstate,
  smallRegion,
} from '../../../test/support/small-estate.ts';
import { openAws, type Wants } from './index.ts';

const trainingJobHistory = generateTrainingJobs({
  count: 20_000,
  from: daysAgo(300),
  to: now,
  accountId,
  region: 'eu-west-1',
  roleArns: [roleArn],
  buckets: ['data'],
  mix: [{ prefix: 'nightly', share: 1 }],
});
const estate = smallEstate(smallAccount({ regions: { 'eu-west-1': { ...smallRegion(), trainingJobHistory } } }));

/** Opened, and not read yet; retries would wait longer than the test. */
async function open(
  signal: AbortSignal | undefined,
  faults: readonly Fault[],
  wants: Wants = wanting('AWS::SageMaker::NotebookInstance'),
) {
  withKeys();
  const simulator = await startSimulator({ estate, faults });
  onTestFinished(() => simulator.close());
  const { records } = await openAws({
    ...wants,
    ...(signal === undefined ? {} : { signal }),
    regions: ['eu-west-1'],
    endpointUrl: simulator.url,
    jobsSince: null,
    knownAccountIds: [],
    endpointTrafficDays: 30,
    toolVersion: '0.0.0',
    now,
    retries: { attempts: 5, delayMs: 60_000 },
  });
  return { records, simulator };
}

describe('a collection that is interrupted', () => {
  it('keeps what was read, and says of each type that it may be incomplete', async () => {
    const controller = new AbortController();
    let jobs = 0;
    const live = await collectLive({
      estate,
      signal: controller.signal,
      onRecord: (record) => {
        if ('resource' in record && record.resource.type === 'AWS::SageMaker::TrainingJob') jobs += 1;
        if (jobs === 1_500) controller.abort();
      },
    });
    const read = live.resources('AWS::SageMaker::TrainingJob').length;
    expect(read).toBeGreaterThanOrEqual(1_500);
    expect(read).toBeLessThan(20_000);
    expect(live.gaps).toContainEqual(
      expect.objectContaining({
        code: 'Interrupted',
        hides: 'AWS::SageMaker::TrainingJob',
        region: 'eu-west-1',
        accountId,
      }),
    );
    expect(live.gaps.every(({ code }) => code === 'Interrupted')).toBe(true);
  });

  it.each([{ latencyMs: 60_000 }, 'throttle'] as const)('does not wait for what does not come: %o', async (effect) => {
    const controller = new AbortController();
    const { records } = await open(controller.signal, [{ match: { operation: 'ListNotebookInstances' }, effect }]);
    setTimeout(() => controller.abort(), 100);
    const read = [];
    for await (const record of records) read.push(record);
    expect(read).toMatchObject([{ gap: { code: 'Interrupted', hides: 'AWS::SageMaker::NotebookInstance' } }]);
  });

  it('hides every type of every region that was not finished', async () => {
    const controller = new AbortController();
    const live = await collectLive({
      estate,
      regions: 'all',
      signal: controller.signal,
      onRecord: () => controller.abort(),
    });
    const hidden = new Set(live.gaps.map(({ hides, region }) => `${hides} ${region}`));
    const unfinished = live.header.regions.filter((region) => hidden.has(`AWS::SageMaker::TrainingJob ${region}`));
    expect(unfinished.length).toBeGreaterThan(10);
  });
});

describe('a reader that stops early', () => {
  it('stops the calls too', async () => {
    const { records, simulator } = await open(undefined, [], everything);
    for await (const record of records) if ('resource' in record) break;
    // The one that was under way when it stopped may arrive still.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simulator.callCounts['sagemaker:Search'] ?? 0).toBeLessThan(50);
  });
});
