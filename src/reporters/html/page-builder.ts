import type { Finding } from '../../model/finding.ts';
import type { Report, ReportedControl } from '../../model/report.ts';
import type { Gap, SnapshotHeader } from '../../model/snapshot.ts';
import type { FindingWaiver, WaiverUse } from '../../model/waiver.ts';
import { complianceOf, EvidenceTally } from '../compliance.ts';
import { type ComplianceFramework, complianceFrameworks, requirementNames } from '../frameworks.ts';
import type { ReportContext } from '../reporter.ts';
import { printable } from '../text.ts';
import { line, observedText, sourceOf } from '../words.ts';
import type {
  PageBody,
  PageControl,
  PageData,
  PageFramework,
  PageGap,
  PageGroup,
  PageInput,
  PageScore,
  PageWaiver,
  PageWaiverUse,
  Text,
} from './page-data.ts';
import { toTemplate, type Words } from './templates.ts';

/** What a browser still filters at once. Findings that ask for nothing are left out first, so each kind has its own share. */
const longestLists = { open: 150_000, closed: 100_000 } as const;

/** Gathers what the page shows, each word and each text once. */
export class PageBuilder {
  readonly #context: ReportContext;
  readonly #controls: readonly ReportedControl[];
  readonly #controlIndex: ReadonlyMap<string, number>;
  readonly #tally = new EvidenceTally();
  readonly #strings = new Pool<string>();
  readonly #bodies = new Pool<PageBody>();
  readonly #groups = new Pool<PageGroup>();
  readonly #waivers = new Pool<PageWaiver>();
  readonly #resourceIndex = new Map<string, number>();
  readonly #resources = columns('type', 'name', 'account', 'region', 'arn', 'tags');
  readonly #findings = columns('group', 'resource', 'body', 'waiver');
  readonly #listed = { open: 0, closed: 0 };
  #unlisted = 0;

  constructor(context: ReportContext) {
    this.#context = context;
    this.#controls = [...context.controls.values()];
    this.#controlIndex = new Map(this.#controls.map(({ id }, index) => [id, index]));
  }

  add(finding: Finding): void {
    this.#tally.add(finding);
    const kind = finding.status === 'FAILED' || finding.status === 'UNKNOWN' ? 'open' : 'closed';
    if (this.#listed[kind] === longestLists[kind]) {
      this.#unlisted += 1;
      return;
    }
    this.#listed[kind] += 1;
    const words = wordsOf(finding);
    this.#findings.group.push(this.#groupOf(finding));
    this.#findings.resource.push(this.#resourceOf(finding, words));
    this.#findings.body.push(this.#bodyOf(finding, words));
    this.#findings.waiver.push(this.#waiverOf(finding));
  }

  finish(report: Report): PageData {
    const { counts, errors, snapshots, resources, gaps, interrupted = false } = report;
    const { waiver, ...findings } = this.#findings;
    return {
      toolVersion: this.#context.toolVersion,
      strings: this.#strings.items,
      summary: { counts, errors: errors.map(printable), interrupted, unlisted: this.#unlisted },
      inputs: snapshots.map(pageInput),
      judged: Object.entries(resources),
      gaps: gaps.map(pageGap),
      controls: this.#controls.map((control) => pageControl(control, report.controls.includes(control.id))),
      frameworks: this.#frameworks(report),
      score: this.#score(report),
      framework: this.#context.options?.framework,
      groups: this.#groups.items,
      resources: this.#resources,
      bodies: this.#bodies.items,
      waivers: this.#waivers.items,
      waiverUses: (report.waivers ?? []).map(pageWaiverUse),
      findings: { ...findings, waiver: this.#waivers.items.length === 0 ? [] : waiver },
    };
  }

  #groupOf(finding: Finding): number {
    const { control, status, severity, cause, baseline = '' } = finding;
    const index = this.#controlIndex.get(control) ?? -1;
    const waived = finding.waiver !== undefined;
    return this.#groups.add(JSON.stringify([index, status, severity, cause, waived, baseline]), () => ({
      control: index,
      status,
      severity,
      waived,
      baseline,
    }));
  }

  #resourceOf(finding: Finding, words: Words): number {
    const { type, arn = '', tags = [], origin } = finding.resource;
    const file = origin.kind === 'file' ? `${origin.file}#${origin.address}` : '';
    const key = JSON.stringify([type, arn, words.name, words.account, words.region, file]);
    const known = this.#resourceIndex.get(key);
    if (known !== undefined) return known;
    const index = this.#resourceIndex.size;
    this.#resourceIndex.set(key, index);
    const withoutArn = { ...words, arn: '' };
    this.#resources.type.push(this.#text(type));
    this.#resources.name.push(this.#text(words.name));
    this.#resources.account.push(this.#text(words.account));
    this.#resources.region.push(this.#text(words.region));
    this.#resources.arn.push(this.#text(toTemplate(words.arn, withoutArn)));
    this.#resources.tags.push(this.#text(tags.map(({ Key, Value }) => line(`${Key}=${Value}`, 300)).join('\n')));
    return index;
  }

  #bodyOf(finding: Finding, words: Words): number {
    const { message, evidence, notes, remediation, error = '' } = finding;
    const text = (value: string) => this.#text(toTemplate(printable(value), words));
    const body: PageBody = {
      message: text(message),
      evidence: evidence.map((part) => [text(part.property), text(observedText(part, 600)), text(part.expected ?? '')]),
      notes: notes.map(text),
      steps: (remediation?.steps ?? []).map((step) => [text(step.text), text(step.command ?? '')]),
      cloudformation: text(remediation?.cloudformation ?? ''),
      terraform: text(remediation?.terraform ?? ''),
      error: text(error),
      source: text(sourceText(finding)),
    };
    return this.#bodies.add(JSON.stringify(body), () => body);
  }

  #waiverOf(finding: Finding): number {
    if (finding.waiver === undefined) return -1;
    const words = pageWaiver(finding.waiver);
    return this.#waivers.add(JSON.stringify(words), () => words);
  }

  #text(text: string): Text {
    return this.#strings.add(text, () => text);
  }

  #frameworks(report: Report): PageFramework[] {
    return (Object.keys(complianceFrameworks) as ComplianceFramework[])
      .map((framework) => complianceOf(framework, this.#tally, this.#controls, report.controls))
      .filter(({ requirements }) => requirements.length > 0)
      .map(({ framework, title, requirements }) => ({
        name: framework,
        title,
        requirements: requirements.map(({ id, title, status, controls }) => ({
          id,
          title,
          status,
          waived: controls.reduce((sum, { waived }) => sum + waived, 0),
          controls: controls.map(({ control, status, failed, unknown, passed, waived }) => ({
            control: this.#controlIndex.get(control.id) ?? -1,
            status,
            failed,
            unknown,
            passed,
            waived,
          })),
        })),
      }));
  }

  #score(report: Report): PageScore | undefined {
    const { requirements, score } = complianceOf('aws-security-hub', this.#tally, this.#controls, report.controls);
    if (requirements.length === 0) return undefined;
    return { percent: undefined, ...score };
  }
}

/** Items that are told once and referred to by their number. */
class Pool<Item> {
  readonly items: Item[] = [];
  readonly #numbers = new Map<string, number>();

  add(key: string, make: () => Item): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    return this.items.push(make()) - 1;
  }
}

function columns<Name extends string>(...names: readonly Name[]): Record<Name, number[]> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
}

function wordsOf({ resource: { arn = '', name, accountId, region } }: Finding): Words {
  return { arn: printable(arn), name: printable(name), account: printable(accountId), region: printable(region) };
}

function sourceText(finding: Finding): string {
  const { origin } = finding.resource;
  const source = sourceOf(finding);
  if (source === undefined) return origin.kind === 'api' ? origin.operation : '';
  return `${source.file}:${source.line} (${source.address})`;
}

function pageInput({
  source,
  input,
  accounts,
  regions,
  capturedAt,
  windows,
  elsewhere,
  ignored,
}: SnapshotHeader): PageInput {
  const left = Object.values(ignored ?? {}).reduce((sum, count) => sum + count, 0);
  const since = windows.trainingJobsSince;
  return {
    what: printable(input ?? (source === 'aws' ? 'live account' : source)),
    accounts: accounts.map(printable),
    regions: regions.map(printable),
    capturedAt,
    limits: [
      ...(typeof since === 'string'
        ? [`Training jobs created before ${since.slice(0, 10)} that are not in progress were left out`]
        : []),
      ...(elsewhere === undefined ? [] : [printable(elsewhere)]),
      ...(left === 0 ? [] : [`${left.toLocaleString('en-US')} resources of types that no control reads`]),
    ],
  };
}

function pageWaiver({ reason, owner, expires = '', ticket = '', source }: FindingWaiver): PageWaiver {
  return {
    reason: printable(reason),
    owner: printable(owner),
    expires: printable(expires),
    ticket: printable(ticket),
    source: printable(source),
  };
}

function pageWaiverUse({ state, waiver, findings, problem = '' }: WaiverUse): PageWaiverUse {
  const { control, resource, account, region, tags = {} } = waiver;
  const carried = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const covers = [control, resource, account, region, ...carried].filter((part) => part !== undefined);
  return { ...pageWaiver(waiver), state, findings, covers: printable(covers.join(' · ')), problem: printable(problem) };
}

function pageGap(gap: Gap): PageGap {
  const { operation, code, message, accountId, region, count, permission = '', example = '', recovered = '' } = gap;
  return {
    operation: printable(operation),
    code: printable(code),
    message: line(message, 600),
    place: printable([accountId, region].filter((part) => part !== '').join(' / ')),
    count,
    permission: printable(permission),
    example: line(example, 300),
    recovered: printable(recovered),
  };
}

/** Controls of users' own may hold anything too. */
function pageControl(control: ReportedControl, wasRun: boolean): PageControl {
  const { id, title, resourceType, severity, why, remediation, references, publishedAs } = control;
  return {
    id: printable(id),
    title: printable(title),
    resourceType,
    severity,
    why: printable(why),
    fix: printable(remediation.summary),
    references: references.map(printable),
    published: publishedAs.map((published) => ({
      id: printable(published.id),
      severity: printable(published.severity),
    })),
    requirements: requirementNames(control).map(printable),
    wasRun,
  };
}
