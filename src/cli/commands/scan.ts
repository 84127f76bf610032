import { Option } from 'commander';
import type { Report, Severity } from '../../types.ts';
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
import { addParameterFlags, type ParameterFlags, templateParametersOf } from '../template-parameters.ts';

interface ScanFlags extends SelectionFlags, LiveFlags, OutputFlags, ParameterFlags {
  failOn: Severity | 'none';
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
  addOutputFlags(addSelectionFlags(command))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 if something fails at or above this')
        .choices(severityNames)
        .default('low'),
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
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const stopListening = io.onInterrupt(() => interrupt.abort());
  const options = {
    ...selectionOf(flags),
    inputs,
    allowPartial: flags.allowPartial ?? false,
    templateParameters: templateParametersOf(flags),
    live: { ...liveOf(flags, new Date()), signal: interrupt.signal, onProgress: progress.show },
  };
  const controls = new Map(sagevet.controlsOf(options).map((control) => [control.id, control]));
  const outputs = new Outputs(flags, io, (name) =>
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
    return exitCodeOf(report, flags, sagevet);
  } finally {
    progress.end();
    stopListening();
    outputs.close();
  }
}

function exitCodeOf(
  report: Report,
  flags: ScanFlags,
  { isAtLeast, unreadableInput }: Pick<typeof import('../../index.ts'), 'isAtLeast' | 'unreadableInput'>,
): number {
  const { failOn } = flags;
  if (report.interrupted) return exitCodes.interrupted;
  const fails = report.groups.some(
    ({ status, severity }) => status === 'FAILED' && failOn !== 'none' && isAtLeast(severity, failOn),
  );
  if (fails) return exitCodes.failing;
  if (report.gaps.some(({ code }) => code === unreadableInput)) return exitCodes.usage;
  const unknown = report.counts.UNKNOWN > 0 || report.gaps.some(({ recovered }) => recovered === undefined);
  return report.errors.length > 0 || (unknown && flags.failOnUnknown) ? exitCodes.incomplete : exitCodes.clean;
}
