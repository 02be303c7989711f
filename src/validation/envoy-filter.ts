import { checkSelector } from './attachment';
import { Place } from './place';
import { show } from './problem';
import { Fields, object, objects, text } from './values';
import { decode, PATCHED } from './xds';
import { regExpError } from '../grammar/regexp';

/** EnvoyFilter: patches to Envoy's own configuration. */
export function envoyFilter(spec: Fields, place: Place): void {
  place.inform('MESH124', 'an EnvoyFilter depends on internals of Envoy and of the control plane, which change without notice', 'use another API if it supports the same; otherwise test the filter before each upgrade');
  checkSelector(spec.workloadSelector, 'labels', place.at('workloadSelector'));
  for (const [patch, i] of objects(spec.configPatches)) checkPatch(patch, place.at('configPatches', i));
}

const LISTENER = ['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'];
const ROUTE = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'];

/** Checks one patch; stops at the first missing part. */
function checkPatch(config: Fields, place: Place): void {
  const match = object(config.match);
  if (match?.context === 'WAYPOINT') return; // the control plane does not check these
  const applyTo = text(config.applyTo);
  const patch = object(config.patch);
  if (!applyTo || applyTo === 'INVALID') return place.at('applyTo').error('MESH118', 'the patch is applied to nothing', 'set applyTo, such as HTTP_FILTER');
  if (!patch) return place.at('patch').error('MESH118', 'the patch is missing', 'add patch with an operation');
  const operation = text(patch.operation);
  if (!operation || operation === 'INVALID') return place.at('patch', 'operation').error('MESH118', 'the patch has no operation', 'set operation, such as MERGE or INSERT_BEFORE');
  if (operation !== 'REMOVE' && !object(patch.value)) return place.at('patch', 'value').error('MESH118', `${operation} needs a value`, 'add value');
  if (!checkVersion(match, place)) return;
  if (match && !checkMatch(match, applyTo, place.at('match'))) return;
  const value = object(patch.value);
  if (!value) return;
  if (Object.hasOwn(PATCHED, applyTo)) decode(PATCHED[applyTo], value, place.at('patch', 'value'));
}

function checkVersion(match: Fields | undefined, place: Place): boolean {
  const version = text(object(match?.proxy)?.proxyVersion);
  const at = place.at('match', 'proxy', 'proxyVersion');
  if (version.length > 1024) {
    at.warn('MESH124', `the expression for the version has ${version.length} characters and will be ignored`, 'shorten it to 1024 characters');
    return true;
  }
  const error = version && regExpError(version);
  if (error) at.error('MESH111', `${show(version)} is not an RE2 regular expression (${error})`, 'use for example ^1\\.31.*');
  return !error;
}

/** The match must be of the same class as the patched part; false to skip further checks. */
function checkMatch(match: Fields, applyTo: string, place: Place): boolean {
  const given = ['listener', 'routeConfiguration', 'cluster'].find((type) => object(match[type]));
  const needed = LISTENER.includes(applyTo) ? 'listener' : ROUTE.includes(applyTo) ? 'routeConfiguration' : applyTo === 'CLUSTER' ? 'cluster' : undefined;
  if (given && needed && given !== needed) {
    place.at(given).error('MESH118', `a patch of ${applyTo} is matched by ${needed}, not by ${given}`, `match by ${needed}`);
    return needed !== 'listener';
  }
  const filter = needed === 'listener' ? object(object(object(match.listener)?.filterChain)?.filter) : undefined;
  return !filter || checkFilterMatch(filter, applyTo, place.at('listener', 'filterChain', 'filter'));
}

const MANAGER = 'envoy.filters.network.http_connection_manager';

function checkFilterMatch(filter: Fields, applyTo: string, place: Place): boolean {
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') {
    place.warn('MESH124', `a filter match has no effect on a patch of ${applyTo}`, 'remove the filter from the match');
  }
  const name = text(filter.name);
  const sub = object(filter.subFilter);
  const refuse = (at: Place, message: string, fix: string) => {
    at.error('MESH118', message, fix);
    return false;
  };
  if (!name) return refuse(place.at('name'), 'the filter is matched by its name, which is missing', 'set name');
  if (sub) {
    if (applyTo !== 'HTTP_FILTER') return refuse(place.at('subFilter'), `subFilter is for HTTP_FILTER, got ${applyTo}`, 'apply to HTTP_FILTER, or remove subFilter');
    if (name !== MANAGER && name !== 'envoy.http_connection_manager') return refuse(place.at('name'), `a subFilter must be inside ${MANAGER}, got ${show(name)}`, `use ${MANAGER}`);
    if (!text(sub.name)) return refuse(place.at('subFilter', 'name'), 'the subFilter is matched by its name, which is missing', 'set name');
  }
  checkFilterName(name, place.at('name'));
  if (sub) checkFilterName(text(sub.name), place.at('subFilter', 'name'));
  return true;
}

const HTTP_FILTERS = ['buffer', 'cors', 'csrf', 'fault', 'grpc_http1_bridge', 'grpc_json_transcoder', 'grpc_web', 'gzip', 'health_check', 'ip_tagging', 'lua', 'router', 'squash'];
const NETWORK_FILTERS = ['client_ssl_auth', 'ext_authz', 'http_connection_manager', 'mongo_proxy', 'ratelimit', 'redis_proxy', 'tcp_proxy'];
const LISTENER_FILTERS = ['http_inspector', 'original_dst', 'original_src', 'proxy_protocol', 'tls_inspector'];
/** Old filter names that Envoy removed, and their new names. */
export const RENAMED_FILTERS: ReadonlyMap<string, string> = new Map([
  ...HTTP_FILTERS.map((name): [string, string] => [`envoy.${name}`, `envoy.filters.http.${name}`]),
  ...NETWORK_FILTERS.map((name): [string, string] => [`envoy.${name}`, `envoy.filters.network.${name}`]),
  ...LISTENER_FILTERS.map((name): [string, string] => [`envoy.listener.${name}`, `envoy.filters.listener.${name}`]),
  ['envoy.http_dynamo_filter', 'envoy.filters.http.dynamo'],
  ['envoy.rate_limit', 'envoy.filters.http.ratelimit'],
]);

function checkFilterName(name: string, place: Place): void {
  if (RENAMED_FILTERS.has(name)) place.warn('MESH123', `the filter's name ${show(name)} is deprecated`, `use ${RENAMED_FILTERS.get(name)}`);
}
