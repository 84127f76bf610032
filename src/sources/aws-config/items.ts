import { InputError } from '../file-source.ts';
import { isObject, type JsonObject, listOf, own, textOf } from '../json.ts';
import { parseJson, readText } from '../json-file.ts';

/** What AWS Config recorded of one resource, as far as the file has it. */
export interface Item {
  readonly fields: JsonObject;
  /** The dotted fields that a query selected; `everything` in a snapshot. */
  readonly selected: 'everything' | readonly string[];
}

const howToMake =
  'deliver a configuration snapshot, or run `aws configservice select-resource-config` or `select-aggregate-resource-config`';

/**
 * The items of a configuration snapshot, of the answer to an advanced query, or of a batch read.
 * https://docs.aws.amazon.com/config/latest/developerguide/deliver-snapshot-cli.html
 * https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html
 * @throws InputError
 */
export function readItems(path: string): readonly Item[] {
  const content = parseJson(path, readText(path), howToMake);
  const snapshot =
    own(content, 'configurationItems') ??
    own(content, 'baseConfigurationItems') ??
    own(content, 'BaseConfigurationItems');
  if (Array.isArray(snapshot)) return snapshot.filter(isObject).map((fields) => ({ fields, selected: 'everything' }));
  const results = own(content, 'Results');
  if (!Array.isArray(results)) throw new InputError(`\`${path}\` is not from AWS Config: ${howToMake}`);
  const selected = selectedFields(content);
  return results.flatMap((result, index) => {
    const fields = typeof result === 'string' ? parseResult(path, result, index) : result;
    return isObject(fields) ? [{ fields, selected: selected ?? pathsIn(fields) }] : [];
  });
}

function parseResult(path: string, text: string, index: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`cannot read \`${path}\`: result ${index + 1} of the query is not valid JSON; run it again`);
  }
}

/**
 * `SELECT *` is the scalar fields of an item and leaves its configuration out.
 * https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html#query-limitations
 */
function selectedFields(content: unknown): readonly string[] | undefined {
  const fields = listOf(own(own(content, 'QueryInfo'), 'SelectFields'));
  const names = fields.flatMap((field) => textOf(own(field, 'Name')) ?? []);
  return names.length === 0 ? undefined : names;
}

/** Without `QueryInfo`, only what is there is sure to have been asked for. */
function pathsIn(fields: JsonObject): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'configuration' && isObject(value) ? Object.keys(value).map((member) => `${name}.${member}`) : [name],
  );
}
