import { DOMAINS, type DrawnForm, HEADERS, PARAMETERS, PATHS, VALUES } from './draw-form';
import type { Random } from './random';
import type { HttpRequest } from '../../../src/compiled/evaluate/seen';

/** A request at a boundary of what a form tells apart: its own hosts, paths and values, and those beside them. */
export function drawRequest(random: Random, { routes }: DrawnForm): HttpRequest {
  const host = random.chance(0.93) ? random.pick(routes.virtualHosts) : undefined;
  const route = host && host.routes.length > 0 && random.chance(0.8) ? random.pick(host.routes) : undefined;
  const headers = new Map<string, string[]>();
  const add = (name: string, value: string) => headers.set(name, [...headers.get(name) ?? [], value]);
  for (const h of route?.match.headers ?? []) {
    if (h.name.startsWith(':') || h.name === 'host' || random.chance(0.15)) continue;
    add(h.name, h.match && h.match.kind !== 'regex' && h.match.value !== '' && random.chance(0.7) ? near(random, h.match.value) : random.pick(VALUES).trim());
    if (random.chance(0.25)) add(h.name, random.pick(VALUES).trim());
  }
  for (let n = random.below(3); n > 0; n--) add(random.pick(HEADERS), random.pick(VALUES).trim());
  if (random.chance(route?.match.grpc ? 0.7 : 0.04)) add('content-type', random.pick(['application/grpc', 'application/grpc+proto', 'application/grpc-web', 'application/json']));
  if (random.chance(0.14)) add('x-forwarded-proto', random.pick(['https', 'http', 'ftp']));
  if (random.chance(0.03)) add('x-request-id', 'mine');
  if (random.chance(0.03)) add('x-envoy-retry-on', '5xx');
  const wanted = route?.match.headers?.find((h) => h.name === ':method')?.match?.value;
  const preflight = random.chance(0.12);
  if (preflight || random.chance(0.06)) {
    add('origin', random.pick(['http://a.example', 'http://b', 'null']));
    if (random.chance(0.8)) add('access-control-request-method', 'PUT');
  }
  return {
    method: preflight ? 'OPTIONS' : wanted && /^[A-Z]+$/.test(wanted) && random.chance(0.7) ? wanted : random.pick(['GET', 'GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']),
    tls: false,
    authority: drawAuthority(random, host?.domains),
    path: drawPath(random, route?.match.path.value) + drawQuery(random, route?.match.queryParameters?.map((q) => [q.name, q.match?.value ?? '']) ?? []),
    headers,
  };
}

function near(random: Random, text: string): string {
  return random.pick([text, text, text, `${text}x`, `x${text}`, text.slice(0, -1), text.toUpperCase()]).trim() || 'v';
}

function drawAuthority(random: Random, domains: readonly string[] = DOMAINS): string {
  const domain = random.pick(random.chance(0.9) ? domains : DOMAINS);
  const filled = domain.replace('*', random.pick(['x', 'x', 'x.y', 'a', 'b', '', '-']));
  const host = random.pick([filled, filled, filled, filled, filled, filled, filled.toUpperCase(), `${filled}.`, `x.${filled}`, filled.slice(1)]) || 'a';
  return random.chance(0.3) && !/:\d+$/.test(host) ? host + random.pick([':80', ':443', ':8080', ':']) : host;
}

function drawPath(random: Random, wanted: string | undefined): string {
  const base = wanted?.startsWith('/') && !/[*{}()[\]|\\]/.test(wanted) ? wanted : random.pick(PATHS);
  const changed = random.pick([
    base, base, base, `${base}b`, `${base}/`, `${base}/b`, base.slice(0, -1), base.toUpperCase(), `/${base}`, `${base}/../a`, `/x/..${base}`, `${base}/.`, base.replace(/a/g, '%61'), base.replace(/\//g, random.pick(['%2F', '%2f'])), `/.${base}`,
    `${base}%2e%2E/b`, `${base}//b`, base.replace(/\//g, '\\'), `${base};x=1`, `${base}%zz`, `${base}#f`, `${base}.b`, `/aa${base}`, `/1${base}`, `${base}%5Cb`, `${base}%5cb`, `${base}^|`, `${base}%00`, '//', '///', `${base}///`,
  ]);
  return changed.startsWith('/') ? changed : `/${changed.replace(/^[\\%].{0,2}/, '')}`;
}

function drawQuery(random: Random, wanted: readonly (readonly [string, string])[]): string {
  if (wanted.length === 0 && random.chance(0.6)) return '';
  const parts = [...wanted.map(([n, v]) => (random.chance(0.8) ? `${n}=${near(random, v).replace(/[^!-~]|#/g, '')}` : n)), ...random.list(0, 2, () => random.pick(PARAMETERS) + random.pick(['', '=', '=v', '=vv', '=v=w', '=%76', '=V']))];
  if (random.chance(0.2)) parts.reverse();
  return random.pick(['?', '?', '?', '??', '?&']) + parts.join(random.pick(['&', '&', '&&', ';'])) + random.pick(['', '', '/../b', '?x', '#f']);
}

/** As it goes over the wire. */
export function wire(request: HttpRequest, close: boolean): string {
  const lines = [...request.headers].flatMap(([name, values]) => values.map((v) => `${name}: ${v}\r\n`)).join('');
  return `${request.method} ${request.path} HTTP/1.1\r\nhost: ${request.authority}\r\n${lines}content-length: 0\r\n${close ? 'connection: close\r\n' : ''}\r\n`;
}
