/** What the exit code of a command says; the table in docs/usage.md. */
export const exitCodes = {
  /** Nothing fails at or above `--fail-on`. */
  clean: 0,
  /** Something fails at or above `--fail-on`. */
  failing: 1,
  /** Usage, configuration, input or credentials. */
  usage: 2,
  /** Nothing fails, but something could not be judged and `--fail-on-unknown` was given, or a control broke. */
  incomplete: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
