import { InputError } from '../file-source.ts';
import { isObject, type JsonObject, listOf, own } from '../json.ts';
import { parseJson, readText } from '../json-file.ts';

/** What `terraform show -json` printed. https://developer.hashicorp.com/terraform/internals/json-format */
export interface TerraformDocument {
  readonly kind: 'plan' | 'state';
  readonly content: JsonObject;
}

const howToMake = 'save the plan with `terraform plan -out=FILE` and run `terraform show -json FILE`';

/** The local header of a zip archive whose first entry is the plan. */
export function isBinaryPlan(head: string): boolean {
  return head.startsWith('PK') && head.slice(0, 256).includes('tfplan');
}

/** The log that `terraform plan -json` prints, one message in a line. */
export function isLog(head: string): boolean {
  return /^\s*\{[^\n]*"@level"\s*:/.test(head) && head.includes('"@module":"terraform');
}

/**
 * @throws InputError
 */
export function readDocument(path: string): TerraformDocument {
  const text = readText(path);
  if (isBinaryPlan(text)) {
    throw new InputError(`\`${path}\` is a plan in Terraform's binary form: run \`terraform show -json ${path}\``);
  }
  if (isLog(text.slice(0, 4096)))
    throw new InputError(`\`${path}\` is the log of \`terraform plan -json\`, not a plan: ${howToMake}`);
  return classify(path, parseJson(path, text, 'run `terraform show -json` again'));
}

function classify(path: string, content: unknown): TerraformDocument {
  if (!isObject(content)) throw notTerraform(path);
  if (own(content, 'lineage') !== undefined && own(content, 'serial') !== undefined) {
    throw new InputError(`\`${path}\` is a raw state file: run \`terraform show -json ${path}\``);
  }
  const version = own(content, 'format_version');
  if (typeof version !== 'string') throw notTerraform(path);
  if (!/^[01]\./.test(version)) {
    throw new InputError(
      `\`${path}\` has format version \`${version.slice(0, 20)}\`, and versions 0 and 1 can be read: update sagevet`,
    );
  }
  if (['resource_changes', 'planned_values', 'configuration'].some((key) => own(content, key) !== undefined)) {
    return { kind: 'plan', content };
  }
  const values = own(content, 'values');
  if (values !== undefined && !isObject(values)) throw notTerraform(path);
  return { kind: 'state', content };
}

function notTerraform(path: string): InputError {
  return new InputError(`\`${path}\` is not the JSON of a Terraform plan or state: ${howToMake}`);
}

/** The resources of a state's module tree. */
export function* resourcesOf(values: unknown): Generator<JsonObject> {
  const modules: unknown[] = [own(values, 'root_module')];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of listOf(own(module, 'resources'))) if (isObject(resource)) yield resource;
    for (const child of listOf(own(module, 'child_modules'))) if (isObject(child)) modules.push(child);
  }
}
