import { isIP } from 'net';

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
