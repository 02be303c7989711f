import { isIP } from 'node:net';

export const isIp = (text: string): boolean => isIP(text) !== 0;
export const isIpv4 = (text: string): boolean => isIP(text) === 4;

export interface Cidr { readonly address: string; readonly bits: number; readonly width: 32 | 128 }

export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = text.slice(0, slash);
  const version = isIP(address);
  const bits = text.slice(slash + 1);
  if (!version || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  const width = version === 4 ? 32 : 128;
  return Number(bits) <= width ? { address, bits: Number(bits), width } : undefined;
}

/** An address or network as `ADDRESS/BITS`, with the host bits as given; undefined for anything else. */
export function cidrOf(text: string): string | undefined {
  if (isIp(text)) return `${text}/${isIpv4(text) ? 32 : 128}`;
  const cidr = parseCidr(text);
  return cidr && `${cidr.address}/${cidr.bits}`;
}

/** The network of an address or a CIDR with its host bits cleared, as a key. */
export function maskedKey(text: string): string | undefined {
  const cidr = parseCidr(cidrOf(text) ?? '');
  if (!cidr) return undefined;
  if (cidr.width === 128) return `${cidr.address.toLowerCase()}/${cidr.bits}`;
  const value = cidr.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - cidr.bits);
  return `${Math.floor(value / size) * size}/${cidr.bits}`;
}
