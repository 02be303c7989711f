import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { ControlPlane, install, Mesh } from '../../src';
import { main } from '../../src/cli/main';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(args, { out: (t) => { out += t; }, err: (t) => { err += t; }, color: false });
  return { code, out, err };
}
function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'render-')), 'values.yaml');
  writeFileSync(path, text);
  return path;
}

test('prints the objects of a chart, each in its own document', async () => {
  const { code, out } = await run('render', 'gateway', '--release', 'edge', '--namespace', 'edge-ns', '--values', file('service: {type: ClusterIP}'));
  expect(code).toBe(0);
  const objects = loadAll(out) as any[];
  expect(objects.map((object) => object.kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Service', 'Deployment', 'HorizontalPodAutoscaler']);
  expect(objects[3]).toMatchObject({ metadata: { name: 'edge', namespace: 'edge-ns' }, spec: { type: 'ClusterIP' } });
});

test('a later file overrides an earlier one', async () => {
  const { out } = await run('render', 'istiod', '-f', file('revision: a\nreplicaCount: 2'), '-f', file('revision: b'));
  expect(out).toContain('name: istiod-b\n');
  expect(out).not.toContain('name: istiod-a\n');
});

test('the code that it prints installs the same objects', async () => {
  const values = file(`
profile: ambient
compatibilityVersion: '1.28'
keepaliveMaxServerConnectionAge: 1h
env: {PILOT_ENABLE_ALPHA_GATEWAY_API: 'true', "it's": b}
global: {hub: h, tag: t, variant: debug, platform: gke, imagePullPolicy: Always, caName: x, proxy: {readinessPeriodSeconds: 3}}
`);
  const { out: code } = await run('render', 'istiod', '-f', values, '--namespace', 'cp', '--code');
  expect(code).toContain('profile: install.InstallProfile.AMBIENT,');
  expect(code).toContain('compatibilityVersion: install.CompatibilityVersion.V1_28,');
  const made = new App();
  const body = code.replace(/^import .*$/gm, '').replace('const app = new App();', '').replace('app.synth();', '');
  new Function('app', 'Chart', 'Duration', 'install', body)(made, Chart, Duration, install); // eslint-disable-line no-new-func
  const { out } = await run('render', 'istiod', '-f', values, '--namespace', 'cp');
  const theirs = loadAll(out) as any[];
  const told = theirs.find((object) => object.kind === 'Deployment').spec.template.spec;
  const own = Testing.synth(made.node.children[0] as Chart);
  expect(own.map((object) => object.kind)).toEqual(theirs.map((object) => object.kind));
  expect(own.find((object) => object.kind === 'Deployment').spec.template.spec).toEqual(told);
});

test('settings that a cluster would not apply as intended are noted next to the objects', async () => {
  const { code, out, err } = await run('render', 'istiod', '--namespace', 'mesh', '--values', file('global: {tag: 1.30}'));
  expect([code, out.includes('kind: Deployment')]).toEqual([0, true]);
  expect(err).toContain('note: global.tag is parsed by YAML as a number, 1.3, without trailing zeros; quote it\n');
  expect(err).toContain('note: the objects are in namespace mesh, but global.istioNamespace is istio-system; set both to the same namespace\n');
  expect(err).toContain('set those of a release: global.hub and global.tag\n');
  const { err: quiet } = await run('render', 'istiod', '--values', file('global: {hub: docker.io/istio, tag: 1.31.0}'));
  expect(quiet).toBe('');
});

test.each([
  ['meshConfig: {accesLogFile: x}', 'meshConfig.accesLogFile: MeshConfig has no field "accesLogFile" that Istio 1.31 knows: istiod ignores it; use accessLogFile'],
  ['meshConfig: {defaultConfig: {concurency: 2}}', 'meshConfig.defaultConfig.concurency: ProxyConfig has no field "concurency" that Istio 1.31 knows: istiod ignores it; use concurrency'],
  ['pilot: {meshConfig: {accessLogEncoding: XML}}', 'meshConfig.accessLogEncoding: \'XML\' is not a valid AccessLogEncoding; istiod drops the whole mesh configuration'],
  ['meshConfig: {defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: true}}}', 'meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE: true is not a string; istiod drops the whole mesh configuration'],
  ['meshConfig: {outboundTrafficPolicy: REGISTRY_ONLY}', 'meshConfig.outboundTrafficPolicy: OutboundTrafficPolicy must be an object, not \'REGISTRY_ONLY\'; istiod drops the whole mesh configuration'],
  ['meshConfig: {connectTimeout: 1.5h}', 'meshConfig.connectTimeout: the timeout must be from 1ms to 1h, got \'1.5h\'; istiod drops the whole mesh configuration'],
])('a mesh setting that istiod does not know is refused, here and in code: %s', async (text, message) => {
  const { code, out, err } = await run('render', 'istiod', '--values', file(text));
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  const values = load(text) as any;
  const chart = () => new Chart(new App(), 'c');
  expect(() => new install.Istiod(chart(), 'istiod', { values })).toThrow(`'c/istiod': ${message}`);
  expect(() => new Mesh(new App(), 'mesh', { controlPlane: ControlPlane.inCluster({ helmValues: values }) })).toThrow(message);
});

test.each([
  [['--namespace', 'My_NS'], '--namespace must be a DNS label'],
  [['--release', 'Edge 1'], '--release must be a DNS name of lower-case labels'],
])('%j is refused', async (args, message) => {
  const { code, out, err } = await run('render', 'gateway', ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('a value that is not an enum member stays under values, and installs the same objects', async () => {
  const { out } = await run('render', 'istiod', '--code', '-f', file('cni: {provider: abc}\nprofile: demo'));
  expect(out).toContain('profile: install.InstallProfile.DEMO,');
  expect(out).toContain('  values: {\n    cni: {\n      provider: \'abc\',\n    },\n  },\n');
});

test('empty settings in a values file have no effect', async () => {
  const { code, out } = await run('render', 'gateway', '-f', file('{podDisruptionBudget: {}, service: {loadBalancerClass: ""}, labels: {app: ""}}'));
  expect(code).toBe(0);
  const [, , , service] = loadAll(out) as any[];
  expect(service.spec.loadBalancerClass).toBeUndefined();
  expect(service.spec.selector).toEqual({ app: '', istio: 'ingressgateway' }); // a label may be empty
  expect(() => new install.IstioGateway(new Chart(new App(), 'c'), 'g', { podDisruptionBudget: {} })).not.toThrow();
});

test('an unknown key is refused by name, and nothing is printed', async () => {
  const { code, out, err } = await run('render', 'istiod', '--values', file('global: {hubb: x}'));
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('global.hubb is not a value of chart istiod; did you mean global.hub?');
});

test.each([[['render']], [['render', 'pilot']], [['render', 'base', '--nope']], [['render', 'base', '-f', '/does/not/exist']]])('%j is unusable input', async (args) => {
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain('cdk8s-mesh render: ');
});

test('booleans and numbers in annotations are printed as strings, as the typed props require, whatever the key', async () => {
  const { out } = await run('render', 'gateway', '--release', 'edge', '--code', '--values', file(`
podAnnotations: {prometheus.io/scrape: true, prometheus.io/port: 15020, plain: false}
service: {annotations: {cloud.google.com/neg: true}}
kind: DaemonSet
`));
  expect(out).toContain('\'prometheus.io/scrape\': \'true\',');
  expect(out).toContain('\'prometheus.io/port\': \'15020\',');
  expect(out).toContain('plain: \'false\',');
  expect(out).toContain('\'cloud.google.com/neg\': \'true\',');
  expect(out).toContain('kind: install.GatewayPods.DAEMON_SET,');
});

test('a control plane that signs no certificates, with proxies without another CA, is noted', async () => {
  const note = 'ENABLE_CA_SERVER is false, so istiod signs no certificates';
  const noted = async (values: string) => (await run('render', 'istiod', '--values', file(values))).err.includes(note);
  expect(await noted('pilot: {env: {ENABLE_CA_SERVER: "false"}}')).toBe(true);
  expect(await noted('env: {ENABLE_CA_SERVER: false}')).toBe(true);
  expect(await noted('env: {ENABLE_CA_SERVER: "true"}')).toBe(false);
  expect(await noted('{}')).toBe(false);
  expect(await noted('{env: {ENABLE_CA_SERVER: "false"}, global: {caAddress: "csr.cert-manager.svc:443"}}')).toBe(false);
  expect(await noted('{env: {ENABLE_CA_SERVER: "false"}, meshConfig: {defaultConfig: {proxyMetadata: {CA_ADDR: "csr.cert-manager.svc:443"}}}}')).toBe(false);
});
