import type { SnapshotHeader, SnapshotRecord } from '../../model/snapshot.ts';

/**
 * A snapshot file is JSON Lines: the header, one record a line, and a closing line with counts by which a cut file is
 * recognised. A reader refuses versions that it does not know.
 */
export const snapshotVersion = 1;

export interface HeaderLine extends SnapshotHeader {
  readonly sagevet: 'snapshot';
  readonly version: number;
}

export interface Counts {
  readonly resources: number;
  readonly facts: number;
  readonly gaps: number;
}

export interface ClosingLine {
  readonly end: Counts;
}

export type Line = SnapshotRecord | ClosingLine;
