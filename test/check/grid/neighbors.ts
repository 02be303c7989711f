import type { Case } from './case';
import { edge, gw, HTTP80, make, raw, service } from './objects';

type Json = Record<string, any>;

const of = (apiVersion: string, kind: string, name: string, spec: Json, where = 'shop'): Json => raw(apiVersion, kind, { name, namespace: where }, { spec });
const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'web:1', ports: [{ containerPort: 8080 }] }] } };
const rollout = (canary: Json): Json => of('argoproj.io/v1alpha1', 'Rollout', 'web', { selector: { matchLabels: { app: 'web' } }, template: POD, strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }], ...canary } } });
const blueGreen = (services: Json): Json => of('argoproj.io/v1alpha1', 'Rollout', 'web', { selector: { matchLabels: { app: 'web' } }, template: POD, strategy: { blueGreen: services } });
const web = (name: string, selector: Json = { app: 'web' }) => service(name, [{ name: 'http', port: 80, targetPort: 8080 }], {}, { selector });
const SERVICES = [web('web-stable'), web('web-canary')];
const named = (routing: Json): Json => rollout({ canaryService: 'web-canary', stableService: 'web-stable', trafficRouting: { istio: routing } });
const routes = (...http: Json[]) => [make('VirtualService', { hosts: ['web.example.com'], gateways: ['istio-system/gw'], http }, { name: 'web' }), gw([{ ...HTTP80, hosts: ['web.example.com'] }])];
const split = (name: string, stable = 'web-stable', canary = 'web-canary'): Json => ({ name, route: [{ destination: { host: stable }, weight: 100 }, { destination: { host: canary }, weight: 0 }] });
const ADMIN = { match: [{ uri: { prefix: '/admin' } }], ...split('admin') };
const subsets = (...names: string[]) => make('DestinationRule', { host: 'web', subsets: names.map((name) => ({ name, labels: { app: 'web' } })) }, { name: 'web' });
const bySubset = (stable: string, canary: string): Json => ({ name: 'main', route: [{ destination: { host: 'web', subset: stable }, weight: 100 }, { destination: { host: 'web', subset: canary }, weight: 0 }] });
const shifted = rollout({ trafficRouting: { istio: { virtualService: { name: 'web', routes: ['main'] }, destinationRule: { name: 'web', stableSubsetName: 'stable', canarySubsetName: 'canary' } } } });

const deployment = (labels: Json) => make('Deployment', { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: POD.spec } }, { name: 'web' });
const canary = (serving: Json, more: Json = {}) => of('flagger.app/v1beta1', 'Canary', 'web', {
  targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, service: { port: 80, targetPort: 8080, ...serving }, analysis: { interval: '1m', threshold: 5, stepWeight: 10 }, ...more,
});
const WEB = deployment({ app: 'web' });

const policy = (name: string, where = 'shop') => of('gateway.envoyproxy.io/v1alpha1', 'BackendTrafficPolicy', 'retries', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name }], retry: { numRetries: 2 } }, where);
const ROUTE = of('gateway.networking.k8s.io/v1', 'HTTPRoute', 'reviews', { parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }] });
const LINKERD = 'policy.linkerd.io';
const SERVER = of(`${LINKERD}/v1beta3`, 'Server', 'reviews-http', { podSelector: { matchLabels: { app: 'reviews' } }, port: 8080 });
const meshTls = (name: string) => of(`${LINKERD}/v1alpha1`, 'MeshTLSAuthentication', name, { identities: ['*'] });
const allowing = (server: string, authentication: string) => of(`${LINKERD}/v1alpha1`, 'AuthorizationPolicy', 'web', {
  targetRef: { group: LINKERD, kind: 'Server', name: server }, requiredAuthenticationRefs: [{ group: LINKERD, kind: 'MeshTLSAuthentication', name: authentication }, { kind: 'ServiceAccount', name: 'anybody' }],
});
const model = (name: string) => of('serving.kserve.io/v1beta1', 'InferenceService', name, { predictor: { model: { modelFormat: { name: 'sklearn' }, storageUri: 'gs://m' } } });
const graph = (name: string) => of('serving.kserve.io/v1alpha1', 'InferenceGraph', 'graph', { nodes: { root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }, { serviceName: name }, { nodeName: 'next' }] }, next: { routerType: 'Sequence', steps: [{ serviceUrl: 'http://iris.example.com' }] } } });
const knative = of('serving.knative.dev/v1', 'Service', 'hello', { template: { spec: { containers: [{ image: 'hello:1' }] } } });
const domain = (name: string) => of('serving.knative.dev/v1beta1', 'DomainMapping', 'hello.example.com', { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name } });
const knativeRoute = (name: string) => of('serving.knative.dev/v1', 'Route', 'web', { traffic: [{ configurationName: name, percent: 100 }] });

export const NEIGHBORS: readonly Case[] = [
  { code: 'MESH690', bad: [web('web-stable'), rollout({ canaryService: 'web-canary', stableService: 'web-stable' })], good: [...SERVICES, rollout({ canaryService: 'web-canary', stableService: 'web-stable' })] },
  { code: 'MESH690', bad: [web('web'), blueGreen({ activeService: 'web', previewService: 'web-next' })], good: [web('web'), web('web-next'), blueGreen({ activeService: 'web', previewService: 'web-next' })] },
  {
    code: 'MESH690',
    bad: [web('web'), web('web-next', { app: 'web', track: 'next' }), blueGreen({ activeService: 'web', previewService: 'web-next' })],
    good: [web('web'), web('web-next'), blueGreen({ activeService: 'web', previewService: 'web-next' })],
  },
  { code: 'MESH691', bad: [...SERVICES, named({ virtualService: { name: 'web', routes: ['main'] } })], good: [...SERVICES, ...routes(split('main')), named({ virtualService: { name: 'web', routes: ['main'] } })] },
  { code: 'MESH691', bad: [...SERVICES, ...routes(split('primary')), named({ virtualService: { name: 'web', routes: ['main'] } })], good: [...SERVICES, ...routes(split('primary')), named({ virtualService: { name: 'web.shop' } })] },
  { code: 'MESH691', bad: [...SERVICES, ...routes(ADMIN, split('main')), named({ virtualService: { name: 'web' } })], good: [...SERVICES, ...routes(ADMIN, split('main')), named({ virtualServices: [{ name: 'web', routes: ['main', 'admin'] }] })] },
  {
    code: 'MESH691',
    bad: [...SERVICES, ...routes(split('main', 'web-stable', 'reviews')), named({ virtualService: { name: 'web', routes: ['main'] } })],
    good: [...SERVICES, ...routes(split('main', 'web-stable.shop.svc.cluster.local')), named({ virtualService: { name: 'web', routes: ['main'] } })],
  },
  {
    code: 'MESH691',
    bad: [web('web'), ...routes(bySubset('stable', 'stable')), subsets('stable', 'canary'), shifted],
    good: [web('web'), ...routes(bySubset('stable', 'canary')), subsets('stable', 'canary'), shifted],
  },
  { code: 'MESH692', bad: [deployment({ tier: 'web' }), canary({})], good: [WEB, canary({})] },
  { code: 'MESH692', bad: [canary({})], good: [WEB, canary({})], severity: ['error'] },
  {
    code: 'MESH693',
    bad: [WEB, canary({ gateways: ['istio-system/gw'], hosts: ['shop.example.com'] }), gw([HTTP80]), edge({ http: [{ route: [{ destination: { host: 'web' } }] }] }, { name: 'web' })],
    good: [WEB, canary({ gateways: ['istio-system/gw'], hosts: ['shop.example.com'] }), gw([HTTP80])],
  },
  {
    code: 'MESH693',
    bad: [WEB, canary({ name: 'front' }, { provider: 'istio' }), gw([HTTP80]), edge({ http: [{ route: [{ destination: { host: 'front' } }] }] }, { name: 'front' })],
    good: [WEB, canary({ name: 'front' }, { provider: 'kubernetes' }), gw([HTTP80]), edge({ http: [{ route: [{ destination: { host: 'front' } }] }] }, { name: 'front' })],
  },
  { code: 'MESH694', bad: [ROUTE, policy('review')], good: [ROUTE, policy('reviews')] },
  { code: 'MESH694', bad: [ROUTE, policy('reviews', 'other')], good: [ROUTE, policy('reviews')] },
  { code: 'MESH694', bad: [SERVER, meshTls('anybody'), allowing('reviews', 'somebody')], good: [SERVER, meshTls('anybody'), allowing('reviews-http', 'anybody')], severity: ['error', 'error'] },
  { code: 'MESH694', bad: [model('iris'), graph('explain')], good: [model('iris'), model('explain'), graph('explain')] },
  { code: 'MESH694', bad: [knative, domain('hallo')], good: [knative, domain('hello')] },
  { code: 'MESH694', bad: [knative, knativeRoute('web')], good: [knative, knativeRoute('hello')] },
];
