import { Chart, Size } from 'cdk8s';
import {
  ControlPlane, DataPlane, ExternalService, HttpMatch, HttpMethod, IngressGateway, Listener, Mesh, MeshService, type MeshServiceProps, MutualTls, OutboundTraffic, Resolution, ServicePort,
  Source, TrafficApi, Waypoint, WaypointTraffic,
} from '../../src';
import { aMesh, find, has, objects } from '../fixture';

const AMBIENT = { dataPlane: DataPlane.ambient(), outbound: OutboundTraffic.ALLOW_ANY };

function shop(props: object = {}) {
  const built = aMesh({ ...AMBIENT, ...props });
  const service = (name: string, more: MeshServiceProps = {}, chart: Chart = built.chart) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1`, ...more });
  return { ...built, service };
}

const refusal = (app: { synthYaml(): string }) => {
  try {
    app.synthYaml();
    return '';
  } catch (e) {
    return (e as Error).message;
  }
};

const principal = (name: string, namespace = 'shop') => `cluster.local/ns/${namespace}/sa/${name}`;

describe('a mesh in ambient mode', () => {
  test('labels its namespaces, and writes no Sidecar', () => {
    const { chart, app, service } = shop();
    service('web').calls(service('api'));
    expect(find(chart, 'Namespace', 'shop').metadata.labels).toEqual({ 'istio.io/dataplane-mode': 'ambient' });
    expect(objects(chart).filter((o) => o.kind === 'Sidecar')).toEqual([]);
    expect(find(chart, 'AuthorizationPolicy', 'api-allow').spec).toEqual({
      selector: { matchLabels: { app: 'api' } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: [principal('web')] } }], to: [{ operation: { ports: ['8080'] } }] }],
    });
    expect(refusal(app)).toBe('');
  });

  test('can have namespaces and services with another data plane', () => {
    const { app, mesh, chart, service } = shop({ controlPlane: ControlPlane.existing({ revision: 'stable' }) });
    const old = new Chart(app, 'old', { namespace: 'old' });
    mesh.enroll(old, { dataPlane: DataPlane.sidecar() });
    service('legacy', { dataPlane: DataPlane.sidecar() });
    service('batch', { dataPlane: DataPlane.none(), ports: [] });
    service('new', { dataPlane: DataPlane.ambient() }, old);
    expect(find(old, 'Namespace', 'old').metadata.labels).toEqual({ 'istio.io/rev': 'stable' });
    expect(has(old, 'Sidecar', 'default')).toBe(true);
    expect(has(old, 'Sidecar', 'new')).toBe(false);
    const labels = (name: string, at = chart) => find(at, 'Deployment', name).spec.template.metadata.labels;
    expect(labels('legacy')).toEqual({ 'app': 'legacy', 'istio.io/rev': 'stable', 'sidecar.istio.io/inject': 'true' });
    expect(labels('batch')).toEqual({ 'app': 'batch', 'istio.io/dataplane-mode': 'none' });
    expect(labels('new', old)).toEqual({ 'app': 'new', 'istio.io/dataplane-mode': 'ambient', 'sidecar.istio.io/inject': 'false' });
    expect(find(chart, 'Deployment', 'legacy').spec.selector.matchLabels).toEqual({ app: 'legacy' });
    expect(() => mesh.enroll(new Chart(app, 'third', { namespace: 'third' }), { inject: true })).toThrow(/'third': inject applies to sidecars only/);
  });

  test.each([
    ['an install without it', ControlPlane.inCluster(), /mesh 'mesh' is in ambient mode, and the control plane was installed without PILOT_ENABLE_AMBIENT of istiod, the CNI node agent \(cni\), ztunnel; install it with ambient: true/],
    ['a part of it', ControlPlane.inCluster({ ambient: true, istiod: { values: { pilot: { env: { PILOT_ENABLE_AMBIENT: 'false' } } } } }), /installed without PILOT_ENABLE_AMBIENT of istiod;/],
    ['an agent without it', ControlPlane.inCluster({ ambient: true, cni: { values: { cni: { ambient: { enabled: false } } } } }), /without ambient mode of the CNI node agent \(cni.ambient.enabled\);/],
    ['no istiod', ControlPlane.static(), /in ambient mode, which only istiod supports/],
  ])('needs a control plane with ambient mode, not %s', (_, controlPlane, said) => {
    expect(() => shop({ controlPlane })).toThrow(said);
    expect(() => aMesh({ controlPlane: ControlPlane.inCluster({ ambient: true }), ...AMBIENT })).not.toThrow();
  });

  test('can\'t restrict outbound traffic: the default is refused until it is disabled', () => {
    const { app } = aMesh({ dataPlane: DataPlane.ambient() });
    expect(refusal(app)).toMatch(/undeclared hosts refused \(outbound-registry-only\) is not supported on plane 'ambient'.*outbound: OutboundTraffic.ALLOW_ANY/);
    const scoped = aMesh({ ...AMBIENT, scopeSidecars: true });
    expect(refusal(scoped.app)).toMatch(/scoped-sidecars\) is not supported on plane 'ambient'/);
  });

  test.each<[string, (s: MeshService, web: MeshService) => void]>([
    ['call-methods', (s, web) => web.calls(s, { methods: [HttpMethod.GET] })],
    ['operation-paths', (s, web) => { web.calls(s); s.deny({ paths: ['/admin'] }); }],
    ['jwt', (s, web) => { web.calls(s); s.requireJwt({ issuer: 'https://id.example' }); }],
    ['version-backend', (s, web) => { web.calls(s); s.addRule({ matches: [HttpMatch.header('x', 'y')], to: [s.addVersion('v1')] }); }],
    ['outlier-5xx', (s, web) => { web.calls(s); s.policy({ outlierDetection: { consecutive5xxErrors: 3 } }); }],
  ])('refuses %s of a service without a waypoint, and accepts it with one', (feature, change) => {
    const build = () => {
      const built = shop();
      const web = built.service('web');
      const api = built.service('api', { image: undefined });
      change(api, web);
      return built;
    };
    expect(refusal(build().app)).toMatch(new RegExp(`${feature}\\) needs a waypoint in ambient mode.*new Waypoint\\(chart, 'waypoint'\\)`));
    const served = build();
    new Waypoint(served.chart, 'waypoint');
    expect(refusal(served.app)).toBe('');
  });
});

describe('a waypoint', () => {
  test('is a Gateway that istiod deploys, with labels that route traffic to it', () => {
    const { chart, app, service } = shop({ controlPlane: ControlPlane.existing({ revision: 'stable' }) });
    service('api');
    new Waypoint(chart, 'waypoint');
    expect(find(chart, 'Gateway', 'waypoint')).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'waypoint', namespace: 'shop', labels: { 'istio.io/rev': 'stable', 'istio.io/waypoint-for': 'service' } },
      spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
    });
    expect(find(chart, 'Namespace', 'shop').metadata.labels).toEqual({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true' });
    expect(refusal(app)).toBe('');
  });

  test('enforces request rules, while pods accept connections from it only, in any order of calls', () => {
    for (const first of [true, false]) {
      const { chart, service } = shop();
      if (first) new Waypoint(chart, 'waypoint');
      const [web, api] = [service('web'), service('api')];
      web.calls(api, { methods: [HttpMethod.GET] });
      api.requireJwt({ issuer: 'https://id.example' });
      if (!first) new Waypoint(chart, 'waypoint');
      const targetRefs = [{ kind: 'Service', name: 'api' }];
      expect(find(chart, 'AuthorizationPolicy', 'api-allow').spec).toMatchObject({
        targetRefs, rules: [{ from: [{ source: { principals: [principal('web')] } }], to: [{ operation: { methods: ['GET'], ports: ['80'] } }] }],
      });
      expect(find(chart, 'AuthorizationPolicy', 'api-waypoint').spec).toEqual({
        selector: { matchLabels: { app: 'api' } }, action: 'ALLOW', rules: [{ from: [{ source: { principals: [principal('waypoint')] } }] }],
      });
      expect(find(chart, 'RequestAuthentication', 'api').spec).toMatchObject({ targetRefs });
      expect(find(chart, 'AuthorizationPolicy', 'api-require-token').spec).toMatchObject({ targetRefs, rules: [{ to: [{ operation: { ports: ['80'] } }] }] });
      // nobody calls web: a policy by label does not hold at a waypoint, so it says so itself
      expect(find(chart, 'AuthorizationPolicy', 'web-allow').spec).toEqual({ targetRefs: [{ kind: 'Service', name: 'web' }], action: 'ALLOW' });
    }
  });

  test('serves the Services of versions with their own policies, on Gateway API', () => {
    const { chart, app, service } = shop({ controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) });
    const [web, api] = [service('web'), service('api', { image: undefined })];
    web.calls(api);
    api.split(api.addVersion('v1', { image: 'api:1' }).weight(9), api.addVersion('v2', { image: 'api:2' }).weight(1));
    new Waypoint(chart, 'waypoint');
    expect(find(chart, 'AuthorizationPolicy', 'api-allow').spec.targetRefs.map((r: any) => r.name)).toEqual(['api', 'api-v1', 'api-v2']);
    expect(refusal(app)).toBe('');
  });

  test('accepts waypoints of services whose rules route to its services', () => {
    const { app, mesh, chart, service } = shop();
    const other = new Chart(app, 'other', { namespace: 'other' });
    mesh.enroll(other);
    const [web, api, next] = [service('web'), service('api'), service('next', {}, other)];
    web.calls(api);
    api.split(api.weight(9), next.weight(1));
    new Waypoint(chart, 'waypoint');
    expect(find(other, 'AuthorizationPolicy', 'next-allow').spec.rules).toContainEqual({ from: [{ source: { principals: [principal('waypoint')] } }] });
  });

  test('serves one service, one of another namespace, and an external service', () => {
    const { app, mesh, chart, service } = shop();
    const other = new Chart(app, 'other', { namespace: 'other' });
    mesh.enroll(other);
    const [web, api, next] = [service('web'), service('api'), service('next', {}, other)];
    const bank = new ExternalService(other, 'bank', { hosts: ['bank.example'], ports: [ServicePort.http(80)], originateTls: true });
    [api, next, bank].forEach((s) => web.calls(s));
    expect(refusal(app)).toMatch(/originate-tls\) needs a waypoint/);
    const waypoint = new Waypoint(chart, 'way', { wholeNamespace: false, ingress: false });
    waypoint.serve(api, next, bank);
    expect(find(chart, 'Service', 'api').metadata.labels).toEqual({ 'app': 'api', 'istio.io/use-waypoint': 'way' });
    expect(find(chart, 'Service', 'web').metadata.labels).toEqual({ app: 'web' });
    expect(find(other, 'Service', 'next').metadata.labels).toEqual({ 'app': 'next', 'istio.io/use-waypoint': 'way', 'istio.io/use-waypoint-namespace': 'shop' });
    const entry = find(other, 'ServiceEntry', 'bank');
    expect(entry.metadata.labels).toEqual({ 'istio.io/use-waypoint': 'way', 'istio.io/use-waypoint-namespace': 'shop' });
    expect(entry.spec.exportTo).toEqual(['.', 'shop']);
    expect(find(other, 'AuthorizationPolicy', 'bank-allow').spec).toMatchObject({
      targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'bank' }], rules: [{ from: [{ source: { principals: [principal('web')] } }] }],
    });
    expect(find(chart, 'Gateway', 'way').spec.listeners[0].allowedRoutes.namespaces.selector.matchExpressions[0].values).toEqual(['shop', 'other']);
    expect(refusal(app)).toBe('');
    expect(() => waypoint.serve(api)).toThrow(/waypoint 'shop\/way' can't serve service 'shop\/api', which waypoint 'shop\/way' already serves; remove one of the two/);
    expect(() => waypoint.serve(service('old', { dataPlane: DataPlane.sidecar() }))).toThrow(/whose pods aren't in ambient mode/);
    expect(() => waypoint.serve(new ExternalService(chart, 'any', { hosts: ['*.example.com'], ports: [ServicePort.tls(443)], resolution: Resolution.NONE }))).toThrow(/whose addresses are not resolved: .*; use Resolution\.DYNAMIC_DNS, or list the full host names instead of '\*\.example\.com'$/);
    expect(() => waypoint.serve(new ExternalService(chart, 'one', { hosts: ['api.example.com'], ports: [ServicePort.tls(443)], resolution: Resolution.NONE }))).toThrow(/whose addresses are not resolved: .*; use Resolution\.DNS$/);
  });

  test('can\'t be bypassed: callers with sidecars and gateways are refused if there are request rules', () => {
    const build = (l7: boolean, ingress = true) => {
      const built = shop();
      const old = new Chart(built.app, 'old', { namespace: 'old' });
      built.mesh.enroll(old, { dataPlane: DataPlane.sidecar(), outbound: OutboundTraffic.REGISTRY_ONLY });
      const api = built.service('api');
      if (ingress) {
        built.service('legacy', {}, old).calls(api);
      } else {
        new IngressGateway(built.chart, 'edge').addListener(Listener.http({ hosts: ['a.example'] })).route(api);
      }
      if (l7) api.deny({ paths: ['/admin'] });
      new Waypoint(built.chart, 'waypoint', { ingress });
      return built;
    };
    const open = build(false);
    expect(find(open.chart, 'AuthorizationPolicy', 'api-waypoint').spec.rules).toEqual([
      { from: [{ source: { principals: [principal('waypoint')] } }] },
      { from: [{ source: { principals: [principal('legacy', 'old')] } }], to: [{ operation: { ports: ['8080'] } }] },
    ]);
    expect(refusal(open.app)).toBe('');
    expect(refusal(build(true).app)).toMatch(/'shop\/api' has a waypoint that 'old\/legacy' would bypass/);
    expect(refusal(build(true, false).app)).toMatch(/'shop\/api' has a waypoint that 'gateway edge' would bypass/);
    expect(refusal(build(false, false).app)).toBe('');
  });

  test('enforces the rules for traffic from gateways', () => {
    const hosts = (ingress: boolean) => {
      const { chart, service } = shop();
      const api = service('api', { image: undefined });
      api.split(api.addVersion('v1', { image: 'api:1' }).weight(9), api.addVersion('v2', { image: 'api:2' }).weight(1));
      new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example'] })).route(api);
      new Waypoint(chart, 'waypoint', { ingress });
      return objects(chart).find((o) => o.kind === 'VirtualService' && o.metadata.name.startsWith('edge')).spec.http[0].route;
    };
    expect(hosts(true)).toHaveLength(1);
    expect(hosts(false)).toHaveLength(2);
  });

  test('protects pods that are called directly, if it handles such traffic', () => {
    const { chart } = shop();
    new Waypoint(chart, 'waypoint', { traffic: WaypointTraffic.ALL });
    expect(find(chart, 'AuthorizationPolicy', 'waypoint-deny-by-default').spec).toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] });
    const workloads = shop();
    const api = workloads.service('api');
    api.deny({ paths: ['/x'], from: [Source.anyIdentity()] });
    new Waypoint(workloads.chart, 'waypoint', { traffic: WaypointTraffic.WORKLOAD });
    expect(refusal(workloads.app)).toMatch(/operation-paths\) needs a waypoint/);
  });

  test('has configurable resources and replicas', () => {
    const { chart } = shop();
    new Waypoint(chart, 'waypoint', { autoscaling: { minReplicas: 2, maxReplicas: 5 }, minAvailable: 1, resources: { cpuRequest: '200m', memoryLimit: Size.gibibytes(1) } });
    expect(find(chart, 'Gateway', 'waypoint').spec.infrastructure).toEqual({ parametersRef: { group: '', kind: 'ConfigMap', name: 'waypoint-options' } });
    const { data } = find(chart, 'ConfigMap', 'waypoint-options');
    expect(JSON.parse(data.deployment)).toEqual({ spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { requests: { cpu: '200m' }, limits: { memory: '1024Mi' } } }] } } } });
    expect(JSON.parse(data.horizontalPodAutoscaler).spec).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
    expect(JSON.parse(data.podDisruptionBudget)).toEqual({ spec: { minAvailable: 1 } });
  });

  test.each<[string, (chart: Chart) => unknown, RegExp]>([
    ['two numbers', (c) => new Waypoint(c, 'w', { replicas: 2, autoscaling: { maxReplicas: 3 } }), /remove replicas or autoscaling/],
    ['no drain', (c) => new Waypoint(c, 'w', { minAvailable: 1 }), /minAvailable is 1 of 1/],
    ['a range turned around', (c) => new Waypoint(c, 'w', { autoscaling: { minReplicas: 4, maxReplicas: 3 } }), /waypoint 'shop\/w': autoscaling\.minReplicas must be at most maxReplicas, 3, got: 4/],
    ['the name of nothing', (c) => new Waypoint(c, 'none'), /'none' is reserved and means no waypoint/],
    ['a second one', (c) => [new Waypoint(c, 'a'), new Waypoint(c, 'b')], /waypoint 'shop\/b' can't serve namespace 'shop', which waypoint 'shop\/a' already serves; select single services for this one \(wholeNamespace: false, and serve\)/],
  ])('refuses %s', (_, make, said) => {
    expect(() => make(shop().chart)).toThrow(said);
  });

  test('refuses namespaces with sidecars, and must serve a namespace or service', () => {
    expect(() => new Waypoint(aMesh().chart, 'waypoint')).toThrow(/can't serve namespace 'shop', whose pods aren't in ambient mode/);
    const { app, chart } = shop();
    new Waypoint(chart, 'waypoint', { wholeNamespace: false });
    expect(refusal(app)).toMatch(/waypoint 'shop\/waypoint' serves nothing/);
  });
});

test('pods outside the mesh have no rules and no identity', () => {
  const { app, service } = shop();
  const [job, api] = [service('job', { dataPlane: DataPlane.none(), mtls: MutualTls.STRICT }), service('api')];
  job.calls(api);
  expect(refusal(app)).toMatch(/service 'shop\/job' is outside the mesh \(DataPlane\.none\), so no proxy can require tokens/);
  expect(refusal(app)).toMatch(/but service 'shop\/api' accepts calls from the mesh only/);
  expect(() => new Mesh(app, 'out', { dataPlane: DataPlane.none() })).toThrow(/DataPlane\.none\(\) can't be the default of a whole mesh/);
});
