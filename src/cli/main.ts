import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { addBaseline } from './commands/baseline.ts';
import { addCollect } from './commands/collect.ts';
import { addCompliance } from './commands/compliance.ts';
import { addControls } from './commands/controls.ts';
import { addDiff } from './commands/diff.ts';
import { addIam } from './commands/iam.ts';
import { addInit } from './commands/init.ts';
import { addPolicy } from './commands/policy.ts';
import { addPublish } from './commands/publish.ts';
import { addReport } from './commands/report.ts';
import { addScan } from './commands/scan.ts';
import { explain } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { ClosedOutput, type Io, processIo } from './io.ts';

/** The command line. Returns the exit code; touches the process only through `io`. */
export async function main(argv: readonly string[], process: NodeJS.Process): Promise<number> {
  return run(argv, processIo(process));
}

export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.clean;
  const program = commandLine(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    if (error instanceof ClosedOutput) return exitCode;
    io.err(explain(error));
    return exitCodes.usage;
  }
}

/** Every command takes the world and a place for its exit code. */
export type AddCommand = (program: Command, io: Io, exit: (code: number) => void) => void;

const commands: readonly AddCommand[] = [
  addScan,
  addReport,
  addPublish,
  addCompliance,
  addBaseline,
  addDiff,
  addCollect,
  addControls,
  addIam,
  addPolicy,
  addInit,
];

function commandLine(io: Io, exit: (code: number) => void): Command {
  const program = new Command('sagevet')
    .description('Tells, with evidence, whether an Amazon SageMaker AI estate is secure, and how to fix what is not.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(inHouseStyle(text)),
    })
    .configureHelp({ helpWidth: Math.min(io.stdout.columns, 100), showGlobalOptions: true });
  for (const add of commands) add(program, io, exit);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** Commander quotes user input with apostrophes and puts its suggestion in parentheses. */
function inHouseStyle(text: string): string {
  return text.replace(/'([^'\n]*)'/g, '`$1`').replace(/\.?\n\(Did you mean (.*?)\?\)/g, '\nhelp: did you mean `$1`?');
}
