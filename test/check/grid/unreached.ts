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

export const UNREACHED: Case[] = [
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
