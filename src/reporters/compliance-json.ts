import { type ControlEvidence, longestList } from './compliance.ts';
import { complianceReporter, type Told } from './compliance-reporter.ts';

/** Version 1: members are added to it, and never renamed or removed. */
export const complianceJson = complianceReporter('json', 'everything, for programs', (told) => {
  return `${JSON.stringify(documentOf(told), null, 2)}\n`;
});

function documentOf({ compliance, report, context }: Told): object {
  const { framework, title, counts, score, requirements } = compliance;
  const controls = new Set(requirements.flatMap((requirement) => requirement.controls));
  return {
    format: 'sagevet-compliance',
    version: 1,
    tool: { name: 'sagevet', version: context.toolVersion },
    framework,
    title,
    summary: { requirements: counts, score: { percent: null, ...score } },
    snapshots: report.snapshots,
    requirements: requirements.map(({ id, title, status, controls: of }) => ({
      id,
      title,
      status,
      controls: of.map(({ control }) => control.id),
    })),
    controls: [...controls].map(controlOf),
    gaps: report.gaps,
    errors: report.errors,
    interrupted: report.interrupted ?? false,
  };
}

/** Of each status at most so many resources are named, and all are counted. */
function controlOf({ control, wasRun, status, failed, unknown, passed, waived, resources }: ControlEvidence): object {
  return {
    id: control.id,
    title: control.title,
    severity: control.severity,
    wasRun,
    status,
    counts: { failed, unknown, passed, waived },
    isComplete: Math.max(failed, unknown, passed, waived) <= longestList,
    resources: resources.map(
      ({ status: result, resource: { type, arn = null, name, accountId, region }, message }) => ({
        result,
        type,
        arn,
        name,
        accountId,
        region,
        message,
      }),
    ),
  };
}
