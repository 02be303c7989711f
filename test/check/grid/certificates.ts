import type { Case } from './case';
import { edge, gw, HTTP80, https, raw, to } from './objects';

type Json = Record<string, any>;

const CERT_MANAGER = 'cert-manager.io/v1';
const certificate = (spec: Json, namespace = 'istio-system'): Json =>
  raw(CERT_MANAGER, 'Certificate', { name: 'shop', namespace }, { spec: { secretName: 'cert', dnsNames: ['shop.example.com'], issuerRef: { name: 'le', kind: 'ClusterIssuer' }, ...spec } });
const issuer = (namespace: string): Json => raw(CERT_MANAGER, 'Issuer', { name: 'le', namespace }, { spec: { selfSigned: {} } });
const CLUSTER_ISSUER = raw(CERT_MANAGER, 'ClusterIssuer', { name: 'le' }, { spec: { selfSigned: {} } });
const from = (issuerRef: Json): Json => certificate({ issuerRef });
const ingress = (annotation: string): Json => raw('networking.k8s.io/v1', 'Ingress', { name: 'shop', namespace: 'shop', annotations: { [`cert-manager.io/${annotation}`]: 'le' } }, {
  spec: { ingressClassName: 'nginx', tls: [{ hosts: ['a.example.com'], secretName: 'a' }], rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'reviews', port: { number: 9080 } } } }] } }] },
});
const ISSUER = ['/spec/issuerRef'];

const route = (host: string): Json => edge({ hosts: [host], http: [{ route: [to()] }] });
const served = (host: string, dnsNames: string[], more: Json = {}): Json[] => [gw([https({}, host)]), route(host.replace('*', 'a')), certificate({ dnsNames, ...more })];
const listener = (hostname: string, dnsNames: string[]): Json[] => [
  certificate({ dnsNames }, 'shop'),
  raw('gateway.networking.k8s.io/v1', 'Gateway', { name: 'gw', namespace: 'shop' }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }, { name: 'https', port: 443, protocol: 'HTTPS', hostname, tls: { certificateRefs: [{ name: 'cert' }] } }] } }),
];
const SERVER = ['/spec/servers/0/tls/credentialName'];
const LISTENER = ['/spec/listeners/1/tls/certificateRefs'];

export const CERTIFICATES: readonly Case[] = [
  { code: 'MESH323', bad: [CLUSTER_ISSUER, from({ name: 'le' })], good: [CLUSTER_ISSUER, from({ name: 'le', kind: 'ClusterIssuer' })], pointers: ISSUER },
  { code: 'MESH323', bad: [issuer('shop'), from({ name: 'le', kind: 'Issuer' })], good: [issuer('shop'), issuer('istio-system'), from({ name: 'le' })], pointers: ISSUER },
  { code: 'MESH323', bad: [issuer('istio-system'), from({ name: 'le', kind: 'ClusterIssuer' })], good: [issuer('istio-system'), from({ name: 'le' })], pointers: ISSUER },
  // an issuer that is defined elsewhere, or of another project
  { code: 'MESH323', bad: [CLUSTER_ISSUER, from({ name: 'le', group: 'cert-manager.io' })], good: [issuer('shop'), from({ name: 'le', kind: 'ClusterIssuer' })], pointers: ISSUER },
  { code: 'MESH323', bad: [CLUSTER_ISSUER, from({ name: 'le' })], good: [CLUSTER_ISSUER, from({ name: 'le', kind: 'Issuer', group: 'awspca.cert-manager.io' })], pointers: ISSUER },
  { code: 'MESH323', bad: [CLUSTER_ISSUER, ingress('issuer')], good: [CLUSTER_ISSUER, ingress('cluster-issuer')], pointers: ['/metadata/annotations/cert-manager.io~1issuer'] },
  { code: 'MESH324', bad: served('api.shop.example.com', ['*.example.com']), good: served('api.example.com', ['*.example.com']), pointers: SERVER },
  { code: 'MESH324', bad: served('example.com', ['*.example.com']), good: served('Example.com', ['*.example.com', 'example.com']), pointers: SERVER },
  { code: 'MESH324', bad: served('shop/shop.example.com', ['www.example.com']), good: served('shop.example.com', ['www.example.com'], { commonName: 'shop.example.com' }), pointers: SERVER },
  { code: 'MESH324', bad: served('*.example.com', ['*.example.org']), good: served('*.example.com', ['a.example.com']), pointers: SERVER },
  {
    code: 'MESH324',
    bad: [gw([HTTP80, { ...https(), hosts: ['shop.example.com', 'api.example.com'] }]), route('shop.example.com'), route('api.example.com'), certificate({})].map(named),
    good: [gw([HTTP80, { ...https(), hosts: ['shop.example.com', 'api.example.com'] }]), route('shop.example.com'), route('api.example.com'), certificate({ dnsNames: ['api.example.com', 'shop.example.com'] })].map(named),
    pointers: ['/spec/servers/1/tls/credentialName'],
  },
  { code: 'MESH324', bad: listener('a.example.com', ['www.example.com']), good: listener('a.example.com', ['a.example.com']), pointers: LISTENER },
  { code: 'MESH324', bad: listener('*.a.example.com', ['*.b.example.com']), good: listener('*.a.example.com', ['*.a.example.com']), pointers: LISTENER },
];

/** The object with a name of its own. */
function named(object: Json, i: number): Json {
  return object.kind === 'VirtualService' ? { ...object, metadata: { ...object.metadata, name: `route-${i}` } } : object;
}
