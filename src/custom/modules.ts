import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Control } from '../model/control.ts';
import { severities } from '../model/finding.ts';
import { InputError } from '../model/input-error.ts';

/** What has to hold of a control that no compiler looked at. */
const shape = z.looseObject({
  id: z.string().regex(/^[\w.-]+$/),
  title: z.string(),
  resourceType: z.string().startsWith('AWS::'),
  severity: z.enum(severities),
  publishedAs: z.array(z.unknown()),
  why: z.string(),
  checks: z.string(),
  messages: z.record(z.string(), z.string()),
  references: z.array(z.string()),
  remediation: z.looseObject({ summary: z.string(), steps: z.function() }),
  evaluate: z.function(),
});

/**
 * The controls that a module exports, alone or in lists. Runs the module, with all that the user may do.
 * @throws InputError
 */
export async function importControls(path: string): Promise<Control[]> {
  const exported = Object.entries(await load(path)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isControlLike).map((control) => ({ name, control })),
  );
  if (exported.length === 0)
    throw new InputError(`\`${path}\` exports no controls: export what \`defineControl\` returns`);
  for (const { name, control } of exported) {
    const [issue] = shape.safeParse(control).error?.issues ?? [];
    if (issue !== undefined)
      throw new InputError(
        `\`${path}\`: export \`${name}\`: \`${issue.path.join('.')}\`: ${issue.message.toLowerCase()}`,
      );
  }
  // A control and a list that holds it may both be exported.
  return [...new Set(exported.map(({ control }) => control as unknown as Control))];
}

function isControlLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'evaluate' in value;
}

async function load(path: string): Promise<object> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as object;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const help = code === 'ERR_UNKNOWN_FILE_EXTENSION' ? ': compile it to JavaScript, or use a newer Node' : '';
    throw new InputError(`cannot load \`${path}\`: ${(message ?? String(error)).split('\n')[0]}${help}`);
  }
}
