import { closeSync } from 'node:fs';
import { addWaiverFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, writeFully } from '../io.ts';
import type { AddCommand } from '../main.ts';
import {
  addLiveFlags,
  addSelectionFlags,
  type LiveFlags,
  liveOf,
  type SelectionFlags,
  selectionOf,
} from '../options.ts';
import { openFile } from '../outputs.ts';
import { Progress } from '../progress.ts';
import { addParameterFlags, type ParameterFlags, templateParametersOf } from '../template-parameters.ts';

interface BaselineFlags extends SelectionFlags, LiveFlags, ConfigFlags, ParameterFlags {
  output: string;
}

const examples = `
Examples:
  sagevet baseline write -o sagevet.baseline.json --region all    what fails today
  sagevet scan --baseline sagevet.baseline.json --region all      exits with 1 only if something else fails
`;

export const addBaseline: AddCommand = (program, io, exit) => {
  const baseline = program.command('baseline').description('Write down what fails today, to fail on new only.');
  const command = baseline
    .command('write')
    .description('Write the failures of a scan, but for waived ones, to be given to `sagevet scan --baseline`.')
    .argument('[input...]', 'files and folders to scan; none: the live account')
    .requiredOption('-o, --output <file>', 'the baseline to write, or `-` for stdout');
  addParameterFlags(addLiveFlags(command));
  addWaiverFlags(addSelectionFlags(command))
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: BaselineFlags) => {
      exit(await writeBaseline(inputs, flags, io));
    });
};

async function writeBaseline(inputs: readonly string[], flags: BaselineFlags, io: Io): Promise<number> {
  const sagevet = await import('../../index.ts');
  const loaded = await configurationOf(flags, io);
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const stopListening = io.onInterrupt(() => interrupt.abort());
  const failures: Parameters<typeof sagevet.baselineText>[0][number][] = [];
  try {
    const report = await sagevet.scan({
      ...selectionOf(flags, loaded),
      inputs,
      templateParameters: templateParametersOf(flags),
      live: { ...liveOf(flags, new Date(), loaded), signal: interrupt.signal, onProgress: progress.show },
      findings: ({ control, resource, status, waiver }) => {
        if (status === 'FAILED') failures.push({ control, resource, status, ...(waiver && { waiver }) });
      },
    });
    // Half a baseline would make the other half look new.
    if (report.interrupted) return exitCodes.interrupted;
    const text = sagevet.baselineText(failures);
    if (flags.output === '-') io.out(text);
    else write(flags.output, text);
    progress.end();
    io.err(`note: ${report.counts.FAILED} failures written${reservation(report.counts.UNKNOWN)}\n`);
    return exitCodes.clean;
  } finally {
    progress.end();
    stopListening();
  }
}

function reservation(unknown: number): string {
  return unknown === 0 ? '' : `; ${unknown} findings could not be judged, and would be new if they fail`;
}

function write(path: string, text: string): void {
  const descriptor = openFile(path);
  try {
    writeFully(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
