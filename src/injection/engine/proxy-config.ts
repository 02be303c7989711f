import { readYaml } from '../../grammar/yaml';

type Json = Record<string, any>;

/** The default configuration of proxies. */
const DEFAULTS: Json = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  terminationDrainDuration: '5s',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  statNameLength: 189,
  statusPort: 15020,
};

/** Fields of which only one can be set: the last one wins. */
const ONE_OF = [['serviceCluster', 'tracingServiceName']];

/** Booleans and numbers whose zero value is meaningful, because they may also be absent. */
const NULLABLE = new Set([
  'concurrency', 'holdApplicationUntilProxyStarts', 'statsCompression', 'disabled', 'enabled', 'subject', 'cert', 'chain', 'dns', 'uri', 'preserveHttp1HeaderCase',
  'listenerPerConnectionBufferLimitBytes', 'clusterPerConnectionBufferLimitBytes', 'httpMaxConcurrentStreams', 'http2InitialStreamWindowSize',
  'http2InitialConnectionWindowSize', 'httpMergeSlashes', 'listenerConnectionLimit', 'globalDownstreamConnectionLimit', 'enableIstioTags',
]);
/** The first value of an enum is the default of a field. */
const FIRST: Readonly<Record<string, string>> = { interceptionMode: 'REDIRECT', controlPlaneAuthPolicy: 'NONE' };

/** The proxy config of the mesh, over Istio's defaults. */
export function meshProxyConfig(mesh: Json): Json {
  return overlay(DEFAULTS, mesh.defaultConfig ?? {});
}

function readAnnotation(annotation: string): unknown {
  try {
    return readYaml(annotation);
  } catch (e) {
    throw new Error(`annotation proxy.istio.io/config must be YAML, got: '${annotation}'; correct it: ${(e as Error).message}`);
  }
}

/** A proxy config, overridden by a pod annotation. */
export function overlayProxyConfig(usual: Json, annotation: string | undefined): Json {
  if (annotation === undefined) return usual;
  const own = readAnnotation(annotation);
  const { validateProxyConfig } = require('../../validation/mesh-config') as typeof import('../../validation/mesh-config'); // eslint-disable-line @typescript-eslint/no-require-imports
  const refused = validateProxyConfig(own ?? {}).filter((p) => p.severity === 'error').map((p) => `${p.pointer ? `${p.pointer.slice(1).replace(/\//g, '.')}: ` : ''}${p.message}; ${p.fix}`);
  if (refused.length > 0) throw new Error(`annotation proxy.istio.io/config must be a ProxyConfig that istiod can decode, got: '${annotation}'; correct it: ${refused.join('; ')}`);
  return overlay(usual, (own ?? {}) as Json);
}

/** A proxy config, overridden by a ProxyConfig object, which has fewer and differently named fields. */
export function overlayResource(usual: Json, spec: Json | undefined): Json {
  if (!spec) return usual;
  const { concurrency, environmentVariables, image } = spec;
  return overlay(usual, Object.fromEntries(Object.entries({ concurrency, proxyMetadata: environmentVariables, image }).filter(([, value]) => value !== undefined)));
}

/** Fields are replaced completely; only metadata, and the headers of proxies, are merged. */
function overlay(under: Json, over: Json): Json {
  const named = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== null).map(([key, value]) => [camel(key), value]));
  const rest = { ...under };
  for (const group of ONE_OF) if (group.some((key) => key in named)) for (const key of group) delete rest[key];
  const merged = { ...rest, ...named };
  for (const map of ['proxyMetadata', 'proxyHeaders']) {
    if (under[map] && named[map]) merged[map] = { ...under[map], ...named[map] };
  }
  if (merged.proxyMetadata) merged.proxyMetadata = Object.fromEntries(Object.entries(merged.proxyMetadata).map(([key, value]) => [key, String(value)]));
  return merged;
}

function camel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A proxy config as the templates see it: unset fields have the default of their type. */
export function visible(config: Json): Json {
  return { interceptionMode: 'REDIRECT', proxyMetadata: {}, ...config };
}

/** The differences from Istio's default proxy config, as JSON for starting the agent. */
export function proxyConfigJson(config: Json | undefined): string {
  const changed = Object.entries(config ?? {}).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS[key]));
  return JSON.stringify(withoutZeros(Object.fromEntries(changed.sort(([a], [b]) => rank(a) - rank(b)))));
}

/** The order of the fields in the API. */
const ORDER = [
  'configPath', 'binaryPath', 'serviceCluster', 'tracingServiceName', 'drainDuration', 'discoveryAddress', 'statsdUdpAddress', 'proxyAdminPort',
  'controlPlaneAuthPolicy', 'customConfigFile', 'statNameLength', 'concurrency', 'proxyBootstrapTemplatePath', 'interceptionMode', 'tracing',
  'envoyAccessLogService', 'envoyMetricsService', 'proxyMetadata', 'runtimeValues', 'statusPort', 'extraStatTags', 'gatewayTopology',
  'terminationDrainDuration', 'meshId', 'readinessProbe', 'proxyStatsMatcher', 'holdApplicationUntilProxyStarts', 'caCertificatesPem', 'image',
  'privateKeyProvider', 'proxyHeaders', 'fileFlushInterval', 'fileFlushMinSizeKb', 'statsCompression', 'connectionSettings',
];
function rank(key: string): number {
  const at = ORDER.indexOf(key);
  return at < 0 ? ORDER.length : at;
}

function withoutZeros(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => {
    if (value === FIRST[key] || value === '' || value === null || ((value === 0 || value === false) && !NULLABLE.has(key))) return [];
    if (Array.isArray(value)) return value.length > 0 ? [[key, value]] : [];
    if (typeof value !== 'object') return [[key, value]];
    if (MAPS.has(key)) return Object.keys(value).length > 0 ? [[key, value]] : [];
    return [[key, withoutZeros(value)]];
  }));
}
const MAPS = new Set(['proxyMetadata', 'runtimeValues', 'customTags']);
