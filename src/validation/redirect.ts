import { checkStatus } from './fault';
import { Place } from './place';
import { isPort } from './ports';
import { show } from './problem';
import { checkRegExp } from './string-match';
import { Fields, isSet, number, object, text } from './values';
import { trimEnd } from '../grammar/trim';

/** Checks a redirect of the client. */
export function checkRedirect(redirect: unknown, matches: Fields[], place: Place): void {
  const given = object(redirect);
  if (!given) return;
  const [uri, prefix] = [text(given.uri), text(given.prefixRewrite)];
  if (uri && prefix) return place.error('MESH105', 'uri and prefixRewrite can\'t be set together', 'keep uri or prefixRewrite');
  if (prefix && matches.some((match) => object(match.uri) && object(match.uri)!.prefix === undefined)) {
    return place.at('prefixRewrite').error('MESH105', 'only the prefix of a prefix match can be replaced', 'match the uri by prefix, or redirect to uri');
  }
  if (!uri && !prefix && !text(given.authority) && !isSet(given.port) && !isSet(given.derivePort) && !text(given.scheme)) {
    return place.error('MESH104', 'the redirect leads back to the same URL', 'set uri, authority, port or scheme');
  }
  const code = number(given.redirectCode);
  if (code !== 0 && (code < 300 || code > 399)) return place.at('redirectCode').error('MESH106', `${code} is not a redirect status`, 'use 301, 302, 303, 307 or 308');
  if (!['', 'http', 'https'].includes(text(given.scheme))) return place.at('scheme').error('MESH106', `${show(given.scheme)} is not an HTTP scheme`, 'use http or https');
  if (number(given.port) > 0 && !isPort(number(given.port))) place.at('port').error('MESH102', `the port must be from 1 to 65535, got ${number(given.port)}`, 'use a port from 1 to 65535');
}

const KB = 1024;

/** Checks a direct response, which is sent without calling a service. */
export function checkDirectResponse(response: unknown, place: Place): void {
  const given = object(response);
  if (!given) return;
  const body = object(given.body);
  if (body) {
    const size = typeof body.string === 'string' ? Buffer.byteLength(body.string) : Math.floor(trimEnd(text(body.bytes), '=').length * 3 / 4);
    const remedy = 'serve large responses from a service';
    if (size > KB * KB) place.at('body').error('MESH106', `the body has ${size} bytes, but at most 1 MB is allowed`, remedy);
    else if (size > 100 * KB) place.at('body').warn('MESH124', `the body of ${size} bytes is sent to every proxy, which puts load on the control plane`, remedy);
  }
  checkStatus(number(given.status), place.at('status'));
}

/** Checks a rewrite of the path or the authority of a request. */
export function checkRewrite(rewrite: unknown, place: Place): void {
  const given = object(rewrite);
  if (!given) return;
  const regex = object(given.uriRegexRewrite);
  if (text(given.uri) && regex) return place.error('MESH105', 'uri and uriRegexRewrite can\'t be set together', 'keep uri or uriRegexRewrite');
  if (!text(given.uri) && !regex && !text(given.authority)) return place.error('MESH104', 'the rewrite changes nothing', 'set uri, uriRegexRewrite or authority');
  if (!regex) return;
  const at = place.at('uriRegexRewrite');
  if (!text(regex.match) || !text(regex.rewrite)) at.error('MESH104', 'uriRegexRewrite needs match and rewrite', 'set both');
  else checkRegExp(text(regex.match), at.at('match'));
}
