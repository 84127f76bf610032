import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The names of the profiles in the shared configuration files.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function profileNames(): Promise<readonly string[]> {
  const folder = join(homedir(), '.aws');
  const files = [
    process.env.AWS_CONFIG_FILE ?? join(folder, 'config'),
    process.env.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const names = texts.flatMap((text) => [...text.matchAll(/^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/gm)]);
  return [...new Set(names.map(([, name = '']) => name.replace(/^(["'])(.*)\1$/, '$2')))];
}
