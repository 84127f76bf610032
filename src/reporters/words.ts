import type { Evidence, Finding } from '../model/finding.ts';
import { filePath } from '../model/fingerprint.ts';
import type { ReportedControl } from '../model/report.ts';
import type { Position } from '../model/resource.ts';
import { isUnknown } from '../model/value.ts';
import { inline, printable } from './text.ts';

/** Shortens to so many UTF-16 units, the ellipsis included, and never through the middle of a character. */
export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = longest - 1;
  const splits = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end));
  return `${text.slice(0, splits ? end - 1 : end)}…`;
}

/** A text from the estate on one line, with what could deceive or break a reader shown as escapes. */
export function line(text: string, longest: number): string {
  return clip(printable(text), longest);
}

/** What was read: `Enabled`, `not set`, `unknown (AccessDeniedException on …)`. */
export function observedText({ observed }: Evidence, longest = 300): string {
  if (isUnknown(observed)) return line(`unknown (${observed.$unknown})`, longest);
  return observed === undefined ? 'not set' : line(inline(observed, longest), longest);
}

/** `RootAccess: Enabled (expected Disabled)` */
export function evidenceText(evidence: Evidence, longest = 300): string {
  const { property, expected } = evidence;
  const wanted = expected === undefined ? '' : ` (expected ${line(expected, longest)})`;
  return `${line(property, longest)}: ${observedText(evidence, longest)}${wanted}`;
}

/** The steps of the fix, a line each: commands as they are, sentences as comments. */
export function fixLines({ remediation }: Finding): string[] {
  return (remediation?.steps ?? []).flatMap(({ text, command }) => [
    `# ${printable(text)}`,
    ...(command === undefined ? [] : [printable(command)]),
  ]);
}

/** Where the resource, or the property that decided, stands in a file; nothing for what was read from AWS. */
export function sourceOf(finding: Finding): Source | undefined {
  const { origin } = finding.resource;
  if (origin.kind !== 'file') return undefined;
  const { line = 1, column = 1 } = positionOf(finding) ?? {};
  return { file: filePath(origin.file), address: origin.address, line, column };
}

/**
 * The place of the property that decided; where it is missing, of the nearest that it belongs to, and of the resource in
 * the end. Nothing where the file does not tell positions.
 */
export function positionOf({ resource: { origin }, evidence }: Finding): Position | undefined {
  if (origin.kind !== 'file') return undefined;
  const { properties = {}, position } = origin;
  const isWritten = (path: string) => Object.hasOwn(properties, path);
  const paths = evidence.map(({ property }) => property);
  const path = paths.find(isWritten) ?? paths.flatMap(prefixesOf).find(isWritten);
  return path === undefined ? position : properties[path];
}

/** Of `A.B[0].C`: `A.B[0]`, `A.B` and `A`. */
function prefixesOf(property: string): string[] {
  return [...property.matchAll(/[.[]/g)].map(({ index }) => property.slice(0, index)).reverse();
}

export interface Source {
  readonly file: string;
  readonly address: string;
  readonly line: number;
  readonly column: number;
}

/** The ids under which others publish the control, in the order of the catalogue. */
export function publishedIds(control: ReportedControl | undefined): string[] {
  return (control?.publishedAs ?? []).map(({ id }) => id);
}

/** Resources that may exist and were not seen stand as one named `*`. */
export function isStandIn({ resource }: Finding): boolean {
  return resource.name === '*';
}
