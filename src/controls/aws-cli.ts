import type { RemediationStep } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';

/** A flag without a value is `true`; a list is written as separate words. */
export type Arguments = Readonly<Record<string, string | number | true | readonly string[]>>;

/**
 * An AWS CLI command for a resource's own region, safe to paste into a POSIX shell whatever the resource is called.
 * Words that the reader has to fill in are written in capitals: `SUBNET_ID`.
 */
export function awsCli(resource: Pick<Resource, 'region'>, command: string, args: Arguments = {}): string {
  const region: Arguments = resource.region === '' ? {} : { region: resource.region };
  const flags = Object.entries({ ...region, ...args }).map(([name, value]) => {
    if (value === true) return `--${name}`;
    const words = typeof value === 'object' ? value : [String(value)];
    return `--${name} ${words.map(shellQuote).join(' ')}`;
  });
  return ['aws', command, ...flags].join(' ');
}

export function step(text: string, command?: string): RemediationStep {
  return command === undefined ? { text } : { text, command };
}

/** @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02_02 */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
