import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { HealthCheck, Identity, Mesh, MeshService, ServicePort } from '../../src';
import { aMesh, find, has, objects } from '../fixture';

describe('a service', () => {
  test('creates a Service, a service account and a Deployment from an image', () => {
    const { chart } = aMesh();
    new MeshService(chart, 'cart', {
      ports: [ServicePort.grpc(7070, { targetPort: 7071 })],
      image: 'cart:1',
      env: { REDIS: 'redis:6379' },
      resources: { cpuRequest: '100m', memoryLimit: Size.mebibytes(128) },
      healthCheck: HealthCheck.grpc(7071),
    });
    expect(find(chart, 'Service', 'cart').spec).toEqual({ ports: [{ name: 'grpc', port: 7070, targetPort: 7071 }], selector: { app: 'cart' } });
    expect(find(chart, 'ServiceAccount', 'cart').metadata.namespace).toBe('shop');
    const pod = find(chart, 'Deployment', 'cart').spec.template;
    expect(pod.metadata.labels).toEqual({ app: 'cart' });
    expect(pod.spec.serviceAccountName).toBe('cart');
    expect(pod.spec.containers).toEqual([{
      name: 'cart',
      image: 'cart:1',
      env: [{ name: 'REDIS', value: 'redis:6379' }],
      ports: [{ containerPort: 7071 }],
      resources: { requests: { cpu: '100m' }, limits: { memory: '128Mi' } },
      readinessProbe: { grpc: { port: 7071 } },
      livenessProbe: { grpc: { port: 7071 } },
      securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
    }]);
  });

  test('without ports can\'t be called and has no Service', () => {
    const { chart } = aMesh();
    const load = new MeshService(chart, 'load', { image: 'load:1' });
    expect(has(chart, 'Service', 'load')).toBe(false);
    expect(has(chart, 'Deployment', 'load')).toBe(true);
    expect(() => new MeshService(chart, 'other', { ports: [ServicePort.http(80)] }).calls(load)).toThrow(/'load' has no port to call/);
  });

  test('sets the appProtocol of a port if its name does not declare the protocol', () => {
    const { chart } = aMesh();
    new MeshService(chart, 'web', { ports: [ServicePort.http(80, { name: 'public' }), ServicePort.grpc(81), ServicePort.grpc(82)] });
    expect(find(chart, 'Service', 'web').spec.ports).toEqual([
      { name: 'public', port: 80, targetPort: 80, appProtocol: 'http' },
      { name: 'grpc', port: 81, targetPort: 81 },
      { name: 'grpc-82', port: 82, targetPort: 82 },
    ]);
  });

  test('adopts a cdk8s-plus workload: with labels, and a service account if it has none', () => {
    const { chart } = aMesh();
    const service = new MeshService(chart, 'reviews', { ports: [ServicePort.http(9080)] });
    const workload = new kplus.Deployment(chart, 'reviews-v1', { containers: [{ image: 'reviews:1', portNumber: 9080 }] });
    service.addVersion('v1', { workload });
    const pod = ApiObject.of(workload).toJson().spec.template;
    expect(pod.metadata.labels).toMatchObject({ app: 'reviews', version: 'v1' });
    expect(pod.spec.serviceAccountName).toBe('reviews');
    expect(find(chart, 'DestinationRule', 'reviews').spec.subsets).toEqual([{ name: 'v1', labels: { version: 'v1' } }]);
  });

  test('uses the service account of a workload as its identity', () => {
    const { chart } = aMesh();
    const account = new kplus.ServiceAccount(chart, 'sa', { metadata: { name: 'billing-sa' } });
    const workload = new kplus.Deployment(chart, 'd', { containers: [{ image: 'x:1' }], serviceAccount: account });
    const billing = new MeshService(chart, 'billing', { ports: [ServicePort.http(80)], workload });
    const ledger = new MeshService(chart, 'ledger', { ports: [ServicePort.http(80)] });
    billing.calls(ledger);
    expect(billing.identity!.spiffeId).toBe('spiffe://cluster.local/ns/shop/sa/billing-sa');
    expect(has(chart, 'ServiceAccount', 'billing')).toBe(false);
    expect(find(chart, 'AuthorizationPolicy', 'ledger-allow').spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/billing-sa']);
  });

  test('adopts any object with a pod template', () => {
    const { chart } = aMesh();
    const rollout = new ApiObject(chart, 'rollout', {
      apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'reviews' }, spec: { template: { spec: { containers: [] } } },
    });
    new MeshService(chart, 'reviews', { ports: [ServicePort.http(9080)] }).addVersion('v1', { object: rollout });
    expect(rollout.toJson().spec.template).toEqual({ metadata: { labels: { app: 'reviews', version: 'v1' } }, spec: { containers: [], serviceAccountName: 'reviews' } });
  });

  test('accepts workloads and Services from any copy of cdk8s-plus', () => {
    const { chart } = aMesh();
    const deployment = new kplus33.Deployment(chart, 'd', { containers: [{ image: 'x:1', portNumber: 8080 }], metadata: { name: 'x' } });
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] }).addVersion('v1', { workload: deployment });
    expect(find(chart, 'Deployment', 'x').spec.template).toMatchObject({ metadata: { labels: { app: 'cart', version: 'v1' } }, spec: { serviceAccountName: 'cart' } });
    const kservice = deployment.exposeViaService({ name: 'legacy', ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
    expect(MeshService.fromService(chart, 'legacy', kservice).host).toBe('legacy.shop.svc.cluster.local');
  });

  test('refuses a workload that is not from cdk8s-plus', () => {
    const { chart } = aMesh();
    const deployment = new ApiObject(chart, 'd', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: {} } });
    const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] });
    expect(() => cart.addVersion('v1', { workload: deployment })).toThrow(/'shop\/d' is not a cdk8s-plus workload; pass .* an ApiObject as 'object'/);
    expect(() => MeshService.fromService(chart, 'd2', deployment)).toThrow("MeshService.fromApiObject: 'shop/d' must be a Service, got: 'Deployment'");
  });

  test('can adopt a cdk8s-plus Service', () => {
    const { chart } = aMesh();
    const deployment = new kplus.Deployment(chart, 'd', { containers: [{ image: 'x:1', portNumber: 8080 }], metadata: { name: 'x' } });
    const kservice = deployment.exposeViaService({ name: 'legacy', ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
    const legacy = MeshService.fromService(chart, 'legacy', kservice, Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'x' }));
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }).calls(legacy);
    expect(legacy.host).toBe('legacy.shop.svc.cluster.local');
    const policy = find(chart, 'AuthorizationPolicy', 'legacy-allow').spec;
    expect(policy.rules[0].to[0].operation.ports).toEqual(['8080']);
    expect(policy.selector.matchLabels).toEqual(find(chart, 'Service', 'legacy').spec.selector);
    expect(objects(chart).filter((o) => o.kind === 'Service' && o.metadata.name === 'legacy')).toHaveLength(1);
  });

  test('can be in another namespace and another app', () => {
    const { chart } = aMesh();
    const auth = MeshService.fromAttributes(chart, 'auth', { serviceName: 'auth', namespace: 'platform', ports: [ServicePort.http(80)] });
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }).calls(auth);
    expect(find(chart, 'Sidecar', 'web').spec.egress[0].hosts).toEqual(['platform/auth.platform.svc.cluster.local', 'istio-system/*']);
    expect(has(chart, 'AuthorizationPolicy', 'auth-allow')).toBe(false); // the other namespace decides
  });

  test('in a namespace that denies by default is allowed by its pods\' labels, never by a namespace-wide policy', () => {
    const called = (selector?: Record<string, string>) => {
      const { chart } = aMesh();
      const auth = MeshService.fromAttributes(chart, 'auth', { serviceName: 'auth', ports: [ServicePort.http(80)], selector });
      new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }).calls(auth);
      return chart;
    };
    expect(() => called().toJson()).toThrow(/service 'shop\/auth': calls of 'shop\/web', which namespace 'shop' denies by default, need a policy for its pods.*set the labels with selector/);
    expect(find(called({ app: 'auth' }), 'AuthorizationPolicy', 'auth-allow').spec.selector).toEqual({ matchLabels: { app: 'auth' } });
  });
});

describe('a mistake is an error of the call that contains it', () => {
  const port = [ServicePort.http(80)];
  test.each<[string, (chart: Chart) => unknown, RegExp]>([
    ['a name', (c) => new MeshService(c, 'My_Service', { ports: port }), /the name of service 'shop\/My_Service' must be a DNS label.*'My_Service'/],
    ['a port out of range', () => ServicePort.http(70000), /from 1 to 65535, got: 70000/],
    ['a port twice', (c) => new MeshService(c, 's', { ports: [ServicePort.http(80), ServicePort.grpc(80)] }), /has port 80 twice/],
    ['two sources of pods', (c) => new MeshService(c, 's', { ports: port, image: 'a', object: new ApiObject(c, 'o', { apiVersion: 'v1', kind: 'Pod' }) }), /service 'shop\/s': at most one of workload, object and image can be set, got: object, image; remove the others/],
    ['container settings without a container', (c) => new MeshService(c, 's', { ports: port, replicas: 3 }), /replicas configure a container that is created from image/],
    ['a version twice', (c) => { const s = new MeshService(c, 's', { ports: port }); s.addVersion('v1'); s.addVersion('v1'); }, /version 'shop\/s\/v1' already exists/],
    ['two versions of the same pods', (c) => { const s = new MeshService(c, 's', { ports: port }); s.addVersion('v1'); s.addVersion('v2', { labels: { version: 'v1' } }); }, /has the labels of version 'v1'/],
    ['a version beside an image', (c) => new MeshService(c, 's', { ports: port, image: 'a' }).addVersion('v1'), /set the image of each version instead/],
    ['a call of itself', (c) => { const s = new MeshService(c, 's', { ports: port }); s.calls(s); }, /refers to the service itself/],
    ['methods on bytes', (c) => new MeshService(c, 'a', { ports: port }).calls(new MeshService(c, 'b', { ports: [ServicePort.tcp(6379)] }), { paths: ['/x'] }), /the call from 'shop\/a' to 'shop\/b': methods and paths can be matched on HTTP and gRPC ports only, and port 6379 is tcp; remove them/],
    ['a port that is not there', (c) => new MeshService(c, 'a', { ports: port }).calls(new MeshService(c, 'b', { ports: port }), { ports: [81] }), /'b' has no port 81 \(it has 80 http\)/],
    ['a star in the middle', (c) => new MeshService(c, 'a', { ports: port }).calls(new MeshService(c, 'b', { ports: port }), { paths: ['/a/*/b'] }), /the call from 'shop\/a' to 'shop\/b': a path must have at most one '\*', at its end or its start, or '\{\*\}' for one segment and '\{\*\*\}' for several, got: '\/a\/\*\/b'/],
    ['an identity of another namespace', (c) => new MeshService(c, 'a', { ports: port, identity: Identity.fromServiceAccount({ namespace: 'x', serviceAccount: 'y' }) }), /service 'shop\/a': the namespace of identity must be the service's own, 'shop', got: 'x'; use a service account of that namespace, as a pod can't run as one of another namespace/],
    ['memory of a wrong form', (c) => new MeshService(c, 'a', { image: 'x', resources: { cpuLimit: '1 core' } }), /service 'shop\/a': a CPU quantity must be of the form '100m' or '0\.5', got: '1 core'/],
  ])('%s', (_name, mistake, error) => {
    expect(() => mistake(aMesh().chart)).toThrow(error);
  });

  test('a service outside a mesh', () => {
    const { app } = aMesh();
    const lone = new Chart(app, 'lone', { namespace: 'lone' });
    expect(() => new MeshService(lone, 's', {})).toThrow(/'lone\/s' is not in a mesh; call mesh.enroll\(chart\)/);
  });

  test('a chart without a namespace, and a namespace that is enrolled twice, are refused', () => {
    const { app, mesh, chart } = aMesh();
    expect(() => mesh.enroll(new Chart(app, 'bare'))).toThrow(/chart 'bare' has no namespace to enroll/);
    expect(() => mesh.enroll(chart)).toThrow(/already enrolled/);
    expect(() => new Mesh(app, 'two', { trustDomain: 'UPPER' })).toThrow(/mesh 'two': trustDomain must be a DNS name of lower-case labels, got: 'UPPER'/);
  });
});

test('two charts can share one namespace', () => {
  const { app, mesh, chart } = aMesh();
  const second = new Chart(app, 'shop-2', { namespace: 'shop' });
  mesh.enroll(second);
  new MeshService(second, 'late', { ports: [ServicePort.http(80)] });
  expect([...objects(chart), ...objects(second)].filter((o) => o.kind === 'Namespace')).toHaveLength(1);
  expect(has(second, 'Sidecar', 'late')).toBe(true);
});
