import { Chart, CHARTS, releaseOf } from '../../../src/install/values/charts';
import { Field, Values } from '../../../src/install/values/kinds';
import { canonical, keyOf } from '../../../test/install/canonical';
import type { Case } from '../../harness/case';
import { Install, official, ours } from '../../harness/official';

const RANDOM = 200;

/** Content of values by name, if not any text is valid. */
const CONTENT: Record<string, readonly unknown[]> = {
  profile: ['ambient', 'demo', 'preview', 'remote', 'stable'],
  platform: ['gke', 'openshift', 'k3s', 'k3d', 'microk8s', 'minikube'],
  compatibilityVersion: ['1.25', '1.26', '1.27', '1.28', '1.29', '1.30'],
  revisionTags: [['prod'], ['canary', 'default']],
  pilotCertProvider: ['istiod', 'custom', 'k8s.io/signer'],
  remotePilotAddress: ['192.0.2.1', '2001:db8::1', 'istiod.example.com'],
  env: [{ A: 'b' }, { ENABLE_CLUSTER_TRUST_BUNDLE_API: true, Z: 1 }, { EXTERNAL_CA: 'x', MCS_API_GROUP: 'net.gke.io' }, { COMPLIANCE_POLICY: 'fips-140-3' }],
  gatewayClasses: [{ istio: { service: { spec: { type: 'ClusterIP' } } } }],
  meshConfig: [{ accessLogFile: '/dev/stdout', rootNamespace: 'r' }, { defaultConfig: { proxyMetadata: { A: 'b' } }, defaultProviders: { metrics: ['a'] } }],
  meshNetworks: [{ n: { endpoints: [{ fromRegistry: 'r' }] } }],
  resources: [{ limits: null, requests: { cpu: '1', memory: null } }, { limits: { cpu: '2' } }],
  templates: [{ extra: 'metadata: {}\n' }],
  ports: [[{ name: 'a', port: 80, targetPort: 8080 }, { name: 'b', port: 53, protocol: 'UDP' }]],
  labels: [{ app: 'x', istio: 'y', z: '1' }, { q: 'r' }],
  networkGatewayPorts: [{ tls: { port: 1443 } }],
  podDisruptionBudget: [{ minAvailable: 1 }],
  imagePullPolicy: ['', 'Always'],
  targetMemoryUtilizationPercentage: [80],
  maxUnavailable: [1, '25%'],
  unprivilegedPort: [true],
  pilot: [{}],
  type: ['None', 'ClusterIP', 'LoadBalancer'],
};
const LISTS: Record<string, unknown[]> = { ipFamilies: ['IPv4'], excludedCRDs: ['envoyfilters.networking.istio.io'], certSigners: ['a/b'] };
const OBJECTS = /tolerations|volumes|volumeMounts|Constraints|ontainers|envVarFrom|Selectors?$|endpoints/;

/** A value for a leaf, or undefined to skip it. */
function content(next: () => number, chart: string, name: string, field: Field): unknown {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)];
  if (name === 'ipFamilyPolicy') { return 'PreferDualStack'; }
  if (name === 'imagePullSecrets') { return chart === 'gateway' ? [{ name: 's' }] : ['s']; }
  if (CONTENT[name]) { return pick(CONTENT[name]); }
  switch (field.kind) {
    case 'flag': return next() < 0.5;
    case 'num': return pick([1, 2, 7, 30]);
    case 'choice': return pick(field.choices!);
    case 'map': return pick([{}, { a: 'b' }, { 'x.y/z': 'true' }]);
    case 'list': return LISTS[name] ?? (OBJECTS.test(name) ? [{ name: 'n' }] : ['n']);
    default: return pick(['abc', 'x-1']);
  }
}

function leaves(field: Field, path: string[] = []): [string[], Field][] {
  return field.fields ? Object.entries(field.fields).flatMap(([key, child]) => leaves(child, [...path, key])) : [[path, field]];
}

/** Randomly generated installations from the leaves, the same ones each time. */
function drawn(): Install[] {
  let seed = 20261123;
  const next = (): number => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  return Array.from({ length: RANDOM }, (_, i): Install => {
    const chart = CHARTS[i % CHARTS.length];
    const all = leaves(releaseOf('1.31').charts[chart]);
    const values: Values = {};
    for (let n = 1 + Math.floor(next() * 12); n > 0; n--) {
      const [path, field] = all[Math.floor(next() * all.length)];
      const value = content(next, chart, path[path.length - 1], field);
      if (path.join('.') === 'global.meshConfig' || (chart === 'ztunnel' && path[0] === 'meshConfig')) { continue; }
      let tree = values;
      for (const key of path.slice(0, -1)) { tree = tree[key] ??= {}; }
      tree[path[path.length - 1]] = value;
    }
    return { chart, values, release: ['istio', 'istio-edge'][i % 2], namespace: ['istio-system', 'other'][Math.floor(next() * 2)], upgrade: next() < 0.2 };
  });
}

/** By name, in one spelling. */
function spelled(objects: any[]): Record<string, string> {
  const sorted = (value: any): any => Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
  return Object.fromEntries(objects.map((object) => [keyOf(object), JSON.stringify(sorted(canonical(object)))]));
}

function differences(theirs: Record<string, string>, own: Record<string, string>): string[] {
  return [...new Set([...Object.keys(theirs), ...Object.keys(own)])].filter((key) => theirs[key] !== own[key]);
}

/** As the chart has it anyway. */
const SAME: readonly Values[] = [{ sidecarInjectorWebhook: { injectedAnnotations: {} } }];

/** Intentionally removed. */
const EMPTY: readonly (readonly [Chart, Values])[] = [
  ['base', { defaultRevision: null }],
  ['base', { defaultRevision: '' }],
  ['base', { defaultRevision: null, experimental: { stableValidationPolicy: true } }],
  ['istiod', { global: { proxy: { autoInject: null } } }],
  ['istiod', { global: { proxy: { autoInject: '' } } }],
  ['istiod', { sidecarInjectorWebhook: { injectedAnnotations: null } }],
  ['istiod', SAME[0]],
  ['istiod', { sidecarInjectorWebhook: { injectedAnnotations: { a: null, b: '', c: 1 } } }],
];

export const cases: Case[] = [{
  group: 'installed',
  name: `${RANDOM} random value sets render the objects that helm renders`,
  run: async (lab, trial) => {
    let objects = 0;
    const found: string[] = [];
    let last: Record<string, string> = {};
    for (const install of drawn()) {
      const theirs = spelled(await official(lab.parts, lab.folder, install));
      objects += Object.keys(theirs).length;
      found.push(...differences(theirs, spelled(ours(install))).map((key) => `${install.chart} ${key} of ${JSON.stringify(install.values)}`));
      last = theirs;
    }
    trial.that(`${objects} objects`, 'all equal', found.length === 0 ? 'all equal' : found.slice(0, 5).join(' | '), found.length === 0);
    const control = differences(last, spelled([]));
    trial.that('the comparison', 'tells an object that is missing', control.length > 0 ? 'tells' : 'is blind', control.length > 0);
  },
}, {
  group: 'installed',
  name: 'values that are null or empty render what helm renders',
  run: async (lab, trial) => {
    for (const [chart, values] of EMPTY) {
      const install = { chart, values, release: `istio-${chart}`, namespace: 'istio-system', upgrade: false };
      const theirs = spelled(await official(lab.parts, lab.folder, install));
      const found = differences(theirs, spelled(ours(install)));
      trial.that(`${chart} ${JSON.stringify(values)}`, 'equal', found.join(', ') || 'equal', found.length === 0);
      const usual = differences(theirs, spelled(ours({ ...install, values: {} })));
      if (!SAME.includes(values)) { trial.that('control: against no values', 'tells a difference', usual.length > 0 ? 'tells a difference' : 'is blind', usual.length > 0); }
    }
  },
}];
