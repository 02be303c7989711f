import { cidrError } from '../../../grammar/ip';
import { textOf } from '../../../grammar/json';

/** Values accepted by Google's service routing API. Each function returns why a value is rejected, or nothing. */

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A hostname: a lower-case domain name whose first label may be an asterisk. `*` alone matches every host. */
export function hostnameError(host: string): string | undefined {
  if (/[A-Z]/.test(host)) return 'is not in lower case';
  if (/^[0-9.]+$/.test(host) || (/^\[?[0-9a-f:.]*\]?$/.test(host) && host.split(':').length > 2)) return 'is an IP address';
  if (host.includes(':')) return 'has a port';
  if (host === '*') return undefined;
  const labels = host.split('.');
  if (labels.slice(1).some((label) => label.includes('*')) || (labels[0].includes('*') && labels[0] !== '*')) return 'has an asterisk that is not its entire first label';
  const rest = labels[0] === '*' ? labels.slice(1) : labels;
  return host.length <= 253 && rest.every((label) => LABEL.test(label)) ? undefined : 'is not a domain name';
}

/** The hostname of a gRPC route, which may include a port. */
export function grpcHostnameError(host: string): string | undefined {
  const [, name, port] = /^([^:]*):([0-9]+)$/.exec(host) ?? [];
  if (port === undefined) return hostnameError(host);
  return portError(port) ?? hostnameError(name);
}

/** A port, as a number or its digits. */
export const portError = (value: unknown): string | undefined => (
  /^[0-9]+$/.test(textOf(value)) && Number(value) >= 1 && Number(value) <= 65535 ? undefined : 'is not a port (1 to 65535)'
);

/** The SPIFFE ID of a workload of Google's meshes; IDs of other trust domains may have any form. */
export function spiffeError(value: string): string | undefined {
  const [scheme, , domain = '', ...rest] = value.split('/');
  if (scheme !== 'spiffe:' || !/\.(svc|hub)\.id\.goog$/.test(domain)) return undefined;
  return /^ns\/[^/]+\/sa\/[^/]+$/.test(rest.join('/')) ? undefined : 'does not have the form ns/NAMESPACE/sa/ACCOUNT after its trust domain';
}

/** A duration in the JSON form of protocol buffers: in seconds. */
export const durationError = (value: string): string | undefined => (/^[0-9]+(\.[0-9]{1,9})?s$/.test(value) ? undefined : 'is not a duration in seconds');

/** A duration above zero. */
export const positiveDurationError = (value: string): string | undefined => durationError(value) ?? (/[1-9]/.test(value) ? undefined : 'is zero');

/** An IPv4 range or address. */
export function ipv4Error(value: string): string | undefined {
  const range = value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`;
  return cidrError(range) ? 'is not an IP address or range' : value.includes(':') ? 'is an IPv6 address' : undefined;
}

/** An IP range or address. */
export const rangeError = (value: string): string | undefined => (cidrError(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`) ? 'is not an IP address or range' : undefined);
