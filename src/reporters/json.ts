import type { Control, Framework, Standard } from '../model/control.ts';
import type { Evidence, Finding, FindingRemediation, Severity, Status } from '../model/finding.ts';
import type { Report, StatusCounts } from '../model/report.ts';
import type { Tag } from '../model/resource.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import type { ReportContext, Reporter } from './reporter.ts';

/**
 * The JSON format, version 1. These types are the promise to its readers and do not follow the internal ones: a member is
 * never renamed or removed within a version, and new ones may be added.
 */
export interface JsonReport {
  readonly format: 'sagevet-report';
  readonly version: 1;
  readonly tool: { readonly name: 'sagevet'; readonly version: string };
  /** In the order in which the resources were judged. */
  readonly findings: readonly JsonFinding[];
  readonly summary: {
    readonly counts: StatusCounts;
    readonly countsBySeverity: Readonly<Record<Severity, StatusCounts>>;
    /** How many resources were judged, by type. */
    readonly resources: Readonly<Record<string, number>>;
  };
  /** What was judged: one header for each input. */
  readonly snapshots: readonly SnapshotHeader[];
  readonly controls: readonly JsonControl[];
  readonly gaps: readonly Gap[];
  readonly errors: readonly string[];
  readonly interrupted: boolean;
}

export interface JsonFinding {
  readonly control: string;
  readonly publishedAs: readonly { readonly standard: Standard; readonly id: string; readonly severity: string }[];
  readonly status: Status;
  readonly severity: Severity;
  readonly resource: {
    readonly type: string;
    readonly arn: string | null;
    readonly name: string;
    readonly accountId: string;
    readonly region: string;
    readonly tags: readonly Tag[] | null;
    readonly origin: Finding['resource']['origin'];
  };
  readonly cause: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly notes: readonly string[];
  readonly remediation: FindingRemediation | null;
  readonly error: string | null;
}

export interface JsonControl {
  readonly id: string;
  readonly title: string;
  readonly resourceType: string;
  readonly severity: Severity;
  readonly why: string;
  readonly checks: string;
  readonly publishedAs: Control['publishedAs'];
  /** By framework, from all published ids. */
  readonly requirements: Readonly<Partial<Record<Framework, readonly string[]>>>;
  readonly references: readonly string[];
}

export const json: Reporter = {
  name: 'json',
  description: 'everything, for programs (versioned)',
  start(context) {
    let separator = '';
    return {
      begin: () => `{"format":"sagevet-report","version":1,"tool":${JSON.stringify(toolOf(context))},"findings":[`,
      finding(finding) {
        const text = `${separator}\n${JSON.stringify(jsonFinding(finding, context))}`;
        separator = ',';
        return text;
      },
      end: (report) => `\n],\n${JSON.stringify(rest(report, context), null, 1).slice(1)}\n`,
    };
  },
};

function toolOf({ toolVersion }: ReportContext): JsonReport['tool'] {
  return { name: 'sagevet', version: toolVersion };
}

function rest(
  report: Report,
  { controls }: ReportContext,
): Omit<JsonReport, 'format' | 'version' | 'tool' | 'findings'> {
  const { counts, countsBySeverity, resources, snapshots, gaps, errors, interrupted = false } = report;
  return {
    summary: { counts, countsBySeverity, resources },
    snapshots,
    controls: report.controls.flatMap((id) => jsonControl(controls.get(id))),
    gaps,
    errors,
    interrupted,
  };
}

function jsonFinding(finding: Finding, { controls }: ReportContext): JsonFinding {
  const {
    control,
    status,
    severity,
    resource,
    cause,
    message,
    evidence,
    notes,
    remediation = null,
    error = null,
  } = finding;
  const { type, arn = null, name, accountId, region, tags = null, origin } = resource;
  const publishedAs = (controls.get(control)?.publishedAs ?? []).map(({ standard, id, severity }) => ({
    standard,
    id,
    severity,
  }));
  return {
    control,
    publishedAs,
    status,
    severity,
    resource: { type, arn, name, accountId, region, tags, origin },
    cause,
    message,
    evidence,
    notes,
    remediation,
    error,
  };
}

function jsonControl(control: Control | undefined): JsonControl[] {
  if (control === undefined) return [];
  const { id, title, resourceType, severity, why, checks, publishedAs, references } = control;
  return [
    { id, title, resourceType, severity, why, checks, publishedAs, requirements: requirementsOf(control), references },
  ];
}

function requirementsOf({ publishedAs }: Control): JsonControl['requirements'] {
  const merged: Partial<Record<Framework, string[]>> = {};
  for (const { requirements } of publishedAs) {
    for (const [framework, ids] of Object.entries(requirements) as [Framework, readonly string[]][]) {
      merged[framework] = [...new Set([...(merged[framework] ?? []), ...ids])];
    }
  }
  return merged;
}
