import type { Case } from './case';
import { deployment, dr, make, namespace, pod, raw, se, service } from './objects';

const STRICT = make('PeerAuthentication', { mtls: { mode: 'STRICT' } }, { name: 'default', namespace: 'istio-system' });
const MUTUAL = { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } };
const DISABLE = { tls: { mode: 'DISABLE' } };
const BARE = { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] }] };
const legacy = (labels: Record<string, string>, spec: object = BARE) => [namespace('legacy', labels), service('old', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'legacy' }), pod({ app: 'old' }, { namespace: 'legacy' }, spec)];
const OLD = 'old.legacy.svc.cluster.local';

const T = 'traffic.sidecar.istio.io';
const cart = (annotations: Record<string, string>, more: object = {}) => [service('cart', [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'http-metrics', port: 9090, targetPort: 9090 }], {}, more), deployment({ app: 'cart' }, { name: 'cart' }, { metadata: { annotations } })];

const ra = (rule: object) => ({ ...make('RequestAuthentication', { selector: { matchLabels: { app: 'reviews' } }, jwtRules: [{ issuer: 'https://login.example.com', ...rule }] }), apiVersion: 'security.istio.io/v1' });
const requires = { ...make('AuthorizationPolicy', { selector: { matchLabels: { app: 'reviews' } }, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }), apiVersion: 'security.istio.io/v1' };
const issuer = [service('issuer', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'other' }), deployment({ app: 'issuer' }, { name: 'issuer', namespace: 'other' })];
const PLAIN = make('PeerAuthentication', { selector: { matchLabels: { app: 'issuer' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }, { name: 'issuer', namespace: 'other' });
const KEYS = 'http://issuer.other.svc.cluster.local/keys';

const entry = (more: object) => se({ hosts: ['reviews.internal'], location: undefined, resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 }], workloadSelector: { labels: { app: 'reviews' } }, ...more });
const VM = make('WorkloadEntry', { address: '10.1.1.1', labels: { app: 'vm' }, serviceAccount: 'default' }, { name: 'vm' });
const TO_VM = { workloadSelector: { labels: { app: 'vm' } } };

const PROBE = { httpGet: { path: '/ready', port: 'web' } };
const probed = (annotations: Record<string, string>, probes: object) => deployment({ app: 'probed' }, { name: 'probed' }, { metadata: { annotations }, spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'web', containerPort: 8080 }], ...probes }] } });

const ingress = (name: string, more: object = {}) => raw('networking.k8s.io/v1', 'Ingress', { name: 'front', namespace: 'shop' }, {
  spec: { ingressClassName: name, rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'reviews', port: { name: 'http' } } } }] } }], ...more },
});
const controller = (labels: Record<string, string>) => [
  namespace('ingress-nginx', labels), raw('networking.k8s.io/v1', 'IngressClass', { name: 'edge' }, { spec: { controller: 'k8s.io/ingress-nginx' } }),
  deployment({ app: 'nginx' }, { name: 'nginx', namespace: 'ingress-nginx' }, { metadata: { annotations: { [`${T}/includeInboundPorts`]: '' } }, spec: { containers: [{ name: 'controller', image: 'registry.k8s.io/ingress-nginx/controller:v1.12.0' }] } }),
];

export const MUTUAL_TLS: Case[] = [
  { code: 'MESH428', bad: [...legacy({}), dr({ host: OLD, ...MUTUAL }, { namespace: 'legacy' })], good: [...legacy({}), dr({ host: OLD, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { namespace: 'legacy' })] },
  { code: 'MESH428', bad: [...legacy({ 'istio-injection': 'enabled' }, { ...BARE, hostNetwork: true }), dr({ host: OLD, ...MUTUAL }, { namespace: 'legacy' })], good: [...legacy({ 'istio.io/dataplane-mode': 'ambient' }), dr({ host: OLD, ...MUTUAL }, { namespace: 'legacy' })] },
  { // a closer rule says what clients speak
    code: 'MESH428',
    bad: [...legacy({}), dr({ host: '*.local', ...MUTUAL }, { name: 'wide', namespace: 'istio-system' }), dr({ host: 'db', trafficPolicy: DISABLE }, { name: 'db' })],
    good: [...legacy({}), dr({ host: '*.local', ...MUTUAL }, { name: 'wide', namespace: 'istio-system' }), dr({ host: OLD, trafficPolicy: DISABLE }, { namespace: 'legacy' })],
  },
  { code: 'MESH429', bad: cart({ [`${T}/excludeInboundPorts`]: '8080' }), good: [...cart({ [`${T}/excludeInboundPorts`]: '8080' }), dr({ host: 'cart', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...DISABLE }] } }), STRICT] },
  { code: 'MESH429', bad: cart({ [`${T}/includeInboundPorts`]: '8081' }), good: cart({ [`${T}/includeInboundPorts`]: '8080' }) },
  { code: 'MESH429', bad: cart({ [`${T}/excludeInboundPorts`]: '8080' }), good: [...cart({ [`${T}/excludeInboundPorts`]: '9090,8081' })] },
  { code: 'MESH430', bad: [STRICT, ...issuer, ra({ jwksUri: KEYS }), requires], good: [STRICT, ...issuer, PLAIN, ra({ jwksUri: KEYS }), requires] },
  { code: 'MESH430', bad: [STRICT, ...issuer, ra({ jwksUri: 'http://issuer.other:80/keys' }), requires], good: [STRICT, ...issuer, ra({ jwksUri: 'https://issuer.example.com/keys' }), requires] },
  { code: 'MESH431', bad: [...issuer, ra({ jwksUri: 'http://issuer/keys' }), requires], good: [...issuer, ra({ jwksUri: KEYS }), requires] },
  { code: 'MESH431', bad: [...issuer, ra({ jwksUri: 'http://issuer.other.svc.cluster.local:8080/keys' }), requires], good: [...issuer, ra({ jwksUri: KEYS }), requires] },
  { code: 'MESH431', bad: [...issuer, ra({ jwksUri: 'http://isuer.other.svc/keys' }), requires], good: [...issuer, ra({ jwksUri: 'http://issuer.other.svc/keys' }), requires] },
  { code: 'MESH432', bad: [STRICT, entry({})], good: [STRICT, entry({ location: 'MESH_INTERNAL' })] },
  { code: 'MESH432', bad: [entry({ location: 'MESH_EXTERNAL' })], good: [entry({ location: 'MESH_EXTERNAL', workloadSelector: { labels: { app: 'plain' } } }), namespace('bare', {}), pod({ 'app': 'plain', 'sidecar.istio.io/inject': 'false' }, {}, BARE)], severity: ['warning'] },
  { code: 'MESH432', bad: [STRICT, VM, entry(TO_VM)], good: [STRICT, VM, entry({ ...TO_VM, location: 'MESH_INTERNAL' })] },
  { code: 'MESH432', bad: [VM, entry(TO_VM)], good: [VM, entry({ ...TO_VM, location: 'MESH_INTERNAL' })], severity: ['warning'] },
  { // a name as an endpoint
    code: 'MESH432',
    bad: [STRICT, entry({ resolution: 'DNS', workloadSelector: undefined, ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 9080 }], endpoints: [{ address: 'reviews.shop.svc.cluster.local' }] })],
    good: [STRICT, entry({ resolution: 'DNS', workloadSelector: undefined, endpoints: [{ address: 'reviews.example.com' }] })],
  },
  { code: 'MESH433', bad: [STRICT, probed({ 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' }, { readinessProbe: PROBE })], good: [STRICT, probed({}, { readinessProbe: PROBE })] },
  { code: 'MESH433', bad: [STRICT, probed({ 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' }, { livenessProbe: { grpc: { port: 8080 } } })], good: [STRICT, probed({ 'sidecar.istio.io/rewriteAppHTTPProbers': 'false', [`${T}/excludeInboundPorts`]: '8081' }, { livenessProbe: { httpGet: { path: '/', port: 8081 } } })] },
  { code: 'MESH434', bad: [STRICT, ...controller({}), ingress('edge')], good: [STRICT, ...controller({ 'istio-injection': 'enabled' }), ingress('edge')] },
  { code: 'MESH434', bad: [STRICT, ingress('gce')], good: [make('PeerAuthentication', { selector: { matchLabels: { app: 'reviews' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }), ingress('gce')] },
];
