import type { Snapshot } from '../model/snapshot.ts';

export { InputError } from '../model/input-error.ts';

/** A file or folder that the user named. */
export interface Input {
  /** As the user wrote it. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** The first 64 KiB as text; empty for a folder. */
  readonly head: string;
}

export interface OpenOptions {
  readonly toolVersion: string;
  /** ISO 8601: the moment that time-dependent controls count from, where the input has none of its own. */
  readonly now: string;
  /** CloudFormation parameters given by the user. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Use what can be read of a snapshot that was cut. */
  readonly allowPartial?: boolean;
}

/** What turns one kind of file into a snapshot. */
export interface FileSource {
  /** `snapshot`, `cloudformation`, … */
  readonly name: string;
  /** Judged by the content, never by the file's name alone; cheap, and never throws. */
  recognises(input: Input): boolean;
  /**
   * @throws InputError when the file turns out to be broken
   */
  open(input: Input, options: OpenOptions): Promise<Snapshot>;
}
