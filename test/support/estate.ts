import type { Fact } from '../../src/model/fact.ts';
import { type Resource, type ResourceType, resourceId } from '../../src/model/resource.ts';
import type { Gap, Snapshot, SnapshotHeader, SnapshotRecord } from '../../src/model/snapshot.ts';
import { isUnknown, unknown } from '../../src/model/value.ts';

/** A snapshot held in memory, for tests that change one thing in it. */
export interface Estate {
  readonly header: SnapshotHeader;
  readonly resources: readonly Resource[];
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
}

/** Leaves a property out. */
export const absent = Symbol('absent');

export function toSnapshot({ header, resources, facts, gaps }: Estate): Snapshot {
  const rank = (type: ResourceType) =>
    type.startsWith('AWS::IAM::') ? 0 : type === 'AWS::SageMaker::TrainingJob' ? 2 : 1;
  const records: SnapshotRecord[] = [
    ...facts.map((fact) => ({ fact })),
    ...[...resources].sort((a, b) => rank(a.type) - rank(b.type)).map((resource) => ({ resource })),
    ...gaps.map((gap) => ({ gap })),
  ];
  return { header, records };
}

/** The first resource of a type. */
export function subjectOf<T extends ResourceType>(estate: Estate, type: T): Resource<T> {
  const subject = estate.resources.find((resource) => resource.type === type);
  if (subject === undefined) throw new Error(`the estate has no ${type}`);
  return subject as Resource<T>;
}

export function replaceResource(estate: Estate, changed: Resource): Estate {
  const id = resourceId(changed);
  return {
    ...estate,
    resources: estate.resources.map((resource) => (resourceId(resource) === id ? changed : resource)),
  };
}

/** Changes the first resource of a type, by property paths such as `VpcConfig.Subnets` or `ProductionVariants[0].InstanceType`. */
export function changeResource(estate: Estate, type: ResourceType, changes: Readonly<Record<string, unknown>>): Estate {
  const subject = subjectOf(estate, type);
  const properties = Object.entries(changes).reduce(
    (tree, [path, value]) =>
      setAt(
        tree,
        path.split(/[.[\]]+/).filter((key) => key !== ''),
        value,
      ),
    structuredClone(subject.properties) as unknown,
  );
  return replaceResource(estate, { ...subject, properties: properties as Resource['properties'] });
}

export function changeFact<N extends Fact['fact']>(estate: Estate, name: N, value: Fact<N>['value']): Estate {
  return { ...estate, facts: estate.facts.map((fact) => (fact.fact === name ? { ...fact, value } : fact)) };
}

export function without(estate: Estate, type: ResourceType): Estate {
  return { ...estate, resources: estate.resources.filter((resource) => resource.type !== type) };
}

function setAt(node: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(node) ? [...node] : { ...(node as object) };
  const target = copy as Record<string, unknown>;
  if (rest.length === 0 && value === absent) {
    delete target[key];
    return copy;
  }
  target[key] = setAt(target[key] ?? {}, rest, value);
  return copy;
}

/** Every place of an estate that can be hidden: each property at any depth, and each fact. */
export function hideableSlots(estate: Estate): Slot[] {
  const slots: Slot[] = estate.facts.map((_, fact) => ({ fact }));
  estate.resources.forEach((resource, index) => {
    if (resource.tags !== undefined) slots.push({ resource: index, path: null });
    const walk = (node: unknown, path: readonly string[]) => {
      if (typeof node !== 'object' || node === null || isUnknown(node)) return;
      for (const [key, child] of Object.entries(node)) {
        slots.push({ resource: index, path: [...path, key] });
        walk(child, [...path, key]);
      }
    };
    walk(resource.properties, []);
  });
  return slots;
}

/** `path: null` stands for the tags. */
export type Slot = { readonly fact: number } | { readonly resource: number; readonly path: readonly string[] | null };

const hiddenValue = unknown('hidden by the test');

export function hide(estate: Estate, slots: readonly Slot[]): Estate {
  const facts = [...estate.facts];
  const resources = [...estate.resources];
  // Longest paths first: a parent hidden later simply covers its children.
  const depth = (slot: Slot) => ('path' in slot ? (slot.path?.length ?? 0) : 0);
  for (const slot of [...slots].sort((a, b) => depth(b) - depth(a))) {
    if ('fact' in slot) {
      facts[slot.fact] = { ...(facts[slot.fact] as Fact), value: hiddenValue };
      continue;
    }
    const resource = resources[slot.resource] as Resource;
    resources[slot.resource] =
      slot.path === null
        ? { ...resource, tags: hiddenValue }
        : {
            ...resource,
            properties: setAt(resource.properties, [...slot.path], hiddenValue) as Resource['properties'],
          };
  }
  return { ...estate, facts, resources };
}
