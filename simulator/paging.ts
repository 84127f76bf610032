/** One page: where it begins and ends in the whole, and the token of the next one. */
export interface Page {
  readonly start: number;
  readonly end: number;
  readonly nextToken: string | undefined;
}

/**
 * Cuts one page out of `total` entries.
 * The token is opaque to clients and only good for the query that it came from.
 */
export function cutPage(options: {
  readonly total: number;
  readonly size: number;
  readonly token: string | undefined;
  readonly query: string;
  readonly invalidToken: () => Error;
}): Page {
  const start = options.token === undefined ? 0 : readToken(options.token, options.query);
  if (start === undefined || start > options.total) throw options.invalidToken();
  const end = Math.min(start + options.size, options.total);
  return { start, end, nextToken: end < options.total ? writeToken(end, options.query) : undefined };
}

export function writeToken(position: number, query: string): string {
  return Buffer.from(`${position}:${checksum(query)}`).toString('base64');
}

export function readToken(token: string, query: string): number | undefined {
  const [, position, sum] = /^(\d+):(\d+)$/.exec(Buffer.from(token, 'base64').toString('latin1')) ?? [];
  return position !== undefined && sum === String(checksum(query)) ? Number(position) : undefined;
}

function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
