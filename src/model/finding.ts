import type { Origin, Resource, ResourceType, Tag } from './resource.ts';
import type { FindingWaiver } from './waiver.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const;
/** Worst first. */
export type Severity = (typeof severities)[number];

export const statuses = ['FAILED', 'UNKNOWN', 'PASSED', 'NOT_APPLICABLE'] as const;
export type Status = (typeof statuses)[number];

/** One property that decided a verdict. */
export interface Evidence {
  /** The path in AWS's names: `ProductionVariants[0].InitialInstanceCount`. */
  readonly property: string;
  /** What was read. Left out when the property is absent. */
  readonly observed?: unknown;
  /** What the control asks for, where one value or a short phrase can say it. */
  readonly expected?: string;
}

/** One step of a remediation: a sentence, a command for a shell, or both. */
export interface RemediationStep {
  readonly text: string;
  readonly command?: string;
}

export interface FindingRemediation {
  readonly steps: readonly RemediationStep[];
  readonly cloudformation?: string;
  readonly terraform?: string;
}

export interface ResourceRef {
  readonly type: ResourceType;
  readonly arn?: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags?: readonly Tag[];
  readonly origin: Origin;
}

/** The verdict of one control on one resource. */
export interface Finding {
  /** The control's id. */
  readonly control: string;
  /** Which of the report's snapshots holds the resource, from 0. */
  readonly snapshot: number;
  readonly status: Status;
  readonly severity: Severity;
  readonly resource: ResourceRef;
  /** Names the cause within its control; equal ids of one control are one cause. */
  readonly cause: string;
  /** One sentence about this resource, without a full stop. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** What a reader should know beside the verdict. */
  readonly notes: readonly string[];
  /** Somebody accepted this failure: it counts as waived, and not as failed. */
  readonly waiver?: FindingWaiver;
  /** On failures, where a baseline was given: whether it has this one. */
  readonly baseline?: 'new' | 'known';
  /** On FAILED findings. */
  readonly remediation?: FindingRemediation;
  /** The control itself failed, and this is a defect of sagevet rather than a statement on the resource. */
  readonly error?: string;
}

export function resourceRef(resource: Resource): ResourceRef {
  const { type, arn, name, accountId, region, tags, origin } = resource;
  return {
    type,
    ...(arn === undefined ? {} : { arn }),
    name,
    accountId,
    region,
    ...(Array.isArray(tags) ? { tags: tags as readonly Tag[] } : {}),
    origin,
  };
}
