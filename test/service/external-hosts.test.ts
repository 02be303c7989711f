import { Chart, Duration } from 'cdk8s';
import { Checks, ControlPlane, EgressGateway, ExternalService, GatewayApiChannel, GatewayWorkload, HttpMatch, HttpMethod, MeshService, ServicePort, TrafficApi, UpstreamTls } from '../../src';
import { aMesh, find, objects } from '../fixture';

const HOSTS = ['api.parcel.example', 'api.courier.example', 'track.courier.example'];
const to = (o: any) => JSON.stringify(o).match(/"host":"[^"]*"/g);
const gatewayApi = () => ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL });

describe('rules of an external service with several hosts', () => {
  test('apply to each host', () => {
    const { chart } = aMesh();
    const s = new ExternalService(chart, 'ship', { hosts: HOSTS, ports: [ServicePort.http(80), ServicePort.http(8080, { name: 'http-alt' })] });
    s.addRule({ timeout: Duration.seconds(1) });
    s.addRule({ matches: [HttpMatch.prefix('/slow')], timeout: Duration.seconds(9) });
    const routes = objects(chart).filter((o) => o.kind === 'VirtualService');
    expect(routes.map((o) => o.metadata.name)).toEqual(['ship', 'ship--2', 'ship--3']);
    routes.forEach((o, i) => {
      expect(o.spec.hosts).toEqual([HOSTS[i]]);
      expect(new Set(to(o.spec))).toEqual(new Set([`"host":"${HOSTS[i]}"`]));
      expect(o.spec.http.map((r: any) => [r.match?.[0].port, r.route[0].destination.port.number])).toEqual([[80, 80], [8080, 8080], [80, 80], [8080, 8080]]);
    });
  });

  test('apply to each host on Gateway API, where a route attaches to all hosts of a ServiceEntry', () => {
    const { chart } = aMesh({ controlPlane: gatewayApi() });
    new ExternalService(chart, 'ship', { hosts: HOSTS, ports: [ServicePort.http(80)], originateTls: true }).addRule({ timeout: Duration.seconds(1) });
    const all = objects(chart);
    HOSTS.forEach((host, i) => {
      const name = i === 0 ? 'ship' : `ship--${i + 1}`;
      expect(all.find((o) => o.kind === 'ServiceEntry' && o.metadata.name === name).spec.hosts).toEqual([host]);
      const route = all.find((o) => o.kind === 'HTTPRoute' && o.metadata.name === name).spec;
      expect([route.hostnames, route.parentRefs[0].name, route.rules[0].backendRefs[0].name]).toEqual([[host], name, host]);
      const tls = all.find((o) => o.kind === 'BackendTLSPolicy' && o.metadata.name === name).spec;
      expect([tls.targetRefs[0].name, tls.validation.hostname]).toEqual([name, host]);
    });
  });

  test('apply to each host on the static plane', () => {
    const { chart } = aMesh({ controlPlane: ControlPlane.static() });
    const s = new ExternalService(chart, 'ship', { hosts: HOSTS, ports: [ServicePort.http(80), ServicePort.tls(443)], originateTls: true });
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' }).calls(s);
    const { listeners, clusters } = JSON.parse(find(chart, 'ConfigMap', 'web-envoy').data['envoy.json']).static_resources;
    const [http, tls] = [80, 443].map((port) => listeners.find((l: any) => l.name === `outbound_${port}_${HOSTS[0]}`));
    const vhosts = http.filter_chains[0].filters[0].typed_config.route_config.virtual_hosts;
    expect(vhosts.map((v: any) => [v.domains, v.routes[0].route.cluster])).toEqual(HOSTS.map((h) => [[h, `${h}:*`], `outbound|80||${h}`]));
    expect(tls.filter_chains.map((c: any) => [c.filter_chain_match.server_names, c.filters[0].typed_config.cluster])).toEqual(HOSTS.map((h) => [[h], `outbound|443||${h}`]));
    for (const h of HOSTS) {
      const cluster = clusters.find((c: any) => c.name === `outbound|80||${h}`);
      expect(cluster.load_assignment.endpoints.map((e: any) => e.lb_endpoints[0].endpoint.address.socket_address)).toEqual([{ address: h, port_value: 443 }]);
      expect(cluster.transport_socket.typed_config.sni).toBe(h);
    }
  });

  test('connections without a host name are refused if the hosts can\'t be distinguished', () => {
    const { chart } = aMesh();
    expect(() => new ExternalService(chart, 'db', { hosts: ['a.db.example', 'b.db.example'], ports: [ServicePort.tcp(5432)], via: new EgressGateway(chart, 'out') }))
      .toThrow(/external service 'shop\/db': connections to port 5432 \(tcp\) don't show which of its hosts they are for \(a\.db\.example, b\.db\.example\)/);
  });
});

test('TLS origination verifies each host\'s own certificate, and keeps the declared settings', () => {
  const { chart } = aMesh();
  new ExternalService(chart, 'ship', { hosts: HOSTS, ports: [ServicePort.http(80)], originateTls: true });
  new ExternalService(chart, 'said', { hosts: ['a.example.com', 'b.example.com'], ports: [ServicePort.http(80)], originateTls: true }).policy({ tls: UpstreamTls.simple({ sni: 'c.example.com' }) }, 80);
  const asked = (name: string) => objects(chart).filter((o) => o.kind === 'DestinationRule' && o.metadata.name.startsWith(name))
    .map((o) => [o.spec.host, o.spec.trafficPolicy.portLevelSettings[0].tls.sni, o.spec.trafficPolicy.portLevelSettings[0].tls.subjectAltNames]);
  expect(asked('ship')).toEqual(HOSTS.map((h) => [h, h, [h]]));
  expect(asked('said').map(([h, sni]) => [h, sni])).toEqual([['a.example.com', 'c.example.com'], ['b.example.com', 'c.example.com']]);
});

describe('through an egress gateway', () => {
  const world = () => {
    const { chart } = aMesh();
    const via = new EgressGateway(chart, 'out');
    const s = new ExternalService(chart, 'ship', { hosts: HOSTS.slice(0, 2), ports: [ServicePort.http(80), ServicePort.http(8080, { name: 'http-alt' }), ServicePort.tls(443)], via });
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
    const batch = new MeshService(chart, 'batch', { ports: [ServicePort.http(80)] });
    return { chart, s, web, batch };
  };

  test('each host and port is routed to itself, with its own server name, in mutual TLS', () => {
    const { chart } = world();
    expect(find(chart, 'Gateway', 'ship-egress').spec.servers.map((x: any) => [x.port.number, x.port.protocol, x.hosts, x.tls.mode])).toEqual([
      [80, 'HTTPS', [HOSTS[0]], 'ISTIO_MUTUAL'], [443, 'TLS', [HOSTS[0]], 'ISTIO_MUTUAL'], [80, 'HTTPS', [HOSTS[1]], 'ISTIO_MUTUAL'], [443, 'TLS', [HOSTS[1]], 'ISTIO_MUTUAL'],
    ]);
    const subsets = find(chart, 'DestinationRule', 'ship-egress').spec.subsets;
    expect(subsets.map((x: any) => [x.name, ...x.trafficPolicy.portLevelSettings.map((p: any) => `${p.port.number} ${p.tls.mode} ${p.tls.sni}`)])).toEqual([
      ['shop-ship', `80 ISTIO_MUTUAL ${HOSTS[0]}`, `443 ISTIO_MUTUAL ${HOSTS[0]}`], ['shop-ship--2', `80 ISTIO_MUTUAL ${HOSTS[1]}`, `443 ISTIO_MUTUAL ${HOSTS[1]}`],
    ]);
    ['ship-egress', 'ship-egress--2'].forEach((name, i) => {
      const { hosts, http, tls, tcp } = find(chart, 'VirtualService', name).spec;
      const lead = (r: any) => [r.match[0].gateways[0], r.match[0].port, r.match[0].headers?.['x-mesh-egress-port'].exact, r.route[0].destination.host.replace('istio-egress.istio-egress.svc.cluster.local', 'gateway'), r.route[0].destination.port.number, r.route[0].destination.subset];
      const subset = i === 0 ? 'shop-ship' : 'shop-ship--2';
      expect(hosts).toEqual([HOSTS[i]]);
      expect(http.map(lead)).toEqual([
        ['mesh', 80, undefined, 'gateway', 80, subset], ['shop/ship-egress', 80, '80', HOSTS[i], 80, undefined], ['mesh', 8080, undefined, 'gateway', 80, subset], ['shop/ship-egress', 80, '8080', HOSTS[i], 8080, undefined],
      ]);
      expect(tls.map(lead)).toEqual([['mesh', 443, undefined, 'gateway', 443, subset]]);
      expect(tcp.map(lead)).toEqual([['shop/ship-egress', 443, undefined, HOSTS[i], 443, undefined]]);
    });
  });

  test.each([1, 2, 3])('on Gateway API the certificate of each of %i hosts is verified by its own name', (count) => {
    const { app, chart } = aMesh({ controlPlane: gatewayApi() });
    const hosts = HOSTS.slice(0, count);
    const s = new ExternalService(chart, 'ship', { hosts, ports: [ServicePort.http(80)], originateTls: true, via: new EgressGateway(chart, 'out') });
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' }).calls(s);
    const all = objects(chart);
    const entries = all.filter((o) => o.kind === 'ServiceEntry');
    const verified = (entry: any) => all.filter((o) => o.kind === 'BackendTLSPolicy' && o.spec.targetRefs.some((t: any) => t.kind === 'ServiceEntry' && t.name === entry.metadata.name)).map((o) => o.spec.validation.hostname);
    expect(entries.map((e) => [e.spec.hosts, verified(e)])).toEqual(hosts.map((h) => [[h], [h]]));
    expect(entries.map((e) => e.spec.exportTo)).toEqual(hosts.map(() => ['.', 'istio-egress']));
    expect(all.filter((o) => o.kind === 'VirtualService').map((o) => [o.spec.hosts, o.spec.http.at(-1).route[0].destination.host])).toEqual(hosts.map((h) => [[h], h]));
    expect(Checks.of(app).findings().filter((f) => f.code === 'MESH243').map((f) => f.message)).toEqual([]);
  });

  test('only declared callers are allowed, as declared; without a declaration, nobody is', () => {
    const { chart, s, web, batch } = world();
    const policy = () => find(chart, 'AuthorizationPolicy', 'shop-ship-egress', 'istio-egress').spec;
    expect(policy()).toEqual({ selector: { matchLabels: { istio: 'egress' } }, action: 'ALLOW' });
    web.calls(s);
    batch.calls(s, { methods: [HttpMethod.POST], paths: ['/labels*'], ports: [80] });
    const hosts = HOSTS.slice(0, 2).flatMap((h) => [h, `${h}:*`]);
    const when = [{ key: 'connection.sni', values: HOSTS.slice(0, 2) }];
    const from = (...names: string[]) => [{ source: { principals: names.map((n) => `cluster.local/ns/shop/sa/${n}`) } }];
    expect(policy().rules).toEqual([
      { from: from('web'), to: [{ operation: { ports: ['80', '8080'], hosts } }], when },
      { from: from('batch'), to: [{ operation: { ports: ['80', '8080'], hosts, methods: ['POST'], paths: ['/labels*'] } }], when: [...when, { key: 'request.headers[x-mesh-egress-port]', values: ['80'] }] },
      { from: from('web'), to: [{ operation: { ports: ['443', '8443'] } }], when },
    ]);
  });

  test('everybody is allowed to its hosts only, if the mesh allows all calls', () => {
    const { chart } = aMesh({ denyByDefault: false });
    new ExternalService(chart, 'ship', { hosts: HOSTS, ports: [ServicePort.tls(443)], via: new EgressGateway(chart, 'out') });
    expect(find(chart, 'AuthorizationPolicy', 'shop-ship-egress').spec.rules).toEqual([{ when: [{ key: 'connection.sni', values: HOSTS }] }]);
  });

  test('the gateway applies timeouts and retries', () => {
    const { chart, s } = world();
    s.addRule({ matches: [HttpMatch.prefix('/slow')], timeout: Duration.seconds(9), retries: { attempts: 2 } });
    const slow = find(chart, 'VirtualService', 'ship-egress--2').spec.http.filter((r: any) => r.timeout);
    expect(slow.map((r: any) => [r.timeout, r.retries.attempts, r.match.every((m: any) => m.gateways[0] === 'shop/ship-egress' && m.uri), r.route[0].destination])).toEqual([
      ['9s', 2, true, { host: HOSTS[1], port: { number: 80 } }], ['9s', 2, true, { host: HOSTS[1], port: { number: 8080 } }],
    ]);
  });
});

test('services with the same name in two namespaces, called from a third through one gateway, have separate server names', () => {
  const { app, mesh, chart: caller } = aMesh();
  const web = new MeshService(caller, 'web', { ports: [ServicePort.http(80)] });
  for (const namespace of ['a', 'b']) {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    web.calls(new ExternalService(chart, 'payments', { hosts: [`${namespace}.payments.example`], ports: [ServicePort.tls(443)], via: new EgressGateway(chart, 'out') }));
  }
  const all = app.charts.flatMap(objects);
  const subsets = all.filter((o) => o.kind === 'DestinationRule' && o.metadata.namespace === 'shop').flatMap((o) => o.spec.subsets.map((s: any) => [s.name, s.trafficPolicy.portLevelSettings[0].tls.sni]));
  expect(subsets.sort()).toEqual([['a-payments', 'a.payments.example'], ['b-payments', 'b.payments.example']]);
});

test('the Sidecar of a caller lists no host of a namespace that it imports completely, such as an egress gateway in the control plane\'s namespace', () => {
  const { app, chart } = aMesh();
  const via = new EgressGateway(chart, 'out', { workload: GatewayWorkload.istioctl() });
  const elsewhere = new EgressGateway(chart, 'elsewhere', { workload: GatewayWorkload.helm('istio-egress') });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  web.calls(new ExternalService(chart, 'bank', { hosts: ['bank.example'], ports: [ServicePort.tls(443)], via }));
  web.calls(new ExternalService(chart, 'mail', { hosts: ['mail.example'], ports: [ServicePort.tls(443)], via: elsewhere }));
  const hosts: string[] = find(chart, 'Sidecar', 'web').spec.egress[0].hosts;
  expect(hosts).toEqual(['./bank.example', './mail.example', 'istio-egress/istio-egress.istio-egress.svc.cluster.local', 'istio-system/*']);
  expect(Checks.of(app).findings().filter((f) => f.code === 'MESH103')).toEqual([]);
});
