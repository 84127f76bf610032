import type { Control } from '../model/control.ts';

/** What a user set, by control id, then by parameter name. */
export type ParameterSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A parameter that a control does not have, or a value that it does not take. */
export class ParameterError extends Error {
  override name = 'ParameterError';
}

/**
 * The parameters of a control: what was set, and the defaults of the rest.
 * @throws ParameterError
 */
export function resolveParameters(
  control: Control,
  set: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const declared = control.parameters ?? {};
  for (const name of Object.keys(set)) {
    if (Object.hasOwn(declared, name)) continue;
    const names = Object.keys(declared).map((known) => `\`${known}\``);
    const help = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new ParameterError(`control \`${control.id}\` has no parameter \`${name}\`: ${help}`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, parameter]) => {
      if (!Object.hasOwn(set, name)) return [name, parameter.default];
      const parsed = parameter.schema.safeParse(set[name]);
      if (parsed.success) return [name, parsed.data];
      const [issue] = parsed.error.issues;
      throw new ParameterError(
        `parameter \`${name}\` of control \`${control.id}\`: ${issue?.message.toLowerCase() ?? 'not valid'}`,
      );
    }),
  );
}
