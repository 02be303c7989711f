import { isIpAddress } from '../grammar/ip';
import { trim } from '../grammar/trim';

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

/** Labels of letters, digits and hyphens, the last one ending with a letter, so that it is not a number. */
const CLEARLY_GOOD = /^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9][-a-zA-Z0-9]*[a-zA-Z]$/;

/** Istio allows upper case in host labels. */
export const isDnsLabel = (text: string): boolean => text.length <= 63 && LABEL.test(text);
const isWildcardLabel = (text: string): boolean => text.length <= 63 && WILDCARD_LABEL.test(text);

function lengthError(name: string): string | undefined {
  if (name === '') return 'a host name must not be empty';
  return name.length > 255 ? `the host name has ${name.length} characters, at most 255 allowed` : undefined;
}

function labelsError(domain: string): string | undefined {
  if (domain.length <= 63 && CLEARLY_GOOD.test(domain)) return undefined;
  const parts = domain.split('.');
  if (/^[-+]?\d+$/.test(parts[parts.length - 1])) return `the last part of '${domain}' must not be a number`;
  const wrong = parts.find((label, i) => !(label === '' && i === parts.length - 1) && !isDnsLabel(label)); // a trailing dot is allowed
  if (wrong === undefined) return undefined;
  return wrong.includes('*') ? `'${domain}' has a wildcard that is not its first part` : `'${domain}' has the invalid part '${wrong}'`;
}

/** Why a name is not a fully qualified domain name, or undefined when it is one. */
export function fqdnError(name: string): string | undefined {
  return lengthError(name) ?? labelsError(name);
}

/** Like a domain name, but the first label may be a wildcard or start with one. */
export function wildcardDomainError(name: string): string | undefined {
  const tooLong = lengthError(name);
  if (tooLong) return tooLong;
  const dot = name.indexOf('.');
  const first = dot < 0 ? name : name.slice(0, dot);
  if (!isWildcardLabel(first)) return `'${name}' has the invalid part '${first}'`;
  return dot < 0 ? undefined : labelsError(name.slice(dot + 1));
}

/** A wildcard that replaces only part of a label. */
export function partialWildcardError(name: string): string | undefined {
  return name.includes('*') && name.length !== 1 && !name.startsWith('*.') ? `'${name}' has a wildcard for part of a label` : undefined;
}

/** The name under which one mesh network reaches another's services through its gateway. */
export function sniDomainError(name: string): string | undefined {
  const parts = name.split('_');
  const isValid = parts.length >= 4 && parts[0] === 'outbound' && /[0-9]/.test(parts[1]) && /[a-zA-Z]/.test(trim(parts[3], '.'));
  return isValid ? undefined : `'${name}' is not of the form outbound_.PORT_._.HOST`;
}

/** The problems of a `NAMESPACE/HOST` in a Gateway's server or a Sidecar's egress, for both parts. */
export function namespacedHostErrors(host: string, isGateway: boolean): string[] {
  const slash = host.indexOf('/');
  if (slash < 0) return isGateway ? hostPartErrors(host, true) : [`'${host}' is not of the form NAMESPACE/HOST`];
  const [namespace, name] = [host.slice(0, slash), host.slice(slash + 1)];
  if (!namespace || !name) return [`'${host}' has an empty namespace or host`];
  const ns = isGateway ? namespace : namespace.replace(/^~/, '');
  const isNamespace = ns === '*' || ns === '.' || isDnsLabel(ns) || (!isGateway && ns === '');
  return [...(isNamespace ? [] : [`'${namespace}' is not a namespace`]), ...hostPartErrors(name, isGateway)];
}

/** The problems of the host: malformed first, then too short. */
function hostPartErrors(host: string, isGateway: boolean): string[] {
  const malformed = wildcardDomainError(host);
  if (malformed && !(isGateway && isIpAddress(host))) return [malformed];
  const partial = partialWildcardError(host);
  if (partial) return [partial];
  return host !== '*' && !host.includes('.') ? [`'${host}' is a short name; only fully qualified names are allowed here`] : [];
}

const isWildcarded = (host: string) => host.startsWith('*');

/** Whether two hosts, each perhaps with a leading wildcard, have a name in common. */
export function overlap(a: string, b: string): boolean {
  if (isWildcarded(a) && isWildcarded(b)) return a.slice(1).endsWith(b.slice(1)) || b.slice(1).endsWith(a.slice(1));
  if (isWildcarded(a)) return b.endsWith(a.slice(1));
  return isWildcarded(b) ? a.endsWith(b.slice(1)) : a === b;
}

/** Whether one host covers another. */
export function isSubsetOf(host: string, other: string): boolean {
  if (!isWildcarded(other)) return host === other;
  if (isWildcarded(host)) return host.length >= other.length && host.slice(1).endsWith(other.slice(1));
  return host.endsWith(other.slice(1));
}
