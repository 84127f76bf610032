import { ParameterError, resolveParameters } from '../engine/parameters.ts';
import { controlsNamed, SelectionError } from '../engine/select.ts';
import type { Control } from '../model/control.ts';
import { findReporter } from '../reporters/index.ts';
import { ConfigError, type Document, type Path } from './document.ts';
import type { Config } from './schema.ts';

/**
 * Words of a configuration that a schema cannot know: names of controls, their parameters, formats.
 * @throws ConfigError
 */
export function checkNames({ value, place }: Document<Config>, known: readonly Control[]): void {
  const { controls = {}, formats = [] } = value;
  const named = (word: string, ...path: Path) => told(place(path), () => controlsNamed(known, word));
  controls.include?.forEach((word, index) => {
    named(word, 'controls', 'include', index);
  });
  controls.exclude?.forEach((word, index) => {
    named(word, 'controls', 'exclude', index);
  });
  for (const word of Object.keys(controls.severity ?? {})) named(word, 'controls', 'severity', word);
  for (const [word, values] of Object.entries(controls.parameters ?? {})) {
    for (const control of named(word, 'controls', 'parameters', word)) {
      for (const [name, set] of Object.entries(values)) {
        told(place(['controls', 'parameters', word, name]), () => resolveParameters(control, { [name]: set }));
      }
    }
  }
  formats.forEach((format, index) => {
    told(place(['formats', index]), () => findReporter(format.replace(/=.*$/s, '')));
  });
}

/** @throws ConfigError for a waiver of no control, or of everything */
export function checkWaivers({ value, place }: Document<Pick<Config, 'waivers'>>, known: readonly Control[]): void {
  (value.waivers ?? []).forEach(({ control, resource, account, region, tags }, index) => {
    const at = place(['waivers', index, 'control']);
    const waived = told(at, () => controlsNamed(known, control));
    const isEverywhere = [resource, account, region, tags].every((scope) => scope === undefined);
    if (isEverywhere && waived.length === known.length && known.length > 1)
      throw new ConfigError(
        `${at}: this waives every control on every resource: say which with \`resource\`, \`account\`, \`region\` or \`tags\``,
      );
  });
}

/** Says where, and in one line, what another part of the program finds wrong. */
function told<T>(place: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { help } = error as SelectionError;
    const isMistake =
      error instanceof SelectionError || error instanceof ParameterError || error.name === 'FormatError';
    if (!isMistake) throw error;
    throw new ConfigError(`${place}: ${error.message}${help === undefined ? '' : `, ${help}`}`);
  }
}
