import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';

/** Objects that controllers create from given ones exist, and so do versions of objects and namespaces that only the user knows. */
type Json = Record<string, any>;
const object = (apiVersion: string, kind: string, name: string, spec: Json, more: Json = {}): Json => {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  return { apiVersion, kind, metadata: { name: own, ...(namespace ? { namespace } : {}), ...more.metadata }, ...(more.plain ? {} : { spec }) };
};
const found = (objects: readonly Json[], options: Json = { complete: true }) => checkManifests(objects.map((o) => ({ object: o, origin: {} })), options, { checks: CHECKS, layers: LAYERS });
const loud = (objects: readonly Json[], options?: Json) => found(objects, options).filter((f) => f.severity !== 'info').map((f) => `${f.severity} ${f.code} ${f.object.kind} ${f.object.name}`);

const NET = 'networking.istio.io/v1';
const GW = 'gateway.networking.k8s.io/v1';
const namespaces = ['shop', 'edge', 'istio-system'].map((n) => object('v1', 'Namespace', n, {}, { plain: true, metadata: { labels: n === 'istio-system' ? {} : { 'istio-injection': 'enabled' } } }));
const ingress = (namespace: string) => [
  object('apps/v1', 'Deployment', `${namespace}/ingress`, {
    selector: { matchLabels: { istio: 'ingress' } }, template: { metadata: { labels: { istio: 'ingress' } }, spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2:1', securityContext: { runAsUser: 1337 } }] } },
  }),
  object('v1', 'Service', `${namespace}/ingress`, { selector: { istio: 'ingress' }, ports: [{ name: 'https', port: 443, targetPort: 8443 }] }),
];
const servers = (credentialName: string) => object(NET, 'Gateway', 'shop/web', { selector: { istio: 'ingress' }, servers: [{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['shop.example.com'], tls: { mode: 'SIMPLE', credentialName } }] });
const listeners = (name: string, metadata: Json = {}, mode = 'Terminate') => object(GW, 'Gateway', 'edge/gw', {
  gatewayClassName: 'istio', listeners: [{ name: 'a', protocol: 'HTTPS', port: 443, hostname: 'a.example.com', tls: { mode, certificateRefs: [{ name }] } }],
}, { metadata });

describe.each<readonly [string, (name: string, namespace: string) => Json]>([
  ['a Certificate', (name, ns) => object('cert-manager.io/v1', 'Certificate', `${ns}/c`, { secretName: name, dnsNames: ['a.example.com', 'shop.example.com'], issuerRef: { name: 'i' } })],
  ['an ExternalSecret by its target', (name, ns) => object('external-secrets.io/v1', 'ExternalSecret', `${ns}/e`, { target: { name }, secretStoreRef: { name: 's' } })],
  ['an ExternalSecret by its own name', (name, ns) => object('external-secrets.io/v1beta1', 'ExternalSecret', `${ns}/${name}`, { secretStoreRef: { name: 's' } })],
  ['a SealedSecret', (name, ns) => object('bitnami.com/v1alpha1', 'SealedSecret', `${ns}/${name}`, { encryptedData: {} })],
  ['a VaultStaticSecret', (name, ns) => object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', `${ns}/v`, { destination: { name, create: true } })],
  ['a VaultPKISecret', (name, ns) => object('secrets.hashicorp.com/v1beta1', 'VaultPKISecret', `${ns}/v`, { destination: { name, create: true } })],
])('the Secret of %s', (_what, make) => {
  test('exists in the namespace of the Gateway, for Gateways of either kind', () => {
    expect(loud([...namespaces, ...ingress('istio-system'), servers('cert'), make('cert', 'istio-system')])).toEqual([]);
    expect(loud([...namespaces, listeners('cert'), make('cert', 'edge')])).toEqual([]);
  });
  test('is missing under another name; in another namespace, the finding names the creator', () => {
    expect(loud([...namespaces, ...ingress('istio-system'), servers('cert'), make('cert-2', 'istio-system')])).toEqual(['error MESH303 Gateway web']);
    const maker = make('cert', 'shop');
    const [wrong] = found([...namespaces, ...ingress('istio-system'), servers('cert'), maker]).filter((f) => f.code === 'MESH303');
    expect(wrong).toMatchObject({ severity: 'error', fix: `move ${maker.kind} shop/${maker.metadata.name} to namespace istio-system`, related: [{ kind: maker.kind }] });
    expect(loud([...namespaces, listeners('cert'), maker])).toEqual(['error MESH814 Gateway gw']);
  });
});

describe('a Secret that a controller copies to other namespaces', () => {
  const REFLECTED = { 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true', 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true' };
  const secret = (annotations: Json) => object('v1', 'Secret', 'shop/cert', {}, { plain: true, metadata: { annotations } });
  const copy = (annotations: Json) => object('v1', 'Secret', 'istio-system/cert', {}, { plain: true, metadata: { annotations } });
  const kyverno = (name: string, namespace: string) => object('kyverno.io/v1', 'ClusterPolicy', 'copy', { rules: [{ name: 'copy', generate: { kind: 'Secret', name, namespace, clone: { namespace: 'shop', name } } }] });
  const onlyIn = (namespaces_: string) => ({ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': namespaces_ });
  const missing = ['error MESH303 Gateway web'];
  test.each<readonly [string, Json, readonly string[]]>([
    ['Reflector, everywhere', secret(REFLECTED), []],
    ['Reflector, to two namespaces', secret(onlyIn('edge, istio-system')), []],
    ['Reflector, by a pattern', secret(onlyIn('istio-.*')), []],
    ['Reflector, to another namespace', secret(onlyIn('edge')), missing],
    ['Reflector, on demand only', secret({ 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true' }), missing],
    ['Reflector, to the namespaces that it allows', secret({ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces': 'edge' }), missing],
    ['Reflector, to an empty Secret', copy({ 'reflector.v1.k8s.emberstack.com/reflects': 'shop/cert' }), []],
    ['Replicator, to an empty Secret', copy({ 'replicator.v1.mittwald.de/replicate-from': 'shop/cert' }), []],
    ['nobody, to an empty Secret', copy({ owner: 'us' }), ['error MESH304 Gateway web']],
    ['a list of Kyverno', object('kyverno.io/v1', 'ClusterPolicy', 'copy', { rules: [{ name: 'copy', generate: { namespace: '{{request.object.metadata.name}}', cloneList: { namespace: 'shop', kinds: ['v1/Secret'] } } }] }), []],
    ['a list of Kyverno, of ConfigMaps', object('kyverno.io/v1', 'ClusterPolicy', 'copy', { rules: [{ name: 'copy', generate: { namespace: 'istio-system', cloneList: { namespace: 'shop', kinds: ['v1/ConfigMap'] } } }] }), missing],
    ['a ClusterSecret, to all namespaces', object('clustersecret.io/v1', 'ClusterSecret', 'cert', {}, { plain: true, metadata: {} }), []],
    ['a VaultStaticSecret, copied by Reflector', object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 'shop/v', { destination: { name: 'cert', create: true, annotations: REFLECTED } }), []],
    ['OpenShift, for a Service', object('v1', 'Service', 'istio-system/edge', { ports: [{ name: 'https', port: 443 }], selector: { istio: 'ingress' } }, { metadata: { annotations: { 'service.beta.openshift.io/serving-cert-secret-name': 'cert' } } }), []],
    ['a SecretImport', object('secretgen.carvel.dev/v1alpha1', 'SecretImport', 'istio-system/cert', { fromNamespace: 'shop' }), []],
    ['Config Syncer', secret({ 'kubed.appscode.com/sync': '' }), []],
    ['Replicator, by name', secret({ 'replicator.v1.mittwald.de/replicate-to': 'edge,istio-system' }), []],
    ['Replicator, by labels', secret({ 'replicator.v1.mittwald.de/replicate-to-matching': 'tls=yes' }), []],
    ['Replicator, to another namespace', secret({ 'replicator.v1.mittwald.de/replicate-to': 'istio-system-2' }), missing],
    ['a Certificate', object('cert-manager.io/v1', 'Certificate', 'shop/c', { secretName: 'cert', dnsNames: ['a.example.com', 'shop.example.com'], issuerRef: { name: 'i' }, secretTemplate: { annotations: REFLECTED } }), []],
    ['an ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', 'shop/e', { target: { name: 'cert', template: { metadata: { annotations: REFLECTED } } }, secretStoreRef: { name: 's' } }), []],
    ['a policy of Kyverno', kyverno('cert', '{{request.object.metadata.name}}'), []],
    ['a policy of Kyverno for another Secret', kyverno('cert-2', '{{request.object.metadata.name}}'), missing],
    ['a policy of Kyverno for another namespace', kyverno('cert', 'edge'), missing],
  ])('%s', (_what, by, expected) => expect(loud([...namespaces, ...ingress('istio-system'), servers('cert'), by])).toEqual(expected));
});

test('cert-manager creates Secrets for the listeners of a Gateway that names an issuer', () => {
  for (const annotation of ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer']) expect(loud([...namespaces, listeners('cert', { annotations: { [annotation]: 'ca' } })])).toEqual([]);
  expect(loud([...namespaces, listeners('cert', { annotations: { 'cert-manager.io/common-name': 'ca' } })])).toEqual(['error MESH814 Gateway gw']);
});

describe('the service account of a Gateway that istiod deploys', () => {
  const gateway = (name: string, gatewayClassName: string, annotations: Json = {}) => object(GW, 'Gateway', name, {
    gatewayClassName, listeners: [gatewayClassName === 'istio' ? { name: 'http', port: 80, protocol: 'HTTP' } : { name: 'mesh', port: 15008, protocol: 'HBONE' }],
  }, { metadata: { annotations } });
  const api = object('apps/v1', 'Deployment', 'shop/api', { selector: { matchLabels: { app: 'api' } }, template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'app', image: 'app:1' }] } } });
  const strict = object('security.istio.io/v1', 'PeerAuthentication', 'shop/default', { mtls: { mode: 'STRICT' } });
  const allow = (account: string, ns = 'edge') => object('security.istio.io/v1', 'AuthorizationPolicy', 'shop/api', { selector: { matchLabels: { app: 'api' } }, rules: [{ from: [{ source: { principals: [`cluster.local/ns/${ns}/sa/${account}`] } }] }] });
  test.each([
    ['public-istio', [gateway('edge/public', 'istio')], []],
    ['public', [gateway('edge/public', 'istio')], ['warning MESH408 AuthorizationPolicy api']],
    ['wp', [gateway('edge/wp', 'istio-waypoint')], []],
    ['wp-istio-waypoint', [gateway('edge/wp', 'istio-waypoint')], ['warning MESH408 AuthorizationPolicy api']],
    ['own', [gateway('edge/public', 'istio', { 'gateway.istio.io/service-account': 'own' })], []],
    ['public-istio', [gateway('edge/public', 'istio', { 'gateway.istio.io/service-account': 'own' })], ['warning MESH408 AuthorizationPolicy api']],
  ])('%s', (account, gateways, expected) => {
    expect(loud([...namespaces, api, strict, ...gateways, allow(account)])).toEqual(expected);
  });
  test('the pods of the Gateway have its labels', () => {
    const policy = (name: string) => object('security.istio.io/v1', 'AuthorizationPolicy', 'edge/p', { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': name } }, rules: [{}] });
    expect(loud([...namespaces, gateway('edge/public', 'istio'), policy('public')])).toEqual([]);
    expect(loud([...namespaces, gateway('edge/public', 'istio'), policy('publik')])).toEqual(['warning MESH401 AuthorizationPolicy p']);
  });
});

describe('Services and pods of a Canary', () => {
  const web = object('apps/v1', 'Deployment', 'shop/web', { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 8080 }] }] } } });
  const canary = object('flagger.app/v1beta1', 'Canary', 'shop/web', { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, service: { port: 80, targetPort: 8080 }, analysis: { interval: '1m', threshold: 5, stepWeight: 10 } });
  const route = (host: string) => object(NET, 'VirtualService', 'shop/r', { hosts: ['web.shop.svc.cluster.local'], http: [{ route: [{ destination: { host } }] }] });
  test.each(['web', 'web-primary', 'web-canary'])('%s', (host) => expect(loud([...namespaces, web, canary, route(host)])).toEqual([]));
  test('and no others', () => expect(loud([...namespaces, web, canary, route('web-secondary')])).toEqual(['error MESH201 VirtualService r']));
});

test('a Knative Service also creates a Service for each tag of its traffic', () => {
  const traffic = [{ tag: 'next', latestRevision: true, percent: 0 }, { revisionName: 'web-1', percent: 100 }];
  const route = (host: string) => object(NET, 'VirtualService', 'shop/r', { hosts: ['web.shop.svc.cluster.local'], http: [{ route: [{ destination: { host } }] }] });
  const web = object('serving.knative.dev/v1', 'Service', 'shop/web', { template: { spec: { containers: [{ image: 'web:1' }] } }, traffic });
  for (const host of ['web', 'next-web']) expect(loud([...namespaces, web, route(host)])).toEqual([]);
  for (const host of ['next', 'web-next', 'last-web']) expect(loud([...namespaces, web, route(host)])).toEqual(['error MESH201 VirtualService r']);
});

test.each<[string, Json, string]>([
  ['a cluster of CloudNativePG', object('postgresql.cnpg.io/v1', 'Cluster', 'shop/db', {}), 'db-rw'],
  ['a cluster of Kafka', object('kafka.strimzi.io/v1beta2', 'Kafka', 'shop/log', {}), 'log-kafka-bootstrap'],
  ['a failover of Redis', object('databases.spotahome.com/v1', 'RedisFailover', 'shop/cache', {}), 'rfs-cache'],
  ['a deployment of Seldon', object('machinelearning.seldon.io/v1', 'SeldonDeployment', 'shop/model', { predictors: [{ name: 'main' }] }), 'model-main'],
  ['a named revision of Knative', object('serving.knative.dev/v1', 'Service', 'shop/web', { traffic: [{ revisionName: 'web-blue', percent: 100 }] }), 'web-blue'],
])('the Service of %s exists', (_, by, host) => {
  const route = object(NET, 'VirtualService', 'shop/r', { hosts: ['web.shop.svc.cluster.local'], http: [{ route: [{ destination: { host } }] }] });
  const missing = (...objects: Json[]) => found([...namespaces, ...objects, route]).filter((f) => f.code === 'MESH201').map((f) => f.severity);
  expect(missing(by)).toEqual([]);
  expect(missing({ ...by, metadata: { ...by.metadata, namespace: 'edge' } })).toEqual(['error']);
});

describe('objects without a namespace', () => {
  const route = object(GW, 'HTTPRoute', 'hook', { parentRefs: [{ name: 'out' }], rules: [{ backendRefs: [{ name: 'receiver', namespace: 'flux', port: 80 }] }] });
  const gateway = object(GW, 'Gateway', 'out', { gatewayClassName: 'istio', listeners: [{ name: 'http', protocol: 'HTTP', port: 80 }] });
  const told = (options: Json) => found([route, gateway], options).filter((f) => f.code === 'MESH807').map((f) => f.severity);
  test('may be applied to any namespace, so a mistake that depends on the namespace default is information', () => expect(told({})).toEqual(['info']));
  test('get the namespace from --namespace', () => {
    expect(told({ namespace: 'flux' })).toEqual([]);
    expect(told({ namespace: 'apps' })).toEqual(['warning']);
  });
});

describe('versions of one object', () => {
  const gateway = (hosts: string[]) => object(NET, 'Gateway', 'shop/edge', { selector: { istio: 'x' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts }] });
  const route = (host: string) => object(NET, 'VirtualService', 'shop/v', { hosts: [host], gateways: ['edge'], http: [{ route: [{ destination: { host: 'a' } }] }] });
  const codes = (...objects: Json[]) => found(objects, {}).filter((f) => f.severity !== 'info').map((f) => f.code);
  test('are never compared with each other, and one valid version is enough', () => {
    expect(codes(gateway(['a.example.com']), gateway(['b.example.com']), route('b.example.com'))).toEqual(['MESH002']);
    expect(codes(gateway(['a.example.com']), gateway(['b.example.com']), gateway(['c.example.com']), route('a.example.com'), route('c.example.com'))).toEqual(['MESH002', 'MESH002', 'MESH002']);
  });
  test('are reported if none of them is valid', () => {
    expect(codes(gateway(['a.example.com']), gateway(['b.example.com']), route('d.example.com'))).toEqual(['MESH002', 'MESH207']);
    expect(codes(gateway(['a.example.com']), route('a.example.com'), route('d.example.com'))).toEqual(['MESH002', 'MESH207']);
  });
});
