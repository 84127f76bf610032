import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Path, parseConfig } from '../config/document.ts';
import type { Control } from '../model/control.ts';
import { InputError } from '../model/input-error.ts';
import { controlOf } from './define.ts';
import { type Expression, Expressions } from './expression.ts';
import { ExpressionError } from './rewrite.ts';
import { type CaseDefinition, type ControlDefinition, controlsFile } from './schema.ts';

/** A control of the user's, and where it comes from. */
export interface LoadedControl {
  readonly control: Control;
  /** `controls/notebooks.yaml:3`, or the path of a module. */
  readonly place: string;
  readonly tests: readonly LoadedCase[];
}

export interface LoadedCase extends CaseDefinition {
  readonly place: string;
}

const yamlEndings = new Set(['.yaml', '.yml', '.json']);
const moduleEndings = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts']);

/** The files that a path names: itself, or the YAML files of a folder. Code runs only when it is named itself. */
export function filesOf(path: string): string[] {
  if (!isFolder(path)) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => yamlEndings.has(extname(file)))
    .sort()
    .map((file) => join(path, file));
  if (files.length === 0) throw new InputError(`no controls in \`${path}\`: there are no YAML files`);
  return files;
}

export function isModule(path: string): boolean {
  return moduleEndings.has(extname(path));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      `cannot read controls \`${path}\`: ${code === 'ENOENT' ? 'there is no such file or folder' : message}`,
    );
  }
}

/** @throws ConfigError with the line of the first thing that is wrong */
export async function readControls(file: string): Promise<LoadedControl[]> {
  const source = readText(file);
  const { value, place } = parseConfig(source, file, controlsFile);
  const expressions = await Expressions.load();
  return value.controls.map((definition, index) => {
    const at = (...path: Path) => place(['controls', index, ...path]);
    checkMessages(definition, at);
    const compile = (key: 'when' | 'fails' | 'passes'): Expression | undefined => {
      const expression = definition[key];
      return expression === undefined ? undefined : compiled(expressions, expression, definition, at(key), key);
    };
    const when = compile('when');
    const decides = compile('fails') ?? (compile('passes') as Expression);
    return {
      control: controlOf(definition, { decides, ...(when === undefined ? {} : { when }) }),
      place: at('id'),
      tests: definition.tests.map((test, number) => ({ ...test, place: at('tests', number) })),
    };
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read controls \`${file}\`: ${(error as Error).message.toLowerCase()}`);
  }
}

function compiled(
  expressions: Expressions,
  source: string,
  { parameters }: ControlDefinition,
  place: string,
  key: string,
): Expression {
  try {
    return expressions.compile(source, Object.keys(parameters));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const where = error.line === 0 ? '' : `line ${error.line + 1} of `;
    throw new InputError(`${place}: ${where}\`${key}\`: ${error.message}`);
  }
}

function checkMessages({ messages, parameters }: ControlDefinition, at: (...path: Path) => string): void {
  const known = ['name', ...Object.keys(parameters)];
  for (const [key, message] of Object.entries(messages)) {
    for (const [, name = ''] of String(message).matchAll(/\{(\w+)\}/g)) {
      if (known.includes(name)) continue;
      const names = known.map((word) => `\`{${word}}\``).join(', ');
      throw new InputError(`${at('messages', key)}: nothing fills \`{${name}}\`: there is ${names}`);
    }
  }
}
