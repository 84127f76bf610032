import { type Comparison, pair, unclear } from './operator.ts';

interface IpRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/** An address, or a range in CIDR notation. */
export function readIpRange(text: string): IpRange | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (rest.length > 0) return undefined;
  const read = readAddress(address);
  if (!read) return undefined;
  const bits = read.family === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = (read.value / size) * size;
  return { family: read.family, first, last: first + size - 1n };
}

function readAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  const v4 = readV4(text);
  if (v4 !== undefined) return { family: 4, value: v4 };
  const v6 = readV6(text);
  return v6 === undefined ? undefined : { family: 6, value: v6 };
}

function readV4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255))
    return undefined;
  return octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = groups.reduce((count, half) => count + half.length, 0);
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined;
  const all =
    halves.length === 1
      ? (groups[0] ?? [])
      : [...(groups[0] ?? []), ...Array(8 - given).fill('0'), ...(groups[1] ?? [])];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((value: bigint, group: string) => value * 65_536n + BigInt(`0x${group}`), 0n);
}

/** An address as text. */
export function ipText(value: bigint, family: IpRange['family']): string {
  if (family === 6)
    return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 65_535n).toString(16)).join(':');
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

export const ipOperators = pair('IpAddress', 'NotIpAddress', 'ip', (written): Comparison => {
  const range = readIpRange(written);
  if (!range) return unclear;
  return (value) => {
    const address = readIpRange(value);
    if (!address) return 'maybe';
    const inside = address.family === range.family && address.first >= range.first && address.last <= range.last;
    return inside ? 'yes' : 'no';
  };
});
