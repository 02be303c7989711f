import { Chart, Testing } from 'cdk8s';
import { ControlPlane, ExternalService, LoadBalancer, Mesh, MeshService, MutualTls, ServicePort, TrafficApi, UpstreamTls } from '../../src';

function world(trafficApi: TrafficApi = TrafficApi.GATEWAY_API) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.existing({ trafficApi }), mtls: MutualTls.PERMISSIVE });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  return { app, chart };
}

const of = (chart: Chart, kind: string) => chart.toJson().filter((o: any) => o.kind === kind);
const byName = { type: 'Hostname', hostname: 'api.shop.svc.cluster.local' };

test('TLS to a service applies to the Services of its versions, and other settings stay in their DestinationRules', () => {
  const { chart } = world();
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80)] });
  api.addVersion('v1', { image: 'api:1' });
  api.policy({ tls: UpstreamTls.simple(), loadBalancer: LoadBalancer.random() });
  expect(of(chart, 'BackendTLSPolicy').map((o: any) => o.spec)).toEqual([{
    targetRefs: [{ group: '', kind: 'Service', name: 'api' }, { group: '', kind: 'Service', name: 'api-v1' }],
    validation: { wellKnownCACertificates: 'System', hostname: 'api.shop.svc.cluster.local', subjectAltNames: [byName] },
  }]);
  expect(of(chart, 'DestinationRule').map((o: any) => [o.metadata.name, o.spec.trafficPolicy])).toEqual([
    ['api', { loadBalancer: { simple: 'RANDOM' } }], ['api-v1', { loadBalancer: { simple: 'RANDOM' } }],
  ]);
});

test('the CA comes from a ConfigMap, names may be URIs', () => {
  const { chart } = world();
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80)] });
  api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'api-ca', sni: 'api.example.com', subjectAltNames: ['spiffe://example.com/api', '*.example.com'] }) });
  expect(of(chart, 'BackendTLSPolicy')[0].spec.validation).toEqual({
    caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'api-ca' }],
    hostname: 'api.example.com',
    subjectAltNames: [{ type: 'URI', uri: 'spiffe://example.com/api' }, { type: 'Hostname', hostname: '*.example.com' }],
  });
  expect(of(chart, 'DestinationRule')).toEqual([]);
});

test('TLS of one port names the port; the other ports keep the service\'s policy', () => {
  const { chart } = world();
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80), ServicePort.http(81, { name: 'http-admin' })] });
  api.policy({ tls: UpstreamTls.simple() }, 81);
  expect(of(chart, 'BackendTLSPolicy')[0].spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'api', sectionName: 'http-admin' }]);
  api.policy({ loadBalancer: LoadBalancer.random() });
  // settings of a port beside its TLS would be joined by istiod once and for all: one object says both
  expect(of(chart, 'BackendTLSPolicy')).toEqual([]);
  expect(of(chart, 'DestinationRule')[0].spec.trafficPolicy).toEqual({
    loadBalancer: { simple: 'RANDOM' }, portLevelSettings: [{ port: { number: 81 }, loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'SIMPLE' } }],
  });
});

test('settings of a port and a CA from a ConfigMap are refused, as only one object can contain both', () => {
  const { chart } = world();
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80), ServicePort.http(81)] });
  api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'ca' }) });
  expect(() => api.policy({ loadBalancer: LoadBalancer.random() }, 81)).toThrow(/service 'api': with port-level settings, Istio does not pick up changes of the ConfigMap/);
});

test('settings that the policy can\'t express stay in the DestinationRule completely', () => {
  for (const tls of [UpstreamTls.simple({ caFile: '/ca.pem' }), UpstreamTls.simple({ caSecret: 'ca' }), UpstreamTls.simple({ insecureSkipVerify: true }), UpstreamTls.mutual({ secret: 'own' }), UpstreamTls.disable()]) {
    const { chart } = world();
    const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80), ServicePort.http(81)] });
    api.policy({ tls });
    api.policy({ tls: UpstreamTls.simple() }, 81);
    expect(of(chart, 'BackendTLSPolicy')).toEqual([]);
    expect(of(chart, 'DestinationRule')[0].spec.trafficPolicy.tls).toBeDefined();
  }
});

test('TLS origination is a policy for the ServiceEntry\'s port', () => {
  const { chart } = world();
  const bank = new ExternalService(chart, 'bank', { hosts: ['bank.example.com'], ports: [ServicePort.http(80), ServicePort.tls(443)], originateTls: true });
  const policy = of(chart, 'BackendTLSPolicy')[0].spec;
  expect(policy.targetRefs).toEqual([{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'bank', sectionName: 'http' }]);
  expect(policy.validation).toEqual({ wellKnownCACertificates: 'System', hostname: 'bank.example.com', subjectAltNames: [{ type: 'Hostname', hostname: 'bank.example.com' }] });
  bank.policy({ loadBalancer: LoadBalancer.random() }, 443);
  expect(of(chart, 'DestinationRule')[0].spec).toEqual({
    host: 'bank.example.com', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, loadBalancer: { simple: 'RANDOM' } }] },
  });
});

test('each host of a service with several hosts is verified by its own name', () => {
  const { chart } = world();
  new ExternalService(chart, 'cdn', { hosts: ['a.example.com', 'b.example.com'], ports: [ServicePort.http(80)], policy: { tls: UpstreamTls.simple() } });
  const entries = new Map(of(chart, 'ServiceEntry').map((o: any) => [o.metadata.name, o.spec.hosts]));
  expect(of(chart, 'BackendTLSPolicy').map((o: any) => [entries.get(o.spec.targetRefs[0].name), o.spec.validation.hostname])).toEqual([
    [['a.example.com'], 'a.example.com'],
    [['b.example.com'], 'b.example.com'],
  ]);
});

test('on the Istio API a CA in a ConfigMap is an error at synth, and a server name is also the verified name', () => {
  const { app, chart } = world(TrafficApi.ISTIO);
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80)] });
  api.policy({ tls: UpstreamTls.simple({ sni: 'api.example.com', caFile: '/ca.pem' }) });
  expect(of(chart, 'DestinationRule')[0].spec.trafficPolicy.tls).toEqual({ mode: 'SIMPLE', sni: 'api.example.com', subjectAltNames: ['api.example.com'], caCertificates: '/ca.pem' });
  new MeshService(chart, 'db', { ports: [ServicePort.tcp(5432)] }).policy({ tls: UpstreamTls.simple({ caConfigMap: 'ca' }) });
  expect(() => app.synth()).toThrow(/shop\/db: CA certificates from a ConfigMap \(upstream-tls-config-map\) is not supported on plane 'istio'; closest alternative: use a Secret: caSecret/);
});

test('only one source of the CA is accepted', () => {
  expect(() => UpstreamTls.simple({ caFile: '/a', caConfigMap: 'b' })).toThrow('UpstreamTls: the CA certificates come from one source, but several are set; remove all but one of caFile, caSecret and caConfigMap');
  expect(() => UpstreamTls.simple({ insecureSkipVerify: true, caConfigMap: 'b' })).toThrow('insecureSkipVerify accepts any certificate');
});
