const constants = new WeakMap<object, string>();

/** JSON as AWS's JSON protocols write it: timestamps are epoch seconds. */
export function toJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (Array.isArray(value)) return `[${value.map((entry) => toJson(entry ?? null)).join(',')}]`;
  let members = '';
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${toJson(member)}`;
  }
  return `{${members}}`;
}

/** The same, remembered per object: for what is never changed after it was declared. */
export function toJsonOnce(value: object): string {
  const known = constants.get(value);
  if (known !== undefined) return known;
  const json = toJson(value);
  constants.set(value, json);
  return json;
}

/** One JSON object from the members of two. */
export function mergeJson(first: string, second: string): string {
  if (first === '{}') return second;
  if (second === '{}') return first;
  return `${first.slice(0, -1)},${second.slice(1)}`;
}
