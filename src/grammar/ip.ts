import { isIP } from 'net';
import { URL } from 'url';

/** Whether Go's netip parses the text as an address. */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether the text is an IPv4 address mapped into IPv6. */
export function isMapped(text: string): boolean {
  return isIP(text) === 6 && /^(?:0{0,4}:){2,5}ffff:\d+\.\d+\.\d+\.\d+$/i.test(text);
}

/** Why the text is not a CIDR block, or undefined when it is one. */
export function cidrError(text: string): string | undefined {
  const [address, bits, ...more] = text.split('/');
  const family = isIP(address);
  if (!family || address.includes('%')) return `'${address}' is not an IP address`;
  if (bits === undefined || more.length || !/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return `'${bits ?? ''}' is not a prefix length`;
  return undefined;
}

/**
 * The IPv4 form of an address or CIDR range within ::ffff:0:0/96, in any spelling; undefined for others. Proxies see such peers by their IPv4 addresses, even
 * on sockets of IPv6, so a range in the mapped form matches none of them.
 */
export function unmappedRange(range: string): string | undefined {
  const [address, bits] = range.split('/');
  if (isIP(address) !== 6 || address.includes('%') || (bits !== undefined && Number(bits) < 96)) return undefined;
  const groups = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(new URL(`http://[${address}]/`).hostname);
  if (!groups) return undefined;
  const bytes = groups.slice(1).map((g) => parseInt(g, 16)).flatMap((g) => [Math.floor(g / 256), g % 256]);
  return `${bytes.join('.')}${bits === undefined ? '' : `/${Number(bits) - 96}`}`;
}
