/** A mistake of the user's: one line, and one of help. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'there is no such folder',
  EROFS: 'the file system is read-only',
};

/** The error for what cannot be written, with the system's reason in words. */
export function cannotWrite(what: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`cannot write ${what}: ${reasons[code ?? ''] ?? message}`);
}

const expected = new Set([
  'UsageError',
  'ConfigError',
  'SelectionError',
  'ParameterError',
  'FormatError',
  'InputError',
  'SourceError',
]);

/**
 * What to print for an error: one line for what a user can mend, the stack for what is a defect of ours.
 */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  if (!expected.has(error.name))
    return `internal error: ${error.stack ?? error.message}\nhelp: this is a defect of sagevet, please report it\n`;
  const { help } = error as { help?: string };
  return `error: ${error.message}\n${help === undefined ? '' : `help: ${help}\n`}`;
}
