import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { generateTrainingJobs, type HistoryOptions } from './history.ts';
import { sagemaker } from './sagemaker.ts';
import { daysAgo, home, now } from './testing.ts';

const options: HistoryOptions = {
  count: 462_178,
  from: daysAgo(900),
  to: now,
  accountId: home,
  region: 'eu-west-1',
  roleArns: [`arn:aws:iam::${home}:role/a`, `arn:aws:iam::${home}:role/b`],
  buckets: ['one', 'two', 'three'],
  mix: [
    { prefix: 'common', share: 9, tags: [{ Key: 'team', Value: 'x' }] },
    { prefix: 'rare', share: 1, job: { EnableNetworkIsolation: true } },
  ],
};
const history = generateTrainingJobs(options);
const anyIndex = fc.integer({ min: 0, max: options.count - 1 });

describe('a generated history', () => {
  it('is the same whenever it is asked', () => {
    const again = generateTrainingJobs(options);
    fc.assert(
      fc.property(anyIndex, (index) => {
        expect(again.varying(index)).toEqual(history.varying(index));
        expect(again.constant(index)).toEqual(history.constant(index));
      }),
      { numRuns: 50 },
    );
  });

  it('is in the order of creation, inside its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: options.count - 2 }), (index) => {
        expect(history.createdAt(index)).toBeLessThanOrEqual(history.createdAt(index + 1));
      }),
    );
    expect(history.createdAt(0)).toBeGreaterThanOrEqual(options.from.getTime());
    expect(history.createdAt(options.count - 1)).toBeLessThan(options.to.getTime());
  });

  it('finds each job by its name, and none by another', () => {
    fc.assert(fc.property(anyIndex, (index) => history.indexOf(history.name(index)) === index));
    for (const name of ['', 'common', 'common-2026-01-01-00-00-00-00000', '-', 'zzzzzzzz']) {
      expect(history.indexOf(name)).toBe(-1);
    }
  });

  it('finds the first job of a moment by arithmetic', () => {
    const start = options.from.getTime();
    fc.assert(
      fc.property(fc.integer({ min: start - 1e9, max: now.getTime() + 1e9 }), (time) => {
        const first = history.firstAtOrAfter(time);
        if (first > 0) expect(history.createdAt(first - 1)).toBeLessThan(time);
        if (first < history.count) expect(history.createdAt(first)).toBeGreaterThanOrEqual(time);
      }),
    );
  });

  it('names jobs as AWS allows', () => {
    fc.assert(
      fc.property(anyIndex, (index) => /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(history.name(index))),
      { numRuns: 50 },
    );
  });

  it('mixes its kinds by their shares, over every role and bucket', () => {
    const indexes = Array.from({ length: 5000 }, (_, index) => index * 92);
    const rare = indexes.filter((index) => history.constant(index).EnableNetworkIsolation === true).length;
    expect(rare / indexes.length).toBeGreaterThan(0.08);
    expect(rare / indexes.length).toBeLessThan(0.12);
    const roles = new Set(indexes.map((index) => history.constant(index).RoleArn));
    const outputs = new Set(indexes.map((index) => history.constant(index).OutputDataConfig?.S3OutputPath));
    expect([roles.size, outputs.size]).toEqual([2, 6]);
    expect(new Set(indexes.map((index) => history.constant(index))).size).toBe(12);
  });

  it('has jobs in progress at its end and nowhere else', () => {
    expect(history.status(options.count - 1)).toBe('InProgress');
    expect(history.varying(options.count - 1).TrainingEndTime).toBeUndefined();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: options.count - 10_000 }), (index) => {
        expect(history.status(index)).not.toBe('InProgress');
        expect(history.varying(index).TrainingEndTime?.getTime()).toBeLessThan(now.getTime());
      }),
    );
  });

  it('may be empty', () => {
    const none = generateTrainingJobs({ ...options, count: 0 });
    expect([none.firstAtOrAfter(0), none.firstAtOrAfter(now.getTime()), none.indexOf('x')]).toEqual([0, 0, -1]);
  });
});

it('half a million jobs are paged through once each, and nothing is kept of them', () => {
  const account = { accountId: home, regions: { 'eu-west-1': { trainingJobHistory: history } } };
  const caller: Caller = {
    estate: { now, accounts: [account] },
    account,
    arn: '',
    userId: '',
    accessKeyId: '',
    region: 'eu-west-1',
    requestId: '',
    pageLimit: 100,
    denied: () => false,
    openSession: () => ({ AccessKeyId: '', SecretAccessKey: '', SessionToken: '' }),
  };
  const query = { Resource: 'TrainingJob', SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 };
  const ask = (token: string | undefined) =>
    sagemaker
      .read({
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: { 'x-amz-target': 'SageMaker.Search' },
        body: JSON.stringify({ ...query, NextToken: token }),
      })
      .answer(caller).body;
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const heap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  const nameKey = '"TrainingJobName":"';
  let token: string | undefined;
  let pages = 0;
  let expected = options.count - 1;
  let before = 0;
  do {
    const body = ask(token);
    const records = body.split('{"TrainingJob":').length - 1;
    for (const [key, index] of [
      [body.indexOf(nameKey), expected],
      [body.lastIndexOf(nameKey), expected - records + 1],
    ] as const) {
      const name = body.slice(key + nameKey.length, body.indexOf('"', key + nameKey.length));
      if (history.indexOf(name) !== index) throw new Error(`${name} came instead of job ${index}`);
    }
    expected -= records;
    token = /"NextToken":"([^"]+)"/.exec(body.slice(-200))?.[1];
    pages += 1;
    if (pages === 200) before = heap();
  } while (token !== undefined);

  expect(expected).toBe(-1);
  expect(pages).toBe(4622);
  expect(heap() - before).toBeLessThan(10_000_000);
}, 120_000);
