import type { Published, Report, ReportedControl } from '../../types.ts';
import { addWaiverFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import {
  addLiveFlags,
  addSelectionFlags,
  type LiveFlags,
  liveOf,
  type SelectionFlags,
  selectionOf,
} from '../options.ts';
import { Progress } from '../progress.ts';

interface PublishFlags extends SelectionFlags, LiveFlags, ConfigFlags {
  from?: string;
  ledger?: string;
  dryRun?: boolean;
  archive?: boolean;
}

const examples = `
Examples:
  sagevet publish securityhub --region all                          scan, and publish what was found
  sagevet publish securityhub --from result.json --dry-run          what would be sent of a saved result
`;

export const addPublish: AddCommand = (program, io, exit) => {
  const publish = program.command('publish').description('Send findings to where others look at them.');
  const command = publish
    .command('securityhub')
    .description('Send what is new or changed to the Security Hub of each account and region; archive the rest.')
    .argument('[input...]', 'snapshots to scan; none: the live account')
    .option('--from <file>', 'publish this result of `sagevet scan --format json`, and scan nothing')
    .option('--ledger <file>', 'what was sent before (default: .sagevet/securityhub-ledger.json)')
    .option('--no-archive', 'do not archive findings that the scan does not mention any more')
    .option('--dry-run', 'say what would be sent, and send nothing');
  addWaiverFlags(addSelectionFlags(addLiveFlags(command)))
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: PublishFlags) => {
      exit(await runPublish(inputs, flags, io));
    });
};

async function runPublish(inputs: readonly string[], flags: PublishFlags, io: Io): Promise<number> {
  if (flags.from !== undefined && inputs.length > 0)
    throw new UsageError(
      '`--from` and files to scan do not go together',
      'scan the files, or publish the saved result',
    );
  const sagevet = await import('../../index.ts');
  const loaded = await configurationOf(flags, io);
  const live = liveOf(flags, new Date(), loaded);
  const interrupt = new AbortController();
  const stopListening = io.onInterrupt(() => interrupt.abort());
  try {
    const saved = flags.from === undefined ? undefined : sagevet.readReport(flags.from);
    const { report, controls } = saved ?? (await scanned(inputs, flags, io, interrupt.signal));
    if (report.interrupted) return exitCodes.interrupted;
    const published = await sagevet.publishToSecurityHub(report, {
      controls,
      toolVersion: saved?.toolVersion ?? sagevet.version,
      live: { ...live, signal: interrupt.signal },
      ...(flags.ledger && { ledger: flags.ledger }),
      dryRun: flags.dryRun ?? false,
      // Resources without the tag were not judged, and are not gone.
      archiveGone: flags.archive !== false && flags.tag === undefined,
    });
    return tell(published, flags.dryRun ?? false, io);
  } finally {
    stopListening();
  }
}

async function scanned(
  inputs: readonly string[],
  flags: PublishFlags,
  io: Io,
  signal: AbortSignal,
): Promise<{ report: Report; controls: ReadonlyMap<string, ReportedControl> }> {
  const sagevet = await import('../../index.ts');
  const loaded = await configurationOf({ ...flags, quiet: true }, io);
  const progress = new Progress(io, flags.quiet ?? false);
  const live = { ...liveOf(flags, new Date(), loaded), signal, onProgress: progress.show };
  const options = { ...selectionOf(flags, loaded), inputs, live };
  try {
    const controls = new Map(sagevet.controlsOf(options).map((control) => [control.id, control]));
    return { report: await sagevet.scan(options), controls };
  } finally {
    progress.end();
  }
}

function tell({ places, unchanged, placeless }: Published, dryRun: boolean, io: Io): number {
  for (const { accountId, region, sent, failures } of places) {
    const counts = Object.entries(sent).filter(([, count]) => count > 0);
    const told = counts.map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing sent';
    io.out(`${accountId}/${region}: ${told}${dryRun ? ' (not sent: dry run)' : ''}\n`);
    for (const failure of failures) io.err(`error: ${accountId}/${region}: ${failure}\n`);
  }
  if (places.length === 0) io.out('nothing to send\n');
  if (unchanged > 0) io.err(`note: ${unchanged} findings unchanged since they were sent\n`);
  if (placeless > 0) io.err(`note: ${placeless} findings without an account and a region left out\n`);
  return places.some(({ failures }) => failures.length > 0) ? exitCodes.incomplete : exitCodes.clean;
}
