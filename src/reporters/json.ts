import type { Finding } from '../model/finding.ts';
import type { Report, ReportedControl } from '../model/report.ts';
import { requirementsOf } from './frameworks.ts';
import type { JsonControl, JsonFinding, JsonReport } from './json-report.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { safeJson } from './safe-json.ts';

export const json: Reporter = {
  name: 'json',
  description: 'everything, for programs (versioned)',
  start(context) {
    let separator = '';
    return {
      begin: () => `{"format":"sagevet-report","version":1,"tool":${JSON.stringify(toolOf(context))},"findings":[`,
      finding(finding) {
        const text = `${separator}\n${safeJson(jsonFinding(finding, context))}`;
        separator = ',';
        return text;
      },
      end: (report) => `\n],\n${safeJson(rest(report, context), 1).slice(1)}\n`,
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
  const { waivers, baseline } = report;
  return {
    summary: { counts, countsBySeverity, resources: resources as Readonly<Record<string, number>> },
    snapshots,
    controls: report.controls.flatMap((id) => jsonControl(controls.get(id))),
    gaps,
    errors,
    ...(waivers && { waivers: waivers }),
    ...(baseline && { baseline }),
    interrupted,
  };
}

function jsonFinding(finding: Finding, { controls }: ReportContext): JsonFinding {
  const { control, status, severity, snapshot, resource, cause, message, evidence, notes } = finding;
  const { remediation = null, error = null, waiver, baseline } = finding;
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
    snapshot,
    resource: { type, arn, name, accountId, region, tags, origin },
    cause,
    message,
    evidence,
    notes,
    remediation,
    ...(waiver && { waiver: waiver }),
    ...(baseline && { baseline }),
    error,
  };
}

function jsonControl(control: ReportedControl | undefined): JsonControl[] {
  if (control === undefined) return [];
  const { id, title, resourceType, severity, why, checks, messages, remediation, publishedAs, references } = control;
  const { summary, cloudformation, terraform } = remediation;
  return [
    {
      id,
      title,
      resourceType,
      severity,
      why,
      checks,
      messages,
      remediation: {
        summary,
        ...(cloudformation === undefined ? {} : { cloudformation }),
        ...(terraform === undefined ? {} : { terraform }),
      },
      publishedAs,
      requirements: requirementsOf(control),
      references,
    },
  ];
}
