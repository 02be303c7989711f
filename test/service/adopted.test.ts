import { ApiObject, App, Chart, Cron, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import { Checks, ControlPlane, ExternalService, Identity, IngressGateway, Listener, Mesh, MeshService, MutualTls, ServicePort, TrafficApi } from '../../src';
import { find, has, objects } from '../fixture';

function world(props = {}) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const [shop, data] = ['shop', 'data'].map((namespace) => {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart, { createNamespace: false });
    return chart;
  });
  const pods = (kind: string, name: string, labels: object, ports: object[], namespace?: string) => new ApiObject(shop, `${kind}-${name}`, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:1', ports }] } } },
  } as any);
  const kube = (name: string, spec: object) => new ApiObject(shop, `svc-${name}`, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec } as any);
  return { app, mesh, shop, data, pods, kube };
}
const identity = (serviceAccount: string, namespace = 'shop') => Identity.fromServiceAccount({ namespace, serviceAccount });
const ports = (chart: Chart, policy: string) => find(chart, 'AuthorizationPolicy', policy).spec.rules.map((r: any) => r.to?.[0].operation.ports);

describe('an adopted Service', () => {
  const spec = { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }, { name: 'grpc-api', port: 81, targetPort: 'api' }] };

  test.each(['Deployment', 'StatefulSet'])('resolves named container ports from the %s that it selects, in any order', (kind) => {
    const { shop, pods, kube } = world();
    const web = MeshService.fromApiObject(shop, 'web', kube('web', spec));
    const front = new MeshService(shop, 'front', { ports: [ServicePort.http(80)] });
    front.calls(web, { ports: [80] });
    pods(kind, 'other', { app: 'webber' }, [{ name: 'web', containerPort: 1 }]);
    pods(kind, 'elsewhere', { app: 'web' }, [{ name: 'web', containerPort: 2 }], 'data');
    pods(kind, 'web', { app: 'web', tier: 'front' }, [{ name: 'api', containerPort: 9091 }, { name: 'web', containerPort: 8080 }]);
    expect(ports(shop, 'web-allow')).toEqual([['8080']]);
  });

  test('requires declared port numbers if pods are not in the app, or disagree, and a policy needs them', () => {
    const { app, shop, pods, kube } = world();
    const web = MeshService.fromApiObject(shop, 'web', kube('web', spec));
    objects(shop);
    new MeshService(shop, 'front', {}).calls(web);
    const wanted = /port 80 of 'shop\/svc-web' refers to container port 'web'.*declare its number: \{ ports: \[ServicePort.http\(80, \{ targetPort: … \}\)\] \}/;
    expect(() => app.synth()).toThrow(wanted);
    pods('Deployment', 'v1', { app: 'web', version: 'v1' }, [{ name: 'web', containerPort: 8080 }, { name: 'api', containerPort: 8081 }]);
    pods('Deployment', 'v2', { app: 'web', version: 'v2' }, [{ name: 'web', containerPort: 8090 }]);
    expect(() => app.synth()).toThrow(wanted);
  });

  test('can be completed by declaration: the protocol is written to it, and policies use the number', () => {
    const { app, shop, kube } = world();
    const service = kube('web', { selector: { app: 'web' }, ports: [{ name: 'metrics', port: 9090, targetPort: 'm' }, { name: 'http-web', port: 80, targetPort: 'web' }] });
    const web = MeshService.fromService(shop, 'web', service, undefined, { ports: [ServicePort.http(9090, { targetPort: 9091 }), ServicePort.http(80, { targetPort: 8080 })] });
    web.portMtls(9090, MutualTls.PERMISSIVE);
    new MeshService(shop, 'front', {}).calls(web, { ports: [9090] });
    expect(find(shop, 'Service', 'web').spec.ports).toEqual([
      { name: 'metrics', port: 9090, targetPort: 'm', appProtocol: 'http' }, { name: 'http-web', port: 80, targetPort: 'web' },
    ]);
    expect(ports(shop, 'web-allow')).toEqual([['9091']]);
    expect(find(shop, 'PeerAuthentication', 'web').spec.portLevelMtls).toEqual({ 9091: { mode: 'PERMISSIVE' } });
    expect(Checks.of(app).findings().filter((f) => f.severity === 'error')).toEqual([]);
  });

  test('refuses contradicting declarations', () => {
    const { shop, kube } = world();
    const service = kube('web', { ports: [{ name: 'grpc', port: 80 }, { name: 'metrics', port: 9090 }] });
    expect(() => MeshService.fromApiObject(shop, 'a', service)).toThrow(/port 9090 of 'shop\/svc-web', named 'metrics', does not state its protocol; declare it, such as \{ ports: \[ServicePort.http\(9090\)\] \}/);
    expect(() => MeshService.fromApiObject(shop, 'b', service, undefined, { ports: [ServicePort.http(80)] })).toThrow(/port 80 .* has protocol grpc by its name or appProtocol, but is declared as http/);
    expect(() => MeshService.fromApiObject(shop, 'c', service, undefined, { ports: [ServicePort.http(8080)] })).toThrow(/has no port 8080 \(it has 80, 9090\)/);
  });

  test('is reached by gateways on its pods\' port number', () => {
    const { shop, pods, kube } = world();
    pods('Deployment', 'web', { app: 'web' }, [{ name: 'web', containerPort: 8080 }, { name: 'api', containerPort: 9091 }]);
    const web = MeshService.fromApiObject(shop, 'web', kube('web', { ...spec, ports: [spec.ports[0]] }));
    new IngressGateway(shop, 'edge').addListener(Listener.http({ hosts: ['web.example.com'] })).route(web);
    expect(ports(shop, 'web-allow')).toEqual([['8080']]);
  });
});

describe.each([TrafficApi.ISTIO, TrafficApi.GATEWAY_API])('an adopted caller, on %s', (trafficApi) => {
  test('reaches its calls in other namespaces and outside, in addition to its previous destinations', () => {
    const { shop, data, kube } = world({ controlPlane: ControlPlane.existing({ trafficApi }) });
    const service = kube('web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] });
    const web = MeshService.fromService(shop, 'web', service, identity('web-sa'));
    const db = new MeshService(data, 'db', { ports: [ServicePort.tcp(5432)] });
    const out = new ExternalService(data, 'out', { hosts: ['a.example.com'], ports: [ServicePort.tls(443)] });
    expect(has(shop, 'Sidecar', 'web')).toBe(false);
    web.calls(db);
    web.calls(out);
    expect(find(shop, 'Sidecar', 'web').spec).toMatchObject({
      workloadSelector: { labels: { app: 'web' } },
      egress: [{ hosts: ['./*', 'data/a.example.com', 'data/db.data.svc.cluster.local', 'istio-system/*'] }],
    });
    expect(find(data, 'AuthorizationPolicy', 'db-allow').spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/web-sa']);
  });
});

describe('a workload that runs to completion', () => {
  const cron = (chart: Chart, spec: object = {}) => new ApiObject(chart, 'cron', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report' },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'r:1' }], ...spec } } } } },
  } as any);

  test.each([
    ['CronJob of cdk8s-plus', (chart: Chart) => ({ workload: new kplus.CronJob(chart, 'w', { schedule: new Cron({ minute: '0' }), containers: [{ image: 'r:1' }] }) }), (o: any) => o.spec.jobTemplate.spec.template],
    ['Job of cdk8s-plus', (chart: Chart) => ({ workload: new kplus.Job(chart, 'w', { containers: [{ image: 'r:1' }] }) }), (o: any) => o.spec.template],
    ['CronJob', (chart: Chart) => ({ object: cron(chart) }), (o: any) => o.spec.jobTemplate.spec.template],
  ])('is a caller: %s', (_, workload, template) => {
    const { shop, data } = world();
    const report = new MeshService(shop, 'report', { ...workload(shop) });
    report.calls(new MeshService(data, 'db', { ports: [ServicePort.tcp(5432)] }));
    const pod = template(objects(shop).find((o) => /Job$/.test(o.kind)));
    expect(pod.metadata.labels).toMatchObject({ app: 'report' });
    expect(pod.spec.serviceAccountName).toBe('report');
    expect(find(data, 'AuthorizationPolicy', 'db-allow').spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/report']);
  });

  test('keeps its own service account', () => {
    const { shop } = world();
    const object = cron(shop, { serviceAccountName: 'own' });
    expect(new MeshService(shop, 'report', { object }).identity?.principal).toBe('cluster.local/ns/shop/sa/own');
    object.addJsonPatch(JsonPatch.add('/spec/suspend', true));
    expect(objects(shop).find((o) => o.kind === 'CronJob').spec).toMatchObject({ suspend: true, jobTemplate: { spec: { template: { spec: { serviceAccountName: 'own' } } } } });
  });

  test('without a template is an error that names the place', () => {
    const { shop } = world();
    const object = new ApiObject(shop, 'c', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'x' }, spec: {} } as any);
    expect(() => new MeshService(shop, 'report', { object })).toThrow(/\(CronJob\) has no pod template under spec.jobTemplate.spec.template/);
  });
});
