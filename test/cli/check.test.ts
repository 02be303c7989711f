import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseManifests } from '../../src/cli/check/yaml';
import { main } from '../../src/cli/main';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'check-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await main(['check', ...args], { out: (t) => { out += t; }, err: (t) => { err += t; }, color: false });
  return { code, out, err, findings: () => JSON.parse(out).findings as any[] };
}
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop }\nspec: { ports: [{ name: http, port: 80 }] }\n';

test('clean manifests exit 0 and say how much was checked', async () => {
  const { code, out } = await run(file('a.yaml', SERVICE));
  expect(code).toBe(0);
  expect(out).toBe('1 object checked, nothing found\n');
});

test('a document that is no Kubernetes object is an error with its file and line, not dropped', async () => {
  const { code, findings } = await run('--format', 'json', file('a.yaml', `${SERVICE}---\n# values of a chart\nreplicas: 3\n`));
  expect(code).toBe(1);
  expect(findings()).toMatchObject([{ code: 'MESH001', severity: 'error', layer: 'schema', file: join(dir, 'a.yaml'), line: 7 }]);
});

test('configuration of a tool among the manifests is left out, and said so', async () => {
  const { code, findings } = await run('--format', 'json', file('kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n'));
  expect(code).toBe(0);
  expect(findings()).toMatchObject([{ code: 'MESH004', severity: 'info', message: expect.stringContaining('kustomize') }]);
});

test('YAML is read as an API server reads it: words are booleans, addresses keep their last colon', async () => {
  const entry = (label: string) => 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\n'
    + `metadata: { name: a, labels: { x: ${label} } }\nspec:\n  hosts: [a.example.com]\n  addresses: [2001:db8::, ::]\n  ports: [{ number: 80, name: http, protocol: HTTP }]\n`;
  const words = await run('--format', 'json', file('a.yaml', entry('on')));
  expect(words.findings()).toMatchObject([{ code: 'MESH011', pointer: '/metadata/labels/x' }]);
  expect((await run('--format', 'json', file('a.yaml', entry('"on"')))).findings()).toEqual([]);
});

test('texts beyond ASCII are read as UTF-8', async () => {
  const { findings } = await run('--format', 'json', file('a.yaml', SERVICE.replace('shop', 'größe')));
  expect(findings()).toMatchObject([{ code: 'MESH020', message: expect.stringContaining('größe') }]);
});

test('broken YAML exits 2 and names file, line and reason; the other documents are checked all the same', async () => {
  const path = file('a.yaml', `${SERVICE}---\nkind: [\nmore: }\n---\nreplicas: 3\n`);
  const { code, err, findings } = await run('--format', 'json', path);
  expect(code).toBe(2);
  expect(err).toContain(`${path}:7: broken YAML: `);
  expect(findings()).toMatchObject([{ code: 'MESH001', line: 9 }]);
});

test.each([
  ['a scalar', 'just text\n', 'a document must be a mapping'],
  ['a list', '- a\n- b\n', 'a document must be a mapping'],
  ['deep nesting', `a: ${'['.repeat(200000)}`, 'nesting exceeded'],
])('%s is unusable', async (_, text, why) => {
  const { code, err } = await run(file('a.yaml', text));
  expect(code).toBe(2);
  expect(err).toContain(why);
});

test('a missing file and an empty folder are unusable', async () => {
  expect((await run(join(dir, 'no.yaml'))).err).toContain('no such file or folder');
  expect((await run(dir))).toMatchObject({ code: 2, err: expect.stringContaining('no file ending in') });
});

test('lists, JSON and several documents are all read', async () => {
  const item = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  file('list.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item('a'), item('b')] }));
  file('two.yaml', `${JSON.stringify(item('c'))}\n---\n${JSON.stringify(item('d'))}\n---\n`);
  expect((await run(dir)).out).toBe('4 objects checked, nothing found\n');
});

test('the same object twice is a warning that points at both', async () => {
  const { findings } = await run('--format', 'json', file('a.yaml', SERVICE), file('b.yaml', SERVICE.replace('80', '81')));
  expect(findings()).toMatchObject([{ code: 'MESH002', severity: 'warning', file: join(dir, 'b.yaml'), related: [{ file: join(dir, 'a.yaml'), line: 1 }] }]);
});

test('with --each every file is a world of its own', async () => {
  const { findings } = await run('--format', 'json', '--each', file('a.yaml', SERVICE), file('b.yaml', SERVICE.replace('80', '81')));
  expect(findings()).toEqual([]);
});

test('--severity leaves out what is less severe', async () => {
  const path = file('a.yaml', 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a, namespace: shop }\nspec: { host: nope }\n');
  expect((await run('--format', 'json', path)).findings()).toMatchObject([{ severity: 'info' }]);
  expect((await run('--format', 'json', '--severity', 'warning', path)).findings()).toEqual([]);
  expect((await run('--severity', 'loud', path)).err).toContain('--severity must be info, warning or error, got "loud"');
});

test('wrong usage exits 2', async () => {
  expect((await run()).code).toBe(2);
  expect((await run('--format', 'xml', dir)).err).toContain('--format must be text, json or sarif, got "xml"');
  expect((await run('--nope', dir)).code).toBe(2);
  expect((await run('--cluster', 'east', dir)).err).toContain('--cluster must be NAME=FILE');
});

test('text quotes the offending line', async () => {
  const { out } = await run(file('a.yaml', `${SERVICE}---\nreplicas: 3\n`));
  expect(out).toContain('error[MESH001]: not a Kubernetes object');
  expect(out).toContain('6 | replicas: 3\n');
  expect(out).toContain('  = fix: ');
});

test('SARIF names rules, places and levels', async () => {
  const path = file('a.yaml', 'replicas: 3\n');
  const { out } = await run('--format', 'sarif', path);
  const [sarif] = JSON.parse(out).runs;
  expect(sarif.results).toMatchObject([{ ruleId: 'MESH001', level: 'error', locations: [{ physicalLocation: { region: { startLine: 1 } } }] }]);
});

test('clusters may have a role, and an object at the wrong one is an error', async () => {
  const project = file('hub.yaml', 'apiVersion: gkehub.cnrm.cloud.google.com/v1beta1\nkind: GKEHubMembership\nmetadata: { name: a, namespace: hub }\nspec: { location: global }\n');
  const wrong = await run('--format', 'json', '--cluster', `arn:a:b:member=${project}`, '--cluster', `hub:management=${file('a.yaml', SERVICE)}`);
  expect(wrong.findings().map((f) => f.code)).toContain('MESH910');
  const right = await run('--format', 'json', '--cluster', `hub:management=${project}`, '--cluster', `one:member=${file('a.yaml', SERVICE)}`);
  expect(right.findings().map((f) => f.code)).not.toContain('MESH910');
  const twice = await run('--cluster', `hub:management=${project}`, '--cluster', `hub:member=${project}`);
  expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('a cluster has one role')]);
});

test('the templates of a helm chart in a folder are left out, and said so', async () => {
  mkdirSync(join(dir, 'chart', 'templates'), { recursive: true });
  file('chart/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n');
  file('chart/templates/a.yaml', '{{ broken }}: [');
  file('a.yaml', SERVICE);
  const { code, out, err } = await run(dir);
  expect([code, out]).toEqual([0, '1 object checked, nothing found\n']);
  expect(err).toContain(`${join(dir, 'chart')}: the templates of a helm chart are left out`);
});

test('numbers are those of YAML 1.1, as Kubernetes reads them', async () => {
  const read = (value: string) => parseManifests('a.yaml', `apiVersion: v1\nkind: ConfigMap\nx: ${value}\n`, undefined, (e) => { throw e; })[0].object as { x: unknown };
  const values: [string, unknown][] = [['0644', 420], ['-0644', -420], ['010', 8], ['08', 8], ['0o17', 15], ['0x1F', 31], ['0b11', 3], ['1_000', 1000], ['+5', 5], ['0', 0], ['1.50', 1.5], ['"0644"', '0644'], ['1:30', '1:30'], ['10.0.0.1', '10.0.0.1'], ['2024-01-02', '2024-01-02']];
  for (const [text, value] of values) expect([text, read(text).x]).toEqual([text, value]);
});

test('mesh-wide settings are read like manifests: what is broken names its line', async () => {
  const service = file('svc.yaml', SERVICE);
  const broken = await run('--mesh-config', file('mesh.yaml', 'rootNamespace: a\nrootNamespace: b\n'), service);
  expect(broken.code).toBe(2);
  expect(broken.err).toMatch(/mesh\.yaml:2: broken YAML: duplicated mapping key/);
  const fine = await run('--mesh-config', file('mesh.yaml', 'enableAutoMtls: on\n'), service);
  expect(fine.code).toBe(0);
});
