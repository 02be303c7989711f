import * as fs from 'fs';
import * as path from 'path';
import { main } from '../../src/cli/main';
import { renderChart } from '../../src/install/chart/chart';
import { Chart, NEWEST, Release, RELEASES } from '../../src/install/values/charts';
import { resolve } from '../../src/install/values/resolve';

/** A hypothetical minor version after the newest one, with one changed default, one new leaf and one new profile. */
const NEXT = 'next';
const release = (chart: Chart) => ({ name: `istio-${chart}`, namespace: 'istio-system', upgrade: false });

beforeAll(() => {
  const now = RELEASES[NEWEST];
  const { istiod } = now.charts;
  RELEASES[NEXT] = {
    ...now,
    minor: NEXT,
    traits: { goMaxProcs: false, experimentalStatuses: ['xbackendtrafficpolicies', 'xbackends'] },
    profiles: { ...now.profiles, roomy: { autoscaleMin: 7 } },
    charts: { ...now.charts, istiod: { ...istiod, fields: { ...istiod.fields, autoscaleMax: { kind: 'num', initial: 99 }, brandNew: { kind: 'flag', initial: true } } } },
  } satisfies Release;
});
afterAll(() => { delete RELEASES[NEXT]; });

const textOf = (chart: Chart, minor?: string) => JSON.stringify(renderChart(chart, {}, release(chart), { minor }));

test.each<Chart>(['istiod', 'cni'])('%s contains nothing that the minor version lacks', (chart) => {
  expect(textOf(chart)).toContain('GOMAXPROCS');
  expect(textOf(chart, NEXT)).not.toContain('GOMAXPROCS');
});

test('features of a minor version are present', () => {
  const rules = (minor?: string) => renderChart('istiod', {}, release('istiod'), { minor }).filter((o) => o.kind === 'ClusterRole').flatMap((o) => o.rules).flatMap((r: any) => r.resources ?? []);
  expect(rules(NEXT).filter((one) => !rules().includes(one))).toEqual(['xbackends/status']);
});

test('defaults, leaves and profiles are those of the minor version', () => {
  expect(resolve('istiod', {}, { minor: NEXT }).autoscaleMax).toBe(99);
  expect(resolve('istiod', { profile: 'roomy', brandNew: false }, { minor: NEXT })).toMatchObject({ autoscaleMin: 7, brandNew: false });
  expect(() => resolve('istiod', { brandNew: false })).toThrow(/brandNew is not a value of chart istiod/);
  expect(() => resolve('istiod', { profile: 'roomy' })).toThrow(/there is no profile 'roomy'; use one of ambient, demo, preview, remote, stable/);
  expect(() => resolve('istiod', {}, { minor: '0.1' })).toThrow(/istio 0\.1 is not supported; use one of 1\.31, next/);
});

test('the command line accepts the minor version', async () => {
  let out = '';
  await main(['render', 'istiod', '--istio-version', NEXT], { out: (t) => { out += t; }, err: () => undefined, color: false });
  expect(out).toContain('maxReplicas: 99');
  expect(out).not.toContain('GOMAXPROCS');
});

test('only the version tables mention a minor version', () => {
  const folder = path.join(__dirname, '..', '..', 'src', 'install');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.filter((file) => /[^0-9.]1\.3[1-9][^0-9.]/.test(fs.readFileSync(path.join(folder, file), 'utf8')));
  expect(found.filter((file) => !file.startsWith('values')).sort()).toEqual([]);
});
