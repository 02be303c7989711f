import type { At } from '../json';
import { matching } from './fail';
import { DNS_LABEL } from './text';

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const HOST = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${LABEL})(?:\\.${LABEL})*\\.?$`);
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-fA-F]*:[0-9a-fA-F:.]*$/;

/** A host: a short or full DNS name, with an optional wildcard prefix, or an IP address. */
export function host(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isHost, "a host name ('*' as its first label is allowed) or an IP address");
}

/** A host, exported under a name that does not shadow the methods' parameter. */
export const inHost = host;

/** Whether a string is a host. */
export function isHost(value: string): boolean {
  return value.length <= 255 && (isName(value) || isIp(value));
}

/** A DNS name has labels of at most 63 characters, and the last one is not a number. */
function isName(value: string): boolean {
  return HOST.test(value) && (value.length <= 63 || value.split('.').every((l) => l.length <= 63)) && !(/[\d.]$/.test(value) && /(^|\.)\d+\.?$/.test(value));
}

/** Whether a host has the same meaning in every namespace: a full name, a wildcard, an IP address. */
export function isFullHost(value: string): boolean {
  return isHost(value) && (value === '*' || value.includes('.') || isIp(value));
}

/** Whether a string is an IP address. */
export function isIp(value: string): boolean {
  return IPV4.test(value) || (IPV6.test(value) && value.split(':').length >= 3);
}

/** An IP address or a CIDR range such as `10.0.0.0/8`. */
export function cidr(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const [address, bits, ...rest] = t.split('/');
    return rest.length === 0 && isIp(address) && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (IPV4.test(address) ? 32 : 128)));
  }, "an IP address or a CIDR range such as '10.0.0.0/8'");
}

/** A CIDR range, exported under a name that does not shadow parameters. */
export const inCidr = cidr;

/** `host:port`. */
export function hostPort(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const colon = t.lastIndexOf(':');
    const number = Number(t.slice(colon + 1));
    const name = t.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
    return colon > 0 && /^\d+$/.test(t.slice(colon + 1)) && number >= 1 && number <= 65535 && isHost(name);
  }, "'host:port'");
}

/** The service of an extension provider: a full host name, or `namespace/host`. */
export function providerService(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const parts = t.split('/');
    return parts.length <= 2 && isHost(parts[parts.length - 1]) && (parts.length === 1 || DNS_LABEL.test(parts[0]));
  }, "a host name, or 'namespace/host'");
}

/** A trust domain. */
export function trustDomain(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => t.length <= 255 && DOMAIN.test(t), "a trust domain such as 'cluster.local'");
}

/** A host of a gateway's server: `host`, or `namespace/host`, where `*` is any namespace and `.` the gateway's. */
export function gatewayHost(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const parts = t.split('/');
    return parts.length <= 2 && isFullHost(parts[parts.length - 1]) && (parts.length === 1 || parts[0] === '*' || parts[0] === '.' || DNS_LABEL.test(parts[0]));
  }, "a full host name, or 'namespace/host' ('*' for any namespace, '.' for this one)");
}

/** A host of a sidecar's egress: `namespace/host`; a `~` prefix excludes it. */
export function egressHost(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isEgressHost,
    "'namespace/host': the namespace a name, '*' (any) or '.' (this one), the host a full name or '*'; a '~' in front excludes it");
}

function isEgressHost(t: string): boolean {
  const slash = t.indexOf('/');
  const namespace = t.slice(0, slash);
  return slash >= 0 && isFullHost(t.slice(slash + 1)) && (['*', '.', '~'].includes(namespace) || DNS_LABEL.test(namespace.replace(/^~/, '')));
}
