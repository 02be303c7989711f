import type { Case } from './case';
import { certificate, pod, raw, se, service } from './objects';

const G = 'gateway.networking.k8s.io/v1';
const HTTP = { name: 'http', port: 80, protocol: 'HTTP' };
const gateway = (listeners: object[], more: object = {}) =>
  raw(G, 'Gateway', { name: 'kgw', namespace: 'shop' }, { spec: { gatewayClassName: 'istio', listeners, ...more } });
const tls = (more: object = {}) => ({ name: 'https', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'cert' }], ...more } });
const route = (spec: object = {}, kind = 'HTTPRoute', namespace = 'shop') =>
  raw(G, kind, { name: 'r', namespace }, { spec: { parentRefs: [{ name: 'kgw', namespace: 'shop' }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }], ...spec } });
const named = (name: string, rules: object[]) => raw(G, 'HTTPRoute', { name, namespace: 'shop' }, { spec: { parentRefs: [{ name: 'kgw' }], rules } });
const to = (ref: object) => [gateway([HTTP]), route({ rules: [{ backendRefs: [ref] }] })];
const grant = (from: string, kind: string) =>
  raw('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { namespace: 'other' }, { spec: { from: [{ group: 'gateway.networking.k8s.io', kind: from, namespace: 'shop' }], to: [{ group: '', kind }] } });
const pool = (name: string, more: object = {}) => raw('inference.networking.k8s.io/v1', 'InferencePool', { name: 'models', namespace: 'shop' }, {
  spec: { selector: { matchLabels: { app: 'reviews' } }, targetPorts: [{ number: 8080 }], endpointPickerRef: { name, port: { number: 9080 }, ...more } },
});
const POOL = { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'models' };
const backend = [service('far', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: 'other' }), pod({ app: 'far' }, { name: 'far', namespace: 'other' })];
const set = (listeners: object[], name = 'more') => raw(G, 'ListenerSet', { name, namespace: 'shop' }, { spec: { parentRef: { name: 'kgw' }, listeners } });
const policy = (spec: object = {}, meta: object = {}) => raw(G, 'BackendTLSPolicy', { name: 'p', namespace: 'shop', ...meta }, {
  spec: { targetRefs: [{ group: '', kind: 'Service', name: 'reviews' }], validation: { hostname: 'a.example.com', wellKnownCACertificates: 'System' }, ...spec },
});
const authority = (kind: string, name: string) => ({ validation: { hostname: 'a.example.com', caCertificateRefs: [{ group: '', kind, name }] } });
const frontend = (kind: string, name: string) => ({ tls: { frontend: { default: { validation: { caCertificateRefs: [{ group: '', kind, name }] } } } } });
const mapped = (data: object) => raw('v1', 'ConfigMap', { name: 'ca', namespace: 'shop' }, { data });

export const GATEWAY_API: Case[] = [
  {
    code: 'MESH801',
    bad: [route({ parentRefs: [{ name: 'theirs' }] })],
    good: [{ ...route({ parentRefs: [{ name: 'theirs' }] }), status: { parents: [{ parentRef: { name: 'theirs' }, controllerName: 'example.com/controller' }] } }],
  },
  {
    code: 'MESH821',
    bad: [gateway([{ ...HTTP, name: 'dns', port: 53, protocol: 'UDP' }, { name: 'dns-tcp', port: 53, protocol: 'TCP' }])],
    good: [gateway([{ ...HTTP, name: 'dns', port: 53, protocol: 'UDP' }, { name: 'dns-tcp', port: 53, protocol: 'TCP' }], { gatewayClassName: 'cilium' })],
  },
  { code: 'MESH801', bad: [gateway([HTTP]), route({ parentRefs: [{ name: 'kgw', sectionName: 'https' }] })], good: [gateway([HTTP]), route({ parentRefs: [{ name: 'kgw', sectionName: 'http' }] })] },
  {
    code: 'MESH802',
    bad: [gateway([{ ...HTTP, hostname: '*.example.com' }]), route({ hostnames: ['shop.example.org'] })],
    good: [gateway([{ ...HTTP, hostname: '*.example.com' }]), route({ hostnames: ['shop.example.com'] })],
  },
  {
    code: 'MESH803',
    bad: [gateway([HTTP]), route({ rules: [{}] }, 'HTTPRoute', 'other')],
    good: [gateway([{ ...HTTP, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } } } }]), route({ rules: [{}] }, 'HTTPRoute', 'other')],
  },
  { code: 'MESH804', bad: to({ name: 'nope', port: 80 }), good: to({ name: 'reviews', port: 9080 }) },
  { code: 'MESH805', bad: to({ name: 'reviews', port: 8080 }), good: to({ name: 'reviews', port: 9080 }) },
  { code: 'MESH806', bad: to({ group: 'example.com', kind: 'Bucket', name: 'b' }), good: [se({ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }), ...to({ group: 'networking.istio.io', kind: 'Hostname', name: 'api.ext.com', port: 80 })] },
  { code: 'MESH807', bad: [...backend, ...to({ name: 'far', namespace: 'other', port: 80 })], good: [...backend, grant('HTTPRoute', 'Service'), ...to({ name: 'far', namespace: 'other', port: 80 })] },
  { code: 'MESH809', bad: [pool('nobody'), ...to(POOL)], good: [pool('reviews'), ...to(POOL)] },
  { code: 'MESH809', bad: [pool('reviews', { kind: 'Deployment' })], good: [pool('reviews', { kind: 'Service' })] },
  { code: 'MESH808', bad: to({ name: 'reviews.shop', port: 9080 }), good: to({ name: 'reviews', port: 9080 }) },
  {
    code: 'MESH811',
    bad: [gateway([HTTP], { addresses: [{ type: 'IPAddress', value: '10.0.0.1' }, { type: 'Hostname', value: 'reviews' }] })],
    good: [gateway([HTTP])],
  },
  {
    code: 'MESH812',
    bad: [gateway([HTTP], { addresses: [{ type: 'Hostname', value: 'nope' }] })],
    good: [gateway([{ ...HTTP, port: 9080 }], { addresses: [{ type: 'Hostname', value: 'reviews' }] })],
  },
  {
    code: 'MESH813',
    bad: [gateway([HTTP], { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'nope' } } })],
    good: [mapped({}), gateway([HTTP], { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'ca' } } })],
  },
  { code: 'MESH814', bad: [gateway([tls()])], good: [certificate('cert', 'shop'), gateway([tls()])] },
  {
    code: 'MESH815',
    bad: [certificate('cert', 'other'), gateway([tls({ certificateRefs: [{ name: 'cert', namespace: 'other' }] })])],
    good: [certificate('cert', 'other'), grant('Gateway', 'Secret'), gateway([tls({ certificateRefs: [{ name: 'cert', namespace: 'other' }] })])],
  },
  { code: 'MESH816', bad: [certificate('cert', 'shop'), gateway([tls()], frontend('ConfigMap', 'nope'))], good: [certificate('cert', 'shop'), gateway([tls()])] },
  { code: 'MESH817', bad: [gateway([{ ...HTTP, protocol: 'http' }])], good: [gateway([HTTP])] },
  { code: 'MESH818', bad: [gateway([{ ...HTTP, allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }])], good: [gateway([{ ...HTTP, allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }] } }])] },
  {
    code: 'MESH842',
    bad: [gateway([HTTP]), route(), named('again', [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'reviews', port: 9080 }] }])],
    good: [gateway([HTTP]), route(), named('again', [{ matches: [{ path: { type: 'PathPrefix', value: '/again' } }], backendRefs: [{ name: 'reviews', port: 9080 }] }])],
  },
  { code: 'MESH819', bad: [gateway([HTTP], { tls: { backend: { clientCertificateRef: { name: 'nope' } } } })], good: [certificate('client', 'shop'), gateway([HTTP], { tls: { backend: { clientCertificateRef: { name: 'client' } } } })] },
  {
    code: 'MESH821',
    bad: [gateway([HTTP], { allowedListeners: { namespaces: { from: 'Same' } } }), set([{ ...HTTP, name: 'again' }])],
    good: [gateway([HTTP], { allowedListeners: { namespaces: { from: 'Same' } } }), set([{ ...HTTP, name: 'again', hostname: 'a.example.com' }])],
  },
  {
    code: 'MESH822',
    bad: [gateway([HTTP]), set([{ ...HTTP, name: 'again', port: 81 }])],
    good: [gateway([HTTP], { allowedListeners: { namespaces: { from: 'Same' } } }), set([{ ...HTTP, name: 'again', port: 81 }])],
  },
  { code: 'MESH831', bad: [policy({ targetRefs: [{ group: '', kind: 'Service', name: 'reviews', sectionName: 'https' }] })], good: [policy({ targetRefs: [{ group: '', kind: 'Service', name: 'reviews', sectionName: 'http' }] })] },
  { code: 'MESH832', bad: [policy(authority('ConfigMap', 'nope'))], good: [policy()] },
  { code: 'MESH833', bad: [policy(), policy({}, { name: 'q' })], good: [policy(), policy({ targetRefs: [{ group: '', kind: 'Service', name: 'db' }] }, { name: 'q' })] },
  { code: 'MESH834', bad: [policy({}, { annotations: { 'istio.io/ignore-policy-attachment': 'true' } })], good: [policy()] },
];
