import { addConfigFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addSelectionFlags, type SelectionFlags, selectionOf } from '../options.ts';

interface PolicyFlags extends SelectionFlags, ConfigFlags {
  explain?: boolean;
}

export const addPolicy: AddCommand = (program, io) => {
  const command = program
    .command('policy')
    .description('Print the least-privilege IAM policy for scanning, made from the calls that the scan makes.');
  addConfigFlags(addSelectionFlags(command))
    .option('--explain', 'say what each action is for, instead of the policy document')
    .action(async (flags: PolicyFlags) => {
      await printPolicy(flags, io);
    });
};

async function printPolicy(flags: PolicyFlags, io: Io): Promise<void> {
  const { permissionsFor, policyDocument } = await import('../../index.ts');
  const actions = permissionsFor(selectionOf(flags, await configurationOf(flags, io)));
  if (!flags.explain) {
    io.out(`${JSON.stringify(policyDocument(actions), null, 2)}\n`);
    return;
  }
  const width = Math.max(...actions.map(({ action }) => action.length));
  for (const { action, why, optional } of actions) {
    io.out(`${action.padEnd(width)}  ${why}${optional ? ' (optional: the scan has another way)' : ''}\n`);
  }
}
