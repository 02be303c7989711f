import type { Case } from './case';
import { certificate, edge, gw, HTTP80, https, make, raw, service, to } from './objects';

const CERT = certificate('cert', 'istio-system');
const REDIRECT = { redirect: { scheme: 'https' } };
const LOGIN = { uri: { prefix: '/login' } };
const SERVE = { route: [to('reviews')] };
const both = [CERT, gw([HTTP80, https()])];

const API = 'gateway.networking.k8s.io/v1';
const listener = (name: string, port: number, more: object = {}) => ({ name, port, protocol: 'HTTP', hostname: 'shop.example.com', allowedRoutes: { namespaces: { from: 'All' } }, ...more });
const TLS = { protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'cert' }] } };
const kube = (...listeners: object[]) => raw(API, 'Gateway', { name: 'edge', namespace: 'istio-system' }, { spec: { gatewayClassName: 'istio', listeners } });
const twoListeners = [CERT, kube(listener('plain', 80), listener('secure', 443, TLS))];
const route = (name: string, rules: object[], sectionName?: string, more: object = {}) => raw(API, 'HTTPRoute', { name, namespace: 'shop' }, {
  spec: { parentRefs: [{ name: 'edge', namespace: 'istio-system', ...(sectionName ? { sectionName } : {}) }], hostnames: ['shop.example.com'], rules, ...more },
});
const REDIRECT_RULE = { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] };
const SERVE_RULE = { backendRefs: [{ name: 'reviews', port: 9080 }] };

const toHttps = { ...HTTP80, tls: { httpsRedirect: true } };
const AWS = 'service.beta.kubernetes.io/aws-load-balancer';
/** The Service of the gateway, with a load balancer that terminates TLS. */
const balanced = (annotations: Record<string, string>, ports: object[]) =>
  service('balanced', ports as Record<string, any>[], { namespace: 'istio-system', annotations }, { selector: { istio: 'ingressgateway' }, type: 'LoadBalancer' });
const PORTS = [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'http-tls', port: 443, targetPort: 8080 }];
const APART = [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'http-tls', port: 443, targetPort: 8444 }];
const DECRYPTED = { port: { number: 8444, name: 'http-decrypted', protocol: 'HTTP' }, hosts: ['shop.example.com'] };
const balancedGateway = raw(API, 'Gateway', { name: 'edge', namespace: 'istio-system' }, {
  spec: { gatewayClassName: 'istio', infrastructure: { annotations: { [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: '443' } }, listeners: [listener('plain', 80), listener('tls', 443)] },
});
const ingress = (port: number, annotations: Record<string, string> = {}): Record<string, any> => ({
  ...make('Ingress', { tls: [{ hosts: ['shop.example.com'], secretName: 'cert' }], rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'ingress', port: { number: port } } } }] } }] }, { name: 'front', namespace: 'istio-system', annotations }),
  apiVersion: 'networking.k8s.io/v1',
});

export const REDIRECTS: Case[] = [
  { code: 'MESH267', bad: [...both, edge({ http: [{ match: [LOGIN], ...REDIRECT }, SERVE] })], good: [...both, edge({ http: [{ match: [{ port: 80, ...LOGIN }], ...REDIRECT }, SERVE] })] },
  { code: 'MESH267', bad: [...both, edge({ http: [REDIRECT] })], good: [...both, edge({ http: [{ match: [{ scheme: { exact: 'https' } }], ...SERVE }, REDIRECT] })] },
  { code: 'MESH267', bad: [...both, edge({ http: [{ match: [{ port: 443, ...LOGIN }], ...SERVE }, { match: [{ uri: { prefix: '/' } }], redirect: { scheme: 'https', port: 443, authority: 'shop.example.com' } }] })], good: [...both, edge({ http: [{ match: [LOGIN], ...SERVE }, { match: [{ uri: { prefix: '/' } }], redirect: { scheme: 'https', port: 8443, authority: 'shop.example.com' } }] })] },
  { code: 'MESH267', bad: [CERT, gw([https({ port: { number: 443, name: 'https-other', protocol: 'HTTPS' } }, 'other.example.com'), https()]), edge({ http: [REDIRECT] })], good: [CERT, gw([https({}, 'other.example.com'), HTTP80]), edge({ http: [REDIRECT] })] },
  { code: 'MESH268', bad: [...twoListeners, route('store', [REDIRECT_RULE, SERVE_RULE])], good: [...twoListeners, route('store', [SERVE_RULE], 'secure'), route('to-https', [REDIRECT_RULE], 'plain')] },
  { // two routes of one host at the listener: the older one counts
    code: 'MESH268',
    bad: [...twoListeners, route('to-https', [REDIRECT_RULE]), route('store', [SERVE_RULE], 'secure')],
    good: [...twoListeners, route('to-https', [REDIRECT_RULE], 'plain'), route('store', [SERVE_RULE], 'secure')],
    severity: ['warning'],
  },
  { // a narrower host has its own route, and another port is another place
    code: 'MESH268',
    bad: [...twoListeners, route('any', [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 443, hostname: 'shop.example.com' } }] }])],
    good: [CERT, kube(listener('plain', 80, { hostname: '*.example.com' }), listener('secure', 443, { ...TLS, hostname: '*.example.com' })), route('any', [REDIRECT_RULE], undefined, { hostnames: ['*.example.com'] }), route('store', [SERVE_RULE], 'secure')],
  },
  { // a balancer ends TLS in front of a plain listener
    code: 'MESH268',
    bad: [balancedGateway, route('to-https', [REDIRECT_RULE]), route('store', [SERVE_RULE], 'tls')],
    good: [balancedGateway, route('to-https', [REDIRECT_RULE], 'plain'), route('store', [SERVE_RULE], 'tls')],
    severity: ['warning'],
  },
  { code: 'MESH269', bad: [CERT, gw([toHttps, https()]), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: '443', [`${AWS}-backend-protocol`]: 'http' }, PORTS)], good: [CERT, gw([toHttps, DECRYPTED, https()]), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: '443', [`${AWS}-backend-protocol`]: 'http' }, APART)] },
  { code: 'MESH269', bad: [CERT, gw([toHttps, https()]), ingress(80)], good: [CERT, gw([toHttps, https()]), ingress(80, { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' })] },
  { code: 'MESH269', bad: [CERT, gw([toHttps, https()]), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: 'http-tls' }, PORTS)], good: [CERT, gw([toHttps, https()]), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: 'http-tls', [`${AWS}-backend-protocol`]: 'http' }, PORTS)], world: { meshConfig: { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } } } },
  { code: 'MESH269', bad: [gw([HTTP80]), edge({ http: [{ match: [LOGIN], ...REDIRECT }, SERVE] }), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: '443' }, PORTS)], good: [gw([HTTP80, DECRYPTED]), edge({ http: [{ match: [{ port: 80, ...LOGIN }], ...REDIRECT }, SERVE] }), balanced({ [`${AWS}-ssl-cert`]: 'arn:a', [`${AWS}-ssl-ports`]: '443' }, APART)] },
  { code: 'MESH270', bad: [CERT, gw([{ ...toHttps, hosts: ['shop.example.com'] }, https({}, 'cart.example.com')])], good: [CERT, gw([{ ...toHttps, hosts: ['shop.example.com'] }]), gw([https({}, '*.example.com')], { name: 'secure' })] },
  { code: 'MESH270', bad: [gw([{ ...toHttps, hosts: ['shop/a.example.com', 'b.example.com'] }])], good: [CERT, gw([{ ...toHttps, hosts: ['*'] }, https({}, 'cart.example.com')])], severity: ['warning', 'warning'] },
];
