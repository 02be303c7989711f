import type { ConnectionPoolSpec, Destination, OutlierSpec, RetrySpec, TcpKeepaliveSpec } from './resources';
import { milliseconds } from '../world/duration';
import type { World } from '../world/world';

/** The mesh configuration's traffic settings, with istiod's defaults. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly domain: string;
  readonly trustDomain: string;
  readonly autoMtls: boolean;
  readonly outboundMode: string;
  readonly egressProxy?: Destination;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly defaultRetry?: RetrySpec;
  /** milliseconds */
  readonly connectTimeout: number;
  readonly dnsRefreshRate: number;
  readonly protocolDetectionTimeout: number;
  readonly h2Upgrade: boolean;
  readonly tcpKeepalive?: TcpKeepaliveSpec;
  readonly pathNormalization: string;
  readonly inboundPassthrough: boolean;
  readonly defaultConnectionPool?: ConnectionPoolSpec;
  readonly defaultOutlierDetection?: OutlierSpec;
  readonly listenPort: number;
  readonly inboundListenPort: number;
  readonly httpProxyPort: number;
  readonly narrowServiceEntries: boolean;
}

interface MeshConfigSpec {
  readonly enableAutoMtls?: boolean;
  readonly outboundTrafficPolicy?: { readonly mode?: string };
  readonly inboundTrafficPolicy?: { readonly mode?: string };
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  readonly defaultHttpRetryPolicy?: RetrySpec;
  readonly connectTimeout?: string;
  readonly dnsRefreshRate?: string;
  readonly protocolDetectionTimeout?: string;
  readonly h2UpgradePolicy?: string;
  readonly tcpKeepalive?: TcpKeepaliveSpec;
  readonly pathNormalization?: { readonly normalization?: string };
  readonly defaultTrafficPolicy?: { readonly connectionPool?: ConnectionPoolSpec; readonly outlierDetection?: OutlierSpec };
  readonly proxyListenPort?: number;
  readonly proxyInboundListenPort?: number;
  readonly proxyHttpPort?: number;
  readonly serviceEntryVisibility?: { readonly applyToSidecars?: boolean };
}

const PUBLIC: readonly string[] = Object.freeze(['*']);
const listOr = (given: readonly string[] | undefined): readonly string[] => (given?.length ? given : PUBLIC);

/** The settings of a world, from its mesh configuration if the objects or the options contain one. */
export const meshSettings = (world: World): MeshSettings => world.once(meshSettings, () => {
  const config = world.mesh.config as MeshConfigSpec;
  return {
    rootNamespace: world.mesh.rootNamespace,
    domain: world.domain,
    trustDomain: world.mesh.trustDomain,
    autoMtls: config.enableAutoMtls !== false,
    outboundMode: config.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY',
    defaultServiceExportTo: listOr(config.defaultServiceExportTo),
    defaultVirtualServiceExportTo: listOr(config.defaultVirtualServiceExportTo),
    defaultDestinationRuleExportTo: listOr(config.defaultDestinationRuleExportTo),
    defaultRetry: config.defaultHttpRetryPolicy,
    connectTimeout: milliseconds(config.connectTimeout) ?? 10000,
    dnsRefreshRate: milliseconds(config.dnsRefreshRate) ?? 60000,
    protocolDetectionTimeout: milliseconds(config.protocolDetectionTimeout) ?? 0,
    h2Upgrade: config.h2UpgradePolicy === 'UPGRADE',
    tcpKeepalive: config.tcpKeepalive,
    pathNormalization: config.pathNormalization?.normalization ?? 'DEFAULT',
    inboundPassthrough: (config.inboundTrafficPolicy?.mode ?? 'PASSTHROUGH') === 'PASSTHROUGH',
    defaultConnectionPool: config.defaultTrafficPolicy?.connectionPool,
    defaultOutlierDetection: config.defaultTrafficPolicy?.outlierDetection,
    listenPort: config.proxyListenPort ?? 15001,
    inboundListenPort: config.proxyInboundListenPort ?? 15006,
    httpProxyPort: config.proxyHttpPort ?? 0,
    narrowServiceEntries: config.serviceEntryVisibility?.applyToSidecars === true,
  };
});
