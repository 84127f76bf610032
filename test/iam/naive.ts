import { Buffer } from 'node:buffer';

/**
 * A second, deliberately plain reading of IAM for the tests: regular expressions and two-valued logic, nothing shared with the
 * product. It knows the part of the language that the generator writes.
 */
export interface NaiveStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface NaiveDocument {
  Version: '2012-10-17';
  Statement: NaiveStatement[];
}

export interface NaivePolicies {
  identity: NaiveDocument[];
  boundary?: NaiveDocument;
  scps?: NaiveDocument[][];
}

export type NaiveContext = Record<string, string | string[] | undefined>;

export interface NaiveRequest {
  action: string;
  resource: string;
  context: NaiveContext;
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const compiled = new Map<string, RegExp>();

export function regexOf(glob: string, flags = ''): RegExp {
  const key = `${flags}|${glob}`;
  let regex = compiled.get(key);
  if (!regex) {
    const body = [...glob]
      .map((letter) =>
        letter === '*' ? '[^]*' : letter === '?' ? '[^]' : letter.replace(/[\\^$.|+()[\]{}/]/g, '\\$&'),
      )
      .join('');
    regex = new RegExp(`^${body}$`, `u${flags}`);
    if (compiled.size > 20_000) compiled.clear();
    compiled.set(key, regex);
  }
  return regex;
}

const lookup = (context: NaiveContext, key: string): string | string[] | undefined => {
  const lower = key.toLowerCase();
  if (lower in context) return context[lower];
  for (const name in context) if (name.toLowerCase() === lower) return context[name];
  return undefined;
};

/** Substitutes variables by private characters first, so that their own wildcards stay literal; no value: undefined. */
function substitute(text: string, context: NaiveContext): string | undefined {
  if (!text.includes('${')) return text;
  let missing = false;
  const out = text.replace(/\$\{([^}]*)\}/g, (_, key: string) => {
    const value = lookup(context, key);
    if (typeof value !== 'string') missing = true;
    return String(value);
  });
  return missing ? undefined : out;
}

const splits = new Map<string, string[]>();

function split(text: string): string[] {
  let parts = splits.get(text);
  if (!parts) {
    parts = text.split(':');
    if (splits.size > 20_000) splits.clear();
    splits.set(text, parts);
  }
  return parts;
}

function arnMatches(pattern: string, arn: string, context: NaiveContext): boolean {
  const text = substitute(pattern, context);
  if (text === undefined) return false;
  if (text === '*') return true;
  const parts = split(text);
  const own = split(arn);
  if (parts.length < 6) {
    const last = parts.length - 1;
    return text.endsWith('*') && parts.every((part, i) => regexOf(part).test(own[i] ?? '')) && last >= 0;
  }
  const head = parts.slice(0, 5).every((part, i) => regexOf(part).test(own[i] ?? ''));
  return head && regexOf(parts.slice(5).join(':')).test(own.slice(5).join(':'));
}

function test(operator: string, written: string, value: string): boolean {
  const base = operator.replace('Not', '');
  switch (base) {
    case 'StringEquals':
      return written === value;
    case 'StringEqualsIgnoreCase':
      return written.toLowerCase() === value.toLowerCase();
    case 'StringLike':
      return regexOf(written).test(value);
    case 'ArnLike':
    case 'ArnEquals': {
      const want = written.split(':');
      const have = value.split(':');
      if (have.length < 6) return false;
      return (
        want.slice(0, 5).every((part, i) => regexOf(part).test(have[i] ?? '')) &&
        regexOf(want.slice(5).join(':')).test(have.slice(5).join(':'))
      );
    }
    case 'Bool':
      return written.toLowerCase() === value.toLowerCase();
    case 'NumericEquals':
      return Number(value) === Number(written);
    case 'NumericLessThan':
      return Number(value) < Number(written);
    case 'NumericLessThanEquals':
      return Number(value) <= Number(written);
    case 'NumericGreaterThan':
      return Number(value) > Number(written);
    case 'NumericGreaterThanEquals':
      return Number(value) >= Number(written);
    case 'DateLessThan':
      return Date.parse(value) < Date.parse(written);
    case 'DateGreaterThan':
      return Date.parse(value) > Date.parse(written);
    case 'IpAddress': {
      const [net = '', bits = '32'] = written.split('/');
      const number = (ip: string) => Buffer.from(ip.split('.').map(Number)).readUInt32BE(0);
      const size = 2 ** (32 - Number(bits));
      return Math.floor(number(value) / size) === Math.floor(number(net) / size);
    }
    default:
      throw new Error(`the naive reading does not know ${operator}`);
  }
}

function conditionHolds(written: string, key: string, raw: string | string[], context: NaiveContext): boolean {
  const value = lookup(context, key);
  const absent = value === undefined || value.length === 0;
  if (written === 'Null') return list(raw).includes(String(absent));
  const set = /^(ForAllValues|ForAnyValue):/.exec(written)?.[1];
  const ifExists = written.endsWith('IfExists');
  const operator = written.replace(/^For\w+:/, '').replace(/IfExists$/, '');
  const negated = operator.includes('Not');
  if (absent) return set === 'ForAllValues' || ifExists || (set === undefined && negated);
  const wanted = list(raw)
    .map((text) => substitute(text, context))
    .filter((text) => text !== undefined);
  const one = (item: string) => wanted.some((text) => test(operator, text, item)) !== negated;
  if (set === 'ForAllValues') return list(value).every(one);
  if (set === 'ForAnyValue') return list(value).some(one);
  return typeof value === 'string' && one(value);
}

export function applies(statement: NaiveStatement, { action, resource, context }: NaiveRequest): boolean {
  const actionIn = (patterns: string | string[] | undefined) =>
    list(patterns).some((text) => regexOf(text, 'i').test(action));
  if (statement.Action !== undefined ? !actionIn(statement.Action) : actionIn(statement.NotAction)) return false;
  const resourceIn = (patterns: string | string[] | undefined) =>
    list(patterns).some((text) => arnMatches(text, resource, context));
  if (statement.Resource !== undefined ? !resourceIn(statement.Resource) : resourceIn(statement.NotResource))
    return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => conditionHolds(operator, key, values, context)),
  );
}

export function naiveDecide(policies: NaivePolicies, request: NaiveRequest): boolean {
  const layers = [policies.identity, ...(policies.boundary ? [[policies.boundary]] : []), ...(policies.scps ?? [])];
  const all = layers.map((documents) => documents.flatMap((document) => document.Statement));
  if (all.flat().some((statement) => statement.Effect === 'Deny' && applies(statement, request))) return false;
  return all.every((statements) =>
    statements.some((statement) => statement.Effect === 'Allow' && applies(statement, request)),
  );
}
