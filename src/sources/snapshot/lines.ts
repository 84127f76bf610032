import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../file-source.ts';

const chunkSize = 1 << 20;
/** A resource is a few kilobytes; a line beyond this is not a snapshot of ours. */
const longestLine = 64 << 20;

/** The lines of a file of any length, read in pieces. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkSize);
    let rest: Buffer[] = [];
    let restLength = 0;
    for (;;) {
      const length = readSync(file, chunk, 0, chunkSize, null);
      if (length === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(10, 0); end !== -1 && end < length; end = chunk.indexOf(10, start)) {
        if (restLength > 0) {
          yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8');
          rest = [];
          restLength = 0;
        } else yield chunk.toString('utf8', start, end);
        start = end + 1;
      }
      if (start < length) {
        rest.push(Buffer.from(chunk.subarray(start, length)));
        restLength += length - start;
        if (restLength > longestLine)
          throw new InputError(`\`${path}\` has a line beyond ${longestLine >> 20} MiB: this is no sagevet snapshot`);
      }
    }
    if (restLength > 0) yield Buffer.concat(rest).toString('utf8');
  } finally {
    closeSync(file);
  }
}
