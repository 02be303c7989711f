import type { Duration, Size } from 'cdk8s';
import { path } from './json';
import type { At, Json } from './json';

const INT32_MAX = 2147483647;
const UINT32_MAX = 4294967295;
const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const HOST = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${LABEL})(?:\\.${LABEL})*\\.?$`);
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/;
const HEADER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

function fail(at: At, field: string, rule: string, got: unknown): never {
  throw new Error(`${path(at, field)} must be ${rule}, got: ${typeof got === 'string' ? `'${got}'` : String(got)}`);
}

function whole(value: number | undefined, at: At, field: string, min: number, max: number): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(at, field, `a whole number from ${min} to ${max}`, value);
  }
  return value;
}

const isText = (): boolean => true;
const isSome = (t: string): boolean => t !== '';
const isDnsLabel = (t: string): boolean => t.length <= 63 && DNS_LABEL.test(t);
const isDnsName = (t: string): boolean => t.length <= 253 && t.split('.').every((l) => DNS_LABEL.test(l));

function matching(value: string | undefined, at: At, field: string, ok: (text: string) => boolean, rule: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || !ok(value)) {
    fail(at, field, rule, value);
  }
  return value;
}

/** A whole number of 0 or more. */
export function int32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, INT32_MAX);
}

/** A whole number, below zero too. */
export function signedInt32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, -INT32_MAX - 1, INT32_MAX);
}

/** A whole number of 0 or more. */
export function uint32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, UINT32_MAX);
}

/** A port number. */
export function port(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    fail(at, field, 'a port from 1 to 65535', value);
  }
  return value;
}

/** A port number that is written as a reference: `{ number }`. */
export function portReference(value: number | undefined, at: At, field: string): Json | undefined {
  const number = port(value, at, field);
  return number === undefined ? undefined : { number };
}

/** A status code of HTTP. */
export function httpStatus(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 200, 599);
}

/** A percentage, fractions allowed. */
export function percent(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!(value >= 0 && value <= 100)) {
    fail(at, field, 'a percentage from 0 to 100', value);
  }
  return value;
}

/** A percentage without fractions. */
export function wholePercent(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, 100);
}

/** A number of 0 or more. */
export function nonNegative(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!(value >= 0) || !Number.isFinite(value)) {
    fail(at, field, 'a number of 0 or more', value);
  }
  return value;
}

/** Yes or no. */
export function bool(value: boolean | undefined, at: At, field: string): boolean | undefined {
  if (value !== undefined && value !== null && typeof value !== 'boolean') {
    fail(at, field, 'true or false', value);
  }
  return value ?? undefined;
}

function millis(value: Duration, at: At, field: string): number {
  if (typeof value !== 'object' || typeof value.toMilliseconds !== 'function') {
    fail(at, field, 'a Duration', value);
  }
  return value.toMilliseconds({ integral: false });
}

/** Seconds with up to three decimals, the one form that every reader of these APIs takes. */
function written(ms: number): string {
  return `${Math.round(ms) / 1000}s`;
}

/** A time of at least 1 ms. */
export function duration(value: Duration | undefined, at: At, field: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (!(ms >= 1)) {
    fail(at, field, 'at least 1 ms', `${ms} ms`);
  }
  return written(ms);
}

/** A time; zero means off. */
export function durationOrZero(value: Duration | undefined, at: At, field: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (ms !== 0 && !(ms >= 1)) {
    fail(at, field, 'zero, or at least 1 ms', `${ms} ms`);
  }
  return written(ms);
}

/** A time that is written as a whole number of seconds. */
export function seconds(value: Duration | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (!Number.isInteger(ms / 1000)) {
    fail(at, field, 'whole seconds', `${ms} ms`);
  }
  return ms / 1000;
}

/** An amount of memory, written in bytes. */
export function size(value: Size | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return int32(value.toKibibytes({ rounding: 2 }) * 1024, at, field);
}

/** Text that says something. */
export function text(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isSome, 'a text that is not empty');
}

/** Any text. */
export function anyText(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isText, 'a text');
}

/** The name of a Kubernetes object: lower-case labels, dots allowed. */
export function dnsName(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isDnsName,
    "a Kubernetes name (a-z, 0-9, '-' and '.', at most 253 characters)");
}

/** A name that is one DNS label: of a namespace, a subset, a port. */
export function dnsLabel(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isDnsLabel, "a DNS label (a-z, 0-9 and '-', at most 63 characters)");
}

/** A host: a short or full DNS name, with a wildcard in front or not, or an IP address. */
export function host(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isHost, "a host name ('*' in front allowed) or an IP address");
}

/** Is this a host? */
export function isHost(value: string): boolean {
  return value.length <= 255 && (isName(value) || isIp(value));
}

/** A name of DNS has labels of at most 63 characters, and the last one is no number. */
function isName(value: string): boolean {
  return HOST.test(value) && (value.length <= 63 || value.split('.').every((l) => l.length <= 63)) && !(/[\d.]$/.test(value) && /(^|\.)\d+\.?$/.test(value));
}

/** Is this a host that means the same in every namespace: a full name, a wildcard, an IP address? */
export function isFullHost(value: string): boolean {
  return isHost(value) && (value === '*' || value.includes('.') || isIp(value));
}

/** Is this an IP address? */
export function isIp(value: string): boolean {
  return IPV4.test(value) || (IPV6.test(value) && value.split(':').length >= 3);
}

/** An IP address, or a block of addresses such as `10.0.0.0/8`. */
export function cidr(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const [address, bits, ...rest] = t.split('/');
    return rest.length === 0 && isIp(address) && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (IPV4.test(address) ? 32 : 128)));
  }, "an IP address or a block such as '10.0.0.0/8'");
}

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
  return matching(value, at, field, (t) => t.length <= 255 && new RegExp(`^${LABEL}(\\.${LABEL})*$`).test(t), "a trust domain such as 'cluster.local'");
}

/** The name of an HTTP header. */
export function headerName(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => HEADER.test(t), 'the name of an HTTP header');
}

/** The name of an environment variable. */
export function envName(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(t), 'the name of an environment variable');
}

/** An absolute path of a URL. */
export function absolutePath(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => t.startsWith('/'), "a path that begins with '/'");
}

/** An RE2 expression, as far as can be told here: no look-around, no back-references. */
export function regex(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    if (t === '' || /\(\?<?[=!]/.test(t) || /(^|[^\\])(\\\\)*\\[1-9]/.test(t)) {
      return false;
    }
    try {
      new RegExp(t.replace(/\(\?[imsU]+(-[imsU]+)?([:)])/g, (_m, _off, end) => end === ')' ? '' : '(?:').replace(/\(\?P</g, '(?<'));
      return true;
    } catch {
      return /\\[AzQEC]|\[\[:|\\p\{/.test(t); // RE2's own, unknown to JavaScript
    }
  }, 'an RE2 expression (no look-around, no back-references)');
}

/** Labels, with Kubernetes' rules. */
export function labels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!LABEL_KEY.test(key)) {
      fail(at, field, "labels: a key has letters, digits, '-', '_', '.' and at most one '/'", key);
    }
    if (typeof value[key] !== 'string' || value[key].length > 63 || !LABEL_VALUE.test(value[key])) {
      fail(at, `${field}['${key}']`, "a label's value (letters, digits, '-', '_', '.', at most 63; no wildcard)", value[key]);
    }
  }
  return { ...value };
}

/** Labels that select, written under `matchLabels`. */
export function matchLabels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  const found = labels(value, at, field);
  return found && { matchLabels: found };
}

/** Labels that select, written under `labels`. */
export function selectorLabels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  const found = labels(value, at, field);
  return found && { labels: found };
}

/** An object of the user's own shape, kept as it is. */
export function freeForm(value: any, at: At, field: string): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    fail(at, field, 'an object', value);
  }
  return value;
}

/** A percentage, under a name that does not hide the factories' parameter. */
export const inPercent = percent;

/** A host of a gateway's server: `host`, or `namespace/host` where `*` is any namespace and `.` the gateway's. */
export function gatewayHost(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => {
    const parts = t.split('/');
    return parts.length <= 2 && isFullHost(parts[parts.length - 1]) && (parts.length === 1 || parts[0] === '*' || parts[0] === '.' || DNS_LABEL.test(parts[0]));
  }, "a full host name, or 'namespace/host' ('*' any namespace, '.' this one)");
}

/** A host of a sidecar's egress: `namespace/host`; `~` in front takes it out again. */
export function egressHost(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isEgressHost,
    "'namespace/host' with a full host name or '*' ('*' any namespace, '.' this one, '~' in front to exclude)");
}

function isEgressHost(t: string): boolean {
  const slash = t.indexOf('/');
  const namespace = t.slice(0, slash);
  return slash >= 0 && isFullHost(t.slice(slash + 1)) && (['*', '.', '~'].includes(namespace) || DNS_LABEL.test(namespace.replace(/^~/, '')));
}

/** A port, under a name that does not hide the factories' parameter. */
export const inPort = port;

/** A host, under a name that does not hide the methods' parameter. */
export const inHost = host;

/** Any status code of HTTP. */
export function anyStatus(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 100, 599);
}

/** Text that says something, under a name that does not hide parameters. */
export const anyNonEmpty = text;

/** Labels, under a name that does not hide parameters. */
export const inLabels = labels;

/** A duration, under a name that does not hide parameters. */
export const inDuration = duration;

/** A block of addresses, under a name that does not hide parameters. */
export const inCidr = cidr;

/** A whole number of 1 or more. */
export function positive(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 1, INT32_MAX);
}

/** The window of HTTP/2's flow control, written in bytes. */
export function windowSize(value: Size | undefined, at: At, field: string): number | undefined {
  return whole(size(value, at, field), at, field, 65535, INT32_MAX);
}

/** A time of whole seconds, at least one. */
export function durationInSeconds(value: Duration | undefined, at: At, field: string): string | undefined {
  const found = seconds(value, at, field);
  if (found !== undefined && found < 1) {
    fail(at, field, 'at least 1 s', `${found} s`);
  }
  return found === undefined ? undefined : `${found}s`;
}
