import type {
  AwsSageMakerNotebookInstanceDetails,
  AwsSecurityFinding,
  Compliance,
  Resource,
} from '@aws-sdk/client-securityhub';
import type { Framework } from '../model/control.ts';
import type { Finding, Status } from '../model/finding.ts';
import { fingerprint } from '../model/fingerprint.ts';
import type { ReportedControl } from '../model/report.ts';
import type { ResourceType } from '../model/resource.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { frameworkNames, requirementNames } from './frameworks.ts';
import { waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { asffSeverity, weightOf } from './severity.ts';
import { plural } from './text.ts';
import { clip, evidenceText, fixLines, isStandIn, line, observedText, publishedIds } from './words.ts';

/** The AWS Security Finding Format, as `BatchImportFindings` takes it: a JSON array with a finding on each line. */
export const asff: Reporter = {
  name: 'asff',
  description: 'AWS Security Finding Format, for Security Hub',
  start(context) {
    let headers: readonly SnapshotHeader[] = [];
    let separator = '';
    let leftOut = 0;
    return {
      begin(snapshots) {
        headers = snapshots;
        return '[';
      },
      finding(finding) {
        const converted = toAsff(finding, headers[finding.snapshot] as SnapshotHeader, context);
        if (converted === undefined) {
          leftOut += 1;
          return '';
        }
        const text = `${separator}\n${JSON.stringify(converted)}`;
        separator = ',';
        return text;
      },
      end: () => '\n]\n',
      notes: () =>
        leftOut === 0
          ? []
          : [`${plural(leftOut, 'finding')} left out: Security Hub takes none without an account and a region`],
    };
  },
};

/** https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html */
const findingsPerCall = 100;
const bytesPerFinding = 240_000;
const bytesPerCall = 6_000_000;

/**
 * Cuts findings into lists for one `BatchImportFindings` call each: at most 100 findings and 6 MB. No finding that
 * sagevet makes comes near the 240 KB that one may have, so that one beyond it is a mistake of the caller's.
 * @throws RangeError for a finding that is too large
 */
export function asffBatches(findings: readonly AwsSecurityFinding[]): AwsSecurityFinding[][] {
  const batches: AwsSecurityFinding[][] = [];
  let room = 0;
  for (const finding of findings) {
    const size = Buffer.byteLength(JSON.stringify(finding)) + 1;
    if (size > bytesPerFinding) throw new RangeError(`finding \`${finding.Id}\` is larger than Security Hub takes`);
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < findingsPerCall && size <= room) batch.push(finding);
    else {
      batches.push([finding]);
      room = bytesPerCall;
    }
    room -= size;
  }
  return batches;
}

/**
 * One finding as Security Hub takes it, or nothing where the account or the region is not known, without which there is
 * no Security Hub to send it to.
 * Limits: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export function toAsff(
  finding: Finding,
  header: SnapshotHeader,
  { controls, toolVersion }: Pick<ReportContext, 'controls' | 'toolVersion'>,
): AwsSecurityFinding | undefined {
  const { accountId } = finding.resource;
  const region = regionOf(finding, header);
  if (!/^\d{12}$/.test(accountId) || region === undefined) return undefined;
  const control = controls.get(finding.control);
  const partition = partitionOf(region);
  const capturedAt = new Date(header.capturedAt).toISOString();
  const severity = {
    Label: asffSeverity[weightOf(finding)],
    Original: text(publishedSeverity(control) ?? finding.severity, 64),
  };
  const types = typesOf(control);
  return {
    SchemaVersion: '2018-10-08',
    Id: asffId(finding),
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: 'sagevet',
    CompanyName: 'sagevet',
    GeneratorId: text(`sagevet/${finding.control}`, 512),
    AwsAccountId: accountId,
    Region: region,
    Types: types,
    CreatedAt: capturedAt,
    UpdatedAt: capturedAt,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: types },
    Title: text(control?.title ?? finding.control, 256),
    Description: text([finding.message, ...finding.notes].join('. '), 1024),
    Remediation: { Recommendation: recommendation(finding, control) },
    ProductFields: productFields(finding, toolVersion),
    Resources: [resourceOf(finding, region, partition)],
    Compliance: complianceOf(finding, control),
    Workflow: { Status: finding.waiver === undefined ? workflow[finding.status] : 'SUPPRESSED' },
    ...noteOf(finding, capturedAt),
    RecordState: 'ACTIVE',
  };
}

/** The id under which Security Hub knows the finding: the same for the same control and resource in every scan. */
export function asffId(finding: Pick<Finding, 'control' | 'resource'>): string {
  return `${text(`sagevet/${finding.control}`, 400)}/${fingerprint(finding)}`;
}

/** Security Hub takes a note and a workflow status with a finding that is new to it, and keeps its own afterwards. */
function noteOf({ waiver }: Finding, UpdatedAt: string): Pick<AwsSecurityFinding, 'Note'> {
  if (waiver === undefined) return {};
  return { Note: { Text: text(`waived by ${waiverText(waiver)}`, 512), UpdatedBy: 'sagevet', UpdatedAt } };
}

const workflow = {
  FAILED: 'NEW',
  UNKNOWN: 'NEW',
  PASSED: 'RESOLVED',
  NOT_APPLICABLE: 'RESOLVED',
} as const satisfies Record<Status, string>;

const complianceStatus = {
  FAILED: 'FAILED',
  UNKNOWN: 'WARNING',
  PASSED: 'PASSED',
  NOT_APPLICABLE: 'NOT_AVAILABLE',
} as const satisfies Record<Status, string>;

function complianceOf(finding: Finding, control: ReportedControl | undefined): Compliance {
  const consolidated = consolidatedId(control);
  const requirements = requirementNames(control).slice(0, 32);
  return {
    Status: complianceStatus[finding.status],
    StatusReasons: [{ ReasonCode: reasonCode(finding), Description: text(finding.message, 1024) }],
    SecurityControlId: text(consolidated ?? publishedIds(control)[0] ?? finding.control, 128),
    AssociatedStandards: standardsOf(control).map((StandardsId) => ({ StandardsId })),
    ...(requirements.length === 0 ? {} : { RelatedRequirements: requirements.map((name) => text(name, 64)) }),
  };
}

/** Why the status is what it is, in capitals as Security Hub's own codes. */
function reasonCode(finding: Finding): string {
  if (finding.error !== undefined) return 'CONTROL_ERROR';
  if (finding.status === 'UNKNOWN') return isStandIn(finding) ? 'RESOURCES_NOT_SEEN' : 'VALUE_NOT_KNOWN';
  if (finding.status === 'FAILED') return 'CONTROL_FAILED';
  return finding.status === 'PASSED' ? 'CONTROL_PASSED' : 'CONTROL_NOT_APPLICABLE';
}

const taggingCategory = 'Identify > Inventory > Tagging';
const standardOfFramework: Partial<Record<Framework, string>> = {
  'nist-800-53-r5': 'standards/nist-800-53/v/5.0.0',
  'pci-dss-3.2.1': 'standards/pci-dss/v/3.2.1',
  'pci-dss-4.0.1': 'standards/pci-dss/v/4.0.1',
};

/** https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html */
function standardsOf(control: ReportedControl | undefined): string[] {
  const published = control?.publishedAs.find(({ standard }) => standard === 'aws-security-hub');
  if (published === undefined || !('category' in published)) return [];
  const own =
    published.category === taggingCategory
      ? 'standards/aws-resource-tagging-standard/v/1.0.0'
      : 'standards/aws-foundational-security-best-practices/v/1.0.0';
  const frameworks = Object.keys(published.requirements) as Framework[];
  return [own, ...frameworks.flatMap((framework) => standardOfFramework[framework] ?? [])];
}

function typesOf(control: ReportedControl | undefined): string[] {
  return [
    'Software and Configuration Checks/AWS Security Best Practices',
    ...frameworkNames(control).map(
      (name) => `Software and Configuration Checks/Industry and Regulatory Standards/${name}`,
    ),
  ];
}

function consolidatedId(control: ReportedControl | undefined): string | undefined {
  return control?.publishedAs.find(({ standard }) => standard === 'aws-security-hub')?.id;
}

function publishedSeverity(control: ReportedControl | undefined): string | undefined {
  return control?.publishedAs[0]?.severity;
}

function recommendation(finding: Finding, control: ReportedControl | undefined): { Text: string; Url?: string } {
  const url = control?.references[0];
  return {
    Text: text(control?.remediation.summary ?? fixLines(finding).join(' '), 512),
    ...(url === undefined || url.length > 512 ? {} : { Url: url }),
  };
}

/** So few, and so short, that a finding stays far below 240 KB whatever the estate is called. */
const longestField = 1024;
const mostFields = 16;

function productFields(finding: Finding, toolVersion: string): Record<string, string> {
  const evidence = finding.evidence.map((part) => evidenceText(part, longestField));
  const numbered = (name: string, values: readonly string[]) =>
    values.slice(0, mostFields).map((value, index) => [`sagevet/${name}/${index + 1}`, text(value, longestField)]);
  return Object.fromEntries([
    ['sagevet/version', text(toolVersion, 64)],
    ['sagevet/control', text(finding.control, 128)],
    ['sagevet/cause', text(finding.cause, longestField)],
    ...(finding.baseline === undefined ? [] : [['sagevet/baseline', finding.baseline]]),
    ...(finding.waiver === undefined ? [] : [['sagevet/waiver', text(waiverText(finding.waiver), longestField)]]),
    ...numbered('evidence', evidence),
    ...numbered('fix', fixLines(finding)),
  ]);
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
const asffTypes: Partial<Record<ResourceType, string>> = {
  'AWS::SageMaker::NotebookInstance': 'AwsSageMakerNotebookInstance',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::ManagedPolicy': 'AwsIamPolicy',
};

function resourceOf(finding: Finding, region: string, partition: string): Resource {
  const { resource } = finding;
  const place = { Region: region, ...(isKnownPartition(partition) ? { Partition: partition } : {}) };
  if (isStandIn(finding)) return { Type: 'AwsAccount', Id: `AWS::::Account:${resource.accountId}`, ...place };
  const tags = tagsOf(finding);
  return {
    Type: asffTypes[resource.type] ?? 'Other',
    Id: text(resource.arn ?? resource.name, 512),
    ...place,
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    Details: {
      ...(resource.type === 'AWS::SageMaker::NotebookInstance'
        ? { AwsSageMakerNotebookInstance: notebookOf(finding) }
        : {}),
      Other: otherDetails(finding),
    },
  };
}

function otherDetails({ resource, evidence }: Finding): Record<string, string> {
  const properties = evidence
    .slice(0, mostFields)
    .map((part) => [text(part.property, 128), text(observedText(part, longestField), longestField)]);
  return Object.fromEntries([
    ...properties,
    ['ResourceType', resource.type],
    ['ResourceName', text(resource.name, 256)],
  ]);
}

/** The members of a notebook instance's details that are strings in both APIs. */
const notebookMembers = [
  'DirectInternetAccess',
  'InstanceType',
  'KmsKeyId',
  'NotebookInstanceLifecycleConfigName',
  'NotebookInstanceStatus',
  'PlatformIdentifier',
  'RoleArn',
  'RootAccess',
  'SubnetId',
] as const satisfies readonly (keyof AwsSageMakerNotebookInstanceDetails)[];

function notebookOf({ resource, evidence }: Finding): AwsSageMakerNotebookInstanceDetails {
  const read = notebookMembers.flatMap((member) => {
    const observed = evidence.find(({ property }) => property === member)?.observed;
    return typeof observed === 'string' && observed.trim() !== '' ? [[member, text(observed, 512)]] : [];
  });
  return {
    NotebookInstanceName: text(resource.name, 256),
    ...(resource.arn === undefined ? {} : { NotebookInstanceArn: text(resource.arn, 512) }),
    ...Object.fromEntries(read),
  };
}

function tagsOf({ resource: { tags = [] } }: Finding): Record<string, string> {
  const worded = tags.slice(0, 50).map(({ Key, Value }) => [clip(line(Key, 128).trim(), 128), line(Value, 256).trim()]);
  return Object.fromEntries(worded.filter(([key, value]) => key !== '' && value !== ''));
}

/** What stands in no region is reported in the first one that was scanned. */
function regionOf({ resource }: Finding, header: SnapshotHeader): string | undefined {
  const region = resource.region === '' ? header.regions[0] : resource.region;
  return region !== undefined && /^[a-z0-9-]{1,16}$/.test(region) ? region : undefined;
}

const partitions: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-iso-', 'aws-iso'],
  ['eusc-', 'aws-eusc'],
];

function partitionOf(region: string): string {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

function isKnownPartition(partition: string): partition is 'aws' | 'aws-cn' | 'aws-us-gov' {
  return ['aws', 'aws-cn', 'aws-us-gov'].includes(partition);
}

/** A string as Security Hub takes it: no control characters, never blank, never longer than its limit. */
function text(value: string, longest: number): string {
  return line(value, longest).trim() || '-';
}
