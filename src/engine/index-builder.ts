import type { Fact, FactName, FactValues } from '../model/fact.ts';
import type { Index, Place } from '../model/lookup.ts';
import type { Resource, ResourceType } from '../model/resource.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import { isUnknown, UnknownRead } from '../model/value.ts';
import { type ResourceView, viewOf } from '../model/view.ts';
import { UsageBuilder } from './usage.ts';

const accountWide: ReadonlySet<ResourceType> = new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']);

/** Holds what joins need: resources of the types asked for, facts, and which listings were incomplete. */
export class IndexBuilder implements Index {
  readonly #header: SnapshotHeader;
  readonly #collected: ReadonlySet<ResourceType>;
  readonly #kept: ReadonlySet<ResourceType>;
  readonly #resources = new Map<string, Resource>();
  readonly #byPlace = new Map<string, Resource[]>();
  readonly #facts = new Map<string, Fact>();
  readonly #incomplete = new Map<string, string>();
  readonly usage = new UsageBuilder();

  constructor(header: SnapshotHeader, kept: ReadonlySet<ResourceType>) {
    this.#header = header;
    this.#collected = new Set(header.resourceTypes);
    this.#kept = kept;
  }

  addResource(resource: Resource): void {
    if (this.#kept.has('AWS::IAM::Role')) this.usage.add(resource);
    if (!this.#kept.has(resource.type)) return;
    const place = placeKey(resource.type, resource);
    this.#resources.set(`${place} ${resource.name}`, resource);
    if (resource.arn !== undefined) this.#resources.set(resource.arn, resource);
    const neighbours = this.#byPlace.get(place);
    if (neighbours === undefined) this.#byPlace.set(place, [resource]);
    else neighbours.push(resource);
  }

  addFact(fact: Fact): void {
    this.#facts.set(factKey(fact.fact, fact.subject, fact.accountId, fact.region ?? ''), fact);
  }

  addGap(gap: Gap): void {
    if (gap.hides === undefined || gap.recovered !== undefined) return;
    this.#incomplete.set(placeKey(gap.hides, gap), describeGap(gap));
  }

  find<T extends ResourceType>(type: T, nameOrArn: string, from: Place): ResourceView<T> | undefined {
    const found = this.#resources.get(nameOrArn) ?? this.#resources.get(`${placeKey(type, from)} ${nameOrArn}`);
    if (found !== undefined && found.type === type) return viewOf(found as Resource<T>);
    const incomplete = this.#whyIncomplete(type, from);
    if (incomplete !== undefined) throw new UnknownRead(incomplete);
    return undefined;
  }

  all<T extends ResourceType>(type: T, from: Place): { items: ResourceView<T>[]; incomplete?: string } {
    const resources = (this.#byPlace.get(placeKey(type, from)) ?? []) as Resource<T>[];
    const items = resources.map((resource) => viewOf(resource));
    const incomplete = this.#whyIncomplete(type, from);
    return incomplete === undefined ? { items } : { items, incomplete };
  }

  fact<N extends FactName>(name: N, subject: string, from: Place): FactValues[N] {
    const fact =
      this.#facts.get(factKey(name, subject, from.accountId, from.region)) ??
      this.#facts.get(factKey(name, subject, from.accountId, ''));
    if (fact === undefined) throw new UnknownRead(`${name} of \`${subject}\` is not in the snapshot`);
    if (isUnknown(fact.value)) throw new UnknownRead(fact.value.$unknown);
    return fact.value as FactValues[N];
  }

  #whyIncomplete(type: ResourceType, from: Place): string | undefined {
    const gap = this.#incomplete.get(placeKey(type, from)) ?? this.#incomplete.get(placeKey(type, everywhere));
    if (gap !== undefined) return gap;
    if (this.#header.elsewhere !== undefined) return this.#header.elsewhere;
    return this.#collected.has(type) ? undefined : `resources of type ${type} were not collected`;
  }
}

/** The place of gaps that say nothing of where: the end of a cut file. */
const everywhere: Place = { accountId: '', region: '' };

/** A gap as the reason of an UNKNOWN: `AccessDeniedException on sagemaker:ListModels`. */
export function describeGap(gap: Pick<Gap, 'code' | 'operation'>): string {
  return `${gap.code} on ${gap.operation}`;
}

function placeKey(type: ResourceType, place: Place): string {
  return `${type} ${place.accountId} ${accountWide.has(type) ? '' : place.region}`;
}

/** `region` is empty for facts that hold for the whole account. */
function factKey(name: FactName, subject: string, accountId: string, region: string): string {
  return `${name} ${accountId} ${region} ${subject}`;
}
