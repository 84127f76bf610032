import type { RemediationStep } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';
import { isUnknown } from '../model/value.ts';

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

/** Saves the JSON answer of an AWS CLI command, changed by a jq filter; `args` are the filter's variables. */
export function saveAnswer(command: string, filter: string, file: string, args: Readonly<Record<string, string>> = {}) {
  const variables = Object.entries(args).map(([name, value]) => `--arg ${name} ${shellQuote(value)} `);
  return `${command} --output json | jq ${variables.join('')}${shellQuote(filter)} > ${file}`;
}

/**
 * The tags of a resource as an argument of its Create operation, where they are known; without those of AWS's own, which
 * nobody else may set.
 */
export function tagArguments({ tags }: Pick<Resource, 'tags'>): Arguments {
  if (tags === undefined || isUnknown(tags)) return {};
  const own = tags.filter(({ Key }) => !isSystemTag(Key)).map(({ Key, Value }) => ({ Key, Value }));
  if (own.length === 0) return {};
  const isPlain = own.every(({ Key, Value }) => /^[\w .:/@+-]*$/.test(Key + Value));
  return { tags: isPlain ? own.map(({ Key, Value }) => `Key=${Key},Value=${Value}`) : JSON.stringify(own) };
}

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export function isSystemTag(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/** A name for the successor of a resource, within the 63 characters that SageMaker allows. */
export function successorName(name: string, suffix: string): string {
  return `${name.slice(0, 63 - suffix.length - 1)}-${suffix}`;
}

export function step(text: string, command?: string): RemediationStep {
  return command === undefined ? { text } : { text, command };
}

/** @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02_02 */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
