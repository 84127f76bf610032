import { InvalidArgumentError, Option } from 'commander';
import type { ComplianceFramework, Report, ReportContext, ReportedControl, ReportWriter } from '../../types.ts';
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
  repeated,
  type SelectionFlags,
  selectionOf,
} from '../options.ts';
import { Outputs, renderingOf } from '../outputs.ts';
import { Progress } from '../progress.ts';
import { addParameterFlags, type ParameterFlags, templateParametersOf } from '../template-parameters.ts';

interface ComplianceFlags extends SelectionFlags, LiveFlags, ParameterFlags, ConfigFlags {
  framework: ComplianceFramework;
  format?: string[];
  color?: boolean;
  failOnUnknown?: boolean;
  allowPartial?: boolean;
  quiet?: boolean;
}

const frameworks = [
  'nist-800-53-r5',
  'pci-dss-3.2.1',
  'pci-dss-4.0.1',
  'hipaa',
  'soc2',
  'owasp-nhi',
  'aws-security-hub',
  'stave',
] as const satisfies readonly ComplianceFramework[];

const examples = `
Examples:
  sagevet compliance --framework nist-800-53-r5                 the account and region of your profile
  sagevet compliance --framework hipaa result.json              from what \`sagevet scan --format json\` wrote
  sagevet compliance --framework soc2 -f html=soc2.html -f csv=soc2.csv
`;

export const addCompliance: AddCommand = (program, io, exit) => {
  const command = program
    .command('compliance')
    .description('Tell requirement by requirement which controls stand for it, on which resources, with which result.')
    .argument('[input...]', 'a saved JSON result, or files and folders to scan; none: the live account')
    .addOption(
      new Option('--framework <name>', `one of ${frameworks.join(', ')}`)
        .argParser(parseFramework)
        .makeOptionMandatory(),
    );
  addParameterFlags(addLiveFlags(command).optionsGroup('Which files:')).option(
    '--allow-partial',
    'scan what can be read of a snapshot that was cut',
  );
  addWaiverFlags(addSelectionFlags(command))
    .optionsGroup('What comes out:')
    .addOption(
      new Option(
        '-f, --format <name[=file]>',
        'table, markdown, csv, html or json, to stdout or a file (repeatable; default: table)',
      ).argParser(repeated),
    )
    .option('--no-color', 'no colour, as with NO_COLOR')
    .option('--fail-on-unknown', 'exit with 3 if no requirement fails but one is unknown')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples)
    .action(async (inputs: string[], flags: ComplianceFlags) => {
      exit(await runCompliance(inputs, flags, io));
    });
};

function parseFramework(value: string): ComplianceFramework {
  const framework = frameworks.find((name) => name === value);
  if (framework === undefined) throw new InvalidArgumentError(`use one of ${frameworks.join(', ')}`);
  return framework;
}

type Sagevet = typeof import('../../index.ts');

async function runCompliance(inputs: readonly string[], flags: ComplianceFlags, io: Io): Promise<number> {
  const sagevet = await import('../../index.ts');
  const saved = inputs.find((input) => sagevet.isSavedReport(input));
  if (saved === undefined) return scanFor(inputs, flags, io, sagevet);
  if (inputs.length > 1)
    throw new UsageError(`\`${saved}\` is a saved result, which stands alone`, 'leave the other inputs out');
  const { report, controls, toolVersion } = sagevet.readReport(saved);
  const outputs = open(flags, io, sagevet, toolVersion, controls);
  try {
    outputs.begin(report.snapshots);
    for (const finding of report.findings) outputs.finding(finding);
    outputs.end(report);
    return exitCodeOf(report, controls, flags, sagevet);
  } finally {
    outputs.close();
  }
}

async function scanFor(inputs: readonly string[], flags: ComplianceFlags, io: Io, sagevet: Sagevet): Promise<number> {
  const loaded = await configurationOf(flags, io);
  const interrupt = new AbortController();
  const progress = new Progress(io, flags.quiet ?? false);
  const wanted = selectionOf(flags, loaded);
  const selected = sagevet.controlsOf(wanted).filter((control) => sagevet.standsFor(control, flags.framework));
  if (selected.length === 0) throw new UsageError(`no control that is selected stands for \`${flags.framework}\``);
  const controls = new Map(selected.map((control) => [control.id, control]));
  const outputs = open(flags, io, sagevet, sagevet.version, controls);
  const stopListening = io.onInterrupt(() => interrupt.abort());
  try {
    const report = await sagevet.scan({
      ...wanted,
      select: { controls: [...controls.keys()] },
      inputs,
      allowPartial: flags.allowPartial ?? false,
      templateParameters: templateParametersOf(flags),
      live: { ...liveOf(flags, new Date(), loaded), signal: interrupt.signal, onProgress: progress.show },
      onSnapshots: (snapshots) => outputs.begin(snapshots),
      findings: (finding) => outputs.finding(finding),
    });
    progress.end();
    outputs.end(report);
    return exitCodeOf(report, controls, flags, sagevet);
  } finally {
    progress.end();
    stopListening();
    outputs.close();
  }
}

/** Requirements whose controls were not run are told too, as without evidence. */
function open(
  flags: ComplianceFlags,
  io: Io,
  { catalogue, findComplianceReporter }: Sagevet,
  toolVersion: string,
  run: ReadonlyMap<string, ReportedControl>,
): Outputs {
  const controls = new Map<string, ReportedControl>([
    ...catalogue.map((control) => [control.id, control] as const),
    ...run,
  ]);
  const { terminal } = renderingOf(flags, io);
  const context: ReportContext = { toolVersion, controls, terminal, options: { framework: flags.framework } };
  return new Outputs(flags, io, (name): ReportWriter => findComplianceReporter(name).start(context));
}

function exitCodeOf(
  report: Report,
  controls: ReadonlyMap<string, ReportedControl>,
  { framework, failOnUnknown = false }: ComplianceFlags,
  { standsFor }: Sagevet,
): number {
  if (report.interrupted) return exitCodes.interrupted;
  const statuses = report.groups.flatMap(({ control: id, status, waiver }) => {
    const control = controls.get(id);
    return control !== undefined && waiver === undefined && standsFor(control, framework) ? [status] : [];
  });
  if (statuses.includes('FAILED')) return exitCodes.failing;
  const isIncomplete = report.errors.length > 0 || (failOnUnknown && statuses.includes('UNKNOWN'));
  return isIncomplete ? exitCodes.incomplete : exitCodes.clean;
}
