/** Leaves a property, or a whole resource, out. */
export const absent = Symbol('absent');

/** What differs from the hardened estate: by resource, then by path in the words of the format. */
export type Changes = Readonly<Record<string, Readonly<Record<string, unknown>> | typeof absent>>;

/** The resources of a hardened estate in one format, by the keys that all formats share. */
export type Written<R> = Readonly<Record<string, R>>;

/**
 * Applies changes to a copy of what is written.
 * @throws Error for a resource that is not there, so that no change is lost
 */
export function change<R>(written: Written<R>, changes: Changes, properties: (resource: R) => object): Written<R> {
  const copy: Record<string, R> = structuredClone(written);
  for (const [key, change] of Object.entries(changes)) {
    const resource = copy[key];
    if (resource === undefined) throw new Error(`nothing is called ${key}`);
    if (change === absent) delete copy[key];
    else for (const [path, value] of Object.entries(change)) setAt(properties(resource), path, value);
  }
  return copy;
}

function setAt(root: object, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() as string;
  let node = root as Record<string, unknown>;
  for (const key of keys) {
    node[key] ??= {};
    node = node[key] as Record<string, unknown>;
  }
  if (value === absent) delete node[last];
  else node[last] = value;
}
