import type { Duration } from 'cdk8s';
import type { GatewayTopology, MeshProxyConfig, ProxyStatsMatcher, ProxyTracing } from '../mesh-proxy-config';
import {
  absolutePath, anyText, bool, duration, durationInSeconds, durationOrZero, hostPort, inDuration, int32, percent, port, regex, text, uint32,
} from './check';
import { connectionSettings } from './connection-settings';
import type { Json } from './json';
import { atMostOne, constant, list, map, refuse, struct, value } from './json';
import { proxyHeaders } from './proxy-headers';
import { remoteService } from './remote-service';

/** The address of a tracing backend. */
export function tracerAddress(address: string): string {
  hostPort(address.replace('$(HOST_IP)', '127.0.0.1'), 'a tracer', 'address');
  return address;
}

export const proxyTracing = struct<ProxyTracing>((p, at) => {
  for (const [name, tag] of Object.entries(p.customTags ?? {})) {
    if ('formatter' in tag._render()) {
      refuse(at, `the tag '${name}' has a formatter, which a Telemetry object alone can have`);
    }
  }
  return {
    sampling: percent(p.sampling, at, 'sampling'),
    maxPathTagLength: uint32(p.maxPathTagLength, at, 'maxPathTagLength'),
    customTags: map(p.customTags, at, 'customTags', value),
    tlsSettings: value(p.tls, at, 'tls'),
    enableIstioTags: bool(p.enableIstioTags, at, 'enableIstioTags'),
    ...p.tracer?._render(),
  };
});

export const gatewayTopology = struct<GatewayTopology>((p, at) => ({
  numTrustedProxies: uint32(p.numTrustedProxies, at, 'numTrustedProxies'),
  forwardClientCertDetails: constant(p.forwardClientCertDetails, at, 'forwardClientCertDetails'),
  proxyProtocol: p.proxyProtocol ? {} : undefined,
}));

/** What both kinds of hardware are given. */
export function keyProvider(pollDelay: Duration, fallback?: boolean): Json {
  const json: Json = { pollDelay: inDuration(pollDelay, 'a private key provider', 'pollDelay') };
  if (fallback !== undefined) {
    json.fallback = fallback;
  }
  return json;
}

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
    envoyAccessLogService: remoteService(p.envoyAccessLogService, at, 'envoyAccessLogService'),
    envoyMetricsService: remoteService(p.envoyMetricsService, at, 'envoyMetricsService'),
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
