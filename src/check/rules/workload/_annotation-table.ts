/**
 * Every annotation of Istio (istio.io/api 1.31, and others that its code reads), with the kinds that it is valid on; a leading `!` marks a
 * deprecated one.
 */
export const ANNOTATIONS: Readonly<Record<string, string>> = {
  'alpha.istio.io/canonical-serviceaccounts': '!Service',
  'alpha.istio.io/kubernetes-serviceaccounts': '!Service',
  'ambient.istio.io/bypass-inbound-capture': 'Pod',
  'ambient.istio.io/dns-capture': 'Pod',
  'ambient.istio.io/redirection': 'Pod',
  'ambient.istio.io/waypoint-inbound-binding': 'GatewayClass Gateway',
  'galley.istio.io/analyze-suppress': 'Any',
  'gateway.istio.io/controller-version': 'Any',
  'gateway.istio.io/name-override': 'Gateway',
  'gateway.istio.io/service-account': 'Gateway',
  'inject.istio.io/templates': 'Pod',
  'istio.io/autoRegistrationGroup': 'WorkloadEntry',
  'istio.io/connectedAt': 'WorkloadEntry',
  'istio.io/disconnectedAt': 'WorkloadEntry',
  'istio.io/dry-run': 'AuthorizationPolicy',
  'istio.io/reroute-virtual-interfaces': 'Pod',
  'istio.io/rev': 'Pod',
  'istio.io/use-waypoint-canary-weight': 'Service ServiceEntry Namespace',
  'istio.io/workloadController': 'WorkloadEntry',
  'kubernetes.io/ingress.class': 'Ingress',
  'networking.istio.io/exportTo': 'Service',
  'networking.istio.io/service-type': 'Gateway',
  'networking.istio.io/traffic-distribution': 'Namespace Service ServiceEntry',
  'prometheus.istio.io/merge-metrics': 'Pod',
  'prometheus.istio.io/scrape-targets': 'Pod',
  'prometheus.istio.io/secure-port': 'Pod',
  'proxy.istio.io/config': 'Pod',
  'proxy.istio.io/overrides': 'Pod',
  'readiness.status.sidecar.istio.io/applicationPorts': 'Pod',
  'readiness.status.sidecar.istio.io/failureThreshold': 'Pod',
  'readiness.status.sidecar.istio.io/initialDelaySeconds': 'Pod',
  'readiness.status.sidecar.istio.io/periodSeconds': 'Pod',
  'sidecar.istio.io/agentLogLevel': 'Pod',
  'sidecar.istio.io/bootstrapOverride': 'Pod',
  'sidecar.istio.io/componentLogLevel': 'Pod',
  'sidecar.istio.io/discoveryAddress': '!Pod',
  'sidecar.istio.io/extraStatTags': '!Pod',
  'sidecar.istio.io/inject': '!Pod',
  'sidecar.istio.io/interceptionMode': 'Pod',
  'sidecar.istio.io/logLevel': 'Pod',
  'sidecar.istio.io/nativeSidecar': 'Pod',
  'sidecar.istio.io/proxyCPU': 'Pod',
  'sidecar.istio.io/proxyCPULimit': 'Pod',
  'sidecar.istio.io/proxyImage': 'Pod',
  'sidecar.istio.io/proxyImageType': 'Pod',
  'sidecar.istio.io/proxyMemory': 'Pod',
  'sidecar.istio.io/proxyMemoryLimit': 'Pod',
  'sidecar.istio.io/rewriteAppHTTPProbers': 'Pod',
  'sidecar.istio.io/statsCompression': '!Pod',
  'sidecar.istio.io/statsEvictionInterval': 'Pod',
  'sidecar.istio.io/statsFlushInterval': 'Pod',
  'sidecar.istio.io/statsHistogramBins': 'Pod',
  'sidecar.istio.io/statsHistogramBuckets': 'Pod',
  'sidecar.istio.io/statsInclusionPrefixes': '!Pod',
  'sidecar.istio.io/statsInclusionRegexps': '!Pod',
  'sidecar.istio.io/statsInclusionSuffixes': '!Pod',
  'sidecar.istio.io/status': 'Pod',
  'sidecar.istio.io/userVolume': 'Pod',
  'sidecar.istio.io/userVolumeMount': 'Pod',
  'status.sidecar.istio.io/port': 'Pod',
  'topology.istio.io/controlPlaneClusters': 'Namespace',
  'traffic.istio.io/nodeSelector': 'Service',
  'traffic.sidecar.istio.io/excludeInboundPorts': 'Pod',
  'traffic.sidecar.istio.io/excludeInterfaces': 'Pod',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': 'Pod',
  'traffic.sidecar.istio.io/excludeOutboundPorts': 'Pod',
  'traffic.sidecar.istio.io/includeInboundPorts': 'Pod',
  'traffic.sidecar.istio.io/includeOutboundIPRanges': 'Pod',
  'traffic.sidecar.istio.io/includeOutboundPorts': 'Pod',
  'traffic.sidecar.istio.io/kubevirtInterfaces': '!Pod',
};

/** Pod annotations that the injector reads although the API doesn't list them. */
export const READ_BY_INJECTOR: ReadonlySet<string> = new Set([
  'prometheus.istio.io/scrape-targets', 'prometheus.istio.io/secure-port', 'sidecar.istio.io/capNetBindService',
]);

/** Set by the control plane itself. */
export const SET_BY_ISTIO: ReadonlySet<string> = new Set(['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev']);

/** Annotations of the API that are beta or stable: all others are alpha. */
const BEYOND_ALPHA: ReadonlySet<string> = new Set([
  'ambient.istio.io/redirection', 'kubernetes.io/ingress.class', 'proxy.istio.io/config', 'sidecar.istio.io/inject', 'traffic.istio.io/nodeSelector',
]);
/** Settings for analysis tools, which never affect traffic. */
const FOR_TOOLS = 'galley.istio.io/analyze-suppress';

/** Whether a user has set an annotation that Istio calls alpha. */
export const isAlpha = (annotation: string): boolean =>
  Object.hasOwn(ANNOTATIONS, annotation) && annotation !== FOR_TOOLS && !BEYOND_ALPHA.has(annotation) && !READ_BY_INJECTOR.has(annotation) && !SET_BY_ISTIO.has(annotation);

export interface Definition {
  readonly kinds: readonly string[];
  readonly deprecated: boolean;
}
export function definition(annotation: string): Definition | undefined {
  if (!Object.hasOwn(ANNOTATIONS, annotation)) return undefined;
  const text = ANNOTATIONS[annotation];
  return { kinds: text.replace('!', '').split(' '), deprecated: text.startsWith('!') };
}
/** Whether Istio defines the annotation. */
export const isIstioAnnotation = (name: string): boolean => name === 'kubernetes.io/ingress.class' || name.split('/')[0].endsWith('istio.io');
