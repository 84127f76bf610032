import type { Control } from '../model/control.ts';
import type { FactName } from '../model/fact.ts';
import type { ResourceType } from '../model/resource.ts';

/** What has to be collected so that controls can be run. */
export interface CollectionNeeds {
  readonly resourceTypes: ReadonlySet<ResourceType>;
  readonly facts: ReadonlySet<FactName>;
  /** The types whose tags are wanted. */
  readonly tagsOf: ReadonlySet<ResourceType>;
}

/** @param options.allTags tags of every type that is judged, for a selection by tag */
export function needsOf(controls: readonly Control[], options: { allTags?: boolean } = {}): CollectionNeeds {
  const judged = controls.map(({ resourceType }) => resourceType);
  return {
    resourceTypes: new Set([...judged, ...controls.flatMap(({ needs }) => needs?.resources ?? [])]),
    facts: new Set(controls.flatMap(({ needs }) => needs?.facts ?? [])),
    tagsOf: new Set(
      controls.filter(({ needs }) => options.allTags || needs?.tags).map(({ resourceType }) => resourceType),
    ),
  };
}
