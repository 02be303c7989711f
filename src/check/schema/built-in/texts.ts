import { isIP } from 'net';
import { addAt, all, between, each, fields, isUnset, listOf, objectOf, oneOf, required, type Rule, strictForm, type TextError } from './rules';
import { dns1123SubdomainError, labelValueError, qualifiedNameError } from '../../../grammar/formats';
import { cidrError, isMapped } from '../../../grammar/ip';
import { textOf } from '../../../grammar/json';
import { show } from '../../../validation/problem';

const when = (test: (text: string) => boolean, why: string): TextError => (text) => (test(text) ? undefined : why);

export const headerNameError = when((text) => /^[-A-Za-z0-9]+$/.test(text), "must consist of letters, digits and '-'");
export const keyError: TextError = (text) => (
  text.length > 253 ? 'must have at most 253 characters'
    : /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..') ? undefined : "must consist of letters, digits, '-', '_' and '.', and not start with '..'");
export const envNameError = when((text) => /^[ -<>-~]+$/.test(text), "must consist of printable ASCII characters other than '='");
export const noBackstepsError = when((text) => !text.split('/').includes('..'), "must not contain '..'");
export const relativePathError: TextError = (text) => (text.startsWith('/') ? 'must be a relative path' : noBackstepsError(text));
export const localPathError: TextError = (text) => relativePathError(text) ?? (text.startsWith('..') ? "must not start with '..'" : undefined);
export const segmentError = when((text) => text !== '.' && text !== '..' && !/[/%]/.test(text), "must not be '.' or '..', nor contain '/' or '%'");
export const wildcardHostError = when((text) => /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text) && text.length <= 253, "must start with '*.', followed by a DNS name of lower-case letters, digits, '-' and '.'");
export const hostError: TextError = (text) => (text.includes('*') ? wildcardHostError(text) : dns1123SubdomainError(text));
/** Names in a DNS search list may contain underscores. */
export const searchError: TextError = (text) => (
  text === '.' || (text.length <= 254 && /^[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?(\.[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?)*\.?$/.test(text)) ? undefined : "must consist of lower-case letters, digits, '-', '_' and '.'");

/** IANA service names: for container ports, and wherever a port is named. */
export const portNameError: TextError = (text) => (
  text.length > 15 ? 'must have at most 15 characters'
    : !/^[-a-z0-9]+$/.test(text) ? "must consist of lower-case letters, digits and '-'"
      : !/[a-z]/.test(text) ? 'must contain a letter'
        : /^-|-$|--/.test(text) ? "must not start or end with '-', nor contain '--'" : undefined);

export const ipError = when((text) => isIP(text) !== 0 && !isMapped(text) && !text.includes('%'), 'must be an IP address, like 10.9.8.7 or 2001:db8::ffff');

/** Addresses that can be reached from another node. */
export const endpointIpError: TextError = (text) => ipError(text) ?? (
  /^(?:0\.0\.0\.0|127\.|169\.254\.|224\.0\.0\.)/.test(text) || /^(?:[0:]+|[0:]*:0*1|fe[89ab][0-9a-f]:.*|ff[0-9a-f]2:.*)$/i.test(text) ? 'must not be unspecified, loopback or link-local' : undefined);

export const cidr: Rule = strictForm((text) => cidrError(text.trim()) ?? (cidrIsCanonical(text.trim()) ? undefined : 'must have no bits set after the prefix length'));

const cidrIsCanonical = (text: string): boolean => {
  const [address, bits] = text.split('/');
  if (isIP(address) !== 4) return true; // not checked
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
};

export const port = between(1, 65535);
/** A port number or name. */
export const portOrName: Rule = (value, report) => {
  if (typeof value === 'number') port(value, report);
  else strictForm(portNameError)(value, report);
};
export const protocol = oneOf('TCP', 'UDP', 'SCTP');

/** A number, or an unsigned percentage of at most `max` percent. */
export const numberOrPercent = (max = Infinity): Rule => (value, report) => {
  if (typeof value === 'number') between(0, 2 ** 31 - 1)(value, report);
  else strictForm((text) => (!/^[0-9]+%$/.test(text) ? 'must be a whole number or a percentage, like 5 or 5%' : parseInt(text, 10) > max ? `must be at most ${max}%` : undefined))(value, report);
};
/** The numeric value of a number or a percentage, as far as zero or not matters. */
export const amountOf = (value: any, unset: number): number => (isUnset(value) && value !== 0 ? unset : typeof value === 'string' ? parseInt(value, 10) || 0 : Number(value) || 0);

export const labels: Rule = (value, report) => {
  for (const [key, text] of Object.entries(objectOf(value))) {
    const error = qualifiedNameError(key) ?? (typeof text === 'string' ? labelValueError(text) : undefined);
    if (error) addAt(report, [key], 'MESH020', `the label ${key}: ${typeof text === 'string' ? text : show(text)} ${error}`, `use a valid label: it ${error}`);
  }
};

const requirement = (operators: readonly string[], judgeValues: boolean): Rule => (value, report) => {
  const { operator, values } = objectOf(value);
  fields({ key: strictForm(qualifiedNameError, 'MESH020'), operator: required(oneOf(...operators)) })(value, report);
  const count = listOf(values).length;
  if (/^(?:In|NotIn)$/.test(operator) && !count) addAt(report, [], 'MESH013', `'values' is missing, but operator ${operator} requires it`, "set 'values'");
  if (/^(?:Exists|DoesNotExist)$/.test(operator) && count) addAt(report, ['values'], 'MESH018', `'values' is not allowed with operator ${operator}`, "remove 'values'");
  if (/^(?:Gt|Lt)$/.test(operator) && count !== 1) addAt(report, ['values'], 'MESH016', `must be one value with operator ${operator}, got ${count}`, 'set one value');
  if (judgeValues) listOf(values).forEach((text, i) => { if (typeof text === 'string' && labelValueError(text)) addAt(report, ['values', i], 'MESH020', `the value '${text}' ${labelValueError(text)}`, `use a valid value: it ${labelValueError(text)}`); });
};

/** A label selector, as in most kinds. */
export const selector: Rule = fields({ matchLabels: labels, matchExpressions: each(requirement(['In', 'NotIn', 'Exists', 'DoesNotExist'], true)) });

/** A node affinity term; values of preferred terms are not checked. */
export const nodeTerm = (judgeValues: boolean): Rule => fields({
  matchExpressions: each(requirement(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'], judgeValues)),
  matchFields: each(all(fields({ key: oneOf('metadata.name'), operator: required(oneOf('In', 'NotIn')) }), (value, report) => {
    if (listOf(objectOf(value).values).length !== 1) addAt(report, ['values'], 'MESH016', 'must be one value', 'set one value');
  })),
});

/** Whether a selector matches labels. */
export function selects(value: any, given: any): boolean {
  const own = objectOf(given);
  const has = (key: string) => Object.hasOwn(own, key);
  return Object.entries(objectOf(objectOf(value).matchLabels)).every(([k, v]) => own[k] === v)
    && listOf(objectOf(value).matchExpressions).every((item) => {
      const { key, operator, values } = objectOf(item);
      switch (operator) {
        case 'In': return has(key) && listOf(values).includes(own[key]);
        case 'NotIn': return !has(key) || !listOf(values).includes(own[key]);
        case 'Exists': return has(key);
        case 'DoesNotExist': return !has(key);
        default: return true; // rejected elsewhere
      }
    });
}

/** Whether a selector matches everything. */
export const selectsAll = (value: any): boolean => !Object.keys(objectOf(objectOf(value).matchLabels)).length && !listOf(objectOf(value).matchExpressions).length;

const UNITS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The numeric value of a quantity; undefined if it is not one. */
export function amount(value: any): number | undefined {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  const unit = /(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,9})$/.exec(text.slice(-12))?.[0];
  const number = text.slice(0, text.length - (unit?.length ?? 0));
  if (!/^[+-]?[\d.]+$/.test(number) || !/\d/.test(number) || number.split('.').length > 2) return undefined;
  return unit === undefined ? Number(number) : UNITS[unit] !== undefined ? Number(number) * UNITS[unit] : Number(`${number}${unit}`);
}
