import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Estate } from './estate.ts';
import { startSimulator } from './server.ts';

const { values } = parseArgs({
  options: {
    estate: { type: 'string', default: 'examples/estate' },
    port: { type: 'string', default: '0' },
    'latency-ms': { type: 'string', default: '0' },
  },
});

const estate = await loadEstate(values.estate);
const simulator = await startSimulator({
  estate,
  port: Number(values.port),
  latencyMs: Number(values['latency-ms']),
});
process.stdout.write(`${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());

/** The module's `estate`, or what its `exampleEstate` makes of the present moment. */
async function loadEstate(path: string): Promise<Estate> {
  const folder = resolve(path);
  const file = existsSync(resolve(folder, 'index.ts')) ? resolve(folder, 'index.ts') : folder;
  const module: { estate?: Estate; exampleEstate?: (now: Date) => Estate } = await import(pathToFileURL(file).href);
  const found = module.estate ?? module.exampleEstate?.(new Date());
  if (found === undefined) throw new Error(`\`${path}\` exports neither \`estate\` nor \`exampleEstate\``);
  return found;
}
