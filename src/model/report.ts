import type { Control } from './control.ts';
import type { Finding, Severity, Status } from './finding.ts';
import type { ResourceType } from './resource.ts';
import type { Gap, SnapshotHeader } from './snapshot.ts';
import type { FindingWaiver, WaiverUse } from './waiver.ts';

/** Findings of one control with one status and one cause, told once. */
export interface FindingGroup {
  readonly control: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly cause: string;
  /** They are waived, by one waiver. */
  readonly waiver?: FindingWaiver;
  /** Whether the baseline has them. */
  readonly baseline?: 'new' | 'known';
  readonly count: number;
  /** How many of them in which account and region: `111122223333/eu-west-1`. */
  readonly places: Readonly<Record<string, number>>;
  /** The first few, in full. */
  readonly examples: readonly Finding[];
}

/** Failures that are waived count as `WAIVED` and not as `FAILED`. */
export type StatusCounts = Readonly<Record<Status | 'WAIVED', number>>;

/** One failure of a baseline. */
export interface BaselineEntry {
  /** As `fingerprint` gives it: by this it is known again. */
  readonly fingerprint: string;
  /** The control's id. */
  readonly control: string;
  /** The ARN, or the address in a file, for people. */
  readonly resource: string;
}

/** What became of a baseline whose controls were run. */
export interface BaselineComparison {
  /** The baseline's file. */
  readonly file: string;
  /** Failures that it does not have, but for waived ones. */
  readonly new: number;
  /** Failures that it has. */
  readonly known: number;
  /** What it has, and passes now or does not apply any more. */
  readonly fixed: readonly BaselineEntry[];
  /** What it has, and was not in this scan: deleted, or elsewhere. */
  readonly absent: readonly BaselineEntry[];
  /** How much of it could not be judged this time. */
  readonly unknown: number;
}

/** What a report says of a control: all that a saved report keeps of it too. */
export type ReportedControl = Pick<
  Control,
  | 'id'
  | 'title'
  | 'resourceType'
  | 'severity'
  | 'publishedAs'
  | 'why'
  | 'checks'
  | 'messages'
  | 'references'
  | 'requirements'
> & { readonly remediation: Omit<Control['remediation'], 'steps'> };

/** What an evaluation found: everything that a reporter needs. */
export interface Report {
  /** What was judged: one header for each input. */
  readonly snapshots: readonly SnapshotHeader[];
  /** The controls that were run, by id; published ids are in the catalogue. */
  readonly controls: readonly string[];
  /** How many resources were judged, by type. */
  readonly resources: Readonly<Partial<Record<ResourceType, number>>>;
  readonly counts: StatusCounts;
  readonly countsBySeverity: Readonly<Record<Severity, StatusCounts>>;
  /** Worst first: failed before unknown before the rest, then by severity, then the most frequent. */
  readonly groups: readonly FindingGroup[];
  /** Every finding, unless the caller took them one by one instead. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Controls that failed themselves: defects of sagevet, one line each. */
  readonly errors: readonly string[];
  /** What became of the waivers: those to look at first. Left out where there were none. */
  readonly waivers?: readonly WaiverUse[];
  /** Left out where no baseline was given. */
  readonly baseline?: BaselineComparison;
  /** The collection or the evaluation was stopped before its end. */
  readonly interrupted?: true;
}
