/** Shorthands for manifests. */
type Json = Record<string, any>;
export interface Meta { name?: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> }

const API: Record<string, string> = {
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  WorkloadEntry: 'networking.istio.io/v1',
  Sidecar: 'networking.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  Deployment: 'apps/v1',
};
export const make = (kind: string, spec: Json, meta: Meta = {}): Json =>
  ({ apiVersion: API[kind] ?? 'v1', kind, metadata: { name: 'x', namespace: 'shop', ...meta }, spec });
export const raw = (apiVersion: string, kind: string, meta: Meta, rest: Json): Json => ({ apiVersion, kind, metadata: { name: 'x', ...meta }, ...rest });

export const vs = (spec: Json, meta?: Meta) => make('VirtualService', spec, meta);
export const dr = (spec: Json, meta?: Meta) => make('DestinationRule', { host: 'reviews', ...spec }, meta);
export const gw = (servers: Json[], meta?: Meta, selector: Json = { istio: 'ingressgateway' }) => make('Gateway', { selector, servers }, { name: 'gw', namespace: 'istio-system', ...meta });
export const se = (spec: Json, meta?: Meta) => make('ServiceEntry', { hosts: ['api.ext.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ...spec }, meta);
export const backendTls = (name: string, target: Json = {}) => raw('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', { namespace: 'shop' }, {
  spec: { targetRefs: [{ group: '', kind: 'Service', name, ...target }], validation: { wellKnownCACertificates: 'System', hostname: `${name}.example.com` } },
});
export const authz = (spec: Json, meta?: Meta) => make('AuthorizationPolicy', { selector: { matchLabels: { app: 'reviews' } }, ...spec }, meta);
export const service = (name: string, ports: Json[], meta: Meta = {}, more: Json = {}) => make('Service', { selector: { app: name }, ports, ...more }, { name, ...meta });
export const pod = (labels: Record<string, string>, meta: Meta = {}, spec: Json = {}) =>
  make('Pod', { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] }, { name: 'istio-proxy', image: 'proxyv2:1' }], ...spec }, { labels, ...meta });
export const deployment = (labels: Record<string, string>, meta: Meta = {}, template: Json = {}) =>
  make('Deployment', {
    selector: { matchLabels: labels },
    template: { metadata: { labels, ...template.metadata }, spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] }], ...template.spec } },
  }, meta);
export const namespace = (name: string, labels: Record<string, string> = { 'istio-injection': 'enabled' }) => raw('v1', 'Namespace', { name, labels }, {});

export const to = (host = 'reviews', subset?: string, port?: number) => ({ destination: { host, ...(subset ? { subset } : {}), ...(port ? { port: { number: port } } : {}) } });
export const http = (...routes: Json[]) => vs({ hosts: ['reviews'], http: routes });
export const HTTP80 = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'] };
export const https = (more: Json = {}, host = 'shop.example.com') => ({ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host], tls: { mode: 'SIMPLE', credentialName: 'cert' }, ...more });
export const edge = (spec: Json, meta?: Meta) => vs({ hosts: ['shop.example.com'], gateways: ['istio-system/gw'], ...spec }, meta);

/** A certificate of shop.example.com and *.example.com that is valid for a hundred years. */
const PEM = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBuTCCAV+gAwIBAgIUbTLIzpJRKNGcyzz2akwm0lmlmlQwCgYIKoZIzj0EAwIw',
  'GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAgFw0yNjEyMDEwMzU0NDFaGA8y',
  'MTI2MTEwNzAzNTQ0MVowGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTBZMBMG',
  'ByqGSM49AgEGCCqGSM49AwEHA0IABPnXxX0ySba/ziwXOSYm5u+ffbn5/aNTP+Wb',
  'JjViG24gMWOSYpJWQdMjINxGXPk1ZS3IT/zCowJbotmnwfmZ7pCjfzB9MB0GA1Ud',
  'DgQWBBS0nads9qryapIE6K1tqZn0ZYdqAzAfBgNVHSMEGDAWgBS0nads9qryapIE',
  '6K1tqZn0ZYdqAzAPBgNVHRMBAf8EBTADAQH/MCoGA1UdEQQjMCGCEHNob3AuZXhh',
  'bXBsZS5jb22CDSouZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSAAwRQIhAJI5/uoU',
  'dg4HeUgoWdtO6UU9o37h1KSyoTUWv47VXwDNAiAcQa0tmuPL/6lMhEvRmZZ7IVle',
  'Eq9LN0KSXurqjFQWUA==',
  '-----END CERTIFICATE-----',
].join('\n');
export const certificate = (name: string, where: string): Json => raw('v1', 'Secret', { name, namespace: where }, { type: 'kubernetes.io/tls', stringData: { 'tls.crt': PEM, 'tls.key': 'a key', 'ca.crt': PEM } });

/** A small shop: two namespaces, an HTTP and a TCP service, an ingress gateway. */
export const SHOP: Json[] = [
  namespace('shop'),
  namespace('other'),
  namespace('istio-system', {}),
  service('reviews', [{ name: 'http', port: 9080, targetPort: 8080 }]),
  pod({ app: 'reviews', version: 'v1' }, { name: 'reviews-v1' }, { serviceAccountName: 'reviews' }),
  pod({ app: 'reviews', version: 'v2' }, { name: 'reviews-v2' }, { serviceAccountName: 'reviews' }),
  service('db', [{ name: 'tcp-db', port: 3306, targetPort: 3306 }]),
  pod({ app: 'db' }, { name: 'db-0' }),
  service('ingress', [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }], { namespace: 'istio-system' }, { selector: { istio: 'ingressgateway' } }),
  make('Pod', { containers: [{ name: 'istio-proxy', image: 'proxyv2:1' }] }, { name: 'ingress-0', namespace: 'istio-system', labels: { istio: 'ingressgateway' } }),
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other-cert', namespace: 'istio-system' }, type: 'Opaque' },
];
