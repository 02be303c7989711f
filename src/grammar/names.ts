import { isIP } from 'net';
import { qualifiedNameError } from './formats';
import { text } from './given';
import { regExpError } from './regexp';
import { before } from './trim';

/** Rules for names, hosts, ports and numbers, applied where a value enters the library. Each function throws an error with the value. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const HEADER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** `what` is a DNS-1123 label of at most 63 characters: the name of a Service, a version, a namespace. */
export function dnsLabel(what: string, value: string): string {
  text(what, value);
  if (!LABEL.test(value) || value.length > 63) {
    throw new Error(`${what} must be a DNS label (a-z, 0-9 and '-', at most 63 characters), got: '${value}'`);
  }
  return value;
}

/** A Kubernetes object name that may contain dots (a DNS-1123 subdomain). */
export function dnsName(what: string, value: string): string {
  text(what, value);
  if (value.length > 253 || !value.split('.').every((l) => LABEL.test(l))) {
    throw new Error(`${what} must be a DNS name of lower-case labels, got: '${value}'`);
  }
  return value;
}

/** A host: a fully qualified name, which may start with `*.` if `wildcard` is allowed; `*` alone if `any` is. */
export function host(what: string, value: string, options: { wildcard?: boolean; any?: boolean } = {}): string {
  text(what, value);
  if (value === '*' && options.any) {
    return value;
  }
  const bare = value.startsWith('*.') && options.wildcard ? value.slice(2) : value;
  const labels = bare.split('.');
  if (bare.length === 0 || bare.length > 255 || !labels.every((l) => LABEL.test(l) && l.length <= 63) || labels.length < 2 || /^[0-9]+$/.test(labels[labels.length - 1])) {
    const form = options.wildcard ? 'a fully qualified DNS name, which can begin with "*."' : 'a fully qualified DNS name';
    throw new Error(`${what} must be ${form}, in lower case, such as 'shop.example.com', got: '${value}'`);
  }
  return value;
}

/**
 * Rejects empty lists and maps if omitting them means "all": a computed list that happens to be empty must not allow everybody.
 *
 * @param lists the meaning of omitting each field
 */
export function filled(what: string, props: object, lists: { readonly [field: string]: string }): void {
  for (const field of Object.keys(lists)) {
    const value: unknown = (props as { [field: string]: unknown })[field];
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) {
      throw new Error(`${what}: ${field} must not be empty, got: ${Array.isArray(value) ? '[]' : '{}'}; omit it for ${lists[field]}`);
    }
  }
}

/** A port number. */
export function port(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    throw new Error(`${what} must be a port from 1 to 65535, got: ${value}`);
  }
  return value;
}

/** An IP address, or a block of them in CIDR form. */
export function addressRange(what: string, value: string): string {
  text(what, value);
  const [address, bits, ...more] = value.split('/');
  const size = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (size < 0 || address.includes('%') || more.length > 0 || (bits !== undefined && !(/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= size))) {
    throw new Error(`${what} must be an IP address or a CIDR range such as '10.0.0.0/8', got: '${value}'`);
  }
  return value;
}

/** An integer in a range. */
export function integer(what: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new Error(`${what} must be a whole number ${range}, got: ${value}`);
  }
  return value;
}

/** A percentage that Envoy can hold: 0, or 0.0001 to 100. */
export function percentage(what: string, value: number): number {
  if (!(value >= 0 && value <= 100) || (value > 0 && value < 0.0001)) {
    throw new Error(`${what} must be a percentage: 0, or from 0.0001 to 100, got: ${value}`);
  }
  return value;
}

/** A header name, given in any case and converted to lower case: Envoy and HTTP/2 compare lower-case names. */
export function headerName(what: string, value: string): string {
  text(what, value);
  if (!HEADER.test(value)) {
    throw new Error(`${what} must be an HTTP header name, got: '${value}'`);
  }
  return value.toLowerCase();
}

/** A label value. */
export function labelValue(what: string, value: string): string {
  text(what, value);
  if (value.length > 63 || !LABEL_VALUE.test(value)) {
    throw new Error(`${what} must be a label value (letters, digits, '-', '_', '.', at most 63 characters), got: '${value}'`);
  }
  return value;
}

/** A label key: a name, with or without a DNS prefix and a slash. */
export function labelKey(what: string, value: string): string {
  text(what, value);
  if (qualifiedNameError(value) !== undefined) {
    throw new Error(`${what} must be a label key (NAME or PREFIX/NAME), got: '${value}'`);
  }
  return value;
}

/** An absolute path of a URL. */
export function path(what: string, value: string): string {
  text(what, value);
  if (!value.startsWith('/')) {
    throw new Error(`${what} must start with '/', got: '${value}'`);
  }
  if (/[\s?#]/.test(value)) {
    throw new Error(`${what} must be a path without spaces, '?' or '#', got: '${value}'`);
  }
  return value;
}

/** A path prefix: whole segments, no glob. */
export function pathPrefix(what: string, value: string): string {
  path(what, value);
  if (value.includes('*')) {
    throw new Error(`${what} must not contain '*', which would be matched literally, got: '${value}'; use '${before(value, '*').replace(/\/$/, '') || '/'}'`);
  }
  return value;
}

/** An RE2 expression of at most 1024 characters: the regular expressions of Envoy and Go. */
export function regex(what: string, value: string): string {
  text(what, value);
  if (value === '' || value.length > 1024) {
    throw new Error(`${what} must be a regular expression of 1 to 1024 characters, got: ${value.length}`);
  }
  const error = regExpError(value);
  if (error !== undefined) {
    throw new Error(`${what} must be an RE2 expression, which supports neither look-around nor back-references, got: '${value}' (${error})`);
  }
  return value;
}

/** A duration in milliseconds, at least one. */
export function millis(what: string, value: number, min: number = 1): number {
  if (!Number.isFinite(value) || value < min || !Number.isInteger(value)) {
    throw new Error(`${what} must be a whole number of milliseconds, at least ${min} ms, got: ${value} ms`);
  }
  return value;
}

/** An IP address. */
export function ipAddress(what: string, value: string): string {
  text(what, value);
  if (!isIP(value)) {
    throw new Error(`${what} must be an IP address, got: '${value}'`);
  }
  return value;
}

/** A container image reference. */
export function image(what: string, value: string): string {
  text(what, value);
  if (!/^\S+$/.test(value)) {
    throw new Error(`${what} must be an image reference such as 'registry/name:tag', got: '${value}'`);
  }
  return value;
}
