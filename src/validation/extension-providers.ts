import { fqdnError, namespacedHostErrors } from './hosts';
import { Place } from './place';
import { isPort } from './ports';
import { show } from './problem';
import { Fields, isSet, number, object, objects, text } from './values';
import { isIpAddress } from '../grammar/ip';
import { parseUrl } from '../grammar/url';

/** Kinds of providers that call a service, and those that need none. */
const CALLED = ['envoyExtAuthzHttp', 'envoyExtAuthzGrpc', 'zipkin', 'lightstep', 'datadog', 'opencensus', 'skywalking', 'envoyOtelAls', 'opentelemetry', 'envoyHttpAls', 'envoyTcpAls'];
const LOCAL = ['prometheus', 'stackdriver', 'envoyFileAccessLog', 'sds'];
const WITHOUT_EFFECT = 'istiod only logs this and ignores the provider';

/**
 * Extension providers of a mesh. The control plane only logs that one is broken, and references to it have no effect: a warning here.
 */
export function checkExtensionProviders(providers: unknown, place: Place): void {
  const names = new Set<string>();
  for (const [provider, i] of objects(providers)) {
    const at = place.at(i);
    const name = text(provider.name);
    if (name === '') warn(at.at('name'), 'the provider has no name', 'set its name');
    else if (names.has(name)) warn(at.at('name'), `provider ${show(name)} already exists`, 'rename one of the two');
    names.add(name);
    const kind = [...CALLED, ...LOCAL].find((k) => isSet(provider[k]));
    if (!kind) warn(at, `the provider ${show(name)} has no known kind`, `set one of ${[...CALLED, ...LOCAL].slice(0, -1).join(', ')}`);
    else if (CALLED.includes(kind)) checkCalled(object(provider[kind]) ?? {}, kind, at.at(kind));
  }
}

function warn(place: Place, message: string, fix: string): void {
  place.warn('MESH126', `${message}; ${WITHOUT_EFFECT}`, fix);
}

function checkCalled(provider: Fields, kind: string, place: Place): void {
  // protojson reads decimal strings as numbers
  const port = typeof provider.port === 'string' && /^\d+$/.test(provider.port) ? Number(provider.port) : number(provider.port);
  if (!isPort(port)) warn(place.at('port'), `the port must be from 1 to 65535, got ${show(provider.port)}`, 'set the port of the service');
  const error = serviceError(text(provider.service));
  if (error) warn(place.at('service'), error, 'use HOST or NAMESPACE/HOST');
  if (kind === 'lightstep' && !text(provider.accessToken)) warn(place, 'Lightstep needs an access token', 'set accessToken');
  if (kind === 'opentelemetry' && object(provider.grpc) && object(provider.http)) warn(place, 'grpc and http can\'t be set together', 'keep grpc or http');
  if (!kind.startsWith('envoyExtAuthz')) return;
  const status = text(provider.statusOnError);
  if (status && !STATUS.has(status)) warn(place.at('statusOnError'), `${show(status)} is not a status that Envoy can answer with`, 'use a status such as "403"');
  const prefix = kind === 'envoyExtAuthzHttp' ? text(provider.pathPrefix) : '';
  if (prefix && (!prefix.startsWith('/') || !parseUrl(prefix))) warn(place.at('pathPrefix'), `${show(prefix)} is not a path`, "use a path that begins with '/'");
}

/** The statuses that have a name in Envoy. */
const STATUS = new Set([
  0, 100, 102, 103, 104, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406,
  407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 426, 428, 429, 431, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
].map(String));

function serviceError(service: string): string | undefined {
  if (service === '') return 'the provider needs its service';
  if (!service.includes('/')) return fqdnError(service) && !isIpAddress(service) ? `${show(service)} is neither a host nor an IP address` : undefined;
  return namespacedHostErrors(service, false)[0];
}
