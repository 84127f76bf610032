import type { FaultTarget } from './faults.ts';
import type { ServiceName } from './request.ts';

/** One request that reached the simulator, answered or not. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  /** The IAM action that AWS checks for the operation, such as `s3:ListBucket` for HeadBucket. */
  readonly action: string;
  readonly region: string;
  readonly accountId: string;
  /** Names and ARNs that the request names. */
  readonly resources: readonly string[];
  readonly at: Date;
}

/** Counts calls exactly and keeps the latest `most` of them. */
export function callLog(most: number) {
  let kept: Call[] = [];
  let counts: Record<string, number> = {};
  let actions = new Set<string>();
  let running = 0;
  let peak = 0;
  return {
    add({ service, operation, action, region, accountId, resources }: FaultTarget) {
      kept.push({ service, operation, action, region, accountId, resources, at: new Date() });
      if (kept.length >= 2 * most) kept = kept.slice(-most);
      const name = `${service}:${operation}`;
      counts[name] = (counts[name] ?? 0) + 1;
      actions.add(action);
    },
    begin() {
      running += 1;
      peak = Math.max(peak, running);
    },
    end() {
      running -= 1;
    },
    calls: () => kept.slice(-most),
    counts: () => ({ ...counts }),
    actions: () => new Set(actions),
    peak: () => peak,
    reset() {
      kept = [];
      counts = {};
      actions = new Set();
      peak = running;
    },
  };
}
