import { matchAction } from './action.ts';
import { matchArn, readArnPattern } from './arn.ts';
import { prepareCondition } from './condition.ts';
import { both, type Certainty, either, opposite, type Policy, type Statement } from './policy.ts';
import { type Layer, type PolicySet, readLayers, refOf, type StatementRef } from './role.ts';
import type { ResolveVariable } from './variables.ts';

/** One request. */
export interface Request {
  /** `service:Name`. */
  action: string;
  /** The ARN of the resource, or `*` for actions without one. */
  resource: string;
  /**
   * The keys that are present and their values; case of key names does not count. A list means a multivalued key.
   * Nothing is added: whoever asks supplies `aws:PrincipalAccount` and its like.
   */
  context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Decision {
  /** `unknown` when the answer hangs on something AWS does not document, or on a policy that was not read. */
  decision: 'allowed' | 'explicit-deny' | 'implicit-deny' | 'unknown';
  /** The statements that allow, of every layer. */
  allowedBy: StatementRef[];
  /** The statements that deny. */
  deniedBy: StatementRef[];
  /** Layers in which nothing allows: `identity`, `boundary`, `scp 2`. */
  notAllowedBy: string[];
  /** The statements that neither surely apply nor surely do not. */
  unclear: StatementRef[];
}

/**
 * Evaluates one request the way IAM does: no Deny anywhere, and an Allow in the identity policies, in the permissions boundary if
 * there is one, and in every level of SCPs. Resource policies and session policies are no part of it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policies: PolicySet, request: Request): Decision {
  return decideLayers(readLayers(policies), request);
}

/** {@link decide} for documents that are already read. */
export function decideLayers(layers: readonly Layer[], request: Request): Decision {
  const context = new Map(Object.entries(request.context ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
  const result: Decision = { decision: 'unknown', allowedBy: [], deniedBy: [], notAllowedBy: [], unclear: [] };
  let denied: Certainty = 'no';
  let allowed: Certainty = 'yes';
  const levels = { identity: 0, boundary: 0, scp: 0, rcp: 0 };
  for (const layer of layers) {
    levels[layer.kind] += 1;
    let layerAllows: Certainty = layer.allowsByItself ? 'yes' : 'no';
    for (const policy of layer.policies) {
      if (!policy.policy) layerAllows = either(layerAllows, 'maybe');
      for (const statement of policy.policy?.statements ?? []) {
        const applies = matchStatement(statement, policy.policy?.version ?? '2012-10-17', request, context);
        if (applies === 'no') continue;
        const ref = refOf(policy, statement);
        if (applies === 'maybe') result.unclear.push(ref);
        else (statement.effect === 'Deny' ? result.deniedBy : result.allowedBy).push(ref);
        if (statement.effect === 'Deny') denied = either(denied, applies);
        else layerAllows = either(layerAllows, applies);
      }
    }
    if (layerAllows === 'no') result.notAllowedBy.push(layer.kind === 'scp' ? `scp ${levels.scp}` : layer.kind);
    allowed = both(allowed, layerAllows);
  }
  if (denied === 'yes') result.decision = 'explicit-deny';
  else if (allowed === 'no') result.decision = 'implicit-deny';
  else if (denied === 'no' && allowed === 'yes') result.decision = 'allowed';
  return result;
}

type RequestContext = ReadonlyMap<string, string | readonly string[]>;

function matchStatement(
  statement: Statement,
  version: Policy['version'],
  request: Request,
  context: RequestContext,
): Certainty {
  let applies = matchAction(statement.actions, request.action);
  if (applies === 'no') return 'no';
  const resolve = variablesOf(context);
  applies = both(applies, matchResource(statement, version, request.resource, resolve));
  for (const condition of statement.conditions) {
    if (applies === 'no') return 'no';
    const test = prepareCondition(condition, version, resolve);
    applies = both(applies, test(context.get(condition.key.toLowerCase())));
  }
  return statement.doubt === undefined ? applies : both(applies, 'maybe');
}

function matchResource(
  { resources }: Statement,
  version: Policy['version'],
  arn: string,
  resolve: ResolveVariable,
): Certainty {
  let found: Certainty = 'no';
  let unset = false;
  for (const text of resources.patterns) {
    const pattern = readArnPattern(text, version, resolve);
    unset ||= pattern.unset === true;
    found = either(found, matchArn(pattern, arn));
  }
  if (!resources.not) return found;
  // A variable without a value in NotResource: the page says it excludes nothing, implementations drop the statement.
  return unset ? both(opposite(found), 'maybe') : opposite(found);
}

function variablesOf(context: RequestContext): ResolveVariable {
  return (key) => {
    const value = context.get(key);
    if (value === undefined) return { state: 'absent' };
    if (typeof value === 'string') return { state: 'known', value };
    return { state: 'unknown', why: `multivalued key \`${key}\` as a policy variable` };
  };
}
