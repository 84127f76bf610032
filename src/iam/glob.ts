/**
 * A glob as a list of code points and the negative marks below. `?` is one character and `*` any number of them:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export type Glob = readonly number[];

export const STAR = -1;
export const ONE = -2;
/** A `*` that stops at `/`: bucket patterns that a user declares. */
export const STAR_IN_NAME = -3;
/** A `*` and a `?` that stop at `:`: components of an ARN. */
export const STAR_IN_PART = -4;
export const ONE_IN_PART = -5;

const SLASH = 47;
const COLON = 58;

export function isStar(token: number): boolean {
  return token === STAR || token === STAR_IN_NAME || token === STAR_IN_PART;
}

/** Whether a wildcard takes this character. */
export function takes(wildcard: number, code: number): boolean {
  if (wildcard === STAR || wildcard === ONE) return true;
  if (wildcard === STAR_IN_NAME) return code !== SLASH;
  return code !== COLON;
}

export function codePoints(text: string): number[] {
  const codes: number[] = [];
  for (const character of text) codes.push(character.codePointAt(0) ?? 0);
  return codes;
}

export function globOf(pattern: string): Glob {
  return normalize(codePoints(pattern).map((code) => (code === 42 ? STAR : code === 63 ? ONE : code)));
}

/** `**` is `*`, and `*?` is `?*`: one language, one spelling. */
export function normalize(tokens: readonly number[]): Glob {
  const out: number[] = [];
  let star = false;
  for (const token of tokens) {
    if (token === STAR) {
      star = true;
      continue;
    }
    if (star && token !== ONE) {
      out.push(STAR);
      star = false;
    }
    out.push(token);
  }
  if (star) out.push(STAR);
  return out;
}

export function matchGlob(glob: Glob, codes: readonly number[]): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let retry = 0;
  while (position < codes.length) {
    const token = glob[at];
    const code = codes[position] as number;
    if (token !== undefined && isStar(token)) {
      if (token !== STAR) return matchRestricted(glob, at, codes, position) || retryFrom();
      star = at;
      retry = position;
      at += 1;
    } else if (token !== undefined && (token === code || (token < 0 && takes(token, code)))) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      retry += 1;
      position = retry;
      at = star + 1;
    } else return false;
  }
  while (at < glob.length && isStar(glob[at] as number)) at += 1;
  return at === glob.length;

  function retryFrom(): boolean {
    if (star < 0) return false;
    for (let from = retry + 1; from <= codes.length; from += 1)
      if (matchRestricted(glob, star + 1, codes, from)) return true;
    return false;
  }
}

/** Set simulation from one position on; for globs with stars that do not take every character. */
function matchRestricted(glob: Glob, at: number, codes: readonly number[], from: number): boolean {
  let states = close(glob, [at]);
  for (let position = from; position < codes.length && states.length > 0; position += 1)
    states = advance(glob, states, codes[position] as number);
  return states.includes(glob.length);
}

/** Adds the positions that stars let through, sorted and distinct; positions before the last `*` say nothing more and go. */
export function close(glob: Glob, positions: readonly number[]): number[] {
  const seen = new Set<number>();
  let lastStar = 0;
  for (const start of positions) {
    let at = start;
    while (!seen.has(at)) {
      seen.add(at);
      if (glob[at] === STAR && at > lastStar) lastStar = at;
      if (at >= glob.length || !isStar(glob[at] as number)) break;
      at += 1;
    }
  }
  return [...seen].filter((at) => at >= lastStar).sort((a, b) => a - b);
}

export function advance(glob: Glob, positions: readonly number[], code: number): number[] {
  const next: number[] = [];
  for (const at of positions) {
    const token = glob[at];
    if (token === undefined) continue;
    if (isStar(token)) {
      if (takes(token, code)) next.push(at);
    } else if (token === code || (token < 0 && takes(token, code))) next.push(at + 1);
  }
  return next.length > 0 ? close(glob, next) : next;
}

/** Whether every string of `inner` is one of `outer`. Sound; may say no for a true inclusion that hangs on the alphabet. */
export function contains(outer: Glob, inner: Glob): boolean {
  if (outer.length === 1 && outer[0] === STAR) return true;
  let states = close(outer, [0]);
  for (const token of inner) {
    states = advanceByToken(outer, states, token);
    if (states.length === 0) return false;
  }
  return states.includes(outer.length);
}

function advanceByToken(outer: Glob, positions: readonly number[], token: number): number[] {
  if (token >= 0) return advance(outer, positions, token);
  const next: number[] = [];
  for (const at of positions) {
    const own = outer[at];
    if (own === undefined || own >= 0) continue;
    if (own === STAR) next.push(at);
    else if (own === token) next.push(isStar(own) ? at : at + 1);
    else if (own === ONE && token === ONE_IN_PART) next.push(at + 1);
    else if (own === STAR_IN_PART && token === ONE_IN_PART) next.push(at);
  }
  return next.length > 0 ? close(outer, next) : next;
}

/** Whether some string is in both globs. */
export function intersects(a: Glob, b: Glob): boolean {
  const width = b.length + 1;
  const seen = new Uint8Array((a.length + 1) * width);
  const stack = [0];
  seen[0] = 1;
  const visit = (i: number, j: number) => {
    const id = i * width + j;
    if (seen[id] === 0) {
      seen[id] = 1;
      stack.push(id);
    }
  };
  while (stack.length > 0) {
    const id = stack.pop() as number;
    const i = Math.floor(id / width);
    const j = id % width;
    if (i === a.length && j === b.length) return true;
    const s = a[i];
    const t = b[j];
    if (s !== undefined && isStar(s)) visit(i + 1, j);
    if (t !== undefined && isStar(t)) visit(i, j + 1);
    if (s === undefined || t === undefined || !meets(s, t)) continue;
    visit(isStar(s) ? i : i + 1, isStar(t) ? j : j + 1);
  }
  return false;
}

function meets(s: number, t: number): boolean {
  if (s >= 0 && t >= 0) return s === t;
  if (s >= 0) return takes(t, s);
  if (t >= 0) return takes(s, t);
  return true;
}

/** What is left of a glob after it has taken `prefix`: one glob for each position it can be in. */
export function afterPrefix(glob: Glob, prefix: readonly number[]): Glob[] {
  let states = close(glob, [0]);
  for (const code of prefix) {
    states = advance(glob, states, code);
    if (states.length === 0) return [];
  }
  const rests = states.map((at) => glob.slice(at));
  // `*x` beside `x` (the same star, not taken) adds nothing.
  return rests.filter((rest, index) => !(index > 0 && rests.slice(0, index).some((wider) => contains(wider, rest))));
}
