import { App, Chart, Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { MESH, PROXY } from './mesh-config';
import { install, istio } from '../../src';
import { codeOf } from '../../src/cli/code';
import { renderChart, usualRelease } from '../../src/install/chart/chart';
import { toValues } from '../../src/install/props/mapping';
import { ISTIOD } from '../../src/install/props/tables';
import { Chart as ChartName, NEWEST, releaseOf } from '../../src/install/values/charts';
import type { Values } from '../../src/install/values/kinds';
import { hasSuite, suiteCases } from '../install/suite';

const release = { name: 'istio-istiod', namespace: 'istio-system', upgrade: false };

/** Runs printed code, and returns the objects that it installs. */
function run(code: string, parts: object = install): any[] {
  const app = new App();
  const body = code.replace(/^import .*$/gm, '').replace('const app = new App();', '').replace('app.synth();', '');
  new Function('app', 'Chart', 'Duration', 'Size', 'install', 'istio', body)(app, Chart, Duration, Size, parts, istio); // eslint-disable-line no-new-func
  return (app.node.children[0] as Chart).toJson();
}
/** Objects with sorted keys, also within strings that contain YAML. */
function plain(objects: readonly any[]): any[] {
  // (a values file may have `x: true` among annotations, which is no text, and which no API server takes)
  const texts = (key: string, value: any) => (key === 'annotations' ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : value);
  return JSON.parse(JSON.stringify(objects, texts)).map((o: any) => (o.kind === 'ConfigMap' ? { ...o, data: Object.fromEntries(Object.entries(o.data).map(([key, text]) => [key, load(text as string)])) } : o));
}
const expectSame = (chart: ChartName, values: Values, as = release) => {
  expect(plain(run(codeOf(chart, values, as)))).toEqual(plain(renderChart(chart, { ...values, global: { ...imagesOf(chart), ...values.global } }, as)));
};
/** The constructs name the released images, where a values file leaves them to the chart. */
const imagesOf = (chart: ChartName): Values => (['istiod', 'cni', 'ztunnel'].includes(chart) ? releaseOf(NEWEST).images : {});

describe('the printed settings of a mesh', () => {
  test('are typed, for every field', () => {
    const code = codeOf('istiod', { meshConfig: MESH }, release);
    expect(/\n {2}values: [^]*/.exec(code)?.[0]).toBeUndefined();
    expect(code).toContain('istio.ExtensionProvider.openTelemetry(\'otel\', \'obs/otel.obs.svc.cluster.local\', 4317)');
    expect(code).toContain('mode: istio.MeshOutboundTrafficMode.REGISTRY_ONLY,');
    expectSame('istiod', { meshConfig: MESH });
  });

  test('are equivalent for any combination of settings', () => {
    const some = (all: Values) => fc.subarray(Object.keys(all)).map((keys) => Object.fromEntries(keys.map((key) => [key, all[key]])));
    const { defaultConfig: _, ...rest } = MESH;
    const configs = fc.tuple(some(rest), some(PROXY)).map(([mesh, defaultConfig]) => ({ ...mesh, defaultConfig }));
    fc.assert(fc.property(configs, (meshConfig) => {
      let said: Values = {};
      run(codeOf('istiod', { meshConfig }, release), { ...install, Istiod: class { constructor(_scope: any, _id: string, props: Values) { said = toValues(ISTIOD, props); } } });
      expect(said).toEqual({ meshConfig });
    }), { numRuns: 200 });
    fc.assert(fc.property(configs, (meshConfig) => expectSame('istiod', { meshConfig })), { numRuns: 10 });
  }, 60_000);

  test.each<[string, Values, string, string]>([
    ['a field that Istio doesn\'t have', { accessLogFile: '/x', pathNormalization: { normalization: 'BASE', unheardOf: 1 } }, 'unheardOf: 1', 'has no field "unheardOf"'],
    ['a duration in another unit', { connectTimeout: '1m' }, 'connectTimeout: \'1m\'', ''],
    ['a provider with a field too much', { extensionProviders: [{ name: 'a', prometheus: { x: 1 } }] }, 'x: 1', 'has no field "x"'],
    ['a value that the prop refuses', { defaultConfig: { concurrency: 2, statusPort: 'x' } }, 'statusPort: \'x\'', '\'x\' is not a whole number'],
    ['settings that exclude each other', { localityLbSetting: { enabled: false, distribute: [] } }, 'enabled: false', ''],
  ])('stay unchanged with %s', (_name, meshConfig, left, refused) => {
    const code = codeOf('istiod', { meshConfig }, release);
    expect(code.slice(code.indexOf('  values: {'))).toContain(left);
    // what istiod ignores, or drops the whole configuration for, is refused when the code runs
    if (refused === '') expectSame('istiod', { meshConfig });
    else expect(() => run(code)).toThrow(refused);
  });
});

test('the code of the suite\'s values installs the same objects', () => {
  let compared = 0;
  for (const { charts, values, namespace, release: name, upgrade } of suiteCases()) {
    for (const chart of charts) {
      expectSame(chart, values, { name: name ?? usualRelease(chart).name, namespace: namespace ?? usualRelease(chart).namespace, upgrade: upgrade ?? false });
      compared += 1;
    }
  }
  expect(compared > 20).toBe(hasSuite);
});
