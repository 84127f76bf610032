import type { Control, PublishedControl } from '../model/control.ts';
import type { Resource } from '../model/resource.ts';
import { viewOf } from '../model/view.ts';
import { plural, typeNoun, wrap, wrapCommand } from './text.ts';

/** The catalogue as a list: each control with its severity, its ids and what it asks for. */
export function listControls(controls: readonly Control[], columns: number): string {
  const width = Math.max(40, Math.min(columns, 110));
  const lines = controls.flatMap(({ id, severity, title, publishedAs }) => [
    `${severity.toUpperCase().padEnd(7)} ${id}`,
    ...wrap(title, width - 8).map((line) => `        ${line}`),
    ...(publishedAs.length === 0 ? [] : wrap(publishedAs.map((published) => published.id).join(' · '), width - 8)).map(
      (line) => `        ${line}`,
    ),
  ]);
  const published = controls.flatMap(({ publishedAs }) => publishedAs).length;
  return `${lines.join('\n')}\n\n${plural(controls.length, 'control')} for ${plural(published, 'published control')}; \`sagevet controls ID\` explains one\n`;
}

/** One control in full: what it checks, why, who publishes it, what can be set, how it is fixed and what it has to read. */
export function explainControl(control: Control, permissions: readonly string[], columns: number): string {
  const width = Math.max(40, Math.min(columns, 100));
  const paragraph = (text: string, indent = '  ') => wrap(text, width - indent.length).map((line) => indent + line);
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
  const {
    id,
    title,
    severity,
    resourceType,
    why,
    checks,
    publishedAs,
    parameters = {},
    remediation,
    references,
  } = control;
  const parameterLines = Object.entries(parameters).flatMap(([name, { description, default: value }]) => [
    ...paragraph(`${name} (default ${JSON.stringify(value).replaceAll(',', ', ')})`),
    ...paragraph(description, '    '),
  ]);
  const lines = [
    ...wrap(title, width),
    id,
    `${severity} · ${resourceType}`,
    ...section('Checks', paragraph(checks)),
    ...section('Why', paragraph(why)),
    ...section('Fix', [
      ...paragraph(remediation.summary),
      ...exampleCommands(control, width),
      ...(remediation.cloudformation === undefined ? [] : paragraph(`CloudFormation: ${remediation.cloudformation}`)),
      ...(remediation.terraform === undefined ? [] : paragraph(`Terraform:      ${remediation.terraform}`)),
    ]),
    ...section('Parameters', parameterLines),
    ...section(
      'Published as',
      publishedAs.flatMap((published) => explainPublished(published, width)),
    ),
    ...section('Permissions', paragraph(permissions.join(', '))),
    ...section(
      'References',
      references.map((url) => `  ${url}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function explainPublished(published: PublishedControl, width: number): string[] {
  const indent = '    ';
  const line = (label: string, text: string) =>
    wrap(`${label} ${text}`, width - indent.length).map((part) => indent + part);
  const requirements = Object.entries(published.requirements).flatMap(([framework, ids]) =>
    line(`${framework}:`, ids.join(', ')),
  );
  const head = [
    `  ${published.id} (${published.standard})`,
    ...line('title:', published.title),
    ...line('severity:', published.severity),
  ];
  if (published.standard === 'stave') {
    return [...head, ...line('domain:', published.domain), ...line('type:', published.type), ...requirements];
  }
  const { category, resourceType, configRule, scheduleType, parameters } = published;
  return [
    ...head,
    ...line('category:', category),
    ...line('resource type:', resourceType),
    ...line('Config rule:', configRule),
    ...line('schedule:', scheduleType),
    ...parameters.flatMap(({ name, default: value, customizable }) =>
      line('parameter:', `${name}, ${value ?? 'no default'}${customizable ? '' : ', not customizable'}`),
    ),
    ...requirements,
  ];
}

/** The steps for a resource that exists nowhere, with capitals where its names would stand. */
function exampleCommands(control: Control, width: number): string[] {
  const name = `${typeNoun(control.resourceType).replaceAll(' ', '_').toUpperCase()}_NAME`;
  const resource: Resource = {
    type: control.resourceType,
    name,
    accountId: 'ACCOUNT_ID',
    region: 'REGION',
    properties: {},
    origin: { kind: 'api', operation: '' },
  };
  return control.remediation
    .steps(viewOf(resource))
    .flatMap(({ text, command }) => [
      ...wrap(`# ${text}`, width - 2).map((line) => `  ${line}`),
      ...(command === undefined ? [] : wrapCommand(command, width - 2).map((line) => `  ${line}`)),
    ]);
}
