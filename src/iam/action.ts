import { codePoints, globOf, matchGlob } from './glob.ts';
import type { Certainty, Patterns } from './policy.ts';
import { either, opposite } from './policy.ts';

/**
 * Whether an `Action` or `NotAction` element covers an action such as `iam:PassRole`. Case does not count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchAction(actions: Patterns, action: string): Certainty {
  const wanted = action.toLowerCase();
  let found: Certainty = 'no';
  for (const pattern of actions.patterns) {
    found = either(found, matchOne(pattern.toLowerCase(), wanted));
    if (found === 'yes') break;
  }
  return actions.not ? opposite(found) : found;
}

function matchOne(pattern: string, action: string): Certainty {
  if (pattern === action || pattern === '*' || pattern === '*:*') return 'yes';
  if (!/[*?]/.test(pattern)) return 'no';
  const colon = pattern.indexOf(':');
  if (colon < 0) return /^\*+$/.test(pattern) ? 'maybe' : 'no';
  const prefix = pattern.slice(0, colon);
  const [service = '', name = ''] = action.split(':');
  if (!matches(pattern.slice(colon + 1), name)) return 'no';
  if (prefix === service) return 'yes';
  // A wildcard in the service prefix is described nowhere, and implementations disagree.
  return /[*?]/.test(prefix) && matches(prefix, service) ? 'maybe' : 'no';
}

function matches(pattern: string, text: string): boolean {
  return matchGlob(globOf(pattern), codePoints(text));
}
