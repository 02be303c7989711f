import { Place } from './place';
import { show } from './problem';
import { entries, Fields, object, text, texts } from './values';

const TOKEN = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;

export const isToken = (name: string): boolean => TOKEN.test(name);
const isAuthority = (name: string) => /^(?::authority|host)$/i.test(name);

/** A claim of a verified token, used in place of a header: `@request.auth.claims.NAME` or `@request.auth.claims[NAME]`. */
export const isClaim = (name: string): boolean => /^@request\.auth\.claims(?:\..+|\[.+\])$/is.test(name);

const PSEUDO = new Set([':method', ':scheme', ':authority', ':path', ':status']);

/** The name of a header in a match. */
export function checkMatchedHeader(name: string, place: Place): void {
  if (!isClaim(name) && !PSEUDO.has(name) && !isToken(name)) {
    place.error('MESH108', name ? `${show(name)} is not a header name` : 'the name of the header is empty', 'use a header name, a pseudo-header such as :method, or @request.auth.claims.NAME');
  }
}

/** The headers that a route adds to, sets in and removes from requests and responses. */
export function checkHeaders(headers: unknown, place: Place): void {
  const given = object(headers);
  if (!given) return;
  for (const side of ['request', 'response']) {
    const operations = object(given[side]);
    if (!operations) continue;
    for (const verb of ['add', 'set']) {
      for (const [name, value] of entries(operations[verb])) {
        const at = place.at(side, verb, name);
        checkName(name, side === 'request', at);
        const error = formatError(text(value));
        if (error) at.error('MESH108', `the value ${show(value)} of the header ${error}`, 'use %% for a percent sign, and %NAME% or %NAME(ARGUMENTS)% for values that Envoy substitutes');
      }
    }
    for (const [name, i] of texts(operations.remove)) checkName(name, false, place.at(side, 'remove', i));
  }
}

function checkName(name: string, mayBeAuthority: boolean, place: Place): void {
  if (name === '') place.error('MESH108', 'the name of the header is empty', 'set the name of the header');
  else if (isAuthority(name) && mayBeAuthority) return;
  else if (isAuthority(name)) place.error('MESH108', `${show(name)} can only be set on requests`, 'set it in headers.request.set, or use rewrite.authority');
  else if (name.startsWith(':')) place.error('MESH108', `${show(name)} is Envoy's own and can\'t be changed`, 'use rewrite for the path and the authority');
}

/** The authority can only be set in one place. */
export function checkAuthority(route: Fields, place: Place): void {
  const request = object(object(route.headers)?.request);
  if (!request) return;
  const set = [...entries(request.set), ...entries(request.add)].filter(([name]) => isAuthority(name)).map(([, value]) => text(value));
  const rewrite = text(object(route.rewrite)?.authority);
  const all = [rewrite, ...set].filter((value) => value !== '');
  if (all.length > 1) place.error('MESH105', `the authority is set several times: ${all.join(', ')}`, 'keep one, preferably rewrite.authority');
}

/** The parser state within an Envoy format string. */
enum State { LITERAL, NAME, ARGUMENTS, ARGUMENT, STRING, AFTER_STRING, CLOSE, END }

/** Why Envoy can't parse a header's value with its `%NAME%` parts, or undefined when it can. */
export function formatError(value: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return 'has a control character';
  let state = State.LITERAL;
  for (let i = 0; i < value.length; i++) {
    const c = value[i];
    switch (state) {
      case State.LITERAL:
        if (c !== '%') break;
        if (i + 1 === value.length) return 'ends with a single %';
        if (value[i + 1] === '%') i++;
        else state = State.NAME;
        break;
      case State.NAME:
        if (c === '%') state = State.LITERAL;
        else if (c === '(') state = State.ARGUMENTS;
        break;
      case State.ARGUMENTS:
        if (c === '[') state = State.ARGUMENT;
        else if (c !== ' ') state = State.STRING;
        break;
      case State.ARGUMENT:
        if (c === '"') state = State.STRING;
        else if (c !== ' ') return "lacks a '\"' in the list of arguments";
        break;
      case State.STRING:
        if (c === '\\') {
          if (i + 1 === value.length) return 'ends with a backslash';
          i++;
        } else if (c === ')') {
          state = State.END;
        } else if (c === '"') {
          state = State.AFTER_STRING;
        }
        break;
      case State.AFTER_STRING:
        if (c === ',') state = State.ARGUMENT;
        else if (c === ']') state = State.CLOSE;
        else if (c !== ' ') return "lacks ',' or ']' in the list of arguments";
        break;
      case State.CLOSE:
        if (c === ')') state = State.END;
        else if (c !== ' ') return "lacks ')' after the arguments";
        break;
      case State.END:
        if (c === '%') state = State.LITERAL;
        else if (c !== ' ') return "lacks '%' after ')'";
        break;
    }
  }
  return state === State.LITERAL ? undefined : 'has a %NAME% that is not closed';
}
