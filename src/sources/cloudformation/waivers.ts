import type { WaiverClaim } from '../../model/waiver.ts';
import { toJson } from './combine.ts';
import { entryOf, type Node } from './node.ts';
import type { Template, TemplateResource } from './template.ts';

/** The waivers under `Metadata: {sagevet: {waive: […]}}` of a resource, as they are written. */
export function waiversIn(template: Template, { body }: TemplateResource): readonly WaiverClaim[] {
  const written = entryOf(entryOf(body, 'Metadata'), 'sagevet');
  if (written === undefined) return [];
  const said = template.resolve(written);
  // What stands there under another name was meant to waive something: as a claim, it is told to be wrong.
  const waive = entryOf(said, 'waive') ?? said;
  const claims: readonly Node[] = waive.kind === 'list' ? waive.items : [waive];
  return claims.map((claim) => ({
    source: `${template.settings.file}:${template.positionOf(claim.at).line}`,
    claim: toJson(claim, () => null) ?? null,
  }));
}
