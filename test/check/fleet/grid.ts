import { account, deployment, FLEET, HUB, HUB_ALPHA, membership, meshOf, namespace, net, object, principal, role, sec, service, type Fleet } from './fixture';
import { ROUTING_GRID } from './routing';

export const TD = { managed: { implementation: 'traffic-director' as const } };
export const ISTIOD = { managed: { implementation: 'istiod' as const } };
const GW = 'gateway.networking.k8s.io/v1';
/** A fleet with a finding, and the same fleet with the fix applied. */
export interface FleetCase { readonly bad: Fleet; readonly good: Fleet; readonly options?: typeof TD | typeof ISTIOD; readonly goodOptions?: typeof TD | typeof ISTIOD | {}; readonly pointer?: string; readonly severity?: string }

export const one = (...objects: any[]): Fleet => ({ eu: objects });
export const two = (a: any[], b: any[], management: any[] = []): Fleet => ({ eu: a, us: b, management });
export const managed = (...objects: any[]) => [namespace('shop'), ...objects];
export const dr = (spec: any, ns = 'shop') => net('DestinationRule', `${ns}/cart`, { host: 'cart.shop.svc.cluster.local', ...spec });
const se = (spec: any) => net('ServiceEntry', 'shop/bank', { hosts: ['api.bank.example'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS', ...spec });
const HTTPS = { number: 443, name: 'https', protocol: 'HTTPS' };
const proxyConfig = (imageType: string) => object('networking.istio.io/v1beta1', 'ProxyConfig', 'shop/x', { spec: { image: { imageType } } });
const cpr = (name: string) => object('mesh.cloud.google.com/v1beta1', 'ControlPlaneRevision', `istio-system/${name}`, { spec: { type: 'managed_service', channel: 'regular' } });
export const config = (name: string, mesh: string) => object('v1', 'ConfigMap', `istio-system/${name}`, { data: { mesh } });
export const istiod = deployment('istio-system/istiod');
export const gateway = (gatewayClassName: string) => object(GW, 'Gateway', 'shop/edge', { spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } });
const route = (rule: any) => object(GW, 'HTTPRoute', 'shop/cart', { spec: { parentRefs: [{ name: 'edge' }], rules: [rule] } });
const feature = (resourceID: string) => object(HUB, 'GKEHubFeature', 'fleet-admin/f', { spec: { location: 'global', projectRef: { external: `projects/${FLEET}` }, resourceID } });
const fleetNamespace = (name: string, scope: string) => object(HUB_ALPHA, 'GKEHubNamespace', `fleet-admin/${scope}-${name}`, { spec: { namespaceID: name, scopeRef: { name: scope } } });
const binding = (scope: string, cluster: string) => object(HUB_ALPHA, 'GKEHubMembershipBinding', `fleet-admin/${scope}-${cluster}`, { spec: { membershipRef: { name: cluster }, scopeRef: { name: scope } } });
export const exported = (name: string) => object('net.gke.io/v1', 'ServiceExport', name);
const allow = (name: string, principals: string[]) => sec('AuthorizationPolicy', name, { selector: { matchLabels: { app: 'cart' } }, rules: [{ from: [{ source: { principals } }] }] });
export const vs = (timeout: string) => net('VirtualService', 'shop/cart', { hosts: ['cart.shop.svc.cluster.local'], http: [{ timeout, route: [{ destination: { host: 'cart' } }] }] });

/** A field that Traffic Director does not support, but managed istiod does. */
const field = (bad: any, good: any): FleetCase => ({ bad: one(...[bad].flat()), good: one(...[good].flat()), options: TD });

/** The rules of the catalogue of Google's meshes and of fleets, by their names there. */
export const GRID: { readonly [id: string]: FleetCase } = {
  ...ROUTING_GRID,
  'G-CP1': { bad: one(namespace('shop', { 'istio-injection': 'enabled', 'istio.io/rev': 'asm-managed' })), good: one(namespace('shop', { 'istio.io/rev': 'asm-managed' })), options: TD },
  'G-CP2': { bad: one(namespace('shop', { 'istio.io/rev': 'asm-managed-regular' })), good: one(namespace('shop', { 'istio.io/rev': 'asm-managed-stable' })) },
  'G-CP3': { bad: { eu: [cpr('asm-managed')], management: [meshOf('eu')] }, good: { eu: [cpr('asm-managed')], management: [meshOf('eu', { management: 'MANAGEMENT_MANUAL' })] } },
  'G-CP4': { bad: { management: [meshOf('eu', { controlPlane: 'AUTOMATIC' })] }, good: { management: [meshOf('eu')] }, pointer: '/spec/mesh/controlPlane' },
  'G-CP5': {
    bad: one(config('istio-asm-managed-rapid', 'discoverySelectors: []\n')),
    good: one(config('istio-asm-managed-rapid', 'accessLogFile: /dev/stdout\ndefaultConfig:\n  tracing:\n    stackdriver: {}\n')),
    options: TD,
  },
  'G-CP6': { bad: one(config('istio-asm-managed', 'accessLogFile: x')), good: one(config('istio-asm-managed', 'accessLogFile: x'), config('istio-asm-managed-rapid', 'accessLogFile: x')), options: TD },
  'G-CP7': { bad: { eu: [istiod], management: [membership('eu')] }, good: { eu: [istiod], management: [membership('eu', { issuer: 'https://oidc.example' })] } },
  'G-WL1': { bad: one(...managed(deployment('shop/cart', { hostNetwork: true }))), good: one(...managed(deployment('shop/cart'))), options: ISTIOD, pointer: '/spec/template/spec/hostNetwork' },
  'G-WL2': {
    bad: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/userVolume': '[]' }))),
    good: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyCPU': '1' }))),
    options: ISTIOD,
    pointer: '/spec/template/metadata/annotations/sidecar.istio.io~1userVolume',
  },
  'G-WL3': { bad: one(deployment('shop/cart', { runtimeClassName: 'gvisor' })), good: one(deployment('shop/cart')), options: ISTIOD },
  'G-WL4': {
    bad: one(namespace('shop', { 'istio-injection': 'enabled' }, { 'mesh.cloud.google.com/proxy': '{"managed": "true"}' }), deployment('shop/cart', { containers: [{ name: 'app' }, { name: 'logs' }] })),
    good: one(namespace('shop', { 'istio-injection': 'enabled' }, { 'mesh.cloud.google.com/proxy': '{"managed": "true"}' }), deployment('shop/cart')),
    options: ISTIOD,
  },
  'G-WL5': {
    bad: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyImageType': 'debug' }))),
    good: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyImageType': 'distroless' }))),
    options: TD,
  },
  'G-IS1': field(dr({ trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { localityLbSetting: { enabled: true } } }] } }), dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })),
  'G-IS2': field(dr({ trafficPolicy: { tunnel: { targetHost: 'a', targetPort: 1 } } }), dr({})),
  'G-IS3': field(dr({ subsets: [{ name: 'a', trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'c' } } }] }), dr({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })),
  'G-IS4': field([service('shop/cart'), dr({ subsets: [{ name: 'v1' }] }, 'other')], [service('shop/cart'), dr({ subsets: [{ name: 'v1' }] })]),
  'G-IS5': field(dr({ workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['*'] }), dr({ workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] })),
  'G-IS6': field(se({ workloadSelector: { labels: { app: 'a' } } }), se({})),
  'G-IS7': field(se({ endpoints: [{ address: 'a.example', locality: 'eu' }] }), se({ endpoints: [{ address: 'a.example', ports: { tls: 8443 } }] })),
  'G-IS8': field(se({ resolution: 'DNS_ROUND_ROBIN' }), se({})),
  'G-IS9': field(se({ location: 'MESH_INTERNAL' }), se({ location: 'MESH_EXTERNAL' })),
  'G-IS10': field(se({ resolution: 'STATIC', endpoints: [{ address: 'unix:///var/run/x' }] }), se({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }] })),
  'G-IS11': field(se({ subjectAltNames: ['a'] }), se({})),
  'G-IS12': field(se({ endpoints: [{ address: 'a.example' }, { address: 'b.example' }] }), se({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }] })),
  'G-IS13': field(net('Sidecar', 'shop/default', { ingress: [{ port: { number: 80 } }] }), net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'] }] })),
  'G-IS14': field(net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'], bind: '0.0.0.0' }] }), net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'] }] })),
  'G-IS15': field(net('Sidecar', 'shop/default', { inboundConnectionPool: {} }), net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'] }] })),
  'G-IS16': field(net('Gateway', 'shop/edge', { servers: [{ port: HTTPS, hosts: ['shop.example.com'], tls: { mode: 'MUTUAL', credentialName: 'shop', verifyCertificateSpki: ['x'] } }] }), net('Gateway', 'shop/edge', { servers: [{ port: HTTPS, hosts: ['shop.example.com'], tls: { mode: 'MUTUAL', credentialName: 'shop', subjectAltNames: ['x'] } }] })),
  'G-IS17': {
    bad: one(object('extensions.istio.io/v1alpha1', 'WasmPlugin', 'shop/x', { spec: {} })), good: one(object('networking.k8s.io/v1', 'Ingress', 'shop/x', { spec: { ingressClassName: 'gce', defaultBackend: { service: { name: 'cart', port: { number: 80 } } } } })), options: ISTIOD,
  },
  'G-IS18': field(net('WorkloadEntry', 'shop/vm', { address: '10.0.0.1' }), se({})),
  'G-IS19': field(net('EnvoyFilter', 'shop/x', { configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: { connect_timeout: '1s' } } }] }), dr({})),
  'G-IS20': {
    bad: one(config('istio-asm-managed-rapid', 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }'), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwksUri: 'https://idp.example/keys' }] })),
    good: one(config('istio-asm-managed-rapid', 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }'), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwksUri: 'https://idp.example/keys' }] }),
      se({ hosts: ['idp.example'] })),
    options: TD,
    pointer: '/spec/jwtRules/0/jwksUri',
  },
  'G-IS21': {
    bad: one(...Array.from({ length: 1001 }, (_, i) => sec('AuthorizationPolicy', `shop/p${i}`, {}))), good: one(...Array.from({ length: 1000 }, (_, i) => sec('AuthorizationPolicy', `shop/p${i}`, {}))), options: TD,
  },
  'G-IS22': field(sec('AuthorizationPolicy', 'shop/x', { action: 'CUSTOM', provider: { name: 'x' } }), sec('AuthorizationPolicy', 'shop/x', { action: 'DENY', rules: [{}] })),
  'G-IS23': {
    ...field(object('telemetry.istio.io/v1', 'Telemetry', 'shop/x', { spec: { tracing: [{ randomSamplingPercentage: 5 }] } }), object('telemetry.istio.io/v1', 'Telemetry', 'shop/x', { spec: { tracing: [{}] } })),
    severity: 'warning', // it depends on the channel
  },
  'G-IS24': { ...field(proxyConfig('debug'), proxyConfig('distroless')), options: ISTIOD },
  'G-IS25': field(net('VirtualService', 'shop/x', { hosts: ['a'], http: [{ delegate: { name: 'y' } }] }), vs('1s')),
  'G-IS26': field(dr({ trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, minimumRingSize: 9 } } } }), dr({ trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 9 } } } } })),
  'G-IS27': field(sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwks: '{"keys":[{"kty":"RSA","alg":"A128CBC-HS256","n":"u1SU1L7V","e":"AQAB"}]}' }] }), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwks: '{"keys":[{"kty":"RSA","alg":"RS256","n":"u1SU1L7V","e":"AQAB"}]}' }] })),
  'G-IS28': { ...field(sec('AuthorizationPolicy', 'shop/x', { action: 'AUDIT' }), sec('AuthorizationPolicy', 'shop/x', { action: 'DENY', rules: [{}] })), options: ISTIOD },
  'G-IS29': { bad: one(gateway('istio')), good: one(gateway('asm-l7-gxlb')), options: ISTIOD, pointer: '/spec/gatewayClassName' },
  'G-IS31': { bad: one(gateway('asm-l7-gxlb')), good: one(gateway('gke-l7-rilb')), options: TD, pointer: '/spec/gatewayClassName' },
  'G-IS30': {
    bad: one(namespace('shop', { 'istio.io/dataplane-mode': 'ambient' })), good: one(namespace('shop', { 'istio.io/dataplane-mode': 'none' })), options: ISTIOD, pointer: '/metadata/labels/istio.io~1dataplane-mode',
  },
  'G-GW1': {
    bad: one(gateway('gke-l7-global-external-managed-mc'), route({ backendRefs: [{ name: 'cart', port: 80 }] })),
    good: one(gateway('gke-l7-global-external-managed-mc'), route({ backendRefs: [{ group: 'net.gke.io', kind: 'ServiceImport', name: 'cart', port: 80 }] })),
    pointer: '/spec/rules/0/backendRefs/0',
  },
  'G-GW2': { bad: one(gateway('gke-l7-rilb'), route({ timeouts: { request: '1s' } })), good: one(gateway('gke-l7-rilb'), route({ matches: [{ queryParams: [{ name: 'a', value: 'b' }] }] })) },
  'G-FL1': { bad: { management: [membership('eu'), meshOf('eu', {}, { membershipLocation: undefined })] }, good: { management: [membership('eu'), meshOf('eu')] } },
  'G-FL2': { bad: { management: [membership('eu', { issuer: 'https://container.googleapis.com/v1/projects/p/zones/europe-west1-b/clusters/eu' })] }, good: { management: [membership('eu')] } },
  'G-FL3': { bad: { management: [membership('eu'), membership('us', { fleet: 'other-fleet' })] }, good: { management: [membership('eu'), membership('us', { fleet: 'other-fleet', project: 'other' })] } },
  'G-FL4': { bad: { management: [feature('service-mesh')] }, good: { management: [feature('servicemesh')] } },
  'G-FL5': { bad: { management: [role('a', principal('p', 'shop', 'cart', 'shop-fleet'))] }, good: { management: [role('a', principal('p', 'shop', 'cart'))] }, pointer: '/spec/member' },
  'R-FL1': { bad: { management: [meshOf('eu'), meshOf('us', {}, { projectRef: { external: 'projects/other' } })] }, good: { management: [meshOf('eu'), meshOf('us')] } },
  'R-FL2': { bad: { management: [membership('eu'), membership('us', { fleet: 'other-fleet' })] }, good: { management: [membership('eu'), membership('us')] } },
  'R-FL3': {
    bad: { management: ['a', 'b'].flatMap((n) => [membership(n, { network: n }), meshOf(n)]) }, good: { management: ['a', 'b'].flatMap((n) => [membership(n, { network: 'one' }), meshOf(n)]) },
  },
  'R-NS1': { bad: two([namespace('shop', { tier: 'one' })], [namespace('shop', { tier: 'two' })]), good: two([namespace('shop', { tier: 'one' })], [namespace('shop', { tier: 'one' })]) },
  'R-NS2': { bad: two([namespace('shop', { team: 'a' })], [namespace('shop', {})]), good: two([namespace('shop', { team: 'a' })], [namespace('shop', { team: 'a' })]) },
  'R-NS3': { bad: { management: [fleetNamespace('shop', 'a'), fleetNamespace('shop', 'b')] }, good: { management: [fleetNamespace('shop', 'a'), fleetNamespace('cart', 'b')] } },
  'R-NS4': {
    bad: two([namespace('shop')], [namespace('shop')], [membership('eu'), membership('us'), fleetNamespace('shop', 'a'), binding('a', 'eu')]),
    good: two([namespace('shop')], [namespace('shop')], [membership('eu'), membership('us'), fleetNamespace('shop', 'a'), binding('a', 'eu'), binding('a', 'us')]),
  },
  'R-SV1': {
    bad: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart', { sessionAffinity: 'ClientIP' }), exported('shop/cart')]),
    good: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart'), exported('shop/cart')]),
  },
  'R-SV2': { bad: two([service('shop/cart')], [service('shop/cart', { selector: { app: 'basket' } })]), good: two([service('shop/cart')], [service('shop/cart')]), pointer: '/spec/selector' },
  'R-SV3': {
    bad: two([service('shop/cart'), deployment('shop/cart')], [service('shop/cart'), deployment('shop/cart', { containers: [{ name: 'app', image: 'other/thing:1' }] })]),
    good: two([service('shop/cart'), deployment('shop/cart')], [service('shop/cart'), deployment('shop/cart', { containers: [{ name: 'app', image: 'shop/cart:2' }] })]),
  },
  'R-SV4': { bad: two([service('shop/cart'), vs('1s')], [service('shop/cart')]), good: two([service('shop/cart'), vs('1s')], [service('shop/cart'), vs('1s')]), severity: 'warning' },
  'R-ID1': { bad: two([account('shop/cart', { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' })], [account('shop/cart')]), good: two([account('shop/cart')], [account('shop/cart')]) },
  'R-ID2': {
    bad: two([account('shop/web'), allow('shop/cart', ['cluster.local/ns/shop/sa/web'])], [], [membership('eu')]),
    good: two([account('shop/web'), allow('shop/cart', [`${FLEET}.svc.id.goog/ns/shop/sa/web`])], [], [membership('eu')]),
    pointer: '/spec/rules/0/from/0/source/principals/0',
  },
  'R-ID3': { bad: { management: [membership('eu', { trust: 'production' }), membership('us', { trust: 'test' })] }, good: { management: [membership('eu', { trust: 'production' }), membership('us', { trust: 'production' })] } },
  'R-IX1': { bad: { management: [role('a', 'user:a@b.example'), role('b', 'user:a@b.example')] }, good: { management: [role('a', 'user:a@b.example'), role('b', 'user:b@b.example')] } },
  'R-IX2': {
    bad: two([account('shop/cart')], [], [membership('eu', { project: 'prod' }), role('a', principal(FLEET, 'shop', 'cart'))]), good: two([account('shop/cart')], [], [membership('eu', { project: 'prod' }), role('a', principal('prod', 'shop', 'cart'))]),
  },
  'R-IX3': {
    bad: two([account('shop/cart', { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' })], [], [membership('eu'), role('a', principal(FLEET, 'shop', 'cart'))]),
    good: two([account('shop/cart')], [], [membership('eu'), role('a', principal(FLEET, 'shop', 'cart'))]),
  },
};
