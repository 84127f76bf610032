import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoggedCall, loggedCall } from './request-log.ts';

/** A running server. */
export interface Moto {
  readonly url: string;
  /** The AWS calls that it was asked since the log was cleared, in its own log. */
  calls(): LoggedCall[];
  clearLog(): void;
  /** From the next request on, every call has to be allowed by an IAM policy of its caller. */
  enforceIam(): Promise<void>;
  /** Nothing has to be allowed any more. */
  trustEverybody(): Promise<void>;
  stop(): Promise<void>;
}

// The server ends when its input does: whatever becomes of us, nothing is left running.
const launcher = `
import os, sys, threading
def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=end_with_parent, daemon=True).start()
from moto.server import main
main(['-H', '127.0.0.1', '-p', '0'])
`;

const startupMs = 30_000;

/** Starts moto's server on a free port. Settings are moto's own, such as `MOTO_IAM_LOAD_MANAGED_POLICIES`. */
export async function startMoto(python: string, settings: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-moto-'));
  const log = join(folder, 'requests.jsonl');
  const clearLog = (): void => writeFileSync(log, '');
  clearLog();
  const { PATH = '', HOME = '' } = process.env;
  const server = spawn(python, ['-c', launcher], {
    env: { PATH, HOME, MOTO_ENABLE_RECORDING: 'true', MOTO_RECORDER_FILEPATH: log, ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    server.once('close', resolve);
    server.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`moto's server did not start: ${why}\n${output}`));
    const timer = setTimeout(() => fail(`no address within ${startupMs / 1000} seconds`), startupMs);
    const listen = (chunk: Buffer): void => {
      output += chunk;
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      server.stdout.off('data', listen).resume();
      server.stderr.off('data', listen).resume();
      resolve(address);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('error', ({ message }) => fail(message));
    server.once('close', (code) => {
      clearTimeout(timer);
      fail(`it ended with ${code}`);
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const post = async (path: string, body: string): Promise<void> => {
    const answer = await fetch(`${url}/moto-api/${path}`, {
      method: 'POST',
      // A form is taken apart before it reaches the handler.
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
    if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${path}: ${await answer.text()}`);
  };
  return {
    url,
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .flatMap((line) => loggedCall(JSON.parse(line)) ?? []),
    clearLog,
    enforceIam: () => post('reset-auth', '0'),
    trustEverybody: () => post('reset-auth', 'inf'),
    stop,
  };
}
