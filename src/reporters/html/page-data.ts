import type { Severity, Status } from '../../model/finding.ts';
import type { RequirementStatus } from '../compliance-status.ts';

/** An index into `strings`. */
export type Text = number;

/** What the page shows: everything that repeats is told once, because a report may hold many thousands of findings. */
export interface PageData {
  readonly toolVersion: string;
  readonly strings: readonly string[];
  readonly summary: {
    /** Of all findings, also of those that are not listed; what is waived counts as such alone. */
    readonly counts: Readonly<Record<Status | 'WAIVED', number>>;
    readonly errors: readonly string[];
    readonly interrupted: boolean;
    /** Findings that are counted and not listed, because there are too many. */
    readonly unlisted: number;
  };
  readonly inputs: readonly PageInput[];
  /** How many resources were judged, by type. */
  readonly judged: readonly (readonly [type: string, count: number])[];
  readonly gaps: readonly PageGap[];
  readonly controls: readonly PageControl[];
  readonly frameworks: readonly PageFramework[];
  readonly score: PageScore | undefined;
  /** Where the page opens; the overview unless it was made for a framework. */
  readonly framework: string | undefined;
  readonly groups: readonly PageGroup[];
  readonly resources: PageResources;
  readonly bodies: readonly PageBody[];
  readonly waivers: readonly PageWaiver[];
  readonly waiverUses: readonly PageWaiverUse[];
  readonly findings: PageFindings;
}

export interface PageInput {
  readonly what: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly capturedAt: string;
  /** What the input does not cover, a sentence each. */
  readonly limits: readonly string[];
}

export interface PageGap {
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly place: string;
  readonly count: number;
  readonly permission: string;
  readonly example: string;
  readonly recovered: string;
}

export interface PageControl {
  readonly id: string;
  readonly title: string;
  readonly resourceType: string;
  readonly severity: Severity;
  readonly why: string;
  readonly fix: string;
  readonly references: readonly string[];
  readonly published: readonly { readonly id: string; readonly severity: string }[];
  readonly requirements: readonly string[];
  readonly wasRun: boolean;
}

export interface PageFramework {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: RequirementStatus;
    readonly waived: number;
    readonly controls: readonly {
      /** An index into `controls`. */
      readonly control: number;
      readonly status: RequirementStatus;
      readonly failed: number;
      readonly unknown: number;
      readonly passed: number;
      readonly waived: number;
    }[];
  }[];
}

export interface PageScore {
  readonly percent: number | undefined;
  readonly passed: number;
  readonly counted: number;
  readonly withoutData: number;
}

/** Findings of one control with one status and one cause. */
export interface PageGroup {
  readonly control: number;
  readonly status: Status;
  readonly severity: Severity;
  readonly waived: boolean;
  /** Whether the baseline has them; empty where there is none. */
  readonly baseline: '' | 'new' | 'known';
}

/** A column for each property; a resource is an index into each of them. */
export interface PageResources {
  readonly type: readonly Text[];
  readonly name: readonly Text[];
  readonly account: readonly Text[];
  readonly region: readonly Text[];
  /** A template. */
  readonly arn: readonly Text[];
  /** A line for each tag. */
  readonly tags: readonly Text[];
}

/** What findings say, with marks where the words of their resource stand: see `templates.ts`. */
export interface PageBody {
  readonly message: Text;
  readonly evidence: readonly (readonly [property: Text, observed: Text, expected: Text])[];
  readonly notes: readonly Text[];
  readonly steps: readonly (readonly [text: Text, command: Text])[];
  readonly cloudformation: Text;
  readonly terraform: Text;
  readonly error: Text;
  /** Where it was read: an operation, or a place in a file. */
  readonly source: Text;
}

export interface PageWaiver {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly ticket: string;
  /** Where it is written. */
  readonly source: string;
}

/** What became of a waiver in the scan. */
export interface PageWaiverUse extends PageWaiver {
  readonly state: string;
  readonly covers: string;
  readonly findings: number;
  readonly problem: string;
}

/** A column for each property; a finding is an index into each of them. */
export interface PageFindings {
  readonly group: readonly number[];
  readonly resource: readonly number[];
  readonly body: readonly number[];
  /** Indices into `waivers`, -1 where a finding is not waived; empty when none is. */
  readonly waiver: readonly number[];
}
