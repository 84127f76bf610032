import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** https://github.com/aws/aws-cdk-cli/blob/main/packages/%40aws-cdk/cloud-assembly-schema/lib/assets/schema.ts */
const assetManifest = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).optional(),
});

/** The files of a cloud assembly that are uploaded, by hash: a nested stack names its template by where it will be then. */
export function readAssets(folder: string): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.assets.json')) continue;
    for (const [hash, path] of assetsOf(join(folder, name))) assets.set(hash, path);
  }
  return assets;
}

function assetsOf(file: string): [hash: string, path: string][] {
  try {
    const { files = {} } = assetManifest.parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.entries(files).flatMap(([hash, { source }]) =>
      source.path === undefined ? [] : [[hash, source.path]],
    );
  } catch {
    // What cannot be followed is told where it is missed.
    return [];
  }
}
