import type { Case } from './case';
import { deployment, dr, edge, gw, http, HTTP80, make, raw, se, to, vs } from './objects';

type Json = Record<string, any>;

const route = [to()];
const CORS = { allowOrigins: [{ exact: 'https://www.example.com' }], allowMethods: ['POST'], allowHeaders: ['content-type'] };
const SUBSETS = { subsets: [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2', labels: { version: 'v2' } }] };
const HASH = { loadBalancer: { consistentHash: { httpCookie: { name: 'basket', ttl: '300s' } } } };
const split = (a: number, b: number) => http({ route: [{ ...to('reviews', 'v1'), weight: a }, { ...to('reviews', 'v2'), weight: b }] });
const byCookie = http({ match: [{ headers: { cookie: { regex: '(.*; )?track=beta(;.*)?' } } }], route: [to('reviews', 'v2')] }, { route: [to('reviews', 'v1')] });
const kubeRoute = (kind: string, rules: Json[]) => raw('gateway.networking.k8s.io/v1', kind, { name: 'r', namespace: 'shop' }, {
  spec: { parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }], rules: rules.map((r) => ({ ...r, backendRefs: [{ name: 'reviews', port: 9080 }] })) },
});
const UPGRADE = { world: { meshConfig: { h2UpgradePolicy: 'UPGRADE' } } };
const PLAIN = [{ number: 80, name: 'http', protocol: 'HTTP' }];
const pool = (settings: Json) => dr({ host: 'api.ext.com', trafficPolicy: { connectionPool: { http: settings } } });
const ingress = (path: string, pathType?: string, meta: Json = {}) => raw('networking.k8s.io/v1', 'Ingress', { name: 'i', namespace: 'shop', ...meta }, {
  spec: { ...(meta.annotations ? {} : { ingressClassName: 'istio' }), rules: [{ host: 'shop.example.com', http: { paths: [{ path, pathType, backend: { service: { name: 'reviews', port: { number: 9080 } } } }] } }] },
});
const CLAIM = { headers: { 'x-canary': { exact: '1' } } };

const AT_GATEWAY = { selector: { matchLabels: { istio: 'ingressgateway' } } };
const ROOT = { namespace: 'istio-system' };
const jwt = (more: Json = {}, selector: Json = AT_GATEWAY, meta: Json = ROOT, issuer = 'https://login.example.com') => make('RequestAuthentication', { ...selector, jwtRules: [{ issuer, jwksUri: `${issuer}/keys`, ...more }] }, meta);
const REVIEWS = { selector: { matchLabels: { app: 'reviews' } } };
const demand = (selector: Json, meta: Json, ...more: Json[]) => make('AuthorizationPolicy', { ...selector, action: 'ALLOW', rules: [{ from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }] }, ...more] }, { name: 'login', ...meta });
const OPTIONS = { to: [{ operation: { methods: ['OPTIONS'] } }] };
const CORS_EDGE = edge({ http: [{ corsPolicy: CORS, route }] });
const denyWithout = (operation?: Json) => make('AuthorizationPolicy', { ...AT_GATEWAY, action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }], ...(operation ? { to: [{ operation }] } : {}) }] }, { name: 'login', ...ROOT });
const mtls = (path: string, more: Json = {}) => dr({ host: 'api.ext.com', ...more, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'MUTUAL', clientCertificate: `${path}/tls.crt`, privateKey: `${path}/tls.key`, caCertificates: `${path}/ca.crt`, sni: 'api.ext.com' } }] } });
const PARTNER = se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] });
const mounting = (mountPath: string) => deployment({ app: 'partner' }, { name: 'partner' }, {
  metadata: {
    labels: { app: 'partner' },
    annotations: {
      'sidecar.istio.io/userVolume': '[{"name":"partner","secret":{"secretName":"partner"}}]', 'sidecar.istio.io/userVolumeMount': `[{"name":"partner","mountPath":"${mountPath}","readOnly":true}]`,
    },
  },
});
const FOR_PARTNER = { workloadSelector: { matchLabels: { app: 'partner' } } };

export const MISROUTED: Case[] = [
  { code: 'MESH319', bad: [gw([HTTP80]), edge({ http: [{ route }] }), jwt(), demand(AT_GATEWAY, ROOT), jwt({}, REVIEWS, {}), demand(REVIEWS, {})], good: [gw([HTTP80]), edge({ http: [{ route }] }), jwt({ forwardOriginalToken: true }), demand(AT_GATEWAY, ROOT), jwt({}, REVIEWS, {}), demand(REVIEWS, {})] },
  // another issuer, another header, and a workload that takes requests without a token
  {
    code: 'MESH319',
    bad: [gw([HTTP80]), edge({ http: [{ route }] }), jwt({ fromHeaders: [{ name: 'x-token' }] }), demand(AT_GATEWAY, ROOT), jwt({ fromHeaders: [{ name: 'x-token' }] }, REVIEWS, {}), make('AuthorizationPolicy', { ...REVIEWS, action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }] }, { name: 'tokens' })],
    good: [gw([HTTP80]), edge({ http: [{ route }] }), jwt(), demand(AT_GATEWAY, ROOT), jwt({ fromHeaders: [{ name: 'x-token' }] }, REVIEWS, { name: 'y' }), jwt({}, REVIEWS, {}, 'https://other.example.com'), make('AuthorizationPolicy', { ...REVIEWS, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }, { to: [{ operation: { ports: ['8080'] } }] }] }, { name: 'tokens' })],
  },

  { code: 'MESH320', bad: [gw([HTTP80]), CORS_EDGE, jwt(), demand(AT_GATEWAY, ROOT)], good: [gw([HTTP80]), CORS_EDGE, jwt(), demand(AT_GATEWAY, ROOT, OPTIONS)] },
  { code: 'MESH320', bad: [gw([HTTP80]), CORS_EDGE, jwt(), denyWithout()], good: [gw([HTTP80]), CORS_EDGE, jwt(), denyWithout({ notMethods: ['OPTIONS'] })] },
  { code: 'MESH320', bad: [gw([HTTP80]), CORS_EDGE, make('AuthorizationPolicy', { ...AT_GATEWAY, rules: [{ to: [{ operation: { methods: ['GET', 'POST'], hosts: ['shop.example.com'] } }] }, { to: [{ operation: { methods: ['OPTIONS'], hosts: ['shop.example.org'] } }] }] }, ROOT)], good: [gw([HTTP80]), CORS_EDGE, make('AuthorizationPolicy', { ...AT_GATEWAY, rules: [{ to: [{ operation: { methods: ['GET', 'POST'], hosts: ['shop.example.com*'] } }] }, { to: [{ operation: { methods: ['OPTIONS'], hosts: ['shop.example.com*'] } }] }] }, ROOT)] },
  // of another path the policy says nothing that matters here
  { code: 'MESH320', bad: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/api/' } }], corsPolicy: CORS, route }] }), jwt(), denyWithout({ paths: ['/api/*'] })], good: [gw([HTTP80]), edge({ http: [{ match: [{ uri: { prefix: '/api/' } }], corsPolicy: CORS, route }] }), jwt(), denyWithout({ paths: ['/admin/*'] })] },

  { code: 'MESH321', bad: [PARTNER, mtls('/etc/partner')], good: [PARTNER, mounting('/etc/partner'), mtls('/etc/partner', FOR_PARTNER)] },
  { code: 'MESH321', bad: [PARTNER, mounting('/etc/part'), mtls('/etc/partner', FOR_PARTNER)], good: [PARTNER, mounting('/etc'), mtls('/etc/partner', FOR_PARTNER)] },
  // one client of several has the files
  { code: 'MESH321', bad: [PARTNER, mounting('/etc/partner'), mtls('/etc/partner')], good: [PARTNER, mounting('/etc/partner'), mtls('/etc/partner', FOR_PARTNER)] },

  { code: 'MESH310', bad: [http({ match: [{ uri: { prefix: '/api' } }, CLAIM], route })], good: [http({ match: [{ uri: { prefix: '/api' }, ...CLAIM }], route })] },
  { code: 'MESH310', bad: [http({ match: [{ method: { exact: 'POST' } }, { uri: { exact: '/a' } }, { uri: { exact: '/b' } }], route })], good: [http({ match: [{ uri: { exact: '/a' } }, { uri: { exact: '/b' } }], route })] },
  // either kind of mark is enough for the canary, and the places differ
  {
    code: 'MESH310',
    bad: [http({ match: [{ port: 9080, uri: { prefix: '/api' } }, { port: 9080, queryParams: { canary: { exact: '1' } } }], route })],
    good: [http({ match: [CLAIM, { queryParams: { canary: { exact: '1' } } }], route }), edge({ gateways: ['mesh', 'istio-system/gw'], http: [{ match: [{ gateways: ['mesh'], uri: { prefix: '/a' } }, { gateways: ['istio-system/gw'], ...CLAIM }], route }] }, { name: 'y' }), gw([HTTP80])],
  },
  { code: 'MESH310', bad: [kubeRoute('HTTPRoute', [{ matches: [{ path: { value: '/api' } }, { headers: [{ name: 'x-canary', value: '1' }] }] }])], good: [kubeRoute('HTTPRoute', [{ matches: [{ path: { value: '/api' }, headers: [{ name: 'x-canary', value: '1' }] }] }])] },

  { code: 'MESH311', bad: [http({ match: [{ uri: { prefix: '/api/' }, method: { exact: 'POST' } }], corsPolicy: CORS, route })], good: [http({ match: [{ uri: { prefix: '/api/' }, method: { regex: 'POST|OPTIONS' } }], corsPolicy: CORS, route })] },
  {
    code: 'MESH311', // another rule for OPTIONS, but of another path, or without the policy
    bad: [http({ match: [{ uri: { prefix: '/api/' }, method: { regex: '^(POST|PUT)$' } }], corsPolicy: CORS, route }, { match: [{ uri: { prefix: '/other/' } }], corsPolicy: CORS, route }, { route })],
    good: [http({ match: [{ uri: { prefix: '/api/' }, method: { regex: '^(POST|PUT)$' } }], corsPolicy: CORS, route }, { match: [{ uri: { prefix: '/ap' } }], corsPolicy: CORS, route }, { route })],
  },
  {
    code: 'MESH311',
    bad: [http({ match: [{ headers: { authorization: { prefix: 'Bearer ' } } }], corsPolicy: CORS, route })],
    good: [http({ match: [{ headers: { authorization: { prefix: 'Bearer ' } } }], corsPolicy: CORS, route }, { match: [{ method: { exact: 'OPTIONS' } }], corsPolicy: CORS, route })],
  },
  { code: 'MESH311', bad: [http({ match: [{ headers: { 'x-tenant': { exact: 'a' } } }], corsPolicy: CORS, route })], good: [http({ match: [{ headers: { origin: { exact: 'https://www.example.com' } } }], corsPolicy: CORS, route })] },

  {
    code: 'MESH312',
    bad: [http({ match: [{ uri: { regex: '/v[0-9]+/orders/.*' } }], rewrite: { uri: '/orders' }, route })],
    good: [http({ match: [{ uri: { regex: '/v[0-9]+/orders/.*' } }], rewrite: { uriRegexRewrite: { match: '^/v[0-9]+/orders/(.*)$', rewrite: '/orders/\\1' } }, route })],
  },
  // one file for all pages, and an expression for two paths
  {
    code: 'MESH312',
    bad: [http({ match: [{ uri: { prefix: '/x/' } }, { uri: { regex: '^/y/.+' } }], rewrite: { uri: '/z/' }, route })],
    good: [http({ match: [{ uri: { regex: '^/[^.]*$' } }], rewrite: { uri: '/index.html' }, route }, { match: [{ uri: { regex: '/(old|older)' } }], rewrite: { uri: '/new' }, route })],
  },

  { code: 'MESH313', bad: [vs({ hosts: ['reviews'], gateways: ['mesh'], http: [{ match: [{ gateways: ['mesh'], sourceLabels: { app: 'db' } }], route }, { route }] })], good: [vs({ hosts: ['reviews'], gateways: ['mesh'], http: [{ match: [{ sourceLabels: { app: 'db' } }], route }, { route }] })] },
  {
    code: 'MESH313', // TCP matches compare both
    bad: [vs({ hosts: ['reviews'], http: [{ match: [{ uri: { prefix: '/a' } }, { gateways: ['mesh'], sourceNamespace: 'other', uri: { prefix: '/b' } }], route }, { route }] })],
    good: [vs({ hosts: ['db'], tcp: [{ match: [{ gateways: ['mesh'], sourceLabels: { app: 'reviews' } }], route: [to('db')] }] })],
  },

  { code: 'MESH314', bad: [dr({ ...SUBSETS, trafficPolicy: HASH }), split(50, 50)], good: [dr({ ...SUBSETS, trafficPolicy: HASH }), byCookie] },
  {
    code: 'MESH314', // by the subsets' own settings, or a port's
    bad: [dr({ subsets: SUBSETS.subsets.map((s) => ({ ...s, trafficPolicy: { portLevelSettings: [{ port: { number: 9080 }, ...HASH }] } })) }), http({ route: [{ ...to('reviews', 'v1', 9080), weight: 1 }, { ...to('reviews', 'v2', 9080), weight: 2 }] })],
    good: [dr({ subsets: SUBSETS.subsets.map((s) => ({ ...s, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })), trafficPolicy: HASH }), split(50, 50)],
  },

  { ...UPGRADE, code: 'MESH315', bad: [se({ ports: PLAIN })], good: [se({ ports: PLAIN }), pool({ h2UpgradePolicy: 'DO_NOT_UPGRADE' })] },
  { ...UPGRADE, code: 'MESH315', bad: [se({ location: undefined, ports: PLAIN }), pool({ h2UpgradePolicy: 'DEFAULT' })], good: [se({ ports: PLAIN }), pool({ useClientProtocol: true }), se({ hosts: ['in.ext.com'], location: 'MESH_INTERNAL', ports: PLAIN }, { name: 'y' }), se({ hosts: ['tls.ext.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }, { name: 'z' })] },

  // what only the rule of the mesh has: a timeout, retries
  {
    code: 'MESH210',
    bad: [gw([HTTP80]), http({ timeout: '2s', retries: { attempts: 3, retryOn: 'connect-failure' }, route }), edge({ http: [{ route }] }, { name: 'y' })],
    good: [gw([HTTP80]), vs({ hosts: ['reviews', 'shop.example.com'], gateways: ['mesh', 'istio-system/gw'], http: [{ timeout: '2s', retries: { attempts: 3, retryOn: 'connect-failure' }, route }] })],
  },
  {
    code: 'MESH210',
    bad: [gw([HTTP80]), http({ mirror: { host: 'reviews' }, fault: { abort: { httpStatus: 503, percentage: { value: 1 } } }, route }), edge({ http: [{ timeout: '1s', route }] }, { name: 'y' })],
    good: [gw([HTTP80]), http({ timeout: '3s', route }), edge({ http: [{ timeout: '1s', route }] }, { name: 'y' })],
  },

  // the prefix of a rule that has none
  { code: 'MESH221', bad: [http({ rewrite: { uri: '/shop' }, route })], good: [http({ rewrite: { uri: '/shop/' }, route })] },
  { code: 'MESH221', bad: [http({ match: [{ ...CLAIM }], rewrite: { uri: '/shop' }, route })], good: [http({ match: [{ ...CLAIM, uri: { exact: '/' } }], rewrite: { uri: '/shop' }, route })] },

  { code: 'MESH220', bad: [ingress('/api/*', 'Prefix')], good: [ingress('/api', 'Prefix')] },
  { code: 'MESH220', bad: [ingress('/*/api', 'ImplementationSpecific')], good: [ingress('/api/*', 'ImplementationSpecific'), ingress('/api.*', 'ImplementationSpecific', { name: 'j' })] },
  { code: 'MESH220', bad: [ingress('/*', 'Exact', { annotations: { 'kubernetes.io/ingress.class': 'istio' } })], good: [ingress('/*', 'Prefix', { annotations: { 'kubernetes.io/ingress.class': 'nginx' } })] },

  // a first try and two retries of a second in two: the last has no time
  { code: 'MESH224', bad: [http({ timeout: '2s', retries: { attempts: 2, perTryTimeout: '1s' }, route })], good: [http({ timeout: '3s', retries: { attempts: 2, perTryTimeout: '1s' }, route })] },
];
