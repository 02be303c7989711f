import type { Chart } from './charts';
import { isMap, type Values } from './kinds';
import { nearest } from '../../grammar/nearest';

/** Fields of MeshConfig (istio.io/api mesh/v1alpha1). */
const MESH = [
  'accessLogEncoding', 'accessLogFile', 'accessLogFormat', 'ca', 'caCertificates', 'certificates', 'configSources', 'connectTimeout', 'defaultConfig', 'defaultDestinationRuleExportTo',
  'defaultHttpRetryPolicy', 'defaultProviders', 'defaultServiceExportTo', 'defaultTrafficPolicy', 'defaultVirtualServiceExportTo', 'disableEnvoyListenerLog', 'discoverySelectors',
  'dnsRefreshRate', 'enableAutoMtls', 'enableEnvoyAccessLogService', 'enablePrometheusMerge', 'enableTracing', 'extensionProviders', 'h2UpgradePolicy', 'hboneIdleTimeout',
  'inboundClusterStatName', 'inboundTrafficPolicy', 'ingressClass', 'ingressControllerMode', 'ingressSelector', 'ingressService', 'localityLbSetting', 'meshMTLS', 'outboundClusterStatName',
  'outboundTrafficPolicy', 'pathNormalization', 'protocolDetectionTimeout', 'proxyHttpPort', 'proxyInboundListenPort', 'proxyListenPort', 'rootNamespace', 'serviceEntryVisibility',
  'serviceScopeConfigs', 'serviceSettings', 'tcpKeepalive', 'tlsDefaults', 'trustDomain', 'trustDomainAliases', 'verifyCertificateAtClient', 'zoneAwareLbSetting',
];

/** Fields of ProxyConfig. */
const PROXY = [
  'availabilityZone', 'binaryPath', 'caCertificatesPem', 'concurrency', 'configPath', 'connectionSettings', 'controlPlaneAuthPolicy', 'customConfigFile', 'discoveryAddress',
  'discoveryRefreshDelay', 'drainDuration', 'envoyAccessLogService', 'envoyMetricsService', 'envoyMetricsServiceAddress', 'extraStatTags', 'fileFlushInterval', 'fileFlushMinSizeKb',
  'gatewayTopology', 'holdApplicationUntilProxyStarts', 'image', 'interceptionMode', 'meshId', 'privateKeyProvider', 'proxyAdminPort', 'proxyBootstrapTemplatePath', 'proxyHeaders',
  'proxyMetadata', 'proxyStatsMatcher', 'readinessProbe', 'runtimeValues', 'sds', 'serviceCluster', 'statNameLength', 'statsCompression', 'statsdUdpAddress', 'statusPort',
  'terminationDrainDuration', 'tracing', 'tracingServiceName', 'zipkinAddress',
];

/** What fields of theirs may be; istiod doesn't start with another word. */
const WORDS: Record<string, readonly string[]> = {
  'accessLogEncoding': ['TEXT', 'JSON'],
  'h2UpgradePolicy': ['DO_NOT_UPGRADE', 'UPGRADE'],
  'ingressControllerMode': ['UNSPECIFIED', 'OFF', 'DEFAULT', 'STRICT'],
  'outboundTrafficPolicy.mode': ['REGISTRY_ONLY', 'ALLOW_ANY', 'ALLOW_ANY_DYNAMIC_DNS'],
  'inboundTrafficPolicy.mode': ['PASSTHROUGH', 'LOCALHOST'],
  'pathNormalization.normalization': ['DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'],
  'meshMTLS.minProtocolVersion': ['TLS_AUTO', 'TLSV1_2', 'TLSV1_3'],
  'tlsDefaults.minProtocolVersion': ['TLS_AUTO', 'TLSV1_2', 'TLSV1_3'],
  'defaultConfig.controlPlaneAuthPolicy': ['NONE', 'MUTUAL_TLS'],
  'defaultConfig.interceptionMode': ['REDIRECT', 'TPROXY', 'NONE'],
  'defaultConfig.tracingServiceName': ['APP_LABEL_AND_NAMESPACE', 'CANONICAL_NAME_ONLY', 'CANONICAL_NAME_AND_NAMESPACE'],
};

/**
 * Refuses what the values of istiod say under `meshConfig` that istiod would pass over, or would not start with.
 *
 * @throws a line for each
 */
export function refuseMeshSettings(chart: Chart, user: Values): void {
  const found = chart === 'istiod' ? [...meshProblems(user.meshConfig), ...meshProblems(user.pilot?.meshConfig)] : [];
  if (found.length > 0) throw new Error(found.join('\n'));
}

function meshProblems(config: unknown): string[] {
  if (!isMap(config)) return [];
  const proxy = isMap(config.defaultConfig) ? config.defaultConfig : {};
  const words = Object.entries(WORDS).flatMap(([path, known]) => {
    const value = path.split('.').reduce<any>((at, key) => at?.[key], config);
    return typeof value !== 'string' || known.includes(value) ? [] : [`meshConfig.${path} is '${value}', and istiod won't start with it; it knows ${known.join(', ')}`];
  });
  return [...strangers(config, MESH, 'meshConfig'), ...strangers(proxy, PROXY, 'meshConfig.defaultConfig'), ...words];
}

function strangers(config: object, fields: readonly string[], at: string): string[] {
  return Object.keys(config).filter((key) => !fields.includes(camelCase(key))).map((key) => {
    const near = nearest(key, fields);
    return `${at}.${key} is no setting of a mesh: istiod passes over it${near ? `; did you mean ${near}?` : ''}`;
  });
}

/** Fields may be written as protobuf has them, too. */
function camelCase(key: string): string {
  return key === 'mesh_mTLS' ? 'meshMTLS' : key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
