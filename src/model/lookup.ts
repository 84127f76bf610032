import type { FactName, FactValues } from './fact.ts';
import type { ResourceType } from './resource.ts';
import type { ResourceView } from './view.ts';

/** The account and region from which a name is looked up. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What a control can look up beside its own resource. */
export interface Index {
  /**
   * The resource of a type by name, or by ARN, in the same account and region (roles and policies: in any region).
   * `undefined` only when the whole type was collected there and none has the name.
   * @throws UnknownRead when it may exist unseen
   */
  find<T extends ResourceType>(type: T, nameOrArn: string, from: Place): ResourceView<T> | undefined;
  /**
   * All resources of a type in an account and region. `incomplete` says why there may be more.
   */
  all<T extends ResourceType>(
    type: T,
    from: Place,
  ): { readonly items: readonly ResourceView<T>[]; readonly incomplete?: string };
  /**
   * A fact, by what it is about.
   * @throws UnknownRead when it could not be had, or was not collected
   */
  fact<N extends FactName>(fact: N, subject: string, from: Place): FactValues[N];
  /** How the resources seen use roles. Complete when all resources have been seen: for remediation, never for a verdict. */
  readonly usage: RoleUsage;
}

/** What is known of roles from the resources that run with them. */
export interface RoleUsage {
  /** The buckets that the training jobs of a role name for their input, output and checkpoints. */
  bucketsOf(roleArn: string): readonly string[];
  /** The roles with which resources of an account run: those that somebody has to pass. */
  rolesOf(accountId: string): readonly string[];
}
