import { App, Chart } from 'cdk8s';
import { Checks, ControlPlane, type Finding, GatewayWorkload, HttpMethod, IngressGateway, istio, Listener, Mesh, MeshService, ServicePort, Source } from '../../src';
import { Istiod } from '../../src/install';

function world(controlPlane: ControlPlane) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'api:1' });
  const spec = (kind: string, name: string) => app.charts.flatMap((c) => c.toJson()).find((o: any) => o.kind === kind && o.metadata.name === name).spec;
  const found = (code: string): Finding[] => Checks.of(app).findings().filter((f) => f.code === code);
  return { app, mesh, chart, api, spec, found };
}

const { DECODE_AND_MERGE_SLASHES, MERGE_SLASHES, BASE } = istio.PathNormalization;

describe('hosts in policies of Istio', () => {
  test('a deny rule lists every spelling of a host, an allow rule the usual ones', () => {
    const { api, spec } = world(ControlPlane.existing());
    api.deny({ hosts: ['admin.example.com', 'old.example.com:8080'] });
    api.allow({ hosts: ['shop.example.com'], from: [Source.anyIdentity()] });
    expect(spec('AuthorizationPolicy', 'api-deny').rules[0].to[0].operation.hosts)
      .toEqual(['admin.example.com', 'admin.example.com:*', 'admin.example.com.', 'admin.example.com.:*', 'admin.example.com,*', '*,admin.example.com', 'old.example.com:8080']);
    expect(spec('AuthorizationPolicy', 'api-allow').rules.at(-1).to[0].operation.hosts).toEqual(['shop.example.com', 'shop.example.com:*']);
  });

  test('any port of any host can\'t be expressed, and is refused', () => {
    const { api, found } = world(ControlPlane.existing());
    api.deny({ hosts: ['*.internal.example.com'] });
    expect(found('MESH405').map((f) => [f.severity, f.message])).toEqual([['warning', expect.stringContaining("'*.internal.example.com': a client bypasses the denial by adding the port")]]);
    const other = world(ControlPlane.existing());
    other.api.deny({ hosts: ['admin.example.com'] });
    other.api.authorizeWith('opa', { hosts: ['a.example.com', 'b.example.com'] });
    expect(other.found('MESH405')).toEqual([]);
  });

  test('deny rules of a gateway list every spelling too', () => {
    const { chart, api, spec } = world(ControlPlane.existing());
    const edge = new IngressGateway(chart, 'edge', { workload: GatewayWorkload.existing() });
    edge.addListener(Listener.http({ hosts: ['admin.example.com', 'shop.example.com'] })).route(api);
    edge.deny({ hosts: ['admin.example.com'] });
    expect(spec('AuthorizationPolicy', 'shop-edge-deny').rules[0].to[0].operation.hosts).toEqual(expect.arrayContaining(['admin.example.com', 'admin.example.com:*', 'admin.example.com.']));
  });
});

describe('paths', () => {
  const severities = (controlPlane: ControlPlane, deny = true) => {
    const { api, found } = world(controlPlane);
    if (deny) api.deny({ paths: ['/admin*'] });
    return found('MESH470').map((f) => f.severity);
  };

  test('an installed mesh normalizes them, which can be changed', () => {
    const normalization = (cp: ControlPlane) => {
      const { app } = world(cp);
      return app.charts.flatMap((c) => c.toJson()).find((o: any) => o.kind === 'ConfigMap' && o.data?.mesh).data.mesh as string;
    };
    expect(normalization(ControlPlane.inCluster())).toContain('normalization: DECODE_AND_MERGE_SLASHES');
    expect(normalization(ControlPlane.inCluster({ istiod: { meshConfig: { pathNormalization: BASE } } }))).toContain('normalization: BASE');
    expect(normalization(ControlPlane.inCluster({ istiod: { values: { meshConfig: { pathNormalization: { normalization: 'MERGE_SLASHES' } } } } }))).toContain('normalization: MERGE_SLASHES');
    expect(severities(ControlPlane.inCluster())).toEqual([]);
    expect(severities(ControlPlane.inCluster({ istiod: { meshConfig: { pathNormalization: MERGE_SLASHES } } }))).toEqual(['warning']);
  });

  test('istiod without a mesh has the chart\'s default', () => {
    const app = new App();
    const chart = new Chart(app, 'c', { namespace: 'istio-system' });
    new Istiod(chart, 'istiod');
    expect(JSON.stringify(app.charts.map((c) => c.toJson()))).not.toContain('pathNormalization');
  });

  test('the normalization of an existing mesh must be declared, and a weaker one is a warning', () => {
    expect(severities(ControlPlane.existing())).toEqual(['warning']);
    expect(severities(ControlPlane.existing(), false)).toEqual([]);
    expect(severities(ControlPlane.existing({ pathNormalization: MERGE_SLASHES }))).toEqual(['warning']);
    expect(severities(ControlPlane.existing({ pathNormalization: DECODE_AND_MERGE_SLASHES }))).toEqual([]);
    expect(severities(ControlPlane.existing({ istiod: {} }))).toEqual(['warning']);
    expect(severities(ControlPlane.existing({ istiod: { meshConfig: { pathNormalization: DECODE_AND_MERGE_SLASHES } } }))).toEqual([]);
    expect(severities(ControlPlane.existing({ istiod: { values: { meshConfig: { pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' } } } } }))).toEqual([]);
  });
});

describe('the IP address of a client', () => {
  test('can be matched at gateways only, as any caller of a service can forge it', () => {
    const { api, chart, spec } = world(ControlPlane.existing());
    const office = Source.clientIpBlocks('203.0.113.0/24');
    const message = /access to service 'shop\/api': Source\.clientIpBlocks\('203\.0\.113\.0\/24'\) relies on X-Forwarded-For, which any caller of a service can forge; put the rule on the gateway/;
    expect(() => api.allow({ from: [office] })).toThrow(message);
    expect(() => api.deny({ from: [office.and(Source.anyIdentity())] })).toThrow(message);
    expect(() => api.allow({ when: [{ key: 'remote.ip', values: ['203.0.113.0/24'] }] })).toThrow(/the condition on remote\.ip relies on X-Forwarded-For/);
    const edge = new IngressGateway(chart, 'edge');
    edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(api);
    edge.allow({ from: [office] });
    api.allow({ from: [office.and(Source.identity(edge.identity))], methods: [HttpMethod.GET] });
    // other gateways of the same proxies stay as they are: everybody else is denied at these hosts alone
    expect(spec('AuthorizationPolicy', 'shop-edge-deny')).toMatchObject({
      action: 'DENY',
      rules: [{
        from: [{ source: { notRemoteIpBlocks: ['203.0.113.0/24'] } }],
        to: [{ operation: { hosts: expect.arrayContaining(['shop.example.com', 'shop.example.com:*']) } }],
      }],
    });
  });
});
