import { type Context, type Control, guard, type Verdict } from '../model/control.ts';
import {
  type Evidence,
  type Finding,
  type FindingRemediation,
  type RemediationStep,
  resourceRef,
} from '../model/finding.ts';
import type { RoleUsage } from '../model/lookup.ts';
import type { Resource } from '../model/resource.ts';
import { observe, viewOf } from '../model/view.ts';
import { whyGone } from './lifecycle.ts';

/** A verdict of a control, or one that holds for any control. */
export type Judgement = Verdict | Gone | Unseen | Failure;

interface Gone {
  readonly status: 'NOT_APPLICABLE';
  readonly gone: string;
}

/** Resources may exist that nobody saw, for this reason. */
interface Unseen {
  readonly status: 'UNKNOWN';
  readonly unseen: string;
}

/** The control threw: a defect of sagevet. */
interface Failure {
  readonly status: 'UNKNOWN';
  readonly error: string;
}

export function judge(control: Control, resource: Resource, context: Context): Judgement {
  try {
    return guard<Judgement>(() => {
      const gone = whyGone(resource);
      if (gone !== undefined) return { status: 'NOT_APPLICABLE', gone };
      return control.evaluate(viewOf(resource), context);
    });
  } catch (error) {
    return { status: 'UNKNOWN', error: error instanceof Error ? error.message : String(error) };
  }
}

/** What makes findings of one control alike. */
export function causeOf(judgement: Judgement): string {
  if ('message' in judgement) return [judgement.message, judgement.groupBy ?? ''].join(' ').trimEnd();
  if ('reason' in judgement) return judgement.reason;
  if ('gone' in judgement) return judgement.gone;
  if ('unseen' in judgement) return judgement.unseen;
  if ('error' in judgement) return `error: ${judgement.error}`;
  return 'passed';
}

/** Words a judgement for people. Runs the control once more where the evidence is what it read. */
export function toFinding(
  control: Control,
  resource: Resource,
  judgement: Judgement,
  context: Context,
  snapshot: number,
): Finding {
  return {
    control: control.id,
    snapshot,
    status: judgement.status,
    severity: control.severity,
    resource: resourceRef(resource),
    cause: causeOf(judgement),
    message: messageOf(control, judgement),
    evidence: evidenceOf(control, resource, judgement, context),
    notes: notesOf(resource, judgement),
    ...(judgement.status === 'FAILED'
      ? { remediation: remediationFor(control, resource, judgement, context.index.usage) }
      : {}),
    ...('error' in judgement ? { error: judgement.error } : {}),
  };
}

function notesOf({ origin }: Resource, judgement: Judgement): readonly string[] {
  const notes = 'notes' in judgement ? (judgement.notes ?? []) : [];
  if (origin.kind !== 'file' || origin.conditional === undefined) return notes;
  return [...notes, `holds if the resource is created: ${origin.conditional}`];
}

function messageOf(control: Control, judgement: Judgement): string {
  if ('message' in judgement)
    return fill(control.messages[judgement.message] ?? judgement.message, judgement.data ?? {});
  if ('reason' in judgement)
    return judgement.path === undefined ? judgement.reason : `\`${judgement.path}\`: ${judgement.reason}`;
  if ('gone' in judgement) return judgement.gone;
  if ('unseen' in judgement) return `resources may exist that were not seen: ${judgement.unseen}`;
  if ('error' in judgement) return `the control failed on this resource: ${judgement.error}`;
  return control.title;
}

/** `{name}` becomes the value of `name`. */
function fill(message: string, data: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(data, name) ? String(data[name]) : placeholder,
  );
}

function evidenceOf(control: Control, resource: Resource, judgement: Judgement, context: Context): readonly Evidence[] {
  if ('gone' in judgement || 'unseen' in judgement || 'error' in judgement) return [];
  if ('at' in judgement && judgement.at !== undefined) {
    const paths = typeof judgement.at === 'string' ? [judgement.at] : judgement.at;
    const expected =
      'expected' in judgement && judgement.expected !== undefined ? { expected: judgement.expected } : {};
    return [...new Set(paths)].map((property) => {
      const observed = observe(resource, property);
      return { property, ...(observed === undefined || observed === null ? {} : { observed }), ...expected };
    });
  }
  const trace: Evidence[] = [];
  guard(() => control.evaluate(viewOf(resource, trace), context));
  return trace;
}

export function remediationFor(
  control: Control,
  resource: Resource,
  judgement: Judgement,
  usage: RoleUsage,
): FindingRemediation {
  const { cloudformation, terraform } = control.remediation;
  return {
    steps: stepsFor(control, resource, judgement, usage),
    ...(cloudformation === undefined ? {} : { cloudformation }),
    ...(terraform === undefined ? {} : { terraform }),
  };
}

/** A file may hold anything where AWS would not: what fails on it is its fix, not the scan. */
function stepsFor(
  { remediation }: Control,
  resource: Resource,
  judgement: Judgement,
  usage: RoleUsage,
): readonly RemediationStep[] {
  try {
    return remediation.steps(viewOf(resource), 'data' in judgement ? judgement.data : undefined, usage);
  } catch {
    return [{ text: remediation.summary.replace(/\.$/, '') }];
  }
}
