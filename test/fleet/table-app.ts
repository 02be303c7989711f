import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Chart, Duration } from 'cdk8s';
import { onlyIstiod } from './managed-istiod-rest';
import { theRest } from './traffic-director-rest';
import {
  CertificateAuthority, Certificate, ControlPlane, EgressGateway, ExternalService, Fault, Fleet, GatewayWorkload, GoogleProject, HashKey, HttpMatch, HttpMethod, IngressGateway, install, istio, Listener, LoadBalancer, Locality,
  ManagedImplementation, Mesh, MeshApp, MeshService, MutualTls, PathMatch, Resolution, RetryOn, ServiceExport, ServicePort, Source, StringMatch,
} from '../../src';

const SECONDS = (n: number) => Duration.seconds(n);

/** Two identical clusters of a fleet that use many features of the model. */
export function tableApp(expected: ManagedImplementation | undefined): { readonly app: MeshApp; readonly fleet: Fleet } {
  const root = new MeshApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'table-')) });
  const fleet = new Fleet(root, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
  for (const [name, location] of [['eu', 'europe-west1'], ['us', 'us-central1']]) {
    const cluster = fleet.addGkeCluster(name, { location });
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: expected, certificateAuthority: CertificateAuthority.meshCa(), revisionLabel: expected !== undefined, extensionProviders: expected === ManagedImplementation.ISTIOD ? [istio.ExtensionProvider.grpcExternalAuthorization('opa', 'opa.old.svc.cluster.local', 9191)] : undefined }) });
    const [shop, back, out] = ['shop', 'back', 'way-out'].map((ns) => new Chart(cluster, ns, { namespace: ns }));
    [shop, back].forEach((c) => mesh.enroll(c));
    mesh.enroll(out, { denyByDefault: false });
    const web = new MeshService(shop, 'web', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'web:1' });
    routes(shop, web);
    policies(back, web);
    outside(shop, out, web, mesh);
    edge(shop, web);
    const shared = new MeshService(back, 'shared', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'shared:1' });
    if (expected !== undefined) theRest(mesh, cluster);
    if (expected === ManagedImplementation.ISTIOD) onlyIstiod(mesh, cluster);
    web.calls(new ServiceExport(back, 'shared-export', { service: shared }));
  }
  return { app: root, fleet };
}

function routes(chart: Chart, web: MeshService): void {
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(81, { targetPort: 8081 })] });
  const [v1, v2] = ['v1', 'v2'].map((v) => api.addVersion(v, { image: `api:${v}` }));
  const spare = new MeshService(chart, 'spare', { ports: [ServicePort.http(90, { targetPort: 8090 })], image: 'spare:1' });
  api.split(v1.weight(90), v2.weight(10));
  const at = (p: string) => HttpMatch.exact(p);
  api.addRule({
    name: 'much',
    matches: [HttpMatch.conditions({
      path: PathMatch.prefix('/much'),
      method: HttpMethod.GET,
      headers: { 'x-a': StringMatch.exact('1'), 'x-b': StringMatch.prefix('p'), 'x-c': StringMatch.regex('r+'), 'x-d': StringMatch.present() },
      query: { a: StringMatch.exact('1') },
    })],
    to: [v2],
    timeout: SECONDS(9),
    retries: { attempts: 2, perTryTimeout: SECONDS(2), on: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.GATEWAY_ERROR, RetryOn.SERVER_ERROR] },
    rewrite: { path: '/less', authority: 'other.example' },
    requestHeaders: { set: { 'x-s': '1' }, add: { 'x-t': '2' }, remove: ['x-u'] },
    responseHeaders: { set: { 'x-v': '1' } },
  });
  api.addRule({
    matches: [HttpMatch.conditions({ path: PathMatch.regex('/r/.+') })],
    to: [spare],
    mirrors: [{ to: v1 }],
    cors: { allowOrigins: [StringMatch.exact('https://a.example'), StringMatch.prefix('https://b.'), StringMatch.regex('https://c.+')], allowMethods: [HttpMethod.GET], maxAge: SECONDS(30) },
  });
  api.addRule({ matches: [at('/fault')], fault: Fault.delay(SECONDS(1), 2).and(Fault.abort(501, 1)) });
  api.addRule({ matches: [at('/go')], redirect: { authority: 'go.example', scheme: 'https', port: 8443, status: 302 } });
  web.calls(api, { methods: [HttpMethod.GET], paths: ['/much*'], ports: [80] });
  web.calls(spare);
  const bytes = new MeshService(chart, 'bytes', { ports: [ServicePort.tcp(5432), ServicePort.tls(8443)], image: 'bytes:1' });
  bytes.addTlsRule({ sniHosts: ['bytes.shop.svc.cluster.local'], to: [bytes] });
  web.calls(bytes);
}

function policies(chart: Chart, web: MeshService): void {
  const made = (name: string) => {
    const s = new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1` });
    web.calls(s);
    return s;
  };
  made('ring').policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.header('x-user')) });
  made('cookie').policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'c', path: '/', ttl: SECONDS(60) })) });
  made('source').policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.sourceIp()) });
  made('robin').policy({ loadBalancer: LoadBalancer.roundRobin() });
  made('random').policy({ loadBalancer: LoadBalancer.random() });
  made('near').policy({ loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover() }), outlierDetection: { consecutive5xxErrors: 5, interval: SECONDS(10), baseEjectionTime: SECONDS(30), maxEjectionPercent: 50 } });
  made('pool').policy({ connectionPool: { maxConnections: 10, maxPendingRequests: 5, maxRequests: 20, maxRequestsPerConnection: 3, maxRetries: 2 } });
  const guarded = made('guarded');
  guarded.allow({ from: [Source.namespace('shop')], methods: [HttpMethod.GET], paths: ['/open'], ports: [80] });
  guarded.deny({ from: [Source.ipBlocks('203.0.113.0/24')] });
  const plain = new MeshService(chart, 'plain', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'plain:1', mtls: MutualTls.PERMISSIVE });
  plain.allow({ ports: [80] });
}

function outside(shop: Chart, out: Chart, web: MeshService, mesh: Mesh): void {
  const proxies = new install.IstioGateway(out, 'way-out', { namespace: 'way-out', revision: mesh.controlPlane.revision });
  const via = new EgressGateway(out, 'egress', { workload: GatewayWorkload.deployed(proxies) });
  // two hosts, requests and connections, callers of two namespaces
  const bank = new ExternalService(shop, 'bank', { hosts: ['api.bank.example', 'www.bank.example'], ports: [ServicePort.http(80), ServicePort.https(443)], via });
  const ledger = new ExternalService(out, 'ledger', { hosts: ['ledger.example'], ports: [ServicePort.http(80)], via });
  [bank, ledger].forEach((e) => web.calls(e));
  web.calls(new ExternalService(shop, 'fixed', { hosts: ['fixed.example'], ports: [ServicePort.https(443)], resolution: Resolution.STATIC, endpoints: [{ address: '203.0.113.9' }] }));
  web.calls(new ExternalService(shop, 'google', { hosts: ['*.googleapis.com'], ports: [ServicePort.https(443)] }));
}

function edge(shop: Chart, web: MeshService): void {
  const gateway = new IngressGateway(shop, 'edge');
  gateway.addListener(Listener.http({ hosts: ['shop.example.com'], redirectToHttps: true }));
  gateway.addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('shop-cert') })).route(web);
}
