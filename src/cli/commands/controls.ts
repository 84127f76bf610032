import { Option } from 'commander';
import type { Control } from '../../types.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addSelectionFlags, type SelectionFlags, selectionOf } from '../options.ts';

interface ControlsFlags extends SelectionFlags {
  format: 'text' | 'json';
}

export const addControls: AddCommand = (program, io, exit) => {
  const command = program
    .command('controls')
    .description('List the catalogue, or explain one control.')
    .argument('[id]', 'a control to explain, by its id or a published id');
  addSelectionFlags(command)
    .addOption(new Option('-f, --format <name>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async (id: string | undefined, flags: ControlsFlags) => {
      await printControls(id, flags, io);
      exit(exitCodes.clean);
    });
};

async function printControls(id: string | undefined, flags: ControlsFlags, io: Io): Promise<void> {
  const sagevet = await import('../../index.ts');
  const options = selectionOf(flags);
  if (id !== undefined) {
    const control = sagevet.findControl(sagevet.catalogue, id);
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
