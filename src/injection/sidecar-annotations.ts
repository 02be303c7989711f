import type { SidecarSettings, TrafficCapture } from './sidecar-settings';
import * as names from '../grammar/names';
import { meshProxyConfig } from '../istio/api/mesh-proxy-config-json';
import * as check from '../istio/write/check';
import { innerYaml } from '../model/inner-yaml';
import { cpuQuantity, memoryQuantity } from '../workload/quantity';

/** Settings as labels and annotations. */
export interface PodMarks {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const LEVELS = ['trace', 'debug', 'info', 'warning', 'warn', 'error', 'critical', 'off'];
const TRAFFIC = 'traffic.sidecar.istio.io';
const READINESS = 'readiness.status.sidecar.istio.io';

/** Settings as labels and annotations of pods. Throws for malformed or contradicting settings. */
export function podMarks(what: string, settings: SidecarSettings): PodMarks {
  try {
    refuseContradictions(settings);
    return { labels: written(labels(settings)), annotations: written(annotations(settings)) };
  } catch (e) {
    throw new Error(`${what}: ${(e as Error).message}`);
  }
}

function written(marks: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]));
}

function labels(s: SidecarSettings): Record<string, unknown> {
  const value = (what: string, text: string | undefined): string | undefined => (text === undefined ? undefined : names.labelValue(what, text));
  return {
    'sidecar.istio.io/inject': s.inject,
    'istio.io/rev': s.revision === undefined ? undefined : names.dnsLabel('revision', s.revision),
    'service.istio.io/canonical-name': value('canonicalName', s.canonicalName),
    'service.istio.io/canonical-revision': value('canonicalRevision', s.canonicalRevision),
    'service.istio.io/workload-name': value('workloadName', s.workloadName),
    'topology.istio.io/network': value('network', s.network),
    'security.istio.io/tlsMode': s.offersMutualTls === undefined ? undefined : s.offersMutualTls ? 'istio' : 'disabled',
  };
}

function annotations(s: SidecarSettings): Record<string, unknown> {
  const config = meshProxyConfig(s.proxyConfig, '', 'proxyConfig');
  return {
    'inject.istio.io/templates': s.templates && list('templates', s.templates, (name) => names.dnsLabel('templates', name)),
    'sidecar.istio.io/nativeSidecar': s.native,
    'sidecar.istio.io/proxyImage': s.image === undefined ? undefined : image(s.image),
    'sidecar.istio.io/proxyImageType': s.imageType,
    'sidecar.istio.io/proxyCPU': cpuQuantity('resources.cpuRequest', s.resources?.cpuRequest),
    'sidecar.istio.io/proxyMemory': memoryQuantity(s.resources?.memoryRequest),
    'sidecar.istio.io/proxyCPULimit': cpuQuantity('resources.cpuLimit', s.resources?.cpuLimit),
    'sidecar.istio.io/proxyMemoryLimit': memoryQuantity(s.resources?.memoryLimit),
    'sidecar.istio.io/logLevel': s.logLevel === undefined ? undefined : level('logLevel', s.logLevel),
    'sidecar.istio.io/componentLogLevel': s.componentLogLevels && Object.entries(s.componentLogLevels)
      .map(([component, own]) => `${component}:${level(`componentLogLevels['${component}']`, own)}`).join(','),
    'sidecar.istio.io/agentLogLevel': check.text(s.agentLogLevel, '', 'agentLogLevel'),
    'sidecar.istio.io/interceptionMode': s.interceptionMode,
    'sidecar.istio.io/capNetBindService': s.bindLowPorts,
    'sidecar.istio.io/bootstrapOverride': s.bootstrapOverride === undefined ? undefined : names.dnsName('bootstrapOverride', s.bootstrapOverride),
    'sidecar.istio.io/userVolume': s.volumes && JSON.stringify(s.volumes),
    'sidecar.istio.io/userVolumeMount': s.volumeMounts && JSON.stringify(s.volumeMounts),
    'sidecar.istio.io/rewriteAppHTTPProbers': s.rewriteProbes,
    'status.sidecar.istio.io/port': s.statusPort === undefined || s.statusPort === 0 ? s.statusPort : names.port('statusPort', s.statusPort),
    [`${READINESS}/initialDelaySeconds`]: check.seconds(s.readiness?.initialDelay, 'readiness', 'initialDelay'),
    [`${READINESS}/periodSeconds`]: check.seconds(s.readiness?.period, 'readiness', 'period'),
    [`${READINESS}/failureThreshold`]: check.uint32(s.readiness?.failureThreshold, 'readiness', 'failureThreshold'),
    ...traffic(s.traffic ?? {}),
    'proxy.istio.io/config': config && innerYaml(config, { lineWidth: -1, noRefs: true }),
    'prometheus.istio.io/merge-metrics': s.metrics?.merge,
    'prometheus.istio.io/scrape-targets': s.metrics?.targets && list('metrics.targets', s.metrics.targets, (target) => (
      `${names.port('metrics.targets', target.port)}:${names.path('metrics.targets', target.path ?? '/metrics')}`)),
    'prometheus.istio.io/secure-port': s.metrics?.securePort === undefined ? undefined : names.port('metrics.securePort', s.metrics.securePort),
    'sidecar.istio.io/statsFlushInterval': check.duration(s.statistics?.flushInterval, 'statistics', 'flushInterval'),
    'sidecar.istio.io/statsEvictionInterval': check.duration(s.statistics?.evictionInterval, 'statistics', 'evictionInterval'),
    'sidecar.istio.io/statsHistogramBuckets': s.statistics?.histogramBuckets && JSON.stringify(s.statistics.histogramBuckets),
    'apm.datadoghq.com/env': s.datadogEnv && JSON.stringify(s.datadogEnv),
    'kubectl.kubernetes.io/default-container': s.defaultContainer,
    'kubectl.kubernetes.io/default-logs-container': s.defaultContainer,
    'resource.opentelemetry.io/service.namespace': s.traces?.serviceNamespace,
    'resource.opentelemetry.io/service.version': s.traces?.serviceVersion,
    'resource.opentelemetry.io/service.instance.id': s.traces?.serviceInstanceId,
  };
}

function traffic(t: TrafficCapture): Record<string, unknown> {
  const ports = (field: string, values: readonly number[] | undefined): string | undefined => (
    values?.map((port) => names.port(`traffic.${field}`, port)).join(','));
  const ranges = (field: string, values: readonly string[] | undefined): string | undefined => {
    if (values?.length === 1 && values[0] === '*' && field === 'includeOutboundIpRanges') return '*';
    values?.forEach((range, i) => {
      if (!range.includes('/')) throw new Error(`traffic.${field} must contain IP ranges such as 10.0.0.0/8, got: '${range}'`);
      check.cidr(range, 'traffic', `${field}[${i}]`);
    });
    return values?.join(',');
  };
  return {
    [`${TRAFFIC}/includeOutboundIPRanges`]: ranges('includeOutboundIpRanges', t.includeOutboundIpRanges),
    [`${TRAFFIC}/excludeOutboundIPRanges`]: ranges('excludeOutboundIpRanges', t.excludeOutboundIpRanges),
    [`${TRAFFIC}/includeOutboundPorts`]: ports('includeOutboundPorts', t.includeOutboundPorts),
    [`${TRAFFIC}/excludeOutboundPorts`]: ports('excludeOutboundPorts', t.excludeOutboundPorts),
    [`${TRAFFIC}/includeInboundPorts`]: ports('includeInboundPorts', t.includeInboundPorts),
    [`${TRAFFIC}/excludeInboundPorts`]: ports('excludeInboundPorts', t.excludeInboundPorts),
    [`${TRAFFIC}/excludeInterfaces`]: t.excludeInterfaces && list('traffic.excludeInterfaces', t.excludeInterfaces, networkInterface),
    'istio.io/reroute-virtual-interfaces': t.rerouteVirtualInterfaces && list('traffic.rerouteVirtualInterfaces', t.rerouteVirtualInterfaces, networkInterface),
  };
}

function list<T>(what: string, values: readonly T[], render: (value: T) => string): string {
  if (values.length === 0) throw new Error(`${what} is empty; remove it`);
  return values.map(render).join(',');
}

function networkInterface(name: string): string {
  if (!/^[^/\s:,]{1,15}$/.test(name) || name === '.' || name === '..') throw new Error(`the name of a network interface must have 1 to 15 characters and no '/', ':' or ',', got: '${name}'`);
  return name;
}

function image(name: string): string {
  if (!/^\S[^\s/]*\/\S+$/.test(name)) throw new Error(`image must be the proxy image with its registry, such as 'registry.example.com/proxyv2:1.31.0', got: '${name}'`);
  return name;
}

function level(what: string, value: string): string {
  if (!LEVELS.includes(value)) throw new Error(`${what} must be one of ${LEVELS.join(', ')}, got: '${value}'`);
  return value;
}

/** Throws for contradicting settings. */
function refuseContradictions(s: SidecarSettings): void {
  const set = (value: object | undefined): string[] => Object.entries(value ?? {}).filter(([, own]) => own !== undefined).map(([key]) => key);
  const capture = set(s.traffic).map((key) => `traffic.${key}`);
  if (s.inject === false) {
    const idle = Object.entries(s).filter(([key, value]) => key !== 'inject' && value !== undefined).map(([key]) => key);
    if (idle.length > 0) throw new Error(`pods without a proxy (inject: false) ignore ${idle.join(', ')}; remove the other settings`);
  }
  if (s.interceptionMode === 'NONE' && capture.length > 0) throw new Error(`nothing is intercepted (interceptionMode: NONE), so ${capture.join(', ')} would have no effect; remove one or the other`);
  const gateway = s.templates?.includes('gateway') && !s.templates.includes('sidecar');
  if (gateway && capture.length > 0) throw new Error(`a gateway intercepts nothing, so ${capture.join(', ')} would have no effect; remove that`);
  if (s.traffic?.includeInboundPorts && s.traffic.excludeInboundPorts) {
    throw new Error('traffic.excludeInboundPorts has an effect only if all inbound ports are intercepted; set either it or traffic.includeInboundPorts');
  }
  if (s.statusPort === 0 && set(s.readiness).length > 0) throw new Error('the proxy has no probes (statusPort: 0), so readiness would have no effect; remove one of them');
  if (s.metrics?.merge === false && (s.metrics.targets || s.metrics.securePort !== undefined)) {
    throw new Error('metrics are not merged (metrics.merge: false), so metrics.targets and metrics.securePort would have no effect; remove them');
  }
  if (s.image !== undefined && s.imageType !== undefined) throw new Error('image is the full image name, so imageType would have no effect; set one of them');
  const [flush, eviction] = [s.statistics?.flushInterval, s.statistics?.evictionInterval];
  if (eviction && eviction.toMilliseconds() % (flush?.toMilliseconds() ?? 5000) !== 0) {
    throw new Error(`statistics.evictionInterval must be a multiple of the flush interval, ${flush ? 'statistics.flushInterval' : '5 s'}, got: ${eviction.toHumanString()}`);
  }
}
