import type { Finding, Status } from '../model/finding.ts';
import type { Report, ReportedControl } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import type { ComplianceFramework } from './frameworks.ts';

export const ocsfVersions = ['1.3', '1.6', '1.8'] as const;
export type OcsfVersion = (typeof ocsfVersions)[number];

/** What a user may choose about a format. */
export interface ReportOptions {
  /** The version of the OCSF schema that `ocsf` follows. Default `1.6`, that of AWS Security Hub. */
  readonly ocsfVersion?: OcsfVersion;
  /** The framework that a compliance report is made for, and at which `html` opens. */
  readonly framework?: ComplianceFramework;
}

/** What a reporter may know beside the findings. */
export interface ReportContext {
  readonly toolVersion: string;
  /** The controls that were run, by id. */
  readonly controls: ReadonlyMap<string, ReportedControl>;
  /** For formats read on a terminal. */
  readonly terminal: {
    /** The width of the terminal, in columns. */
    readonly columns: number;
    readonly color: boolean;
    /** Which findings are shown one by one; the others are counted. */
    readonly show: readonly Status[];
    /** Whether commands are printed that close a finding: those of fixes of a few lines, of all, or of none. */
    readonly fixes: 'short' | 'all' | 'none';
  };
  readonly options?: ReportOptions;
}

/** Turns a report into one format. Pure: no clock, no console, no file. */
export interface Reporter {
  /** The value of `--format`. */
  readonly name: string;
  /** One clause for `--help`. */
  readonly description: string;
  start(context: ReportContext): ReportWriter;
}

/**
 * The text of one report, in pieces: `begin` with what is going to be judged, then `finding` for each finding as it
 * comes, then `end`. A writer without `finding` needs the groups of the report only, and no finding is worded for it
 * beyond the examples.
 */
export interface ReportWriter {
  begin?(snapshots: readonly SnapshotHeader[]): string;
  finding?(finding: Finding): string;
  end(report: Report): string;
  /** What the format had to leave out, one line each; asked for after `end`, and told to the user. */
  notes?(): readonly string[];
}

/**
 * The whole text of a report that holds its findings.
 * @param report with every finding, as `scan` returns it unless the findings were taken one by one
 */
export function render(reporter: Reporter, report: Report, context: ReportContext): string {
  const writer = reporter.start(context);
  const pieces = [writer.begin?.(report.snapshots) ?? ''];
  if (writer.finding !== undefined) for (const finding of report.findings) pieces.push(writer.finding(finding));
  return [...pieces, writer.end(report)].join('');
}
