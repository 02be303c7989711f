import type { Case } from './case';
import { authz, certificate, deployment, dr, make, pod, raw, se } from './objects';

/** References to objects that don't exist. */
const GATEWAY = (name: string, namespace = 'shop') => raw('gateway.networking.k8s.io/v1', 'Gateway', { name, namespace }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }] } });
const routed = (name: string, namespace = 'shop') => raw('gateway.networking.k8s.io/v1', 'HTTPRoute', { name: `to-${name}`, namespace }, { spec: { parentRefs: [{ name }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080, namespace: 'shop' }] }] } });
const edges = [GATEWAY('public'), GATEWAY('private'), routed('public'), routed('private')];
const at = (name: string, kind = 'Gateway', group = 'gateway.networking.k8s.io') => ({ selector: undefined, targetRefs: [{ group, kind, name }] });
const blocked = { action: 'DENY', rules: [{ to: [{ operation: { ports: ['8080'] } }] }] };
const account = (name: string) => raw('v1', 'ServiceAccount', { name, namespace: 'shop' }, {});
const ACCOUNTS = [account('reviews'), account('web')];
const strict = make('PeerAuthentication', { mtls: { mode: 'STRICT' } });
const from = (source: object) => [strict, deployment({ app: 'web' }, { name: 'web' }, { spec: { serviceAccountName: 'web' } }), authz({ rules: [{ from: [{ source }] }] })];
const isolating = (podSelector: object) => raw('networking.k8s.io/v1', 'NetworkPolicy', { namespace: 'shop' }, { spec: { podSelector, policyTypes: ['Ingress'], ingress: [{}] } });
const ingress = (backend: object, ingressClassName = 'istio') => raw('networking.k8s.io/v1', 'Ingress', { namespace: 'shop' }, {
  spec: { ingressClassName, rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'reviews', port: { number: 9080 } } } }, { path: '/x', pathType: 'Prefix', backend: { service: backend } }] } }] },
});
const external = se({ ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }] });
const withCredential = (credentialName: string) =>
  [external, dr({ host: 'api.ext.com', trafficPolicy: { tls: { mode: 'SIMPLE', credentialName, sni: 'api.ext.com' } }, workloadSelector: { matchLabels: { app: 'reviews' } } })];
const REVIEWS_80 = { name: 'reviews', port: { number: 80 } };

export const ABSENT: Case[] = [
  { code: 'MESH441', bad: [...edges, authz({ ...at('publik'), ...blocked })], good: [...edges, authz({ ...at('public'), ...blocked })] },
  { code: 'MESH441', bad: [...edges, authz({ ...at('public'), ...blocked }, { namespace: 'other' })], good: [GATEWAY('public', 'other'), routed('public', 'other'), raw('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { namespace: 'shop' }, { spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'other' }], to: [{ group: '', kind: 'Service' }] } }), authz({ ...at('public'), ...blocked }, { namespace: 'other' })] },
  {
    code: 'MESH441', // each target of a list
    bad: [...edges, authz({ selector: undefined, targetRefs: ['private', 'secret', 'inner'].map((name) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name })), ...blocked })],
    good: [...edges, authz({ selector: undefined, targetRefs: ['private', 'public'].map((name) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name })), ...blocked })],
    severity: ['error', 'error'],
  },
  {
    code: 'MESH441',
    bad: [...edges, make('RequestAuthentication', { ...at('publik'), jwtRules: [{ issuer: 'a', jwks: '{"keys":[]}' }] }), make('Telemetry', { ...at('publik'), accessLogging: [{ providers: [{ name: 'envoy' }] }] })],
    good: [...edges, make('Telemetry', { ...at('public'), accessLogging: [{ providers: [{ name: 'envoy' }] }] })],
    severity: ['error', 'error'],
  },
  { code: 'MESH441', bad: [authz({ ...at('istio-waypoints', 'GatewayClass'), ...blocked }, { namespace: 'istio-system' })], good: [authz({ ...at('istio-waypoint', 'GatewayClass'), ...blocked }, { namespace: 'istio-system' })] },
  { code: 'MESH441', bad: [authz({ ...at('api', 'ServiceEntry', 'networking.istio.io'), ...blocked }), external], good: [authz({ ...at('x', 'ServiceEntry', 'networking.istio.io'), ...blocked }), external] },
  { code: 'MESH408', bad: from({ serviceAccounts: ['wed'] }), good: from({ serviceAccounts: ['web'] }) },
  { code: 'MESH408', bad: from({ serviceAccounts: ['web', 'other/web', 'shop/wev'] }), good: from({ serviceAccounts: ['web', 'shop/web', 'reviews'] }), severity: ['warning', 'warning'] },
  { code: 'MESH576', bad: [...ACCOUNTS, deployment({ app: 'web' }, { name: 'web' }, { spec: { serviceAccountName: 'wed' } })], good: [...ACCOUNTS, deployment({ app: 'web' }, { name: 'web' }, { spec: { serviceAccountName: 'web' } })] },
  {
    code: 'MESH576', // the only accounts are in other namespaces
    bad: [...ACCOUNTS, pod({ app: 'web' }, { name: 'web', namespace: 'other' }, { serviceAccountName: 'web' })],
    good: [...ACCOUNTS, pod({ app: 'web' }, { name: 'web' }, { serviceAccountName: 'web' })],
    severity: ['warning'],
  },
  { code: 'MESH442', bad: [isolating({ matchLabels: { app: 'rewiews' } })], good: [isolating({ matchLabels: { app: 'reviews' } })] },
  { code: 'MESH442', bad: [isolating({ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] })], good: [isolating({ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'db'] }] })] },
  { code: 'MESH322', bad: [ingress({ name: 'review', port: { number: 9080 } })], good: [ingress({ name: 'reviews', port: { name: 'http' } })] },
  { code: 'MESH322', bad: [ingress(REVIEWS_80)], good: [ingress({ name: 'reviews', port: { number: 9080 } })] },
  { code: 'MESH322', bad: [ingress({ name: 'reviews', port: { name: 'https' } }, 'nginx')], good: [ingress({ name: 'redirect', port: { name: 'use-annotation' } }, 'alb')], severity: ['warning'] },
  { code: 'MESH281', bad: withCredential('api'), good: [...withCredential('api'), certificate('api', 'shop')] },
  { code: 'MESH281', bad: [...withCredential('api'), certificate('api', 'other')], good: [...withCredential('api'), certificate('api', 'shop')] },
];
