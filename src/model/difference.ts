import type { Severity } from './finding.ts';

/** What became of one failure. */
export interface Change {
  /** The control's id. */
  readonly control: string;
  readonly severity: Severity;
  /** The CloudFormation type. */
  readonly type: string;
  /** The ARN, or the address in a file. */
  readonly resource: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly message: string;
  /** Of what is still open: what it said before, where it says something else now. */
  readonly before?: string;
}

export interface ChangedResource {
  readonly type: string;
  readonly resource: string;
}

/** What changed from one scan to another. */
export interface Difference {
  /** Fails now, and did not: it passed, did not apply, was waived, could not be judged, or was not there. */
  readonly new: readonly Change[];
  /** Failed, and passes now, does not apply any more or is waived. */
  readonly fixed: readonly Change[];
  /** Fails as before. */
  readonly open: readonly Change[];
  /** Fails as before, by other evidence. */
  readonly changed: readonly Change[];
  /** Failed, and its resource is not in the new scan any more. */
  readonly gone: readonly Change[];
  /** Failed, and could not be judged in the new scan. */
  readonly unknown: readonly Change[];
  /** Resources that only the new scan has. */
  readonly added: readonly ChangedResource[];
  /** Resources that only the old scan has, though the new one looked where they were. */
  readonly removed: readonly ChangedResource[];
  /** Controls that only one of the two ran: of these nothing can be said. */
  readonly uncompared: readonly string[];
}
