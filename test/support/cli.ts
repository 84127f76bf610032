import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of the test run. */
  readonly cwd?: string;
  readonly terminal?: { readonly columns?: number; readonly isTTY?: boolean };
  /** Called once with what interrupts the command, as Ctrl-C does. */
  readonly interrupt?: (now: () => void) => void;
}

/** Runs the command line in this process, with a world of its own. */
export async function sagevet(args: readonly string[], world: World = {}): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const terminal = { isTTY: false, columns: 80, ...world.terminal };
  const io: Io = {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    cwd: world.cwd ?? process.cwd(),
    env: world.env ?? {},
    stdout: terminal,
    stderr: terminal,
    onInterrupt(callback) {
      world.interrupt?.(callback);
      return () => undefined;
    },
  };
  const code = await run(args, io);
  return { code, stdout, stderr };
}
