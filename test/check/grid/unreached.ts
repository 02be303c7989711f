import type { Case } from './case';
import { certificate, deployment, edge, gw, make, namespace, pod, raw, service, to } from './objects';

type Json = Record<string, any>;

const GW = 'gateway.networking.k8s.io/v1';
const tls = (mode: string, hosts: string[], number = 443): Json => ({ port: { number, name: 'tls', protocol: 'TLS' }, tls: { mode }, hosts });
const EAST_WEST = service('east-west', [{ name: 'tls', port: 15443, targetPort: 15443 }], { namespace: 'istio-system' }, { selector: { istio: 'ingressgateway' } });
const sni = (host: string, more: Json = {}) => edge({ hosts: [host], tls: [{ match: [{ sniHosts: [host] }], route: [to('reviews')] }], ...more });
const kube = (listeners: Json[], annotations: Record<string, string> = {}, meta: Json = {}) => raw(GW, 'Gateway', { name: 'public', namespace: 'shop', annotations, ...meta }, { spec: { gatewayClassName: 'istio', listeners } });
const kubeTls = (name: string, port: number, more: Json = {}, more2: Json = {}) => ({ name, port, protocol: 'HTTPS', hostname: 'shop.example.com', tls: { mode: 'Terminate', certificateRefs: [{ name: 'shop-tls' }], ...more2 }, ...more });
const ISSUER = { 'cert-manager.io/cluster-issuer': 'letsencrypt' };
const HTTP = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };

const rpc = (port: Json, labels: Record<string, string> = { app: 'rpc' }) => [
  service('rpc', [{ port: 9090, targetPort: 9090, ...port }]),
  pod(labels, { name: 'rpc-0' }, { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 9090 }] }, { name: 'istio-proxy', image: 'proxyv2:1' }] }),
];
const grpcRoute = (parent: Json, port = 9090) => raw(GW, 'GRPCRoute', { name: 'rpc', namespace: 'shop' }, { spec: { parentRefs: [parent], rules: [{ backendRefs: [{ name: 'rpc', port }] }] } });
const AT_GATEWAY = { name: 'public' };
const FROM_MESH = { group: '', kind: 'Service', name: 'rpc' };
const httpRoute = (port?: number, more: Json[] = []) => raw(GW, 'HTTPRoute', { name: 'r', namespace: 'shop' }, {
  spec: { parentRefs: [{ group: '', kind: 'Service', name: 'reviews', ...(port ? { port } : {}) }, ...more], rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }] },
});

const secret = (meta: Json) => raw('v1', 'Secret', { name: 'istio-remote-secret-west', namespace: 'istio-system', ...meta }, { stringData: { west: 'apiVersion: v1\nkind: Config\n' } });
const LABEL = { 'istio/multiCluster': 'true' };
const istiod = (where = 'istio-system', env: Json[] = []) => deployment({ app: 'istiod' }, { name: 'istiod', namespace: where, labels: { app: 'istiod' } }, { metadata: { labels: { 'app': 'istiod', 'sidecar.istio.io/inject': 'false' } }, spec: { containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.31.0', env }] } });
const csr = (args: string[]) => deployment({ app: 'csr' }, { name: 'csr', namespace: 'cert-manager' }, { spec: { containers: [{ name: 'csr', image: 'quay.io/jetstack/cert-manager-istio-csr:v0.14.0', args }] } });
const mesh = (text: string) => raw('v1', 'ConfigMap', { name: 'istio', namespace: 'istio-system' }, { data: { mesh: text } });
const values = (caAddress: string, name = 'istio-sidecar-injector') => raw('v1', 'ConfigMap', { name, namespace: 'istio-system' }, { data: { values: JSON.stringify({ global: { caAddress } }), config: 'templates: {}\n' } });
const SYSTEM = namespace('istio-system', {});
const CERTS = [namespace('cert-manager', {}), service('csr', [{ name: 'web', port: 443, targetPort: 6443 }], { namespace: 'cert-manager' }), csr(['--trust-domain=cluster.local'])];
const NO_CA = [{ name: 'ENABLE_CA_SERVER', value: 'false' }];
const eastWest = (network: string) => [
  service('eastwest', [{ name: 'tls', port: 15443, targetPort: 15443 }], { namespace: 'istio-system', labels: { 'topology.istio.io/network': network } }),
  deployment({ app: 'eastwest' }, { name: 'eastwest', namespace: 'istio-system' }, { metadata: { labels: { app: 'eastwest' } }, spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2:1', ports: [{ containerPort: 15443 }] }] } }),
];
const inNetwork = (network: string) => namespace('istio-system', { 'topology.istio.io/network': network });
// another network's gateway, which is an address elsewhere
const remote = (network: string) => make('Service', { type: 'ExternalName', externalName: 'gateway.west.example.com' }, { name: 'west', namespace: 'istio-system', labels: { 'topology.istio.io/network': network } });

const AMBIENT = namespace('amb', { 'istio.io/dataplane-mode': 'ambient' });
const SERVED = namespace('amb', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' });
const CALLERS = namespace('callers', { 'istio.io/dataplane-mode': 'ambient' });
const OUTSIDE = namespace('outside', {});
const WAYPOINT = raw(GW, 'Gateway', { name: 'wp', namespace: 'amb' }, { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } });
const bare = (name: string, where: string, container: Json = {}, spec: Json = {}) => deployment({ app: name }, { name, namespace: where }, { spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'web', containerPort: 8080 }], ...container }], ...spec } });
const ambientApp = [service('a', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'amb' }), bare('a', 'amb')];
const caller = bare('c', 'callers');
const netpol = (rules: Json, meta: Json = {}, app = 'a') => raw('networking.k8s.io/v1', 'NetworkPolicy', { name: 'np', namespace: 'amb', ...meta }, { spec: { podSelector: { matchLabels: { app } }, policyTypes: rules.egress ? ['Egress'] : ['Ingress'], ...rules } });
const from = (name: string) => [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }];
const ports = (...numbers: (number | string)[]) => numbers.map((port) => ({ port, protocol: 'TCP' }));
const PROBE = { readinessProbe: { httpGet: { path: '/ready', port: 'web' } } };
const probed = [service('a', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'amb' }), bare('a', 'amb', PROBE)];
const KUBELET = { from: [{ ipBlock: { cidr: '169.254.7.127/32' } }, { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } }] };
const rulesOf = (match: Json, where = 'amb') => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: where }, spec: { hosts: ['a.amb.svc.cluster.local'], http: [{ match: [match], timeout: '2s', route: [{ destination: { host: 'a.amb.svc.cluster.local' } }] }, { route: [{ destination: { host: 'a.amb.svc.cluster.local' } }] }] } });
const policy = (spec: Json, meta: Json = {}) => make('AuthorizationPolicy', spec, { name: 'p', namespace: 'amb', ...meta });
const DENY_ADMIN = { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin*'] } }] }] };
const ON_SERVICE = { targetRefs: [{ kind: 'Service', group: '', name: 'a' }] };
const BY_LABEL = { selector: { matchLabels: { app: 'a' } } };
const ONLY_WAYPOINT = policy({ ...BY_LABEL, action: 'ALLOW', rules: [{ from: [{ source: { principals: ['cluster.local/ns/amb/sa/wp'] } }] }] }, { name: 'only-waypoint' });
const STRICT = make('PeerAuthentication', { mtls: { mode: 'STRICT' } }, { namespace: 'amb' });

export const UNREACHED: Case[] = [
  { code: 'MESH681', bare: true, bad: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(8080) }] })], good: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(8080, 15008) }] })] },
  // by a second policy, by a range; for clients outside of the mesh nothing is needed
  { code: 'MESH681', bare: true, bad: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports('web') }, { from: from('outside'), ports: ports(15008) }] }), OUTSIDE], good: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports('web') }] }), netpol({ ingress: [{ ports: [{ port: 15000, endPort: 15100 }] }] }, { name: 'tunnel' })] },
  { code: 'MESH681', bare: true, bad: [AMBIENT, ...ambientApp, netpol({ ingress: [{ ports: ports(8080) }] })], good: [AMBIENT, CALLERS, OUTSIDE, ...ambientApp, caller, bare('o', 'outside'), netpol({ ingress: [{ from: from('outside'), ports: ports(8080) }, { from: from('callers') }] })], severity: ['warning'] },
  { code: 'MESH681', bare: true, bad: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ egress: [{ to: from('amb'), ports: ports(8080) }] }, { namespace: 'callers' }, 'c')], good: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ egress: [{ to: from('amb'), ports: ports(8080, 15008) }, { ports: [{ port: 53, protocol: 'UDP' }] }] }, { namespace: 'callers' }, 'c')] },
  { code: 'MESH682', bare: true, bad: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(8080, 15008) }] })], good: [AMBIENT, CALLERS, ...ambientApp, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(8080, 15008) }] }), policy({ ...BY_LABEL, rules: [{ to: [{ operation: { ports: ['8080'] } }] }] })] },
  { code: 'MESH683', bare: true, bad: [AMBIENT, CALLERS, ...probed, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(15008) }] })], good: [AMBIENT, CALLERS, ...probed, caller, netpol({ ingress: [{ from: from('callers'), ports: ports(15008) }, KUBELET] })] },
  { code: 'MESH683', bare: true, bad: [AMBIENT, ...probed, netpol({ ingress: [{ from: [{ ipBlock: { cidr: '169.254.0.0/16', except: ['169.254.7.0/24'] } }] }] })], good: [AMBIENT, ...probed, netpol({ ingress: [{ from: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: ports('web') }] }), OUTSIDE] },
  { code: 'MESH684', bare: true, bad: [SERVED, WAYPOINT, ...ambientApp, bare('c', 'amb'), rulesOf({ sourceLabels: { app: 'c' } })], good: [SERVED, WAYPOINT, ...ambientApp, bare('c', 'amb'), rulesOf({ headers: { 'x-c': { exact: '1' } } })] },
  { code: 'MESH684', bare: true, bad: [SERVED, WAYPOINT, CALLERS, caller, ...ambientApp, rulesOf({ uri: { prefix: '/a' }, sourceNamespace: 'callers' })], good: [SERVED, WAYPOINT, CALLERS, caller, ...ambientApp, rulesOf({ uri: { prefix: '/a' } })] },
  { code: 'MESH685', bare: true, bad: [SERVED, WAYPOINT, ...ambientApp, namespace('web'), bare('front', 'web'), policy({ ...ON_SERVICE, ...DENY_ADMIN })], good: [SERVED, WAYPOINT, ...ambientApp, namespace('web'), bare('front', 'web'), policy({ ...ON_SERVICE, ...DENY_ADMIN }), ONLY_WAYPOINT] },
  // no client with a sidecar: an ingress gateway is another matter
  { code: 'MESH685', bare: true, bad: [SERVED, WAYPOINT, ...ambientApp, CALLERS, caller, namespace('web'), bare('front', 'web'), policy({ targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'wp' }], ...DENY_ADMIN })], good: [SERVED, WAYPOINT, ...ambientApp, CALLERS, caller, OUTSIDE, bare('o', 'outside'), policy({ ...ON_SERVICE, ...DENY_ADMIN })] },
  { code: 'MESH518', bare: true, bad: [AMBIENT, STRICT, ...ambientApp, bare('agent', 'amb', {}, { hostNetwork: true })], good: [AMBIENT, STRICT, ...ambientApp, bare('agent', 'amb')] },
  // in ambient mode a DENY about requests is dead, or wider than it says
  { code: 'MESH671', bare: true, bad: [AMBIENT, ...ambientApp, policy({ ...BY_LABEL, ...DENY_ADMIN })], good: [SERVED, WAYPOINT, ...ambientApp, policy({ ...ON_SERVICE, ...DENY_ADMIN })], severity: ['error'] },
  { code: 'MESH671', bare: true, bad: [AMBIENT, ...ambientApp, policy({ ...BY_LABEL, action: 'DENY', rules: [{ to: [{ operation: { ports: ['8080'], methods: ['DELETE'] } }] }] })], good: [AMBIENT, ...ambientApp, policy({ ...BY_LABEL, action: 'DENY', rules: [{ to: [{ operation: { ports: ['8081'] } }] }] })], severity: ['warning'] },

  { code: 'MESH316', bad: [gw([tls('PASSTHROUGH', ['*.local'], 15443)]), EAST_WEST], good: [gw([tls('AUTO_PASSTHROUGH', ['*.local'], 15443)]), EAST_WEST], severity: ['error'] },
  { code: 'MESH316', bad: [gw([tls('PASSTHROUGH', ['db.example.com'])])], good: [gw([tls('PASSTHROUGH', ['db.example.com'])]), sni('db.example.com')], severity: ['warning'] },
  // rules for another host of the Gateway, and for another Gateway of the same name
  {
    code: 'MESH316',
    bad: [gw([tls('PASSTHROUGH', ['a.example.com']), { ...tls('PASSTHROUGH', ['b.example.com'], 444), port: { number: 444, name: 'tls-b', protocol: 'TLS' } }]), sni('a.example.com')],
    good: [gw([tls('PASSTHROUGH', ['*.example.com'])]), sni('b.example.com')],
    severity: ['warning'],
  },

  { code: 'MESH317', bad: [kube([HTTP]), ...rpc({ name: 'http' }), grpcRoute(AT_GATEWAY)], good: [kube([HTTP]), ...rpc({ name: 'grpc' }), grpcRoute(AT_GATEWAY)] },
  { code: 'MESH317', bad: [kube([HTTP]), ...rpc({}), grpcRoute(AT_GATEWAY)], good: [kube([HTTP]), ...rpc({ name: 'http-rpc', appProtocol: 'kubernetes.io/h2c' }), grpcRoute(AT_GATEWAY)] },
  // clients in the mesh follow what the application speaks, where the port says nothing
  { code: 'MESH317', bad: [...rpc({ name: 'http-rpc' }), grpcRoute(FROM_MESH)], good: [...rpc({}), grpcRoute(FROM_MESH)] },
  {
    code: 'MESH317',
    bad: [gw([{ port: { number: 80, name: 'grpc', protocol: 'GRPC' }, hosts: ['shop.example.com'] }]), ...rpc({ name: 'http' }), edge({ http: [{ route: [to('rpc')] }] })],
    good: [gw([{ port: { number: 80, name: 'grpc', protocol: 'GRPC' }, hosts: ['shop.example.com'] }]), ...rpc({ name: 'http' }), edge({ http: [{ route: [to('rpc')] }] }),
      { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'rpc', namespace: 'shop' }, spec: { host: 'rpc', trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: 'UPGRADE' } } } } }],
  },

  { code: 'MESH318', bad: [kube([kubeTls('a', 443, { hostname: undefined })], ISSUER)], good: [kube([kubeTls('a', 443)], ISSUER)] },
  // two listeners: one has a Secret of its own already
  {
    code: 'MESH318',
    bad: [kube([kubeTls('a', 443), kubeTls('b', 444, { hostname: '', tls: { mode: 'Terminate', certificateRefs: [{ name: 'b-tls' }] } })], { 'cert-manager.io/issuer': 'ours' })],
    good: [kube([kubeTls('a', 443), kubeTls('b', 444, { hostname: undefined, tls: { mode: 'Terminate', certificateRefs: [{ name: 'b-tls' }] } })], { 'cert-manager.io/issuer': 'ours' }), certificate('b-tls', 'shop')],
  },

  { code: 'MESH801', bad: [httpRoute(8080)], good: [httpRoute(9080)] },
  { code: 'MESH801', bad: [httpRoute(8080, [{ group: '', kind: 'Service', name: 'reviews', port: 9080 }])], good: [httpRoute()], severity: ['warning'] },

  { code: 'MESH710', bare: true, bad: [SYSTEM, istiod(), secret({ labels: LABEL, namespace: 'default' })], good: [SYSTEM, istiod(), secret({ labels: LABEL })] },
  { code: 'MESH710', bare: true, bad: [SYSTEM, istiod(), secret({ labels: { 'istio/multicluster': 'true' } })], good: [namespace('external', {}), istiod('external'), secret({ labels: LABEL, namespace: 'external' }), raw('v1', 'Secret', { name: 'argo-west', namespace: 'external' }, { stringData: { config: 'kind: Config' } })] },
  { code: 'MESH710', bare: true, bad: [SYSTEM, secret({ name: 'west', annotations: { 'networking.istio.io/cluster': 'west' }, labels: LABEL, namespace: 'default' })], good: [SYSTEM, secret({ name: 'west', labels: LABEL })], severity: ['warning'] },

  { code: 'MESH713', bare: true, bad: [inNetwork('n2'), ...eastWest('n1')], good: [inNetwork('n1'), ...eastWest('n1')] },
  { code: 'MESH713', bare: true, bad: [inNetwork('n2'), ...eastWest('n-2')], good: [inNetwork('n2'), ...eastWest('n2'), remote('n1')] },

  { code: 'MESH717', bare: true, bad: [...CERTS, mesh('trustDomain: prod.example.com\n')], good: [...CERTS.slice(0, 2), csr(['--trust-domain=prod.example.com']), mesh('trustDomain: prod.example.com\n')] },
  { code: 'MESH717', bare: true, bad: [...CERTS.slice(0, 2), csr(['--trust-domain', 'old.example.com']), mesh('accessLogFile: /dev/stdout\n')], good: [...CERTS.slice(0, 2), csr(['--trust-domain', 'old.example.com']), mesh('trustDomain: new.example.com\ntrustDomainAliases: [old.example.com]\n')] },
  { code: 'MESH717', bare: true, bad: [...CERTS.slice(0, 2), csr([]), mesh('trustDomain: prod.example.com\n')], good: [...CERTS.slice(0, 2), csr([]), mesh('trustDomain: cluster.local\n')] },

  { code: 'MESH718', bare: true, bad: [SYSTEM, ...CERTS, values('csr.cert-manager.svc:6443')], good: [SYSTEM, ...CERTS, values('csr.cert-manager.svc:443')] },
  { code: 'MESH718', bare: true, bad: [SYSTEM, ...CERTS, values('csr.istio-system.svc:443', 'istio-sidecar-injector-1-31')], good: [SYSTEM, ...CERTS, values('csr.cert-manager.svc.cluster.local:443', 'istio-sidecar-injector-1-31')] },
  { code: 'MESH718', bare: true, bad: [SYSTEM, ...CERTS, mesh('defaultConfig:\n  proxyMetadata:\n    CA_ADDR: crs.cert-manager.svc:443\n')], good: [SYSTEM, ...CERTS, mesh('defaultConfig:\n  proxyMetadata:\n    CA_ADDR: ca.example.com:443\n')] },

  { code: 'MESH719', bare: true, bad: [SYSTEM, istiod('istio-system', NO_CA), values('')], good: [SYSTEM, ...CERTS, istiod('istio-system', NO_CA), values('csr.cert-manager.svc:443')] },
  { code: 'MESH719', bare: true, bad: [SYSTEM, istiod('istio-system', NO_CA)], good: [SYSTEM, istiod('istio-system', [{ name: 'ENABLE_CA_SERVER', value: 'true' }])], severity: ['warning'] },
];
