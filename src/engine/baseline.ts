import type { Control } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import { fingerprint } from '../model/fingerprint.ts';
import type { BaselineComparison, BaselineEntry } from '../model/report.ts';
import { type Resource, resourceId } from '../model/resource.ts';

/** Failures that are known. */
export interface Baseline {
  /** As reports name it. */
  readonly file: string;
  readonly failures: readonly BaselineEntry[];
}

type Fate = 'absent' | 'known' | 'fixed' | 'unknown';

/** Holds a scan against a baseline. */
export class BaselineCheck {
  readonly #baseline: Baseline;
  readonly #controls: ReadonlySet<string>;
  readonly #fates: Map<string, Fate>;
  #new = 0;
  #known = 0;

  constructor(baseline: Baseline) {
    this.#baseline = baseline;
    this.#controls = new Set(baseline.failures.map(({ control }) => control));
    this.#fates = new Map(baseline.failures.map((entry) => [entry.fingerprint, 'absent']));
  }

  /** Notes a verdict; of a failure, whether it was known. */
  mark(
    control: Control,
    resource: Resource,
    status: Finding['status'],
    isWaived: boolean,
  ): 'new' | 'known' | undefined {
    const id = this.#controls.has(control.id) ? fingerprint({ control: control.id, resource }) : undefined;
    const isKnown = id !== undefined && this.#fates.has(id);
    if (isKnown) this.#fates.set(id, fateOf(status));
    if (status !== 'FAILED' || isWaived) return undefined;
    if (isKnown) this.#known += 1;
    else this.#new += 1;
    return isKnown ? 'known' : 'new';
  }

  /** @param run the ids of the controls that were run: of others, nothing is known */
  compare(run: readonly string[]): BaselineComparison {
    const ran = new Set(run);
    const entries = this.#baseline.failures.filter(({ control }) => ran.has(control));
    const of = (fate: Fate) => entries.filter((entry) => this.#fates.get(entry.fingerprint) === fate);
    return {
      file: this.#baseline.file,
      new: this.#new,
      known: this.#known,
      fixed: of('fixed'),
      absent: of('absent'),
      unknown: of('unknown').length,
    };
  }
}

function fateOf(status: Finding['status']): Fate {
  if (status === 'FAILED') return 'known';
  return status === 'UNKNOWN' ? 'unknown' : 'fixed';
}

/** The entry of a failure in a baseline. */
export function baselineEntry({ control, resource }: Pick<Finding, 'control' | 'resource'>): BaselineEntry {
  return { fingerprint: fingerprint({ control, resource }), control, resource: resourceId(resource) };
}
