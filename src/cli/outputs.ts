import { closeSync, openSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Finding, OcsfVersion, Report, ReportContext, ReportWriter, SnapshotHeader, Status } from '../types.ts';
import { cannotWrite, UsageError } from './errors.ts';
import { type Io, writeFully } from './io.ts';
import { repeated, words } from './options.ts';

/** What every command takes that writes reports. */
export interface OutputFlags {
  format?: string[];
  ocsfVersion?: OcsfVersion;
  show?: Status[];
  fixes?: 'short' | 'all' | 'none';
  color?: boolean;
}

export function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup('What comes out:')
    .addOption(
      new Option(
        '-f, --format <name[=file]>',
        'table, json, asff, ocsf, sarif, junit, csv, markdown or html, to stdout or a file (repeatable; default: table)',
      ).argParser(repeated),
    )
    .addOption(
      new Option('--ocsf-version <version>', 'version of the OCSF schema (default: 1.6)').choices([
        '1.3',
        '1.6',
        '1.8',
      ]),
    )
    .addOption(
      new Option('--show <status>', 'findings that the table lists (repeatable)')
        .argParser((value, before: Status[]) => parseStatuses(value, before))
        .default(undefined, 'FAILED,UNKNOWN'),
    )
    .addOption(
      new Option('--fixes <which>', 'commands that the table prints to close a finding (default: short)').choices([
        'short',
        'all',
        'none',
      ]),
    )
    .option('--no-color', 'no colour, as with NO_COLOR');
}

/** What the flags and the terminal say to a reporter. */
export function renderingOf(flags: OutputFlags, io: Io): Pick<ReportContext, 'terminal' | 'options'> {
  const { show = ['FAILED', 'UNKNOWN'], fixes = 'short', ocsfVersion } = flags;
  return {
    terminal: { columns: io.stdout.columns, color: wantsColor(flags, io), show, fixes },
    options: ocsfVersion === undefined ? {} : { ocsfVersion },
  };
}

/** The reports of one run, each in its format and to its place. */
export class Outputs {
  readonly #outputs: readonly Output[];
  readonly #io: Io;

  /**
   * Opens every file at once, so that one that cannot be written is known before anything is collected.
   * @throws UsageError
   */
  constructor({ format: formats = ['table'] }: OutputFlags, io: Io, start: (name: string) => ReportWriter) {
    const wanted = formats.map(parseFormat);
    if (wanted.filter(({ file }) => file === undefined).length > 1) {
      throw new UsageError('two formats cannot share stdout', 'give one of them a file: `--format json=result.json`');
    }
    const writers = wanted.map((place) => ({ ...place, writer: start(place.name) }));
    this.#io = io;
    this.#outputs = writers.map((output) => ({ ...output, ...openPlace(output.file, io) }));
  }

  /** Does any format want the findings one by one? */
  get wantsFindings(): boolean {
    return this.#outputs.some(({ writer }) => writer.finding !== undefined);
  }

  begin(snapshots: readonly SnapshotHeader[]): void {
    for (const { writer, write } of this.#outputs) write(writer.begin?.(snapshots) ?? '');
  }

  finding(finding: Finding): void {
    for (const { writer, write } of this.#outputs) if (writer.finding !== undefined) write(writer.finding(finding));
  }

  end(report: Report): void {
    for (const { writer, write } of this.#outputs) write(writer.end(report));
    for (const { name, writer } of this.#outputs) {
      for (const note of writer.notes?.() ?? []) this.#io.err(`note: ${name}: ${note}\n`);
    }
  }

  close(): void {
    for (const { close } of this.#outputs) close();
  }
}

interface Output {
  readonly name: string;
  readonly writer: ReportWriter;
  write(text: string): void;
  close(): void;
}

function parseFormat(format: string): { name: string; file: string | undefined } {
  const at = format.indexOf('=');
  return at === -1 ? { name: format, file: undefined } : { name: format.slice(0, at), file: format.slice(at + 1) };
}

function openPlace(file: string | undefined, io: Io): Pick<Output, 'write' | 'close'> {
  if (file === undefined) return { write: io.out, close: () => undefined };
  const descriptor = openFile(file);
  return { write: (text) => writeFully(descriptor, text), close: () => closeSync(descriptor) };
}

export function openFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw cannotWrite(`\`${path}\``, error);
  }
}

const statusNames = ['FAILED', 'UNKNOWN', 'PASSED', 'NOT_APPLICABLE'] as const;

function parseStatuses(value: string, before: readonly Status[] = []): Status[] {
  const chosen = words(value).flatMap((word) => {
    if (word === 'all') return [...statusNames];
    const status = statusNames.find((name) => name === word.toUpperCase().replaceAll('-', '_'));
    if (status === undefined)
      throw new UsageError(`unknown status \`${word}\``, `use ${statusNames.join(', ')} or all`);
    return [status];
  });
  return [...before, ...chosen];
}

/** https://no-color.org */
function wantsColor(flags: OutputFlags, io: Io): boolean {
  if (flags.color === false || (io.env.NO_COLOR ?? '') !== '') return false;
  return io.stdout.isTTY && io.env.TERM !== 'dumb';
}
