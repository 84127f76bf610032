import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cannotWrite, UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddCommand } from '../main.ts';

export const addInit: AddCommand = (program, io, exit) => {
  program
    .command('init')
    .description('Write a `sagevet.yaml` that explains itself.')
    .argument('[file]', 'where to', 'sagevet.yaml')
    .option('--force', 'write over a file that is there')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      const { configTemplate } = await import('../../index.ts');
      const path = resolve(io.cwd, file);
      if (existsSync(path) && !force)
        throw new UsageError(`\`${file}\` is there already`, 'use `--force` to write over it');
      try {
        writeFileSync(path, configTemplate);
      } catch (error) {
        throw cannotWrite(`\`${file}\``, error);
      }
      io.err(`note: wrote ${file}\n`);
      exit(exitCodes.clean);
    });
};
