import type { TestProject } from 'vitest/node';
import { type Installation, installMoto } from './install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    moto: Installation;
  }
}

/** Installs moto before the suite; says what is not run where it cannot be had, which is no excuse in CI. */
export default async function setup(project: Pick<TestProject, 'provide'>): Promise<void> {
  project.provide('moto', orComplain(await installMoto()));
}

export function orComplain(
  installation: Installation,
  { inCi = process.env.CI === 'true', warn = (text: string): unknown => process.stderr.write(text) } = {},
): Installation {
  if ('python' in installation) return installation;
  const reason = installation.missing.replace(/^/gm, '  ');
  if (inCi)
    throw new Error(`the emulator suite cannot run, and in CI it has to: moto could not be installed\n${reason}`);
  warn(
    `\nTHE EMULATOR SUITE IS NOT RUN: moto could not be installed, so nothing in test/emulator is tested.\n${reason}\n` +
      'It takes Python 3.11 or later with venv and pip (on Debian: apt-get install python3-venv).\n\n',
  );
  return installation;
}
