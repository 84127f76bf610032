import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addOutputFlags, type OutputFlags, Outputs, renderingOf } from '../outputs.ts';

const examples = `
Examples:
  sagevet report result.json                                 read it again at the terminal
  sagevet report result.json -f sarif=out.sarif -f markdown  and in other formats
`;

export const addReport: AddCommand = (program, io, exit) => {
  const command = program
    .command('report')
    .description('Write a saved JSON result again, in any format.')
    .argument('<file>', 'what `sagevet scan --format json` wrote');
  addOutputFlags(command)
    .addHelpText('after', examples)
    .action(async (file: string, flags: OutputFlags) => {
      await writeReport(file, flags, io);
      exit(exitCodes.clean);
    });
};

async function writeReport(file: string, flags: OutputFlags, io: Io): Promise<void> {
  const sagevet = await import('../../index.ts');
  // Read before any output is opened: it may go to the same file.
  const { report, controls, toolVersion } = sagevet.readReport(file);
  const outputs = new Outputs(flags, io, (name) =>
    sagevet.findReporter(name).start({ toolVersion, controls, ...renderingOf(flags, io) }),
  );
  try {
    outputs.begin(report.snapshots);
    if (outputs.wantsFindings) for (const finding of report.findings) outputs.finding(finding);
    outputs.end(report);
  } finally {
    outputs.close();
  }
}
