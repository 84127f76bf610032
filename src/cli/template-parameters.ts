import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { SnapshotHeader } from '../types.ts';
import { UsageError } from './errors.ts';
import { repeated } from './options.ts';

export interface ParameterFlags {
  parameter?: string[];
  parameterFile?: string[];
}

export function addParameterFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--parameter <name=value>',
        'value for a parameter of a CloudFormation template (repeatable)',
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        '--parameter-file <file>',
        'such values in JSON, as `aws cloudformation` takes them (repeatable)',
      ).argParser(repeated),
    );
}

/** The values by name; single ones win over files, later ones over earlier ones. */
export function templateParametersOf({ parameter = [], parameterFile = [] }: ParameterFlags): Record<string, string> {
  return Object.fromEntries([...parameterFile.flatMap(readFile), ...parameter.map(parse)]);
}

/** One line about the values that no template takes: a name with a typing error in it would change nothing. */
export function parameterNotes(
  given: Readonly<Record<string, string>>,
  snapshots: readonly Pick<SnapshotHeader, 'parameters'>[],
): string[] {
  const taken = [...new Set(snapshots.flatMap(({ parameters = [] }) => parameters))];
  const unused = Object.keys(given).filter((name) => !name.startsWith('AWS::') && !taken.includes(name));
  if (unused.length === 0) return [];
  const names = unused.map((name) => `\`${name}\``).join(', ');
  const near =
    taken.length === 0
      ? ''
      : `; there ${taken.length === 1 ? 'is' : 'are'} ${taken
          .slice(0, 10)
          .map((name) => `\`${name}\``)
          .join(', ')}${taken.length > 10 ? ' and more' : ''}`;
  return [`no template has a parameter ${names}${near}`];
}

function parse(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`cannot read \`--parameter ${text}\``, 'write `--parameter KmsKey=alias/ml`');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A list of `ParameterKey` and `ParameterValue`, an object under `Parameters`, or an object of names and values. */
function readFile(path: string): [string, string][] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read \`--parameter-file ${path}\`: ${(error as Error).message.toLowerCase()}`);
  }
  const entries: [unknown, unknown][] = Array.isArray(content)
    ? content.map(keyAndValue)
    : Object.entries(mapOf(content));
  const values = entries.flatMap(([name, value]): [string, string][] =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [],
  );
  if (values.length !== entries.length) {
    throw new UsageError(
      `\`--parameter-file ${path}\` holds no list of parameters`,
      'write `[{"ParameterKey": "KmsKey", "ParameterValue": "alias/ml"}]`',
    );
  }
  return values;
}

function keyAndValue(item: unknown): [unknown, unknown] {
  const { ParameterKey, ParameterValue } = (item ?? {}) as { ParameterKey?: unknown; ParameterValue?: unknown };
  return [ParameterKey, ParameterValue];
}

function mapOf(content: unknown): object {
  if (typeof content !== 'object' || content === null) return { '': null };
  const { Parameters } = content as { Parameters?: unknown };
  return typeof Parameters === 'object' && Parameters !== null ? Parameters : content;
}
