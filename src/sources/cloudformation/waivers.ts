import type { WaiverClaim } from '../../model/waiver.ts';
import { toJson } from './combine.ts';
import { entryOf, type Node } from './node.ts';
import type { Template, TemplateResource } from './template.ts';

/** The waivers under `Metadata: {sagevet: {waive: […]}}` of a resource, as they are written. */
export function waiversIn(template: Template, { body }: TemplateResource): readonly WaiverClaim[] {
  const written = entryOf(entryOf(body, 'Metadata'), 'sagevet');
  if (written === undefined) return [];
  const said = template.resolve(written);
  const claimOf = (claim: Node): WaiverClaim => ({
    source: `${template.settings.file}:${template.positionOf(claim.at).line}`,
    claim: toJson(claim, () => null) ?? null,
  });
  const waive = entryOf(said, 'waive');
  // What stands there under another name was meant to waive something.
  if (waive === undefined) return [{ ...claimOf(said), problem: 'the metadata `sagevet` has no `waive`' }];
  return waive.kind === 'list' ? waive.items.map(claimOf) : [claimOf(waive)];
}
