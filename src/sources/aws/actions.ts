import { bucketActions } from './facts/buckets.ts';
import { organizationActions } from './facts/organization.ts';
import { planFor } from './registry.ts';
import { roleActions } from './roles.ts';
import type { Action, Wants } from './types.ts';

const always: readonly Action[] = [
  {
    action: 'sts:GetCallerIdentity',
    why: 'tells which account is read; AWS allows it to everybody',
    resourceScoped: false,
    optional: true,
  },
  {
    action: 'ec2:DescribeRegions',
    why: 'finds the regions that are enabled, for a scan of all regions',
    resourceScoped: false,
    optional: true,
  },
];

/**
 * The IAM actions that a scan uses, in alphabetical order. Without an `optional` one it takes another way; without one of
 * the others, what it would have read is reported as a gap.
 */
export function actionsFor(wants: Wants): readonly Action[] {
  const { resourceTypes, facts, tagsOf } = wants;
  const { collectors } = planFor(wants);
  const actions = [...always];
  for (const collector of collectors) {
    actions.push(...(typeof collector.actions === 'function' ? collector.actions(wants) : collector.actions));
  }
  const readsRoles = resourceTypes.has('AWS::IAM::Role') || resourceTypes.has('AWS::IAM::ManagedPolicy');
  if (readsRoles) actions.push(...roleActions);
  if (resourceTypes.has('AWS::IAM::Role')) actions.push(...organizationActions);
  if (facts.has('account-buckets')) actions.push(...bucketActions(wants));
  if (collectors.some(({ resourceType }) => resourceType !== undefined && tagsOf.has(resourceType))) {
    actions.push({ action: 'sagemaker:ListTags', why: 'reads the tags of resources', resourceScoped: true });
  }
  const byName = new Map<string, Action>();
  for (const action of actions) byName.set(action.action, byName.get(action.action) ?? action);
  return [...byName.values()].sort((a, b) => (a.action < b.action ? -1 : 1));
}

/** An IAM policy document, as JSON would hold it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

/** The least-privilege policy for a scan. The second statement may be narrowed to single resources, the first may not. */
export function policyDocument(actions: readonly Action[]): PolicyDocument {
  const statement = (Sid: string, resourceScoped: boolean) => ({
    Sid,
    Effect: 'Allow' as const,
    Action: actions.filter((action) => action.resourceScoped === resourceScoped).map(({ action }) => action),
    Resource: '*' as const,
  });
  const statements = [statement('SagevetFind', false), statement('SagevetRead', true)];
  return { Version: '2012-10-17', Statement: statements.filter(({ Action }) => Action.length > 0) };
}
