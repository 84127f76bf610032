/**
 * Random policy sets against plain trying: `npx tsx scripts/fuzz-iam.ts [sets] [seed]`.
 * Ends with status 1 when a single answer is wrong, or UNKNOWN for policies inside the fragment.
 */
import { check } from '../test/iam/check.ts';
import { generate } from '../test/iam/generate.ts';
import { Random } from '../test/iam/random.ts';

const sets = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const SHOWN = 5;
const totals: Record<string, number> = {};
let wrong = 0;
const started = performance.now();
for (let i = 0; i < sets; i += 1) {
  const random = new Random(seed * 1_000_003 + i);
  const found = check(random, generate(random));
  for (const [key, count] of Object.entries(found.verdicts)) totals[key] = (totals[key] ?? 0) + count;
  for (const one of found.wrong) {
    wrong += 1;
    if (wrong <= SHOWN) console.log(`set ${i}: ${one.what}\n${JSON.stringify(one, null, 1)}`);
  }
  if ((i + 1) % 10_000 === 0) console.error(`${i + 1} sets, ${wrong} wrong`);
}
console.log(
  JSON.stringify(
    { sets, seed, wrong, verdicts: totals, seconds: Math.round((performance.now() - started) / 1000) },
    null,
    1,
  ),
);
process.exitCode = wrong > 0 ? 1 : 0;
