import type { Case } from './case';
import { edge, gw, HTTP80, make, raw, service } from './objects';

type Json = Record<string, any>;

const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'web:1', ports: [{ containerPort: 8080 }] }] } };
const rollout = (strategy: Json): Json => raw('argoproj.io/v1alpha1', 'Rollout', { name: 'web', namespace: 'shop' }, { spec: { selector: { matchLabels: { app: 'web' } }, template: POD, strategy } });
const canary = (more: Json): Json => rollout({ canary: { canaryService: 'web-next', stableService: 'web', steps: [{ setWeight: 20 }, { pause: {} }], ...more } });
const SERVICES = ['web', 'web-next'].map((name) => service(name, [{ name: 'http', port: 80, targetPort: 8080 }], {}, { selector: { app: 'web' } }));
const ROUTES = [gw([HTTP80]), edge({ http: [{ name: 'main', route: [{ destination: { host: 'web' }, weight: 100 }, { destination: { host: 'web-next' }, weight: 0 }] }] }, { name: 'web' })];
const ISTIO = { trafficRouting: { istio: { virtualService: { name: 'web' } } } };
const UNSET = { canaryService: undefined, stableService: undefined };
const all = (...objects: Json[]): Json[] => [...SERVICES, ...objects];
const AT = '/spec/strategy/canary';

const DEPLOYMENT = make('Deployment', { selector: { matchLabels: { app: 'web' } }, template: POD }, { name: 'web' });
const flagger = (provider: string, serving: Json): Json => raw('flagger.app/v1beta1', 'Canary', { name: 'web', namespace: 'shop' }, {
  spec: { provider, targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, service: { port: 80, targetPort: 8080, ...serving }, analysis: { interval: '1m', threshold: 5, stepWeight: 10 } },
});
const GATEWAYS = { gatewayRefs: [{ name: 'gw', namespace: 'infra' }] };

export const RELEASES: readonly Case[] = [
  { code: 'MESH695', bad: all(canary({ canaryService: 'web' })), good: all(canary({})), pointers: [`${AT}/canaryService`] },
  { code: 'MESH695', bad: all(rollout({ blueGreen: { activeService: 'web', previewService: 'web' } })), good: all(rollout({ blueGreen: { activeService: 'web', previewService: 'web-next' } })), pointers: ['/spec/strategy/blueGreen/previewService'] },
  {
    code: 'MESH695',
    bad: all(canary({ ...UNSET, pingPong: { pingService: 'web', pongService: 'web' } })),
    good: all(canary({ ...UNSET, pingPong: { pingService: 'web', pongService: 'web-next' } })),
    pointers: [`${AT}/pingPong/pongService`],
  },
  { code: 'MESH696', bad: all(...ROUTES, canary({ ...ISTIO, ...UNSET })), good: all(...ROUTES, canary(ISTIO)), pointers: [AT] },
  { code: 'MESH696', bad: all(...ROUTES, canary({ ...ISTIO, canaryService: undefined })), good: all(canary(UNSET)), pointers: [AT] },
  { code: 'MESH696', bad: all(canary({ ...UNSET, trafficRouting: { nginx: { stableIngress: 'web' } } })), good: all(canary({ ...UNSET, trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'web' } } } })), pointers: [AT] },
  { code: 'MESH697', bad: all(canary({ steps: [{ pause: {} }, { setWeight: 200 }] })), good: all(canary({ steps: [{ setWeight: 0 }, { setWeight: 100 }] })), pointers: [`${AT}/steps/1/setWeight`] },
  {
    code: 'MESH697',
    bad: all(canary({ steps: [{ setWeight: -1 }], trafficRouting: { nginx: { stableIngress: 'web' } } })),
    good: all(canary({ steps: [{ setWeight: 500 }], trafficRouting: { maxTrafficWeight: 1000, nginx: { stableIngress: 'web' } } })),
    pointers: [`${AT}/steps/0/setWeight`],
  },
  { code: 'MESH698', bad: [DEPLOYMENT, flagger('gatewayapi:v1', {})], good: [DEPLOYMENT, flagger('gatewayapi:v1', GATEWAYS)], pointers: ['/spec/service'] },
  { code: 'MESH698', bad: [DEPLOYMENT, flagger('gatewayapi:v1beta1', { gatewayRefs: [] })], good: [DEPLOYMENT, flagger('kubernetes', {})], pointers: ['/spec/service'] },
];
