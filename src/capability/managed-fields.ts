import { type Channel, patchAllowed, SAMPLING_CHANNELS } from './dated-facts';
import { MeshFeature } from './feature';
import { textOf } from '../grammar/json';
import { MESH_CLOUD_GATEWAY } from '../model/managed';

/** A part of the Istio API that a managed control plane does not support. */
export interface FieldRule {
  readonly code: string;
  readonly id: string;
  readonly title: string;
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** the paths; empty for the object as a whole */
  readonly paths: readonly string[];
  /** the JSON pointer to report for a field of the whole object */
  readonly at?: string;
  /** whether this value in this object is unsupported; any value if omitted */
  readonly when?: (value: any, object: any) => boolean;
  /** except if the host's Service or ServiceEntry is in the object's own namespace */
  readonly unless?: 'at-home';
  /** true: managed istiod does not support it either */
  readonly both?: boolean;
  /** channels in which Traffic Director supports it */
  readonly channels?: readonly Channel[];
  /** the behaviour of managed istiod is unknown */
  readonly unsure?: boolean;
  /** the effect, as the second half of a sentence */
  readonly reason: string;
  /** the replacement */
  readonly replacement: string;
  /** the replacement, by kind */
  readonly replacements?: Readonly<Record<string, string>>;
  /** it still works for now */
  readonly deprecated?: boolean;
  /** features of the model that use it */
  readonly features?: readonly MeshFeature[];
}

const NET = 'networking.istio.io';
const TD = 'Traffic Director';
const policies = (field: string) => ['spec.trafficPolicy', 'spec.trafficPolicy.portLevelSettings[*]', 'spec.subsets[*].trafficPolicy', 'spec.subsets[*].trafficPolicy.portLevelSettings[*]'].map((p) => `${p}.${field}`);
const rule = (
  n: number, title: string, group: string | string[], kind: string | string[], paths: string | string[], reason: string, replacement: string, more: Partial<FieldRule> = {},
): FieldRule => ({
  code: `MESH${770 + n}`, id: `G-IS${n}`, title, groups: [group].flat(), kinds: [kind].flat(), paths: [paths].flat(), reason, replacement, ...more,
});

/**
 * The fields that the managed control plane rejects or ignores: the source for checks, the migration report and the table of planes.
 *
 * @see https://cloud.google.com/service-mesh/docs/onboarding/api-support
 */
export const FIELD_RULES: readonly FieldRule[] = [
  rule(1, 'locality of a DestinationRule', NET, 'DestinationRule', policies('loadBalancer.localityLbSetting'),
    `${TD} does not support locality settings of a DestinationRule, and prefers nearby endpoints by itself`, 'a GCPTrafficDistributionPolicy of the Service; in constructs, LoadBalancer…({ locality: Locality.failover() })'),
  rule(2, 'tunnel of a DestinationRule', NET, 'DestinationRule', ['spec.trafficPolicy.tunnel', 'spec.subsets[*].trafficPolicy.tunnel'],
    `${TD} does not support tunnels, so connections would leave directly`, 'an egress gateway, or a proxy configured in the application itself'),
  rule(3, 'client certificate from a secret', NET, 'DestinationRule', policies('tls.credentialName'),
    `${TD} reads no Secrets for clients, so the connection would have no certificate`, 'files in the pod: clientCertificate, privateKey and caCertificates with a mounted secret',
    { features: [MeshFeature.UPSTREAM_TLS_SECRET] }),
  rule(4, 'subsets in a namespace other than their service\'s', NET, 'DestinationRule', 'spec.subsets',
    `${TD} reads subsets only from the namespace and cluster of the host's Service or ServiceEntry`, 'the same DestinationRule in the namespace of the Service',
    { unless: 'at-home' }),
  rule(5, 'exported DestinationRule with a workloadSelector', NET, 'DestinationRule', 'spec.exportTo',
    `with workloadSelector ${TD} supports only exportTo "."`, 'exportTo: ["."]',
    { when: (v, object) => object.spec?.workloadSelector !== undefined && Array.isArray(v) && v.some((e) => e !== '.') }),
  rule(6, 'pods selected by a ServiceEntry', NET, 'ServiceEntry', 'spec.workloadSelector',
    `${TD} selects no pods or workloads for a ServiceEntry, so it has no endpoints`, 'a Kubernetes Service for pods; endpoints with addresses for VMs'),
  rule(7, 'endpoint details of a ServiceEntry', NET, 'ServiceEntry', ['network', 'locality', 'weight', 'serviceAccount'].map((f) => `spec.endpoints[*].${f}`),
    `${TD} reads only address, ports and labels of an endpoint, so other fields have no effect`, 'leave the field out; for weights, a route with several weighted hosts',
    { features: [MeshFeature.ENDPOINT_LOCALITY, MeshFeature.ENDPOINT_WEIGHT, MeshFeature.ENDPOINT_IDENTITY] }),
  rule(8, 'DNS round robin', NET, 'ServiceEntry', 'spec.resolution', `${TD} supports only resolution DNS, STATIC and NONE`, 'resolution: DNS', { when: (v) => v === 'DNS_ROUND_ROBIN', features: [MeshFeature.EXTERNAL_DNS_ROUND_ROBIN] }),
  rule(9, 'ServiceEntry inside the mesh', NET, 'ServiceEntry', 'spec.location', `${TD} treats every ServiceEntry as external, without the mesh's mutual TLS`,
    'location: MESH_EXTERNAL, or a Kubernetes Service', { when: (v) => v === 'MESH_INTERNAL', features: [MeshFeature.EXTERNAL_INTERNAL] }),
  rule(10, 'unix socket', NET, 'ServiceEntry', 'spec.endpoints[*].address', `${TD} does not support unix sockets`, 'an address and a port', { when: (v) => textOf(v).startsWith('unix:') }),
  rule(11, 'subjectAltNames of a ServiceEntry', NET, 'ServiceEntry', 'spec.subjectAltNames', `${TD} does not check these names, so any server with a valid certificate is accepted`,
    'subjectAltNames of a DestinationRule\'s tls for the host'),
  rule(12, 'several DNS endpoints', NET, 'ServiceEntry', 'spec.endpoints', `${TD} supports one DNS endpoint, so the others get no requests`, 'one ServiceEntry per host, and a route that splits requests among them',
    { when: (v, object) => String(object.spec?.resolution).startsWith('DNS') && Array.isArray(v) && v.length > 1 }),
  rule(13, 'ingress of a Sidecar', NET, 'Sidecar', 'spec.ingress', `${TD} does not support inbound listeners of a Sidecar, so they have no effect`, 'targetPort of the Service; egress can stay'),
  rule(14, 'listeners of a Sidecar', NET, 'Sidecar', ['spec.egress[*].port', 'spec.egress[*].bind', 'spec.egress[*].captureMode'],
    `${TD} reads only the hosts of an egress listener, so port, bind and captureMode have no effect`, 'hosts only'),
  rule(15, 'inbound connections of a Sidecar', NET, 'Sidecar', 'spec.inboundConnectionPool', `${TD} does not limit inbound connections, so the pool has no effect`, 'connectionPool of a DestinationRule, for the callers'),
  rule(16, 'pinned client certificates', NET, 'Gateway', ['spec.servers[*].tls.verifyCertificateHash', 'spec.servers[*].tls.verifyCertificateSpki'],
    `${TD} does not compare hashes, so every certificate of the CA is accepted`, 'subjectAltNames, with a separate CA'),
  rule(17, 'kind that a managed plane does not read', ['extensions.istio.io', 'install.istio.io', 'networking.k8s.io'], ['WasmPlugin', 'TrafficExtension', 'IstioOperator', 'Ingress'], [],
    'a managed control plane does not read this kind, so it has no effect', 'the equivalent in a managed mesh',
    {
      both: true,
      replacements: {
        Ingress: 'an Istio Gateway with a VirtualService, or a Gateway and an HTTPRoute of Gateway API',
        IstioOperator: 'ControlPlane.managed for the control plane, and your own Deployments for gateways',
        WasmPlugin: 'a filter in the application, or an extension of a Google Cloud load balancer',
        TrafficExtension: 'a filter in the application, or an extension of a Google Cloud load balancer',
      },
      // an Ingress with another controller's class is not meant for the mesh
      when: (_v, object) => object.kind !== 'Ingress' || (object.spec?.ingressClassName ?? object.metadata?.annotations?.['kubernetes.io/ingress.class']) === 'istio',
    }),
  rule(18, 'workload outside Kubernetes', NET, ['WorkloadEntry', 'WorkloadGroup'], [], `${TD} does not read workloads of this kind`, 'a ServiceEntry with the address of the VM; for meshes of VMs, ControlPlane.serviceRouting'),
  rule(19, 'EnvoyFilter', NET, 'EnvoyFilter', 'spec.configPatches[*]', 'a managed control plane accepts only patches that insert a local rate limit, gRPC-Web, compression or Lua as HTTP_FILTER, first or before the router, and refuses all others',
    'the equivalent Istio API; otherwise an HTTP_FILTER with INSERT_FIRST, or INSERT_BEFORE envoy.filters.http.router, of one of those',
    { both: true, unsure: true, when: (patch) => !patchAllowed(patch) }),
  rule(22, 'external authorizer of an AuthorizationPolicy', 'security.istio.io', 'AuthorizationPolicy', 'spec.action', `${TD} does not support external authorizers`,
    'ALLOW or DENY; for your own authorizer, in the application or at a Google Cloud load balancer', { when: (v) => v === 'CUSTOM', features: [MeshFeature.ACCESS_CUSTOM] }),
  rule(23, 'trace sampling rate', 'telemetry.istio.io', 'Telemetry', 'spec.tracing[*].randomSamplingPercentage', `${TD} reads a trace sampling rate only in the rapid channel, so elsewhere it has no effect`, 'leave the sampling rate out, or use a cluster in the rapid channel, with one Telemetry in the root namespace', { channels: SAMPLING_CHANNELS }),
  rule(24, 'image of the proxy', NET, 'ProxyConfig', 'spec.image.imageType', 'proxies of a managed mesh are always distroless', 'leave the image out', { both: true, when: (v) => v !== 'distroless' }),
  rule(25, 'delegates and sources of a VirtualService', NET, 'VirtualService',
    ['spec.http[*].delegate', ...['http', 'tls', 'tcp'].map((p) => `spec.${p}[*].match[*].sourceNamespace`)],
    `${TD} does not support delegates and sourceNamespace, so the rule is not served as configured`, 'the delegate\'s routes in the VirtualService itself; sourceLabels instead of sourceNamespace',
    { features: [MeshFeature.SOURCE_NAMESPACE_MATCH, MeshFeature.ROUTE_DELEGATION] }),
  rule(26, 'deprecated ring size', NET, 'DestinationRule', policies('loadBalancer.consistentHash.minimumRingSize'), 'minimumRingSize is deprecated in favor of ringHash', 'consistentHash.ringHash.minimumRingSize', { deprecated: true, both: true }),
  rule(27, 'encrypted tokens', 'security.istio.io', 'RequestAuthentication', 'spec.jwtRules[*].jwks', `${TD} does not support keys for A*CBC-HS* encryption`, 'keys for signatures', { when: (v) => /"A(128|192|256)CBC-HS/.test(textOf(v)) }),
  rule(28, 'audit action of an AuthorizationPolicy', 'security.istio.io', 'AuthorizationPolicy', 'spec.action', 'a managed control plane supports ALLOW and DENY, but no audit',
    'an access log: a Telemetry, or accessLogFile of the mesh configuration', { both: true, when: (v) => v === 'AUDIT', features: [MeshFeature.ACCESS_AUDIT] }),
  rule(29, 'Gateway of a class that in-cluster istiod serves', 'gateway.networking.k8s.io', 'Gateway', 'spec.gatewayClassName',
    'a managed control plane deploys no proxies for Gateways of this class, so nothing serves them',
    'an Istio Gateway with your own proxies (IngressGateway), or a GKE class (gke-l7-global-external-managed); sidecars instead of waypoints', { both: true, when: (v) => /^istio(-|$)/.test(textOf(v)), features: [MeshFeature.WAYPOINT] }),
  rule(30, 'ambient mode', '', ['Namespace'], [], 'a managed control plane does not support ambient mode, so these pods are not in the mesh', 'sidecars: istio-injection: enabled',
    { both: true, at: '/metadata/labels/istio.io~1dataplane-mode', when: (_v, object) => object.metadata?.labels?.['istio.io/dataplane-mode'] === 'ambient', features: [MeshFeature.AMBIENT] }),
  rule(31, 'Gateway with the class of managed istiod\'s load balancer', 'gateway.networking.k8s.io', 'Gateway', 'spec.gatewayClassName',
    `${TD} deploys no proxies for Gateways of class asm-l7-gxlb, which managed istiod serves, so its load balancer has no backends`,
    'a GKE class (gke-l7-global-external-managed), or an Istio Gateway with your own proxies (IngressGateway)', { code: 'MESH758', when: (v) => v === MESH_CLOUD_GATEWAY }),
];
