import { codePoints, ONE, STAR } from './glob.ts';

/** What a policy variable stands for in one request. */
export type VariableValue = { state: 'known'; value: string } | { state: 'absent' } | { state: 'unknown'; why: string };

export type ResolveVariable = (key: string) => VariableValue;

export type Expansion =
  | { state: 'known'; tokens: number[] }
  /** A variable has no value and no default. */
  | { state: 'absent' }
  /** A variable whose value nobody told: its place is taken by `*`. */
  | { state: 'unknown'; tokens: number[]; why: string };

const VARIABLE = /\$\{([^{}]*)\}/y;

/**
 * Expands `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`. A variable's own `*` and `?` are literal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(text: string, resolve: ResolveVariable, wildcards: boolean): Expansion {
  const tokens: number[] = [];
  let why: string | undefined;
  let at = 0;
  while (at < text.length) {
    VARIABLE.lastIndex = at;
    const match = VARIABLE.exec(text);
    if (match) {
      at = VARIABLE.lastIndex;
      const value = variableValue(match[1] ?? '', resolve);
      if (value.state === 'absent') return { state: 'absent' };
      if (value.state === 'known') tokens.push(...codePoints(value.value));
      else {
        why ??= value.why;
        tokens.push(STAR);
      }
      continue;
    }
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    if (wildcards && code === 42) tokens.push(STAR);
    else if (wildcards && code === 63) tokens.push(ONE);
    else tokens.push(code);
  }
  return why === undefined ? { state: 'known', tokens } : { state: 'unknown', tokens, why };
}

function variableValue(body: string, resolve: ResolveVariable): VariableValue {
  if (body === '*' || body === '?' || body === '$') return { state: 'known', value: body };
  const comma = body.indexOf(',');
  const key = (comma < 0 ? body : body.slice(0, comma)).trim();
  const value = resolve(key.toLowerCase());
  if (value.state !== 'absent' || comma < 0) return value;
  const quoted = /^'(.*)'$/.exec(body.slice(comma + 1).trim());
  return quoted ? { state: 'known', value: quoted[1] ?? '' } : value;
}

export function hasVariable(text: string): boolean {
  return text.includes('${');
}
