import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { load } from 'js-yaml';
import * as mesh from '../../src';

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-helm-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const chart of ['base', 'istio-control/istio-discovery', 'gateway', 'istio-cni', 'ztunnel']) {
  mkdirSync(join(folder, chart), { recursive: true });
  writeFileSync(join(folder, chart, 'Chart.yaml'), '');
}

/** A fake Helm: records its arguments, and returns three objects. */
const helm = join(folder, 'helm');
writeFileSync(helm, `#!/bin/sh
printf '%s\\n' "$@" >> '${folder}/told'
cat "$3" > '${folder}/values'
cat <<'END'
apiVersion: v1
kind: ServiceAccount
metadata: {name: account, namespace: istio-system}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: role}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: tag, labels: {istio.io/tag: prod}}
END
`);
chmodSync(helm, 0o755);
const told = (): string[] => readFileSync(join(folder, 'told'), 'utf8').split('\n');
const values = (): any => load(readFileSync(join(folder, 'values'), 'utf8'));
beforeEach(() => writeFileSync(join(folder, 'told'), ''));
const scope = (): Chart => new Chart(new App(), 'chart', { namespace: 'elsewhere' });

test('Helm gets the values of the props, and its objects become part of the app', () => {
  const charts = mesh.install.HelmCharts.folder(folder, { helmExecutable: helm, helmFlags: ['--kube-version', '1.33'] });
  const istiod = new mesh.install.Istiod(scope(), 'istiod', { charts, namespace: 'cp', upgrade: true, autoscaling: { minReplicas: 2 }, values: { global: { proxy: { resources: { limits: null } } } } });
  expect(values()).toEqual({ autoscaleMin: 2, global: { istioNamespace: 'cp', proxy: { resources: { limits: null } } } });
  expect(told()).toEqual(expect.arrayContaining(['--is-upgrade', '--kube-version', '1.33', '--namespace', 'cp', 'istio-istiod', join(folder, 'istio-control/istio-discovery')]));
  expect(istiod.object('ClusterRole').toJson().metadata.namespace).toBeUndefined();
  expect(istiod.object('ServiceAccount').toJson().metadata.namespace).toBe('istio-system');
});

test('a whole installation comes from charts, CRDs first, the tag separately', () => {
  const charts = mesh.install.HelmCharts.folder(folder, { helmExecutable: helm });
  const shop = new mesh.Mesh(new App(), 'mesh', { controlPlane: mesh.ControlPlane.fromChart({ charts, revision: 'a', tag: 'prod', ambient: true }) });
  expect(told().filter((line) => line.startsWith(folder) && !line.includes('overrides')).map((line) => line.slice(folder.length + 1)))
    .toEqual(['base', 'istio-control/istio-discovery', 'istio-control/istio-discovery', 'istio-cni', 'ztunnel']);
  expect(shop.installation!.tag!.objects.map((object) => object.name)).toEqual(['tag']);
  expect(shop.installation!.tag!.node.findAll().filter(ApiObject.isApiObject)).toHaveLength(1);
});

test.each<[string, mesh.install.HelmCharts, string[]]>([
  ['repository', mesh.install.HelmCharts.repository('https://charts.example', { helmExecutable: helm, version: '1.31.2' }), ['--repo', 'https://charts.example', '--version', '1.31.2', 'istiod']],
  ['registry', mesh.install.HelmCharts.registry('oci://registry.example/charts/', { helmExecutable: helm }), ['oci://registry.example/charts/istiod']],
])('charts of a %s', (_, charts, expected) => {
  new mesh.install.Istiod(scope(), 'istiod', { charts });
  expect(told()).toEqual(expect.arrayContaining(expected));
});

test('without Helm, the error names the remedies', () => {
  const charts = mesh.install.HelmCharts.folder(folder, { helmExecutable: join(folder, 'none') });
  expect(() => new mesh.install.IstioBase(scope(), 'base', { charts })).toThrow(/^'chart\/base': its chart is rendered by Helm, but '.*none' can't be run; install Helm/);
});

test('errors of Helm are passed on', () => {
  const failing = join(folder, 'failing');
  writeFileSync(failing, '#!/bin/sh\necho "no such chart" >&2\nexit 1\n');
  chmodSync(failing, 0o755);
  const charts = mesh.install.HelmCharts.repository('https://charts.example', { helmExecutable: failing });
  expect(() => new mesh.install.IstioBase(scope(), 'base', { charts })).toThrow("'chart/base': Helm could not render chart 'base' of https://charts.example; fix its error: no such chart");
});

test('a value that no chart reads is refused, though Helm would ignore it', () => {
  const istiod = (version?: string): mesh.install.Istiod => new mesh.install.Istiod(scope(), 'istiod', {
    charts: mesh.install.HelmCharts.folder(folder, { helmExecutable: helm, version }), values: { autoscalMin: 1 },
  });
  expect(() => istiod()).toThrow('autoscalMin is not a value of chart istiod');
  expect(() => istiod('1.31.0')).toThrow('autoscalMin');
  expect(istiod('1.29.3').objects).toHaveLength(3); // of another minor the values aren't known
});

test('a folder without the charts, and a registry without its scheme, are refused', () => {
  expect(() => new mesh.install.Istiod(scope(), 'istiod', { charts: mesh.install.HelmCharts.folder('/nowhere') })).toThrow('folder \'/nowhere\' has no chart istiod');
  expect(() => mesh.install.HelmCharts.registry('registry.example')).toThrow('oci://HOST/PATH');
});
