import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Report, type ScanOptions, scan } from '../../src/index.ts';
import { type Outcome, sagevet } from '../support/cli.ts';
import { homeKeys, type Keys, region } from './account.ts';
import { type Moto, startMoto } from './moto.ts';

/** Tests against a server of their own, which is started before them and killed after them. */
export function describeWithMoto(
  name: string,
  settings: Readonly<Record<string, string>>,
  tests: (moto: () => Moto) => void,
): void {
  const installation = inject('moto');
  describe.skipIf('missing' in installation)(name, () => {
    let moto: Moto | undefined;
    beforeAll(async () => {
      if ('python' in installation) moto = await startMoto(installation.python, settings);
    });
    afterAll(() => moto?.stop());
    tests(() => moto as Moto);
  });
}

/** Does something as somebody with these keys and nothing else. */
export async function as<T>(keys: Keys, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  process.env = {
    PATH: before.PATH,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    // moto answers what it lacks with status 500, however often it is asked.
    AWS_MAX_ATTEMPTS: '1',
  };
  try {
    return await work();
  } finally {
    process.env = before;
  }
}

export function liveScan(moto: Moto, options: ScanOptions = {}, keys: Keys = homeKeys): Promise<Report> {
  return as(keys, () => scan({ ...options, live: { ...liveOptions(moto), ...options.live } }));
}

export function liveOptions({ url }: Moto) {
  return { endpointUrl: url, regions: [region], retries: { attempts: 1, delayMs: 0 } } as const;
}

export function commandLine(moto: Moto, args: readonly string[], keys: Keys = homeKeys): Promise<Outcome> {
  const live =
    args.includes('scan') || args.includes('collect') ? ['--endpoint-url', moto.url, '--region', region] : [];
  return as(keys, () => sagevet([...args, ...live]));
}

/** The verdicts of each control, by the resource's name; `*` stands for resources that were not seen. */
export function verdictsOf({ findings }: Pick<Report, 'findings'>): Record<string, Record<string, string>> {
  const verdicts: Record<string, Record<string, string>> = {};
  for (const { control, resource, status } of findings) {
    verdicts[control] = { ...verdicts[control], [resource.name]: status };
  }
  return verdicts;
}
