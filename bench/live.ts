/**
 * A live scan of a region with 462,178 training jobs, served by the simulator at 50 ms latency. Needs `npm run build`.
 *
 *     npx tsx bench/live.ts [jobs]
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Estate } from '../simulator/estate.ts';
import { generateTrainingJobs } from '../simulator/history.ts';
import { startSimulator } from '../simulator/server.ts';
import { printTable } from './run.ts';

const accountId = '111122223333';
const region = 'us-east-1';
const latencyMs = 50;
const now = new Date('2026-11-22T00:00:00Z');

export async function benchLive(count = 462_178): Promise<void> {
  const simulator = await startSimulator({ estate: estateWith(count), latencyMs });
  try {
    const rows = [];
    for (const { title, args, deny } of runs) {
      simulator.resetCalls();
      simulator.setFaults(deny ? [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' }] : []);
      const { seconds, peakMiB, output } = await scan(simulator.url, args);
      const calls = Object.values(simulator.callCounts).reduce((sum, n) => sum + n, 0);
      const pages =
        (simulator.callCounts['sagemaker:Search'] ?? 0) + (simulator.callCounts['sagemaker:ListTrainingJobs'] ?? 0);
      const describes = simulator.callCounts['sagemaker:DescribeTrainingJob'] ?? 0;
      const floor = ((pages + describes) * latencyMs) / 1000 / Math.max(1, simulator.peakConcurrency);
      const jobs = Number(/([\d,]+) training jobs?/.exec(output)?.[1]?.replaceAll(',', '') ?? 0);
      rows.push([
        title,
        jobs.toLocaleString('en-US'),
        calls.toLocaleString('en-US'),
        peakMiB,
        seconds.toFixed(1),
        simulator.peakConcurrency,
        (seconds / floor).toFixed(2),
      ]);
    }
    printTable(
      `Live scan of a region with ${count.toLocaleString('en-US')} training jobs at ${latencyMs} ms latency`,
      ['what', 'jobs judged', 'calls', 'peak RSS (MiB)', 'seconds', 'concurrency', '× (calls × latency ÷ concurrency)'],
      rows,
    );
  } finally {
    await simulator.close();
  }
}

const runs = [
  { title: 'Search, --jobs-since all', args: ['--jobs-since', 'all'], deny: false },
  { title: 'Search denied, default window', args: [], deny: true },
];

function estateWith(count: number): Estate {
  const roleArns = [`arn:aws:iam::${accountId}:role/training`];
  const history = generateTrainingJobs({
    count,
    from: new Date('2018-03-01T00:00:00Z'),
    to: now,
    accountId,
    region,
    roleArns,
    buckets: ['training-data'],
    mix: [
      { prefix: 'open', share: 3, job: { EnableNetworkIsolation: false } },
      { prefix: 'isolated', share: 1, job: { EnableNetworkIsolation: true } },
    ],
  });
  return {
    now,
    accounts: [{ accountId, roles: [], buckets: [], regions: { [region]: { trainingJobHistory: history } } }],
  };
}

interface Run {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly output: string;
}

/** The real program in a process of its own, which says how much memory it held when it ends. */
function scan(url: string, args: readonly string[]): Promise<Run> {
  const tellMemory = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`;
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
  };
  const start = process.hrtime.bigint();
  const child = spawn(
    process.execPath,
    ['--import', tellMemory, 'bin/sagevet.js', 'scan', '--endpoint-url', url, '--region', region, ...args],
    { env },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      const peak = /peak (\d+)/.exec(errors)?.[1];
      if (code === null || code > 1 || peak === undefined) return reject(new Error(errors || output));
      resolve({
        seconds: Number(process.hrtime.bigint() - start) / 1e9,
        peakMiB: Math.round(Number(peak) / 1024),
        output,
      });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await benchLive(process.argv[2] === undefined ? undefined : Number(process.argv[2]));
