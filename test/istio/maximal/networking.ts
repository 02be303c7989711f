import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { CONNECTION_POOL, EXPORT_TO, SELECTOR, SERVER_TLS, SIDECAR_TLS, TARGET_REFS, TRAFFIC_POLICIES } from './parts';
import { istio } from '../../../src';

const s = Duration.seconds;
const { Destination, GatewayRef, Percentage, StringMatch } = istio;

/** All fields of a VirtualService. */
export function virtualServices(scope: Construct): void {
  const headers: istio.HttpHeaders = {
    request: { set: { 'x-a': '1' }, add: { 'x-b': '2' }, remove: ['x-c'] },
    response: { set: { 'x-a': '1' }, add: { 'x-b': '2' }, remove: ['x-c'] },
  };
  const match: istio.HttpMatch = {
    name: 'all',
    uri: StringMatch.prefix('/api'),
    scheme: StringMatch.exact('https'),
    method: StringMatch.regex('GET|POST'),
    authority: StringMatch.exact('shop.example.com'),
    headers: { 'end-user': StringMatch.exact('jason'), 'x-there': StringMatch.present(), 'x-like': StringMatch.regex('a+'), 'x-group': StringMatch.prefix('dev') },
    withoutHeaders: { 'x-test': StringMatch.regex('.+'), 'x-old': StringMatch.exact('1'), 'x-older': StringMatch.prefix('0') },
    queryParams: { v: StringMatch.exact('2'), q: StringMatch.regex('[a-z]+'), w: StringMatch.prefix('a') },
    ignoreUriCase: true,
    port: 8080,
    sourceLabels: { app: 'web' },
    sourceNamespace: 'shop',
    gateways: [GatewayRef.mesh(), GatewayRef.named('edge/public')],
    statPrefix: 'api',
  };
  const texts = [StringMatch.exact('a'), StringMatch.prefix('/a'), StringMatch.regex('a.*')];
  const destination = Destination.host('reviews.shop.svc.cluster.local', { subset: 'v1', port: 9080 });
  const forwarded: istio.HttpRoute = {
    name: 'forwarded',
    match: [match, ...texts.map((t) => ({ uri: t, scheme: t, method: t, authority: t }))],
    route: [{ destination, weight: 90, headers }, { destination: Destination.host('reviews', { subset: 'v2' }), weight: 10 }],
    rewrite: { uri: '/v1', authority: 'reviews.example.com' },
    timeout: s(10),
    retries: {
      attempts: 3,
      perTryTimeout: s(2),
      retryOn: [istio.RetryOn.GATEWAY_ERROR, istio.RetryOn.CONNECT_FAILURE, istio.RetryOn.status(503)],
      retryRemoteLocalities: true,
      retryIgnorePreviousHosts: false,
      backoff: Duration.millis(50),
    },
    fault: { delay: istio.FaultDelay.fixed(s(5), Percentage.of(0.1)), abort: istio.FaultAbort.httpStatus(503, Percentage.fraction(0.01)) },
    mirrors: [{ destination, percentage: Percentage.of(5) }],
    corsPolicy: {
      allowOrigins: texts,
      allowMethods: ['GET'],
      allowHeaders: ['x-a'],
      exposeHeaders: ['x-b'],
      maxAge: s(86400),
      allowCredentials: true,
      unmatchedPreflights: istio.UnmatchedPreflights.IGNORE,
    },
    headers,
  };
  const routes = new istio.VirtualService(scope, 'virtual-service', {
    hosts: ['*.example.com', 'reviews', 'reviews.shop.svc.cluster.local'],
    gateways: [GatewayRef.mesh(), GatewayRef.named('public', 'edge')],
    exportTo: EXPORT_TO,
    http: [
      forwarded,
      { match: [{ uri: StringMatch.prefix('/old') }], redirect: { uri: '/new', authority: 'b.example.com', scheme: 'https', port: istio.RedirectPort.number(8443), redirectCode: 308 } },
      { match: [{ uri: StringMatch.prefix('/ancient') }], redirect: { prefixRewrite: '/new', port: istio.RedirectPort.protocolDefault() } },
      { match: [{ uri: StringMatch.exact('/teapot') }], directResponse: { status: 418, body: istio.HttpBody.text('short and stout') } },
      { match: [{ uri: StringMatch.exact('/bytes') }], directResponse: { status: 200, body: istio.HttpBody.base64('AAEC') } },
      { match: [{ uri: StringMatch.prefix('/docs') }], delegate: istio.Delegate.named('docs', 'docs') },
    ],
    tls: [{
      match: [{
        sniHosts: ['a.example.com'],
        destinationSubnets: ['10.0.0.0/8', '2001:db8::/32'],
        port: 443,
        sourceLabels: { app: 'web' },
        sourceNamespace: 'shop',
        gateways: [GatewayRef.mesh()],
      }],
      route: [{ destination, weight: 1 }, { destination: Destination.host('b', { port: 443 }), weight: 2 }],
    }],
    tcp: [{
      match: [{
        destinationSubnets: ['10.0.0.0/8'],
        port: 3306,
        sourceLabels: { app: 'web' },
        sourceNamespace: 'shop',
        sourceSubnet: '10.1.0.0/16',
        gateways: [GatewayRef.mesh()],
      }],
      route: [{ destination, weight: 1 }, { destination: Destination.host('b', { port: 3306 }), weight: 2 }],
    }],
  });
  routes.addHttpRoute({
    route: [{ destination }],
    rewrite: { uriRegexRewrite: { match: '^/a/(.*)$', rewrite: '/b/\\1' } },
    fault: { abort: istio.FaultAbort.grpcStatus(istio.GrpcStatus.UNAVAILABLE) },
    mirror: destination,
    mirrorPercentage: Percentage.of(50),
  });
  new istio.VirtualService(scope, 'virtual-service-claims', {
    hosts: ['claims.example.com'],
    gateways: [GatewayRef.named('public', 'edge')],
    http: [{ match: [{ headers: { '@request.auth.claims.group': StringMatch.exact('dev') } }], route: [{ destination }] }],
  });
}

/** All fields of a DestinationRule. */
export function destinationRules(scope: Construct): void {
  TRAFFIC_POLICIES.forEach((trafficPolicy, i) => {
    new istio.DestinationRule(scope, `destination-rule-${i}`, {
      host: 'reviews.shop.svc.cluster.local',
      trafficPolicy,
      subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy }, { name: 'all' }],
      exportTo: EXPORT_TO.slice(0, 1),
      workloadSelector: SELECTOR,
    });
  });
}

/** All fields of a Gateway. */
export function gateways(scope: Construct): void {
  const gateway = new istio.Gateway(scope, 'gateway', {
    selector: { istio: 'ingressgateway' },
    servers: [istio.Server.http({ hosts: ['*.example.com'], httpsRedirect: true, name: 'plain', portName: 'http', bind: '0.0.0.0' })],
  });
  SERVER_TLS.slice(0, 5).forEach((tls, i) => gateway.addServer(istio.Server.https({ hosts: [`a${i}.example.com`], port: 8443 + i, tls })));
  gateway.addServer(istio.Server.tls({ hosts: ['./tls.example.com'], port: 9443, tls: SERVER_TLS[6] }));
  gateway.addServer(istio.Server.grpc(9000, { hosts: ['*/grpc.example.com'] }));
  gateway.addServer(istio.Server.http2(9001, { hosts: ['h2.example.com'] }));
  gateway.addServer(istio.Server.tcp(9002, { hosts: ['*'] }));
  gateway.addServer(istio.Server.protocol(istio.Protocol.MONGO, 27017, { hosts: ['*'] }));
}

/** All fields of a Sidecar. */
export function sidecars(scope: Construct): void {
  const sidecar = new istio.Sidecar(scope, 'sidecar', {
    workloadSelector: SELECTOR,
    egress: [{
      hosts: ['./*', 'istio-system/*', '~prod/*'],
      port: { number: 3306, name: 'mysql', protocol: istio.Protocol.MYSQL },
      bind: '127.0.0.1',
      captureMode: istio.CaptureMode.NONE,
    }],
    outboundTrafficPolicy: {
      mode: istio.OutboundTrafficMode.ALLOW_ANY,
      egressProxy: istio.Destination.host('egress.istio-system.svc.cluster.local', { subset: 'x', port: 443 }),
    },
    inboundConnectionPool: CONNECTION_POOL,
  });
  SIDECAR_TLS.forEach((tls, i) => sidecar.addIngress({
    port: { number: 8080 + i, name: `https-${i}`, protocol: istio.Protocol.HTTPS },
    defaultEndpoint: `127.0.0.1:${9080 + i}`,
    bind: '0.0.0.0',
    captureMode: istio.CaptureMode.IPTABLES,
    tls,
    connectionPool: CONNECTION_POOL,
  }));
  sidecar.addEgress({ hosts: ['./*'] });
  sidecar.addEgress({ hosts: ['./b.example.com'], port: { number: 0, protocol: istio.Protocol.HTTP }, bind: 'unix:///tmp/b' });
}

const ENTRY: istio.WorkloadEntryOptions = {
  address: '10.0.0.7',
  ports: { http: 8080 },
  labels: { app: 'ledger' },
  network: 'vm-network',
  locality: 'us-east/a/1',
  weight: 3,
  serviceAccount: 'ledger',
};

/** All fields of a ServiceEntry, a WorkloadEntry and a WorkloadGroup. */
export function workloads(scope: Construct): void {
  new istio.ServiceEntry(scope, 'service-entry', {
    hosts: ['ledger.example.com'],
    addresses: ['240.0.0.7', '2001:db8::/64'],
    ports: [{ number: 80, name: 'http', protocol: istio.Protocol.HTTP, targetPort: 8080 }],
    location: istio.ServiceLocation.MESH_INTERNAL,
    resolution: istio.ServiceResolution.STATIC,
    endpoints: [ENTRY],
    exportTo: EXPORT_TO.slice(0, 1),
    subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/ledger'],
  });
  new istio.ServiceEntry(scope, 'service-entry-selected', {
    hosts: ['ledger2.example.com'],
    ports: [{ number: 80, name: 'http' }],
    resolution: istio.ServiceResolution.STATIC,
    workloadSelector: SELECTOR,
  });
  new istio.WorkloadEntry(scope, 'workload-entry', ENTRY);
  const { address: _address, ...template } = ENTRY;
  const timing: istio.ProbeTiming = { initialDelay: s(5), timeout: s(1), period: s(10), successThreshold: 1, failureThreshold: 3 };
  const probes = [
    istio.ReadinessProbe.http(8080, { path: '/ready', host: '127.0.0.1', scheme: istio.ProbeScheme.HTTP, headers: { 'x-probe': '1' } }, timing),
    istio.ReadinessProbe.tcp(8080, timing, '127.0.0.1'),
    istio.ReadinessProbe.exec(['/bin/ready', '--fast'], timing),
  ];
  probes.forEach((probe, i) => new istio.WorkloadGroup(scope, `workload-group-${i}`, {
    entryMetadata: { labels: { app: 'ledger' }, annotations: { note: 'vm' } },
    template: i === 0 ? ENTRY : template,
    probe,
  }));
}

/** All fields of a ProxyConfig and an EnvoyFilter. */
export function proxies(scope: Construct): void {
  new istio.ProxyConfig(scope, 'proxy-config', {
    selector: SELECTOR,
    concurrency: 0,
    environmentVariables: { ISTIO_META_DNS_CAPTURE: 'true' },
    image: istio.ProxyImageType.DISTROLESS,
  });
  const { EnvoyApplyTo: To, EnvoyContext: Context, EnvoyMatch: Match, EnvoyPatch: Patch } = istio;
  const proxy: istio.EnvoyProxyMatch = { proxyVersion: '^1\\.31.*', metadata: { STAGE: 'prod' } };
  const filter = { name: 'envoy.filters.http.lua' };
  new istio.EnvoyFilter(scope, 'envoy-filter', {
    workloadSelector: { istio: 'ingressgateway' },
    priority: -10,
    configPatches: [
      {
        applyTo: To.HTTP_FILTER,
        match: Match.listener(Context.GATEWAY, {
          name: 'virtualInbound',
          portNumber: 8080,
          portName: 'http',
          listenerFilter: 'envoy.filters.listener.tls_inspector',
          filterChain: {
            name: 'a',
            sni: 'a.example.com',
            transportProtocol: 'tls',
            applicationProtocols: ['h2', 'http/1.1'],
            destinationPort: 443,
            filter: 'envoy.filters.network.http_connection_manager',
            subFilter: 'envoy.filters.http.router',
          },
        }, proxy),
        patch: Patch.insertBefore(filter, istio.FilterClass.AUTHN),
      },
      {
        applyTo: To.HTTP_ROUTE,
        match: Match.routeConfiguration(Context.GATEWAY, {
          name: 'http.8080',
          portNumber: 8080,
          portName: 'http',
          gateway: istio.GatewayRef.named('public', 'edge'),
          vhost: { name: 'a:80', domainName: 'a.example.com', route: { name: 'r', action: istio.EnvoyRouteAction.ROUTE } },
        }),
        patch: Patch.merge({ route: { timeout: '1s' } }),
      },
      {
        applyTo: To.CLUSTER,
        match: Match.cluster(Context.SIDECAR_OUTBOUND, { name: 'c', service: 'reviews.shop.svc.cluster.local', subset: 'v1', portNumber: 9080 }),
        patch: Patch.remove(),
      },
    ],
  });
  const waypoint = new istio.EnvoyFilter(scope, 'envoy-filter-waypoint', { targetRefs: TARGET_REFS });
  waypoint.addPatch({
    applyTo: To.NETWORK_FILTER,
    match: Match.waypoint({ portNumber: 80, filter: 'envoy.filters.network.http_connection_manager', subFilter: 'envoy.filters.http.router', route: 'r' }),
    patch: Patch.add(filter),
  });
}
