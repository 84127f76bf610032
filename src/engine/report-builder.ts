import type { Context, Control } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import { FindingGroups } from '../model/finding-groups.ts';
import type { Report } from '../model/report.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import { causeOf, type Judgement, remediationFor, toFinding } from './judge.ts';

/** `keep`: the report holds every finding; `count`: groups with examples only; a function: takes them one by one. */
export type FindingsSink = 'keep' | 'count' | ((finding: Finding) => void);

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
  #snapshot = -1;

  constructor(sink: FindingsSink) {
    this.#sink = sink;
  }

  /** What is added from here on belongs to the next snapshot. */
  beginSnapshot(): void {
    this.#snapshot += 1;
  }

  countResource(type: ResourceType): void {
    this.#resources[type] = (this.#resources[type] ?? 0) + 1;
  }

  addGap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  add(control: Control, resource: Resource, judgement: Judgement, context: Context): void {
    if ('error' in judgement) this.#errors.add(`control \`${control.id}\` failed: ${judgement.error}`);
    const { status } = judgement;
    const key = { control: control.id, status, severity: control.severity, cause: causeOf(judgement) };
    const wantsExample = this.#groups.count(key, resource);
    if (!wantsExample && this.#sink === 'count') return;
    const finding = toFinding(control, resource, judgement, context, this.#snapshot);
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
      ...(interrupted ? { interrupted } : {}),
    };
  }
}

function isAboutRole({ needs }: Control): boolean {
  return needs?.resources?.includes('AWS::IAM::Role') ?? false;
}
