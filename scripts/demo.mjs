// Runs on a fresh clone, before anything is installed: plain JavaScript without dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const root = new URL('..', import.meta.url);

function run(what, command, ...args) {
  process.stderr.write(`${what}…\n`);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

function isStale() {
  const installed = new URL('node_modules/.package-lock.json', root);
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(new URL('package-lock.json', root)).mtimeMs;
}

if (isStale()) run('installing', 'npm', 'ci');
run('building', 'npm', 'run', 'build');
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/run-demo.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
