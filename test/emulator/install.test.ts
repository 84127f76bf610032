import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { installMoto } from './install.ts';
import { startMoto } from './moto.ts';
import { orComplain } from './setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('says why the emulator suite cannot run where there is no Python', async () => {
  const installation = await installMoto({ python: 'no-such-python', folder });
  expect(installation).toEqual({ missing: expect.stringContaining('no-such-python') });
  let warning = '';
  const warn = (text: string): void => {
    warning += text;
  };
  expect(orComplain(installation, { inCi: false, warn })).toBe(installation);
  expect(warning).toContain('THE EMULATOR SUITE IS NOT RUN');
  expect(warning).toContain('no-such-python');
});

it('fails in CI where moto cannot be installed', () => {
  expect(() => orComplain({ missing: 'spawn python3 ENOENT' }, { inCi: true })).toThrow(/in CI it has to.*\n.*ENOENT/);
});

it('keeps nothing of an installation that failed', async (context) => {
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, '/nonexistent/package.whl\n');
  const environments = join(folder, 'environments');
  const installation = await installMoto({ requirements, folder: environments });
  if ('missing' in installation && /python3 ENOENT/.test(installation.missing)) context.skip('there is no Python');
  expect(installation).toHaveProperty('missing');
  expect(readdirSync(environments)).toEqual([]);
});

it('prints what the server said when it does not start', async () => {
  await expect(startMoto('no-such-python')).rejects.toThrow(/did not start: .*ENOENT/);
  await expect(startMoto(process.execPath)).rejects.toThrow(
    /did not start: it ended with 1\n[\s\S]*Cannot find module/,
  );
});
