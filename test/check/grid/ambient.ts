import type { Case } from './case';
import { dr, make, namespace, pod, raw, service, vs } from './objects';

const MESH = { 'istio.io/dataplane-mode': 'ambient' };
const USE = { 'istio.io/use-waypoint': 'wp' };
const waypoint = raw('gateway.networking.k8s.io/v1', 'Gateway', { name: 'wp', namespace: 'amb' }, {
  spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
});
const far = (labels: Record<string, string>, allowedRoutes?: object) => raw('gateway.networking.k8s.io/v1', 'Gateway', { name: 'wp', namespace: 'far', labels }, {
  spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes }] },
});
const FAR = { ...USE, 'istio.io/use-waypoint-namespace': 'far' };
const picked = (labels: Record<string, string>) => ({ namespaces: { from: 'Selector', selector: { matchLabels: labels } } });
const near = (labels: Record<string, string>) => raw('gateway.networking.k8s.io/v1', 'Gateway', { name: 'wp', namespace: 'amb', labels }, {
  spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
});
const byPods = (labels: Record<string, string>) => [namespace('amb', MESH), pod({ app: 'a', ...labels }, { name: 'a-0', namespace: 'amb' }, { containers: [{ name: 'app', image: 'app:1' }] })];
const app = (labels: Record<string, string> = {}) => [
  service('a', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'amb', labels }),
  pod({ app: 'a' }, { name: 'a-0', namespace: 'amb' }, { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] }] }),
];
const plain = [namespace('amb', MESH), ...app()];
const served = [namespace('amb', { ...MESH, ...USE }), waypoint, ...app()];
const rules = { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] };
const policy = (spec: object) => make('AuthorizationPolicy', { ...rules, ...spec }, { namespace: 'amb' });
const TARGET = { targetRefs: [{ kind: 'Service', group: '', name: 'a' }] };
const routes = (ns: string) => vs({ hosts: ['a.amb.svc.cluster.local'], http: [{ timeout: '1s', route: [{ destination: { host: 'a.amb.svc.cluster.local' } }] }] }, { namespace: ns });

export const AMBIENT: Case[] = [
  { code: 'MESH671', bare: true, bad: [...served, policy({ selector: { matchLabels: { app: 'a' } } })], good: [...served, policy(TARGET)] },
  {
    code: 'MESH671',
    bare: true,
    bad: [...served, make('RequestAuthentication', { selector: { matchLabels: { app: 'a' } }, jwtRules: [{ issuer: 'a', jwksUri: 'https://a.example.com/k' }] }, { namespace: 'amb' })],
    good: [...served, policy({ selector: { matchLabels: { app: 'a' } }, rules: [{ from: [{ source: { namespaces: ['amb'] } }] }] })],
  },
  { code: 'MESH672', bare: true, bad: [...plain, policy(TARGET)], good: [...served, policy(TARGET)] },
  { code: 'MESH673', bare: true, bad: [...plain, routes('amb')], good: [...served, routes('amb')] },
  {
    code: 'MESH673',
    bare: true,
    bad: [...plain, dr({ host: 'a', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { namespace: 'amb' })],
    good: [namespace('amb', MESH), waypoint, ...app(USE), dr({ host: 'a', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { namespace: 'amb' })],
  },
  { code: 'MESH674', bare: true, bad: [...served, namespace('client', MESH), routes('client')], good: [...served, namespace('client', MESH), routes('amb')] },
  { code: 'MESH675', bare: true, bad: [namespace('amb', { ...MESH, ...USE }), ...app()], good: served },
  {
    code: 'MESH676',
    bare: true,
    bad: [...plain, pod({ ...MESH, 'app': 'b', 'sidecar.istio.io/inject': 'true' }, { namespace: 'amb', name: 'b' })],
    good: [...plain, pod({ ...MESH, app: 'b' }, { namespace: 'amb', name: 'b' }, { containers: [{ name: 'app', image: 'app:1' }] })],
  },
  { code: 'MESH675', bare: true, bad: [...plain.slice(0, 1), ...app({ 'istio.io/use-waypoint': 'None' })], good: [...plain.slice(0, 1), ...app({ 'istio.io/use-waypoint': 'none' })] },
  { code: 'MESH679', bare: true, bad: [namespace('amb', { ...MESH, ...FAR }), far({}), ...app()], good: [namespace('amb', { ...MESH, ...FAR }), far({}, { namespaces: { from: 'All' } }), ...app()] },
  { code: 'MESH679', bare: true, bad: [...plain.slice(0, 1), ...app(FAR), far({}, picked({ team: 'a' }))], good: [namespace('amb', { ...MESH, team: 'a' }), ...app(FAR), far({}, picked({ team: 'a' }))] },
  { code: 'MESH680', bare: true, bad: [namespace('amb', MESH), ...app(USE), near({ 'istio.io/waypoint-for': 'workload' })], good: [namespace('amb', MESH), ...app(USE), near({ 'istio.io/waypoint-for': 'all' })] },
  { code: 'MESH680', bare: true, bad: [...byPods(USE), waypoint], good: [...byPods(USE), near({ 'istio.io/waypoint-for': 'workload' })] },
  { code: 'MESH680', bare: true, bad: [namespace('amb', { ...MESH, ...USE }), near({ 'istio.io/waypoint-for': 'none' }), ...app()], good: [namespace('amb', { ...MESH, ...USE }), near({ 'istio.io/waypoint-for': 'workload' }), ...byPods({}).slice(1)] },
  { code: 'MESH680', bare: true, bad: [near({ 'istio.io/waypoint-for': 'services' })], good: [near({ 'istio.io/waypoint-for': 'service' })] },
];
