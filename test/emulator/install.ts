import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The interpreter of an environment that has moto, or why there is none. */
export type Installation = { readonly python: string } | { readonly missing: string };

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

export interface InstallOptions {
  /** The interpreter that makes the environment. */
  readonly python?: string;
  readonly requirements?: string;
  /** Where environments are kept, one for each list of requirements and interpreter. */
  readonly folder?: string;
}

/** Installs moto, unless the same list was installed with the same interpreter before. */
export async function installMoto({
  python = 'python3',
  requirements = join(import.meta.dirname, 'requirements.txt'),
  folder = join(root, '.venv'),
}: InstallOptions = {}): Promise<Installation> {
  try {
    const { stdout } = await run(python, ['-c', 'import sys; print(sys.version, sys.prefix)']);
    const list = await readFile(requirements);
    const key = createHash('sha256').update(list).update(stdout).digest('hex').slice(0, 12);
    const environment = join(folder, `moto-${key}`);
    if (!existsSync(environment)) {
      await mkdir(folder, { recursive: true });
      await makeEnvironment(environment, python, requirements, folder);
      await forgetOthers(environment, folder);
    }
    return { python: interpreterOf(environment) };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

/** It gets its name when it is whole: another run may look for it meanwhile. */
async function makeEnvironment(
  environment: string,
  python: string,
  requirements: string,
  folder: string,
): Promise<void> {
  const unfinished = await mkdtemp(join(folder, 'unfinished-'));
  try {
    await run(python, ['-m', 'venv', unfinished]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await run(interpreterOf(unfinished), [...pip, '--require-hashes', '--no-deps', '-r', requirements]);
    await rename(unfinished, environment).catch((error: unknown) => {
      if (!existsSync(environment)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function forgetOthers(environment: string, folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = join(folder, name);
    if (/^moto-[0-9a-f]{12}$/.test(name) && other !== environment) await rm(other, { recursive: true, force: true });
  }
}

function interpreterOf(environment: string): string {
  return process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
}

function reasonOf(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message?: string };
  return [message, stdout, stderr]
    .map((text) => text?.trim())
    .filter((text) => text !== undefined && text !== '')
    .join('\n');
}
