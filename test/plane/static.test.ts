import { Chart, Duration, Testing } from 'cdk8s';
import { bookinfo } from '../../examples/bookinfo/main';
import { onlineBoutique } from '../../examples/online-boutique/main';
import { Certificate, ControlPlane, ExternalService, HttpMatch, HttpMethod, IngressGateway, istio, Listener, LoadBalancer, Mesh, MeshService, MutualTls, RetryOn, ServicePort, Source, UpstreamTls } from '../../src';
import { validateSchema } from '../../src/check/schema';

function world() {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.static() });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const service = (name: string, port = ServicePort.http(80, { targetPort: 8080 })) => new MeshService(chart, name, { ports: [port], image: `${name}:1` });
  return { app, chart, service };
}

const find = (chart: Chart, kind: string, name: string) => chart.toJson().find((o: any) => o.kind === kind && o.metadata.name === name);
const bootstrap = (chart: Chart, name: string) => JSON.parse(find(chart, 'ConfigMap', `${name}-envoy`).data['envoy.json']).static_resources;
const manager = (listener: any, chain = 0) => listener.filter_chains[chain].filters.find((f: any) => f.name.endsWith('http_connection_manager'))?.typed_config;

test('a caller reaches a service by its name, which resolves to the caller\'s own proxy', () => {
  const { chart, service } = world();
  const [a, b] = [service('a'), service('b')];
  a.calls(b);
  const pod = find(chart, 'Deployment', 'a').spec.template.spec;
  expect(pod.hostAliases).toEqual([{ ip: '127.1.0.1', hostnames: ['b.shop.svc.cluster.local', 'b.shop.svc', 'b.shop', 'b'] }]);
  expect(pod.containers.map((c: any) => c.name)).toEqual(['a', 'envoy']);
  const out = bootstrap(chart, 'a').listeners.find((l: any) => l.name.startsWith('outbound'));
  expect(out.address.socket_address).toEqual({ address: '127.1.0.1', port_value: 80 });
  const [cluster] = bootstrap(chart, 'a').clusters.filter((c: any) => c.name === 'outbound|80||b.shop');
  expect(cluster.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address).toEqual({ address: 'b-pods.shop.svc.cluster.local', port_value: 15100 });
  expect(cluster.transport_socket.typed_config.common_tls_context.validation_context.match_typed_subject_alt_names).toEqual([
    { san_type: 'URI', matcher: { exact: 'spiffe://cluster.local/ns/shop/sa/b' } },
  ]);
  expect(find(chart, 'Service', 'b').spec.ports[0].targetPort).toBe(15100);
  expect(find(chart, 'Service', 'b-pods').spec.clusterIP).toBe('None');
});

test('only declared callers are accepted, with the declared operations', () => {
  const { chart, service } = world();
  const [a, b] = [service('a'), service('b')];
  a.calls(b, { methods: [HttpMethod.GET], paths: ['/api/*'] });
  const [inbound] = bootstrap(chart, 'b').listeners;
  expect(inbound.filter_chains).toHaveLength(1);
  expect(inbound.filter_chains[0].transport_socket.typed_config.require_client_certificate).toBe(true);
  const rbac = manager(inbound).http_filters.find((f: any) => f.name === 'envoy.filters.http.rbac').typed_config.rules;
  expect(rbac).toEqual({
    action: 'ALLOW',
    policies: {
      'allow-1': {
        permissions: [{ and_rules: { rules: [{ header: { name: ':method', string_match: { exact: 'GET' } } }, { url_path: { path: { prefix: '/api/' } } }] } }],
        principals: [{ authenticated: { principal_name: { exact: 'spiffe://cluster.local/ns/shop/sa/a' } } }],
      },
    },
  });
});

test('rules, retries and weights become routes of the caller\'s proxy', () => {
  const { chart, service } = world();
  const a = service('a');
  const b = new MeshService(chart, 'b', { ports: [ServicePort.http(80)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => b.addVersion(v, { image: `b:${v}` }));
  a.calls(b);
  b.split(v1.weight(9), v2.weight(1));
  b.addRule({ matches: [HttpMatch.prefix('/api')], to: [v1], rewrite: { path: '/' }, timeout: Duration.seconds(2), retries: { attempts: 3, on: [RetryOn.SERVER_ERROR, RetryOn.status(409)] } });
  const [first, rest] = manager(bootstrap(chart, 'a').listeners.find((l: any) => l.name.startsWith('outbound'))).route_config.virtual_hosts[0].routes;
  expect(first.match).toEqual({ path_separated_prefix: '/api' });
  expect(first.route).toMatchObject({
    cluster: 'outbound|80|v1|b.shop',
    timeout: '2s',
    regex_rewrite: { pattern: { regex: '^/api/?(.*)$' }, substitution: '/\\1' },
    retry_policy: { num_retries: 3, retry_on: '5xx,retriable-status-codes', retriable_status_codes: [409] },
  });
  expect(rest.route.weighted_clusters.clusters).toEqual([{ name: 'outbound|80|v1|b.shop', weight: 9 }, { name: 'outbound|80|v2|b.shop', weight: 1 }]);
  expect(rest.route.timeout).toBe('0s');
});

test('policies become settings of clusters', () => {
  const { chart, service } = world();
  const [a, b] = [service('a'), service('b', ServicePort.grpc(80))];
  a.calls(b);
  b.policy({ loadBalancer: LoadBalancer.random(), connectionPool: { maxRequests: 5 }, outlierDetection: { consecutive5xxErrors: 2 } });
  const cluster = bootstrap(chart, 'a').clusters.find((c: any) => c.name === 'outbound|80||b.shop');
  expect(cluster).toMatchObject({ lb_policy: 'RANDOM', circuit_breakers: { thresholds: [{ max_requests: 5 }] }, outlier_detection: { consecutive_5xx: 2 } });
  expect(cluster.typed_extension_protocol_options['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'].explicit_http_config.http2_protocol_options).toEqual({});
});

test('a permissive port accepts plaintext and TLS, and a plaintext port accepts plaintext only', () => {
  const { chart, service } = world();
  service('a').portMtls(80, MutualTls.PERMISSIVE);
  service('b').portMtls(80, MutualTls.DISABLE);
  expect(bootstrap(chart, 'a').listeners[0].filter_chains.map((c: any) => [c.filter_chain_match, c.transport_socket !== undefined])).toEqual([[{ transport_protocol: 'tls' }, true], [undefined, false]]);
  const [plain] = bootstrap(chart, 'b').listeners[0].filter_chains;
  expect(plain.transport_socket).toBeUndefined();
  // plaintext tells no identity, and only declared callers are let in: nobody is
  expect(JSON.stringify(plain)).toContain('envoy.filters.http.rbac');
});

test('an external service is reached through the proxy, and its name is not looked up in the pod\'s hosts', () => {
  const { chart, service } = world();
  const a = service('a');
  a.calls(new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.http(80)], policy: { tls: UpstreamTls.simple() } }));
  const pod = find(chart, 'Deployment', 'a').spec.template.spec;
  expect(pod.hostAliases[0].hostnames).toEqual(['api.bank.example']);
  expect(pod.containers[1].volumeMounts.find((m: any) => m.mountPath === '/etc/hosts').subPath).toBe('hosts');
  const egress = find(chart, 'NetworkPolicy', 'a').spec.egress;
  expect(egress.map((e: any) => e.ports[0].port)).toEqual([53, 80]);
});

test('an edge serves its hosts with their certificates', () => {
  const { chart, service } = world();
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.http({ hosts: ['a.example.com'], redirectToHttps: true }));
  edge.addListener(Listener.https({ hosts: ['a.example.com'], certificate: Certificate.fromSecret('cert') })).route(service('a'));
  const listeners = bootstrap(chart, 'shop-edge').listeners;
  expect(listeners.map((l: any) => l.address.socket_address.port_value)).toEqual([10080, 10443]);
  expect(manager(listeners[0]).route_config.virtual_hosts[0].require_tls).toBe('ALL');
  expect(listeners[1].filter_chains[0].filter_chain_match.server_names).toEqual(['a.example.com']);
  expect(find(chart, 'Deployment', 'istio-ingress').spec.template.spec.volumes.find((v: any) => v.secret?.secretName === 'cert').name).toBe('listener-https-443');
});

describe('tokens', () => {
  const filters = (chart: Chart, name: string) => manager(bootstrap(chart, name).listeners[0]).http_filters.map((f: any) => f.typed_config);

  test('are checked with keys that the proxy fetches, and refused before any access rule', () => {
    const { chart, service } = world();
    service('a').requireJwt({ issuer: 'https://issuer.example.com', jwksUri: 'https://keys.example.com/keys', exemptPaths: ['/health'] });
    const [check, refuse] = filters(chart, 'a');
    expect(check.providers['token-1'].remote_jwks.http_uri).toEqual({ uri: 'https://keys.example.com/keys', cluster: 'keys|443|keys.example.com', timeout: '5s' });
    expect(refuse.rules.action).toBe('DENY');
    expect(bootstrap(chart, 'a').clusters.find((c: any) => c.name === 'keys|443|keys.example.com').transport_socket.typed_config.sni).toBe('keys.example.com');
    expect(find(chart, 'NetworkPolicy', 'a').spec.egress.map((e: any) => e.ports[0].port)).toContain(443);
  });

  test('a condition that the proxy does not support is an error', () => {
    const { app, service } = world();
    service('a').allow({ when: [{ key: 'experimental.envoy.filters.network.mysql_proxy[db.t]', values: ['x'] }] });
    expect(() => app.synthYaml()).toThrow(/condition on 'experimental/);
  });
});

test('an unsupported setting of a bootstrap is an error at synthesis', () => {
  const { app, service } = world();
  service('a').addRule({ retries: { attempts: 1, otherLocalities: true } });
  expect(() => app.synth()).toThrow(/retries in other localities \(retry-other-localities\) is not supported on plane 'static'/);
});

test.each([['online-boutique', onlineBoutique], ['bookinfo', bookinfo]])('%s synthesizes, and every object is valid', (_name, make) => {
  const app = make({ outdir: Testing.app().outdir, mesh: { controlPlane: ControlPlane.static({ issuer: 'mesh-ca' }) } });
  app.synth();
  const objects = app.charts.flatMap((c) => c.toJson());
  expect(objects.flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${o.metadata.name}: ${JSON.stringify(p)}`))).toEqual([]);
});

describe('external authorizers', () => {
  const { ExtensionProvider } = istio;
  const asker = ExtensionProvider.httpExternalAuthorization('asker', 'ops/asker.ops.svc.cluster.local', 8000, {
    timeout: Duration.millis(500),
    failOpen: true,
    statusOnError: 503,
    clearRouteCache: true,
    pathPrefix: '/check',
    includeRequestHeadersInCheck: ['cookie', 'x-app-*'],
    includeAdditionalHeadersInCheck: { 'x-from': 'edge' },
    headersToUpstreamOnAllow: ['x-user'],
    headersToDownstreamOnDeny: ['*-reason'],
    headersToDownstreamOnAllow: ['set-cookie'],
    includeRequestBodyInCheck: { maxRequestBytes: 4096, allowPartialMessage: true },
  });
  const judge = ExtensionProvider.grpcExternalAuthorization('judge', 'judge.shop.svc.cluster.local', 9000, { includeRequestBodyInCheck: { maxRequestBytes: 10, packAsBytes: true } });
  const withAuthorizers = () => {
    const app = Testing.app();
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.static({ extensionProviders: [asker, judge] }) });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    return { app, chart, service: (name: string, port = ServicePort.http(80, { targetPort: 8080 })) => new MeshService(chart, name, { ports: [port], image: `${name}:1` }) };
  };
  const filters = (chart: Chart, name: string) => manager(bootstrap(chart, name).listeners[0]).http_filters;

  test('are called over HTTP with all settings of the provider, before deny and allow rules', () => {
    const { chart, service } = withAuthorizers();
    const a = service('a');
    a.authorizeWith('asker');
    a.deny({ paths: ['/x'] });
    const [ask, refuse] = filters(chart, 'a');
    expect(refuse.typed_config.rules.action).toBe('DENY');
    expect(ask.typed_config).toEqual({
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz',
      'stat_prefix': 'asker',
      'transport_api_version': 'V3',
      'http_service': {
        server_uri: { uri: 'http://asker.ops.svc.cluster.local', cluster: 'authorizer|8000|asker.ops.svc.cluster.local', timeout: '0.5s' },
        path_prefix: '/check',
        authorization_request: { headers_to_add: [{ key: 'x-from', value: 'edge' }] },
        authorization_response: {
          allowed_upstream_headers: { patterns: [{ exact: 'x-user', ignore_case: true }] },
          allowed_client_headers: { patterns: [{ suffix: '-reason', ignore_case: true }] },
          allowed_client_headers_on_success: { patterns: [{ exact: 'set-cookie', ignore_case: true }] },
        },
      },
      'failure_mode_allow': true,
      'clear_route_cache': true,
      'status_on_error': { code: 503 },
      'with_request_body': { max_request_bytes: 4096, allow_partial_message: true },
      'allowed_headers': { patterns: [{ exact: 'cookie', ignore_case: true }, { prefix: 'x-app-', ignore_case: true }] },
    });
    expect(bootstrap(chart, 'a').clusters.find((c: any) => c.name.startsWith('authorizer|')).typed_extension_protocol_options).toBeUndefined();
    expect(find(chart, 'NetworkPolicy', 'a').spec.egress.map((e: any) => e.ports[0].port)).toContain(8000);
  });

  test('are called only for requests that match their rule', () => {
    const { chart, service } = withAuthorizers();
    const a = service('a');
    a.authorizeWith('asker', { paths: ['/a/*'] });
    a.authorizeWith('judge', { methods: [HttpMethod.PUT] });
    const [markA, askA, markB, askB] = filters(chart, 'a').map((f: any) => f.typed_config);
    expect(markA.rules).toBeUndefined();
    expect(markA.shadow_rules.policies['custom-1'].permissions).toEqual([{ url_path: { path: { prefix: '/a/' } } }]);
    expect(markB.shadow_rules.policies['custom-1'].permissions).toEqual([{ header: { name: ':method', string_match: { exact: 'PUT', ignore_case: true } } }]);
    expect([askA, askB].map((f) => f.filter_enabled_metadata.path[0].key)).toEqual([markA, markB].map((m) => `${m.shadow_rules_stat_prefix}shadow_engine_result`));
    expect(markA.shadow_rules_stat_prefix).not.toBe(markB.shadow_rules_stat_prefix);
    expect(askB.with_request_body).toEqual({ max_request_bytes: 10, pack_as_bytes: true });
    expect(bootstrap(chart, 'a').clusters.filter((c: any) => c.name.startsWith('authorizer|')).map((c: any) => c.name)).toEqual(['authorizer|8000|asker.ops.svc.cluster.local', 'authorizer|9000|judge.shop.svc.cluster.local']);
  });

  test('an authorizer that the service calls is reached like other calls', () => {
    const { chart, service } = withAuthorizers();
    const a = service('a');
    a.calls(service('judge', ServicePort.grpc(9000)));
    a.authorizeWith('judge');
    expect(filters(chart, 'a')[0].typed_config.grpc_service.envoy_grpc).toEqual({ cluster_name: 'outbound|9000||judge.shop', authority: 'judge.shop.svc.cluster.local' });
    const { clusters } = bootstrap(chart, 'a');
    expect(clusters.find((c: any) => c.name === 'outbound|9000||judge.shop').transport_socket.name).toBe('envoy.transport_sockets.tls');
    expect(clusters.filter((c: any) => c.name.startsWith('authorizer|'))).toEqual([]);
  });

  test('connections are authorized over gRPC; over HTTP only if the rule excludes TCP ports', () => {
    const good = withAuthorizers();
    good.service('db', ServicePort.tcp(5432)).authorizeWith('judge', { from: [Source.namespace('shop')] });
    const [mark, ask] = bootstrap(good.chart, 'db').listeners[0].filter_chains[0].filters;
    expect([mark.name, ask.name]).toEqual(['envoy.filters.network.rbac', 'envoy.filters.network.ext_authz']);
    expect(ask.typed_config.filter_enabled_metadata.filter).toBe(mark.name);
    const bad = withAuthorizers();
    bad.service('db', ServicePort.tcp(5432)).authorizeWith('asker');
    expect(() => bad.app.synthYaml()).toThrow(/access to service 'shop\/db'.*authorizer 'asker' is called over HTTP.*port 5432 is a TCP port/);
    const mixed = withAuthorizers();
    const both = new MeshService(mixed.chart, 'both', { ports: [ServicePort.http(80), ServicePort.tcp(5432)], image: 'both:1' });
    both.authorizeWith('asker', { ports: [80] });
    expect(bootstrap(mixed.chart, 'both').listeners[1].filter_chains[0].filters.map((f: any) => f.name)).not.toContain('envoy.filters.network.ext_authz');
  });

  test('a gateway calls them through a separate cluster', () => {
    const { chart, service } = withAuthorizers();
    const edge = new IngressGateway(chart, 'edge');
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(service('a'));
    edge.authorizeWith('judge');
    expect(manager(bootstrap(chart, 'shop-edge').listeners[0]).http_filters[0].typed_config.grpc_service.envoy_grpc.cluster_name).toBe('authorizer|9000|judge.shop.svc.cluster.local');
    expect(bootstrap(chart, 'shop-edge').clusters.find((c: any) => c.name.startsWith('authorizer|')).typed_extension_protocol_options).toBeDefined();
  });

  test('invalid providers are errors with their names', () => {
    const unknown = withAuthorizers();
    unknown.service('a').authorizeWith('oracle');
    expect(() => unknown.app.synthYaml()).toThrow(/access to service 'shop\/a'.*has no authorizer 'oracle' \(it knows 'asker', 'judge'\); add it to ControlPlane\.static/);
    const plain = withAuthorizers();
    const a = plain.service('a');
    a.calls(plain.service('judge', ServicePort.http(9000)));
    a.authorizeWith('judge');
    expect(() => plain.app.synthYaml()).toThrow(/authorizer 'judge' is called over gRPC, but port 9000 of service 'shop\/judge' uses 'http'/);
    expect(() => ControlPlane.static({ extensionProviders: [ExtensionProvider.prometheus('p')] })).toThrow(/extension provider 'p' is of kind 'prometheus'/);
    expect(() => ControlPlane.static({ extensionProviders: [asker, asker] })).toThrow(/two extension providers are named 'asker'/);
  });
});
