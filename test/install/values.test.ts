import { load } from 'js-yaml';
import { istio } from '../../src';
import { renderChart, usualRelease } from '../../src/install/chart/chart';
import { Chart, CHARTS, RELEASES } from '../../src/install/values/charts';
import type { Values } from '../../src/install/values/kinds';
import { mergeValues } from '../../src/install/values/merge';
import { refuseMeshSettings } from '../../src/install/values/mesh-settings';
import { readValues } from '../../src/install/values/read';
import { resolve } from '../../src/install/values/resolve';
import { MESH } from '../cli/mesh-config';

test('maps are merged, lists and scalars replaced, null removes', () => {
  expect(mergeValues({ a: { b: 1, c: 2 }, l: [1, 2], s: 'x' }, { a: { c: null, d: 3 }, l: [], s: false }))
    .toEqual({ a: { b: 1, c: null, d: 3 }, l: [], s: false });
});

test('user values override the platform, which overrides the compatibility version, the profile and the defaults', () => {
  const values = resolve('istiod', { profile: 'demo', compatibilityVersion: '1.30', platform: 'openshift', env: { PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'true' }, pilot: { env: { A: 'b' } } });
  expect(values.traceSampling).toBe(100);
  expect(values.trustedZtunnelNamespace).toBe('kube-system');
  expect(values.env).toMatchObject({ A: 'b', PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false' });
});

test('global values are copied to the top level of ztunnel and of the gateway', () => {
  expect(resolve('ztunnel', { global: { hub: 'h', tag: 't' } })).toMatchObject({ hub: 'h', tag: 't' });
  expect(resolve('ztunnel', { profile: 'ambient' }).variant).toBe('distroless');
});

test.each([
  ['a key that nothing reads', { autoscaleMinn: 2 }, 'autoscaleMinn is not a value of chart istiod; did you mean autoscaleMin?'],
  ['one in the wrong place', { proxy: { logLevel: 'debug' } }, 'proxy is not a value of chart istiod; did you mean global.proxy?'],
  ['one under an alias', { pilot: { traceSamplin: 1 } }, 'pilot.traceSamplin is not a value of chart istiod; did you mean traceSampling?'],
  ['one that moved', { global: { proxy: { accessLogFile: 'x' } } }, 'use meshConfig.accessLogFile'],
  ['text for a switch', { autoscaleEnabled: 'false' }, 'autoscaleEnabled of chart istiod must be true or false, got: "false"'],
  ['a list for a map', { nodeSelector: ['a'] }, 'must be a map'],
  ['a value that is not offered', { global: { resourceScope: 'mesh' } }, 'must be one of all, cluster, namespace'],
  ['a profile that is not there', { profile: 'prod' }, "there is no profile 'prod'; use one of ambient, demo, preview, remote, stable"],
  ['a compatibility version that is not there', { compatibilityVersion: '1.20' }, "there is no compatibility version '1.20'; use one of 1.25, 1.26, 1.27, 1.28, 1.29, 1.30"],
  ['a compatibility version that YAML has cut', { compatibilityVersion: 1.3 }, "there is no compatibility version '1.3'; use one of 1.25, 1.26, 1.27, 1.28, 1.29, 1.30, in quotes: YAML parses 1.3 as a number without trailing zeros"],
  ['a revision that can be no name', { revision: 'My_Rev' }, 'revision of chart istiod must be a DNS label'],
  ['the same under an alias', { pilot: { revision: '1.31' } }, 'pilot.revision of chart istiod must be a DNS label'],
  ['a platform that is not there', { global: { platform: 'aks' } }, "there is no platform 'aks'; use one of gke, k3d, k3s, microk8s, minikube, openshift"],
  ['a profile named like a method of objects', { profile: 'toString' }, "there is no profile 'toString'"],
  ['a key named like one', { constructor: { a: 1 } }, 'constructor is not a value of chart istiod'],
  ['null for a map that templates look into', { global: null }, 'global of chart istiod must be a map, got: null; omit it for the defaults'],
  ['the same further down', { global: { proxy: null } }, 'global.proxy of chart istiod must be a map, got: null'],
  ['the same under an alias', { pilot: { env: null } }, 'pilot.env of chart istiod must be a map, got: null'],
  ['a map where a text is expected', { env: { A: { b: 1 } } }, 'env.A of chart istiod must be a single value, got: {"b":1}'],
  ['no namespace', { global: { istioNamespace: '' } }, "global.istioNamespace of chart istiod must be a DNS label (a-z, 0-9 and '-', at most 63 characters), got: ''"],
  ['a template for a namespace', { global: { istioNamespace: '{{ .Values.x }}' } }, 'global.istioNamespace of chart istiod must be a DNS label'],
  ['the prefix of the charts\' own', { defaults: { hub: 'x' } }, "values under 'defaults' belong at the top level; remove that prefix"],
])('%s is refused', (_, values, message) => {
  expect(() => resolve('istiod', values)).toThrow(message);
});

test('a file for several charts is accepted, with notes about values that a chart ignores', () => {
  const notes: string[] = [];
  resolve('cni', { taint: { enabled: true } }, { note: (message) => notes.push(message) });
  expect(notes).toEqual(['taint is not a value of chart cni (but of istiod)']);
  expect(() => resolve('gateway', { taint: { enabled: true } })).toThrow('it is a value of chart istiod');
});

test.each<[string, Chart, Values, string[]]>([
  ['no name for the default revision', 'base', { defaultRevision: null }, ['defaultRevision is null, so the chart refers to a Service istiod- that does not exist; set defaultRevision: "" for none']],
  ['a level of logging that Envoy doesn\'t know', 'istiod', { global: { proxy: { logLevel: 'debg' } } }, ['global.proxy.logLevel is \'debg\'; known values are trace, debug, info, warning, warn, error, critical, off']],
  ['a tag that YAML has cut', 'istiod', { global: { tag: 1.3 } }, ['global.tag is parsed by YAML as a number, 1.3, without trailing zeros; quote it']],
  ['more at least than at most', 'istiod', { autoscaleMin: 9 }, ['autoscaleMin is 9, more than autoscaleMax, 5: Kubernetes rejects such a HorizontalPodAutoscaler']],
  ['the same of a gateway', 'gateway', { autoscaling: { minReplicas: '7' } }, ['autoscaling.minReplicas is 7, more than autoscaling.maxReplicas, 5: Kubernetes rejects such a HorizontalPodAutoscaler']],
  ['a number of replicas below zero', 'istiod', { replicaCount: -1 }, ['replicaCount must be a whole number of at least 0, got: -1']],
  ['a port that is none', 'gateway', { service: { healthCheckNodePort: 70000 } }, ['service.healthCheckNodePort must be a whole number from 0 to 65535, got: 70000']],
  ['a type that no Service has', 'gateway', { service: { type: 'Loadbalancer' } }, ['service.type is \'Loadbalancer\'; known values are ClusterIP, NodePort, LoadBalancer, None']],
])('%s is rendered, with a note', (_, chart, values, expected) => {
  const notes: string[] = [];
  resolve(chart, values, { note: (message) => notes.push(message) });
  expect(notes).toEqual(expected);
});

test.each<[string, Values, string]>([
  ['a setting that no mesh has', { meshConfig: { accesLogFile: '/dev/stdout' } }, 'meshConfig.accesLogFile: MeshConfig has no field "accesLogFile" that Istio 1.31 knows: istiod ignores it; use accessLogFile'],
  ['one that no proxy has', { pilot: { meshConfig: { defaultConfig: { concurency: 2 } } } }, 'meshConfig.defaultConfig.concurency: ProxyConfig has no field "concurency" that Istio 1.31 knows: istiod ignores it; use concurrency'],
  ['a word that a setting doesn\'t know', { meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONL' } } }, 'meshConfig.outboundTrafficPolicy.mode: \'REGISTRY_ONL\' is not a valid Mode; istiod drops the whole mesh configuration: it keeps the previous one, or starts with its defaults; use REGISTRY_ONLY'],
])('%s is refused', (_, values, message) => {
  expect(() => refuseMeshSettings('istiod', values)).toThrow(message);
  expect(() => refuseMeshSettings('base', values)).not.toThrow();
});

test.each<[Chart, Values]>([
  ['istiod', { pilot: null, pdb: null, global: { proxy_init: null, waypoint: null } }], ['cni', { cni: null, env: null }], ['ztunnel', { ztunnel: null, nodeSelector: null }],
  ['gateway', { securityContext: null, readinessProbe: null, autoscaling: { autoscaleBehavior: null } }],
])('null is accepted where Helm renders it: %s %j', (chart, values) => {
  expect(() => renderChart(chart, values, usualRelease(chart))).not.toThrow();
});

test('every mesh setting with a prop is accepted by name, also in protobuf spelling', () => {
  refuseMeshSettings('istiod', { meshConfig: MESH });
  refuseMeshSettings('istiod', { meshConfig: { access_log_file: '/dev/stdout', mesh_mTLS: {}, defaultConfig: { mesh_id: 'm' } } });
  for (const mode of Object.values(istio.MeshOutboundTrafficMode)) refuseMeshSettings('istiod', { meshConfig: { outboundTrafficPolicy: { mode } } });
});

test.each<[string, Values, (objects: any[]) => unknown, unknown]>([
  ['base', { defaultRevision: null }, (all) => all.find((o) => o.kind === 'ValidatingWebhookConfiguration').webhooks[0].clientConfig.service.name, 'istiod-'],
  ['base', { defaultRevision: '' }, (all) => all.filter((o) => o.kind === 'ValidatingWebhookConfiguration'), []],
  ['istiod', { global: { proxy: { autoInject: null } } }, injection, { policy: null, injectedAnnotations: {} }],
  ['istiod', { sidecarInjectorWebhook: { injectedAnnotations: null } }, injection, { policy: 'enabled', injectedAnnotations: {} }],
  ['istiod', { sidecarInjectorWebhook: { injectedAnnotations: { a: null, b: '', c: 1 } } }, injection, { policy: 'enabled', injectedAnnotations: { a: null, b: '', c: '1' } }],
])('settings without a value have the chart\'s default: %s %j', (chart, values, read, expected) => {
  expect(read(renderChart(chart as Chart, values, usualRelease(chart as Chart)))).toEqual(expected);
});
function injection(all: any[]): unknown {
  const { policy, injectedAnnotations } = load(all.find((o) => o.kind === 'ConfigMap' && o.data.config).data.config) as any;
  return { policy, injectedAnnotations };
}

test('resolving twice gives two independent trees', () => {
  const first = resolve('istiod');
  first.global.proxy.logLevel = 'changed';
  expect(resolve('istiod').global.proxy.logLevel).toBe('warning');
});

test('an unsupported minor version is refused', () => {
  expect(() => resolve('base', {}, { minor: '1.12' })).toThrow('istio 1.12 is not supported; use one of 1.31');
  for (const release of Object.values(RELEASES)) expect(Object.keys(release.charts).sort()).toEqual([...CHARTS].sort());
});

test('a values file is parsed like by Helm', () => {
  expect(readValues('{a: yes, b: off, c: y, d: 0644, e: "yes", f: 1.30, g: nO, h: ~}')).toEqual({ a: true, b: false, c: true, d: 420, e: 'yes', f: 1.3, g: 'nO', h: null });
  expect(readValues('')).toEqual({});
  expect(() => readValues('[a]', 'my.yaml')).toThrow('my.yaml must contain a map of values, got: a list');
  expect(() => readValues('a: 1\na: 2')).toThrow('values:2:1: the key "a" occurs twice');
});

const layers = (count: number): string => Array.from({ length: count }, (_, i) => `  a${i}: &a${i} ${i ? `{p: *a${i - 1}, q: *a${i - 1}, r: *a${i - 1}}` : '{x: 1}'}\n`).join('');
test.each([
  ['aliases that stand for three billion values', `affinity:\n${layers(20)}`, /^my\.yaml:\d+:\d+: excessive aliasing/],
  ['an anchor that contains itself', 'global: &a {proxy: *a}', 'the value of the anchor &a contains itself'],
  ['a line break that editors hide', 'global: # c\u2028  tag: other\n  {tag: x}', 'U+2028 is a line break to Kubernetes'],
  ['a number that JSON does not have', 'global: {tag: .nan}', 'my.yaml:1:15: .nan is a number that JSON does not have'],
  ['a second document', 'global: {}\n---\nglobal: {}', 'my.yaml:2:1: a values file must be a single document'],
  ['the key of the prototype', 'global: {__proto__: {hub: x}}', "my.yaml: values.global must have no key '__proto__'"],
])('a values file with %s is refused', (_, text, message) => {
  expect(() => readValues(text, 'my.yaml')).toThrow(message);
});
