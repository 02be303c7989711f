import type { Item } from '../engine/item';
import { at, text } from '../engine/path';
import type { World } from '../engine/world';

/** Something of the Istio API that a managed control plane does not take. */
export interface FieldRule {
  readonly code: string;
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly kinds: readonly string[];
  /** where it is; the object as a whole when empty */
  readonly paths: readonly string[];
  /** whether this value is one; any value, when left out */
  readonly when?: (value: any, item: Item, world: World) => boolean;
  /** true: managed istiod does not take it either */
  readonly both?: boolean;
  /** what happens to it: a later half of a sentence */
  readonly reason: string;
  /** what to do instead */
  readonly replacement: string;
  /** what to do instead, where it depends on the kind */
  readonly replacements?: Readonly<Record<string, string>>;
  /** it still works, for now */
  readonly deprecated?: boolean;
}

const NET = 'networking.istio.io';
const TD = 'Traffic Director';
const policies = (field: string) => ['spec.trafficPolicy', 'spec.trafficPolicy.portLevelSettings[*]', 'spec.subsets[*].trafficPolicy', 'spec.subsets[*].trafficPolicy.portLevelSettings[*]'].map((p) => `${p}.${field}`);
const rule = (n: number, title: string, group: string, kind: string | string[], paths: string | string[], reason: string, replacement: string, more: Partial<FieldRule> = {}): FieldRule => ({
  code: `MESH${770 + n}`, id: `G-IS${n}`, title, group, kinds: [kind].flat(), paths: [paths].flat(), reason, replacement, ...more,
});

/** Field by field, what the managed plane refuses or ignores. */
export const FIELD_RULES: readonly FieldRule[] = [
  rule(1, 'locality of a DestinationRule', NET, 'DestinationRule', policies('loadBalancer.localityLbSetting'),
    `${TD} takes no locality of a DestinationRule and prefers near endpoints by itself`, 'a GCPTrafficDistributionPolicy of the Service; in constructs, LoadBalancer…({ locality: Locality.failover() })'),
  rule(2, 'tunnel of a DestinationRule', NET, 'DestinationRule', ['spec.trafficPolicy.tunnel', 'spec.subsets[*].trafficPolicy.tunnel'],
    `${TD} opens no tunnels, so connections would leave directly`, 'an egress gateway, or a proxy that the application itself knows'),
  rule(3, 'client certificate from a secret', NET, 'DestinationRule', policies('tls.credentialName'),
    `${TD} reads no secrets for clients, so the connection would have no certificate`, 'files in the pod: clientCertificate, privateKey and caCertificates with a mounted secret'),
  rule(4, 'subsets away from their service', NET, 'DestinationRule', 'spec.subsets',
    `${TD} knows subsets only from the namespace and cluster of the host's Service or ServiceEntry`, 'the same DestinationRule in the namespace of the Service',
    { when: (_v, item, world) => elsewhere(item, world) }),
  rule(5, 'exported DestinationRule for some clients', NET, 'DestinationRule', 'spec.exportTo',
    `with workloadSelector ${TD} takes exportTo "." only`, 'exportTo: ["."]',
    { when: (v, item) => (item.object as any).spec?.workloadSelector !== undefined && Array.isArray(v) && v.some((e) => e !== '.') }),
  rule(6, 'pods of a ServiceEntry', NET, 'ServiceEntry', 'spec.workloadSelector',
    `${TD} selects no pods or workloads for a ServiceEntry, so it has no endpoints`, 'a Kubernetes Service for pods; endpoints by address for machines'),
  rule(7, 'endpoint details of a ServiceEntry', NET, 'ServiceEntry', ['network', 'locality', 'weight', 'serviceAccount'].map((f) => `spec.endpoints[*].${f}`),
    `${TD} takes address, ports and labels of an endpoint only, so the rest does nothing`, 'leave the field out; for weights, a route with a weight for each of several hosts'),
  rule(8, 'round robin by DNS', NET, 'ServiceEntry', 'spec.resolution', `${TD} resolves by DNS, STATIC or NONE only`, 'resolution: DNS', { when: (v) => v === 'DNS_ROUND_ROBIN' }),
  rule(9, 'ServiceEntry inside the mesh', NET, 'ServiceEntry', 'spec.location', `${TD} takes every ServiceEntry for outside, without mutual TLS of the mesh`,
    'location: MESH_EXTERNAL, or a Kubernetes Service', { when: (v) => v === 'MESH_INTERNAL' }),
  rule(10, 'unix socket', NET, 'ServiceEntry', 'spec.endpoints[*].address', `${TD} reaches no unix sockets`, 'an address and a port', { when: (v) => String(v).startsWith('unix:') }),
  rule(11, 'names of the server of a ServiceEntry', NET, 'ServiceEntry', 'spec.subjectAltNames', `${TD} does not check these names, so any server with a good certificate passes`,
    'subjectAltNames of a DestinationRule\'s tls for the host'),
  rule(12, 'several endpoints by DNS', NET, 'ServiceEntry', 'spec.endpoints', `${TD} takes one endpoint by name, so the others get nothing`, 'one ServiceEntry a host, and a route that shares requests among them',
    { when: (v, item) => /^DNS/.test(text(item.object, 'spec.resolution') ?? '') && Array.isArray(v) && v.length > 1 }),
  rule(13, 'ingress of a Sidecar', NET, 'Sidecar', 'spec.ingress', `${TD} takes no inbound listeners of a Sidecar, so they do nothing`, 'targetPort of the Service; egress stays'),
  rule(14, 'listeners of a Sidecar', NET, 'Sidecar', ['spec.egress[*].port', 'spec.egress[*].bind', 'spec.egress[*].captureMode'],
    `${TD} takes hosts of an egress listener only, so port, bind and captureMode do nothing`, 'hosts alone'),
  rule(15, 'inbound connections of a Sidecar', NET, 'Sidecar', 'spec.inboundConnectionPool', `${TD} limits no inbound connections, so the pool does nothing`, 'connectionPool of a DestinationRule, at the callers'),
  rule(16, 'pinned client certificates', NET, 'Gateway', ['spec.servers[*].tls.verifyCertificateHash', 'spec.servers[*].tls.verifyCertificateSpki'],
    `${TD} compares no hashes, so every certificate of the authority passes`, 'subjectAltNames, with an authority of your own'),
  rule(17, 'kind that a managed plane does not know', '', ['WasmPlugin', 'IstioOperator', 'Ingress'], [],
    'a managed control plane does not read this kind, so it does nothing', 'what the managed mesh has for it',
    {
      both: true,
      replacements: {
        Ingress: 'an Istio Gateway with a VirtualService, or a Gateway and an HTTPRoute of Gateway API',
        IstioOperator: 'ControlPlane.managed for the control plane, and deployments of your own for gateways',
        WasmPlugin: 'a filter in the application, or an extension of a Google Cloud load balancer',
      },
      when: (_v, item) => ['extensions.istio.io', 'install.istio.io', 'networking.k8s.io'].includes(item.group) && managedIngress(item),
    }),
  rule(18, 'workload without Kubernetes', NET, ['WorkloadEntry', 'WorkloadGroup'], [], `${TD} knows no workloads by this kind`, 'a ServiceEntry with the machine\'s address; for meshes of machines, ControlPlane.serviceRouting'),
  rule(19, 'EnvoyFilter', NET, 'EnvoyFilter', [], `${TD} takes a few listed extensions and refuses all else`, 'what the Istio API has for it; else check Google\'s list of allowed extensions', { deprecated: true }),
  rule(22, 'action of an AuthorizationPolicy', 'security.istio.io', 'AuthorizationPolicy', 'spec.action', 'a managed control plane decides by ALLOW and DENY only',
    'ALLOW or DENY; for an authorizer of your own, in the application or at a Google Cloud load balancer', { when: (v) => v === 'CUSTOM' || v === 'AUDIT' }),
  rule(23, 'share of traces', 'telemetry.istio.io', 'Telemetry', 'spec.tracing[*].randomSamplingPercentage', `${TD} samples as it sees fit, so the share does nothing`, 'leave the share out'),
  rule(24, 'image of the proxy', NET, 'ProxyConfig', 'spec.image.imageType', 'proxies of a managed mesh are always distroless', 'leave the image out', { both: true, when: (v) => v !== 'distroless' }),
  rule(25, 'delegates and sources of a VirtualService', NET, 'VirtualService',
    ['spec.http[*].delegate', ...['http', 'tls', 'tcp'].map((p) => `spec.${p}[*].match[*].sourceNamespace`)],
    `${TD} follows no delegate and no sourceNamespace, so the rule is not served as it stands`, 'the delegate\'s routes in the VirtualService itself; sourceLabels in place of sourceNamespace'),
  rule(26, 'older ring size', NET, 'DestinationRule', policies('loadBalancer.consistentHash.minimumRingSize'), 'minimumRingSize is deprecated in favour of ringHash', 'consistentHash.ringHash.minimumRingSize', { deprecated: true, both: true }),
  rule(27, 'encrypted tokens', 'security.istio.io', 'RequestAuthentication', 'spec.jwtRules[*].jwks', `${TD} takes no keys for A*CBC-HS* encryption`, 'keys for signatures', { when: (v) => /"A(128|192|256)CBC-HS/.test(String(v)) }),
];

/** What is not taken, in one object. */
export interface Refused {
  readonly rule: FieldRule;
  readonly pointer: string;
  readonly value: unknown;
}

export function refusedIn(item: Item, world: World): readonly Refused[] {
  const found: Refused[] = [];
  for (const r of rulesOf(item.kind)) {
    if (r.group !== '' && r.group !== item.group) continue;
    const places = r.paths.length > 0 ? r.paths.flatMap((p) => at(item.object, p)) : [{ pointer: '', value: undefined }];
    for (const { pointer, value } of places) {
      if (!r.when || r.when(value, item, world)) found.push({ rule: r, pointer, value });
    }
  }
  return found;
}

const BY_KIND = new Map<string, FieldRule[]>();
for (const r of FIELD_RULES) for (const k of r.kinds) BY_KIND.set(k, [...BY_KIND.get(k) ?? [], r]);
const rulesOf = (kind: string): readonly FieldRule[] => BY_KIND.get(kind) ?? [];

/** Whether the host of a DestinationRule is known, and in another namespace. */
function elsewhere(item: Item, world: World): boolean {
  const host = text(item.object, 'spec.host');
  const found = host === undefined ? undefined : world.registry.lookup(world.registry.resolve(host, item.namespace), item.namespace);
  return found !== undefined && found.namespace !== item.namespace;
}

/** An Ingress that names a class of somebody else is not meant for the mesh. */
function managedIngress(item: Item): boolean {
  const ingressClass = text(item.object, 'spec.ingressClassName') ?? item.annotations['kubernetes.io/ingress.class'];
  return item.kind !== 'Ingress' || ingressClass === 'istio';
}

/** What to do instead, for an object. */
export const replacementFor = (refused: FieldRule, item: Item): string => refused.replacements?.[item.kind] ?? refused.replacement;
