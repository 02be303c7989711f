import { cidrError, isIpAddress } from '../grammar/ip';
import { trim } from '../grammar/trim';

/** Why a value of an authorization rule is invalid, as words that follow the value; undefined when it is valid. */
export function emptyError(value: string): string | undefined {
  return value === '' ? 'is empty' : undefined;
}

export function ipError(value: string): string | undefined {
  const isGood = value.includes('/') ? cidrError(value) === undefined : isIpAddress(value);
  return isGood ? undefined : 'is neither an IP address nor a CIDR range';
}

export function portError(value: string): string | undefined {
  return /^\d+$/.test(value) && Number(value) <= 65535 ? undefined : 'is not a port: ports are numbers from 0 to 65535';
}

/** Wildcards are allowed alone, at the start or at the end. */
export function wildcardError(value: string): string | undefined {
  if (value === '') return 'is empty';
  const stars = value.split('*').length - 1;
  if (stars > 1) return 'has more than one wildcard';
  return stars === 1 && !value.startsWith('*') && !value.endsWith('*') ? 'has a wildcard in the middle' : undefined;
}

export function trustDomainError(value: string): string | undefined {
  return wildcardError(value) ?? (value.includes('/') ? "contains a '/', which is not allowed in a trust domain" : undefined);
}

/** `NAME`, or `NAMESPACE/NAME`. */
export function serviceAccountError(value: string): string | undefined {
  if (value === '') return 'is empty';
  if (value.includes('*')) return 'contains a wildcard, which is not allowed in service accounts';
  if (value.length > 320) return 'has more than 320 characters';
  return /^(?:[^/]+\/)?[^/]+$/.test(value) ? undefined : 'is not of the form NAME or NAMESPACE/NAME';
}

/** Characters allowed in a path segment. */
const SEGMENT = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

/** A path, perhaps a template: `{*}` is one segment, `{**}` all remaining ones. */
export function pathError(value: string): string | undefined {
  if (value === '') return 'is empty';
  const isTemplate = value.includes('{*}') || value.includes('{**}');
  let isOpen = false;
  for (const segment of trim(value, '/').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (isOpen) return 'has a template after {**}, which must be the last one';
      isOpen = segment === '{**}';
      continue;
    }
    if (/[{}]/.test(segment)) return `has braces in '${segment}'; only {*} and {**} are templates, for whole segments`;
    if (isTemplate && !SEGMENT.test(segment)) return `has '${segment}' next to a template, where only plain segments are allowed`;
  }
  return undefined;
}

type Check = (value: string) => string | undefined;

/** The attributes of conditions, and the validation of their values. */
const ATTRIBUTES: Record<string, Check> = {
  'source.ip': ipError,
  'remote.ip': ipError,
  'source.namespace': emptyError,
  'source.serviceAccount': serviceAccountError,
  'source.principal': emptyError,
  'source.trustDomain': wildcardError,
  'request.auth.principal': emptyError,
  'request.auth.audiences': emptyError,
  'request.auth.presenter': emptyError,
  'destination.ip': ipError,
  'destination.port': portError,
  'connection.sni': emptyError,
};
/** Attributes that name an entry in square brackets. */
const MAPS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const REPLACED: Record<string, string> = {
  'destination.namespace': 'the namespace of the policy',
  'destination.labels': 'the selector of the policy',
  'destination.name': 'the selector of the policy',
  'destination.user': 'the selector of the policy',
};

/** The problems of a condition's key, or of its values. */
export function attributeErrors(key: string, values: string[]): { of: 'key' | 'value'; index: number; error: string }[] {
  const empty = values.indexOf('');
  if (empty >= 0) return [{ of: 'value', index: empty, error: 'is empty' }];
  if (MAPS.some((prefix) => key.startsWith(prefix))) {
    const open = key.indexOf('[');
    const isEntry = key.endsWith(']') && open > 0 && open < key.length - 2;
    return isEntry ? [] : [{ of: 'key', index: 0, error: `'${key}' has no entry: use ATTRIBUTE[ENTRY]` }];
  }
  const check = Object.prototype.hasOwnProperty.call(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (!check) {
    const replaced = Object.keys(REPLACED).find((old) => key === old || (old === 'destination.labels' && key.startsWith(old)));
    return [{ of: 'key', index: 0, error: replaced ? `'${key}' is no longer an attribute: use ${REPLACED[replaced]} instead` : `'${key}' is not an attribute` }];
  }
  if (key === 'source.serviceAccount' && values.length > 16) return [{ of: 'key', index: 0, error: 'at most 16 service accounts are allowed' }];
  return values.flatMap((value, index) => {
    const error = check(value);
    return error ? [{ of: 'value' as const, index, error }] : [];
  });
}
