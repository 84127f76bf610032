/** An input that cannot be read. The message is one line: what, why, what to do. */
export class InputError extends Error {
  override name = 'InputError';
}
