import { spawn } from 'node:child_process';
import { exampleEstate } from '../examples/estate/index.ts';
import { startSimulator } from '../simulator/server.ts';

const result = 'demo-result.json';

const simulator = await startSimulator({ estate: exampleEstate(new Date()) });
process.stderr.write(`an example ML platform is served at ${simulator.url}, as AWS would\n\n`);
const args = [
  'scan',
  '--endpoint-url',
  simulator.url,
  '--region',
  'eu-west-1,us-east-1',
  '--format',
  'table',
  '--format',
  `json=${result}`,
];
const exitCode = await sagevet([...args, ...process.argv.slice(2)]);
const calls = Object.values(simulator.callCounts).reduce((sum, count) => sum + count, 0);
await simulator.close();

if (exitCode > 1) process.exit(exitCode);
process.stdout.write(
  `\nThat was a live scan of the example platform: ${calls.toLocaleString('en-US')} read-only calls.\n` +
    `Every finding with its evidence is in ${result}.\n` +
    `Your own account:  node bin/sagevet.js scan --profile NAME --region all\n`,
);

/** The program as a user runs it, with credentials that only the simulator takes. */
function sagevet(args: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
  };
  const child = spawn(process.execPath, ['bin/sagevet.js', ...args], { env, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code ?? 1));
  });
}
