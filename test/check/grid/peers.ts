import type { Case } from './case';
import { authz, dr, http, make, namespace, pod, raw, se, to } from './objects';

const weighed = (host: string, weight: number, subset?: string) => ({ ...to(host, subset), weight });
const hosts = (...list: string[]) => authz({ rules: [{ to: [{ operation: { hosts: list } }] }] });
const subsets = dr({ subsets: [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2', labels: { version: 'v2' } }] });
const wide = (mode: string) => dr({ host: '*.shop.svc.cluster.local', trafficPolicy: { tls: { mode } } }, { name: 'wide' });
const MANUAL = { meshConfig: { enableAutoMtls: false } };
const pa = (mode: string, where = 'shop') => make('PeerAuthentication', { mtls: { mode } }, { namespace: where });
const WEB = { ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] };
const group = (spec: object) => raw('networking.istio.io/v1', 'WorkloadGroup', { namespace: 'shop' }, { spec: { template: {}, ...spec } });
const account = (name: string) => raw('v1', 'ServiceAccount', { name, namespace: 'shop' }, {});

const G = 'gateway.networking.k8s.io/v1';
const kgw = (name: string, spec: object = {}) => raw(G, 'Gateway', { name, namespace: 'shop' }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...spec } });
const heard = (hostname: string) => ({ listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname }] });
const address = (value: string) => ({ gatewayClassName: 'gke-l7-rilb', addresses: [{ type: 'IPAddress', value }] });
const theirs = (controllerName: string) => raw(G, 'GatewayClass', { name: 'theirs' }, { spec: { controllerName } });
const routed = (spec: object) => [kgw('a', { gatewayClassName: 'theirs' }), raw(G, 'HTTPRoute', { name: 'r', namespace: 'shop' }, { spec: { parentRefs: [{ name: 'a' }], ...spec } })];
const permits = (from: string, kind: string, ...targets: string[]) =>
  raw(G, 'ReferenceGrant', { name: 'permits', namespace: 'shop' }, { spec: { from: [{ group: 'gateway.networking.k8s.io', kind, namespace: from }], to: targets.map((k) => ({ group: '', kind: k })) } });
const grant = (from: string) => raw('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { namespace: 'shop' }, { spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }], to: [{ group: '', kind: 'Service' }] } });
const ambient = (...rest: Record<string, any>[]) => [
  namespace('amb', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' }),
  raw(G, 'Gateway', { name: 'wp', namespace: 'amb', labels: { 'istio.io/waypoint-for': 'all' } }, { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } }),
  ...rest,
];
const bare = (labels: Record<string, string>, meta: object = {}, more: object = {}) => pod({ app: 'a', ...labels }, { name: 'a-0', namespace: 'amb', ...meta }, { containers: [{ name: 'app', image: 'app:1' }], ...more });

/** Cases for codes of Kiali that istioctl does not have. */
export const PEERS: Case[] = [
  { code: 'MESH256', bad: [http({ route: [weighed('reviews', 20)] })], good: [http({ route: [weighed('reviews', 100)] })] },
  { code: 'MESH256', bad: [http({ route: [weighed('reviews', 1)] })], good: [subsets, http({ route: [weighed('reviews', 20, 'v1'), weighed('reviews', 80, 'v2')] })] },
  {
    code: 'MESH257',
    bad: [http({ route: [weighed('reviews', 20), weighed('reviews.shop.svc.cluster.local', 80)] })],
    good: [http({ route: [weighed('reviews', 20), { ...weighed('reviews', 80), headers: { request: { set: { 'x-canary': 'yes' } } } }] })],
  },
  {
    code: 'MESH258',
    bad: [wide('SIMPLE'), dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })],
    good: [wide('ISTIO_MUTUAL'), dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'ISTIO_MUTUAL' } } })],
  },
  { code: 'MESH258', bad: [wide('ISTIO_MUTUAL'), subsets], good: [wide('ISTIO_MUTUAL'), pa('STRICT'), dr({ subsets: subsets.spec.subsets, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })], world: MANUAL },
  {
    code: 'MESH425',
    bad: [wide('ISTIO_MUTUAL')],
    good: [wide('ISTIO_MUTUAL'), pa('STRICT')],
    world: MANUAL,
  },
  { code: 'MESH425', bad: [wide('ISTIO_MUTUAL'), pa('DISABLE', 'istio-system')], good: [wide('ISTIO_MUTUAL'), pa('STRICT')], world: MANUAL },
  { code: 'MESH426', bad: [pa('STRICT')], good: [pa('STRICT'), wide('ISTIO_MUTUAL')], world: MANUAL },
  { code: 'MESH426', bad: [pa('STRICT', 'istio-system')], good: [pa('STRICT', 'istio-system'), dr({ host: '*.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, { namespace: 'istio-system' })], world: MANUAL },
  { code: 'MESH424', bad: [hosts('ratings.shop.svc.cluster.local')], good: [hosts('reviews.shop.svc.cluster.local:9080', 'www.example.com*', '*')] },
  { code: 'MESH424', bad: [hosts('ratings'), hosts('reviews.other')], good: [hosts('reviews*', 'reviews.shop:9080', 'localhost:8080')] },
  {
    code: 'MESH607',
    bad: [make('Sidecar', { workloadSelector: { labels: { istio: 'ingressgateway' } }, egress: [{ hosts: ['./*'] }] }, { namespace: 'istio-system' })],
    good: [make('Sidecar', { egress: [{ hosts: ['./*'] }] }, { namespace: 'istio-system' })],
  },
  {
    code: 'MESH608',
    bad: [make('Sidecar', { egress: [{ hosts: ['./*'] }], outboundTrafficPolicy: {} })],
    good: [make('Sidecar', { egress: [{ hosts: ['./*'] }], outboundTrafficPolicy: { mode: 'ALLOW_ANY' } })],
  },
  {
    code: 'MESH263',
    bad: [se(WEB, { name: 'a' }), se(WEB, { name: 'b', namespace: 'other' })],
    good: [se({ ...WEB, exportTo: ['.'] }, { name: 'a' }), se({ ...WEB, exportTo: ['.'] }, { name: 'b', namespace: 'other' })],
  },
  { code: 'MESH263', bad: [se(WEB, { name: 'a' }), se(WEB, { name: 'b' })], good: [se(WEB, { name: 'a' }), se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }, { name: 'b' })], severity: ['info', 'info'] },
  { code: 'MESH261', bad: [group({ template: { serviceAccount: 'vm' } })], good: [account('vm'), account('reviews'), group({ template: { serviceAccount: 'vm' } })] },
  {
    code: 'MESH262',
    bad: [group({ metadata: { labels: { app: 'a' } }, template: { labels: { app: 'b' } } })],
    good: [group({ metadata: { labels: { team: 'a' } }, template: { labels: { app: 'reviews' } } })],
  },
  { code: 'MESH677', bad: [bare({ 'istio.io/use-waypoint': 'wp' }, { namespace: 'other' })], good: ambient(bare({ 'istio.io/use-waypoint': 'wp' })) },
  { code: 'MESH678', bad: ambient(bare({ 'sidecar.istio.io/inject': 'true' })), good: ambient(bare({}), pod({ 'app': 'a', 'sidecar.istio.io/inject': 'true' }, { name: 'a-0', namespace: 'other' })) },
  {
    code: 'MESH678',
    bad: ambient(pod({ app: 'a' }, { name: 'a-0', namespace: 'amb' })),
    good: ambient(pod({ 'app': 'a', 'istio.io/dataplane-mode': 'none' }, { name: 'a-0', namespace: 'amb' })),
  },
  {
    code: 'MESH423',
    bad: [authz({ rules: [{}] })],
    good: [authz({ rules: [{}] }), authz({ selector: undefined }, { name: 'nothing' })],
  },
  {
    code: 'MESH423',
    bad: [authz({ rules: [{}] }), authz({ selector: undefined }, { name: 'elsewhere', namespace: 'other' })],
    good: [authz({ rules: [{}] }), authz({ selector: { matchLabels: { app: 'db' } }, rules: [{}] }, { name: 'db' })],
  },
  { code: 'MESH836', bad: [kgw('a', address('203.0.113.9')), kgw('b', address('203.0.113.9'))], good: [kgw('a', address('203.0.113.9')), kgw('b', address('203.0.113.10'))] },
  { code: 'MESH837', bad: [kgw('a', heard('a.example.com')), kgw('b', heard('A.example.com'))], good: [kgw('a', heard('a.example.com')), kgw('b', heard('b.example.com'))] },
  {
    code: 'MESH838',
    bad: [kgw('a', { gatewayClassName: 'nginx' })],
    good: [kgw('a', { gatewayClassName: 'nginx' }), kgw('b', { gatewayClassName: 'gke-l7-rilb' }), raw(G, 'GatewayClass', { name: 'nginx' }, { spec: { controllerName: 'example.com/nginx' } })],
    severity: ['info'],
  },
  { code: 'MESH838', bad: [kgw('a', { gatewayClassName: 'edge-proxies' })], good: [kgw('a', { gatewayClassName: 'istio' })] },
  {
    code: 'MESH840',
    bad: [theirs('traefik.io/gateway-controller'), ...routed({ rules: [{ timeouts: { request: '1s' } }] })],
    good: [theirs('gateway.envoyproxy.io/gatewayclass-controller'), ...routed({ rules: [{ timeouts: { request: '1s' } }] })],
  },
  { code: 'MESH839', bad: [grant('nowhere')], good: [grant('other')] },
  { code: 'MESH841', bad: [permits('shop', 'HTTPRoute', 'Service')], good: [permits('other', 'HTTPRoute', 'Service')] },
  { code: 'MESH841', bad: [permits('other', 'HTTPRoute', 'Secret')], good: [permits('other', 'Gateway', 'Secret')] },
  { code: 'MESH841', bad: [permits('other', 'Gateway', 'Service')], good: [permits('other', 'GRPCRoute', 'Secret', 'Service')] },
  { code: 'MESH841', bad: [permits('shop', 'Gateway', 'Secret')], good: [raw(G, 'ReferenceGrant', { name: 'policies', namespace: 'shop' }, { spec: { from: [{ group: 'gateway.example.com', kind: 'ListenerPolicy', namespace: 'other' }], to: [{ group: '', kind: 'Service' }] } })] },
  {
    code: 'MESH219',
    bad: [make('VirtualService', { http: [{ route: [to()] }] }, { name: 'part' })],
    good: [make('VirtualService', { http: [{ route: [to()] }] }, { name: 'part' }), http({ delegate: { name: 'part' } })],
  },
  { code: 'MESH259', bad: [http({ match: [{ port: 8080 }], route: [to()] })], good: [http({ match: [{ port: 9080 }], route: [to()] })] },
  {
    code: 'MESH427',
    bad: [authz({ rules: [{ to: [{ operation: { paths: ['/admin?debug=1'] } }] }] }), authz({ action: 'DENY', rules: [{ to: [{ operation: { notPaths: ['/a#b'] } }] }] }, { name: 'deny' })],
    good: [authz({ rules: [{ to: [{ operation: { paths: ['/admin*'] } }] }] })],
  },
  { code: 'MESH522', bad: [namespace('typo', { 'istio-injection': 'true' })], good: [namespace('right', { 'istio-injection': 'enabled' })] },
  {
    code: 'MESH522',
    bad: [pod({ 'app': 'a', 'sidecar.istio.io/inject': 'yes' }, { name: 'a-0' }), raw(G, 'Gateway', { name: 'wp', namespace: 'shop', labels: { 'istio.io/waypoint-for': 'services' } }, { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } })],
    good: [pod({ 'app': 'a', 'sidecar.istio.io/inject': 'false' }, { name: 'a-0' })],
  },
  {
    code: 'MESH835',
    bad: [kgw('a'), raw(G, 'HTTPRoute', { namespace: 'shop' }, { spec: { parentRefs: [{ name: 'a' }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080, weight: 0 }] }] } })],
    good: [kgw('a'), raw(G, 'HTTPRoute', { namespace: 'shop' }, { spec: { parentRefs: [{ name: 'a' }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080, weight: 0 }, { name: 'reviews', port: 9080 }] }] } })],
  },
];
