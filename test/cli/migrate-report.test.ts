import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, ApiObject, Chart } from 'cdk8s';
import { APP, IN_CLUSTER, WORKLOADS } from './migrate-manifests';
import { bookinfo } from '../../examples/bookinfo/main';
import { ManagedImplementation, Mesh } from '../../src';
import { main } from '../../src/cli/main';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrate-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

async function report(yaml: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = path.join(folder, 'in.yaml');
  fs.writeFileSync(file, yaml);
  let [out, err] = ['', ''];
  const code = await main(['migrate-report', ...args, file], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
  return { code, out: out.replaceAll(folder, ''), err };
}
const steps = async (yaml: string, ...args: string[]) => JSON.parse((await report(yaml, '--format', 'json', ...args)).out).steps;

const OLD = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/rev: asm-1282-4 } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-asm-1282-4, namespace: istio-system }
data:
  mesh: |
    accessLogFile: /dev/stdout
    discoverySelectors: []
---
apiVersion: v1
kind: Secret
metadata: { name: remote, namespace: istio-system, labels: { istio/multiCluster: "true" } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  ingress:
  - port: { number: 80, name: http, protocol: HTTP }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  rules:
  - from:
    - source: { principals: [old.example/ns/shop/sa/web] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart }, annotations: { sidecar.istio.io/userVolume: "[]" } }
    spec: { hostNetwork: true, containers: [{ name: app, image: cart:1 }] }
`;

test('each step has the field, the reason, the replacement and the place', async () => {
  const { code, out } = await report(OLD, '--trust-domain', 'shop-fleet.svc.id.goog');
  expect(code).toBe(1);
  expect(out).toContain(`  Traffic Director does not support inbound listeners of a Sidecar, so they have no effect
    use: targetPort of the Service; egress can stay
      Sidecar shop/default  /spec/ingress  /in.yaml:21
`);
  expect(out).toContain('use: shop-fleet.svc.id.goog/ns/shop/sa/web');
  expect(out).toContain('6 objects read: 7 changes needed before Traffic Director can serve them, 1 more should be reviewed');
});

test('managed istiod supports more', async () => {
  const fields = (list: any[]) => list.map((s) => `${s.object.kind}${s.field ?? ''}${s.blocking ? '!' : ''}`).sort();
  expect(fields(await steps(OLD, '--to', 'istiod'))).toEqual([
    'AuthorizationPolicy/spec/rules/0/from/0/source/principals/0!', 'ConfigMap/metadata/name!', 'Deployment/spec/template/metadata/annotations/sidecar.istio.io~1userVolume',
    'Deployment/spec/template/spec/hostNetwork!', 'Namespace/metadata/labels/istio.io~1rev!', 'Secret!',
  ]);
});

test('objects that need no change are listed as such', async () => {
  const { code, out } = await report('apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n');
  expect([code, out]).toEqual([0, '1 object read: no change is needed for Traffic Director\n']);
});

test.each([
  [['--to', 'mars'], '--to must be traffic-director or istiod, got "mars"'],
  [['--format', 'xml'], '--format must be text or json, got "xml"'],
  [['--what'], '--what'],
])('%j is refused', async (args, message) => {
  const { code, err } = await report('', ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('Bookinfo has to change its principals, and nothing else blocks it', () => {
  const app = bookinfo();
  const mesh = app.node.findAll().find((c): c is Mesh => Mesh.isMesh(c))!;
  const found = mesh.readinessFor(ManagedImplementation.TRAFFIC_DIRECTOR);
  expect(found.filter((s) => s.blocking)).toEqual([]);
  expect(new Set(found.map((s) => s.object.kind))).toEqual(new Set(['AuthorizationPolicy']));
  expect(found.every((s) => s.constructPath !== undefined)).toBe(true);
});

test('an app\'s report contains the blocking steps, with the constructs', () => {
  const app = new App();
  const mesh = new Mesh(app, 'mesh');
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new ApiObject(chart, 'vm', { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: { name: 'vm' }, spec: { address: '10.0.0.1' } } as any);
  expect(mesh.readinessFor(ManagedImplementation.TRAFFIC_DIRECTOR)).toMatchObject([{ object: { kind: 'WorkloadEntry' }, blocking: true, constructPath: 'shop/vm' }]);
  expect(mesh.readinessFor(ManagedImplementation.ISTIOD)).toEqual([]);
});

test('files in a folder that are not manifests are listed as skipped', async () => {
  const dir = fs.mkdtempSync(path.join(folder, 'dir-'));
  fs.writeFileSync(path.join(dir, 'a.yaml'), OLD);
  fs.writeFileSync(path.join(dir, 'data.json'), '{"a": 1}\n{"b": [');
  fs.writeFileSync(path.join(dir, 'values.yaml'), 'replicas: 1\n');
  let [out, err] = ['', ''];
  const code = await main(['migrate-report', dir], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
  expect(code).toBe(1);
  expect(out).toContain('must change before the migration');
  expect(err).toMatch(/data\.json.*skipped/);
  expect(err).toMatch(/values\.yaml:1: not a Kubernetes object; skipped/);
});

test('each kind that the managed control plane does not read has its own replacement', async () => {
  const found = await steps('apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: { name: a, namespace: shop }\nspec: { url: "oci://a" }\n');
  expect(found).toMatchObject([{ object: { kind: 'WasmPlugin' }, blocking: true, replacement: expect.stringMatching(/^a filter in the application/) }]);
});

describe('everything that a managed control plane does not support', () => {
  const listed = async (yaml: string, ...args: string[]) => (await steps(yaml, ...args)).map((s: any) => `${s.object.kind} ${s.object.name} ${s.field ?? ''}${s.blocking ? '!' : ''}`.replace(/ +/g, ' '));

  test('of an app on managed istiod lists what blocks Traffic Director', async () => {
    expect(await listed(APP)).toEqual([
      'DestinationRule cart /spec/trafficPolicy/loadBalancer/localityLbSetting!', 'DestinationRule cart /spec/trafficPolicy/tunnel!', 'DestinationRule cart /spec/trafficPolicy/tls/credentialName!',
      'ServiceEntry bank /spec/endpoints/1/locality!', 'ServiceEntry bank /spec/endpoints/0/weight!', 'ServiceEntry bank /spec/resolution!', 'ServiceEntry bank /spec/location!',
      'ServiceEntry bank /spec/subjectAltNames!', 'ServiceEntry bank /spec/endpoints!',
      'Sidecar default /spec/ingress!', 'Sidecar default /spec/egress/0/bind!', 'AuthorizationPolicy asker /spec/action!', 'WorkloadEntry vm !', 'VirtualService cart /spec/http/0/delegate!',
      'ConfigMap istio-asm-managed /metadata/name!', 'ConfigMap istio-asm-managed /data/mesh',
      'RequestAuthentication users /spec/jwtRules/0/jwksUri!', 'RequestAuthentication users /spec/jwtRules/1!',
      'AuthorizationPolicy asker /spec/rules/0/when/0/values/0!', 'DestinationRule cart /spec/trafficPolicy/tls/subjectAltNames/0!',
    ]);
    // managed istiod serves it as it is, but for the trust domain
    expect(await listed(APP, '--to', 'istiod')).toEqual(['AuthorizationPolicy asker /spec/rules/0/when/0/values/0!', 'DestinationRule cart /spec/trafficPolicy/tls/subjectAltNames/0!']);
  });

  test('lists the steps for an in-cluster control plane', async () => {
    const both = [
      'Deployment istiod !', 'IstioOperator !', 'Namespace shop /metadata/labels/istio.io~1rev!', 'Deployment ingress /spec/template/metadata/labels/istio.io~1rev!', 'ConfigMap istio /metadata/name!',
    ];
    expect(await listed(IN_CLUSTER, '--to', 'istiod')).toEqual([...both, 'Secret cacerts !', 'Secret istio-remote-secret-us !']);
    expect(await listed(IN_CLUSTER)).toEqual([...both, 'ConfigMap istio /data/mesh', 'Secret cacerts !', 'Secret istio-remote-secret-us !']);
  });

  test('lists the steps for pods and gateways', async () => {
    const at = 'Deployment cart /spec/template/metadata/annotations';
    const both = (stops: string) => ['Namespace quiet /metadata/labels/istio.io~1dataplane-mode!', 'Gateway edge /spec/gatewayClassName!', 'WasmPlugin a !', `EnvoyFilter a /spec/configPatches/0${stops}`, 'AuthorizationPolicy log /spec/action!'];
    expect(await listed(WORKLOADS)).toEqual([
      ...both('!'), 'Deployment cart /spec/template/spec/runtimeClassName!', 'Deployment cart /spec/template/spec/hostNetwork!',
      `${at}/sidecar.istio.io~1bootstrapOverride!`, `${at}/inject.istio.io~1templates!`, `${at}/sidecar.istio.io~1proxyImageType!`,
    ]);
    expect(await listed(WORKLOADS, '--to', 'istiod')).toEqual([
      ...both(''), 'Deployment cart /spec/template/spec/runtimeClassName', 'Deployment cart /spec/template/spec/hostNetwork!',
      `${at}/sidecar.istio.io~1bootstrapOverride`, `${at}/inject.istio.io~1templates!`, `${at}/sidecar.istio.io~1proxyImageType`,
    ]);
  });

  test('is reported once per reason, with the affected objects and their number', async () => {
    const { out } = await report(APP);
    expect(out).toContain(`must change before the migration: 19
`);
    expect(out).toContain(`  Traffic Director reads only address, ports and labels of an endpoint, so other fields have no effect (2)
    do: leave the field out; for weights, a route with several weighted hosts
      ServiceEntry shop/bank  /spec/endpoints/1/locality  /in.yaml:28
      ServiceEntry shop/bank  /spec/endpoints/0/weight  /in.yaml:28
`);
    expect(out).toContain(`should be reviewed, because it may have no effect after the migration: 1
`);
    // where one reason has several remedies, each place has its own
    expect(out).toContain(`  identities move from trust domain 'old.example' to that of the fleet (2)
      AuthorizationPolicy shop/asker  /spec/rules/0/when/0/values/0  /in.yaml:48
        use: FLEET_PROJECT.svc.id.goog/ns/shop/sa/web
      DestinationRule shop/cart  /spec/trafficPolicy/tls/subjectAltNames/0  /in.yaml:16
        use: spiffe://FLEET_PROJECT.svc.id.goog/ns/shop/sa/cart
`);
  });
});

test('protocols that a managed mesh carries as TCP, and images that it does not have', async () => {
  const found = await steps(`apiVersion: v1
kind: Service
metadata: { name: store, namespace: shop }
spec: { ports: [{ name: mongo, port: 27017 }, { name: http-mongo, port: 80 }, { name: db, port: 6379, appProtocol: redis }, { name: tcp-mongo, port: 27018 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-asm-managed-rapid, namespace: istio-system }
data: { mesh: "defaultConfig: { image: { imageType: debug } }" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-asm-managed, namespace: istio-system }
data: { mesh: "defaultConfig: { image: { imageType: distroless } }" }
`);
  expect(found.map((s: any) => [s.blocking, s.object.name, s.field, s.reason])).toEqual([
    [true, 'istio-asm-managed-rapid', '/data/mesh', "proxies of a managed mesh are distroless, and the mesh configuration has imageType 'debug'"],
    [false, 'store', '/spec/ports/0/name', "proxies of a managed mesh don't parse mongo: the port is treated as TCP, without request metrics"],
    [false, 'store', '/spec/ports/2/appProtocol', "proxies of a managed mesh don't parse redis: the port is treated as TCP, without request metrics"],
  ]);
});
