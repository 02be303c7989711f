import type { Ask } from '../compiled/evaluate/evaluate';

/** A mistake in the request to trace, not in the objects. */
export class BadQuestion extends Error {}

/** A request as a user writes it: a method, a URL, headers. */
export interface Question {
  readonly method: string;
  readonly url: string;
  /** the headers by name, in any case, each with its values in order */
  readonly headers?: Iterable<readonly [name: string, value: string]>;
  /** the TLS server name, if it is not the host of the URL */
  readonly serverName?: string;
}

const PORTS: Readonly<Record<string, number | undefined>> = { http: 80, https: 443, tcp: undefined, tls: undefined };
const URL_SHAPE = /^([a-z]+):\/\/([^/?#]+)/i;
/** A name, an IPv4 address, or an IPv6 address in brackets: no user, no space, no second colon. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s:@[\]]+)$/i;
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The input for the evaluator. Throws an error that describes a mistake in the request. */
export function askOf({ method, url, headers = [], serverName }: Question): Ask {
  const parts = URL_SHAPE.exec(url);
  const scheme = parts?.[1].toLowerCase();
  if (!parts || scheme === undefined || !Object.hasOwn(PORTS, scheme)) throw new BadQuestion(`the URL must be http://HOST[:PORT]/PATH, https://…, tcp://HOST:PORT or tls://HOST:PORT, got "${url}"`);
  const [start, , authority] = parts;
  const rest = url.slice(start.length);
  const written = /:(\d+)$/.exec(authority)?.[1];
  const host = written === undefined ? authority : authority.slice(0, -written.length - 1);
  if (!HOST.test(host)) throw new BadQuestion(`the URL must have a host and at most a port between // and the path, got "${url}"`);
  const port = written === undefined ? PORTS[scheme] : Number(written);
  if (port === undefined) throw new BadQuestion(`a ${scheme} URL needs a port, like ${scheme}://${host}:3306, got "${url}"`);
  if (port < 1 || port > 65535) throw new BadQuestion(`the port of a URL must be from 1 to 65535, got "${url}"`);
  const tls = scheme === 'https' || scheme === 'tls';
  const stream = scheme === 'tcp' || scheme === 'tls';
  if (stream && rest !== '' && rest !== '/') throw new BadQuestion(`a ${scheme} URL must have no path, got "${url}"`);
  const connection = { address: '', port, tls, ...(tls && { serverName: serverName ?? host }), protocols: stream ? [] : ['http/1.1'] };
  if (stream) return { connection, host };
  if (!METHOD.test(method)) throw new BadQuestion(`the method must be one word, like GET, got "${method}"`);
  return { connection, host, http: { method, tls, authority, path: pathOf(rest), headers: headersOf(headers) } };
}

/** Clients never send the fragment. */
function pathOf(rest: string): string {
  const path = rest.split('#', 1)[0];
  return path.startsWith('/') ? path : `/${path}`;
}

function headersOf(lines: Iterable<readonly [string, string]>): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const [written, value] of lines) {
    const name = written.toLowerCase();
    if (!METHOD.test(name)) throw new BadQuestion(`"${written}" is not a header name; use a name and a value, like end-user: jason`);
    if (name === 'host') throw new BadQuestion('the Host header comes from the URL; set the host there');
    headers.set(name, [...headers.get(name) ?? [], value.trim()]);
  }
  return headers;
}
