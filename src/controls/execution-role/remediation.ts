import {
  assumeRoleStatement,
  passRoleStatement,
  readObjectsStatement,
  type WrittenStatement,
} from '../../iam/index.ts';
import type { VerdictData } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import type { RoleUsage } from '../../model/lookup.ts';
import type { Resource } from '../../model/resource.ts';
import { bucketsNamedBy } from '../../model/training-buckets.ts';
import { shellQuote, step } from '../aws-cli.ts';

/** Whatever runs with a role. */
interface WithRole {
  readonly resource: Resource;
}

/** Takes away what makes a role administrator. IAM changes take effect at once; the resource itself need not change. */
export function removeAdministration(resource: WithRole, data?: VerdictData): RemediationStep[] {
  return [
    step('Give the role what its work needs, in a policy of its own, before the rest is taken away'),
    withoutPolicy(resource, data),
  ];
}

export function passKnownRoles(resource: WithRole, data?: VerdictData, usage?: RoleUsage): RemediationStep[] {
  const roles = usage?.rolesOf(resource.resource.accountId) ?? [];
  const statement = passRoleStatement(roles.length === 0 ? ['ROLE_ARN'] : roles, ['sagemaker.amazonaws.com']);
  return narrowed(
    resource,
    statement,
    'Allow the roles that are needed; these are the ones that the resources seen run with',
    data,
  );
}

export function assumeKnownRoles(resource: WithRole, data?: VerdictData): RemediationStep[] {
  const statement = assumeRoleStatement(['ROLE_ARN']);
  return narrowed(resource, statement, 'Allow the roles that the work really assumes; most work needs none', data);
}

export function readDeclaredBuckets(resource: WithRole, data?: VerdictData, usage?: RoleUsage): RemediationStep[] {
  const { type, properties } = resource.resource;
  const role = resourceRole(resource);
  const own = type === 'AWS::SageMaker::TrainingJob' ? bucketsNamedBy(properties) : [];
  const others = role === undefined ? [] : (usage?.bucketsOf(role) ?? []);
  const buckets = [...new Set([...own, ...others])];
  const statement = readObjectsStatement(partitionOf(resource), buckets.length === 0 ? ['BUCKET'] : buckets);
  return narrowed(
    resource,
    statement,
    'Allow the buckets that are needed; these are the ones that the training jobs seen with this role name',
    data,
  );
}

function narrowed(
  resource: WithRole,
  statement: WrittenStatement,
  text: string,
  data: VerdictData | undefined,
): RemediationStep[] {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const put = `${iam('put-role-policy', resource)} --policy-name ${statement.Sid} --policy-document ${shellQuote(document)}`;
  return [step(text, put), withoutPolicy(resource, data)];
}

/** Takes the granting policy away, which may hold statements that the role needs. */
function withoutPolicy(
  resource: WithRole,
  { inlinePolicy, attachedPolicy = 'POLICY_ARN' }: VerdictData = {},
): RemediationStep {
  if (inlinePolicy !== undefined) {
    const remove = `${iam('delete-role-policy', resource)} --policy-name ${shellQuote(String(inlinePolicy))}`;
    return step('Delete the inline policy that grants it, or put it again without the statement', remove);
  }
  const detach = `${iam('detach-role-policy', resource)} --policy-arn ${shellQuote(String(attachedPolicy))}`;
  return step('Detach the policy that grants it, or give it a version without the statement', detach);
}

function iam(operation: string, resource: WithRole): string {
  return `aws iam ${operation} --role-name ${shellQuote(resourceRole(resource)?.split('/').at(-1) ?? 'ROLE_NAME')}`;
}

function resourceRole(resource: WithRole): string | undefined {
  const { RoleArn } = resource.resource.properties as { RoleArn?: unknown };
  return typeof RoleArn === 'string' ? RoleArn : undefined;
}

function partitionOf(resource: WithRole): string {
  return resourceRole(resource)?.split(':')[1] ?? 'aws';
}
