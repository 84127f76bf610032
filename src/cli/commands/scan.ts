import { closeSync, openSync } from 'node:fs';
import { Option } from 'commander';
import type { Finding, Report, Severity, Status } from '../../types.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, writeFully } from '../io.ts';
import type { AddCommand } from '../main.ts';
import {
  addLiveFlags,
  addSelectionFlags,
  type LiveFlags,
  liveOf,
  repeated,
  type SelectionFlags,
  selectionOf,
  words,
} from '../options.ts';
import { Progress } from '../progress.ts';

interface ScanFlags extends SelectionFlags, LiveFlags {
  format?: string[];
  failOn: Severity | 'none';
  failOnUnknown?: boolean;
  show: Status[];
  allowPartial?: boolean;
  quiet?: boolean;
  color?: boolean;
}

const severityNames = ['critical', 'high', 'medium', 'low', 'informational', 'none'];
const examples = `
Examples:
  sagevet scan                                    the account and region of your profile
  sagevet scan --profile prod --region all        every enabled region
  sagevet scan --standard aws-security-hub        the 15 Security Hub controls
  sagevet scan -c SageMaker.3 -c 'notebook-*'     some controls, by any of their names
  sagevet scan estate.jsonl --format json=out.json --format table
`;

export const addScan: AddCommand = (program, io, exit) => {
  const command = program
    .command('scan')
    .description('Judge a live account, or files; print what fails and how to fix it.')
    .argument('[input...]', 'files to scan, recognised by their content; none: the live account');
  addSelectionFlags(addLiveFlags(command))
    .optionsGroup('What comes out:')
    .addOption(
      new Option(
        '-f, --format <name[=file]>',
        'table or json, to stdout or a file (repeatable; default: table)',
      ).argParser(repeated),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 if something fails at or above this')
        .choices(severityNames)
        .default('low'),
    )
    .option('--fail-on-unknown', 'exit with 3 if nothing fails but something could not be judged')
    .addOption(
      new Option('--show <status>', 'findings that the table lists (repeatable)')
        .argParser((value, before: Status[]) => parseStatuses(value, before))
        .default(undefined, 'FAILED,UNKNOWN'),
    )
    .option('--allow-partial', 'scan what can be read of a snapshot that was cut')
    .option('--no-color', 'no colour, as with NO_COLOR')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: ScanFlags) => {
      exit(await runScan(inputs, flags, io));
    });
};

async function runScan(inputs: readonly string[], flags: ScanFlags, io: Io): Promise<number> {
  const sagevet = await import('../../index.ts');
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const stopListening = io.onInterrupt(() => interrupt.abort());
  const options = {
    ...selectionOf(flags),
    inputs,
    allowPartial: flags.allowPartial ?? false,
    live: { ...liveOf(flags, new Date()), signal: interrupt.signal, onProgress: progress.show },
  };
  const controls = new Map(sagevet.controlsOf(options).map((control) => [control.id, control]));
  const outputs = openOutputs(flags, io, (name) => {
    const reporter = sagevet.findReporter(name);
    return reporter.start({
      toolVersion: sagevet.version,
      controls,
      terminal: { columns: io.stdout.columns, color: wantsColor(flags, io), show: flags.show ?? ['FAILED', 'UNKNOWN'] },
    });
  });
  try {
    for (const { writer, write } of outputs) write(writer.begin?.() ?? '');
    const streaming = outputs.filter(({ writer }) => writer.finding !== undefined);
    const toAll = (finding: Finding) => {
      for (const { writer, write } of streaming) write(writer.finding?.(finding) ?? '');
    };
    const report = await sagevet.scan({ ...options, findings: streaming.length > 0 ? toAll : 'count' });
    progress.end();
    for (const { writer, write } of outputs) write(writer.end(report));
    return exitCodeOf(report, flags, sagevet.isAtLeast);
  } finally {
    progress.end();
    stopListening();
    for (const { close } of outputs) close();
  }
}

interface Output {
  readonly writer: { begin?(): string; finding?(finding: Finding): string; end(report: Report): string };
  write(text: string): void;
  close(): void;
}

function openOutputs(flags: ScanFlags, io: Io, start: (name: string) => Output['writer']): Output[] {
  const wanted = (flags.format ?? ['table']).map((format) => {
    const at = format.indexOf('=');
    return at === -1 ? { name: format, file: undefined } : { name: format.slice(0, at), file: format.slice(at + 1) };
  });
  if (wanted.filter(({ file }) => file === undefined).length > 1) {
    throw new UsageError('two formats cannot share stdout', 'give one of them a file: `--format json=result.json`');
  }
  const writers = wanted.map(({ name, file }) => ({ writer: start(name), file }));
  return writers.map(({ writer, file }) => {
    if (file === undefined) return { writer, write: io.out, close: () => undefined };
    const descriptor = openFile(file);
    return { writer, write: (text: string) => writeFully(descriptor, text), close: () => closeSync(descriptor) };
  });
}

export function openFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new UsageError(`cannot write \`${path}\`: ${(error as Error).message.toLowerCase()}`);
  }
}

function exitCodeOf(report: Report, flags: ScanFlags, isAtLeast: (a: Severity, b: Severity) => boolean): number {
  const { failOn } = flags;
  if (report.interrupted) return exitCodes.interrupted;
  const fails = report.groups.some(
    ({ status, severity }) => status === 'FAILED' && failOn !== 'none' && isAtLeast(severity, failOn),
  );
  if (fails) return exitCodes.failing;
  const unknown = report.counts.UNKNOWN > 0 || report.gaps.some(({ recovered }) => recovered === undefined);
  return report.errors.length > 0 || (unknown && flags.failOnUnknown) ? exitCodes.incomplete : exitCodes.clean;
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
function wantsColor(flags: ScanFlags, io: Io): boolean {
  if (flags.color === false || (io.env.NO_COLOR ?? '') !== '') return false;
  return io.stdout.isTTY && io.env.TERM !== 'dumb';
}
