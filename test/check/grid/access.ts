import type { Case } from './case';
import { authz, certificate, edge, gw, HTTP80, https, make, namespace, pod, raw, service, to } from './objects';

const GW = 'gateway.networking.k8s.io/v1';
const bound = [certificate('cert', 'istio-system'), gw([HTTP80, https()]), edge({ http: [{ route: [to('reviews')] }] })];
const EDGE = { selector: { matchLabels: { istio: 'ingressgateway' } } };
const nothing = (where: string, spec: object = { selector: undefined }) => authz({ rules: undefined, ...spec }, { name: 'allow-nothing', namespace: where });
const HOST = { to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'] } }] };
const office = (more: object = {}, where = 'shop', field = 'ipBlocks') => authz({ rules: [{ from: [{ source: { [field]: ['203.0.113.0/24'] } }] }], ...more }, { name: 'office', namespace: where });
const local = service('front', [{ name: 'http2', port: 80, targetPort: 8080 }], { namespace: 'istio-system' }, { selector: { istio: 'ingressgateway' }, type: 'LoadBalancer', externalTrafficPolicy: 'Local' });

const BARE = { containers: [{ name: 'app', image: 'app:1' }], serviceAccountName: 'ledger' };
const ambient = (labels: Record<string, string> = {}) => [
  namespace('bank', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', ...labels }), service('ledger', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'bank' }),
  pod({ app: 'ledger' }, { name: 'ledger', namespace: 'bank' }, BARE), pod({ app: 'teller' }, { name: 'teller', namespace: 'bank' }, { ...BARE, serviceAccountName: 'teller' }),
  raw(GW, 'Gateway', { name: 'waypoint', namespace: 'bank', labels: { 'istio.io/waypoint-for': 'service' } }, { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } }),
];
const ledger = (source: object, spec: object = {}, name = 'ledger') => authz({ selector: { matchLabels: { app: 'ledger' } }, rules: [{ from: [{ source }] }], ...spec }, { name, namespace: 'bank' });
const TELLER = 'cluster.local/ns/bank/sa/teller';
const WAYPOINT = 'cluster.local/ns/bank/sa/waypoint';
const AT_SERVICE = { selector: undefined, targetRefs: [{ group: '', kind: 'Service', name: 'ledger' }] };
const strict = make('PeerAuthentication', { mtls: { mode: 'STRICT' } }, { name: 'default', namespace: 'istio-system' });
const ingress = [
  raw(GW, 'Gateway', { name: 'edge', namespace: 'bank' }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } }),
  raw(GW, 'HTTPRoute', { name: 'ledger', namespace: 'bank' }, { spec: { parentRefs: [{ name: 'edge' }], hostnames: ['bank.example.com'], rules: [{ backendRefs: [{ name: 'ledger', port: 80 }] }] } }),
];
const post = { rules: [{ to: [{ operation: { methods: ['POST'] } }] }] };
const clients = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/reviews'] } }] };
const may = (operation: object) => ({ to: [{ operation }] });

export const ACCESS: Case[] = [
  { code: 'MESH436', bad: [...bound, nothing('istio-system')], good: [...bound, nothing('istio-system'), authz({ ...EDGE, rules: [HOST] }, { name: 'edge', namespace: 'istio-system' })] },
  { code: 'MESH436', bad: [...bound, nothing('istio-system', EDGE)], good: [...bound, nothing('shop')] },
  { code: 'MESH436', bad: [...ambient(), ...ingress, nothing('bank')], good: [...ambient(), ...ingress, nothing('bank'), authz({ selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'edge' } }, rules: [{ to: [{ operation: { hosts: ['bank.example.com', 'bank.example.com:*'] } }] }] }, { name: 'edge', namespace: 'bank' })] },
  { code: 'MESH437', bad: [...bound, office()], good: [...bound, local, office(EDGE, 'istio-system', 'remoteIpBlocks')] },
  { code: 'MESH437', bad: [...bound, office({ action: 'DENY' }, 'shop', 'remoteIpBlocks')], good: [...bound, office({ action: 'DENY', selector: { matchLabels: { app: 'db' } } }, 'shop', 'remoteIpBlocks')], world: { meshConfig: { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } } } },
  { code: 'MESH437', bad: [...bound, office({ rules: [{ when: [{ key: 'source.ip', values: ['203.0.113.7'] }] }] })], good: [...bound, office({ rules: [{ when: [{ key: 'source.ip', values: ['10.1.0.0/16'] }] }] })] },
  { code: 'MESH438', bad: [strict, ...ambient(), ledger({ principals: [TELLER] })], good: [strict, ...ambient(), ledger({ principals: [WAYPOINT] })] },
  { code: 'MESH438', bad: [strict, ...ambient(), ledger({ principals: [TELLER] }, { action: 'DENY' })], good: [strict, ...ambient(), ledger({ principals: [TELLER] }, { action: 'DENY', ...AT_SERVICE }), ledger({ principals: [WAYPOINT] }, {}, 'only')] },
  { code: 'MESH438', bad: [strict, ...ambient(), ledger({ namespaces: ['shop'] })], good: [strict, ...ambient({ 'istio.io/use-waypoint': 'none' }), ledger({ namespaces: ['shop'] })] },
  { // another policy lets the waypoint in
    code: 'MESH438',
    bad: [strict, ...ambient(), ledger({ principals: [TELLER] }), ledger({ principals: ['cluster.local/ns/shop/sa/waypoint'] }, {}, 'other')],
    good: [strict, ...ambient(), ledger({ principals: [TELLER] }), ledger({ principals: ['*/sa/waypoint'] }, {}, 'other')],
    severity: ['error', 'error'],
  },
  { code: 'MESH439', bad: [...ambient(), ...ingress, ledger({}, { action: 'DENY', ...AT_SERVICE, ...post })], good: [...ambient({ 'istio.io/ingress-use-waypoint': 'true' }), ...ingress, ledger({}, { action: 'DENY', ...AT_SERVICE, ...post }), ledger({ principals: [WAYPOINT] }, {}, 'only')], severity: ['error'] },
  { code: 'MESH439', bad: [...ambient(), ...ingress, ledger({}, { ...AT_SERVICE, ...post })], good: [...ambient(), ledger({}, { ...AT_SERVICE, ...post }), ledger({ principals: [WAYPOINT] }, {}, 'only')] },
  { code: 'MESH440', bad: [strict, authz({ rules: [clients, may({ paths: ['/ledger*'] })] })], good: [strict, authz({ rules: [{ ...clients, ...may({ paths: ['/ledger*'] }) }] })] },
  { code: 'MESH440', bad: [strict, authz({ rules: [may({ methods: ['GET'], paths: ['/delivery'] }), clients] })], good: [strict, authz({ rules: [clients, may({ paths: ['/healthz', '/ready'] }), may({ methods: ['OPTIONS'] })] })] },
];
