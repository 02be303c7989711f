import connectionSettings from './connection-settings';
import type { GatewayTopology, MeshProxyConfig, ProxyStatsMatcher } from './mesh-proxy-config';
import proxyHeaders from './proxy-headers';
import proxyTracing from './proxy-tracing';
import remoteServiceWriters from './remote-service';
import { absolutePath, anyText, bool, duration, durationInSeconds, durationOrZero, hostPort, int32, port, regex, text, uint32 } from '../write/check';
import { atMostOne, constant, list, map, struct, value } from '../write/json';

export const gatewayTopology = struct<GatewayTopology>((p, at) => ({
  numTrustedProxies: uint32(p.numTrustedProxies, at, 'numTrustedProxies'),
  forwardClientCertDetails: constant(p.forwardClientCertDetails, at, 'forwardClientCertDetails'),
  proxyProtocol: p.proxyProtocol ? {} : undefined,
}));

export const proxyStatsMatcher = struct<ProxyStatsMatcher>((p, at) => ({
  inclusionPrefixes: list(p.inclusionPrefixes, at, 'inclusionPrefixes', text),
  inclusionSuffixes: list(p.inclusionSuffixes, at, 'inclusionSuffixes', text),
  inclusionRegexps: list(p.inclusionRegexps, at, 'inclusionRegexps', regex),
}));

export const meshProxyConfig = struct<MeshProxyConfig>((p, at) => {
  atMostOne(p, at, 'serviceCluster', 'tracingServiceName');
  return {
    concurrency: int32(p.concurrency, at, 'concurrency'),
    holdApplicationUntilProxyStarts: bool(p.holdApplicationUntilProxyStarts, at, 'holdApplicationUntilProxyStarts'),
    terminationDrainDuration: durationOrZero(p.terminationDrainDuration, at, 'terminationDrainDuration'),
    drainDuration: durationInSeconds(p.drainDuration, at, 'drainDuration'),
    tracing: proxyTracing(p.tracing, at, 'tracing'),
    proxyMetadata: map(p.proxyMetadata, at, 'proxyMetadata', anyText),
    runtimeValues: map(p.runtimeValues, at, 'runtimeValues', anyText),
    gatewayTopology: gatewayTopology(p.gatewayTopology, at, 'gatewayTopology'),
    proxyHeaders: proxyHeaders(p.proxyHeaders, at, 'proxyHeaders'),
    proxyStatsMatcher: proxyStatsMatcher(p.proxyStatsMatcher, at, 'proxyStatsMatcher'),
    statsCompression: bool(p.statsCompression, at, 'statsCompression'),
    connectionSettings: connectionSettings(p.connectionSettings, at, 'connectionSettings'),
    interceptionMode: constant(p.interceptionMode, at, 'interceptionMode'),
    readinessProbe: value(p.readinessProbe, at, 'readinessProbe'),
    privateKeyProvider: value(p.privateKeyProvider, at, 'privateKeyProvider'),
    envoyAccessLogService: remoteServiceWriters.remoteService(p.envoyAccessLogService, at, 'envoyAccessLogService'),
    envoyMetricsService: remoteServiceWriters.remoteService(p.envoyMetricsService, at, 'envoyMetricsService'),
    statsdUdpAddress: hostPort(p.statsdUdpAddress, at, 'statsdUdpAddress'),
    discoveryAddress: hostPort(p.discoveryAddress, at, 'discoveryAddress'),
    controlPlaneAuthPolicy: constant(p.controlPlaneAuthPolicy, at, 'controlPlaneAuthPolicy'),
    caCertificatesPem: list(p.caCertificatesPem, at, 'caCertificatesPem', text),
    meshId: text(p.meshId, at, 'meshId'),
    serviceCluster: text(p.serviceCluster, at, 'serviceCluster'),
    tracingServiceName: constant(p.tracingServiceName, at, 'tracingServiceName'),
    proxyAdminPort: port(p.proxyAdminPort, at, 'proxyAdminPort'),
    statusPort: port(p.statusPort, at, 'statusPort'),
    statNameLength: int32(p.statNameLength, at, 'statNameLength'),
    fileFlushInterval: duration(p.fileFlushInterval, at, 'fileFlushInterval'),
    fileFlushMinSizeKb: uint32(p.fileFlushMinSizeKb, at, 'fileFlushMinSizeKb'),
    configPath: absolutePath(p.configPath, at, 'configPath'),
    binaryPath: absolutePath(p.binaryPath, at, 'binaryPath'),
    customConfigFile: text(p.customConfigFile, at, 'customConfigFile'),
    proxyBootstrapTemplatePath: text(p.proxyBootstrapTemplatePath, at, 'proxyBootstrapTemplatePath'),
    image: p.image && { imageType: p.image },
  };
});
