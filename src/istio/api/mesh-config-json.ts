import connectionPoolWriters from './connection-pool';
import httpRetry from './http-retry';
import labelSelector from './label-selector';
import zoneAwareLoadBalancing from './locality';
import certificateAuthority from './mesh-certificates';
import type { ConfigSource, DefaultProviders, MeshConfig } from './mesh-config';
import { meshProxyConfig } from './mesh-proxy-config-json';
import meshTrafficWriters from './mesh-traffic';
import meshVisibilityWriters from './mesh-visibility';
import providerWriters from './provider';
import { anyText, bool, dnsLabel, dnsName, duration, durationOrZero, port, text, trustDomain } from '../write/check';
import { constant, filled, list, refuse, struct, value } from '../write/json';

export const defaultProviders = struct<DefaultProviders>((p, at) => ({
  tracing: list(p.tracing, at, 'tracing', providerWriters.nameOfProvider),
  metrics: list(p.metrics, at, 'metrics', providerWriters.nameOfProvider),
  accessLogging: list(p.accessLogging, at, 'accessLogging', providerWriters.nameOfProvider),
}));

export const configSource = struct<ConfigSource>((p, at) => ({
  address: text(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  subscribedResources: p.serviceRegistry ? ['SERVICE_REGISTRY'] : undefined,
}));

export const meshConfig = struct<MeshConfig>((p, at) => {
  if (p.h2UpgradePolicy === 'DEFAULT') {
    refuse(at, 'h2UpgradePolicy must be DO_NOT_UPGRADE or UPGRADE, as this field defines DEFAULT, got: DEFAULT');
  }
  if (p.meshMtls?.ecdhCurves) {
    refuse(at, 'meshMtls does not support ecdhCurves; set them in tlsDefaults');
  }
  if (p.connectTimeout && p.connectTimeout.toMilliseconds({ integral: false }) > 30000) {
    refuse(at, `connectTimeout must be at most 30 s, got: ${p.connectTimeout.toHumanString()}`);
  }
  const names = (p.extensionProviders ?? []).map((item) => item.providerName);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    refuse(at, `two extensionProviders are named '${repeated}'; rename one of them`);
  }
  return {
    defaultConfig: meshProxyConfig(p.defaultConfig, at, 'defaultConfig'),
    trustDomain: trustDomain(p.trustDomain, at, 'trustDomain'),
    trustDomainAliases: list(p.trustDomainAliases, at, 'trustDomainAliases', trustDomain),
    rootNamespace: dnsLabel(p.rootNamespace, at, 'rootNamespace'),
    extensionProviders: list(p.extensionProviders, at, 'extensionProviders', value),
    defaultProviders: defaultProviders(p.defaultProviders, at, 'defaultProviders'),
    outboundTrafficPolicy: meshTrafficWriters.meshOutboundTrafficPolicy(p.outboundTrafficPolicy, at, 'outboundTrafficPolicy'),
    enableAutoMtls: bool(p.enableAutoMtls, at, 'enableAutoMtls'),
    meshMTLS: meshTrafficWriters.meshTls(p.meshMtls, at, 'meshMtls'),
    tlsDefaults: meshTrafficWriters.meshTls(p.tlsDefaults, at, 'tlsDefaults'),
    discoverySelectors: filled(p.discoverySelectors, at, 'discoverySelectors', labelSelector),
    defaultHttpRetryPolicy: httpRetry(p.defaultHttpRetryPolicy, at, 'defaultHttpRetryPolicy'),
    defaultTrafficPolicy: meshTrafficWriters.defaultTrafficPolicy(p.defaultTrafficPolicy, at, 'defaultTrafficPolicy'),
    defaultServiceExportTo: filled(p.defaultServiceExportTo, at, 'defaultServiceExportTo', value),
    defaultVirtualServiceExportTo: filled(p.defaultVirtualServiceExportTo, at, 'defaultVirtualServiceExportTo', value),
    defaultDestinationRuleExportTo: filled(p.defaultDestinationRuleExportTo, at, 'defaultDestinationRuleExportTo', value),
    serviceEntryVisibility: meshVisibilityWriters.serviceEntryVisibility(p.serviceEntryVisibility, at, 'serviceEntryVisibility'),
    serviceSettings: list(p.serviceSettings, at, 'serviceSettings', meshVisibilityWriters.serviceSettings),
    serviceScopeConfigs: list(p.serviceScopeConfigs, at, 'serviceScopeConfigs', meshVisibilityWriters.serviceScopeConfig),
    localityLbSetting: value(p.localityLb, at, 'localityLb'),
    zoneAwareLbSetting: zoneAwareLoadBalancing(p.zoneAwareLb, at, 'zoneAwareLb'),
    enableTracing: bool(p.enableTracing, at, 'enableTracing'),
    accessLogFile: anyText(p.accessLogFile, at, 'accessLogFile'),
    accessLogFormat: anyText(p.accessLogFormat, at, 'accessLogFormat'),
    accessLogEncoding: constant(p.accessLogEncoding, at, 'accessLogEncoding'),
    enableEnvoyAccessLogService: bool(p.enableEnvoyAccessLogService, at, 'enableEnvoyAccessLogService'),
    disableEnvoyListenerLog: bool(p.disableEnvoyListenerLog, at, 'disableEnvoyListenerLog'),
    enablePrometheusMerge: bool(p.enablePrometheusMerge, at, 'enablePrometheusMerge'),
    inboundClusterStatName: text(p.inboundClusterStatName, at, 'inboundClusterStatName'),
    outboundClusterStatName: text(p.outboundClusterStatName, at, 'outboundClusterStatName'),
    connectTimeout: duration(p.connectTimeout, at, 'connectTimeout'),
    hboneIdleTimeout: durationOrZero(p.hboneIdleTimeout, at, 'hboneIdleTimeout'),
    protocolDetectionTimeout: durationOrZero(p.protocolDetectionTimeout, at, 'protocolDetectionTimeout'),
    dnsRefreshRate: duration(p.dnsRefreshRate, at, 'dnsRefreshRate'),
    tcpKeepalive: connectionPoolWriters.tcpKeepalive(p.tcpKeepalive, at, 'tcpKeepalive'),
    h2UpgradePolicy: constant(p.h2UpgradePolicy, at, 'h2UpgradePolicy'),
    proxyListenPort: port(p.proxyListenPort, at, 'proxyListenPort'),
    proxyInboundListenPort: port(p.proxyInboundListenPort, at, 'proxyInboundListenPort'),
    proxyHttpPort: port(p.proxyHttpPort, at, 'proxyHttpPort'),
    ingressControllerMode: constant(p.ingressControllerMode, at, 'ingressControllerMode'),
    ingressClass: text(p.ingressClass, at, 'ingressClass'),
    ingressService: dnsName(p.ingressService, at, 'ingressService'),
    ingressSelector: text(p.ingressSelector, at, 'ingressSelector'),
    ca: certificateAuthority(p.ca, at, 'ca'),
    caCertificates: list(p.caCertificates, at, 'caCertificates', value),
    configSources: list(p.configSources, at, 'configSources', configSource),
    inboundTrafficPolicy: p.inboundTrafficPolicy && { mode: p.inboundTrafficPolicy },
    pathNormalization: p.pathNormalization && { normalization: p.pathNormalization },
  };
});
