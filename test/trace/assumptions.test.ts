import { NETWORKING, pod, routes, service } from './manifests';
import { Traffic } from '../../src';

const SECURITY = { apiVersion: 'security.istio.io/v1' };
const HTTP = [{ name: 'http', port: 80 }];
const of = (kind: string, name: string, namespace: string, spec: object, apiVersion = NETWORKING.apiVersion): any => ({ apiVersion, kind, metadata: { name, namespace }, spec });
const SHOP = [
  pod('shop', 'web', { app: 'web' }),
  pod('shop', 'api', { app: 'api' }),
  pod('shop', 'other', { app: 'other' }),
  service('shop', 'api', { app: 'api' }, HTTP),
  service('shop', 'other', { app: 'other' }, HTTP),
  pod('edge', 'in', { app: 'in' }, { 'inject.istio.io/templates': 'gateway' }),
  of('Gateway', 'in', 'edge', {
    selector: { app: 'in' },
    servers: [
      { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
      { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'MUTUAL', credentialName: 'in' } },
    ],
  }),
  routes('shop', 'in', ['shop.example'], ['edge/in'], [{ route: [{ destination: { host: 'api' } }] }]),
];
const assumed = (more: any[], request: { from?: string; url?: string } = {}) =>
  Traffic.ofManifests([...SHOP, ...more]).ask({ from: 'shop/web', url: 'http://api/', ...request }).assumptions;
const IN = { from: 'edge/in', url: 'http://shop.example/' };

test('no assumptions are listed if everything is compiled', () => {
  expect(assumed([])).toEqual([]);
  expect(assumed([], IN)).toEqual([]);
});

test.each([
  ['EnvoyFilter', 'the patches of this EnvoyFilter are not applied', NETWORKING.apiVersion],
  ['WasmPlugin', 'the effect of this plugin on requests is unknown', 'extensions.istio.io/v1alpha1'],
  ['TrafficExtension', 'the effect of this extension on requests is unknown', 'extensions.istio.io/v1alpha1'],
])('%s is listed for the caller, the workload and gateways that it applies to, and nowhere else', (kind, text, apiVersion) => {
  const selector = (app: string) => (kind === 'EnvoyFilter' ? { workloadSelector: { labels: { app } } } : { selector: { matchLabels: { app } } });
  const at = (app: string, namespace = 'shop') => assumed([of(kind, 'x', namespace, selector(app), apiVersion)]);
  expect([at('web'), at('api'), at('other'), at('web', 'edge')]).toEqual([[`${text} (${kind} shop/x)`], [`${text} (${kind} shop/x)`], [], []]);
  expect(at('api', 'istio-system')).toEqual([`${text} (${kind} istio-system/x)`]);
  expect(assumed([of(kind, 'x', 'edge', selector('in'), apiVersion)], IN)).toEqual([`${text} (${kind} edge/x)`]);
});

test('policies of the destination workload are listed, and those of others are not', () => {
  const policies = ['api', 'other'].map((app) => of('AuthorizationPolicy', app, 'shop', { selector: { matchLabels: { app } }, rules: [{}] }, SECURITY.apiVersion));
  expect(assumed(policies)).toEqual(['authorization is not evaluated (AuthorizationPolicy shop/api)']);
  expect(assumed([of('AuthorizationPolicy', 'mine', 'shop', { selector: { matchLabels: { app: 'web' } } }, SECURITY.apiVersion)])).toEqual([]);
  expect(assumed([of('RequestAuthentication', 'jwt', 'istio-system', {}, SECURITY.apiVersion)])).toEqual(['a token in the request is valid (RequestAuthentication istio-system/jwt)']);
  expect(assumed([of('AuthorizationPolicy', 'ask', 'shop', { action: 'CUSTOM', provider: { name: 'oauth' }, rules: [{}] }, SECURITY.apiVersion)])).toEqual([
    'authorization is not evaluated (AuthorizationPolicy shop/ask)', 'the provider of this policy allows the request and does not change it (AuthorizationPolicy shop/ask)',
  ]);
});

test('NetworkPolicies are listed if they select the caller for egress, or the destination for ingress', () => {
  const policy = (name: string, podSelector: object, rest: object = {}, namespace = 'shop') => of('NetworkPolicy', name, namespace, { podSelector, ...rest }, 'networking.k8s.io/v1');
  const api = { matchLabels: { app: 'api' } };
  const web = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'cart'] }] };
  const named = (...names: string[]) => names.map((n) => `the network lets the connection pass, since NetworkPolicies are not evaluated (NetworkPolicy ${n})`);
  expect(assumed([policy('api', api)])).toEqual(named('shop/api'));
  expect(assumed([policy('all', {}), policy('api', api, { policyTypes: ['Ingress'] })])).toEqual(named('shop/all, shop/api'));
  expect(assumed([policy('web', web, { egress: [] })])).toEqual(named('shop/web'));
  expect(assumed([policy('web', web, { policyTypes: ['Egress'] }), policy('api', api)])).toEqual(named('shop/web', 'shop/api'));
  // one for what the caller gets or the destination sends, and those of other pods and namespaces
  expect(assumed([policy('web', web), policy('api', api, { policyTypes: ['Egress'] }), policy('other', { matchLabels: { app: 'other' } }), policy('api', api, {}, 'edge')])).toEqual([]);
  expect(assumed([policy('in', {}, {}, 'edge'), policy('api', api)], IN)).toEqual(named('edge/in', 'shop/api'));
});

test('policies of a gateway are listed where requests arrive, and so are those of the workload behind it', () => {
  const policies = [of('AuthorizationPolicy', 'in', 'edge', {}, SECURITY.apiVersion), of('AuthorizationPolicy', 'api', 'shop', {}, SECURITY.apiVersion)];
  expect(assumed(policies, IN)).toEqual(['authorization is not evaluated (AuthorizationPolicy edge/in)', 'authorization is not evaluated (AuthorizationPolicy shop/api)']);
});

test('a BackendTLSPolicy is listed for its own Service', () => {
  const policy = (name: string) => of('BackendTLSPolicy', 'tls', 'shop', { targetRefs: [{ group: '', kind: 'Service', name }], validation: { hostname: 'api.example' } }, 'gateway.networking.k8s.io/v1');
  expect(assumed([policy('api')], IN)).toEqual(['the effect of this BackendTLSPolicy is not evaluated (BackendTLSPolicy shop/tls)']);
  expect(assumed([policy('other')], IN)).toEqual([]);
});

test('a client certificate, the PROXY protocol and trusted proxies are assumed at gateways', () => {
  expect(assumed([], { from: 'edge/in', url: 'https://shop.example/' })).toEqual(['the client presents a certificate that the server accepts (Gateway edge/in, /spec/servers/1/tls)']);
  const configured = (topology: string) => SHOP.map((m) => (m.metadata.name === 'in' && m.kind === 'Pod'
    ? pod('edge', 'in', { app: 'in' }, { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': `gatewayTopology: ${topology}` }) : m));
  const at = (topology: string) => Traffic.ofManifests(configured(topology)).ask(IN).assumptions;
  expect(at('{ proxyProtocol: {} }')).toEqual(['clients of this gateway send the PROXY protocol, as gatewayTopology.proxyProtocol requires (Pod edge/in)']);
  expect(at('{ numTrustedProxies: 2 }')).toEqual(['x-forwarded-proto, which the gateway trusts (numTrustedProxies: 2), matches the connection (Pod edge/in)']);
  expect(at('{ numTrustedProxies: 0 }')).toEqual([]);
});

test('a caller without a sidecar is assumed to have one, with a note if the files show that it has none', () => {
  const space = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
  expect(assumed([space({ 'istio-injection': 'enabled' })])).toEqual([]);
  expect(assumed([space({})])).toEqual(['shop/web is assumed to have a sidecar, although neither its labels nor those of its namespace enable injection (Pod shop/web)']);
});

test('ports that bypass the sidecar by an annotation are listed', () => {
  const name = 'traffic.sidecar.istio.io/excludeOutboundPorts';
  const manifests = SHOP.map((m) => (m.kind === 'Pod' && m.metadata.name === 'web' ? pod('shop', 'web', { app: 'web' }, { [name]: '3306,80' }) : m));
  expect(Traffic.ofManifests(manifests).ask({ from: 'shop/web', url: 'http://api/' }).assumptions).toEqual([`connections that bypass the sidecar (${name}: 3306,80) go where the client sends them (Pod shop/web)`]);
});

test('a service in a namespace that no file defines is unknown rather than missing', () => {
  const to = (host: string) => routes('shop', 'api', ['api'], [], [{ route: [{ destination: { host } }] }]);
  const outcome = (host: string) => Traffic.ofManifests([...SHOP, to(host)]).ask({ from: 'shop/web', url: 'http://api/' }).outcomes.map((o) => [o.kind, o.why]);
  expect(outcome('out.istio-system.svc.cluster.local')).toEqual([['unknown', 'the files contain no services of namespace istio-system']]);
  expect(outcome('missing')).toEqual([['noCluster', undefined]]);
  expect(outcome('missing.example')).toEqual([['noCluster', undefined]]);
});

test('Ingresses of Istio are named at the gateways that serve them', () => {
  const edge = [pod('edge', 'old', { istio: 'ingressgateway' }, { 'inject.istio.io/templates': 'gateway' }), pod('edge', 'new', { istio: 'egress' }, { 'inject.istio.io/templates': 'gateway' })];
  const ingress = (name: string, spec: object, annotations: object = {}): any => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations }, spec });
  const ingresses = [
    ingress('annotated', {}, { 'kubernetes.io/ingress.class': 'istio' }), ingress('classy', { ingressClassName: 'mesh' }), ingress('nginx', { ingressClassName: 'nginx' }), ingress('both', { ingressClassName: 'mesh' }, { 'kubernetes.io/ingress.class': 'nginx' }),
    ingress('assumed', { ingressClassName: 'istio' }), ingress('plain', {}),
    { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'mesh' }, spec: { controller: 'istio.io/ingress-controller' } },
  ];
  const named = (...names: string[]) => names.map((n) => `the listeners and routes of this Ingress are not evaluated (Ingress shop/${n})`);
  expect(assumed([...edge, ...ingresses], { from: 'edge/old', url: 'http://shop.example/' })).toEqual(named('annotated', 'classy', 'assumed'));
  expect(assumed([...edge, ...ingresses], { from: 'edge/new', url: 'http://shop.example/' })).toEqual([]);
  expect(assumed([...edge, ...ingresses])).toEqual([]);
});

test('a request to a wildcard host is traced with the assumption that its name resolves at run time', () => {
  const entry = of('ServiceEntry', 'any', 'shop', { hosts: ['*.dyn.example'], resolution: 'DYNAMIC_DNS', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'tls', protocol: 'TLS' }] });
  const traffic = Traffic.ofManifests([...SHOP, entry]);
  for (const url of ['http://x.dyn.example/', 'tls://y.dyn.example:443']) {
    const { outcome, assumptions } = traffic.ask({ from: 'shop/web', url });
    expect({ kind: outcome.kind, host: outcome.host }).toEqual({ kind: 'routed', host: '*.dyn.example' });
    expect(assumptions).toEqual(['the hosts of this ServiceEntry are resolved at run time: whether a name resolves is unknown (ServiceEntry shop/any)']);
  }
});
