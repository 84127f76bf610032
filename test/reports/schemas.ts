import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const folder = `${process.env.SAGEVET_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))}/schemas`;

/** Is the folder with the schemas of others there? They are not ours to publish. */
export const haveSchemas = existsSync(folder);

if (!haveSchemas) {
  console.warn(
    `NOT RUN: SARIF and OCSF were not held against their official schemas, for ${folder} is not there; ` +
      'set SAGEVET_SHARED to a folder with schemas/',
  );
}

export function officialSchema(file: string): ValidateFunction {
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
}

/** What is wrong with a document, a line each. */
export function problems(validate: ValidateFunction, document: unknown): string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).slice(0, 10).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
