import { z } from 'zod';
import { nearest } from './words.ts';

/** An object of which every key is known; one that is not is told with the nearest that is. */
export function strict<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const [key = ''] = issue.keys as string[];
      return `unknown key \`${key}\`, did you mean \`${nearest(key, Object.keys(shape))}\`?`;
    },
  });
}

/** A text that says something. */
export const text = z
  .string()
  .max(10_000)
  .refine((value) => value.trim() !== '', 'is empty');

/** Who accepts a failure, why, and until when: what every waiver says, wherever it is written. */
export const waiverTerms = {
  reason: text.describe('why the failure is accepted'),
  owner: text.describe('who answers for it: a person or a team'),
  ticket: text.optional().describe('where it is discussed'),
  expires: z.iso
    .date('is no date such as 2026-12-31')
    .optional()
    .describe('the last day on which it holds, in UTC: 2026-12-31'),
};

/** What a waiver in the metadata of a resource says. */
export const inlineWaiver = strict({
  control: text.describe('the control: its id, a published id, or a glob'),
  ...waiverTerms,
});

/** An accepted failure. */
export interface Waiver {
  /** The control: its id, a former or published id, or a glob over them. */
  readonly control: string;
  /** ARN, name, or address in a file, or a glob over them. Any resource where left out. */
  readonly resource?: string | undefined;
  /** Twelve digits, or a glob. */
  readonly account?: string | undefined;
  /** A region, or a glob. */
  readonly region?: string | undefined;
  /** Tags that the resource carries, all of them: values are globs. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string | undefined;
  /** The last day on which it holds, in UTC: `2026-12-31`. */
  readonly expires?: string | undefined;
  /** Where it is written: `sagevet.waivers.yaml:3`, `template.yaml:12`, ``tag `sagevet:waive` ``. */
  readonly source: string;
}

/** What a waived finding says of its waiver. */
export type FindingWaiver = Pick<Waiver, 'reason' | 'owner' | 'ticket' | 'expires' | 'source'>;

/** A waiver that stands at the resource itself, as it was read and not checked yet. */
export interface WaiverClaim {
  readonly source: string;
  readonly claim: unknown;
  /** It cannot be read as a waiver at all, for this reason. */
  readonly problem?: string;
}

/**
 * `active`: it waives findings. `expiring`: it does, for 14 days at most. `expired`: what it waived fails again.
 * `unused`: its control was run, and failed on nothing that it covers. `invalid`: it waives nothing, for its `problem`.
 */
export type WaiverState = 'active' | 'expiring' | 'expired' | 'unused' | 'invalid';

/** What became of a waiver in a scan. */
export interface WaiverUse {
  readonly state: WaiverState;
  readonly waiver: Waiver;
  /** How many failures it covers. */
  readonly findings: number;
  /** Of an invalid waiver: what is wrong with it. */
  readonly problem?: string | undefined;
}
