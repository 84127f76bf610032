import { Option } from 'commander';
import { addWaiverFlags, type ConfigFlags, configurationOf } from '../configuration.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { AddCommand } from '../main.ts';
import { addSelectionFlags, type SelectionFlags, selectionOf } from '../options.ts';
import { addParameterFlags, type ParameterFlags, templateParametersOf } from '../template-parameters.ts';

interface DiffFlags extends SelectionFlags, ConfigFlags, ParameterFlags {
  format: 'table' | 'json';
}

const examples = `
Examples:
  sagevet diff monday.jsonl friday.jsonl            two snapshots of \`sagevet collect\`
  sagevet diff last-week.json today.json -f json    two results of \`sagevet scan --format json\`
`;

export const addDiff: AddCommand = (program, io, exit) => {
  const command = program
    .command('diff')
    .description('Compare two scans: what is new, fixed, still open; exit with 1 if something is new.')
    .argument('<old>', 'a JSON result, or what can be scanned: a snapshot, a template, a plan')
    .argument('<new>', 'what to hold against it');
  addParameterFlags(addWaiverFlags(addSelectionFlags(command)))
    .addOption(new Option('-f, --format <name>', 'table or json').choices(['table', 'json']).default('table'))
    .option('-q, --quiet', 'no notes')
    .addHelpText('after', examples)
    .action(async (old: string, now: string, flags: DiffFlags) => {
      exit(await runDiff(old, now, flags, io));
    });
};

async function runDiff(old: string, now: string, flags: DiffFlags, io: Io): Promise<number> {
  const { compare, differenceJson, differenceText } = await import('../../index.ts');
  const options = {
    ...selectionOf(flags, await configurationOf(flags, io)),
    templateParameters: templateParametersOf(flags),
  };
  const difference = await compare(old, now, options);
  io.out(flags.format === 'json' ? differenceJson(difference) : differenceText(difference, io.stdout.columns));
  return difference.new.length > 0 ? exitCodes.failing : exitCodes.clean;
}
