import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/controls/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Control } from '../../src/model/control.ts';
import type { Finding, Status } from '../../src/model/finding.ts';
import { type Resource, resourceId } from '../../src/model/resource.ts';
import { changeResource, type Estate, hide, hideableSlots, replaceResource, subjectOf, toSnapshot } from './estate.ts';
import { hardenedEstate } from './hardened-estate.ts';

export interface ControlCase {
  /** A sentence about the resource: `has direct internet access because nothing else was asked for`. */
  readonly name: string;
  /** Changes to the first resource of the control's type, by property path; `absent` leaves one out. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Changes to the resource itself: `tags`, `unread`, `gone`. */
  readonly resource?: Partial<Pick<Resource, 'tags' | 'unread' | 'gone' | 'origin'>>;
  /** Any other change: joined resources, facts, gaps, the header. Applied first. */
  readonly estate?: (hardened: Estate) => Estate;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly expect: Status;
  /** The message id, or the reason of an UNKNOWN (a part of it is enough for reasons). */
  readonly cause?: string;
  /** A part of the worded message. */
  readonly message?: string;
  /** Parts of the notes, one each. */
  readonly notes?: readonly string[];
  /** The other controls that fail on the same estate. */
  readonly alsoFails?: readonly string[];
}

/**
 * Tests a control from a hardened estate that passes the whole catalogue: each case changes one thing and names the
 * complete list of controls that fail. Adds the law of verdicts: hiding any values never turns a verdict into another
 * than UNKNOWN.
 */
export function describeControl(control: Control, cases: readonly ControlCase[]): void {
  describe(control.id, () => {
    for (const given of cases) {
      it(`${given.name}: ${given.expect}`, async () => {
        const estate = estateFor(control, given);
        const findings = await findingsOf(estate, control, given.parameters);
        const finding = findingOn(findings, control, estate);
        expect(finding, JSON.stringify(finding, null, 1)).toMatchObject({ status: given.expect });
        if (given.cause !== undefined) {
          if (given.expect === 'UNKNOWN') expect(finding.cause).toContain(given.cause);
          else expect(finding.cause).toBe(given.cause);
        }
        if (given.message !== undefined) expect(finding.message).toContain(given.message);
        for (const [index, note] of (given.notes ?? []).entries()) expect(finding.notes[index]).toContain(note);
        expect(finding.message).not.toMatch(/[{}]|undefined|\.$/);

        const expected = [...(given.expect === 'FAILED' ? [control.id] : []), ...(given.alsoFails ?? [])];
        expect(failingControls(findings)).toEqual(expected.sort());
        if (given.expect === 'FAILED') {
          expect(finding.evidence.length, 'a failure shows its evidence').toBeGreaterThan(0);
          expect(finding.remediation?.steps.length, 'a failure can be closed').toBeGreaterThan(0);
        }
      });
    }

    it('never turns into another verdict than UNKNOWN, whatever is hidden', async () => {
      for (const given of cases) {
        const estate = estateFor(control, given);
        const visible = findingOn(await findingsOf(estate, control, given.parameters, [control]), control, estate);
        const property = fc.asyncProperty(fc.subarray(hideableSlots(estate)), async (slots) => {
          const dimmed = hide(estate, slots);
          const findings = await findingsOf(dimmed, control, given.parameters, [control]);
          expect([visible.status, 'UNKNOWN'], given.name).toContain(findingOn(findings, control, estate).status);
        });
        await fc.assert(property, { numRuns: 30 });
      }
    });
  });
}

function estateFor(control: Control, given: ControlCase): Estate {
  const prepared = given.estate?.(hardenedEstate) ?? hardenedEstate;
  const changed = changeResource(prepared, control.resourceType, given.given ?? {});
  return replaceResource(changed, { ...subjectOf(changed, control.resourceType), ...given.resource });
}

async function findingsOf(
  estate: Estate,
  control: Control,
  parameters: Readonly<Record<string, unknown>> = {},
  controls: readonly Control[] = catalogue,
): Promise<readonly Finding[]> {
  const report = await evaluate([toSnapshot(estate)], { controls, parameters: { [control.id]: parameters } });
  expect(report.errors).toEqual([]);
  return report.findings;
}

function findingOn(findings: readonly Finding[], control: Control, estate: Estate): Finding {
  const id = resourceId(subjectOf(estate, control.resourceType));
  const finding = findings.find(
    (candidate) => candidate.control === control.id && resourceId(candidate.resource) === id,
  );
  if (finding === undefined) throw new Error(`no finding of ${control.id} on ${id}`);
  return finding;
}

function failingControls(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(({ status }) => status === 'FAILED').map(({ control }) => control))].sort();
}
