import { afterPrefix, codePoints, type Glob, globOf, matchGlob, normalize, ONE, STAR } from './glob.ts';
import type { Certainty, Policy } from './policy.ts';
import { expand, hasVariable, type ResolveVariable } from './variables.ts';

/** One reading of a `Resource` pattern. */
export type ArnGlob =
  /** Six components, each matched for itself; the sixth takes `:` like any other character. */
  | { kind: 'parts'; parts: Glob[] }
  /** Fewer components, the last ending in `*`, which runs on over the colons. */
  | { kind: 'open'; parts: Glob[] }
  /** The whole ARN as one string. */
  | { kind: 'whole'; glob: Glob };

/**
 * A `Resource` pattern, read. What `sure` matches, IAM matches; what `maybe` does not match, IAM does not match.
 * Between the two lies what AWS does not document, with the construct's name in `why`.
 */
export interface ArnPattern {
  text: string;
  sure: ArnGlob[];
  maybe: ArnGlob[];
  why?: string;
  /** A policy variable without a value: in `Resource` the pattern matches nothing, in `NotResource` implementations differ. */
  unset?: true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function readArnPattern(text: string, version: Policy['version'], resolve: ResolveVariable): ArnPattern {
  if (text === '*') return exactly(text, [{ kind: 'whole', glob: [STAR] }]);
  if (!hasVariable(text)) return readPlain(text, splitPlain(text).map(globOf));
  if (version === '2012-10-17') return readWithVariables(text, resolve);
  // The older language takes `${…}` literally; whoever wrote it meant a variable. Only both readings together are safe.
  const literal = readPlain(text, splitPlain(text).map(globOf));
  const meant = readWithVariables(text, resolve);
  return {
    text,
    sure: [],
    maybe: [...literal.maybe, ...meant.maybe],
    why: `variable in a policy of version 2008-10-17: \`${text}\``,
  };
}

function exactly(text: string, sure: ArnGlob[]): ArnPattern {
  return { text, sure, maybe: sure };
}

function doubtful(text: string, maybe: ArnGlob[], why: string): ArnPattern {
  return { text, sure: [], maybe, why: `${why}: \`${text}\`` };
}

function readWithVariables(text: string, resolve: ResolveVariable): ArnPattern {
  const pieces = splitOutsideVariables(text);
  const parts: Glob[] = [];
  let why: string | undefined;
  for (const [index, piece] of pieces.entries()) {
    const expansion = expand(piece, resolve, true);
    if (expansion.state === 'absent') return { text, sure: [], maybe: [], unset: true };
    if (expansion.state === 'unknown') why ??= expansion.why;
    // Variables are documented for the part after the fifth colon only.
    else if (index < 5 && hasVariable(piece)) why ??= 'policy variable before the fifth colon';
    parts.push(normalize(expansion.tokens));
  }
  const read = readPlain(text, parts);
  return why === undefined ? read : doubtful(text, read.maybe, why);
}

function readPlain(text: string, parts: Glob[]): ArnPattern {
  const whole: ArnGlob = { kind: 'whole', glob: normalize(joined(parts)) };
  if (!isText(parts[0], 'arn') || parts.length < 2) return doubtful(text, [whole], 'resource that is no ARN');
  const last = parts[parts.length - 1] as Glob;
  const service = parts[2];
  const openEnd = parts.length < 6 && last[last.length - 1] === STAR;
  if (service && hasWildcard(service) && !(parts.length === 3 && openEnd))
    return doubtful(text, [whole], 'wildcard in the service segment');
  if (service?.some((code) => code >= 65 && code <= 90)) {
    const lower = parts.map((part, index) =>
      index === 2 ? part.map((code) => (code >= 65 && code <= 90 ? code + 32 : code)) : part,
    );
    return doubtful(text, readPlain(text, lower).maybe, 'upper-case service segment');
  }
  if (openEnd) {
    const starEarlier = parts.slice(0, -1).some((part) => part[part.length - 1] === STAR);
    const open: ArnGlob = { kind: 'open', parts };
    return starEarlier ? { text, sure: [open], maybe: [open, whole], why: crossing(text) } : exactly(text, [open]);
  }
  if (parts.length < 6) {
    const padded: ArnGlob = { kind: 'whole', glob: normalize([...joined(parts), 58, STAR]) };
    return doubtful(text, [whole, padded], 'ARN with fewer than six parts');
  }
  const strict: ArnGlob = { kind: 'parts', parts };
  if (!parts.slice(0, 5).some((part) => part[part.length - 1] === STAR)) return exactly(text, [strict]);
  // The current text of the Resource page lets a star at a segment's end run over the colon; implementations do not.
  return { text, sure: [strict], maybe: [strict, whole], why: crossing(text) };
}

function crossing(text: string): string {
  return `\`*\` at the end of an ARN segment that may run over the colon: \`${text}\``;
}

function hasWildcard(glob: Glob): boolean {
  return glob.includes(STAR) || glob.includes(ONE);
}

function isText(glob: Glob | undefined, text: string): boolean {
  return (
    glob !== undefined && glob.length === text.length && glob.every((code, index) => code === text.charCodeAt(index))
  );
}

function joined(parts: readonly Glob[]): number[] {
  return parts.flatMap((part, index) => (index === 0 ? [...part] : [58, ...part]));
}

/** At most six pieces: the sixth keeps its colons. */
function splitPlain(text: string): string[] {
  const pieces = text.split(':');
  return pieces.length <= 6 ? pieces : [...pieces.slice(0, 5), pieces.slice(5).join(':')];
}

function splitOutsideVariables(text: string): string[] {
  const pieces: string[] = [''];
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '$' && text[at + 1] === '{') inside = true;
    if (character === '}') inside = false;
    if (character === ':' && !inside && pieces.length < 6) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}

/** Whether a concrete ARN is matched. */
export function matchArn(pattern: ArnPattern, arn: string): Certainty {
  if (pattern.sure.some((glob) => matchReading(glob, arn))) return 'yes';
  return pattern.maybe.some((glob) => matchReading(glob, arn)) ? 'maybe' : 'no';
}

function matchReading(reading: ArnGlob, arn: string): boolean {
  if (reading.kind === 'whole') return matchGlob(reading.glob, codePoints(arn));
  const components = splitPlain(arn);
  if (reading.kind === 'parts' && components.length !== 6) return false;
  if (components.length < reading.parts.length) return false;
  return reading.parts.every((part, index) => matchGlob(part, codePoints(components[index] ?? '')));
}

/**
 * The globs that a reading leaves for the rest of an ARN whose beginning is fixed.
 *
 * @param head the first five components.
 * @param start literal text with which the sixth component begins.
 */
export function restOf(reading: ArnGlob, head: readonly string[], start: string): Glob[] {
  if (reading.kind === 'whole') return afterPrefix(reading.glob, codePoints(`${head.join(':')}:${start}`));
  // The account first: it tells most patterns apart.
  for (let index = Math.min(4, reading.parts.length - 1); index >= 0; index -= 1)
    if (!matchGlob(reading.parts[index] as Glob, codePoints(head[index] ?? ''))) return [];
  const tail = reading.parts[5];
  return tail ? afterPrefix(tail, codePoints(start)) : [[STAR]];
}
