import { parsePolicy } from './parse.ts';
import type { Policy, PolicyUse } from './policy.ts';

/** A policy as its source hands it over: its document, or why it could not be read. */
export type PolicySource = {
  /** The policy's name, as findings print it. */
  name: string;
  kind?: 'inline' | 'managed';
  arn?: string;
} & (
  | {
      /** JSON text, URL-encoded JSON text, or the parsed document. */
      document: unknown;
    }
  | {
      /** Why there is no document: `AccessDenied on iam:GetRolePolicy`. */
      missing: string;
    }
);

/** The policies that decide what a principal may do. */
export interface PolicySet {
  /** Inline and attached policies of the role. */
  identity: PolicySource[];
  boundary?: PolicySource;
  /** Service control policies: one list for each level, root first. Left out when nobody may read them. */
  scps?: PolicySource[][];
  /** Resource control policies of the role's own organization, one list for each level. */
  rcps?: PolicySource[][];
}

/** A role with everything that is known of it. */
export interface RolePolicies extends PolicySet {
  /** Its account and partition are those of the role. */
  roleArn: string;
  /** The role's tags; left out when unknown. */
  roleTags?: Readonly<Record<string, string>>;
  /** The role's trust policy document; left out when unknown. */
  trustPolicy?: unknown;
  /** Id of the organization, `o-…`; `null` when the account is in none; left out when unknown. */
  organizationId?: string | null;
  /** The account's path in its organization, `o-…/r-…/ou-…/`. */
  organizationPath?: string;
  /** The moment for which time-bound statements are decided. */
  now: Date;
}

export type PolicyKind = 'inline' | 'managed' | 'boundary' | 'scp' | 'rcp';

export interface ReadPolicy {
  name: string;
  kind: PolicyKind;
  arn?: string;
  /** Nothing when there was no document, or none that can be read. */
  policy?: Policy;
  missing?: string;
}

/** Policies of which one must allow: the identity policies, the boundary, one level of SCPs. */
export interface Layer {
  kind: 'identity' | 'boundary' | 'scp' | 'rcp';
  policies: ReadPolicy[];
  /** RCPs only take away: RCPFullAWSAccess is attached everywhere and cannot be detached. */
  allowsByItself: boolean;
}

/** Reads every document once. The result can be asked many questions. */
export function readLayers(policies: PolicySet): Layer[] {
  const layers: Layer[] = [
    {
      kind: 'identity',
      policies: policies.identity.map((source) => read(source, source.kind ?? 'inline')),
      allowsByItself: false,
    },
  ];
  if (policies.boundary) {
    layers.push({ kind: 'boundary', policies: [read(policies.boundary, 'boundary')], allowsByItself: false });
  }
  for (const level of policies.scps ?? [])
    layers.push({ kind: 'scp', policies: level.map((source) => read(source, 'scp')), allowsByItself: false });
  for (const level of policies.rcps ?? [])
    layers.push({ kind: 'rcp', policies: level.map((source) => read(source, 'rcp')), allowsByItself: true });
  return layers;
}

const USES: Readonly<Record<PolicyKind, PolicyUse>> = {
  inline: 'identity',
  managed: 'identity',
  boundary: 'identity',
  scp: 'scp',
  rcp: 'rcp',
};

function read(source: PolicySource, kind: PolicyKind): ReadPolicy {
  const head = { name: source.name, kind, ...(source.arn === undefined ? {} : { arn: source.arn }) };
  if (!('document' in source)) return { ...head, missing: `${source.name}: ${source.missing}` };
  const result = parsePolicy(source.document, USES[kind]);
  if (result.ok) return { ...head, policy: result.policy };
  return { ...head, missing: `${source.name}: ${result.reason}` };
}

/** A role whose documents are read: ask it as often as you like. */
export interface ReadRole {
  role: RolePolicies;
  layers: readonly Layer[];
}

/** Names one statement of one policy. */
export interface StatementRef {
  policy: string;
  kind: PolicyKind;
  arn?: string;
  effect: 'Allow' | 'Deny';
  /** The statement's `Sid`, when it has one. */
  sid?: string;
  /** Its position in the document, from 0. */
  index: number;
}

export function refOf(
  policy: ReadPolicy,
  statement: { sid?: string; index: number; effect: 'Allow' | 'Deny' },
): StatementRef {
  return {
    policy: policy.name,
    kind: policy.kind,
    ...(policy.arn === undefined ? {} : { arn: policy.arn }),
    effect: statement.effect,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    index: statement.index,
  };
}

/** `AmazonSageMakerFullAccess AllowPassRoleToSageMaker`, or `inline-policy statement 3` without a `Sid`. */
export function describeStatement(ref: StatementRef): string {
  return ref.sid === undefined ? `${ref.policy} statement ${ref.index}` : `${ref.policy} ${ref.sid}`;
}
