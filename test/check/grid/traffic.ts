import type { Case } from './case';
import { HTTP80, backendTls, certificate, dr, edge, gw, http, https, make, pod, raw, se, service, to, vs } from './objects';

const SUBSETS = dr({ subsets: [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2', labels: { version: 'v2' } }] });
const weighted = (a: number, b: number) => http({ route: [{ ...to('reviews', 'v1'), weight: a }, { ...to('reviews', 'v2'), weight: b }] });

const delegating = (uri: object, name = 'root') => vs({ hosts: [name === 'root' ? 'reviews' : 'www.ext.com'], http: [{ match: [{ uri }], delegate: { name: 'leaf' } }] }, { name });
const delegate = (uri: object) => vs({ http: [{ match: [{ uri }], route: [to()] }] }, { name: 'leaf' });
const passthrough = (host: string) => gw([{ port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: [host], tls: { mode: 'PASSTHROUGH' } }]);
const sni = (name: string, host: string) => vs({ hosts: [host], gateways: ['istio-system/gw'], tls: [{ match: [{ sniHosts: [host] }], route: [to('db')] }] }, { name });

const originated = (target: object) => backendTls('x', { group: 'networking.istio.io', kind: 'ServiceEntry', ...target });
const outside = (more: object = {}) => se({ hosts: ['www.ext.com'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], ...more });
const cors = (origin: object) => http({ corsPolicy: { allowOrigins: [origin], allowCredentials: true }, route: [to()] });

const regex = (match: object) => [http({ match: [match], route: [to()] })];

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const PUBLIC = [
  raw(GATEWAY_API, 'Gateway', { name: 'public', namespace: 'shop' }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } }),
  service('rates', [{ name: 'http', port: 9080, targetPort: 8080 }], {}, { selector: { app: 'reviews' } }),
];
const backends = (...names: string[]) => [{ backendRefs: names.map((name) => ({ name, port: 9080, weight: 1 })) }];
const atGateway = (...names: string[]) => raw(GATEWAY_API, 'HTTPRoute', { name: 'public', namespace: 'shop' }, { spec: { parentRefs: [{ name: 'public' }], hostnames: ['shop.example.com'], rules: backends(...names) } });
const forService = (name: string, ...names: string[]) => raw(GATEWAY_API, 'HTTPRoute', { name, namespace: 'shop' }, { spec: { parentRefs: [{ group: '', kind: 'Service', name }], rules: backends(...names) } });

export const TRAFFIC: Case[] = [
  { code: 'MESH228', bad: regex({ uri: { regex: 'api/.*' } }), good: regex({ uri: { regex: '/users/[0-9]+' } }) },
  { code: 'MESH228', bad: regex({ uri: { regex: '/api' } }), good: regex({ uri: { regex: '/api.*' } }) },
  { code: 'MESH228', bad: regex({ uri: { regex: '/api/v[0-9]+' } }), good: regex({ uri: { regex: '/api/v[0-9]+/users' } }) },
  { code: 'MESH228', bad: regex({ headers: { 'user-agent': { regex: 'Mobile' } } }), good: regex({ headers: { 'user-agent': { regex: '.*Mobile.*' }, 'x-version': { regex: 'v[0-9]' } } }) },
  {
    code: 'MESH209',
    bad: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/a' } }], route: [to()] }] }), edge({ http: [{ match: [{ uri: { prefix: '/a/b' } }], route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/' } }], route: [to()] }] }), edge({ http: [{ match: [{ uri: { prefix: '/a' } }], route: [to()] }] }, { name: 'y' })],
  },
  {
    code: 'MESH209',
    bad: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/a' } }], route: [to()] }] }), edge({ http: [{ match: [{ uri: { exact: '/a/b' } }], route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/a' }, method: { exact: 'POST' } }], route: [to()] }] }), edge({ http: [{ match: [{ uri: { exact: '/a/b' }, method: { exact: 'GET' } }], route: [to()] }] }, { name: 'y' })],
  },
  { code: 'MESH215', bad: [dr({ subsets: [{ name: 'v1', labels: { app: 'db' } }] })], good: [dr({ subsets: [{ name: 'v1', labels: { app: 'reviews' } }] })], severity: ['warning'] },
  {
    code: 'MESH243',
    bad: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'api.ext.com' } } })],
  },
  {
    code: 'MESH243',
    bad: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), originated({ sectionName: 'other' })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), originated({ sectionName: 'http' })],
  },
  {
    code: 'MESH243',
    bad: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), originated({ kind: 'Service' })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), originated({})],
  },
  {
    code: 'MESH248',
    bad: [se({ resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] })],
    good: [se({ resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '10.0.0.1' }] })],
  },
  { code: 'MESH250', bad: [vs({ hosts: ['revews'], http: [{ route: [to()] }] })], good: [vs({ hosts: ['www.ext.com'], http: [{ route: [to()] }] })] },
  { code: 'MESH250', bad: [vs({ hosts: ['reviews.shop'], http: [{ route: [to()] }] })], good: [vs({ hosts: ['reviews.shop.svc.cluster.local'], http: [{ route: [to()] }] })] },
  { code: 'MESH250', bad: [vs({ hosts: ['reviews.shop'], tls: [{ match: [{ sniHosts: ['reviews.example.com'] }], route: [to()] }] })], good: [vs({ hosts: ['reviews.shop.svc.cluster.local', 'reviews.shop'], tls: [{ match: [{ port: 9080, sniHosts: ['reviews.shop'] }], route: [to()] }] })] },
  { code: 'MESH251', bad: [http({ match: [{ headers: { 'X-User': { exact: 'a' } } }], route: [to()] })], good: [http({ match: [{ headers: { 'x-user': { exact: 'A' } } }], route: [to()] })] },
  { code: 'MESH252', bad: [cors({ exact: '*' })], good: [cors({ exact: 'https://shop.example.com' })] },
  { code: 'MESH252', bad: [cors({ regex: '.*' })], good: [cors({ regex: 'https://shop\\.example\\.com' })] },
  {
    code: 'MESH253',
    bad: [dr({ host: 'db', trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } } })],
    good: [dr({ host: 'db', trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } } })],
  },
  {
    code: 'MESH253',
    bad: [dr({ host: 'db', trafficPolicy: { connectionPool: { http: { http1MaxPendingRequests: 1 } } } })],
    good: [dr({ trafficPolicy: { connectionPool: { http: { http1MaxPendingRequests: 1 } } } })],
  },
  { code: 'MESH254', bad: [outside(), http({ route: [to('www.ext.com')] })], good: [outside(), http({ route: [to('www.ext.com')], rewrite: { authority: 'www.ext.com' } })] },
  { code: 'MESH254', bad: [outside(), http({ route: [to('www.ext.com')] })], good: [outside({ location: 'MESH_INTERNAL' }), http({ route: [to('www.ext.com')] })] },
  { code: 'MESH255', bad: [http({ redirect: { uri: '/new' } })], good: [http({ match: [{ uri: { exact: '/old' } }], redirect: { uri: '/new' } }, { route: [to()] })] },
  { code: 'MESH255', bad: [http({ match: [{ uri: { prefix: '/a' } }], redirect: { uri: '/a/b' } })], good: [http({ match: [{ uri: { exact: '/a/b' } }], route: [to()] }, { match: [{ uri: { prefix: '/a' } }], redirect: { uri: '/a/b' } })] },
  { code: 'MESH201', bad: [http({ route: [to('nope')] })], good: [http({ route: [to('reviews.shop.svc.cluster.local')] })] },
  { code: 'MESH202', bad: [http({ route: [to('reviews', undefined, 8080)] })], good: [http({ route: [to('reviews', undefined, 9080)] })] },
  {
    code: 'MESH203',
    bad: [service('two', [{ name: 'http', port: 80 }, { name: 'http-2', port: 81 }]), pod({ app: 'two' }), http({ route: [to('two')] })],
    good: [service('two', [{ name: 'http', port: 80 }, { name: 'http-2', port: 81 }]), pod({ app: 'two' }), http({ route: [to('two', undefined, 81)] })],
  },
  { code: 'MESH204', bad: [SUBSETS, http({ route: [to('reviews', 'v3')] })], good: [SUBSETS, http({ route: [to('reviews', 'v1')] })] },
  { code: 'MESH205', bad: [edge({ gateways: ['gw'], http: [{ route: [to()] }] }), gw([HTTP80])], good: [edge({ http: [{ route: [to()] }] }), gw([HTTP80])] },
  {
    code: 'MESH206',
    bad: [edge({ gateways: ['kgw~istio-autogenerated-k8s-gateway~http'], http: [{ route: [to()] }] })],
    good: [edge({ http: [{ route: [to()] }] }), gw([HTTP80])],
  },
  { code: 'MESH207', bad: [edge({ hosts: ['else.example.com'], http: [{ route: [to()] }] }), gw([HTTP80])], good: [edge({ http: [{ route: [to()] }] }), gw([HTTP80])] },
  {
    code: 'MESH208',
    bad: [http({ route: [to()] }), vs({ hosts: ['reviews.shop.svc.cluster.local'], http: [{ route: [to()] }] }, { name: 'y' })],
    good: [
      vs({ hosts: ['reviews'], exportTo: ['.'], http: [{ route: [to()] }] }),
      vs({ hosts: ['reviews.shop.svc.cluster.local'], exportTo: ['.'], http: [{ route: [to('reviews.shop.svc.cluster.local')] }] }, { name: 'y', namespace: 'other' }),
    ],
  },
  {
    code: 'MESH209',
    bad: [gw([HTTP80]), edge({ http: [{ route: [to()] }] }), edge({ http: [{ match: [{ uri: { prefix: '/' } }], route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/a' } }], route: [to()] }] }), edge({ http: [{ match: [{ uri: { prefix: '/b' } }], route: [to()] }] }, { name: 'y' })],
  },
  {
    code: 'MESH210',
    bad: [gw([HTTP80]), SUBSETS, weighted(50, 50), edge({ http: [{ route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), SUBSETS, weighted(50, 50), edge({ http: [{ route: [to('reviews', 'v1')] }] }, { name: 'y' })],
  },
  {
    code: 'MESH210', // where one subset is all pods of the service, the rules change nothing
    bad: [gw([HTTP80]), SUBSETS, http({ route: [to('reviews', 'v1')] }), edge({ http: [{ route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), dr({ subsets: [{ name: 'all', labels: { app: 'reviews' } }] }), http({ route: [to('reviews', 'all')] }), edge({ http: [{ route: [to()] }] }, { name: 'y' })],
  },
  // a route of the Gateway API at a gateway, told once for the host
  { code: 'MESH210', bad: [...PUBLIC, SUBSETS, weighted(50, 50), atGateway('reviews', 'rates')], good: [...PUBLIC, SUBSETS, weighted(50, 50), atGateway('rates')] },
  // the rules are those of a route for the Service
  { code: 'MESH210', bad: [...PUBLIC, forService('reviews', 'reviews', 'rates'), atGateway('reviews')], good: [...PUBLIC, forService('reviews', 'reviews', 'rates'), atGateway('rates')] },
  // what they set beside destinations
  { code: 'MESH210', bad: [...PUBLIC, http({ timeout: '2s', route: [to()] }), atGateway('reviews')], good: [...PUBLIC, atGateway('reviews')], severity: ['info'] },
  { // the one at the gateway leads to the same subsets, and its last route is that of what is left
    code: 'MESH210',
    bad: [gw([HTTP80]), SUBSETS, weighted(50, 50), edge({ http: [{ match: [{ uri: { prefix: '/v1' } }], route: [to('reviews', 'v1')] }, { route: [to()] }] }, { name: 'y' })],
    good: [gw([HTTP80]), SUBSETS, http({ match: [{ uri: { prefix: '/v1' } }], route: [to('reviews', 'v1')] }, { route: [to()] }),
      edge({ http: [{ match: [{ uri: { prefix: '/v1' } }], route: [to('reviews', 'v1')] }, { route: [to()] }] }, { name: 'y' })],
  },
  { code: 'MESH211', bad: [delegating({ prefix: '/api' }), delegate({ prefix: '/other' })], good: [delegating({ prefix: '/api' }), delegate({ prefix: '/api/v1' })] },
  { code: 'MESH211', bad: [delegating({ regex: '/api.*' }), delegate({ regex: '/api/v1.*' })], good: [delegating({ prefix: '/api' }), delegate({ exact: '/api/v1' })] },
  { // two roots: what one of them lets through is served
    code: 'MESH211',
    bad: [outside(), delegating({ prefix: '/a' }), delegating({ prefix: '/b' }, 'second'), delegate({ prefix: '/c' })],
    good: [outside(), delegating({ prefix: '/a' }), delegating({ prefix: '/b' }, 'second'), delegate({ prefix: '/b/c' })],
  },
  {
    code: 'MESH212',
    bad: [passthrough('a.example.com'), sni('x', 'a.example.com'), sni('y', 'a.example.com')],
    good: [passthrough('*.example.com'), sni('x', 'a.example.com'), sni('y', 'b.example.com')],
  },
  {
    code: 'MESH213',
    bad: [gw([HTTP80]), edge({ http: [{ match: [{ headers: { '@request.auth.claims.group': { exact: 'a' } } }], route: [to()] }] })],
    good: [
      gw([HTTP80]),
      edge({ http: [{ match: [{ headers: { '@request.auth.claims.group': { exact: 'a' } } }], route: [to()] }] }),
      make('RequestAuthentication', { selector: { matchLabels: { istio: 'ingressgateway' } }, jwtRules: [{ issuer: 'a', jwksUri: 'https://a.example.com/k' }] }, { namespace: 'istio-system' }),
      make('AuthorizationPolicy', { selector: { matchLabels: { istio: 'ingressgateway' } }, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }, { namespace: 'istio-system' }),
    ],
  },
  { code: 'MESH214', bad: [dr({ host: 'nope' })], good: [dr({ host: '*.shop.svc.cluster.local' })] },
  {
    code: 'MESH215',
    // the labels alone are not enough: the pod must be behind the service
    bad: [dr({ subsets: [{ name: 'v9', labels: { version: 'v9' } }] }), pod({ app: 'z', version: 'v9' }, { namespace: 'other' })],
    good: [SUBSETS],
    severity: ['warning'],
  },
  // a service of the cluster, whose certificate no public authority signs
  { code: 'MESH216', bad: [dr({ trafficPolicy: { tls: { mode: 'SIMPLE' } } })], good: [dr({ trafficPolicy: { tls: { mode: 'SIMPLE', caCertificates: '/etc/ssl/certs/ca.pem' } } })], severity: ['warning'] },
  {
    code: 'MESH216', // no sidecar gets the secret, and all of them send plaintext
    bad: [dr({ trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'ca' } } })],
    good: [certificate('ca', 'shop'), dr({ workloadSelector: { matchLabels: { app: 'db' } }, trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'ca' } } })],
  },
  { code: 'MESH216', bad: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }), dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } })], good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }), dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE', caCertificates: 'system' } } })], severity: ['info'] },
  {
    code: 'MESH217',
    bad: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }), dr({ host: 'api.ext.com', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'SIMPLE' } }] } })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }), dr({ host: 'api.ext.com', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'SIMPLE', caCertificates: 'system' } }] } })],
    severity: ['info'],
  },
  { code: 'MESH218', bad: [http({ fault: { delay: { percent: 10, fixedDelay: '1s' } }, route: [to()] })], good: [http({ fault: { delay: { percentage: { value: 10 }, fixedDelay: '1s' } }, route: [to()] })] },
  { code: 'MESH220', bad: [http({ match: [{ uri: { prefix: '/api/*' } }], route: [to()] })], good: [http({ match: [{ uri: { prefix: '/api/' } }], route: [to()] })] },
  {
    code: 'MESH221',
    bad: [http({ match: [{ uri: { prefix: '/foo' } }], rewrite: { uri: '/' }, route: [to()] })],
    good: [http({ match: [{ uri: { prefix: '/foo/' } }, { uri: { prefix: '/foo' } }], rewrite: { uri: '/' }, route: [to()] })],
  },
  { code: 'MESH222', bad: [SUBSETS, weighted(90, 1)], good: [SUBSETS, weighted(90, 10)] },
  { code: 'MESH222', bad: [SUBSETS, weighted(90, 20)], good: [SUBSETS, weighted(1, 2)] },
  {
    code: 'MESH222',
    bad: [SUBSETS, http({ route: [{ ...to('reviews', 'v1'), weight: 100 }, to('reviews', 'v2')] })],
    good: [SUBSETS, weighted(995, 5)],
  },
  {
    code: 'MESH223',
    bad: [http({ fault: { abort: { httpStatus: 500, percentage: { value: 50 } } }, retries: { attempts: 3 }, route: [to()] })],
    good: [http({ fault: { abort: { httpStatus: 500, percentage: { value: 50 } } }, route: [to()] })],
  },
  {
    code: 'MESH224',
    bad: [http({ timeout: '4s', retries: { attempts: 3, perTryTimeout: '2s' }, route: [to()] })],
    good: [http({ timeout: '10s', retries: { attempts: 3, perTryTimeout: '2s' }, route: [to()] })],
  },
  {
    code: 'MESH225',
    bad: [http({ match: [{ method: { exact: 'POST' } }], retries: { attempts: 3, retryOn: '5xx,reset' }, route: [to()] })],
    good: [http({ match: [{ method: { exact: 'POST' } }], retries: { attempts: 3, retryOn: 'connect-failure' }, route: [to()] })],
  },
  { code: 'MESH226', bad: [gw([HTTP80]), edge({ http: [{ match: [{ port: 8443 }], route: [to()] }] })], good: [gw([HTTP80]), edge({ http: [{ match: [{ port: 80 }], route: [to()] }] })] },
  {
    code: 'MESH227',
    bad: [gw([HTTP80]), edge({ http: [{ match: [{ gateways: ['mesh'] }], route: [to()] }] })],
    good: [gw([HTTP80]), edge({ http: [{ match: [{ gateways: ['istio-system/gw'] }], route: [to()] }] })],
  },
  { code: 'MESH228', bad: [http({ match: [{ uri: { regex: '^/api/v[0-9]' } }], route: [to()] })], good: [http({ match: [{ uri: { regex: '/api/v[0-9]/.*' } }], route: [to()] })] },
  {
    code: 'MESH229',
    bad: [vs({ hosts: ['db'], http: [{ route: [to('db')] }] })],
    good: [vs({ hosts: ['db'], tcp: [{ route: [to('db')] }] })],
  },
  {
    code: 'MESH230',
    bad: [http({ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'nope', namespace: 'shop' } })],
    good: [http({ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'part', namespace: 'shop' } }), vs({ http: [{ route: [to()] }] }, { name: 'part' })],
  },
  {
    code: 'MESH231',
    bad: [http({ route: [to()] }), raw('gateway.networking.k8s.io/v1', 'HTTPRoute', { namespace: 'shop' }, { spec: { parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }] } })],
    good: [http({ route: [to()] })],
  },
  {
    code: 'MESH232',
    bad: [dr({ host: 'reviews.shop.svc.cluster.local', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { namespace: 'other' })],
    good: [dr({ host: 'reviews.shop.svc.cluster.local', exportTo: ['.'], trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { namespace: 'other' })],
  },
  {
    code: 'MESH233',
    bad: [dr({ trafficPolicy: { portLevelSettings: [{ port: { number: 8080 }, loadBalancer: { simple: 'RANDOM' } }] } })],
    good: [dr({ trafficPolicy: { portLevelSettings: [{ port: { number: 9080 }, loadBalancer: { simple: 'RANDOM' } }] } })],
  },
  { code: 'MESH234', bad: [SUBSETS, dr({ subsets: [{ name: 'v1', labels: { version: 'v2' } }] }, { name: 'y' })], good: [SUBSETS, dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { name: 'y' })] },
  {
    code: 'MESH235',
    bad: [dr({ subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }] })],
    good: [dr({ subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }] }), http({ route: [to('reviews', 'v1')] })],
  },
  {
    code: 'MESH236',
    bad: [dr({ trafficPolicy: { loadBalancer: { localityLbSetting: { enabled: true } } } })],
    good: [dr({ trafficPolicy: { loadBalancer: { localityLbSetting: { enabled: true } }, outlierDetection: {} } })],
  },
  { code: 'MESH237', bad: [dr({ subsets: [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2' }] })], good: [SUBSETS] },
  {
    code: 'MESH238',
    bad: [dr({ trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 }, portLevelSettings: [{ port: { number: 9080 }, loadBalancer: { simple: 'RANDOM' } }] } })],
    good: [dr({ trafficPolicy: { portLevelSettings: [{ port: { number: 9080 }, loadBalancer: { simple: 'RANDOM' }, outlierDetection: { consecutive5xxErrors: 5 } }] } })],
  },
  { code: 'MESH239', bad: [vs({ hosts: ['reviews'], exportTo: ['nowhere'], http: [{ route: [to()] }] })], good: [vs({ hosts: ['reviews'], exportTo: ['shop', 'other'], http: [{ route: [to()] }] })] },
  {
    code: 'MESH240',
    bad: [gw([HTTP80]), service('tls', [{ name: 'https', port: 443 }]), pod({ app: 'tls' }), edge({ http: [{ route: [to('tls')] }] })],
    good: [gw([HTTP80]), service('tls', [{ name: 'https', port: 443 }]), pod({ app: 'tls' }), edge({ http: [{ route: [to('tls')] }] }), dr({ host: 'tls', trafficPolicy: { tls: { mode: 'SIMPLE', caCertificates: 'system' } } })],
  },
  { code: 'MESH241', bad: [se({ ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] })], good: [se({ addresses: ['10.1.1.1'], ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] })] },
  {
    code: 'MESH242',
    bad: [se({ ports: [{ number: 8080, name: 'a', protocol: 'HTTP' }] }), se({ ports: [{ number: 8080, name: 'a', protocol: 'TLS' }] }, { name: 'y' })],
    good: [se({ exportTo: ['.'], ports: [{ number: 8080, name: 'a', protocol: 'HTTP' }] }), se({ exportTo: ['.'], ports: [{ number: 8080, name: 'a', protocol: 'TLS' }] }, { name: 'y', namespace: 'other' })],
  },
  { code: 'MESH243', bad: [se({ ports: [{ number: 443, name: 'http', protocol: 'HTTP' }] })], good: [se({ ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] })] },
  {
    code: 'MESH244',
    bad: [se({ ports: [{ number: 3306, name: 'http', protocol: 'HTTP' }] })],
    good: [se({ ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }] })],
  },
  {
    code: 'MESH245',
    bad: [se({ ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] }), se({ hosts: ['b.ext.com'], ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] }, { name: 'y' })],
    good: [se({ addresses: ['203.0.113.1'], ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] }), se({ hosts: ['b.ext.com'], addresses: ['203.0.113.2'], ports: [{ number: 9000, name: 'tcp', protocol: 'TCP' }] }, { name: 'y' })],
  },
  {
    code: 'MESH246',
    bad: [se({ hosts: ['reviews.shop.svc.cluster.local'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] })],
  },
  {
    code: 'MESH247',
    bad: [se({ ports: [{ number: 443, name: 'https', protocol: 'HTTPS' }] }), dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE', caCertificates: 'system' } } })],
    good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }), dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE', caCertificates: 'system' } } })],
  },
  {
    code: 'MESH249',
    bad: [make('WorkloadEntry', { address: '10.0.0.1', labels: { app: 'nobody' } })],
    good: [make('WorkloadEntry', { address: '10.0.0.1', labels: { app: 'reviews' } })],
  },
  { code: 'MESH596', bad: [gw([{ ...HTTP80, hosts: ['*/*', './a.example.com'] }])], good: [gw([{ ...HTTP80, hosts: ['*/*'] }])] },
  { // the second server, with hosts before and after; a host of a named namespace does no harm
    code: 'MESH596',
    bad: [gw([{ ...HTTP80, hosts: ['./a.example.com', '*/b.example.com'] }, https({ hosts: ['shop/a.example.com', '*/*', 'shop/b.example.com', '*/c.example.com'] })]), certificate('cert', 'istio-system')],
    good: [gw([{ ...HTTP80, hosts: ['./a.example.com', '*/*'] }, https({ hosts: ['*/c.example.com', '*/*', 'shop/b.example.com', '*/*'] })]), certificate('cert', 'istio-system')],
  },
  { code: 'MESH301', bad: [gw([HTTP80], {}, { istio: 'nope' })], good: [gw([HTTP80])] },
  { code: 'MESH302', bad: [gw([{ ...HTTP80, port: { number: 8081, name: 'http', protocol: 'HTTP' } }])], good: [gw([HTTP80])] },
  { code: 'MESH303', bad: [gw([https()]), certificate('cert', 'shop')], good: [gw([https()]), certificate('cert', 'istio-system')] },
  { code: 'MESH304', bad: [gw([https({ tls: { mode: 'SIMPLE', credentialName: 'other-cert' } })])], good: [gw([https()]), certificate('cert', 'istio-system')] },
  { code: 'MESH305', bad: [certificate('cert', 'istio-system'), certificate('c2', 'istio-system'), gw([https()]), gw([https({ tls: { mode: 'SIMPLE', credentialName: 'c2' } })], { name: 'gw2' })], good: [certificate('cert', 'istio-system'), certificate('c2', 'istio-system'), gw([https()]), gw([https({ tls: { mode: 'SIMPLE', credentialName: 'c2' } }, 'b.example.com')], { name: 'gw2' })] },
  { // servers that redirect to HTTPS don't merge
    code: 'MESH305',
    bad: [gw([{ ...HTTP80, tls: { httpsRedirect: true } }]), gw([{ ...HTTP80, tls: { httpsRedirect: true } }], { name: 'gw2' })],
    good: [certificate('cert', 'istio-system'), gw([{ ...HTTP80, tls: { httpsRedirect: true } }, https({}, '*.example.com')]), gw([{ ...HTTP80, hosts: ['b.example.com'], tls: { httpsRedirect: true } }], { name: 'gw2' })],
  },
  { // plain HTTP servers do: istioctl is wrong here, and so are those who follow it
    code: 'MESH305',
    bad: [gw([HTTP80]), gw([HTTP80], { name: 'gw2', namespace: 'shop' })],
    good: [gw([HTTP80]), gw([{ ...HTTP80, hosts: ['b.example.com'] }], { name: 'gw2', namespace: 'shop' })],
    severity: ['info', 'info'],
  },
  {
    code: 'MESH306',
    bad: [gw([https({}, 'a.example.com')]), gw([https({}, 'b.example.com')], { name: 'gw2' }), sni('a', 'a.example.com'), vs({ hosts: ['b.example.com'], gateways: ['istio-system/gw2'], tls: [{ match: [{ sniHosts: ['b.example.com'] }], route: [to('db')] }] }, { name: 'b' })],
    good: [gw([https({ tls: { mode: 'PASSTHROUGH' } }, 'a.example.com')]), gw([https({ tls: { mode: 'PASSTHROUGH' } }, 'b.example.com')], { name: 'gw2' }), sni('a', 'a.example.com'), vs({ hosts: ['b.example.com'], gateways: ['istio-system/gw2'], tls: [{ match: [{ sniHosts: ['b.example.com'] }], route: [to('db')] }] }, { name: 'b' })],
  },
  { // connections are reused for one port only
    code: 'MESH306',
    bad: [gw([https({}, 'a.example.com')]), gw([https({}, 'b.example.com')], { name: 'gw2' }), edge({ hosts: ['a.example.com'], http: [{ route: [to()] }] }), edge({ hosts: ['b.example.com'], gateways: ['istio-system/gw2'], http: [{ route: [to()] }] }, { name: 'b' })],
    good: [certificate('cert', 'istio-system'), gw([https({}, 'a.example.com')]), gw([https({ port: { number: 8443, name: 'https', protocol: 'HTTPS' } }, 'b.example.com')], { name: 'gw2' }), edge({ hosts: ['a.example.com'], http: [{ route: [to()] }] }), edge({ hosts: ['b.example.com'], gateways: ['istio-system/gw2'], http: [{ route: [to()] }] }, { name: 'b' })],
  },
  {
    code: 'MESH307',
    bad: [gw([https({ tls: { mode: 'PASSTHROUGH' } })]), edge({ http: [{ route: [to()] }] })],
    good: [gw([https({ tls: { mode: 'PASSTHROUGH' } })]), edge({ tls: [{ match: [{ sniHosts: ['shop.example.com'] }], route: [to()] }] })],
  },
  {
    code: 'MESH308',
    bad: [gw([https({ tls: { mode: 'SIMPLE', serverCertificate: '/a', privateKey: '/b' } })]), edge({ tls: [{ match: [{ sniHosts: ['shop.example.com'] }], route: [to()] }] })],
    good: [gw([https({ tls: { mode: 'SIMPLE', serverCertificate: '/a', privateKey: '/b' } })]), edge({ http: [{ route: [to()] }] })],
  },
  {
    code: 'MESH309',
    bad: [gw([https({ tls: { mode: 'PASSTHROUGH' } })]), gw([{ port: { number: 443, name: 'http', protocol: 'HTTP' }, hosts: ['b.example.com'] }], { name: 'gw2' })],
    good: [gw([https({ tls: { mode: 'PASSTHROUGH' } })]), gw([{ ...HTTP80, hosts: ['b.example.com'] }], { name: 'gw2' }), sni('x', 'shop.example.com')],
  },
];
