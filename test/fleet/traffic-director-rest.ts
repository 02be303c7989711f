import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  AdoptionStage, Backend, Certificate, ClientAuth, ExternalService, Fault, GatewayWorkload, HashKey, Http2Upgrade, HttpMatch, IngressGateway, Listener, ListenerProtocol, ListenerSet, LoadBalancer, Mesh, MeshService, MutualTls, OutboundTraffic, PathMatch,
  ProxyProtocol, Resolution, RetryOn, ServiceExport, ServicePort, Source, StringMatch, TlsVersion, type TrafficPolicy, UpstreamTls,
} from '../../src';

const MODULUS = 'wW40C5z_s3qYnKVE5rt4Cix4kB0_szc4doURowYXr6AdS_USLzRFVMU73i67jNK349FgCtYxw4Wl18ziPHeFRZrbwbTJAP_kjVdbXaXGOAQBJfZdsP4-JElLduqYZFfZhghP7Qi5eK9NfRlqdEaoa1gAnmNrYR2xYhG2Wpqt_y'
  + 'nF5S2cUIxQI0c0TYwHrZHL1gaK_HX_YpLwYqCco4HInnHne5qa6eMLDb229RCiZO-d54FQHXtrkq6J6wWcWrdD22dYbpj60n2guZaLwDmh7zTJObm45SOovvidR4YIxez2yjWHWPbSfmz0UnKTeXenSP2IOR22ec7afce_HwBe6A';
const KEYS = JSON.stringify({ keys: [{ kty: 'RSA', kid: '1', n: MODULUS, e: 'AQAB' }] });
const seconds = (n: number) => Duration.seconds(n);
const web = (chart: Chart, name: string, more: object = {}) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1`, ...more });

/** All other features of the model that Traffic Director supports, in addition to the app in table-app.ts. */
export function theRest(mesh: Mesh, cluster: Chart['node']['scope'] & object): void {
  const chart = (name: string, options: object = {}) => {
    const made = new Chart(cluster, name, { namespace: name });
    mesh.enroll(made, options);
    return made;
  };
  const caller = web(chart('callers'), 'caller');
  const call = (...services: MeshService[]) => services.forEach((s) => caller.calls(s));
  call(...matches(chart('matches')), ...actions(chart('actions')), ...policies(chart('policies')), ...access(chart('access')), ...connections(chart('connections')));
  outside(chart('outside'), caller);
  const open = chart('open', { mtls: MutualTls.DISABLE, outbound: OutboundTraffic.ALLOW_ANY, denyByDefault: false });
  call(web(open, 'plain'), web(open, 'staged', { stage: AdoptionStage.PERMISSIVE }));
  edges(chart('edges'));
}

function matches(chart: Chart): MeshService[] {
  const s = new MeshService(chart, 'matched', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(81, { targetPort: 8081 })], image: 'matched:1' });
  const other = web(chart, 'other');
  const to = [other];
  s.addRule({ priority: 1, matches: [HttpMatch.conditions({ path: PathMatch.prefix('/a').ignoringCase() })], to });
  s.addRule({ priority: 9, matches: [HttpMatch.conditions({ headers: { 'x-a': StringMatch.absent() }, query: { a: StringMatch.prefix('1'), b: StringMatch.regex('2.+'), c: StringMatch.present() } })], to });
  s.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.exact('/b'), authority: StringMatch.exact('b.example'), scheme: StringMatch.exact('http'), port: 80 })], to });
  s.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.exact('/c') })], to });
  return [s, other];
}

function actions(chart: Chart): MeshService[] {
  const s = new MeshService(chart, 'acting', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
  const [v1, v2] = ['v1', 'v2'].map((v) => s.addVersion(v, { image: `acting:${v}`, policy: { loadBalancer: LoadBalancer.random() } }));
  const two = new MeshService(chart, 'two', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(81, { targetPort: 8081 })], image: 'two:1' });
  const exported = new ServiceExport(chart, 'two-export', { service: two });
  const at = (path: string) => [HttpMatch.exact(path)];
  s.addRule({ matches: at('/port'), to: [Backend.to(two, { port: 81, requestHeaders: { set: { 'x-a': '1' } } }).weight(1), v1.weight(1)] });
  s.addRule({ matches: at('/export'), to: [Backend.to(exported, { port: 80 })] });
  s.addRule({ matches: at('/path'), redirect: { path: '/new', status: 307 } });
  s.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new' } });
  s.addRule({ matches: at('/http'), redirect: { scheme: 'http' } });
  s.addRule({ matches: at('/said'), directResponse: { status: 503, body: 'later' } });
  s.addRule({ matches: at('/full'), to: [v1], rewrite: { path: '/fuller' } });
  s.addRule({ matches: [HttpMatch.prefix('/regex')], to: [v1], rewrite: { pathExpression: '^/regex/(.*)', pathReplacement: '/\\1' } });
  s.addRule({ matches: at('/mirrors'), to: [v1], mirrors: [{ to: v2, percentage: 50 }, { to: two, percentage: 0.5 }] });
  s.addRule({ matches: at('/grpc'), to: [v1], fault: Fault.abortGrpc('UNAVAILABLE', 0.5) });
  s.addRule({ matches: at('/both'), to: [v1], fault: Fault.abort(503, 1), timeout: seconds(3), retries: { attempts: 1 } });
  s.addRule({ matches: at('/off'), to: [v1], retries: { attempts: 0 } });
  s.addRule({
    matches: at('/retries'),
    to: [v1],
    retries: { attempts: 2, on: [RetryOn.RESET, RetryOn.status(503), RetryOn.GRPC_UNAVAILABLE, RetryOn.RATE_LIMITED], backoff: seconds(1), otherLocalities: true, avoidPreviousHosts: true },
  });
  s.addRule({ matches: at('/cors'), to: [v1], cors: { allowOrigins: [StringMatch.exact('https://a.example')], forwardUnmatchedPreflights: true } });
  s.addRule({ matches: at('/cors2'), to: [v1], cors: { allowOrigins: [StringMatch.exact('https://a.example')], forwardUnmatchedPreflights: false } });
  s.split(v1.weight(1), v2.weight(1));
  return [s, two];
}

function policies(chart: Chart): MeshService[] {
  const hash = (key: HashKey): TrafficPolicy => ({ loadBalancer: LoadBalancer.consistentHash(key) });
  const all: { readonly [name: string]: TrafficPolicy } = {
    through: { loadBalancer: LoadBalancer.passthrough() },
    query: hash(HashKey.query('user')),
    ring: hash(HashKey.header('x-user').withRing(2048)),
    maglev: hash(HashKey.header('x-user').withMaglev(65_537)),
    warm: { loadBalancer: LoadBalancer.roundRobin({ warmup: { duration: seconds(30) } }) },
    pool: {
      connectionPool: {
        connectTimeout: seconds(1), maxConnectionDuration: seconds(100), tcpIdleTimeout: seconds(9), keepalive: { time: seconds(9), interval: seconds(3), probes: 2 }, maxConcurrentStreams: 9, idleTimeout: seconds(8), http2: Http2Upgrade.ALWAYS,
      },
    },
    outlier: { outlierDetection: { consecutiveGatewayErrors: 3, consecutiveLocalOriginFailures: 2, splitExternalLocalOriginErrors: true, minHealthPercent: 40 } },
    meshed: { tls: UpstreamTls.mesh() },
    proxied: { proxyProtocol: ProxyProtocol.V2 },
  };
  const ports = new MeshService(chart, 'ports', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(81, { targetPort: 8081 })], image: 'ports:1' });
  ports.policy({ loadBalancer: LoadBalancer.random() }, 81);
  ports.portMtls(81, MutualTls.PERMISSIVE);
  const plain = web(chart, 'plain-port', { mtls: MutualTls.DISABLE });
  plain.policy({ tls: UpstreamTls.disable() });
  const secured = ['simple', 'mutual', 'trusting'].map((name) => web(chart, `tls-${name}`, { mtls: MutualTls.DISABLE }));
  secured[0].policy({ tls: UpstreamTls.simple({ sni: 'a.example', subjectAltNames: ['a.example'], caFile: '/etc/ssl/certs/ca-certificates.crt' }) });
  secured[1].policy({ tls: UpstreamTls.mutual({ certificateFile: '/etc/c.pem', keyFile: '/etc/k.pem', caFile: '/etc/ssl/certs/ca-certificates.crt' }) });
  secured[2].policy({ tls: UpstreamTls.simple({ insecureSkipVerify: true }) });
  return [...Object.entries(all).map(([name, policy]) => web(chart, name, { policy })), ports];
}

function access(chart: Chart): MeshService[] {
  const s = web(chart, 'guarded');
  s.allow({ from: [Source.identity(web(chart, 'known').identity!)], hosts: ['guarded.access'], exceptPaths: ['/admin*'], when: [{ key: 'request.headers[x-a]', values: ['1'] }] });
  s.allow({ from: [Source.token('https://idp.example', 'ann')] });
  s.deny({ from: [Source.noIdentity()], dryRun: true });
  const tokens = web(chart, 'tokens');
  tokens.requireJwt({
    issuer: 'https://idp.example', jwks: KEYS, audiences: ['a'], fromHeaders: [{ name: 'x-token', prefix: 'Bearer ' }], fromParams: ['t'], forwardOriginalToken: true, claimsToHeaders: [{ claim: 'sub', header: 'x-sub' }], required: true, claims: { group: ['staff'] },
  });
  const slow = web(chart, 'slow-keys');
  slow.calls(new ExternalService(chart, 'idp', { hosts: ['idp.example'], ports: [ServicePort.https(443)] }));
  slow.requireJwt({ issuer: 'https://idp.example', jwksUri: 'https://idp.example/keys', timeout: seconds(3) });
  return [s, tokens, slow];
}

function connections(chart: Chart): MeshService[] {
  const bytes = new MeshService(chart, 'bytes', { ports: [ServicePort.tcp(5432)], image: 'bytes:1' });
  const spare = new MeshService(chart, 'spare', { ports: [ServicePort.tcp(5432)], image: 'spare:1' });
  bytes.addTcpRule({ destinationSubnets: ['10.1.0.0/16'], to: [spare] });
  bytes.addTcpRule({ sourceLabels: { app: 'caller' }, to: [spare] });
  const datagrams = new MeshService(chart, 'datagrams', { ports: [ServicePort.udp(53)], image: 'datagrams:1' });
  const pods = new MeshService(chart, 'pods', { ports: [ServicePort.http(80, { targetPort: 80 })], image: 'pods:1', headless: true });
  const existing = new ApiObject(chart, 'existing', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'existing' }, spec: { selector: { matchLabels: { app: 'existing' } }, template: { metadata: { labels: { app: 'existing' } }, spec: { serviceAccountName: 'existing', containers: [{ name: 'existing', image: 'existing:1', ports: [{ containerPort: 8080 }] }] } } },
  });
  const adopted = new MeshService(chart, 'existing-service', { serviceName: 'existing', ports: [ServicePort.http(80, { targetPort: 8080 })], object: existing });
  return [bytes, spare, pods, adopted, ...[datagrams].slice(1)];
}

function outside(chart: Chart, caller: MeshService): void {
  const http = [ServicePort.http(80)];
  [
    new ExternalService(chart, 'addressed', { hosts: ['tcp.example'], ports: [ServicePort.tcp(5432)], addresses: ['203.0.113.8/32'], resolution: Resolution.STATIC, endpoints: [{ address: '203.0.113.9', ports: { tcp: 15432 }, labels: { v: '1' } }] }),
    new ExternalService(chart, 'upgraded', { hosts: ['tls.example'], ports: http, originateTls: true }),
  ].forEach((e) => caller.calls(e));
}

function edges(chart: Chart): void {
  const gateway = new IngressGateway(chart, 'wide', { workload: GatewayWorkload.google('istio-ingress') });
  const served = web(chart, 'served');
  const tokens = { issuer: 'https://idp.example', jwks: KEYS };
  gateway.requireJwt(tokens);
  gateway.deny({ from: [Source.clientIpBlocks('203.0.113.0/24')] });
  gateway.addListener(Listener.http({ hosts: ['claims.example'], port: 80 })).addRule({ matches: [HttpMatch.claim('group', 'staff')], to: [served] });
  const secure = { certificate: Certificate.fromSecret('wide-cert') };
  gateway.addListener(Listener.https({
    ...secure, hosts: ['mutual.example'], clientAuth: ClientAuth.REQUIRED, clientNames: ['client.example'], minVersion: TlsVersion.V1_3, maxVersion: TlsVersion.V1_3,
  })).route(served);
  gateway.addListener(Listener.https({ certificate: Certificate.fromSecret('wide-optional'), hosts: ['optional.example'], clientAuth: ClientAuth.OPTIONAL, cipherSuites: ['ECDHE-RSA-AES256-GCM-SHA384'] })).route(served);
  const issued = gateway.addListener(Listener.https({ certificate: Certificate.issued({ issuer: 'letsencrypt' }), hosts: ['issued.example'] }));
  issued.route(served);
  new ListenerSet(chart, 'more', { gateway }).addListener(Listener.https({ certificate: Certificate.fromSecret('more-cert'), hosts: ['more.example'] })).route(served);
  const theirs = IngressGateway.fromAttributes(chart, 'theirs', { gatewayName: 'their-edge', namespace: 'istio-ingress', workload: GatewayWorkload.google('istio-ingress'), listeners: [{ protocol: ListenerProtocol.HTTPS, hosts: ['theirs.example'] }] });
  theirs.listener('https-443').route(served);
  const bytes = new MeshService(chart, 'edge-bytes', { ports: [ServicePort.tcp(9000), ServicePort.tls(9443)], image: 'edge-bytes:1' });
  gateway.addListener(Listener.tcp({ port: 9000 })).addTcpRule([bytes]);
  gateway.addListener(Listener.tlsPassthrough({ hosts: ['pass.example'], port: 9443 })).addTlsRule(['pass.example'], [bytes]);
  gateway.addListener(Listener.tls({ hosts: ['end.example'], port: 9444, certificate: Certificate.fromSecret('wide-end') })).addTcpRule([bytes]);
}
