import { Option } from 'commander';
import type { Control } from '../../types.ts';
import { addConfigFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addSelectionFlags, type SelectionFlags, selectionOf } from '../options.ts';

interface ControlsFlags extends SelectionFlags, ConfigFlags {
  format: 'text' | 'json';
}

export const addControls: AddCommand = (program, io, exit) => {
  const command = program
    .command('controls')
    .description('List the catalogue, or explain one control.')
    .argument('[id]', 'a control to explain, by its id or a published id');
  addConfigFlags(addSelectionFlags(command))
    .addOption(new Option('-f, --format <name>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async (id: string | undefined, flags: ControlsFlags) => {
      await printControls(id, flags, io);
      exit(exitCodes.clean);
    });
  command
    .command('test')
    .description('Run the cases that controls of your own carry; exit with 1 if one comes out otherwise.')
    .argument('<path...>', 'YAML files, or folders of them')
    .action(async (paths: string[]) => {
      exit(await testControls(paths, io));
    });
};

async function testControls(paths: readonly string[], io: Io): Promise<number> {
  const { loadControlsWithTests, runCases } = await import('../../index.ts');
  const loaded = await loadControlsWithTests(paths);
  const results = await runCases(loaded);
  if (results.length === 0)
    throw new UsageError('the controls carry no tests', 'write `tests:` with `name`, `given` and `expect`');
  for (const { control, name, place, problem } of results) {
    io.out(`${problem === undefined ? 'pass' : 'FAIL'}  ${control}: ${plain(name)}\n`);
    if (problem !== undefined) io.out(`      ${place}: ${plain(problem)}\n`);
  }
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  const untested = loaded.filter(({ tests }) => tests.length === 0).map(({ control }) => control.id);
  io.out(`\n${results.length - failed} passed, ${failed} failed\n`);
  if (untested.length > 0) io.err(`note: without tests: ${untested.join(', ')}\n`);
  return failed === 0 ? exitCodes.clean : exitCodes.failing;
}

/** What stands in a file may hold what a terminal would obey. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

async function printControls(id: string | undefined, flags: ControlsFlags, io: Io): Promise<void> {
  const sagevet = await import('../../index.ts');
  const configuration = await configurationOf(flags, io);
  const options = selectionOf(flags, configuration);
  if (id !== undefined) {
    const control = sagevet.findControl([...sagevet.catalogue, ...configuration.extraControls], id);
    io.out(flags.format === 'json' ? toJson(describe(control)) : sagevet.explainControl(control, io.stdout.columns));
    return;
  }
  const controls = sagevet.controlsOf(options);
  io.out(flags.format === 'json' ? toJson(controls.map(describe)) : sagevet.listControls(controls, io.stdout.columns));
}

/** A control without its functions. */
function describe(control: Control): object {
  const { evaluate: _, parameters, remediation, ...rest } = control;
  const { steps: __, ...told } = remediation;
  return {
    ...rest,
    remediation: told,
    parameters: Object.fromEntries(
      Object.entries(parameters ?? {}).map(([name, parameter]) => [
        name,
        { description: parameter.description, default: parameter.default },
      ]),
    ),
  };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
