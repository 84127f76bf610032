/** Yes, no, or not decided by what AWS documents. */
export type Certainty = 'yes' | 'no' | 'maybe';

/** The weaker of two answers that must both hold. */
export function both(a: Certainty, b: Certainty): Certainty {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'yes';
}

/** The stronger of two answers of which one is enough. */
export function either(a: Certainty, b: Certainty): Certainty {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'no';
}

export function opposite(a: Certainty): Certainty {
  if (a === 'maybe') return 'maybe';
  return a === 'yes' ? 'no' : 'yes';
}

/** One `Condition` entry: an operator as written, a key, and its values (numbers and booleans as text). */
export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

/** `Action`/`NotAction` or `Resource`/`NotResource`: the patterns as written, and whether the `Not…` form was used. */
export interface Patterns {
  not: boolean;
  patterns: string[];
}

/** One statement of a policy document. */
export interface Statement {
  sid?: string;
  /** Position in the document, from 0. */
  index: number;
  effect: 'Allow' | 'Deny';
  actions: Patterns;
  resources: Patterns;
  conditions: Condition[];
  /** `Principal` or `NotPrincipal` entries, `type:value`; identity policies and SCPs have none. */
  principals?: Patterns;
  /** Set when IAM would not accept the statement as written: it may then apply or not, and never decides a verdict alone. */
  doubt?: string;
}

/** A parsed policy document. */
export interface Policy {
  version: '2012-10-17' | '2008-10-17';
  statements: Statement[];
}

export type PolicyResult = { ok: true; policy: Policy } | { ok: false; reason: string };

/** What a document is used as; it decides whether `Principal` must be there. */
export type PolicyUse = 'identity' | 'scp' | 'rcp' | 'trust' | 'resource';
