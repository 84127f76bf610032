import { writeSync } from 'node:fs';
import { cannotWrite } from './errors.ts';

/** The world as a command sees it. */
export interface Io {
  /** Data. */
  out(text: string): void;
  /** Progress and diagnostics. */
  err(text: string): void;
  /** The working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly isTTY: boolean; readonly columns: number };
  readonly stderr: { readonly isTTY: boolean; readonly columns: number };
  /** Calls back when the user interrupts; returns what ends the listening. */
  onInterrupt(callback: () => void): () => void;
}

export function processIo(process: NodeJS.Process): Io {
  return {
    out: (text) => writeFully(1, text),
    err: (text) => writeFully(2, text),
    cwd: process.cwd(),
    env: process.env,
    stdout: { isTTY: process.stdout.isTTY === true, columns: process.stdout.columns ?? 80 },
    stderr: { isTTY: process.stderr.isTTY === true, columns: process.stderr.columns ?? 80 },
    onInterrupt(callback) {
      process.on('SIGINT', callback);
      process.on('SIGTERM', callback);
      return () => {
        process.off('SIGINT', callback);
        process.off('SIGTERM', callback);
      };
    },
  };
}

/** Thrown when nobody reads the output any more, as with `| head`. */
export class ClosedOutput extends Error {
  override name = 'ClosedOutput';
}

/**
 * Writes all of a text to a file descriptor before it returns, so that a report of any length is never held in memory.
 * A pipe whose reader is slow answers EAGAIN when it is full.
 */
export function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new ClosedOutput();
      if (code !== 'EAGAIN') throw cannotWrite('the output', error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
