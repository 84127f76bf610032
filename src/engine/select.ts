import picomatch from 'picomatch';
import type { Control, Standard } from '../model/control.ts';
import { type Severity, severities } from '../model/finding.ts';
import type { ResourceType } from '../model/resource.ts';
import { nearest } from '../model/words.ts';

/** What a user chose; every list narrows, an absent one does not. */
export interface Selection {
  /** Ids, aliases, published ids, and globs over them. */
  readonly controls?: readonly string[];
  /** Left out although chosen: ids, aliases, published ids, and globs over them. */
  readonly excluded?: readonly string[];
  readonly standards?: readonly string[];
  readonly severities?: readonly string[];
  /** CloudFormation type names, and globs over them. */
  readonly resourceTypes?: readonly string[];
}

/** A word that names nothing. `help` says which word may have been meant. */
export class SelectionError extends Error {
  override name = 'SelectionError';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

export const standards: readonly Standard[] = ['aws-security-hub', 'stave'];

/**
 * The controls of a catalogue that a selection names, in the catalogue's order.
 * @throws SelectionError when a word of the selection matches nothing
 */
export function selectControls(catalogue: readonly Control[], selection: Selection): readonly Control[] {
  const chosen = selection.controls === undefined ? undefined : byName(catalogue, selection.controls);
  const excluded = byName(catalogue, selection.excluded ?? []);
  const types = selection.resourceTypes && resourceTypes(catalogue, selection.resourceTypes);
  for (const word of selection.standards ?? []) requireWord('standard', word, standards);
  for (const word of selection.severities ?? []) requireWord('severity', word, severities);
  return catalogue.filter(
    (control) =>
      (chosen === undefined || chosen.has(control)) &&
      !excluded.has(control) &&
      (selection.standards === undefined ||
        control.publishedAs.some(({ standard }) => selection.standards?.includes(standard))) &&
      (selection.severities === undefined || selection.severities.includes(control.severity)) &&
      (types === undefined || types.has(control.resourceType)),
  );
}

/** All names under which a control is known: its id, former ids, published ids. */
export function namesOf(control: Control): readonly string[] {
  return [control.id, ...(control.aliases ?? []), ...control.publishedAs.map(({ id }) => id)];
}

/**
 * One control by any of its names.
 * @throws SelectionError
 */
export function findControl(catalogue: readonly Control[], name: string): Control {
  const [control] = byName(catalogue, [name]);
  return control as Control;
}

/**
 * The controls that a word names: an id, a former or published id, a glob over them, or a standard.
 * @throws SelectionError when there is none
 */
export function controlsNamed(catalogue: readonly Control[], word: string): readonly Control[] {
  const matches = picomatch(word, { nocase: true });
  const found = catalogue.filter(
    (control) =>
      namesOf(control).some((name) => matches(name)) || control.publishedAs.some(({ standard }) => standard === word),
  );
  if (found.length === 0) throw unknownWord('control', word, catalogue.flatMap(namesOf));
  return found;
}

/**
 * Controls with other severities than their own.
 * @param overrides by the names that `controlsNamed` takes
 * @throws SelectionError
 */
export function withSeverities(
  catalogue: readonly Control[],
  overrides: Readonly<Record<string, Severity>>,
): readonly Control[] {
  const changed = new Map(
    Object.entries(overrides).flatMap(([word, severity]) =>
      controlsNamed(catalogue, word).map((control) => [control, severity] as const),
    ),
  );
  return changed.size === 0
    ? catalogue
    : catalogue.map((control) => ({ ...control, severity: changed.get(control) ?? control.severity }));
}

function byName(catalogue: readonly Control[], words: readonly string[]): Set<Control> {
  const chosen = new Set<Control>();
  for (const word of words) {
    for (const control of controlsNamed(catalogue, word)) chosen.add(control);
  }
  return chosen;
}

function resourceTypes(catalogue: readonly Control[], words: readonly string[]): Set<ResourceType> {
  const known = [...new Set(catalogue.map(({ resourceType }) => resourceType))];
  return new Set(
    words.flatMap((word) => {
      const matches = picomatch(word, { nocase: true });
      const found = known.filter((type) => matches(type));
      if (found.length === 0) throw unknownWord('resource type', word, known);
      return found;
    }),
  );
}

function requireWord(kind: string, word: string, known: readonly string[]): void {
  if (!known.includes(word)) throw unknownWord(kind, word, known);
}

function unknownWord(kind: string, word: string, known: readonly string[]): SelectionError {
  const help = word === '' ? undefined : `did you mean \`${nearest(word, known)}\`?`;
  return new SelectionError(`unknown ${kind} \`${word}\``, help);
}

/** At or above a severity. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
