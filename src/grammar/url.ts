/** The parts of a URL that rules use. */
export interface GoUrl {
  readonly scheme: string;
  /** With the port, without user information. */
  readonly host: string;
  readonly path: string;
}

/** Splits a URL by the rules of Go's net/url; undefined if Go reports an error. A request URI is absolute or an absolute path. */
export function parseUrl(raw: string, isRequest = false): GoUrl | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(raw)) return undefined;
  if (raw === '') return isRequest ? undefined : { scheme: '', host: '', path: '' };
  if (raw === '*') return { scheme: '', host: '', path: '*' };
  const withoutFragment = isRequest ? raw : raw.split('#', 1)[0];

  const scheme = schemeOf(withoutFragment);
  if (scheme === undefined) return undefined;
  const afterScheme = withoutFragment.slice(scheme ? scheme.length + 1 : 0);
  let rest = afterScheme.split('?', 1)[0];
  if (!rest.startsWith('/')) {
    if (scheme) return { scheme: scheme.toLowerCase(), host: '', path: '' }; // opaque, as in mailto:someone
    if (isRequest) return undefined;
    if (rest.split('/', 1)[0].includes(':')) return undefined; // would be parsed as a scheme
  }
  let host = '';
  if ((scheme || (!isRequest && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const end = rest.indexOf('/', 2);
    const authority = end < 0 ? rest.slice(2) : rest.slice(2, end);
    rest = end < 0 ? '' : rest.slice(end);
    const parsed = hostOf(authority);
    if (parsed === undefined) return undefined;
    host = parsed;
  }
  return isEscaped(rest) ? { scheme: scheme.toLowerCase(), host, path: rest } : undefined;
}

/** The scheme without its colon, '' for none, undefined when the URL starts with a colon. */
function schemeOf(raw: string): string | undefined {
  if (raw.startsWith(':')) return undefined;
  return /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(raw)?.[1] ?? '';
}

function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (at >= 0 && !/^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})*$/.test(authority.slice(0, at))) return undefined;
  if (host.startsWith('[')) {
    const close = host.lastIndexOf(']');
    return close > 0 && isPort(host.slice(close + 1)) ? host : undefined;
  }
  const colon = host.lastIndexOf(':');
  if (host.indexOf(':') !== colon) return undefined; // an IPv6 address needs brackets
  if (colon >= 0 && !isPort(host.slice(colon))) return undefined;
  if (/[ #\\^`{}|[]/.test(host)) return undefined;
  return /%(?![89A-Fa-f][0-9A-Fa-f])/.test(host) ? undefined : host; // only bytes beyond ASCII may be escaped in a host
}

const isPort = (text: string) => text === '' || /^:[0-9]*$/.test(text);
const isEscaped = (text: string) => !/%(?![0-9A-Fa-f]{2})/.test(text);
