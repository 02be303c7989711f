import { checkDuration, durationOf } from './durations';
import { isToken } from './http-headers';
import { Place } from './place';
import { show } from './problem';
import { checkRegExp } from './string-match';
import { object, objects, text, texts } from './values';
import { SECOND } from '../grammar/duration';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']);

/** Which origins may call from a browser, and how. */
export function checkCors(policy: unknown, place: Place): void {
  const given = object(policy);
  if (!given) return;
  for (const [origin, i] of objects(given.allowOrigins)) {
    const at = place.at('allowOrigins', i);
    if (!(text(origin.exact) || text(origin.prefix) || text(origin.regex))) at.error('MESH111', 'the origin is empty', 'set exact, prefix or regex');
    else if (typeof origin.regex === 'string') checkRegExp(origin.regex, at.at('regex'));
  }
  for (const [method, i] of texts(given.allowMethods)) {
    if (!METHODS.has(method)) place.at('allowMethods', i).error('MESH108', `${show(method)} is not an HTTP method`, `use one of ${[...METHODS].join(', ')}`);
  }
  for (const field of ['allowHeaders', 'exposeHeaders']) {
    for (const [name, i] of texts(given[field])) {
      if (name !== '*' && !isToken(name)) place.at(field, i).error('MESH108', name ? `${show(name)} is not a header name` : 'the name of the header is empty', "set a header name, or '*'");
    }
  }
  checkDuration(given.maxAge, place.at('maxAge'));
  const maxAge = durationOf(given.maxAge);
  if (maxAge !== undefined && maxAge % SECOND > 0) place.at('maxAge').error('MESH106', `${show(given.maxAge)} has fractions of a second, but browsers only support whole seconds`, 'round it to seconds, like 24h');
}
