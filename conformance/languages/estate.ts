import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, Duration, JsonPatch } from 'cdk8s';
import {
  Backend, Certificate, Checks, ControlPlane, EgressGateway, ExternalService, Fault, HashKey, HealthCheck, HttpMatch, HttpMethod, IngressGateway, istio, Listener, LoadBalancer, Mesh,
  MeshApp, MeshService, RetryOn, ServicePort, SidecarContainer, Source, Traffic,
} from 'cdk8s-mesh';

/** The same app as estate.py, line by line: four teams with eight services each, an edge, a way out, an install of Istio, and kinds of Istio's API. */
const TEAMS = ['shop', 'pay', 'ops', 'data'];
const NAMES = ['web', 'cart', 'stock', 'mail', 'users', 'ads', 'rank', 'log'];

/** Runs something that must fail, and gives its message. */
function mistake(name: string, run: () => unknown): string {
  try {
    run();
  } catch (e) {
    return `${name}: ${(e as Error).message}\n`;
  }
  return `${name}: no error\n`;
}

function service(chart: Chart, name: string, i: number): MeshService {
  const made = new MeshService(chart, name, {
    ports: [i % 4 === 3 ? ServicePort.grpc(50000 + i) : ServicePort.http(8080 + i, { targetPort: 9000 + i }), ServicePort.tcp(7000 + i, { name: 'tcp-admin' })],
    annotations: { 'example.com/owner': `Müller & Söhne №${i}`, 'example.com/note': 'line one\nline two: "quoted"\n' },
  });
  const image = `registry.example.com/${chart.namespace}/${name}`;
  const old = made.addVersion('v1', { image: `${image}:1.${i}`, replicas: 2 + i % 3, env: { ON: 'true', OCTAL: '0o17', EMPTY: '' } });
  const next = made.addVersion('v2', { image: `${image}:2.${i}`, healthCheck: HealthCheck.tcp(7000 + i, { period: Duration.seconds(15) }) });
  made.split(old.weight(90 - i), next.weight(10 + i));
  if (i % 4 !== 3) {
    made.addRule({
      name: 'testers',
      matches: [HttpMatch.header('x-tester', 'yes').and(HttpMatch.prefix(`/${name}`)), HttpMatch.query('trial', '1')],
      to: [Backend.to(next, { requestHeaders: { set: { 'x-seen': 'yes' }, remove: ['x-old'] } })],
      timeout: Duration.millis(1500 + 250 * i),
      retries: { attempts: 1 + i % 3, perTryTimeout: Duration.millis(300), on: [RetryOn.GATEWAY_ERROR, RetryOn.status(503)] },
      fault: i % 3 === 0 ? Fault.delay(Duration.seconds(2), 0.5).and(Fault.abort(503, 1.25)) : undefined,
    });
  }
  const balancers = [LoadBalancer.leastRequest(), LoadBalancer.consistentHash(HashKey.header('x-user')), LoadBalancer.random(), LoadBalancer.roundRobin({ warmup: { duration: Duration.minutes(1) } })];
  made.policy({ loadBalancer: balancers[i % 4], outlierDetection: { consecutive5xxErrors: 3 + i, interval: Duration.seconds(10) }, connectionPool: { maxConnections: 100 * (i + 1) } });
  return made;
}

export function estate(outdir: string): MeshApp {
  const app = new MeshApp({ outdir });
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.inCluster({ revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: 2 } } }) });
  const teams = TEAMS.map((team) => {
    const chart = new Chart(app, team, { namespace: team, labels: { team } });
    mesh.enroll(chart);
    return { chart, services: NAMES.map((name, i) => service(chart, name, i)) };
  });
  for (const [t, { services }] of teams.entries()) {
    for (const [i, caller] of services.entries()) {
      caller.calls(services[(i + 1) % services.length], (i + 1) % services.length % 4 === 3 ? {} : { methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/api/*', '/healthz'] });
      caller.calls(teams[(t + 1) % teams.length].services[i]);
    }
    services[4].requireJwt({ issuer: `https://id.example.com/${TEAMS[t]}`, jwksUri: 'https://id.example.com/jwks.json', audiences: ['shop', 'api'], claims: { role: ['admin', 'clerk'] } });
    services[0].allow({ from: [Source.namespace('backoffice'), Source.identity(services[1].identity!)], methods: [HttpMethod.GET], ports: [8080] });
    services[0].deny({ paths: ['/internal/*'], ports: [8080], from: [Source.namespace('guests')] });
  }

  const [{ chart, services: [web, cart] }, { services: pay }] = teams;
  const exit = new EgressGateway(chart, 'exit');
  const bank = new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)], via: exit });
  const maps = new ExternalService(chart, 'maps', { hosts: ['maps.example.com'], ports: [ServicePort.http(80, { targetPort: 443 })], originateTls: true });
  cart.calls(bank);
  cart.calls(maps);
  const edge = new IngressGateway(chart, 'edge');
  const https = edge.addListener(Listener.https({ hosts: ['shop.example.com', '*.shop.example.com'], certificate: Certificate.fromSecret('shop-cert') }));
  https.route(web);
  https.route(cart, '/cart');
  https.addRule({ matches: [HttpMatch.exact('/old')], redirect: { path: '/', status: 308 } });
  https.addRule({ matches: [HttpMatch.prefix('/pay')], to: [pay[0].weight(3), web.weight(1)], rewrite: { path: '/' } });
  edge.addListener(Listener.http({ hosts: ['shop.example.com'], redirectToHttps: true }));

  new istio.VirtualService(chart, 'moved', {
    hosts: ['old.example.com'],
    http: [
      { match: [{ uri: istio.StringMatch.prefix('/cart'), headers: { 'x-locale': istio.StringMatch.regex('^(de|fr)$') } }], redirect: { authority: 'shop.example.com', redirectCode: 308 } },
      { directResponse: { status: 410, body: istio.HttpBody.text('moved to shop.example.com') } },
    ],
  });
  new istio.AuthorizationPolicy(chart, 'callers', {
    selector: { app: 'stock' },
    action: istio.AuthorizationAction.ALLOW,
    rules: [{ from: [{ principals: ['cluster.local/ns/shop/sa/cart'] }], to: [{ methods: ['GET'], paths: ['/stock/*'] }] }],
  });
  new istio.WorkloadGroup(chart, 'ledger', { template: { serviceAccount: 'ledger', ports: { http: 8080 } }, probe: istio.ReadinessProbe.http(8080, { path: '/ready' }, { failureThreshold: 3 }) });
  const batch = new ApiObject(chart, 'batch', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'batch' },
  });
  batch.addJsonPatch(JsonPatch.add('/spec', {
    replicas: 1,
    selector: { matchLabels: { app: 'batch' } },
    template: { metadata: { labels: { app: 'batch' } }, spec: { containers: [{ name: 'batch', image: 'example.com/batch:1' }] } },
  }));
  SidecarContainer.addTo(batch, 'log-shipper', { image: 'example.com/fluent-bit:4', env: { LEVEL: 'info' } });
  mesh.inject(batch);
  return app;
}

/** What somebody is told: of mistakes, of the checks, and of where requests go. */
function told(app: MeshApp): string {
  const chart = app.node.findChild('shop') as Chart;
  const [web, log] = ['web', 'log'].map((name) => chart.node.findChild(name) as MeshService);
  const answers = Traffic.of(app).askAll([
    { from: 'shop/web', url: 'http://cart:8081/cart/1', headers: { 'x-tester': 'yes' } },
    { from: 'shop/web', url: 'http://cart:8081/', method: 'POST' },
    { from: 'pay/cart', url: 'tcp://stock.pay:7002' },
    { from: 'shop/cart', url: 'https://api.bank.example/', serverName: 'api.bank.example' },
    { from: 'shop/web', url: 'http://nowhere/' },
  ]);
  return [
    ...answers.map((a) => `${a.trace}${a.outcomes.map((o) => `${o.text}, ${o.host ?? ''} ${o.subset ?? ''} ${Math.round(o.share * 1000)}\n`).join('')}`),
    `${Checks.of(app).report()}\n`,
    mistake('a name taken', () => new MeshService(chart, 'web', { ports: [ServicePort.http(80)] })),
    mistake('no name', () => new MeshService(chart, 'Web_1', { ports: [ServicePort.http(80)] })),
    mistake('a port', () => ServicePort.http(70000)),
    mistake('an empty list', () => web.allow({ from: [] })),
    mistake('no retries', () => web.addRule({ name: 'r', retries: { attempts: -1 } })),
    mistake('split twice', () => web.split(web.weight(1))),
    mistake('a TLS rule without TLS', () => log.addTlsRule({ sniHosts: ['a.example.com'], to: [web] })),
    mistake('no listener', () => Listener.http({ hosts: [] })),
    mistake('no host', () => new ExternalService(chart, 'none', { hosts: ['a b'], ports: [ServicePort.tls(443)] })),
    mistake('two policies', () => web.policy({})),
    mistake('a status', () => Fault.abort(1000)),
    mistake('a question', () => Traffic.of(app).ask({ from: 'web', url: 'http://cart/' })),
    mistake('no mesh', () => new MeshService(new Chart(new MeshApp(), 'alone', { namespace: 'alone' }), 'a', { ports: [ServicePort.http(80)] })),
  ].join('');
}

/** Writes the manifests, and what somebody is told. */
export function write(outdir: string): void {
  const app = estate(outdir);
  app.synth();
  writeFileSync(join(outdir, 'told.txt'), told(app));
}
