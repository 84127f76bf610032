import type { Resource, ResourceType } from '../../model/resource.ts';

/** Holds the resources of a region that facts are derived from, and tells when all of a type are there. */
export class Kept {
  readonly #incomplete = new Set<ResourceType>();
  readonly #types = new Map<ResourceType, { resources: Resource[]; done: Promise<void>; finish: () => void }>();

  /** @param types the types to hold; others are let go */
  constructor(types: Iterable<ResourceType>) {
    for (const type of types) {
      let finish = (): void => {};
      const done = new Promise<void>((resolve) => {
        finish = resolve;
      });
      this.#types.set(type, { resources: [], done, finish });
    }
  }

  add(resource: Resource): void {
    this.#types.get(resource.type)?.resources.push(resource);
  }

  finish(type: ResourceType): void {
    this.#types.get(type)?.finish();
  }

  /** Some resources of a type went unseen. */
  markIncomplete(type: ResourceType): void {
    this.#incomplete.add(type);
  }

  isIncomplete(type: ResourceType): boolean {
    return this.#incomplete.has(type);
  }

  /** All resources of a type that its collector found. */
  async all<T extends ResourceType>(type: T): Promise<readonly Resource<T>[]> {
    const kept = this.#types.get(type);
    await kept?.done;
    return (kept?.resources ?? []) as Resource<T>[];
  }
}
