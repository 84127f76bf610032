import type { Gap } from '../../model/snapshot.ts';

/** Gathers gaps; equal failures become one gap with a count and the first example. */
export class GapLog {
  readonly #gaps = new Map<string, Gap>();

  add(gap: Omit<Gap, 'count'>): void {
    const key = [gap.operation, gap.accountId, gap.region, gap.code, gap.hides, gap.recovered].join(' ');
    const known = this.#gaps.get(key);
    this.#gaps.set(key, known === undefined ? { ...gap, count: 1 } : { ...known, count: known.count + 1 });
  }

  /** The gaps of a region of an account so far, or of every place; the log holds them no more. */
  drain(place?: Pick<Gap, 'accountId' | 'region'>): Gap[] {
    const drained: Gap[] = [];
    for (const [key, gap] of this.#gaps) {
      if (place !== undefined && (gap.accountId !== place.accountId || gap.region !== place.region)) continue;
      drained.push(gap);
      this.#gaps.delete(key);
    }
    return drained;
  }
}
