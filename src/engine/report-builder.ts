import type { Context, Control } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import { FindingGroups } from '../model/finding-groups.ts';
import type { Report } from '../model/report.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import type { Waiver } from '../model/waiver.ts';
import { type Baseline, BaselineCheck } from './baseline.ts';
import { causeOf, type Judgement, remediationFor, toFinding } from './judge.ts';
import { WaiverBook, type WaiverRules } from './waivers.ts';

/** `keep`: the report holds every finding; `count`: groups with examples only; a function: takes them one by one. */
export type FindingsSink = 'keep' | 'count' | ((finding: Finding) => void);

/** What is known of failures beforehand. */
export interface ReportPolicy {
  /** Which failures somebody accepted. Default: none, nor those accepted at the resources themselves. */
  readonly waivers?: WaiverRules;
  /** Failures that are known. */
  readonly baseline?: Baseline;
}

/** Adds findings up as they come, so that a report stays small whatever the number of resources. */
export class ReportBuilder {
  readonly #sink: FindingsSink;
  readonly #groups = new FindingGroups();
  readonly #findings: Finding[] = [];
  readonly #gaps: Gap[] = [];
  readonly #errors = new Set<string>();
  readonly #resources: Partial<Record<ResourceType, number>> = {};
  /** Remediations that speak of how a role is used: worded when every resource has been seen. */
  readonly #late: (() => void)[] = [];
  readonly #waivers: WaiverBook | undefined;
  readonly #baseline: BaselineCheck | undefined;
  #snapshot = -1;

  /** @throws SelectionError for a waiver whose control there is not */
  constructor(sink: FindingsSink, { waivers, baseline }: ReportPolicy = {}) {
    this.#sink = sink;
    this.#waivers = waivers && new WaiverBook(waivers);
    this.#baseline = baseline && new BaselineCheck(baseline);
  }

  /** What is added from here on belongs to the next snapshot. */
  beginSnapshot(): void {
    this.#snapshot += 1;
  }

  countResource(resource: Resource): void {
    const { type } = resource;
    this.#waivers?.see(resource);
    this.#resources[type] = (this.#resources[type] ?? 0) + 1;
  }

  addGap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  add(control: Control, resource: Resource, judgement: Judgement, context: Context): void {
    if ('error' in judgement) this.#errors.add(`control \`${control.id}\` failed: ${judgement.error}`);
    const { status } = judgement;
    const { notes, ...marks } = this.#marksOf(control, resource, status);
    const key = { control: control.id, status, severity: control.severity, cause: causeOf(judgement), ...marks };
    const wantsExample = this.#groups.count(key, resource);
    if (!wantsExample && this.#sink === 'count') return;
    const judged = toFinding(control, resource, judgement, context, this.#snapshot);
    const finding = { ...judged, notes: [...judged.notes, ...notes], ...marks };
    if (wantsExample) this.#groups.addExample(finding);
    if (typeof this.#sink !== 'function' && isAboutRole(control) && finding.status === 'FAILED') {
      this.#late.push(() => {
        const { usage } = context.index;
        Object.assign(finding, { remediation: remediationFor(control, resource, judgement, usage) });
      });
    }
    if (this.#sink === 'keep') this.#findings.push(finding);
    if (typeof this.#sink === 'function') this.#sink(finding);
  }

  finish(snapshots: readonly SnapshotHeader[], controls: readonly Control[], interrupted: boolean): Report {
    for (const word of this.#late) word();
    return {
      snapshots,
      controls: controls.map(({ id }) => id),
      resources: this.#resources,
      ...this.#groups.summary(),
      findings: this.#findings,
      gaps: this.#gaps,
      errors: [...this.#errors],
      ...this.#policyUse(snapshots, controls),
      ...(interrupted ? { interrupted } : {}),
    };
  }

  #marksOf(control: Control, resource: Resource, status: Finding['status']): Marks {
    const { waiver, expired } = status === 'FAILED' ? (this.#waivers?.answer(control, resource) ?? {}) : {};
    const baseline = this.#baseline?.mark(control, resource, status, waiver !== undefined);
    return {
      notes: expired === undefined ? [] : [expiredNote(expired)],
      ...(waiver && { waiver }),
      ...(baseline && { baseline }),
    };
  }

  #policyUse(snapshots: readonly SnapshotHeader[], controls: readonly Control[]): Pick<Report, 'waivers' | 'baseline'> {
    const waivers = this.#waivers?.uses(controls, snapshots) ?? [];
    const baseline = this.#baseline?.compare(controls.map(({ id }) => id));
    return { ...(waivers.length > 0 && { waivers }), ...(baseline && { baseline }) };
  }
}

type Marks = Pick<Finding, 'waiver' | 'baseline' | 'notes'>;

function expiredNote({ owner, expires, reason, source }: Waiver): string {
  return `the waiver of ${owner} (${source}) expired on ${expires}: ${reason}`;
}

function isAboutRole({ needs }: Control): boolean {
  return needs?.resources?.includes('AWS::IAM::Role') ?? false;
}
