import { catalogue } from '../controls/index.ts';
import type { Control } from '../model/control.ts';
import { InputError } from '../model/input-error.ts';
import { filesOf, isModule, type LoadedControl, readControls } from './files.ts';
import { importControls } from './modules.ts';

/**
 * Controls of your own: YAML files, folders of them, and JavaScript modules whose exports are controls. A module is run, and
 * may do whatever you may do.
 * @throws InputError, ConfigError with file and line
 */
export async function loadControls(paths: readonly string[]): Promise<Control[]> {
  return (await loadControlsWithTests(paths)).map(({ control }) => control);
}

export async function loadControlsWithTests(paths: readonly string[]): Promise<LoadedControl[]> {
  const loaded: LoadedControl[] = [];
  for (const file of new Set(paths.flatMap(filesOf))) {
    if (isModule(file))
      for (const control of await importControls(file)) loaded.push({ control, place: file, tests: [] });
    else loaded.push(...(await readControls(file)));
  }
  checkIds(loaded);
  return loaded;
}

/** Findings, waivers and settings go by the id. */
function checkIds(loaded: readonly LoadedControl[]): void {
  const taken = new Map(catalogue.flatMap((control) => namesOf(control).map((name) => [name, 'a built-in control'])));
  for (const { control, place } of loaded) {
    for (const name of namesOf(control)) {
      const other = taken.get(name.toLowerCase());
      if (other !== undefined) throw new InputError(`${place}: \`${name}\` is the name of ${other}: choose another id`);
      taken.set(name.toLowerCase(), `the control in ${place}`);
    }
  }
}

function namesOf({ id, aliases = [], publishedAs }: Control): string[] {
  return [id, ...aliases, ...publishedAs.map((published) => published.id)].map((name) => name.toLowerCase());
}
