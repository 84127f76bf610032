import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cannotWrite, explain } from './errors.ts';
import { writeFully } from './io.ts';

describe('what cannot be written', () => {
  it.runIf(existsSync('/dev/full'))('is told in one line when the disk is full', () => {
    const descriptor = openSync('/dev/full', 'w');
    let thrown: unknown;
    try {
      writeFully(descriptor, 'text');
    } catch (error) {
      thrown = error;
    } finally {
      closeSync(descriptor);
    }
    expect(explain(thrown)).toBe('error: cannot write the output: no space left on the device\n');
  });

  it('is told with the reason in words', () => {
    const error = Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' });
    expect(explain(cannotWrite('`a/b`', error))).toBe('error: cannot write `a/b`: there is no such folder\n');
  });
});
