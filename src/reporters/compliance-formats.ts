import { complianceCsv } from './compliance-csv.ts';
import { complianceJson } from './compliance-json.ts';
import { complianceMarkdown } from './compliance-markdown.ts';
import { complianceTable } from './compliance-table.ts';
import { html } from './html.ts';
import { FormatError } from './index.ts';
import type { Reporter } from './reporter.ts';

/** The formats of a compliance report, in the order of `--help`. */
export const complianceReporters: readonly Reporter[] = [
  complianceTable,
  complianceMarkdown,
  complianceCsv,
  html,
  complianceJson,
];

/** @throws FormatError */
export function findComplianceReporter(name: string): Reporter {
  const reporter = complianceReporters.find((candidate) => candidate.name === name);
  if (reporter === undefined)
    throw new FormatError(
      name,
      complianceReporters.map((candidate) => candidate.name),
    );
  return reporter;
}
