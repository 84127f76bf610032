import { codePoints, type Glob, matchGlob, normalize, ONE, ONE_IN_PART, STAR, STAR_IN_PART } from '../glob.ts';
import type { Policy } from '../policy.ts';
import { hasVariable, type ResolveVariable } from '../variables.ts';
import { type Comparison, never, pair, unclear } from './operator.ts';
import { stringGlob } from './string.ts';

type ArnValue = { state: 'known'; glob: Glob } | { state: 'absent' } | { state: 'unknown'; why: string };

/** An ARN value of a condition: six components, wildcards in each, and none of the first five runs over a colon. */
export function arnValueGlob(written: string, version: Policy['version'], resolve: ResolveVariable): ArnValue {
  if (hasVariable(written)) {
    const read = stringGlob(written, { wildcards: true, foldCase: false }, version, resolve);
    if (!read) return { state: 'absent' };
    if (read.state === 'unknown') return read;
    return byComponents(read.tokens, written);
  }
  return byComponents(
    codePoints(written).map((code) => (code === 42 ? STAR : code === 63 ? ONE : code)),
    written,
  );
}

function byComponents(tokens: readonly number[], written: string): ArnValue {
  let colons = 0;
  const out: number[] = [];
  for (const token of tokens) {
    if (token === 58) colons += 1;
    if (colons >= 5 || token >= 0) out.push(token);
    else out.push(token === STAR ? STAR_IN_PART : ONE_IN_PART);
  }
  if (colons < 5) return { state: 'unknown', why: `condition value that is no ARN: \`${written}\`` };
  return { state: 'known', glob: normalize(out) };
}

export const arnOperators = [
  ...pair('ArnLike', 'ArnNotLike', 'arn', prepare),
  ...pair('ArnEquals', 'ArnNotEquals', 'arn', prepare),
];

function prepare(written: string, version: Policy['version'], resolve: ResolveVariable): Comparison {
  const read = arnValueGlob(written, version, resolve);
  if (read.state === 'absent') return never;
  if (read.state === 'unknown') return unclear;
  return (value) => (matchGlob(read.glob, codePoints(value)) ? 'yes' : 'no');
}
