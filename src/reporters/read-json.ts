import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { z } from 'zod';
import type { Finding } from '../model/finding.ts';
import { FindingGroups } from '../model/finding-groups.ts';
import { InputError } from '../model/input-error.ts';
import type { Report, ReportedControl } from '../model/report.ts';
import { type JsonFinding, type JsonReport, jsonReport } from './json-report.ts';

/** A report that was saved as JSON, and what it takes to write it again. */
export interface SavedReport {
  readonly report: Report;
  /** The controls that were run, by id, as they were then. */
  readonly controls: ReadonlyMap<string, ReportedControl>;
  /** Of the sagevet that made the report. */
  readonly toolVersion: string;
}

/**
 * Reads a file that `--format json` wrote.
 * @throws InputError when it cannot be read, was cut, is of a newer version or something else
 */
export function readReport(path: string): SavedReport {
  return parseReport(readText(path), path);
}

/** Whether a file is what `--format json` wrote, by its first words; what cannot be read is not. */
export function isSavedReport(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(200);
      return isReportText(start.toString('utf8', 0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** @param name the file's, for error messages @throws InputError */
export function parseReport(text: string, name: string): SavedReport {
  const saved = checked(parse(text, name), name);
  const findings = saved.findings.map(findingOf);
  const groups = new FindingGroups();
  for (const finding of findings) if (groups.count(finding, finding.resource)) groups.addExample(finding);
  const { snapshots, summary, gaps, errors, interrupted, waivers, baseline } = saved;
  return {
    toolVersion: saved.tool.version,
    controls: new Map(saved.controls.map((control) => [control.id, control as ReportedControl])),
    report: {
      snapshots: snapshots as Report['snapshots'],
      controls: saved.controls.map(({ id }) => id),
      resources: summary.resources,
      ...groups.summary(),
      findings,
      gaps: gaps as Report['gaps'],
      errors,
      ...(waivers && { waivers }),
      ...(baseline && { baseline }),
      ...(interrupted ? { interrupted } : {}),
    },
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read \`${path}\`: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
  }
}

function whyUnreadable({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE')
    return 'it is too large to be read at once (512 MB): scan the snapshot again with the format you want';
  return message;
}

function parse(raw: string, name: string): unknown {
  const text = raw.replace(/^\ufeff/, '');
  const start = text.slice(0, 200);
  if (/^\s*\{\s*"sagevet"\s*:\s*"snapshot"/.test(start))
    throw new InputError(`\`${name}\` is a snapshot, not a report: judge it with \`sagevet scan\``);
  if (start.trim() === '') throw new InputError(`\`${name}\` is empty`);
  try {
    return JSON.parse(text);
  } catch {
    if (isReportText(start))
      throw new InputError(`\`${name}\` is a report that was cut or damaged: make it again with \`--format json\``);
    throw new InputError(`\`${name}\` is no JSON: expected what \`--format json\` writes`);
  }
}

/** The document as it was parsed: what a newer minor version added to it is left alone. */
function checked(document: unknown, name: string): JsonReport {
  const { format, version } = (
    typeof document === 'object' && document !== null ? document : {}
  ) as Partial<JsonReport>;
  if (format !== 'sagevet-report')
    throw new InputError(`\`${name}\` is no report of sagevet: expected what \`--format json\` writes`);
  if (typeof version === 'number' && version > 1)
    throw new InputError(
      `\`${name}\` is a report of version ${version}, and this sagevet reads version 1: update sagevet`,
    );
  const { success, error } = jsonReport.safeParse(document);
  if (!success) throw new InputError(`\`${name}\` is a damaged report: ${firstProblem(error)}`);
  const report = document as JsonReport;
  const stray = report.findings.findIndex(({ snapshot }) => snapshot >= report.snapshots.length);
  if (stray !== -1)
    throw new InputError(`\`${name}\` is a damaged report: findings[${stray}].snapshot: there is no such snapshot`);
  return report;
}

function isReportText(start: string): boolean {
  return /^\ufeff?\s*\{\s*"format"\s*:\s*"sagevet-report"/.test(start);
}

function firstProblem({ issues }: z.ZodError): string {
  const [{ path, message } = { path: [], message: 'not valid' }] = issues;
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `${place.replace(/^\./, '')}: ${message.toLowerCase()}`;
}

function findingOf(saved: JsonFinding): Finding {
  const { publishedAs: _, resource, remediation, error, ...rest } = saved;
  const { arn, tags, ...where } = resource;
  return {
    ...rest,
    resource: { ...where, ...(arn === null ? {} : { arn }), ...(tags === null ? {} : { tags }) },
    ...(remediation === null ? {} : { remediation }),
    ...(error === null ? {} : { error }),
  } as Finding;
}
