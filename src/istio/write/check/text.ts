import { regExpError } from '../../../grammar/regexp';
import type { At } from '../json';
import { matching } from './fail';

const HEADER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A DNS label. */
export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const isText = (): boolean => true;
const isSome = (t: string): boolean => t !== '';
const isDnsLabel = (t: string): boolean => t.length <= 63 && DNS_LABEL.test(t);
const isLabel = (t: string): boolean => isDnsLabel(t.toLowerCase());
const isDnsName = (t: string): boolean => t.length <= 253 && t.split('.').every((l) => DNS_LABEL.test(l));

/** A non-empty string. */
export function text(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isSome, 'a non-empty string');
}

/** A non-empty string, exported under a name that does not shadow parameters. */
export const anyNonEmpty = text;

/** Any string. */
export function anyText(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isText, 'a string');
}

/** The name of a Kubernetes object: lower-case labels, with dots allowed. */
export function dnsName(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isDnsName,
    "a Kubernetes name (a-z, 0-9, '-' and '.', at most 253 characters)");
}

/** A name inside an Istio object, such as that of a subset or a port: a DNS label in which istiod allows capital letters. */
export function label(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isLabel, "a DNS label (letters, digits and '-', at most 63 characters)");
}

/** The name of an object whose kind requires a single DNS label, such as a Namespace or Service. */
export function dnsLabel(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, isDnsLabel, "a DNS label (a-z, 0-9 and '-', at most 63 characters)");
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

/** An RE2 expression, as istiod and Envoy compile it. */
export function regex(value: string | undefined, at: At, field: string): string | undefined {
  return matching(value, at, field, (t) => t !== '' && regExpError(t) === undefined, 'an RE2 expression (no look-around, no back-references)');
}
