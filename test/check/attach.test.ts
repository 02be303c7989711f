import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Checks } from '../../src/check';
import { attachChecks, checkState } from '../../src/check/attach';

const config = (scope: Chart, id: string, name: string, data: object) => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

/** One warning: a filter whose position among others is undefined. */
function warned() {
  const root = new App({ outdir: '/nowhere' });
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  const patch = { operation: 'ADD', value: { name: 'x' } };
  new ApiObject(chart, 'two', {
    apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'same' }, spec: { configPatches: [{ applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_INBOUND' }, patch }] },
  });
  return { root, chart };
}

/** One error: two objects with the same name. */
function app() {
  const root = new App({ outdir: '/nowhere' });
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  config(chart, 'one', 'same', { a: '1' });
  config(chart, 'two', 'same', { a: '2' });
  return { root, chart };
}
let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

test('warnings about objects from other libraries are printed once', () => {
  const { root, chart } = warned();
  attachChecks(chart);
  attachChecks(chart);
  root.synthYaml();
  root.synthYaml();
  Testing.synth(chart);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain('warning: [shop/two] EnvoyFilter shop/same');
});

test('errors fail the synth under the path of their construct', () => {
  const { root, chart } = app();
  attachChecks(chart);
  new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: '' });
  expect(() => root.synthYaml()).toThrow(/Validation failed[^]*\[shop\/broken\] document: not a Kubernetes object/);
  expect(() => root.synthYaml()).toThrow(/\[shop\/broken\]/);
});

test('the checks run once per synth, however many charts there are', () => {
  const { root } = warned();
  for (let i = 0; i < 5; i++) new Chart(root, `c${i}`);
  attachChecks(root);
  let renders = 0;
  const probe = new ApiObject(root.node.findChild('shop') as Chart, 'probe', { apiVersion: 'v1', kind: 'ConfigMap', data: {} });
  const toJson = probe.toJson.bind(probe);
  probe.toJson = () => { renders++; return toJson(); };
  root.synthYaml();
  expect(renders).toBe(2); // once for the checks, once by cdk8s
});

test('an app whose objects are already rendered can pass them in', () => {
  const { root, chart } = app();
  attachChecks(root);
  const state = checkState(root);
  const found = state.session(() => state.findings(), [{ construct: chart, object: { apiVersion: 'v1', kind: 'ConfigMap' } }]);
  expect(found).toMatchObject([{ code: 'MESH001', constructPath: 'shop' }]);
});

test('acknowledged findings are hidden in their scope, and only there', () => {
  const { root, chart } = app();
  const other = new Chart(root, 'other', { namespace: 'other' });
  config(other, 'one', 'same', { a: '1' });
  config(other, 'two', 'same', { a: '2' });
  Checks.attach(root);
  Checks.of(chart).acknowledge({ code: 'mesh002', reason: 'the second replaces the first on purpose' });
  expect(Checks.of(root).findings()).toMatchObject([{ code: 'MESH002', severity: 'error', constructPath: 'other/two' }]);
  expect(Checks.of(chart).findings()).toEqual([]);
});

test('an unused acknowledgement is reported, as a warning if the app is complete', () => {
  const { root, chart } = app();
  Checks.attach(root);
  Checks.of(chart).acknowledge({ code: 'MESH002', reason: 'the second replaces the first on purpose' });
  expect(Checks.of(root).findings()).toEqual([]);
  Checks.of(chart).acknowledge({ code: 'MESH201', reason: 'registered by a controller' });
  expect(Checks.of(root).findings()).toMatchObject([{ code: 'MESH005', severity: 'info', constructPath: 'shop', message: expect.stringContaining('registered by a controller') }]);
  Checks.attach(root, { complete: true });
  expect(Checks.of(root).findings()).toMatchObject([{ code: 'MESH005', severity: 'warning' }]);
});

test('an acknowledgement needs a code and a reason', () => {
  const { chart } = app();
  expect(() => Checks.of(chart).acknowledge({ code: 'MESH002', reason: ' ' })).toThrow('acknowledging MESH002 in shop needs a reason, got an empty one');
  expect(() => Checks.of(chart).acknowledge({ code: '*', reason: 'noise' })).toThrow('code of an acknowledgement in shop must be a code like MESH201, got "*"');
  expect(() => Checks.attach(chart, { istioVersion: '1.31.2' })).toThrow('istioVersion of the checks must be MAJOR.MINOR, like 1.31, got "1.31.2"');
});

test('findings can be converted to text, for languages that print objects as pointers', () => {
  const { root, chart } = app();
  const [finding] = Checks.of(root).findings();
  expect(Checks.of(chart).report()).toBe(`error: [shop/two] ConfigMap shop/same: ${finding.message} (${[finding.code, ...finding.aliases].join(', ')}); to fix: ${finding.fix}`);
  const clean = new Chart(new App(), 'clean');
  expect(Checks.of(clean).report()).toBe('');
});
