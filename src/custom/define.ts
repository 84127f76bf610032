import { z } from 'zod';
import {
  type Context,
  type Control,
  notApplicable,
  type Parameter,
  pass,
  type Requirements,
  type Unread,
  type Verdict,
} from '../model/control.ts';
import type { RemediationStep } from '../model/finding.ts';
import type { PropertyPath } from '../model/view.ts';
import { type Expression, OutOfFuel } from './expression.ts';
import type { ControlDefinition } from './schema.ts';

/** The expressions of a control, compiled. */
export interface Expressions {
  readonly when?: Expression;
  /** Of `fails`, or of `passes`. */
  readonly decides: Expression;
}

/** An expression that was stopped so often in one scan is not tried on the rest. */
const mostStops = 3;

/** Makes a control of its definition. */
export function controlOf(definition: ControlDefinition, { when, decides }: Expressions): Control {
  const { id, title, severity, resourceType, checks, why, references, requirements, messages, fails } = definition;
  const stops = new WeakMap<Context, number>();
  return {
    id,
    title,
    severity,
    resourceType,
    checks,
    why,
    references,
    publishedAs: [],
    ...(requirements === undefined ? {} : { requirements: requirements as Requirements }),
    ...(when?.readsTags || decides.readsTags ? { needs: { tags: true } } : {}),
    remediation: remediationOf(definition),
    messages: messages as Record<string, string>,
    parameters: Object.fromEntries(
      Object.entries(definition.parameters).map(([name, parameter]) => [name, parameterOf(parameter)]),
    ),
    evaluate({ resource }, context): Verdict<string, PropertyPath> {
      if ((stops.get(context) ?? 0) >= mostStops)
        throw new OutOfFuel('not tried again: its expressions take too many steps');
      const bindings = { resource, parameters: context.parameters, now: context.capturedAt };
      try {
        const data = { name: resource.name, ...wordsOf(context.parameters) };
        const applies = when?.evaluate(bindings);
        if (applies !== undefined && 'unknown' in applies) return unread(applies.unknown);
        if (applies?.value === false) return notApplicable('notApplicable', { at: applies.read, data });
        const outcome = decides.evaluate(bindings);
        if ('unknown' in outcome) return unread(outcome.unknown);
        if (outcome.value !== (fails !== undefined)) return pass({ at: outcome.read });
        return { status: 'FAILED', message: 'failed', at: outcome.read, data };
      } catch (error) {
        if (error instanceof OutOfFuel) stops.set(context, (stops.get(context) ?? 0) + 1);
        throw error;
      }
    },
  };
}

function unread({ reason, path }: { reason: string; path: string }): Unread {
  return { status: 'UNKNOWN', reason, ...(path === '' ? {} : { path }) };
}

function wordsOf(parameters: Context['parameters']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

function remediationOf({ fix }: ControlDefinition): Control['remediation'] {
  const { summary, steps, cloudformation, terraform } = typeof fix === 'string' ? { summary: fix } : fix;
  const told: readonly RemediationStep[] = (steps ?? [{ text: summary.replace(/\.\s*$/, '') }]).map(
    ({ text, command }) => ({ text, ...(command === undefined ? {} : { command }) }),
  );
  return {
    summary,
    ...(cloudformation === undefined ? {} : { cloudformation }),
    ...(terraform === undefined ? {} : { terraform }),
    steps: ({ name }) =>
      told.map(({ text, command }) => ({
        text: text.replaceAll('{name}', () => name),
        ...(command === undefined ? {} : { command: command.replaceAll('{name}', () => inShell(name)) }),
      })),
  };
}

/** A template may call a resource anything, and the command is there to be pasted. */
function inShell(name: string): string {
  return /^[\w.:/@+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** What a parameter takes follows from its default. */
function parameterOf({ description, default: value, values }: ControlDefinition['parameters'][string]): Parameter {
  const one = Array.isArray(value) ? value[0] : value;
  const base = { string: z.string(), number: z.number(), boolean: z.boolean() }[typeof one as 'string'] ?? z.string();
  const item =
    values === undefined
      ? base
      : base.refine((set: unknown) => values.includes(set as string), `use one of ${values.join(', ')}`);
  return { description, default: value, schema: Array.isArray(value) ? z.array(item) : item };
}
