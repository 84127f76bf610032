import { Option } from 'commander';
import type { LoadedConfig, Report, Severity } from '../../types.ts';
import { addWaiverFlags, baselineOf, type ConfigFlags, configurationOf, policyNotes } from '../configuration.ts';
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
import { addOutputFlags, type OutputFlags, Outputs, renderingOf } from '../outputs.ts';
import { Progress } from '../progress.ts';
import {
  addParameterFlags,
  type ParameterFlags,
  parameterNotes,
  templateParametersOf,
} from '../template-parameters.ts';

interface ScanFlags extends SelectionFlags, LiveFlags, OutputFlags, ParameterFlags, ConfigFlags {
  failOn?: Severity | 'none';
  baseline?: string;
  failOnUnknown?: boolean;
  allowPartial?: boolean;
  quiet?: boolean;
}

const severityNames = ['critical', 'high', 'medium', 'low', 'informational', 'none'];
const examples = `
Examples:
  sagevet scan                                    the account and region of your profile
  sagevet scan --profile prod --region all        every enabled region
  sagevet scan --standard aws-security-hub        the 15 Security Hub controls
  sagevet scan -c SageMaker.3 -c 'notebook-*'     some controls, by any of their names
  sagevet scan template.yaml cdk.out plan.json    before deployment
  sagevet scan estate.jsonl --format json=out.json --format table
`;

export const addScan: AddCommand = (program, io, exit) => {
  const command = program
    .command('scan')
    .description('Judge a live account, or files; print what fails and how to fix it.')
    .argument('[input...]', 'files and folders to scan, recognised by their content; none: the live account');
  addParameterFlags(addLiveFlags(command).optionsGroup('Which files:')).option(
    '--allow-partial',
    'scan what can be read of a snapshot that was cut',
  );
  addWaiverFlags(addSelectionFlags(command)).option(
    '--baseline <file>',
    'what `sagevet baseline write` wrote: only new failures count for the exit code',
  );
  addOutputFlags(command)
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 if something fails at or above this (default: low)').choices(
        severityNames,
      ),
    )
    .option('--fail-on-unknown', 'exit with 3 if nothing fails but something could not be judged')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: ScanFlags) => {
      exit(await runScan(inputs, flags, io));
    });
};

async function runScan(inputs: readonly string[], flags: ScanFlags, io: Io): Promise<number> {
  const sagevet = await import('../../index.ts');
  const loaded = await configurationOf(flags, io);
  const { config } = loaded;
  const baseline = await baselineOf(flags.baseline, loaded);
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const stopListening = io.onInterrupt(() => interrupt.abort());
  const options = {
    ...selectionOf(flags, loaded),
    ...(baseline && { baseline }),
    inputs,
    allowPartial: flags.allowPartial ?? false,
    templateParameters: templateParametersOf(flags),
    live: { ...liveOf(flags, new Date(), loaded), signal: interrupt.signal, onProgress: progress.show },
  };
  const controls = new Map(sagevet.controlsOf(options).map((control) => [control.id, control]));
  const outputs = new Outputs(withFormats(flags, config.formats), io, (name) =>
    sagevet.findReporter(name).start({ toolVersion: sagevet.version, controls, ...renderingOf(flags, io) }),
  );
  try {
    const report = await sagevet.scan({
      ...options,
      onSnapshots: (snapshots) => outputs.begin(snapshots),
      findings: outputs.wantsFindings ? (finding) => outputs.finding(finding) : 'count',
    });
    progress.end();
    outputs.end(report);
    const notes = [...parameterNotes(options.templateParameters, report.snapshots), ...policyNotes(report)];
    if (!flags.quiet) for (const note of notes) io.err(`note: ${note}\n`);
    return exitCodeOf(report, gateOf(flags, loaded), sagevet);
  } finally {
    progress.end();
    stopListening();
    outputs.close();
  }
}

interface Gate {
  readonly failOn: Severity | 'none';
  readonly failOnUnknown: boolean;
}

function gateOf(flags: ScanFlags, { config }: LoadedConfig): Gate {
  return {
    failOn: flags.failOn ?? config.failOn ?? 'low',
    failOnUnknown: flags.failOnUnknown ?? config.failOnUnknown ?? false,
  };
}

function exitCodeOf(
  report: Report,
  { failOn, failOnUnknown }: Gate,
  { isAtLeast, unreadableInput }: Pick<typeof import('../../index.ts'), 'isAtLeast' | 'unreadableInput'>,
): number {
  if (report.interrupted) return exitCodes.interrupted;
  const fails = report.groups.some(
    ({ status, severity, waiver, baseline }) =>
      status === 'FAILED' &&
      waiver === undefined &&
      baseline !== 'known' &&
      failOn !== 'none' &&
      isAtLeast(severity, failOn),
  );
  if (fails) return exitCodes.failing;
  if (report.gaps.some(({ code }) => code === unreadableInput)) return exitCodes.usage;
  const unknown = report.counts.UNKNOWN > 0 || report.gaps.some(({ recovered }) => recovered === undefined);
  return report.errors.length > 0 || (unknown && failOnUnknown) ? exitCodes.incomplete : exitCodes.clean;
}

/** The formats of the configuration, where no flag names any. */
function withFormats(flags: ScanFlags, configured: readonly string[] = []): OutputFlags {
  const format = flags.format ?? (configured.length > 0 ? [...configured] : undefined);
  return { ...flags, ...(format && { format }) };
}
