import { codePoints, type Glob, matchGlob, normalize } from '../glob.ts';
import type { Policy } from '../policy.ts';
import { type Expansion, expand, hasVariable, type ResolveVariable } from '../variables.ts';
import { type Comparison, never, type Operator, unclear } from './operator.ts';

interface StringRules {
  wildcards: boolean;
  foldCase: boolean;
}

/** A string value of a policy as a glob; nothing when a variable in it has no value. */
export function stringGlob(
  written: string,
  rules: StringRules,
  version: Policy['version'],
  resolve: ResolveVariable,
): Exclude<Expansion, { state: 'absent' }> | undefined {
  const text = rules.foldCase ? written.toLowerCase() : written;
  if (version === '2008-10-17' && hasVariable(text)) {
    const tokens = rules.wildcards ? expandLiterally(text) : codePoints(text);
    return { state: 'unknown', tokens, why: `variable in a policy of version 2008-10-17: \`${written}\`` };
  }
  const expansion = expand(text, resolve, rules.wildcards);
  if (expansion.state === 'absent') return undefined;
  const tokens = rules.foldCase ? expansion.tokens.map(foldCode) : expansion.tokens;
  return { ...expansion, tokens: [...normalize(tokens)] };
}

function expandLiterally(text: string): number[] {
  return codePoints(text).map((code) => (code === 42 ? -1 : code === 63 ? -2 : code));
}

export function foldCode(code: number): number {
  return code < 0 ? code : (String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code);
}

function prepareWith(rules: StringRules): Operator['prepare'] {
  return (written, version, resolve): Comparison => {
    const read = stringGlob(written, rules, version, resolve);
    if (!read) return never;
    if (read.state === 'unknown') return unclear;
    const glob: Glob = read.tokens;
    return (value) => (matchGlob(glob, codePoints(rules.foldCase ? value.toLowerCase() : value)) ? 'yes' : 'no');
  };
}

/** By operator. */
export const STRING_RULES: Readonly<Record<string, StringRules>> = {
  StringEquals: { wildcards: false, foldCase: false },
  StringNotEquals: { wildcards: false, foldCase: false },
  StringEqualsIgnoreCase: { wildcards: false, foldCase: true },
  StringNotEqualsIgnoreCase: { wildcards: false, foldCase: true },
  StringLike: { wildcards: true, foldCase: false },
  StringNotLike: { wildcards: true, foldCase: false },
};

export const stringOperators = Object.entries(STRING_RULES).map(
  ([name, rules]): Operator => ({ name, type: 'string', negated: name.includes('Not'), prepare: prepareWith(rules) }),
);
