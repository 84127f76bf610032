import type { Control } from './control.ts';
import type { Finding, Severity, Status } from './finding.ts';
import type { ResourceType } from './resource.ts';
import type { Gap, SnapshotHeader } from './snapshot.ts';

/** Findings of one control with one status and one cause, told once. */
export interface FindingGroup {
  readonly control: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly cause: string;
  readonly count: number;
  /** How many of them in which account and region: `111122223333/eu-west-1`. */
  readonly places: Readonly<Record<string, number>>;
  /** The first few, in full. */
  readonly examples: readonly Finding[];
}

export type StatusCounts = Readonly<Record<Status, number>>;

/** What a report says of a control: all that a saved report keeps of it too. */
export type ReportedControl = Pick<
  Control,
  'id' | 'title' | 'resourceType' | 'severity' | 'publishedAs' | 'why' | 'checks' | 'messages' | 'references'
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
  /** The collection or the evaluation was stopped before its end. */
  readonly interrupted?: true;
}
