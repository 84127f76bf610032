import type { ZodType } from 'zod';
import type { FactName } from './fact.ts';
import type { RemediationStep, Severity } from './finding.ts';
import type { Index, RoleUsage } from './lookup.ts';
import type { Properties, ResourceType } from './resource.ts';
import { UnknownRead } from './value.ts';
import type { PathOf, PropertyPath, ResourceView } from './view.ts';

/** Frameworks whose requirements the published controls name. */
export type Framework = 'nist-800-53-r5' | 'pci-dss-3.2.1' | 'pci-dss-4.0.1' | 'hipaa' | 'soc2' | 'owasp-nhi';

export type Requirements = Partial<Readonly<Record<Framework, readonly string[]>>>;

/** A control as AWS Security Hub CSPM publishes it. */
export interface SecurityHubControl {
  readonly standard: 'aws-security-hub';
  /** `SageMaker.3` */
  readonly id: string;
  readonly title: string;
  readonly severity: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly category: string;
  /** The CloudFormation type that the page names. */
  readonly resourceType: ResourceType;
  readonly configRule: string;
  readonly scheduleType: 'Periodic' | 'Change triggered';
  readonly parameters: readonly PublishedParameter[];
  readonly requirements: Requirements;
}

export interface PublishedParameter {
  readonly name: string;
  readonly description?: string;
  readonly type?: string;
  readonly allowedValues?: string;
  /** Left out where none is published. */
  readonly default?: string;
  readonly customizable: boolean;
}

/** A control as Stave publishes it. */
export interface StaveControl {
  readonly standard: 'stave';
  /** `CTL.SAGEMAKER.NOTEBOOK.ROOT.001` */
  readonly id: string;
  readonly title: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly type: 'unsafe_state';
  readonly domain: 'encryption' | 'exposure' | 'governance' | 'identity';
  readonly requirements: Requirements;
}

export type PublishedControl = SecurityHubControl | StaveControl;
export type Standard = PublishedControl['standard'];

/** What a user may set for one control. */
export interface Parameter<V = unknown> {
  readonly schema: ZodType<V>;
  readonly default: V;
  /** One sentence, without a full stop. */
  readonly description: string;
}

export type ParameterValues<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends { readonly schema: ZodType<infer V> } ? V : never;
};

export type VerdictData = Readonly<Record<string, string | number>>;

interface Details<At> {
  /** The properties that decided, for the evidence. Without it: every property that was read. */
  readonly at?: At | readonly At[];
  /** What the control asks for at these properties. */
  readonly expected?: string;
  /** What fills the placeholders of the message. */
  readonly data?: VerdictData;
  readonly notes?: readonly string[];
  /** What else findings must share to be told as one: the role, where a finding is about the role of a resource. */
  readonly groupBy?: string;
}

export type Pass<At = never> = { readonly status: 'PASSED' } & Omit<Details<At>, 'data' | 'expected'>;
export type Told<S extends string, M, At> = { readonly status: S; readonly message: M } & Details<At>;
/** Unknown without a message of the control's own: some read met an unknown value. */
export type Unread = { readonly status: 'UNKNOWN'; readonly reason: string; readonly path?: string };

/** What `evaluate` returns. */
export type Verdict<M extends string = string, At extends string = string> =
  | Pass<At>
  | Told<'FAILED', M, At>
  | Told<'NOT_APPLICABLE', M, At>
  | Told<'UNKNOWN', M, At>
  | Unread;

export function pass<const At extends string = never>(details: Omit<Details<At>, 'data' | 'expected'> = {}): Pass<At> {
  return { status: 'PASSED', ...details };
}

export function fail<const M extends string, const At extends string = never>(
  message: M,
  details: Details<At> = {},
): Told<'FAILED', M, At> {
  return { status: 'FAILED', message, ...details };
}

export function notApplicable<const M extends string, const At extends string = never>(
  message: M,
  details: Details<At> = {},
): Told<'NOT_APPLICABLE', M, At> {
  return { status: 'NOT_APPLICABLE', message, ...details };
}

/** For what no single read can tell: everything was read, and it still does not decide. */
export function undecided<const M extends string, const At extends string = never>(
  message: M,
  details: Details<At> = {},
): Told<'UNKNOWN', M, At> {
  return { status: 'UNKNOWN', message, ...details };
}

/** Turns an `UnknownRead` into the verdict UNKNOWN; any other error goes on. */
export function guard<V>(judge: () => V): V | Unread {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof UnknownRead)) throw error;
    return { status: 'UNKNOWN', reason: error.reason, ...(error.path === undefined ? {} : { path: error.path }) };
  }
}

/**
 * One verdict from several: fail beats unknown beats pass; parts that are not applicable do not count unless all are.
 * Parts with the deciding message are told as one, with the evidence and the notes of each.
 * @param items at least one
 */
export function every<Item, V extends Verdict>(items: readonly Item[], judge: (item: Item) => V): V | Unread {
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return guard(() => judge(only));
  const verdicts = items.map((item) => guard(() => judge(item)));
  const decisive = decisiveOrder
    .map((status) => verdicts.find((verdict) => verdict.status === status))
    .find((verdict) => verdict !== undefined);
  if (decisive === undefined) throw new RangeError('`every` needs at least one item');
  if ('reason' in decisive) return decisive;
  const alike = verdicts.filter(
    (verdict) => verdict.status === decisive.status && messageIn(verdict) === messageIn(decisive),
  ) as Partial<Told<string, string, string>>[];
  const at = alike.flatMap((verdict) => verdict.at ?? []);
  const notes = [...new Set(alike.flatMap((verdict) => verdict.notes ?? []))];
  return { ...decisive, ...(at.length === 0 ? {} : { at }), ...(notes.length === 0 ? {} : { notes }) };
}

const decisiveOrder = ['FAILED', 'UNKNOWN', 'PASSED', 'NOT_APPLICABLE'] as const satisfies readonly Verdict['status'][];

function messageIn(verdict: Verdict): string | undefined {
  return 'message' in verdict ? verdict.message : undefined;
}

export interface Context<Values = Readonly<Record<string, unknown>>> {
  readonly parameters: Values;
  readonly index: Index;
  /** When the snapshot was taken, in milliseconds since 1970. */
  readonly capturedAt: number;
}

export interface Remediation<T extends ResourceType = ResourceType> {
  /** One or two sentences for the catalogue: what closes the finding. */
  readonly summary: string;
  /**
   * What to do about this resource; must be right about what AWS lets one change in place.
   * @param data of the verdict that failed it; left out when the steps are told in general
   */
  steps(resource: ResourceView<T>, data?: VerdictData, usage?: RoleUsage): readonly RemediationStep[];
  /** The CloudFormation property to change. Left out for types that CloudFormation does not have. */
  readonly cloudformation?: string;
  /** The Terraform argument to change. Left out for types that Terraform does not have. */
  readonly terraform?: string;
}

/** What a control needs beside the resources of its own type. */
export interface Needs {
  readonly facts?: readonly FactName[];
  /** Types that it looks up in the index. */
  readonly resources?: readonly ResourceType[];
  /** The tags of its own type. */
  readonly tags?: true;
}

/** One check on one resource type. Everything about it is in its own file. */
export interface Control<
  T extends ResourceType = ResourceType,
  M extends string = string,
  Declared extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> {
  /** `<resource>-<aspect>` in AWS's words: also the file name, the page in the docs and the key of a waiver. */
  readonly id: string;
  /** What holds when it passes, in the plural: `Notebook instances do not give their users root access`. */
  readonly title: string;
  readonly resourceType: T;
  readonly severity: Severity;
  readonly publishedAs: readonly PublishedControl[];
  /** What a control that nobody publishes stands for in a framework. */
  readonly requirements?: Requirements;
  /** What can go wrong, in two or three sentences for somebody who has to decide. */
  readonly why: string;
  /** What is read and when it fails, passes or does not apply. */
  readonly checks: string;
  readonly remediation: Remediation<T>;
  /** A sentence for each cause, without a full stop; `{name}` is filled from the verdict's data. */
  readonly messages: Readonly<Record<M, string>>;
  readonly parameters?: Declared;
  readonly needs?: Needs;
  /** Former ids, which keep working. */
  readonly aliases?: readonly string[];
  /** AWS pages. */
  readonly references: readonly string[];
  evaluate(
    resource: ResourceView<T>,
    context: Context<ParameterValues<Declared>>,
  ): Verdict<M, PathOf<Properties<T>> | PropertyPath | 'Tags'>;
}

/**
 * Declares a control. The compiler holds property paths against the AWS SDK's types, message ids against `messages`, and
 * parameters against their declaration.
 */
export function defineControl<
  const T extends ResourceType,
  const M extends string,
  const Declared extends Readonly<Record<string, Parameter>> = Readonly<Record<never, Parameter>>,
>(control: Control<T, M, Declared>): Control<T, M, Declared> {
  return control;
}
