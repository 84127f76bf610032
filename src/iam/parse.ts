import { fromParsed, type Json, type JsonObject, type JsonResult, parseJson } from './json.ts';
import type { Condition, Patterns, Policy, PolicyResult, PolicyUse, Statement } from './policy.ts';

/**
 * Reads a policy document.
 *
 * @param document JSON text, URL-encoded JSON text (as the IAM API returns it, RFC 3986), or an already parsed object.
 * @param use what the document is used as; `Principal` is an error in identity policies and SCPs.
 * @returns the policy, or the reason why it is none. A statement that IAM would refuse stays in, marked with a `doubt`.
 *   Never throws.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: unknown, use: PolicyUse = 'identity'): PolicyResult {
  const json = readDocument(document);
  if (!json.ok) return json;
  if (!(json.value instanceof Map)) return { ok: false, reason: 'a policy document is a JSON object' };
  const version = readVersion(json.value);
  if (!version) return { ok: false, reason: 'unknown policy language `Version`' };
  const unknownElement = [...json.value.keys()].find((name) => !['Version', 'Id', 'Statement'].includes(name));
  if (unknownElement !== undefined) return { ok: false, reason: `unknown policy element \`${unknownElement}\`` };
  const listed = json.value.get('Statement');
  if (listed === undefined) return { ok: false, reason: 'the policy document has no `Statement`' };
  const entries = Array.isArray(listed) ? listed : [listed];
  const statements: Statement[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!(entry instanceof Map)) return { ok: false, reason: `statement ${index} is not an object` };
    statements.push(...readStatement(entry, index, use));
  }
  return { ok: true, policy: { version, statements } };
}

function readDocument(document: unknown): JsonResult {
  if (typeof document !== 'string') return fromParsed(document);
  const text = document.trimStart();
  if (!text.startsWith('%')) return parseJson(text);
  try {
    return parseJson(decodeURIComponent(text));
  } catch {
    return { ok: false, reason: 'the document is not valid URL encoding' };
  }
}

function readVersion(document: JsonObject): Policy['version'] | undefined {
  const version = document.get('Version');
  // A document without a version is read as the older language.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
  if (version === undefined || version === '2008-10-17') return '2008-10-17';
  return version === '2012-10-17' ? '2012-10-17' : undefined;
}

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'Principal',
  'NotPrincipal',
]);

const EVERYTHING: Patterns = { not: false, patterns: ['*'] };

/** Unreadable parts are widened to everything, so that a doubtful statement covers all it may have meant. */
function readStatement(entry: JsonObject, index: number, use: PolicyUse): Statement[] {
  const doubts: string[] = [];
  const doubt = (what: string) => {
    doubts.push(`statement ${index}: ${what}`);
  };
  for (const name of entry.keys()) if (!ELEMENTS.has(name)) doubt(`unknown element \`${name}\``);

  const sid = entry.get('Sid');
  if (sid !== undefined && typeof sid !== 'string') doubt('`Sid` is not a string');
  const actions = readPatterns(entry, 'Action', doubt);
  const resources = use === 'trust' && !entry.has('Resource') ? EVERYTHING : readPatterns(entry, 'Resource', doubt);
  const conditions = readConditions(entry.get('Condition'), doubt);
  const principals = readPrincipals(entry, use, doubt);
  const effect = entry.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny') doubt('`Effect` is neither `Allow` nor `Deny`');

  const hidden = doubts.length === 0 ? undefined : hiddenIn(entry);
  const effects: Statement['effect'][] = effect === 'Allow' || effect === 'Deny' ? [effect] : ['Allow', 'Deny'];
  return effects.map((sure) => ({
    ...(typeof sid === 'string' && sid !== '' ? { sid } : {}),
    index,
    effect: sure,
    actions,
    resources,
    conditions,
    ...(principals ? { principals } : {}),
    ...(doubts[0] === undefined ? {} : { doubt: hidden === undefined ? doubts[0] : `statement ${index}: ${hidden}` }),
  }));
}

/** Sources write `{"$unknown": reason}` for a part that they could not see: the reason says more than its shape. */
function hiddenIn(value: Json): string | undefined {
  if (Array.isArray(value)) return value.map(hiddenIn).find((reason) => reason !== undefined);
  if (!(value instanceof Map)) return undefined;
  const reason = value.get('$unknown');
  return typeof reason === 'string' ? reason : hiddenIn([...value.values()]);
}

function readPatterns(entry: JsonObject, name: 'Action' | 'Resource', doubt: (what: string) => void): Patterns {
  const plain = entry.get(name);
  const negated = entry.get(`Not${name}`);
  if ((plain === undefined) === (negated === undefined)) {
    doubt(`exactly one of \`${name}\` and \`Not${name}\` is needed`);
    return EVERYTHING;
  }
  const patterns = strings(plain ?? negated);
  if (!patterns) {
    doubt(`\`${plain === undefined ? 'Not' : ''}${name}\` is neither a string nor a list of strings`);
    return EVERYTHING;
  }
  return { not: plain === undefined, patterns };
}

function strings(value: Json | undefined): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}

function readConditions(block: Json | undefined, doubt: (what: string) => void): Condition[] {
  if (block === undefined) return [];
  if (!(block instanceof Map)) {
    doubt('`Condition` is not an object');
    return [];
  }
  const conditions: Condition[] = [];
  for (const [operator, keys] of block) {
    if (!(keys instanceof Map)) {
      doubt(`condition \`${operator}\` is not an object`);
      continue;
    }
    for (const [key, value] of keys) {
      const list = Array.isArray(value) ? value : [value];
      if (list.some((item) => item === null || typeof item === 'object'))
        doubt(`condition on \`${key}\` has no plain value`);
      else conditions.push({ operator, key, values: list.map(String) });
    }
  }
  return conditions;
}

function readPrincipals(entry: JsonObject, use: PolicyUse, doubt: (what: string) => void): Patterns | undefined {
  const plain = entry.get('Principal');
  const negated = entry.get('NotPrincipal');
  if (plain === undefined && negated === undefined) {
    if (use === 'trust' || use === 'rcp' || use === 'resource') doubt('`Principal` is missing');
    return undefined;
  }
  if (use === 'identity' || use === 'scp') {
    doubt('`Principal` has no place in this kind of policy');
    return undefined;
  }
  const value = plain ?? negated;
  const patterns: string[] = [];
  if (value === '*') patterns.push('*');
  else if (value instanceof Map) {
    for (const [type, names] of value) {
      const list = strings(names);
      if (list) patterns.push(...list.map((name) => `${type}:${name}`));
      else doubt('`Principal` holds something other than strings');
    }
  } else doubt('`Principal` is neither `*` nor an object');
  if (use === 'rcp' && (negated !== undefined || patterns.length !== 1 || !['*', 'AWS:*'].includes(patterns[0] ?? '')))
    doubt('`Principal` of a resource control policy is `*`');
  return { not: plain === undefined, patterns };
}
