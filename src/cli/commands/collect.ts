import { closeSync, renameSync } from 'node:fs';
import { addConfigFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
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

interface CollectFlags extends SelectionFlags, LiveFlags, ConfigFlags {
  output: string;
  quiet?: boolean;
}

export const addCollect: AddCommand = (program, io, exit) => {
  const command = program
    .command('collect')
    .description('Read a live account into a snapshot file, to be scanned later or elsewhere.')
    .requiredOption('-o, --output <file>', 'the snapshot to write, or `-` for stdout');
  addConfigFlags(addSelectionFlags(addLiveFlags(command)))
    .option('-q, --quiet', 'no progress')
    .action(async (flags: CollectFlags) => {
      exit(await runCollect(flags, io));
    });
};

async function runCollect(flags: CollectFlags, io: Io): Promise<number> {
  const { collect, snapshotLines } = await import('../../index.ts');
  const loaded = await configurationOf(flags, io);
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const live = { ...liveOf(flags, new Date(), loaded), signal: interrupt.signal, onProgress: progress.show };
  const stopListening = io.onInterrupt(() => interrupt.abort());
  try {
    const snapshot = await collect({ ...selectionOf(flags, loaded), live });
    const output = openSnapshot(flags.output, io);
    try {
      for await (const line of snapshotLines(snapshot)) output.write(line);
      output.finish();
    } finally {
      output.close();
    }
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.clean;
  } finally {
    progress.end();
    stopListening();
  }
}

/** The file gets its name when it is whole; what a crash leaves is under `.partial`, and never taken for a snapshot. */
function openSnapshot(path: string, io: Io): { write(text: string): void; finish(): void; close(): void } {
  if (path === '-') return { write: io.out, finish: () => undefined, close: () => undefined };
  const partial = `${path}.partial`;
  const descriptor = openFile(partial);
  let finished = false;
  return {
    write: (text) => writeFully(descriptor, text),
    finish: () => {
      finished = true;
    },
    close: () => {
      closeSync(descriptor);
      if (finished) renameSync(partial, path);
    },
  };
}
