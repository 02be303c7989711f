import { type Channel, patchAllowed, SAMPLING_CHANNELS } from './dated-facts';
import { MeshFeature } from './feature';
import { MESH_CLOUD_GATEWAY } from '../model/managed';

/** Something of the Istio API that a managed control plane does not take. */
export interface FieldRule {
  readonly code: string;
  readonly id: string;
  readonly title: string;
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** where it is; the object as a whole when empty */
  readonly paths: readonly string[];
  /** of the object as a whole: the place that tells, as a JSON pointer */
  readonly at?: string;
  /** whether this value of this object is one; any value, when left out */
  readonly when?: (value: any, object: any) => boolean;
  /** not where the host's Service or ServiceEntry is in the object's own namespace */
  readonly unless?: 'at-home';
  /** true: managed istiod does not take it either */
  readonly both?: boolean;
  /** channels in which Traffic Director takes it */
  readonly channels?: readonly Channel[];
  /** what managed istiod does is not known */
  readonly unsure?: boolean;
  /** what happens to it: a later half of a sentence */
  readonly reason: string;
  /** what to do instead */
  readonly replacement: string;
  /** what to do instead, where it depends on the kind */
  readonly replacements?: Readonly<Record<string, string>>;
  /** it still works, for now */
  readonly deprecated?: boolean;
  /** features of the model that are said by it */
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
 * Field by field, what the managed plane refuses or ignores: checks, the migration report and the table of planes say it from here.
 *
 * @see https://cloud.google.com/service-mesh/docs/onboarding/api-support
 */
export const FIELD_RULES: readonly FieldRule[] = [
  rule(1, 'locality of a DestinationRule', NET, 'DestinationRule', policies('loadBalancer.localityLbSetting'),
    `${TD} takes no locality of a DestinationRule and prefers near endpoints by itself`, 'a GCPTrafficDistributionPolicy of the Service; in constructs, LoadBalancer…({ locality: Locality.failover() })'),
  rule(2, 'tunnel of a DestinationRule', NET, 'DestinationRule', ['spec.trafficPolicy.tunnel', 'spec.subsets[*].trafficPolicy.tunnel'],
    `${TD} opens no tunnels, so connections would leave directly`, 'an egress gateway, or a proxy that the application itself knows'),
  rule(3, 'client certificate from a secret', NET, 'DestinationRule', policies('tls.credentialName'),
    `${TD} reads no secrets for clients, so the connection would have no certificate`, 'files in the pod: clientCertificate, privateKey and caCertificates with a mounted secret',
    { features: [MeshFeature.UPSTREAM_TLS_SECRET] }),
  rule(4, 'subsets away from their service', NET, 'DestinationRule', 'spec.subsets',
    `${TD} knows subsets only from the namespace and cluster of the host's Service or ServiceEntry`, 'the same DestinationRule in the namespace of the Service',
    { unless: 'at-home' }),
  rule(5, 'exported DestinationRule for some clients', NET, 'DestinationRule', 'spec.exportTo',
    `with workloadSelector ${TD} takes exportTo "." only`, 'exportTo: ["."]',
    { when: (v, object) => object.spec?.workloadSelector !== undefined && Array.isArray(v) && v.some((e) => e !== '.') }),
  rule(6, 'pods of a ServiceEntry', NET, 'ServiceEntry', 'spec.workloadSelector',
    `${TD} selects no pods or workloads for a ServiceEntry, so it has no endpoints`, 'a Kubernetes Service for pods; endpoints by address for machines'),
  rule(7, 'endpoint details of a ServiceEntry', NET, 'ServiceEntry', ['network', 'locality', 'weight', 'serviceAccount'].map((f) => `spec.endpoints[*].${f}`),
    `${TD} takes address, ports and labels of an endpoint only, so the rest does nothing`, 'leave the field out; for weights, a route with a weight for each of several hosts',
    { features: [MeshFeature.ENDPOINT_LOCALITY, MeshFeature.ENDPOINT_WEIGHT, MeshFeature.ENDPOINT_IDENTITY] }),
  rule(8, 'round robin by DNS', NET, 'ServiceEntry', 'spec.resolution', `${TD} resolves by DNS, STATIC or NONE only`, 'resolution: DNS', { when: (v) => v === 'DNS_ROUND_ROBIN', features: [MeshFeature.EXTERNAL_DNS_ROUND_ROBIN] }),
  rule(9, 'ServiceEntry inside the mesh', NET, 'ServiceEntry', 'spec.location', `${TD} takes every ServiceEntry for outside, without mutual TLS of the mesh`,
    'location: MESH_EXTERNAL, or a Kubernetes Service', { when: (v) => v === 'MESH_INTERNAL', features: [MeshFeature.EXTERNAL_INTERNAL] }),
  rule(10, 'unix socket', NET, 'ServiceEntry', 'spec.endpoints[*].address', `${TD} reaches no unix sockets`, 'an address and a port', { when: (v) => String(v).startsWith('unix:') }),
  rule(11, 'names of the server of a ServiceEntry', NET, 'ServiceEntry', 'spec.subjectAltNames', `${TD} does not check these names, so any server with a good certificate passes`,
    'subjectAltNames of a DestinationRule\'s tls for the host'),
  rule(12, 'several endpoints by DNS', NET, 'ServiceEntry', 'spec.endpoints', `${TD} takes one endpoint by name, so the others get nothing`, 'one ServiceEntry a host, and a route that shares requests among them',
    { when: (v, object) => String(object.spec?.resolution).startsWith('DNS') && Array.isArray(v) && v.length > 1 }),
  rule(13, 'ingress of a Sidecar', NET, 'Sidecar', 'spec.ingress', `${TD} takes no inbound listeners of a Sidecar, so they do nothing`, 'targetPort of the Service; egress stays'),
  rule(14, 'listeners of a Sidecar', NET, 'Sidecar', ['spec.egress[*].port', 'spec.egress[*].bind', 'spec.egress[*].captureMode'],
    `${TD} takes hosts of an egress listener only, so port, bind and captureMode do nothing`, 'hosts alone'),
  rule(15, 'inbound connections of a Sidecar', NET, 'Sidecar', 'spec.inboundConnectionPool', `${TD} limits no inbound connections, so the pool does nothing`, 'connectionPool of a DestinationRule, at the callers'),
  rule(16, 'pinned client certificates', NET, 'Gateway', ['spec.servers[*].tls.verifyCertificateHash', 'spec.servers[*].tls.verifyCertificateSpki'],
    `${TD} compares no hashes, so every certificate of the authority passes`, 'subjectAltNames, with an authority of your own'),
  rule(17, 'kind that a managed plane does not know', ['extensions.istio.io', 'install.istio.io', 'networking.k8s.io'], ['WasmPlugin', 'TrafficExtension', 'IstioOperator', 'Ingress'], [],
    'a managed control plane does not read this kind, so it does nothing', 'what the managed mesh has for it',
    {
      both: true,
      replacements: {
        Ingress: 'an Istio Gateway with a VirtualService, or a Gateway and an HTTPRoute of Gateway API',
        IstioOperator: 'ControlPlane.managed for the control plane, and deployments of your own for gateways',
        WasmPlugin: 'a filter in the application, or an extension of a Google Cloud load balancer',
        TrafficExtension: 'a filter in the application, or an extension of a Google Cloud load balancer',
      },
      // an Ingress of a class of somebody else is not meant for the mesh
      when: (_v, object) => object.kind !== 'Ingress' || (object.spec?.ingressClassName ?? object.metadata?.annotations?.['kubernetes.io/ingress.class']) === 'istio',
    }),
  rule(18, 'workload without Kubernetes', NET, ['WorkloadEntry', 'WorkloadGroup'], [], `${TD} knows no workloads by this kind`, 'a ServiceEntry with the machine\'s address; for meshes of machines, ControlPlane.serviceRouting'),
  rule(19, 'EnvoyFilter', NET, 'EnvoyFilter', 'spec.configPatches[*]', 'a managed control plane takes patches alone that insert a local rate limit, gRPC-Web, compression or Lua as HTTP_FILTER, first or before the router, and refuses all else',
    'what the Istio API has for it; else an HTTP_FILTER with INSERT_FIRST, or INSERT_BEFORE envoy.filters.http.router, of one of those',
    { both: true, unsure: true, when: (patch) => !patchAllowed(patch) }),
  rule(22, 'authorizer of an AuthorizationPolicy', 'security.istio.io', 'AuthorizationPolicy', 'spec.action', `${TD} asks no external authorizer`,
    'ALLOW or DENY; for an authorizer of your own, in the application or at a Google Cloud load balancer', { when: (v) => v === 'CUSTOM', features: [MeshFeature.ACCESS_CUSTOM] }),
  rule(23, 'share of traces', 'telemetry.istio.io', 'Telemetry', 'spec.tracing[*].randomSamplingPercentage', `${TD} reads a share of traces in the rapid channel alone, so elsewhere it does nothing`, 'leave the share out, or use a cluster of the rapid channel, with one Telemetry in the root namespace', { channels: SAMPLING_CHANNELS }),
  rule(24, 'image of the proxy', NET, 'ProxyConfig', 'spec.image.imageType', 'proxies of a managed mesh are always distroless', 'leave the image out', { both: true, when: (v) => v !== 'distroless' }),
  rule(25, 'delegates and sources of a VirtualService', NET, 'VirtualService',
    ['spec.http[*].delegate', ...['http', 'tls', 'tcp'].map((p) => `spec.${p}[*].match[*].sourceNamespace`)],
    `${TD} follows no delegate and no sourceNamespace, so the rule is not served as it stands`, 'the delegate\'s routes in the VirtualService itself; sourceLabels in place of sourceNamespace',
    { features: [MeshFeature.SOURCE_NAMESPACE_MATCH, MeshFeature.ROUTE_DELEGATION] }),
  rule(26, 'older ring size', NET, 'DestinationRule', policies('loadBalancer.consistentHash.minimumRingSize'), 'minimumRingSize is deprecated in favour of ringHash', 'consistentHash.ringHash.minimumRingSize', { deprecated: true, both: true }),
  rule(27, 'encrypted tokens', 'security.istio.io', 'RequestAuthentication', 'spec.jwtRules[*].jwks', `${TD} takes no keys for A*CBC-HS* encryption`, 'keys for signatures', { when: (v) => /"A(128|192|256)CBC-HS/.test(String(v)) }),
  rule(28, 'audit by an AuthorizationPolicy', 'security.istio.io', 'AuthorizationPolicy', 'spec.action', 'a managed control plane decides by ALLOW and DENY, and audits nothing',
    'an access log: a Telemetry, or accessLogFile of the mesh configuration', { both: true, when: (v) => v === 'AUDIT', features: [MeshFeature.ACCESS_AUDIT] }),
  rule(29, 'Gateway of a class that istiod in the cluster serves', 'gateway.networking.k8s.io', 'Gateway', 'spec.gatewayClassName',
    'a managed control plane makes no proxies for Gateways of this class, so nothing serves them',
    'an Istio Gateway with proxies of your own (IngressGateway), or a class of GKE (gke-l7-global-external-managed); sidecars in place of waypoints', { both: true, when: (v) => /^istio(-|$)/.test(String(v)), features: [MeshFeature.WAYPOINT] }),
  rule(30, 'ambient mode', '', ['Namespace'], [], 'a managed control plane has no ambient mode, so these pods take no part in the mesh', 'sidecars: istio-injection: enabled',
    { both: true, at: '/metadata/labels/istio.io~1dataplane-mode', when: (_v, object) => object.metadata?.labels?.['istio.io/dataplane-mode'] === 'ambient', features: [MeshFeature.AMBIENT] }),
  rule(31, 'Gateway of the service mesh cloud gateway', 'gateway.networking.k8s.io', 'Gateway', 'spec.gatewayClassName',
    `${TD} makes no proxies for Gateways of class asm-l7-gxlb, which managed istiod serves, so its load balancer leads nowhere`,
    'a class of GKE (gke-l7-global-external-managed), or an Istio Gateway with proxies of your own (IngressGateway)', { code: 'MESH758', when: (v) => v === MESH_CLOUD_GATEWAY }),
];
