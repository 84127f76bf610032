import type { Control } from '../model/control.ts';
import type { Finding, Status } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** What a reporter may know beside the findings. */
export interface ReportContext {
  readonly toolVersion: string;
  /** The controls that were run, by id. */
  readonly controls: ReadonlyMap<string, Control>;
  /** For formats read on a terminal. */
  readonly terminal: {
    /** The width of the terminal, in columns. */
    readonly columns: number;
    readonly color: boolean;
    /** Which findings are shown one by one; the others are counted. */
    readonly show: readonly Status[];
  };
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
 * The text of one report, in pieces: `begin`, then `finding` for each finding as it comes, then `end`. A writer without
 * `finding` needs the groups of the report only, and no finding is worded for it beyond the examples.
 */
export interface ReportWriter {
  begin?(): string;
  finding?(finding: Finding): string;
  end(report: Report): string;
}
