/**
 * Every benchmark, printed as tables. `npm run bench` builds first; the results that are kept stand in bench/README.md.
 *
 *     npm run bench [name…]
 */
import { spawnSync } from 'node:child_process';

const benches = ['evaluation', 'live', 'startup', 'roles', 'iam', 'template', 'plan'] as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench === name));
if (unknown.length > 0) {
  process.stderr.write(`unknown benchmark \`${unknown[0]}\`: there are ${benches.join(', ')}\n`);
  process.exit(2);
}
for (const name of benches) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}.ts`], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
