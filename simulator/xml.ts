/** A value that the Query and EC2 protocols can carry; `undefined` members are left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlValue[]
  | { readonly [member: string]: XmlValue };

/** One element; a list's entries are wrapped in `listItem` (`member` for IAM and STS, `item` for EC2). */
export function element(name: string, value: XmlValue, listItem: string): string {
  if (value === undefined) return '';
  return `<${name}>${content(value, listItem)}</${name}>`;
}

export function content(value: XmlValue, listItem: string): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return escapeXml(String(value));
  if (isList(value)) return value.map((entry) => element(listItem, entry, listItem)).join('');
  return Object.entries(value)
    .map(([name, member]) => element(name, member, listItem))
    .join('');
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}
