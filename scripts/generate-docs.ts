import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { catalogue } from '../src/controls/index.ts';
import { needsOf } from '../src/engine/needs.ts';
import type { Control, PublishedControl } from '../src/model/control.ts';
import type { Resource } from '../src/model/resource.ts';
import { viewOf } from '../src/model/view.ts';
import { actionsFor } from '../src/sources/aws/index.ts';

/** What stands below this line in a page is written by hand and kept. */
const marker = '<!-- generated above by scripts/generate-docs.ts; written by hand below -->';
const folder = new URL('../docs/controls/', import.meta.url);

const pages = new Map<string, string>([
  ['README.md', indexPage()],
  ...catalogue.map((control): [string, string] => [`${control.id}.md`, controlPage(control)]),
]);

if (process.argv.includes('--check')) check();
else write();

function check(): void {
  const stale = [...pages].filter(([name, text]) => read(name) !== text).map(([name]) => name);
  const orphans = existing().filter((name) => !pages.has(name));
  for (const name of stale)
    process.stderr.write(`docs/controls/${name} is not what the catalogue says: run npm run docs\n`);
  for (const name of orphans) process.stderr.write(`docs/controls/${name} is the page of no control\n`);
  process.exitCode = stale.length + orphans.length > 0 ? 1 : 0;
}

function write(): void {
  mkdirSync(folder, { recursive: true });
  for (const name of existing()) if (!pages.has(name)) rmSync(new URL(name, folder));
  for (const [name, text] of pages) writeFileSync(new URL(name, folder), text);
}

function existing(): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(name: string): string {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return '';
  }
}

function indexPage(): string {
  const rows = catalogue.map(
    ({ id, severity, title, publishedAs }) =>
      `| [${id}](${id}.md) | ${severity} | ${title} | ${publishedAs.map((published) => published.id).join('<br>')} |`,
  );
  return lines(
    '# Controls',
    '',
    `${catalogue.length} controls stand for ${catalogue.flatMap(({ publishedAs }) => publishedAs).length} published ones: where two publishers test one condition, it is one control with both ids.`,
    '',
    '| control | severity | what holds when it passes | published as |',
    '|---|---|---|---|',
    ...rows,
  );
}

function controlPage(control: Control): string {
  const { id, title, severity, resourceType, checks, why, remediation, messages, publishedAs, references } = control;
  const actions = actionsFor(needsOf([control])).map(({ action }) => `\`${action}\``);
  const generated = lines(
    `# ${title}`,
    '',
    `\`${id}\` · ${severity} · \`${resourceType}\` · ${publishedAs.map((published) => published.id).join(' · ')}`,
    '',
    checks,
    '',
    '## Why it matters',
    '',
    why,
    '',
    '## What it says',
    '',
    ...Object.values(messages).map((message) => `- ${message}`),
    '',
    '## Fix',
    '',
    remediation.summary,
    '',
    '```sh',
    ...commands(control),
    '```',
    ...(remediation.cloudformation === undefined ? [] : ['', `CloudFormation: \`${remediation.cloudformation}\``]),
    ...(remediation.terraform === undefined ? [] : ['', `Terraform: \`${remediation.terraform}\``]),
    ...parameterSection(control),
    '',
    '## Published as',
    ...publishedAs.flatMap(publishedSection),
    '',
    '## Permissions',
    '',
    `${actions.join(', ')}`,
    '',
    '## References',
    '',
    ...references.map((url) => `- <${url}>`),
    '',
    marker,
  );
  const [, byHand = ''] = read(`${id}.md`).split(`${marker}\n`);
  return generated + byHand;
}

function parameterSection({ parameters = {} }: Control): string[] {
  const rows = Object.entries(parameters).map(
    ([name, { description, default: value }]) => `| \`${name}\` | \`${JSON.stringify(value)}\` | ${description} |`,
  );
  if (rows.length === 0) return [];
  return ['', '## Parameters', '', '| parameter | default | meaning |', '|---|---|---|', ...rows];
}

function publishedSection(published: PublishedControl): string[] {
  const requirements = Object.entries(published.requirements).map(([name, ids]) => `- ${name}: ${ids.join(', ')}`);
  const head = [
    '',
    `### ${published.id}`,
    '',
    published.title,
    '',
    `- standard: ${published.standard}`,
    `- severity: ${published.severity}`,
  ];
  if (published.standard === 'stave')
    return [...head, `- domain: ${published.domain}`, `- type: ${published.type}`, ...requirements];
  const { category, configRule, scheduleType, parameters } = published;
  return [
    ...head,
    `- category: ${category}`,
    `- AWS Config rule: \`${configRule}\``,
    `- schedule: ${scheduleType}`,
    ...parameters.map(
      ({ name, default: value }) =>
        `- parameter: \`${name}\`, default ${value === undefined ? 'none' : `\`${value}\``}`,
    ),
    ...requirements,
  ];
}

function commands({ resourceType, remediation }: Control): string[] {
  const name = `${(resourceType.split('::').at(-1) ?? '').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}_NAME`;
  const origin = { kind: 'api', operation: '' } as const;
  const resource: Resource = {
    type: resourceType,
    name,
    accountId: 'ACCOUNT_ID',
    region: 'REGION',
    properties: {},
    origin,
  };
  return remediation
    .steps(viewOf(resource))
    .flatMap(({ text, command }) => [`# ${text}`, ...(command === undefined ? [] : [command])]);
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
