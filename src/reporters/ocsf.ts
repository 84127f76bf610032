import type { Finding, Status } from '../model/finding.ts';
import { fingerprint } from '../model/fingerprint.ts';
import type { ReportedControl } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { frameworkNames, requirementNames } from './frameworks.ts';
import { waiverText } from './policy-words.ts';
import type { OcsfVersion, ReportContext, Reporter } from './reporter.ts';
import { ocsfSeverity, weightOf } from './severity.ts';
import { clip, fixLines, isStandIn, line, observedText, publishedIds, sourceOf } from './words.ts';

/** OCSF Compliance Finding (2003) events, one on each line, as log pipelines and security lakes take them. */
export const ocsf: Reporter = {
  name: 'ocsf',
  description: 'OCSF compliance findings, one event per line',
  start(context) {
    let headers: readonly SnapshotHeader[] = [];
    return {
      begin(snapshots) {
        headers = snapshots;
        return '';
      },
      finding: (finding) =>
        `${JSON.stringify(toOcsf(finding, headers[finding.snapshot] as SnapshotHeader, context))}\n`,
      end: () => '',
    };
  },
};

const releases = { '1.3': '1.3.0', '1.6': '1.6.0', '1.8': '1.8.0' } as const satisfies Record<OcsfVersion, string>;

/** Long enough for any honest value, and short enough for an index. */
const longest = 4096;

/**
 * One finding as an OCSF event: https://schema.ocsf.io/1.6.0/classes/compliance_finding
 *
 * The versions differ in what they know, not in what they call it: 1.3 has neither evidences, nor checks, nor tags.
 */
export function toOcsf(
  finding: Finding,
  header: SnapshotHeader,
  { controls, toolVersion, options = {} }: Pick<ReportContext, 'controls' | 'toolVersion' | 'options'>,
): Record<string, unknown> {
  const { ocsfVersion = '1.6' } = options;
  const control = controls.get(finding.control);
  const isRich = ocsfVersion !== '1.3';
  const time = Date.parse(header.capturedAt);
  const severity = ocsfSeverity[weightOf(finding)];
  const lifecycle = finding.waiver === undefined ? lifecycleOf[finding.status] : suppressed;
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_name: 'Findings',
    category_uid: 2,
    class_name: 'Compliance Finding',
    class_uid: 2003,
    type_name: 'Compliance Finding: Create',
    type_uid: 200301,
    time,
    severity: severity.name,
    severity_id: severity.id,
    status: lifecycle.name,
    status_id: lifecycle.id,
    ...(finding.waiver === undefined ? {} : { comment: `waived by ${waiverText(finding.waiver, longest)}` }),
    message: line(finding.message, longest),
    metadata: {
      version: releases[ocsfVersion],
      product: { name: 'sagevet', vendor_name: 'sagevet', version: toolVersion },
      profiles: ['cloud'],
      event_code: finding.control,
    },
    cloud: cloudOf(finding),
    finding_info: {
      uid: fingerprint(finding),
      title: line(control?.title ?? finding.control, longest),
      ...(control === undefined ? {} : { desc: control.why }),
      types: ['Software and Configuration Checks'],
      created_time: time,
      modified_time: time,
      data_sources: [header.source],
    },
    compliance: complianceOf(finding, control, isRich),
    ...(isRich && finding.evidence.length > 0 ? { evidences: finding.evidence.map(evidenceOf) } : {}),
    resources: [resourceOf(finding, isRich)],
    ...(finding.remediation === undefined ? {} : { remediation: remediationOf(finding, control) }),
    unmapped: {
      cause: line(finding.cause, longest),
      notes: finding.notes.map((note) => line(note, longest)),
      ...(finding.baseline === undefined ? {} : { baseline: finding.baseline }),
      ...(finding.error === undefined ? {} : { error: line(finding.error, longest) }),
    },
  };
}

const suppressed = { id: 3, name: 'Suppressed' } as const;

const lifecycleOf = {
  FAILED: { id: 1, name: 'New' },
  UNKNOWN: { id: 1, name: 'New' },
  PASSED: { id: 4, name: 'Resolved' },
  NOT_APPLICABLE: { id: 4, name: 'Resolved' },
} as const satisfies Record<Status, { id: number; name: string }>;

/** OCSF calls a check that yielded no result for want of information a warning. */
const complianceStatus = {
  FAILED: { status: 'Fail', status_id: 3 },
  UNKNOWN: { status: 'Warning', status_id: 2 },
  PASSED: { status: 'Pass', status_id: 1 },
  NOT_APPLICABLE: { status: 'Not Applicable', status_id: 99 },
} as const satisfies Record<Status, { status: string; status_id: number }>;

function complianceOf(finding: Finding, control: ReportedControl | undefined, isRich: boolean): object {
  const detail = line(finding.message, longest);
  const standards = frameworkNames(control);
  const requirements = requirementNames(control);
  const status = complianceStatus[finding.status];
  const base = {
    control: publishedIds(control)[0] ?? finding.control,
    standards: standards.length === 0 ? ['sagevet'] : standards,
    ...(requirements.length === 0 ? {} : { requirements }),
    ...status,
    status_code: finding.status,
  };
  if (!isRich) return { ...base, status_detail: detail };
  const category = control?.publishedAs.flatMap((published) =>
    'category' in published ? [published.category] : [],
  )[0];
  const checks = (control?.publishedAs ?? []).map(({ id, title, severity, standard }) => ({
    uid: id,
    name: title,
    standards: [standard],
    severity: severity.toUpperCase(),
    severity_id: severityId(severity),
    ...status,
  }));
  return {
    ...base,
    status_details: [detail],
    ...(category === undefined ? {} : { category }),
    ...(control === undefined ? {} : { desc: control.checks }),
    ...(checks.length === 0 ? {} : { checks }),
  };
}

/** Other standards have words of their own for how severe a control is. */
function severityId(published: string): number {
  const known: Readonly<Record<string, { id: number }>> = ocsfSeverity;
  return known[published.toLowerCase()]?.id ?? 99;
}

/** Strings whatever AWS's type is: stores that keep events by column want one type for one name. */
function evidenceOf(evidence: Finding['evidence'][number]): object {
  const { property, expected } = evidence;
  return {
    data: {
      property: line(property, longest),
      observed: observedText(evidence, longest),
      ...(expected === undefined ? {} : { expected: line(expected, longest) }),
    },
  };
}

function cloudOf({ resource: { accountId, region } }: Finding): object {
  return {
    provider: 'AWS',
    ...(accountId === '' ? {} : { account: { uid: line(accountId, 64), type: 'AWS Account', type_id: 10 } }),
    ...(region === '' ? {} : { region: line(region, 64) }),
  };
}

function resourceOf(finding: Finding, isRich: boolean): object {
  const { arn, name, type, region, tags = [] } = finding.resource;
  const source = sourceOf(finding);
  const uid = isStandIn(finding) ? undefined : (arn ?? (source && `${source.file}#${source.address}`));
  const worded = tags.map(({ Key, Value }) => ({ name: line(Key, 256), value: line(Value, 512) }));
  return {
    name: line(name, longest),
    ...(uid === undefined ? {} : { uid: line(uid, longest) }),
    type,
    ...(region === '' ? {} : { region: line(region, 64) }),
    ...(worded.length === 0
      ? {}
      : isRich
        ? { tags: worded }
        : { labels: worded.map(({ name, value }) => `${name}:${value}`) }),
    ...(source === undefined ? {} : { data: { file: line(source.file, longest), line: source.line } }),
  };
}

function remediationOf(finding: Finding, control: ReportedControl | undefined): object {
  const text = [control?.remediation.summary, ...fixLines(finding)].filter((part) => part !== undefined).join('\n');
  return {
    desc: clip(text, 2 * longest) || 'see the control',
    ...(control === undefined || control.references.length === 0 ? {} : { references: [...control.references] }),
  };
}
