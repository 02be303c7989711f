import type { Case } from './case';
import { authz, backendTls, certificate, deployment, dr, gw, https, make, namespace, pod, raw, service, vs, to } from './objects';

const noAliases = deployment({ 'app': 'istiod', 'sidecar.istio.io/inject': 'false' }, { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } }, { spec: { containers: [{ name: 'discovery', image: 'pilot:1', env: [{ name: 'ENABLE_EXTERNAL_NAME_ALIAS', value: 'false' }] }] } });
const rules = (rule: object, more: object = {}) => [authz({ rules: [rule], ...more })];
const REVIEWS = { selector: { matchLabels: { app: 'reviews' } } };
const pa = (spec: object, meta?: object) => make('PeerAuthentication', spec, meta);
const ra = (spec: object, meta?: object) => make('RequestAuthentication', { jwtRules: [{ issuer: 'a', jwksUri: 'https://a.example.com/k' }], ...spec }, meta);
const sidecar = (spec: object, meta?: object) => make('Sidecar', { egress: [{ hosts: ['./*'] }], ...spec }, meta);
const telemetry = (spec: object, meta?: object) => make('Telemetry', spec, meta);
const BUFFER = { typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer' } };
/** A filter chain with a filter of another EnvoyFilter, by name. */
const after = (name: string) => ({ listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name } } } } });
const filter = (applyTo: string, operation: string, more: object = {}, name = 'x', match: object = {}) =>
  make('EnvoyFilter', { configPatches: [{ applyTo, match, patch: { operation, value: { name: 'f', ...(applyTo === 'HTTP_FILTER' ? BUFFER : {}) } } }], ...more }, { name });
const webhook = (name: string, hook: object, kind = 'MutatingWebhookConfiguration') => raw('admissionregistration.k8s.io/v1', kind, { name }, {
  webhooks: [{ name: 'inject.istio.io', admissionReviewVersions: ['v1'], sideEffects: 'None', clientConfig: { service: { name: 'istiod', namespace: 'istio-system' } }, ...hook }],
});
const ISTIOD = service('istiod', [{ name: 'https-webhook', port: 443 }], { namespace: 'istio-system', labels: { istio: 'pilot' } }, { selector: undefined });
const crd = (group: string, kind: string, meta: object = {}) => {
  const plural = `${kind.toLowerCase()}s`;
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  return raw('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { name: `${plural}.${group}`, ...meta }, { spec: { group, names: { kind, plural }, scope: 'Namespaced', versions } });
};
const bundle = (version: string) => ({ 'api-approved.kubernetes.io': 'https://example.com', 'gateway.networking.k8s.io/bundle-version': version });
const injector = (values: object) => raw('v1', 'ConfigMap', { name: 'istio-sidecar-injector', namespace: 'istio-system' }, { data: { values: JSON.stringify(values) } });
const normalizing = (normalization: string) => raw('v1', 'ConfigMap', { name: 'istio', namespace: 'istio-system' }, { data: { mesh: `pathNormalization: { normalization: ${normalization} }` } });
const toPaths = (...paths: string[]) => ({ to: [{ operation: { paths } }] });
const IMAGE = { global: { hub: 'hub', tag: '1', proxy: { image: 'proxyv2' } } };
const running = (image: string) => pod({ app: 'reviews' }, { name: 'r' }, { containers: [{ name: 'app', image: 'a' }, { name: 'istio-proxy', image }] });

const listening = (containerPort: number, meta: object = {}) => pod({ app: 'reviews' }, { name: 'r', ...meta }, { containers: [{ name: 'app', image: 'a', ports: [{ containerPort }] }, { name: 'istio-proxy', image: 'p' }] });

/** A namespace for objects of Config Connector. */
const connectors = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations: { 'cnrm.cloud.google.com/project-id': 'p' } } });
const inNamespace = (name: string, o: any) => ({ ...o, metadata: { ...o.metadata, namespace: name } });

const waypoint = (name: string) => raw('gateway.networking.k8s.io/v1', 'Gateway', { name, namespace: 'shop' }, { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } });
const atEdge = (rule: object) => authz({ selector: { matchLabels: { istio: 'ingressgateway' } }, rules: [rule] }, { namespace: 'istio-system' });

const COLLECTOR = [service('collector', [{ name: 'grpc-otlp', port: 4317, targetPort: 4317 }]), pod({ app: 'collector' }, { name: 'collector' })];
const OTLP = { service: 'collector.shop.svc.cluster.local', port: 4317 };

export const POLICIES: Case[] = [
  { code: 'MESH420', bad: [pa({ mtls: { mode: 'PERMISSIVE' } }), ...rules({ from: [{ source: { namespaces: ['other'] } }] })], good: [pa({ mtls: { mode: 'STRICT' } }), ...rules({ from: [{ source: { namespaces: ['other'] } }] })] },
  { code: 'MESH420', bad: [pa({ mtls: { mode: 'PERMISSIVE' } }), ...rules({ from: [{ source: { namespaces: ['other'] } }] }, { action: 'DENY' })], good: [pa({ mtls: { mode: 'PERMISSIVE' } }), ...rules({ from: [{ source: { notNamespaces: ['other'] } }] }, { action: 'DENY' })] },
  { code: 'MESH421', bad: rules({ from: [{ source: { requestPrincipals: ['*'] } }] }), good: [ra({}), ...rules({ from: [{ source: { requestPrincipals: ['*'] } }] })] },
  { code: 'MESH421', bad: [ra({ selector: { matchLabels: { app: 'db' } } }), ...rules({ when: [{ key: 'request.auth.claims[sub]', values: ['a'] }] })], good: [ra(REVIEWS), ...rules({ when: [{ key: 'request.auth.claims[sub]', values: ['a'] }] })] },
  { code: 'MESH521', bad: [listening(15006)], good: [listening(15999)] },
  {
    code: 'MESH605',
    bad: [sidecar({}), dr({ host: 'x.other.svc.cluster.local' }), service('x', [{ name: 'http', port: 80 }], { namespace: 'other' }), pod({ app: 'x' }, { namespace: 'other' })],
    good: [sidecar({ egress: [{ hosts: ['./*', 'other/*'] }] }), dr({ host: 'x.other.svc.cluster.local', exportTo: ['.'] }), service('x', [{ name: 'http', port: 80 }], { namespace: 'other' }), pod({ app: 'x' }, { namespace: 'other' })],
  },
  {
    code: 'MESH605', // those who know the host have a Sidecar of their own
    bad: [sidecar({}), sidecar({ workloadSelector: { labels: { app: 'reviews' } }, egress: [{ hosts: ['./*'] }] }, { name: 'own' }), dr({ host: 'x.other.svc.cluster.local' }), service('x', [{ name: 'http', port: 80 }], { namespace: 'other' }), pod({ app: 'x' }, { namespace: 'other' })],
    good: [sidecar({}), sidecar({ workloadSelector: { labels: { app: 'reviews' } }, egress: [{ hosts: ['other/*'] }] }, { name: 'own' }), dr({ host: 'x.other.svc.cluster.local', exportTo: ['.'] }), service('x', [{ name: 'http', port: 80 }], { namespace: 'other' }), pod({ app: 'x' }, { namespace: 'other' })],
  },
  { code: 'MESH401', bad: [authz({ selector: { matchLabels: { app: 'nope' } } })], good: [authz({})] },
  { code: 'MESH402', bad: rules({ from: [{ source: { namespaces: ['nowhere'] } }] }), good: rules({ from: [{ source: { namespaces: ['other'] } }] }) },
  {
    code: 'MESH403',
    bad: [authz({}), pod({ 'app': 'reviews', 'gateway.networking.k8s.io/gateway-name': 'kgw' }, { name: 'kgw-0' })],
    good: [authz({}), pod({ 'app': 'kgw', 'gateway.networking.k8s.io/gateway-name': 'kgw' }, { name: 'kgw-0' })],
    severity: ['info'],
  },
  { // at a waypoint a selector does nothing
    code: 'MESH403',
    bad: [waypoint('wp'), waypoint('other'), authz({ selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'wp' } } })],
    good: [waypoint('wp'), waypoint('other'), authz({ selector: undefined, targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' }] })],
  },
  {
    code: 'MESH404',
    bad: rules({}, { action: 'CUSTOM', provider: { name: 'nope' } }),
    good: rules({}, { action: 'CUSTOM', provider: { name: 'oauth' } }),
    world: { meshConfig: { extensionProviders: [{ name: 'oauth', envoyExtAuthzHttp: { service: 'reviews.shop.svc.cluster.local', port: 9080 } }] } },
  },
  { code: 'MESH470', bad: [normalizing('MERGE_SLASHES'), ...rules(toPaths('/admin*'), { action: 'DENY' })], good: [normalizing('DECODE_AND_MERGE_SLASHES'), ...rules(toPaths('/admin*'), { action: 'DENY' })] },
  { code: 'MESH470', bad: [normalizing('BASE'), ...rules({ to: [{ operation: { notPaths: ['/admin'] } }] })], good: [normalizing('BASE'), ...rules(toPaths('/admin'))] },
  { code: 'MESH470', bad: [normalizing('BASE'), ...rules({ to: [{ operation: { notPaths: ['/public/*'] } }] }, { action: 'DENY' })], good: [normalizing('BASE'), ...rules({ to: [{ operation: { notPaths: ['/health'] } }] }, { action: 'DENY' })] },
  { code: 'MESH405', bad: rules({ to: [{ operation: { hosts: ['a.example.com', 'a.example.com:443'] } }] }, { action: 'DENY' }), good: rules({ to: [{ operation: { hosts: ['a.example.com', 'a.example.com:*', 'a.example.com.', 'a.example.com.:*'] } }] }, { action: 'DENY' }) },
  { code: 'MESH405', bad: rules({ to: [{ operation: { hosts: ['*.example.com', '*.example.com:443'] } }] }, { action: 'DENY' }), good: rules({ to: [{ operation: { hosts: ['*.example.com', '*.example.com:443'] } }] }) },
  { code: 'MESH405', bad: rules({ to: [{ operation: { hosts: ['a.example.com'] } }] }), good: rules({ to: [{ operation: { hosts: ['a.example.com', 'a.example.com:*'] } }] }) },
  {
    code: 'MESH406',
    bad: [authz({ selector: { matchLabels: { istio: 'ingressgateway' } }, rules: [{ from: [{ source: { ipBlocks: ['203.0.113.0/24'] } }] }] }, { namespace: 'istio-system' })],
    good: [authz({ selector: { matchLabels: { istio: 'ingressgateway' } }, rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }] }] }, { namespace: 'istio-system' })],
  },
  { code: 'MESH407', bad: rules({ to: [{ operation: { paths: ['/api/*/items'] } }] }), good: rules({ to: [{ operation: { paths: ['/api/{*}/items', '/a/*', '*/b', '*'] } }] }) },
  {
    code: 'MESH408',
    bad: rules({ from: [{ source: { principals: ['spiffe://cluster.local/ns/shop/sa/reviews'] } }] }),
    good: rules({ from: [{ source: { principals: ['cluster.local/ns/shop/sa/reviews', 'cluster.local/ns/shop/sa/*'] } }] }),
  },
  { code: 'MESH409', bad: rules({ to: [{ operation: { ports: ['9080'] } }] }), good: rules({ to: [{ operation: { ports: ['8080'] } }] }) },
  {
    code: 'MESH410',
    bad: [authz({ selector: { matchLabels: { app: 'db' } }, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
    good: [authz({ selector: { matchLabels: { app: 'db' } }, rules: [{ to: [{ operation: { ports: ['3306'] } }] }] })],
  },
  { // what the servers of a Gateway say counts at a gateway, whatever the Service in front of it does
    code: 'MESH410',
    bad: [gw([{ port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['shop.example.com'], tls: { mode: 'PASSTHROUGH' } }]), atEdge({ to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'] } }] })],
    good: [gw([https()]), certificate('cert', 'istio-system'), atEdge({ to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'] } }] })],
  },
  { // a policy of the whole namespace, and one of a Service that a waypoint serves
    code: 'MESH410',
    bad: [authz({ selector: undefined, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
    good: [authz({ selector: undefined, rules: [{ to: [{ operation: { methods: ['GET'] } }] }, { from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }], to: [{ operation: { ports: ['3306'] } }] }] })],
  },
  {
    code: 'MESH411',
    bad: [ra({}), authz({ selector: undefined }), deployment({ app: 'istiod' }, { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } })],
    good: [deployment({ app: 'istiod' }, { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } })],
  },
  { // by the URL, and by the discovery of an issuer
    code: 'MESH452',
    bad: [ra({ jwtRules: [{ issuer: 'https://issuer.example.com', jwksUri: 'http://keys.example.com/jwks' }] }), authz({ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })],
    good: [ra({ ...REVIEWS, jwtRules: [{ issuer: 'http://issuer.example.com', jwksUri: 'https://keys.example.com/jwks' }] }), authz({ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })],
  },
  {
    code: 'MESH452',
    bad: [ra({ jwtRules: [{ issuer: 'http://203.0.113.9' }] }), authz({ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })],
    good: [ra({ ...REVIEWS, jwtRules: [{ issuer: 'http://issuer.example.com', jwks: '{"keys": []}' }] }), authz({ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })],
  },
  { code: 'MESH412', bad: [pa({ selector: { matchLabels: { app: 'nope' } }, mtls: { mode: 'STRICT' } })], good: [pa({ ...REVIEWS, mtls: { mode: 'STRICT' } })] },
  { code: 'MESH413', bad: [pa({ ...REVIEWS, portLevelMtls: { 9080: { mode: 'DISABLE' } } })], good: [pa({ ...REVIEWS, portLevelMtls: { 8080: { mode: 'DISABLE' } } })] },
  { code: 'MESH414', bad: [pa({ mtls: { mode: 'STRICT' } }), pa({ mtls: { mode: 'PERMISSIVE' } }, { name: 'y' })], good: [pa({ mtls: { mode: 'STRICT' } }), pa({ ...REVIEWS, mtls: { mode: 'PERMISSIVE' } }, { name: 'y' })] },
  { code: 'MESH415', bad: [ra(REVIEWS)], good: [ra(REVIEWS), authz({ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })] },
  {
    code: 'MESH416',
    bad: [pa({ mtls: { mode: 'STRICT' } }), dr({ trafficPolicy: { tls: { mode: 'DISABLE' } } })],
    good: [pa({ mtls: { mode: 'STRICT' } }), dr({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })],
  },
  {
    code: 'MESH416',
    bad: [pa({ mtls: { mode: 'STRICT' } }), backendTls('reviews')],
    good: [pa({ mtls: { mode: 'PERMISSIVE' } }), backendTls('reviews')],
  },
  {
    code: 'MESH417',
    bad: [pa({ mtls: { mode: 'DISABLE' } }), ...rules({ from: [{ source: { namespaces: ['other'] } }] })],
    good: [pa({ mtls: { mode: 'STRICT' } }), ...rules({ from: [{ source: { namespaces: ['other'] } }] })],
  },
  { code: 'MESH418', bad: rules({ to: [{ operation: { methods: ['get'] } }] }), good: rules({ to: [{ operation: { methods: ['GET', 'P*'] } }] }) },

  {
    code: 'MESH501',
    bad: [deployment({ app: 'a' }, { annotations: { 'sidecar.istio.io/logLevel': 'debug' } })],
    good: [deployment({ app: 'a' }, {}, { metadata: { annotations: { 'sidecar.istio.io/logLevel': 'debug' } } })],
  },
  { code: 'MESH502', bad: [service('reviews', [{ port: 80 }], { name: 'y', annotations: { 'networking.istio.io/exportThree': '.' } })], good: [service('reviews', [{ port: 80 }], { name: 'y', annotations: { 'networking.istio.io/exportTo': '.' } })] },
  {
    code: 'MESH503',
    bad: [pod({ app: 'a' }, { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': 'http' } })],
    good: [pod({ app: 'a' }, { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '80,81' } })],
  },
  { code: 'MESH504', bad: [pod({ app: 'a' }, { annotations: { 'sidecar.istio.io/inject': 'true' } })], good: [pod({ 'app': 'a', 'sidecar.istio.io/inject': 'true' })] },
  { code: 'MESH523', bad: [pod({ app: 'a' }, { annotations: { 'sidecar.istio.io/logLevel': 'debug' } })], good: [pod({ app: 'a' }, { annotations: { 'proxy.istio.io/config': 'concurrency: 2' } })] },
  { code: 'MESH505', bad: [namespace('plain', {})], good: [namespace('plain', { 'istio-injection': 'disabled' })] },
  { code: 'MESH505', bad: [connectors('plain'), inNamespace('plain', pod({ app: 'a' }))], good: [connectors('plain')] },
  {
    code: 'MESH506',
    bad: [pod({ app: 'a' }, {}, { containers: [{ name: 'app', image: 'a' }] })],
    good: [pod({ 'app': 'a', 'sidecar.istio.io/inject': 'false' }, {}, { containers: [{ name: 'app', image: 'a' }] })],
  },
  { code: 'MESH507', bad: [namespace('two', { 'istio-injection': 'enabled', 'istio.io/rev': 'stable' })], good: [namespace('two', { 'istio.io/rev': 'stable' })] },
  {
    code: 'MESH508',
    bad: [injector({ sidecarInjectorWebhook: { enableNamespacesByDefault: true } }), namespace('plain', {})],
    good: [injector({ sidecarInjectorWebhook: { enableNamespacesByDefault: false } }), namespace('plain', {})],
    bare: true,
  },
  { code: 'MESH509', bad: [namespace('shop'), injector(IMAGE), running('hub/proxyv2:0')], good: [namespace('shop'), injector(IMAGE), running('hub/proxyv2:1')], bare: true },
  {
    code: 'MESH510',
    bad: [namespace('plain', {}), deployment({ app: 'a' }, { namespace: 'plain' }, { spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } })],
    good: [
      namespace('plain', {}), ISTIOD, webhook('istio-sidecar-injector', { objectSelector: { matchLabels: { 'sidecar.istio.io/inject': 'true' } } }),
      deployment({ 'app': 'a', 'sidecar.istio.io/inject': 'true' }, { namespace: 'plain' }, { spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } }),
    ],
  },
  {
    code: 'MESH511',
    bad: [pod({ app: 'a' }, {}, { containers: [{ name: 'istio-proxy', image: 'auto' }] })],
    good: [pod({ app: 'a' }, {}, { containers: [{ name: 'istio-proxy', image: 'proxyv2:1' }] })],
  },
  {
    code: 'MESH512',
    bad: [deployment({ app: 'a' }, {}, { spec: { securityContext: { runAsUser: 1337 } } })],
    good: [deployment({ app: 'a' }, {}, { spec: { securityContext: { runAsUser: 1000 } } })],
  },
  { code: 'MESH513', bad: [service('reviews', [{ name: 'web', port: 80 }], { name: 'y' })], good: [service('reviews', [{ name: 'web', port: 80, appProtocol: 'http' }], { name: 'y' })] },
  {
    code: 'MESH514',
    bad: [service('y', [{ name: 'tcp', port: 80 }], {}, { type: 'ExternalName', externalName: 'a.example.com', selector: undefined })],
    good: [service('y', [{ name: 'http', port: 80 }], {}, { type: 'ExternalName', externalName: 'a.example.com', selector: undefined })],
  },
  { // istiod reads the ports of ExternalName Services only without their aliases
    code: 'MESH514',
    bad: [noAliases, service('y', [{ port: 80 }], {}, { type: 'ExternalName', externalName: 'a.example.com', selector: undefined })],
    good: [noAliases, service('y', [{ name: 'http', port: 80 }], {}, { type: 'ExternalName', externalName: 'a.example.com', selector: undefined })],
    severity: ['warning'],
  },
  {
    code: 'MESH515',
    bad: [deployment({ app: 'a' }), service('a', [{ name: 'tcp', port: 53 }]), service('a', [{ name: 'udp', port: 53, protocol: 'UDP' }], { name: 'b' })],
    good: [deployment({ app: 'a' }), service('a', [{ name: 'tcp', port: 53 }]), service('a', [{ name: 'udp', port: 54, protocol: 'UDP' }], { name: 'b' })],
  },
  {
    code: 'MESH516',
    bad: [deployment({ app: 'a' }), service('a', [{ name: 'http', port: 80, targetPort: 8080 }]), service('a', [{ name: 'http', port: 81, targetPort: 8080 }], { name: 'b' })],
    good: [deployment({ app: 'a' }), service('a', [{ name: 'http', port: 80, targetPort: 8080 }]), service('a', [{ name: 'http', port: 81, targetPort: 8081 }], { name: 'b' })],
  },
  {
    code: 'MESH419',
    bad: [pa({ ...REVIEWS, mtls: { mode: 'DISABLE' } }), dr({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })],
    good: [pa({ ...REVIEWS, mtls: { mode: 'PERMISSIVE' } }), dr({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })],
  },
  {
    code: 'MESH516', // a gateway's listeners come from its Gateways
    bad: [deployment({ app: 'a' }), service('a', [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'alt', port: 81, targetPort: 8080 }])],
    good: [
      deployment({ app: 'a' }, {}, { spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2:1' }] } }),
      service('a', [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'alt', port: 81, targetPort: 8080 }]),
    ],
  },
  {
    code: 'MESH517',
    bad: [deployment({ app: 'a' }, { labels: { 'sidecar.istio.io/inject': 'true' } })],
    good: [deployment({ 'app': 'a', 'sidecar.istio.io/inject': 'true' })],
  },
  { code: 'MESH518', bad: [deployment({ app: 'a' }, {}, { spec: { hostNetwork: true } })], good: [deployment({ 'app': 'a', 'sidecar.istio.io/inject': 'false' }, {}, { spec: { hostNetwork: true } })] },
  { code: 'MESH519', bad: [service('nope', [{ name: 'http', port: 80 }])], good: [service('nope', [{ name: 'http', port: 80 }], {}, { selector: { app: 'reviews' } })] },
  {
    code: 'MESH520',
    bad: [service('reviews', [{ name: 'http', port: 80, targetPort: 'web' }], { name: 'y' })],
    good: [service('a', [{ name: 'http', port: 80, targetPort: 'web' }]), pod({ app: 'a' }, {}, { containers: [{ name: 'app', image: 'a', ports: [{ name: 'web', containerPort: 80 }] }, { name: 'istio-proxy', image: 'p' }] })],
  },

  { code: 'MESH601', bad: [sidecar({ workloadSelector: { labels: { app: 'nope' } } })], good: [sidecar({ workloadSelector: { labels: { app: 'reviews' } } })] },
  {
    code: 'MESH602',
    bad: [sidecar({ workloadSelector: { labels: { app: 'reviews' } } }), sidecar({ workloadSelector: { labels: { version: 'v1' } } }, { name: 'y' })],
    good: [sidecar({ workloadSelector: { labels: { version: 'v2' } } }), sidecar({ workloadSelector: { labels: { version: 'v1' } } }, { name: 'y' })],
  },
  { code: 'MESH603', bad: [sidecar({}), sidecar({}, { name: 'y' })], good: [sidecar({}), sidecar({}, { namespace: 'other' })] },
  {
    code: 'MESH604',
    bad: [namespace('amb', { 'istio.io/dataplane-mode': 'ambient' }), sidecar({}, { namespace: 'amb' })],
    good: [namespace('amb', { 'istio-injection': 'enabled' }), sidecar({}, { namespace: 'amb' })],
  },
  {
    code: 'MESH605',
    bad: [sidecar({ egress: [{ hosts: ['istio-system/*'] }] }), vs({ hosts: ['reviews'], exportTo: ['.'], http: [{ route: [to()] }] })],
    good: [sidecar({}), vs({ hosts: ['reviews'], exportTo: ['.'], http: [{ route: [to()] }] })],
  },
  { code: 'MESH606', bad: [sidecar({ egress: [{ hosts: ['shop/nope.shop.svc.cluster.local'] }] })], good: [sidecar({ egress: [{ hosts: ['shop/reviews.shop.svc.cluster.local'] }] })] },
  { code: 'MESH611', bad: [filter('HTTP_FILTER', 'INSERT_BEFORE', {}, 'x', after('lua-of-ours'))], good: [filter('HTTP_FILTER', 'INSERT_BEFORE', { priority: 10 }, 'x', after('lua-of-ours'))] },
  { // the router is there whatever is applied first
    code: 'MESH611',
    bad: [filter('HTTP_FILTER', 'INSERT_BEFORE', {}, 'x', after('envoy.filters.http.router')), filter('HTTP_FILTER', 'INSERT_BEFORE', {}, 'y')],
    good: [filter('HTTP_FILTER', 'INSERT_BEFORE', { priority: 10 }, 'x', after('envoy.filters.http.router')), filter('HTTP_FILTER', 'INSERT_FIRST', {}, 'y')],
    severity: ['info', 'info'],
  },
  { code: 'MESH612', bad: [filter('CLUSTER', 'REPLACE')], good: [filter('CLUSTER', 'MERGE')] },
  { code: 'MESH613', bad: [filter('HTTP_ROUTE', 'ADD')], good: [filter('HTTP_ROUTE', 'MERGE')] },
  { code: 'MESH614', bad: [filter('HTTP_ROUTE', 'REMOVE')], good: [filter('HTTP_ROUTE', 'MERGE')] },
  {
    code: 'MESH615',
    bad: [filter('HTTP_FILTER', 'INSERT_FIRST', {}, 'a', { proxy: { proxyVersion: '^1\\.30.*' } }), filter('HTTP_FILTER', 'INSERT_BEFORE', {}, 'b')],
    good: [filter('HTTP_FILTER', 'INSERT_FIRST', {}, 'a', { proxy: { proxyVersion: '^1\\.30.*' } }), filter('HTTP_FILTER', 'INSERT_BEFORE', { priority: 1 }, 'b')],
  },
  { code: 'MESH651', bad: [telemetry({ selector: { matchLabels: { app: 'nope' } } })], good: [telemetry(REVIEWS)] },
  { code: 'MESH652', bad: [telemetry(REVIEWS), telemetry({ selector: { matchLabels: { version: 'v1' } } }, { name: 'y' })], good: [telemetry(REVIEWS), telemetry({ selector: { matchLabels: { app: 'db' } } }, { name: 'y' })] },
  { code: 'MESH653', bad: [telemetry({}), telemetry({}, { name: 'y' })], good: [telemetry({}), telemetry({}, { namespace: 'other' })] },
  { code: 'MESH654', bad: [telemetry({ accessLogging: [{}] })], good: [telemetry({ accessLogging: [{ providers: [{ name: 'envoy' }] }] })] },
  {
    code: 'MESH655',
    bad: [...COLLECTOR, telemetry({ tracing: [{ providers: [{ name: 'old' }] }] })],
    good: [...COLLECTOR, telemetry({ tracing: [{ providers: [{ name: 'new' }] }] })],
    world: { meshConfig: { extensionProviders: [{ name: 'old', lightstep: { ...OTLP, accessToken: 'a' } }, { name: 'new', opentelemetry: OTLP }] } },
  },
  {
    code: 'MESH656',
    bad: [...COLLECTOR, telemetry({ tracing: [{ providers: [{ name: 'nope' }] }] })],
    good: [...COLLECTOR, telemetry({ tracing: [{ providers: [{ name: 'otel' }] }] })],
    world: { meshConfig: { extensionProviders: [{ name: 'otel', opentelemetry: OTLP }] } },
  },

  { code: 'MESH701', bad: [ISTIOD, webhook('a', {}), webhook('b', {})], good: [ISTIOD, webhook('a', { objectSelector: { matchLabels: { 'istio.io/rev': 'a' } } }), webhook('b', { objectSelector: { matchLabels: { 'istio.io/rev': 'b' } } })] },
  { code: 'MESH703', bad: [webhook('istio-sidecar-injector', { clientConfig: {} })], good: [webhook('istio-sidecar-injector', { clientConfig: { url: 'https://istiod.example.com/inject' } })] },
  { code: 'MESH704', bad: [webhook('istio-sidecar-injector', { clientConfig: { url: 'https://10.0.0.1/inject' } })], good: [webhook('istio-sidecar-injector', { clientConfig: { url: 'https://istiod.example.com/inject' } })] },
  { code: 'MESH705', bad: [crd('rbac.istio.io', 'ServiceRole')], good: [crd('b.example.com', 'ServiceRole')] },
  {
    code: 'MESH706',
    bad: [crd('gateway.networking.k8s.io', 'TLSRoute', { annotations: bundle('v1.4.0') })],
    good: [crd('gateway.networking.k8s.io', 'TLSRoute', { annotations: bundle('v1.5.0') })],
  },
  {
    code: 'MESH707',
    bad: [{ ...authz({}), status: { conditions: [{ type: 'WaypointAccepted', status: 'False', reason: 'Invalid' }] } }],
    good: [{ ...authz({}), status: { conditions: [{ type: 'WaypointAccepted', status: 'True', reason: 'Accepted' }] } }],
  },
  {
    code: 'MESH902',
    bad: [],
    good: [raw('v1', 'Secret', { name: 'remote', namespace: 'istio-system', labels: { 'istio/multiCluster': 'true' } }, { stringData: { east: 'a' } })],
    world: { meshNetworks: { networks: { n: { endpoints: [{ fromRegistry: 'east' }] } } } },
  },
];
