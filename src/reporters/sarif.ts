import { type Finding, type Severity, severities } from '../model/finding.ts';
import { filePath, fingerprint } from '../model/fingerprint.ts';
import type { Report, ReportedControl } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { frameworkNames } from './frameworks.ts';
import { waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { sarifSeverity } from './severity.ts';
import { plural, printable, typeNoun } from './text.ts';
import { clip, evidenceText, isStandIn, line, publishedIds, sourceOf } from './words.ts';

/**
 * What GitHub takes of one upload:
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
const mostRuns = 20;
const mostResults = 25_000;
const mostTags = 20;
const longestDescription = 1024;
const longestMessage = 4096;

/** SARIF 2.1.0 for code scanning: failures are results, and what could not be judged is a notification. */
export const sarif: Reporter = {
  name: 'sarif',
  description: 'SARIF 2.1.0, for code scanning',
  start(context) {
    let runs: Run[] = [];
    return {
      begin(snapshots) {
        runs = runsFor(snapshots, context);
        return '';
      },
      finding(finding) {
        (runs[finding.snapshot] ?? runs[0])?.add(finding);
        return '';
      },
      end: (report) => `${sarifLog(runs.map((run) => run.toString(report)))}\n`,
      notes: () => runs.flatMap((run) => run.notes()),
    };
  },
};

function sarifLog(runs: readonly string[]): string {
  const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
  return `{"$schema":${JSON.stringify(schema)},"version":"2.1.0","runs":[${runs.join(',')}]}`;
}

/** One run for each input, and one for all where there are more than an upload may have. */
function runsFor(snapshots: readonly SnapshotHeader[], context: ReportContext): Run[] {
  const names = snapshots.length > mostRuns ? ['all'] : snapshots.map(targetOf);
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    // GitHub refuses an upload in which two runs have one category.
    return new Run(`sagevet/${name}${earlier === 0 ? '' : `-${earlier + 1}`}/`, context);
  });
}

function targetOf({ input, source, accounts }: SnapshotHeader): string {
  const name = input === undefined ? [source, ...accounts].join('-') : filePath(input);
  return clip(name.replace(/[^\w./-]+/g, '-').replace(/^[./-]+|\/+$/g, ''), 200) || 'input';
}

class Run {
  readonly #id: string;
  readonly #context: ReportContext;
  readonly #ruleIndexes: ReadonlyMap<string, number>;
  readonly #results: Readonly<Record<Severity, string[]>> = {
    critical: [],
    high: [],
    medium: [],
    low: [],
    informational: [],
  };
  readonly #unknown = new Map<string, { readonly example: Finding; count: number }>();
  #failed = 0;

  constructor(id: string, context: ReportContext) {
    this.#id = id;
    this.#context = context;
    this.#ruleIndexes = new Map([...context.controls.keys()].map((control, index) => [control, index]));
  }

  add(finding: Finding): void {
    if (finding.status === 'FAILED') this.#addFailure(finding);
    if (finding.status === 'UNKNOWN') this.#addUnknown(finding);
  }

  notes(): string[] {
    const left = this.#failed - mostResults;
    return left <= 0 ? [] : [`${plural(left, 'failure')} of ${this.#id} left out, the least severe: ${limitReason}`];
  }

  toString({ interrupted, errors }: Report): string {
    const { controls, toolVersion } = this.#context;
    const head = {
      tool: {
        driver: { name: 'sagevet', version: toolVersion, rules: [...controls.values()].map(ruleOf) },
      },
      automationDetails: { id: this.#id },
      invocations: [
        {
          executionSuccessful: interrupted !== true && errors.length === 0,
          toolExecutionNotifications: this.#notifications(),
        },
      ],
      columnKind: 'utf16CodeUnits',
    };
    const results = severities.flatMap((severity) => this.#results[severity]).slice(0, mostResults);
    return `${JSON.stringify(head).slice(0, -1)},"results":[\n${results.join(',\n')}\n]}`;
  }

  #addFailure(finding: Finding): void {
    this.#failed += 1;
    const alike = this.#results[finding.severity];
    if (alike.length < mostResults) alike.push(JSON.stringify(this.#resultOf(finding)));
  }

  #addUnknown(finding: Finding): void {
    const key = `${finding.control} ${finding.cause}`;
    const known = this.#unknown.get(key);
    if (known === undefined) this.#unknown.set(key, { example: finding, count: 1 });
    else known.count += 1;
  }

  #resultOf(finding: Finding): object {
    const id = fingerprint(finding);
    const index = this.#ruleIndexes.get(finding.control);
    return {
      ruleId: finding.control,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: sarifSeverity[finding.severity].level,
      message: { text: messageOf(finding, this.#context.controls.get(finding.control)) },
      locations: [locationOf(finding)],
      ...(finding.baseline && { baselineState: baselineState[finding.baseline] }),
      ...suppressionsOf(finding),
      partialFingerprints: { 'sagevet/v1': id, primaryLocationLineHash: `${id.slice(0, 16)}:1` },
    };
  }

  /** GitHub makes an alert of every result whatever its kind, and what is not known must not look like a failure. */
  #notifications(): object[] {
    const unknown = [...this.#unknown.values()].map(({ example, count }) => {
      const where = isStandIn(example) ? '' : `, e.g. ${line(example.resource.name, 300)}`;
      const text = `not judged (${plural(count, 'finding')}${where}): ${printable(example.message)}`;
      return {
        level: example.error === undefined ? 'warning' : 'error',
        message: { text: clip(withoutLinks(text), longestMessage) },
        associatedRule: { id: example.control },
      };
    });
    const cut = this.notes().map((text) => ({ level: 'warning', message: { text } }));
    return [...cut, ...unknown];
  }
}

const baselineState = { new: 'new', known: 'unchanged' } as const;

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317729 */
function suppressionsOf({ waiver }: Finding): { suppressions?: object[] } {
  if (waiver === undefined) return {};
  const justification = withoutLinks(`waived by ${waiverText(waiver, longestMessage)}`);
  return { suppressions: [{ kind: 'external', status: 'accepted', justification }] };
}

const limitReason = `GitHub takes ${mostResults.toLocaleString('en-US')} results of one run`;

function ruleOf(control: ReportedControl): object {
  const { id, title, why, checks, severity, references, remediation } = control;
  const { level, score } = sarifSeverity[severity];
  const names = publishedIds(control);
  const tags = ['security', 'sagemaker', ...names, ...frameworkNames(control)];
  const [page] = references;
  return {
    id,
    shortDescription: { text: clip(title, longestDescription) },
    fullDescription: { text: clip(why, longestDescription) },
    help: {
      text: [why, checks, `Fix: ${remediation.summary}`, ...references].join('\n\n'),
      markdown: helpMarkdown(control),
    },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level },
    properties: { tags: tags.slice(0, mostTags), precision: 'very-high', 'security-severity': score },
  };
}

function helpMarkdown(control: ReportedControl): string {
  const { why, checks, references, remediation } = control;
  const { summary, cloudformation, terraform } = remediation;
  const code = (language: string, text: string | undefined) =>
    text === undefined ? [] : [`\`\`\`${language}\n${text}\n\`\`\``];
  return [
    why,
    `**What is checked.** ${checks}`,
    `**Fix.** ${summary}`,
    ...code('yaml', cloudformation),
    ...code('hcl', terraform),
    [...publishedIds(control).map((id) => `- ${id}`), ...references.map((page) => `- <${page}>`)].join('\n'),
  ].join('\n\n');
}

function messageOf(finding: Finding, control: ReportedControl | undefined): string {
  const { resource, message, evidence, notes } = finding;
  const fix = control === undefined ? [] : [`Fix: ${control.remediation.summary}`];
  const lines = [
    `${printable(message)}: ${typeNoun(resource.type)} ${line(resource.name, 300)}.`,
    ...evidence.slice(0, 10).map((part) => evidenceText(part)),
    ...notes.map((note) => line(note, 500)),
    ...fix,
  ];
  return clip(withoutLinks(lines.join('\n')), longestMessage);
}

/** In a SARIF message, `[text](target)` is a link: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317462 */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

function locationOf(finding: Finding): object {
  const { arn, name } = finding.resource;
  const source = sourceOf(finding);
  const logical = {
    name: line(name, 500),
    fullyQualifiedName: line(arn ?? source?.address ?? name, 2048),
    kind: 'resource',
  };
  const region = source === undefined ? { startLine: 1 } : { startLine: source.line, startColumn: source.column };
  return {
    physicalLocation: {
      artifactLocation: source === undefined ? { uri: standInUri(finding) } : artifactOf(source.file),
      region,
    },
    logicalLocations: [logical],
  };
}

function artifactOf(file: string): { uri: string; uriBaseId?: string } {
  const path = file.split('/').map(encode).join('/');
  if (file.startsWith('/')) return { uri: `file://${path}` };
  if (/^[a-z]:\//i.test(file)) return { uri: `file:///${path.replace('%3A', ':')}` };
  return { uri: path, uriBaseId: '%SRCROOT%' };
}

/** GitHub wants a file for everything; a live resource gets the name of one that says where it is. */
function standInUri({ resource: { type, accountId, region, name } }: Finding): string {
  const [, service = 'sagemaker'] = type.split('::');
  const place = ['aws', accountId || 'unknown', region || 'global', service.toLowerCase()];
  return [...place, typeNoun(type).replaceAll(' ', '-'), `${line(name, 200)}.json`].map(encode).join('/');
}

function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}
