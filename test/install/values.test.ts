import { CHARTS, RELEASES } from '../../src/install/values/charts';
import { mergeValues } from '../../src/install/values/merge';
import { readValues } from '../../src/install/values/read';
import { resolve } from '../../src/install/values/resolve';

test('maps are joined, lists and scalars replaced, null takes away', () => {
  expect(mergeValues({ a: { b: 1, c: 2 }, l: [1, 2], s: 'x' }, { a: { c: null, d: 3 }, l: [], s: false }))
    .toEqual({ a: { b: 1, c: null, d: 3 }, l: [], s: false });
});

test('a user wins over the platform, the platform over the compatibility version, that over the profile, that over the defaults', () => {
  const values = resolve('istiod', { profile: 'demo', compatibilityVersion: '1.30', platform: 'openshift', env: { PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'true' }, pilot: { env: { A: 'b' } } });
  expect(values.traceSampling).toBe(100);
  expect(values.trustedZtunnelNamespace).toBe('kube-system');
  expect(values.env).toMatchObject({ A: 'b', PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false' });
});

test('what is global reaches the root of ztunnel and of the gateway', () => {
  expect(resolve('ztunnel', { global: { hub: 'h', tag: 't' } })).toMatchObject({ hub: 'h', tag: 't' });
  expect(resolve('ztunnel', { profile: 'ambient' }).variant).toBe('distroless');
});

test.each([
  ['a key that nothing reads', { autoscaleMinn: 2 }, 'autoscaleMinn isn\'t a value of chart istiod; did you mean autoscaleMin?'],
  ['one in the wrong place', { proxy: { logLevel: 'debug' } }, 'proxy isn\'t a value of chart istiod; did you mean global.proxy?'],
  ['one under an alias', { pilot: { traceSamplin: 1 } }, 'pilot.traceSamplin isn\'t a value of chart istiod; did you mean traceSampling?'],
  ['one that moved', { global: { proxy: { accessLogFile: 'x' } } }, 'use meshConfig.accessLogFile'],
  ['text for a switch', { autoscaleEnabled: 'false' }, 'autoscaleEnabled of chart istiod must be true or false, got: "false"'],
  ['a list for a map', { nodeSelector: ['a'] }, 'must be a map'],
  ['a value that is not offered', { global: { resourceScope: 'mesh' } }, 'must be one of all, cluster, namespace'],
  ['a profile that is not there', { profile: 'prod' }, 'unknown profile \'prod\' (known: ambient, demo'],
  ['a compatibility version that is not there', { compatibilityVersion: '1.20' }, 'unknown compatibility version'],
  ['a platform that is not there', { global: { platform: 'aks' } }, 'unknown platform'],
  ['the prefix of the charts\' own', { defaults: { hub: 'x' } }, 'take the prefix \'defaults\' away'],
])('%s is refused', (_, values, message) => {
  expect(() => resolve('istiod', values)).toThrow(message);
});

test('a file that several charts share is no mistake, and what a chart leaves aside is said', () => {
  const notes: string[] = [];
  resolve('cni', { taint: { enabled: true } }, { note: (message) => notes.push(message) });
  expect(notes).toEqual(['taint isn\'t a value of chart cni (of istiod)']);
  expect(() => resolve('gateway', { taint: { enabled: true } })).toThrow('it is one of chart istiod');
});

test('resolving twice gives two trees', () => {
  const first = resolve('istiod');
  first.global.proxy.logLevel = 'changed';
  expect(resolve('istiod').global.proxy.logLevel).toBe('warning');
});

test('a minor that is not known is refused', () => {
  expect(() => resolve('base', {}, { minor: '1.12' })).toThrow('istio 1.12 isn\'t known here (known: 1.31)');
  for (const release of Object.values(RELEASES)) expect(Object.keys(release.charts).sort()).toEqual([...CHARTS].sort());
});

test('a values file is read as helm reads it', () => {
  expect(readValues('{a: yes, b: off, c: y, d: 0644, e: "yes", f: 1.30, g: nO, h: ~}')).toEqual({ a: true, b: false, c: true, d: 420, e: 'yes', f: 1.3, g: 'nO', h: null });
  expect(readValues('')).toEqual({});
  expect(() => readValues('[a]', 'my.yaml')).toThrow('my.yaml must hold a map of values, got: a list');
  expect(() => readValues('a: 1\na: 2')).toThrow('duplicated');
});
