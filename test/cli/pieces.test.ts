import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../src/cli/check/command';
import { migrateReport } from '../../src/cli/migrate-report';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pieces-')); });

function file(name: string, text: string): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await check.run(['--format', 'json', ...args], { out: (t) => { out += t; }, err: (t) => { err += t; }, color: false });
  return { code, err, told: out ? JSON.parse(out).findings.map((f: any) => `${f.severity} ${f.code} ${f.file.slice(dir.length + 1)}: ${f.message} | ${f.fix}`) as string[] : [] };
}

const GATEWAY = (name: string, more = '') => `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: ${name}, namespace: edge}\nspec:\n  selector: {istio: ingress}\n${more}`;
const SERVERS = "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]\n";

describe('a folder with a kustomization', () => {
  test('is checked without its patches, configurations, values and kustomization, and each of those is noted once', async () => {
    file('base/kustomization.yaml', 'resources: [a.yaml]\n');
    file('base/a.yaml', GATEWAY('a', SERVERS));
    file('overlay/kustomization.yml', [
      'resources: [../base, own.yaml]', 'patches:', '- path: ../shared/p1.yaml', '- patch: |-\n    - op: remove\n      path: /spec\n  target: {kind: Gateway}', 'patchesStrategicMerge: [p2.yaml, own.yaml]',
      'configurations: [names.yaml]', 'configMapGenerator: [{name: x, files: [settings.yaml, k=other.json], envs: [e.yaml]}]', 'helmCharts: [{name: c, valuesFile: values.yaml}]', 'replacements: [{path: r.yaml}]',
    ].join('\n'));
    file('shared/p1.yaml', GATEWAY('a'));
    file('overlay/p2.yaml', GATEWAY('a', '  servers: []\n'));
    file('overlay/own.yaml', GATEWAY('b', SERVERS));
    for (const name of ['names.yaml', 'settings.yaml', 'other.json', 'e.yaml', 'values.yaml', 'r.yaml']) file(`overlay/${name}`, '{"a": 1}\n');
    const { code, told, err } = await run(dir);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(told.filter((line) => !/MESH30[15]/.test(line)).map((line) => line.split(',')[0]).sort()).toEqual([
      'info MESH004 base/kustomization.yaml: the configuration of kustomize',
      'info MESH004 overlay/e.yaml: content of a ConfigMap or Secret of a kustomization',
      'info MESH004 overlay/kustomization.yml: the configuration of kustomize',
      'info MESH004 overlay/names.yaml: a configuration of a kustomization',
      'info MESH004 overlay/other.json: content of a ConfigMap or Secret of a kustomization',
      'info MESH004 overlay/p2.yaml: a patch of a kustomization',
      'info MESH004 overlay/r.yaml: a replacement of a kustomization',
      'info MESH004 overlay/settings.yaml: content of a ConfigMap or Secret of a kustomization',
      'info MESH004 overlay/values.yaml: Helm chart values of a kustomization',
      'info MESH004 shared/p1.yaml: a patch of a kustomization',
    ]);
    expect(told.find((line) => line.includes('p2.yaml'))).toContain(`kustomize build ${join(dir, 'overlay')}`);
  });

  test('a patch that is the only argument is recognized by the kustomization in the same folder', async () => {
    file('kustomization.yaml', 'patches: [{path: patches/p.yaml}]\n');
    expect((await run(file('patches/p.yaml', GATEWAY('a')))).told).toEqual([expect.stringContaining('info MESH004 patches/p.yaml: a patch of a kustomization')]);
    expect((await run(file('patches/q.yaml', GATEWAY('a')))).told.some((line) => line.startsWith('error'))).toBe(true);
  });
});

describe('a Helm template', () => {
  const TEMPLATE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  {{- if .Values.x }}\n  labels: {a: b}\n  {{- end }}\nspec: {ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {}\n';

  test.each([
    ['by control lines', TEMPLATE], ['by values that read as mappings', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\nspec: {ports: [{port: 80}]}\n'],
    ['by values in quotes', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: "{{ include "x.name" . }}"\nspec: {}\n'.replace('"x.name"', "'x.name'")],
  ])('is noted once, %s', async (_, text) => {
    const { code, told, err } = await run(file('a.yaml', text));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(told).toEqual(['info MESH004 a.yaml: a Helm template, which cannot be applied to a cluster as it is: the file is skipped | check its output: helm template CHART | cdk8s-mesh check -']);
  });

  test('in the folder of a chart is reported with the name of the chart', async () => {
    file('chart/Chart.yaml', 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
    const path = file('chart/templates/a.yaml', TEMPLATE);
    file('chart/templates/plain.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 80, protocol: HTTP}]}\n');
    expect((await run(path)).told).toEqual([expect.stringContaining(`helm template ${join(dir, 'chart')} |`)]);
    expect((await run(join(dir, 'chart/templates'))).told).toEqual(expect.arrayContaining([expect.stringContaining('info MESH004 chart/templates/a.yaml'), expect.stringContaining('error MESH014 chart/templates/plain.yaml')]));
  });

  test('in the data of a ConfigMap or the arguments of a pod is ignored; broken YAML elsewhere is an error', async () => {
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  t: |\n    {{- if .Values.a }}\n    x\n    {{- end }}\n';
    expect(await run(file('a.yaml', map))).toMatchObject({ code: 0, told: [] });
    expect(await run(file('b.yaml', `${map}\n---\na: [\nb: c\n`))).toMatchObject({ code: 2 });
  });
});

test('a ytt template is noted once', async () => {
  expect((await run(file('a.yaml', '#@ load("@ytt:data", "data")\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: #@ data.values.name\nspec: {}\n'))).told)
    .toEqual([`info MESH004 a.yaml: a ytt template, which cannot be applied to a cluster as it is: the file is skipped | check its output: ytt -f ${dir} | cdk8s-mesh check -`]);
});

test('a placeholder turns findings about its value, and no others, into information', async () => {
  const route = (host: string, port: string) => `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a, namespace: b}\nspec:\n  hostnames: ["${host}"]\n  rules: [{backendRefs: [{name: x, port: ${port}}]}]\n`;
  for (const [i, host] of ['a.${DOMAIN}', 'a.${DOMAIN:=example.com}', '<YOUR-DOMAIN>', '$(HOST)', 'PLACEHOLDER.example.com'].entries()) {
    expect((await run(file(`${i}.yaml`, route(host, '80')))).told.map((line) => line.split(' ', 2).join(' '))).not.toContainEqual(expect.stringMatching(/^(?:error|warning)/));
  }
  expect((await run(file('port.yaml', route('a.example.com', '"${PORT}"')))).told).toContainEqual(expect.stringMatching(/^info MESH011 .*placeholder \$\{PORT\}/));
  expect((await run(file('both.yaml', route('a.${DOMAIN}', '0')))).told).toContainEqual(expect.stringMatching(/^error MESH016/));
});

test('a file that contains no object is skipped in a folder, and refused if it is given by name', async () => {
  const values = file('values.yaml', 'replicas: 2\n');
  file('a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  expect((await run(dir)).told).toEqual([expect.stringContaining('info MESH004 values.yaml: not a manifest')]);
  expect((await run(values)).told).toEqual([expect.stringContaining('error MESH001')]);
  file('b.yaml', 'kind: ConfigMap\nmetadata: {name: a}\n');
  expect((await run(dir)).told).toContainEqual(expect.stringContaining('error MESH001 b.yaml'));
});

test('other commands still refuse templates', async () => {
  let err = '';
  const code = await migrateReport.run([file('a.yaml', 'kind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  {{- if .x }}\n')], { out: () => undefined, err: (t) => { err += t; }, color: false });
  expect(code).toBe(2);
  expect(err).toContain('it looks like a Helm template: render it (helm template)');
});

test('skipped files are noted, also if information is not printed', async () => {
  file('a.yaml', 'kind: {{ .Values.kind }}\nmetadata: {name: {{ .Values.name }}}\n');
  expect(await run('--severity', 'warning', dir)).toMatchObject({ code: 0, told: [], err: 'cdk8s-mesh check: 1 piece of a template or a kustomization is skipped; check the output of the tool (--severity info lists each, with the command)\n' });
  file('b.yaml', 'kind: {{ .Values.kind }}\nmetadata: {name: {{ .Values.name }}}\n');
  expect((await run('--severity', 'error', dir)).err).toContain('2 pieces of templates and kustomizations are skipped');
  expect((await run(dir)).err).toBe('');
});

test('a Jinja template is recognized, and noted once', async () => {
  file('a.yaml', '{% raw %}\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: "{{ name }}"}\n{% endraw %}\n');
  file('b.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n{%- for key in keys %}\n  {{ key }}: x\n{%- endfor %}\n');
  const { code, told } = await run(dir);
  expect(code).toBe(0);
  expect(told.map((line) => line.split(':')[0])).toEqual(['info MESH004 a.yaml', 'info MESH004 b.yaml']);
  file('c.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  config.j2: |\n    {% if x %}\n    a\n    {% endif %}\n');
  expect((await run(dir)).told).toHaveLength(2);
});
