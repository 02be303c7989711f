import { domainToASCII } from 'url';

/** Why no request has a value. */
export interface Unmatched {
  /** words that follow the value, such as `contains a scheme` */
  readonly why: string;
  /** the value that was probably meant, in the form that requests have, if it can be told */
  readonly use?: string;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;
// eslint-disable-next-line no-control-regex
const NOT_ASCII = /[^\x00-\x7f]/;
// eslint-disable-next-line no-control-regex
const SPACE = /[\s\x00-\x1f\x7f]/;

/** Why no Host header matches a pattern; undefined if one may. Ports, and an asterisk at either end, belong to the pattern. */
export function unmatchedHost(pattern: string): Unmatched | undefined {
  const why = hostMistake(pattern);
  return why === undefined ? undefined : { why, use: intendedHost(pattern) };
}

function hostMistake(pattern: string): string | undefined {
  if (SCHEME.test(pattern)) return 'contains a scheme';
  if (/[/\\?#]/.test(pattern)) return 'contains a path';
  if (SPACE.test(pattern)) return 'contains white space';
  return NOT_ASCII.test(pattern) ? 'is not in ASCII, the form in which clients send it' : undefined;
}

/** The pattern without scheme, path and spaces around it, in ASCII. */
function intendedHost(pattern: string): string | undefined {
  const [authority] = pattern.trim().replace(SCHEME, '').split(/[/\\?#]/, 1);
  const colon = authority.lastIndexOf(':');
  const [name, port] = colon < 0 ? [authority, ''] : [authority.slice(0, colon), authority.slice(colon)];
  const ascii = NOT_ASCII.test(name) ? asciiName(name) : name;
  return ascii === '' || hostMistake(`${ascii}${port}`) !== undefined ? undefined : `${ascii}${port}`;
}

/** The name in punycode; empty if there is none, as for a label of which an asterisk leaves a part open. */
function asciiName(name: string): string {
  const isPartial = name.split('.').some((label) => label.includes('*') && label !== '*');
  return isPartial ? '' : domainToASCII(name);
}

const ESCAPE = /%[0-9A-Fa-f]{2}/g;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/** Why no path matches a pattern once the proxy has normalized it (RFC 3986, and backslashes to slashes), and the pattern in that form; undefined if one may. */
export function unmatchedPath(pattern: string): Unmatched | undefined {
  const why = pathMistake(pattern);
  return why === undefined ? undefined : { why, use: normalizedPath(pattern) };
}

function pathMistake(pattern: string): string | undefined {
  if (pattern.includes('\\')) return 'contains a backslash, which proxies replace by a slash';
  const escape = pattern.match(ESCAPE)?.find((e) => unescaped(e) !== e);
  if (escape !== undefined) return `contains ${escape}, which proxies decode to '${unescaped(escape)}'`;
  if (pattern.split('/').some(isDots)) return 'contains a dot segment, which proxies resolve';
  return NOT_ASCII.test(pattern) ? 'contains characters that clients percent-encode' : undefined;
}

function normalizedPath(pattern: string): string {
  const plain = pattern.replace(/\\/g, '/').replace(ESCAPE, unescaped).replace(new RegExp(NOT_ASCII, 'gu'), escaped);
  const segments = plain.split('/');
  const out: string[] = [];
  for (const segment of segments) {
    if (segment === '..' && out.length > 1) out.pop();
    else if (!isDots(segment)) out.push(segment);
  }
  return `${out.join('/')}${isDots(segments[segments.length - 1]) ? '/' : ''}`;
}

const isDots = (segment: string): boolean => segment === '.' || segment === '..';

/** The character of an escape, if RFC 3986 does not reserve it. */
function unescaped(escape: string): string {
  const character = String.fromCharCode(parseInt(escape.slice(1), 16));
  return UNRESERVED.test(character) ? character : escape;
}

const escaped = (character: string): string => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
