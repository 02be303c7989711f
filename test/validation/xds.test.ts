import * as fc from 'fast-check';
import { validateAdmission } from '../../src/validation';

const patch = (applyTo: string, value: unknown, operation = 'MERGE') => ({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'a', namespace: 'a' },
  spec: { configPatches: [{ applyTo, patch: { operation, value } }] },
});
const BASE = '/spec/configPatches/0/patch/value';
/** The findings for a patch, in addition to the general warning: severity, place, message. */
const said = (applyTo: string, value: unknown) => validateAdmission(patch(applyTo, value))
  .filter((p) => p.pointer.startsWith(BASE)).map((p) => [p.severity, p.pointer.slice(BASE.length), p.message] as const);
const filter = (type: string, fields: object) => ({ name: 'f', typed_config: { '@type': `type.googleapis.com/${type}`, ...fields } });
const HCM = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

test.each<[string, string, unknown, string, string, RegExp]>([
  ['a field that the message does not have', 'CLUSTER', { conect_timeout: '1s' }, 'warning', '/conect_timeout', /Envoy's Cluster has no field conect_timeout: .* drops it/],
  ['a field inside a typed configuration', 'NETWORK_FILTER', filter(HCM, { stat_prefix: 'a', use_remote_adress: true }), 'warning', '/typed_config/use_remote_adress', /Envoy's HttpConnectionManager has no field/],
  ['a field in a list', 'LISTENER', { filter_chains: [{ filters: [filter(HCM, { acess_log: [] })] }] }, 'warning', '/filter_chains/0/filters/0/typed_config/acess_log', /has no field acess_log/],
  ['a number as a text', 'CLUSTER', { connect_timeout: 5 }, 'error', '/connect_timeout', /5 is not a duration/],
  ['a text as a number', 'CLUSTER', { per_connection_buffer_limit_bytes: 'many' }, 'error', '/per_connection_buffer_limit_bytes', /'many' is not a whole number/],
  ['a number out of range', 'CLUSTER', { per_connection_buffer_limit_bytes: -1 }, 'error', '/per_connection_buffer_limit_bytes', /-1 is not a number from 0/],
  ['a boolean as a text', 'VIRTUAL_HOST', { include_request_attempt_count: 'true' }, 'error', '/include_request_attempt_count', /'true' is not a boolean/],
  ['a value of no enumeration', 'CLUSTER', { lb_policy: 'ROUNDROBIN' }, 'error', '/lb_policy', /'ROUNDROBIN' is not a valid LbPolicy/],
  ['an object where a list is', 'VIRTUAL_HOST', { domains: { a: 'b' } }, 'error', '/domains', /domains must be a list/],
  ['a list where a map is', 'HTTP_ROUTE', { typed_per_filter_config: [] }, 'error', '/typed_per_filter_config', /must be a map/],
  ['a text where a message is', 'HTTP_ROUTE', { route: 'somewhere' }, 'error', '/route', /RouteAction must be an object, not 'somewhere'/],
  ['a type that does not exist', 'HTTP_FILTER', filter('envoy.extensions.filters.http.lua.v3.Luua', {}), 'error', '/typed_config/@type', /Envoy has no type envoy\.extensions\.filters\.http\.lua\.v3\.Luua/],
  ['a type of the old API', 'HTTP_FILTER', filter('envoy.config.filter.http.lua.v2.Lua', {}), 'error', '/typed_config/@type', /belongs to Envoy's v2 API/],
  ['a configuration without a type', 'HTTP_FILTER', { name: 'f', typed_config: { inline_code: 'a' } }, 'error', '/typed_config', /the configuration has no type/],
  ['two of a choice', 'CLUSTER', { type: 'STATIC', cluster_type: { name: 'a' } }, 'warning', '/cluster_type', /cluster_type and type are mutually exclusive/],
  ['a name alone', 'CLUSTER', { transport_socket: { name: 'envoy.transport_sockets.tls' } }, 'warning', '/transport_socket', /no longer looks a filter up by its name/],
  ['a structure of an unknown type', 'HTTP_FILTER', filter('xds.type.v3.TypedStruct', { type_url: 'type.googleapis.com/envoy.extensions.nothing.v3.X', value: {} }), 'warning', '/typed_config/type_url', /proxies refuse the patch/],
])('%s is reported, with its place', (_, applyTo, value, severity, at, message) => {
  expect(said(applyTo, value)).toContainEqual([severity, at, expect.stringMatching(message)]);
});

test.each<[string, string, unknown]>([
  ['both spellings', 'CLUSTER', { connectTimeout: '1m', per_connection_buffer_limit_bytes: '32768', lbPolicy: 1 }],
  ['well-known types', 'HTTP_FILTER', filter('envoy.extensions.filters.http.lua.v3.Lua', { default_source_code: { inline_string: 'x' } })],
  ['nested ones', 'NETWORK_FILTER', filter(HCM, { access_log: [filter('envoy.extensions.access_loggers.file.v3.FileAccessLog', { path: '/dev/stdout', log_format: { json_format: { a: [1, 'b', null] } } })] })],
  ['maps', 'HTTP_ROUTE', { metadata: { filter_metadata: { a: { b: true } } }, typed_per_filter_config: { a: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute', 'disabled': true } } }],
  ['a bootstrap', 'BOOTSTRAP', { stats_config: { stats_tags: [{ tag_name: 'a', regex: 'b' }] }, layered_runtime: { layers: [{ name: 'a', static_layer: { 'a.b': 1 } }] } }],
  ['what a structure holds', 'HTTP_FILTER', filter('udpa.type.v1.TypedStruct', { type_url: 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm', value: { config: {} } })],
])('nothing is reported for %s', (_, applyTo, value) => expect(said(applyTo, value)).toEqual([]));

test('any value is decoded or refused without throwing', () => {
  const names = ['name', 'typed_config', '@type', 'value', 'filters', 'route', 'connect_timeout', '__proto__', 'metadata', 'lb_policy'];
  const any = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<unknown>(null, true, 0, -1.5, '', '1s', 'type.googleapis.com/google.protobuf.Any', `type.googleapis.com/${HCM}`),
      fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 })),
  })).value;
  fc.assert(fc.property(fc.constantFrom('CLUSTER', 'HTTP_ROUTE', 'NETWORK_FILTER', 'LISTENER', 'constructor'), any, (applyTo, value) => {
    expect(Array.isArray(validateAdmission(patch(applyTo, value)))).toBe(true);
  }), { numRuns: 300 });
});
