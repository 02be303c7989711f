import { expectWellWorded } from './wording';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

type Json = Record<string, any>;
const object = (apiVersion: string, kind: string, at: string, more: Json = {}): Json => {
  const [namespace, name] = at.split('/');
  const { metadata, ...rest } = more;
  return { apiVersion, kind, metadata: { namespace, name, ...metadata }, ...rest };
};
const istio = (kind: string, at: string, spec: Json) => object('networking.istio.io/v1', kind, at, { spec });
const security = (at: string, spec: Json) => object('security.istio.io/v1', 'AuthorizationPolicy', at, { spec });
const gw = (kind: string, at: string, spec: Json) => object('gateway.networking.k8s.io/v1', kind, at, { spec });
const service = (at: string, spec: Json = {}) => object('v1', 'Service', at, { spec: { ports: [{ name: 'http', port: 80 }], ...spec } });
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const pod = (at: string, spec: Json = {}, labels: Json = {}) => object('v1', 'Pod', at, { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: 80 }] }], ...spec } });
const from = (source: Json) => security('shop/p', { rules: [{ from: [{ source }] }] });
const EDGE = gw('Gateway', 'edge/public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] });
const route = (parent: Json, backend: Json = { name: 'cart', port: 80 }) => gw('HTTPRoute', 'shop/r', { parentRefs: [parent], rules: [{ backendRefs: [backend] }] });
const NAMESPACES = ['shop', 'edge', 'payments', 'istio-system'].map(namespace);
const SERVICES = [service('shop/cart'), service('shop/store-next'), service('payments/ledger')];
const secret = (at: string) => object('v1', 'Secret', at, { type: 'kubernetes.io/tls', stringData: {} });
const map = (at: string, data: Json = {}) => object('v1', 'ConfigMap', at, { data });

/** The fixes of the findings with a code, in a complete world. */
function fixes(code: string, objects: readonly Json[], complete = true): readonly string[] {
  const found = checkManifests([...NAMESPACES, ...SERVICES, ...objects].map((o) => ({ object: o, origin: {} })), { complete }, { checks: CHECKS }).filter((f) => f.code === code);
  found.forEach(expectWellWorded);
  return found.map((f) => f.fix);
}

const rule = (host: string) => [istio('DestinationRule', 'shop/d', { host })];
const hosts = (host: string) => [istio('VirtualService', 'shop/v', { hosts: [host], http: [{ route: [{ destination: { host: 'cart' } }] }] })];
const delegate = (to: Json) => [istio('VirtualService', 'shop/root', { hosts: ['a.example.com'], gateways: ['gw'], http: [{ delegate: to }] }), istio('VirtualService', 'payments/ledger-routes', { http: [] }), istio('VirtualService', 'shop/cart-routes', { http: [] })];
const exported = (to: string) => [istio('DestinationRule', 'shop/d', { host: 'cart', exportTo: [to] })];
const group = (serviceAccount: string) => [istio('WorkloadGroup', 'shop/vms', { template: { serviceAccount } }), object('v1', 'ServiceAccount', 'shop/billing', {}), object('v1', 'ServiceAccount', 'payments/invoices', {})];
const source = (sourceNamespace: string) => [istio('VirtualService', 'shop/v', { hosts: ['cart'], http: [{ match: [{ sourceNamespace }], route: [{ destination: { host: 'cart' } }] }] })];
const credential = (credentialName: string) => [pod('edge/gateway', {}, { istio: 'edge' }), secret('edge/shop-tls'), istio('Gateway', 'edge/gw', { selector: { istio: 'edge' }, servers: [{ port: { number: 443, name: 'tls', protocol: 'HTTPS' }, hosts: ['a.example.com'], tls: { mode: 'SIMPLE', credentialName } }] })];
const custom = (name: string) => [
  map('istio-system/istio', { mesh: 'extensionProviders:\n- name: ext-authz\n  envoyExtAuthzGrpc: { service: cart.shop.svc.cluster.local, port: 80 }\n- name: ext-audit\n  envoyOtelAls: { service: cart.shop.svc.cluster.local, port: 80 }\n' }),
  security('shop/p', { action: 'CUSTOM', provider: { name }, rules: [{}] }),
];
const principal = (value: string) => [pod('shop/web', { serviceAccountName: 'web-front' }), pod('payments/ledger', { serviceAccountName: 'ledger' }), from({ principals: [value] })];
const operation = (host: string) => [security('shop/p', { rules: [{ to: [{ operation: { hosts: [host] } }] }] })];
const targetPort = (name: string) => [pod('shop/web', {}, { app: 'web' }), service('shop/web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: name }] })];
const sidecar = (host: string) => [istio('Sidecar', 'shop/default', { egress: [{ hosts: [host] }] })];
const waypoint = (name: string) => [EDGE, gw('Gateway', 'shop/waypoint', { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] }), object('v1', 'Service', 'shop/web', { metadata: { labels: { 'istio.io/use-waypoint': name } }, spec: { ports: [{ name: 'http', port: 80 }] } })];
const parameters = (name: string) => [map('edge/proxy-settings'), map('shop/other-settings'), gw('Gateway', 'edge/public', { ...EDGE.spec, infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name } } })];
const certificate = (name: string) => [secret('edge/shop-tls'), secret('payments/ledger-cert'), gw('Gateway', 'edge/public', { gatewayClassName: 'istio', listeners: [{ name: 'tls', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name }] } }] })];
const backendTls = (name: string, more: Json = {}) => [gw('BackendTLSPolicy', 'shop/b', { targetRefs: [{ group: '', kind: 'Service', name, ...more }], validation: { hostname: 'a.example.com', wellKnownCACertificates: 'System' } })];
const classOf = (gatewayClassName: string) => [gw('GatewayClass', '/edge-proxies', { controllerName: 'example.com/c' }), gw('Gateway', 'edge/public', { ...EDGE.spec, gatewayClassName })];
const grant = (ns: string) => [gw('ReferenceGrant', 'shop/g', { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: ns }], to: [{ group: '', kind: 'Service' }] })];

const subset = (name: string) => [
  istio('DestinationRule', 'shop/d', { host: 'cart', subsets: [{ name: 'stable', labels: { v: '1' } }, { name: 'canary', labels: { v: '2' } }] }),
  istio('VirtualService', 'shop/v', { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart', subset: name } }] }] }),
];
const bound = (gateway: string) => [
  ...['edge/gw-public', 'shop/gw-private'].map((at) => istio('Gateway', at, { selector: { a: 'b' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] })),
  istio('VirtualService', 'shop/v', { hosts: ['a.example.com'], gateways: [gateway], http: [{ route: [{ destination: { host: 'cart' } }] }] }),
];
const telemetry = (name: string, selector?: Json) => [
  map('istio-system/istio', { mesh: 'extensionProviders:\n- name: otel\n  opentelemetry: { service: cart.shop.svc.cluster.local, port: 80 }\n' }), pod('payments/ledger', {}, { app: 'ledger' }),
  object('telemetry.istio.io/v1', 'Telemetry', 'shop/t', { spec: { selector, tracing: [{ providers: [{ name }] }] } }),
];
const target = (kind: string, name: string, ofGroup = 'gateway.networking.k8s.io') => [EDGE, object('security.istio.io/v1', 'AuthorizationPolicy', 'edge/p', { spec: { targetRefs: [{ group: ofGroup, kind, name }], rules: [{}] } })];
const gkePolicy = (name: string) => [object('networking.gke.io/v1', 'HealthCheckPolicy', 'shop/p', { spec: { default: { config: { type: 'HTTP' } }, targetRef: { group: '', kind: 'Service', name } } })];

const LEDGER = 'ledger.payments.svc.cluster.local';
const CART = 'cart.shop.svc.cluster.local';
const NEXT = 'store-next.shop.svc.cluster.local';
const IN_PAYMENTS = 'Service ledger is in namespace payments';
const HAS_NEXT = 'namespace shop has Service store-next';
const PAYMENTS = 'use payments, if that is meant: namespace payments exists';

test.each<[string, readonly Json[], string]>([
  ['MESH204', subset('Canary'), 'use canary, if that is meant: subset canary exists'],
  ['MESH204', subset('canray'), 'use canary, if that is meant: subset canary exists'],
  ['MESH205', bound('edge/gw-pulbic'), 'use gw-public, if that is meant: namespace edge has Gateway gw-public'],
  ['MESH205', bound('shop/gw-privat'), 'use gw-private, if that is meant: namespace shop has Gateway gw-private'],
  ['MESH214', rule('store-nxt'), `use ${NEXT}, if that is meant: ${HAS_NEXT}`],
  ['MESH214', rule('Store-Next'), `use ${NEXT}, if that is meant: ${HAS_NEXT}`],
  ['MESH214', rule('ledger'), `use ${LEDGER}, if that is meant: ${IN_PAYMENTS}`],
  ['MESH214', rule('ledger.payments'), `use ${LEDGER}, if that is meant: a name with a dot is not expanded`],
  ['MESH230', delegate({ name: 'cart-rutes' }), 'use cart-routes, if that is meant: namespace shop has VirtualService cart-routes'],
  ['MESH230', delegate({ name: 'ledger-routes' }), 'use ledger-routes in namespace payments, if that is meant: VirtualService ledger-routes is in namespace payments'],
  ['MESH239', exported('paymnts'), PAYMENTS],
  ['MESH250', hosts('store-nxt'), `use ${NEXT}, if that is meant: ${HAS_NEXT}`],
  ['MESH250', hosts('ledger'), `use ${LEDGER}, if that is meant: ${IN_PAYMENTS}`],
  ['MESH261', group('biling'), 'use billing, if that is meant: namespace shop has ServiceAccount billing'],
  ['MESH261', group('invoices'), 'define ServiceAccount invoices in shop, or use one that exists (ServiceAccount invoices is in namespace payments)'],
  ['MESH266', source('paymnts'), PAYMENTS],
  ['MESH303', credential('shop-tsl'), 'use shop-tls, if that is meant: namespace edge has Secret shop-tls'],
  ['MESH402', [from({ namespaces: ['paymnts'] })], PAYMENTS],
  ['MESH404', custom('ext-auth'), 'use ext-authz, if that is meant: provider ext-authz exists'],
  ['MESH404', custom('Ext-Authz'), 'use ext-authz, if that is meant: provider ext-authz exists'],
  ['MESH408', principal('cluster.local/ns/shop/sa/web-frnt'), 'use "cluster.local/ns/shop/sa/web-front", if that is meant: workloads of shop run as web-front'],
  ['MESH408', principal('cluster.local/ns/shop/sa/ledger'), 'use "cluster.local/ns/payments/sa/ledger", if that is meant: workloads of payments run as ledger'],
  ['MESH408', [pod('payments/ledger', { serviceAccountName: 'ledger' }), from({ serviceAccounts: ['ledger'] })], 'use "payments/ledger", if that is meant: workloads of payments run as ledger'],
  ['MESH408', [pod('payments/ledger', { serviceAccountName: 'ledger' }), from({ serviceAccounts: ['payments/leger'] })], 'use "payments/ledger", if that is meant: workloads of payments run as ledger'],
  ['MESH424', operation('store-nxt'), `use ${NEXT}, if that is meant: ${HAS_NEXT}`],
  ['MESH424', operation('ledger.shop.svc.cluster.local'), `use ${LEDGER}, if that is meant: ${IN_PAYMENTS}`],
  ['MESH520', targetPort('htp'), 'use http, if that is meant: port http exists'],
  ['MESH606', sidecar(`./${NEXT.replace('next', 'nxt')}`), `use shop/${NEXT}, if that is meant: ${HAS_NEXT}`],
  ['MESH606', sidecar(`./${LEDGER}`), `use payments/${LEDGER}, if that is meant: ${IN_PAYMENTS}`],
  ['MESH606', sidecar('./cart'), `use shop/${CART}, if that is meant: Service cart is in namespace shop`],
  ['MESH675', waypoint('waypont'), 'use waypoint, if that is meant: namespace shop has Gateway waypoint'],
  ['MESH675', waypoint('public'), 'use public in namespace edge, if that is meant: Gateway public is in namespace edge'],
  ['MESH266', source('shpo'), 'use shop, if that is meant: namespace shop exists'],
  ['MESH402', [from({ namespaces: ['dege'] })], 'use edge, if that is meant: namespace edge exists'],
  ['MESH441', target('Gateway', 'pulbic'), 'use public, if that is meant: namespace edge has Gateway public'],
  ['MESH441', target('Service', 'cart', ''), 'name a Service in namespace edge (Service cart is in namespace shop)'],
  ['MESH441', target('GatewayClass', 'istio-waypiont'), 'use istio-waypoint, if that is meant: GatewayClass istio-waypoint exists'],
  ['MESH651', telemetry('otel', { matchLabels: { app: 'ledger' } }), 'move the Telemetry to namespace payments, where the pods are'],
  ['MESH656', telemetry('oetl'), 'use otel, if that is meant: provider otel exists'],
  ['MESH744', gkePolicy('store-nxt'), `use store-next, if that is meant: ${HAS_NEXT}`],
  ['MESH744', gkePolicy('ledger'), `refer to a Service that exists in namespace shop (${IN_PAYMENTS})`],
  ['MESH801', [EDGE, route({ name: 'public', namespace: 'edge', sectionName: 'htpp' })], 'use http, if that is meant: listener http exists'],
  ['MESH801', [EDGE, route({ name: 'publik', namespace: 'edge' })], 'use public, if that is meant: namespace edge has Gateway public'],
  ['MESH801', [EDGE, route({ name: 'public' })], 'use public in namespace edge, if that is meant: Gateway public is in namespace edge'],
  ['MESH804', [EDGE, route({ name: 'public', namespace: 'edge' }, { name: 'store-nxt', port: 80 })], `use store-next, if that is meant: ${HAS_NEXT}`],
  ['MESH804', [EDGE, route({ name: 'public', namespace: 'edge' }, { name: 'ledger', port: 80 })], `use ledger in namespace payments, if that is meant: ${IN_PAYMENTS}`],
  ['MESH813', parameters('proxy-setings'), 'use proxy-settings, if that is meant: namespace edge has ConfigMap proxy-settings'],
  ['MESH813', parameters('other-settings'), 'refer to a ConfigMap in the Gateway\'s namespace (ConfigMap other-settings is in namespace shop)'],
  ['MESH814', certificate('shop-tsl'), 'use shop-tls, if that is meant: namespace edge has Secret shop-tls'],
  ['MESH814', certificate('ledger-cert'), 'use ledger-cert in namespace payments, if that is meant: Secret ledger-cert is in namespace payments'],
  ['MESH831', backendTls('store-nxt'), `use store-next, if that is meant: ${HAS_NEXT}`],
  ['MESH831', backendTls('cart', { sectionName: 'htp' }), 'use http, if that is meant: port http exists'],
  ['MESH831', backendTls('ledger'), `target a Service in the policy's namespace, and its port by name (${IN_PAYMENTS})`],
  ['MESH838', classOf('edge-proxys'), 'use edge-proxies, if that is meant: GatewayClass edge-proxies exists'],
  ['MESH838', classOf('Istio'), 'use istio, if that is meant: GatewayClass istio exists'],
  ['MESH839', grant('paymnts'), PAYMENTS],
])('%s names the near miss', (code, objects, fix) => expect(fixes(code, objects)).toEqual([fix]));

test('names that resemble nothing get the general fix', () => {
  expect(fixes('MESH214', rule('warehouse'))).toEqual(['use a Service or ServiceEntry that exists, with its full name (name.namespace.svc.cluster.local) if it is in another namespace']);
  expect(fixes('MESH204', subset('v2'))).toEqual([`add subset v2 to a DestinationRule for ${CART}, or route to one that is defined`]);
  expect(fixes('MESH230', delegate({ name: 'rot' }))).toEqual(['refer to an existing VirtualService without hosts, with its namespace']);
  expect(fixes('MESH404', custom('opa-sidecar'))).toEqual(['add opa-sidecar to extensionProviders of the mesh configuration, as envoyExtAuthzHttp or envoyExtAuthzGrpc']);
  expect(fixes('MESH839', grant('pay-meter'))).toEqual(['use the namespace of the objects that refer to something here']);
  expect(fixes('MESH839', grant('warehouse-eu'))).toEqual(['use the namespace of the objects that refer to something here']);
});
