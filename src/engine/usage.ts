import type { RoleUsage } from '../model/lookup.ts';
import type { Resource } from '../model/resource.ts';
import { bucketsNamedBy } from '../model/training-buckets.ts';

/** More names than anybody would write into a policy. */
const mostNames = 200;

/** Notes which roles resources run with, and which buckets the training jobs of a role name. */
export class UsageBuilder implements RoleUsage {
  readonly #buckets = new Map<string, Set<string>>();
  readonly #roles = new Map<string, Set<string>>();

  add(resource: Resource): void {
    const role = roleOf(resource);
    if (role === undefined) return;
    note(this.#roles, resource.accountId, role);
    if (resource.type !== 'AWS::SageMaker::TrainingJob') return;
    for (const bucket of bucketsNamedBy(resource.properties)) note(this.#buckets, role, bucket);
  }

  bucketsOf(roleArn: string): readonly string[] {
    return [...(this.#buckets.get(roleArn) ?? [])].sort();
  }

  rolesOf(accountId: string): readonly string[] {
    return [...(this.#roles.get(accountId) ?? [])].sort();
  }
}

function note(names: Map<string, Set<string>>, key: string, name: string): void {
  const known = names.get(key) ?? new Set();
  names.set(key, known);
  if (known.size < mostNames) known.add(name);
}

/** Models and training jobs call it differently; a role that is not known yet is left out. */
function roleOf({ properties }: Resource): string | undefined {
  const { RoleArn, ExecutionRoleArn } = properties as { RoleArn?: unknown; ExecutionRoleArn?: unknown };
  const role = RoleArn ?? ExecutionRoleArn;
  return typeof role === 'string' ? role : undefined;
}
