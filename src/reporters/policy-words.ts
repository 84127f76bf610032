import type { BaselineComparison, FindingGroup } from '../model/report.ts';
import type { FindingWaiver, WaiverUse } from '../model/waiver.ts';
import { plural } from './text.ts';
import { line } from './words.ts';

/** A failure that nobody accepted. */
export function isOpen({ status, waiver }: Pick<FindingGroup, 'status' | 'waiver'>): boolean {
  return status === 'FAILED' && waiver === undefined;
}

/** `ml-platform until 2027-03-31: the sandbox holds no data (SEC-42)` */
export function waiverText({ owner, reason, ticket, expires }: FindingWaiver, longest = 500): string {
  const until = expires === undefined ? '' : ` until ${expires}`;
  const where = ticket === undefined ? '' : ` (${ticket})`;
  return line(`${owner}${until}: ${reason}${where}`, longest);
}

/** The waivers that somebody should look at, a line each. */
export function waiversToLookAt(uses: readonly WaiverUse[] = []): string[] {
  return uses
    .filter(({ state }) => state !== 'active')
    .map((use) => {
      const { control, resource, owner, source } = use.waiver;
      const about = resource === undefined ? control : `${control} on ${resource}`;
      return line(`${fateOf(use)}: ${about}${owner === '' ? '' : `, of ${owner}`} (${source})`, 500);
    });
}

function fateOf({ state, waiver, findings, problem }: WaiverUse): string {
  if (state === 'invalid') return `not valid, so that it waives nothing, for ${problem}`;
  if (state === 'unused') return 'not used: nothing that it covers fails';
  if (state === 'expiring') return `expires on ${waiver.expires}`;
  const again = findings === 1 ? `${plural(findings, 'finding')} fails` : `${plural(findings, 'finding')} fail`;
  return `expired on ${waiver.expires}${findings === 0 ? '' : `: ${again} again`}`;
}

/** `2 new, 10 known, 3 fixed, 1 not in this scan` */
export function baselineCounts({ new: added, known, fixed, absent, unknown }: BaselineComparison): string {
  const number = (count: number) => count.toLocaleString('en-US');
  return [
    `${number(added)} new`,
    `${number(known)} known`,
    `${number(fixed.length)} fixed`,
    `${number(absent.length)} not in this scan`,
    ...(unknown === 0 ? [] : [`${number(unknown)} not judged`]),
  ].join(', ');
}
