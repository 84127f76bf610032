import { closest } from 'fastest-levenshtein';
import { asff } from './asff.ts';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ocsf } from './ocsf.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** Every format, in the order of `--help`. */
export const reporters: readonly Reporter[] = [table, json, asff, ocsf, sarif, junit, csv, markdown, html];

/** A format that there is none of. */
export class FormatError extends Error {
  override name = 'FormatError';
  readonly help: string;

  constructor(name: string, names: readonly string[]) {
    super(`unknown format \`${name}\``);
    this.help = name === '' ? `use one of ${names.join(', ')}` : `did you mean \`${closest(name, [...names])}\`?`;
  }
}

/** @throws FormatError */
export function findReporter(name: string): Reporter {
  const reporter = reporters.find((candidate) => candidate.name === name);
  if (reporter === undefined)
    throw new FormatError(
      name,
      reporters.map((candidate) => candidate.name),
    );
  return reporter;
}
