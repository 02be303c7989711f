import { checkClientTls } from './client-tls';
import { checkConnectionPool, checkOutlierDetection } from './connection-pool';
import { checkDuration, durationOf } from './durations';
import { checkExtensionProviders } from './extension-providers';
import { fqdnError, isDnsLabel, wildcardDomainError } from './hosts';
import { checkLocality, checkZoneAware } from './locality';
import { decodedFirst, decodeMesh, decodeProxyConfig } from './mesh-types';
import { Place } from './place';
import { checkPort, isPort } from './ports';
import { Problem, show } from './problem';
import { splitHostPort } from './sidecar';
import { Fields, entries, isSet, list, number, object, objects, text, texts } from './values';
import { canonical } from '../crd/mesh-types';
import { MILLISECOND, SECOND } from '../grammar/duration';
import { isIpAddress } from '../grammar/ip';

/**
 * Problems that istiod reports for a mesh configuration written by users; omitted settings have the control plane's defaults.
 */
export function validateMeshConfig(config: any): Problem[] {
  const place = (problems: Problem[]) => Place.root(problems, 'istiod drops the whole mesh configuration: it keeps the previous one, or starts with its defaults');
  return decodedFirst((problems) => decodeMesh('MeshConfig', config, place(problems)), (problems) => checkMesh(object(canonical('MeshConfig', config)), place(problems)));
}

/** A mesh configuration in canonical spelling. */
function checkMesh(mesh: Fields | undefined, place: Place): void {
  if (!mesh) return;
  if (isSet(mesh.proxyListenPort)) checkPort(number(mesh.proxyListenPort), place.at('proxyListenPort'));
  checkRange(mesh.connectTimeout, place.at('connectTimeout'));
  const detection = durationOf(mesh.protocolDetectionTimeout);
  if (detection !== undefined && detection % MILLISECOND !== 0) place.at('protocolDetectionTimeout').error('MESH125', `${show(mesh.protocolDetectionTimeout)} has fractions of a millisecond`, 'round it to milliseconds');
  const defaults = object(mesh.defaultConfig);
  if (defaults) checkProxyConfig(defaults, place.at('defaultConfig'));
  checkLocality(mesh.localityLbSetting, true, place.at('localityLbSetting'));
  checkZoneAware(mesh.zoneAwareLbSetting, true, place.at('zoneAwareLbSetting'));
  for (const [settings, i] of objects(mesh.serviceSettings)) {
    for (const [host, n] of texts(settings.hosts)) {
      const error = wildcardDomainError(host);
      if (error) place.at('serviceSettings', i, 'hosts', n).error('MESH101', error, "use a fully qualified name or '*.DOMAIN'");
    }
  }
  if (isSet(mesh.trustDomain)) checkTrustDomain(text(mesh.trustDomain), place.at('trustDomain'));
  for (const [alias, i] of texts(mesh.trustDomainAliases)) checkTrustDomain(alias, place.at('trustDomainAliases', i));
  checkExtensionProviders(mesh.extensionProviders, place.at('extensionProviders'));
  if (list(object(mesh.meshMTLS)?.ecdhCurves).length) place.at('meshMTLS', 'ecdhCurves').error('MESH107', 'the ECDH curves of mTLS inside the mesh are not configurable', 'remove ecdhCurves, or set them in tlsDefaults');
  checkCurves(object(mesh.tlsDefaults), place.at('tlsDefaults', 'ecdhCurves'));
  const policy = object(mesh.defaultTrafficPolicy);
  checkConnectionPool(policy?.connectionPool, place.at('defaultTrafficPolicy', 'connectionPool'), true);
  checkOutlierDetection(policy?.outlierDetection, place.at('defaultTrafficPolicy', 'outlierDetection'));
}

function checkRange(value: unknown, place: Place): void {
  checkDuration(value, place, false);
  if ((durationOf(value) ?? 0) > 3600 * SECOND) place.error('MESH106', `the timeout must be from 1ms to 1h, got ${show(value)}`, 'use at most 1h');
}

const CURVES = new Set(['P-224', 'P-256', 'P-521', 'P-384', 'X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768', '']);

function checkCurves(defaults: Fields | undefined, place: Place): void {
  const seen = new Set<string>();
  for (const [curve, i] of texts(defaults?.ecdhCurves)) {
    if (!CURVES.has(curve)) place.at(i).warn('MESH124', `the curve ${show(curve)} is unknown`, `use one of ${[...CURVES].filter(Boolean).join(', ')}`);
    else if (seen.has(curve)) place.at(i).warn('MESH124', `the curve ${show(curve)} is listed twice`, 'remove one of the two');
    seen.add(curve);
  }
}

/** The last label may be empty, as in `example.com.` */
function checkTrustDomain(domain: string, place: Place): void {
  const parts = domain.split('.');
  const isGood = domain !== '' && parts.every((part, i) => isDnsLabel(part) || (part === '' && i > 0 && i === parts.length - 1));
  if (!isGood) place.error('MESH101', `${show(domain)} is not a trust domain`, 'use DNS labels separated by dots, such as cluster.local');
}

/** HOST:PORT of a server. */
export function addressError(address: string): string | undefined {
  const parts = splitHostPort(address);
  if (!parts) return `${show(address)} is not of the form HOST:PORT`;
  if (!/^[-+]?\d+$/.test(parts[1]) || !isPort(Number(parts[1]))) return `${show(parts[1])} is not a port`;
  return fqdnError(parts[0]) && !isIpAddress(parts[0]) ? `${show(parts[0])} is neither a host nor an IP address` : undefined;
}

function checkAddress(address: unknown, place: Place): void {
  const error = addressError(text(address).replace('$(HOST_IP)', '127.0.0.1'));
  if (error) place.error('MESH125', error, 'use HOST:PORT');
}

/** Problems that istiod reports for the parsed annotation `proxy.istio.io/config`. */
export function validateProxyConfig(config: unknown): Problem[] {
  const place = (problems: Problem[]) => Place.root(problems, 'the injector refuses the pod');
  return decodedFirst((problems) => decodeProxyConfig(config, place(problems)), (problems) => checkProxyConfig(object(canonical('ProxyConfig', config)) ?? {}, place(problems)));
}

/** Proxy configuration: of the mesh, or of a workload by annotation. Omitted settings have defaults. */
export function checkProxyConfig(config: Fields, place: Place): void {
  for (const field of ['configPath', 'binaryPath', 'serviceCluster', 'discoveryAddress']) {
    if (config[field] === '') place.at(field).error('MESH125', `${field} must not be empty`, 'remove it to use the default');
  }
  checkDuration(config.drainDuration, place.at('drainDuration'), false);
  if ((durationOf(config.drainDuration) ?? 0) % SECOND !== 0) place.at('drainDuration').error('MESH106', `${show(config.drainDuration)} has fractions of a second`, 'round it to seconds');
  if (text(config.discoveryAddress)) checkAddress(config.discoveryAddress, place.at('discoveryAddress'));
  checkTracing(object(config.tracing), place.at('tracing'));
  for (const field of ['statsdUdpAddress', 'envoyMetricsServiceAddress']) {
    if (text(config[field])) checkAddress(config[field], place.at(field));
  }
  for (const field of ['envoyMetricsService', 'envoyAccessLogService']) {
    const address = text(object(config[field])?.address);
    if (address) checkAddress(address, place.at(field, 'address'));
  }
  if (object(config.proxyMetadata)?.ISTIO_META_DNS_AUTO_ALLOCATE !== undefined) {
    place.at('proxyMetadata', 'ISTIO_META_DNS_AUTO_ALLOCATE').warn('MESH123', 'ISTIO_META_DNS_AUTO_ALLOCATE is deprecated', 'remove it: the control plane allocates addresses now');
  }
  for (const field of ['proxyAdminPort', 'statusPort']) if (isSet(config[field])) checkPort(number(config[field]), place.at(field));
  if (config.controlPlaneAuthPolicy === 'INHERIT') place.at('controlPlaneAuthPolicy').error('MESH125', 'controlPlaneAuthPolicy can\'t be INHERIT', 'use MUTUAL_TLS or NONE');
  checkKeyProvider(object(config.privateKeyProvider), place.at('privateKeyProvider'));
  checkConnections(object(config.connectionSettings), place.at('connectionSettings'));
}

function checkTracing(tracing: Fields | undefined, place: Place): void {
  if (!tracing) return;
  for (const tracer of ['lightstep', 'zipkin', 'datadog']) {
    const given = object(tracing[tracer]);
    if (given) checkAddress(given.address, place.at(tracer, 'address'));
  }
  const lightstep = object(tracing.lightstep);
  if (lightstep && !text(lightstep.accessToken)) place.at('lightstep').error('MESH125', 'Lightstep needs an access token', 'set accessToken');
  checkClientTls(tracing.tlsSettings, '', place.at('tlsSettings'));
  for (const [name, tag] of entries(tracing.customTags)) if (tag === null) place.at('customTags', name).error('MESH116', `the tag ${show(name)} has no value`, 'set the source of its value');
}

function checkKeyProvider(provider: Fields | undefined, place: Place): void {
  if (!provider) return;
  const kind = ['cryptomb', 'qat'].find((name) => isSet(provider[name]));
  if (!kind) return place.error('MESH125', 'the private key provider is not set', 'set cryptomb or qat');
  const delay = object(provider[kind])?.pollDelay;
  if (!isSet(delay) || durationOf(delay) === 0) place.at(kind, 'pollDelay').error('MESH125', 'pollDelay must be above 0', 'set pollDelay, such as 10ms');
}

/** The minimum of each connection setting. */
const LEAST: Record<string, number> = {
  listenerPerConnectionBufferLimitBytes: 0,
  clusterPerConnectionBufferLimitBytes: 0,
  httpMaxConcurrentStreams: 1,
  http2InitialStreamWindowSize: 65535,
  http2InitialConnectionWindowSize: 65535,
  listenerConnectionLimit: 1,
  globalDownstreamConnectionLimit: 1,
};
const TIMEOUTS = ['httpIdleTimeout', 'httpMaxConnectionDuration', 'httpDrainTimeout', 'httpRequestTimeout', 'httpRequestHeadersTimeout', 'httpStreamIdleTimeout',
  'httpMaxStreamDuration'];

function checkConnections(settings: Fields | undefined, place: Place): void {
  for (const [field, least] of Object.entries(LEAST)) {
    if (isSet(settings?.[field]) && number(settings![field]) < least) place.at(field).error('MESH106', `${field} must be at least ${least}, got ${show(settings![field])}`, `use ${least} or more`);
  }
  for (const field of TIMEOUTS) {
    if ((durationOf(settings?.[field]) ?? 0) < 0) place.at(field).error('MESH106', `${field} must not be negative, got ${show(settings![field])}`, 'use 0s to disable it');
  }
}
