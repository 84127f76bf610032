/** A Terraform address or reference, cut at its dots: `module.a["x"].aws_kms_key.b[0].arn`. */
export interface Part {
  readonly name: string;
  /** `["x"]` or `[0]` as written. */
  readonly key?: string;
}

export function partsOf(address: string): Part[] {
  const parts: Part[] = [];
  for (const [token] of address.matchAll(/[^.[\]]+|\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g)) {
    const last = parts.at(-1);
    if (!token.startsWith('[')) parts.push({ name: token });
    else if (last !== undefined) parts[parts.length - 1] = { ...last, key: token };
  }
  return parts;
}

/** The calls on the way to a module: `module.a["x"].module.b` is `a`, `b`. */
export function callsOf(moduleAddress: string): readonly string[] {
  return partsOf(moduleAddress)
    .filter((_, index) => index % 2 === 1)
    .map(({ name }) => name);
}

/** The module that calls this one: '' is the root. */
export function parentOf(moduleAddress: string): string {
  const parts = partsOf(moduleAddress).slice(0, -2);
  return parts.map(({ name, key = '' }) => `${name}${key}`).join('.');
}

export function childOf(moduleAddress: string, call: string, key = ''): string {
  return `${moduleAddress === '' ? '' : `${moduleAddress}.`}module.${call}${key}`;
}

/** The key of an instance as addresses write it. */
export function writtenKey(index: unknown): string {
  if (typeof index === 'number') return `[${index}]`;
  return typeof index === 'string' ? `[${JSON.stringify(index)}]` : '';
}
