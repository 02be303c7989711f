import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseManifests } from '../../src/check/files/yaml';
import { pageOf } from '../../src/check/format';
import { main, wantsColor } from '../../src/cli/main';

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

test('valid manifests exit with 0 and print the number of checked objects', async () => {
  const { code, out } = await run(file('a.yaml', SERVICE));
  expect(code).toBe(0);
  expect(out).toBe('1 object checked, nothing found\n');
});

test('a document that is not a Kubernetes object is an error with its file and line, not dropped', async () => {
  const { code, findings } = await run('--format', 'json', file('a.yaml', `${SERVICE}---\n# values of a chart\nreplicas: 3\n`));
  expect(code).toBe(1);
  expect(findings()).toMatchObject([{ code: 'MESH001', severity: 'error', layer: 'schema', file: join(dir, 'a.yaml'), line: 7 }]);
});

test('a tool\'s configuration among the manifests is skipped, with a note', async () => {
  const { code, findings } = await run('--format', 'json', file('kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n'));
  expect(code).toBe(0);
  expect(findings()).toMatchObject([{ code: 'MESH004', severity: 'info', message: expect.stringContaining('kustomize') }]);
});

test('metadata files that cdk8s and MeshApp write are not manifests; a file that only has the name of one is', async () => {
  file('a.yaml', SERVICE);
  file('.cdk8s-mesh.files', '# list\n');
  file('construct-metadata.json', JSON.stringify({ version: '1.0.0', resources: { 'shop-a': { path: 'shop/a' } } }));
  expect(await run(dir)).toMatchObject({ code: 0, out: '1 object checked, nothing found\n', err: '' });
  file('construct-metadata.json', JSON.stringify({ version: '1.0.0' }));
  expect((await run('--format', 'json', dir)).findings()).toMatchObject([{ code: 'MESH004', severity: 'info', file: join(dir, 'construct-metadata.json') }]);
  expect((await run('--format', 'json', join(dir, 'construct-metadata.json'))).findings()).toMatchObject([{ code: 'MESH001', severity: 'error' }]);
});

test('YAML is parsed as the API server does: yes and no are booleans, and addresses keep their last colon', async () => {
  const entry = (label: string) => 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\n'
    + `metadata: { name: a, labels: { x: ${label} } }\nspec:\n  hosts: [a.example.com]\n  addresses: [2001:db8::, 2001:db8::1]\n  ports: [{ number: 80, name: http, protocol: HTTP }]\n`;
  const words = await run('--format', 'json', file('a.yaml', entry('on')));
  expect(words.findings()).toMatchObject([{ code: 'MESH011', pointer: '/metadata/labels/x' }]);
  expect((await run('--format', 'json', file('a.yaml', entry('"on"')))).findings()).toEqual([]);
});

test('non-ASCII text is read as UTF-8', async () => {
  const { findings } = await run('--format', 'json', file('a.yaml', SERVICE.replace('shop', 'größe')));
  expect(findings()).toMatchObject([{ code: 'MESH020', message: expect.stringContaining('größe') }]);
});

test('broken YAML exits 2 and prints file, line and reason; the other documents are still checked', async () => {
  const path = file('a.yaml', `${SERVICE}---\nkind: [\nmore: }\n---\nreplicas: 3\n`);
  const { code, err, findings } = await run('--format', 'json', path);
  expect(code).toBe(2);
  expect(err).toContain(`${path}:7: broken YAML: `);
  expect(findings()).toMatchObject([{ code: 'MESH001', line: 9 }]);
});

test.each<[string, string, string]>([
  ['is not closed', 'a: b\nname: "broken\nx: y\nz: 1\n', ':2: broken YAML: the quote that opens here is not closed'],
  ['is a key and is not closed', 'a: b\n"key: b\n', ':2: broken YAML: the quote that opens here is not closed'],
  ['is closed by the next one', 'a: b\nname: "broken\nx: "y"\nz: 1\n', ':2: broken YAML: the quote that opens here is closed only on line 3'],
  ['is closed by the next one in a list', "- 'ok'\n- 'broken\n- c: d\n- 'e'\n", ':2: broken YAML: the quote that opens here is closed only on line 4'],
  ['spans lines and is closed where it should be, before another mistake', 'a: "ok\n  more" # it\'s\nb: [\n', ':4: broken YAML: '],
])('a quote that %s', async (_, text, told) => {
  const path = file('a.yaml', text);
  expect((await run(path)).err).toContain(`${path}${told}`);
});

test.each([
  ['a scalar', 'just text\n', 'a document must be a mapping'],
  ['a list', '- a\n- b\n', 'a document must be a mapping'],
  ['deep nesting', `a: ${'['.repeat(200000)}`, 'nested too deeply, more than 1000 levels'],
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

test('a repeated object is a warning with both locations', async () => {
  const { findings } = await run('--format', 'json', file('a.yaml', SERVICE), file('b.yaml', SERVICE.replace('80', '81')));
  expect(findings()).toMatchObject([{ code: 'MESH002', severity: 'warning', file: join(dir, 'b.yaml'), related: [{ file: join(dir, 'a.yaml'), line: 1 }] }]);
});

test('a repeated object is an error if all files belong to one cluster, unless both objects are equal', async () => {
  const { findings } = await run('--format', 'json', '--complete', file('a.yaml', SERVICE), file('b.yaml', SERVICE.replace('80', '81')));
  expect(findings().filter((f: any) => f.code === 'MESH002')).toMatchObject([{ severity: 'error', file: join(dir, 'b.yaml') }]);
  const same = await run('--format', 'json', '--complete', '--severity', 'info', file('a.yaml', SERVICE), file('b.yaml', SERVICE));
  expect(same.findings().filter((f: any) => f.code === 'MESH002')).toMatchObject([{ severity: 'info' }]);
});

test('with --each every file is checked separately', async () => {
  const { findings } = await run('--format', 'json', '--each', file('a.yaml', SERVICE), file('b.yaml', SERVICE.replace('80', '81')));
  expect(findings()).toEqual([]);
});

test('--severity omits less severe findings', async () => {
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

test('SARIF contains rules, places and levels', async () => {
  const rule = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a, namespace: shop }\nspec:\n  host: nope\n  trafficPolicy: { tls: { mode: SIMPEL } }\n';
  const path = file('ä b.yaml', `replicas: 3\n---\n${rule}---\n${rule}`);
  const { out } = await run('--format', 'sarif', path);
  const { version, runs: [sarif] } = JSON.parse(out);
  expect(version).toBe('2.1.0');
  const { rules, version: tool } = sarif.tool.driver;
  expect(tool).toMatch(/^\d+\.\d+\.\d+$/);
  for (const r of rules) expect(r).toMatchObject({ id: expect.stringMatching(/^MESH\d{3}$/), shortDescription: { text: expect.stringMatching(/./) }, helpUri: pageOf(r.id) });
  for (const r of sarif.results) {
    expect(rules[r.ruleIndex].id).toBe(r.ruleId);
    expect(['error', 'warning', 'note']).toContain(r.level);
    expect(r.message.text).toMatch(/. To fix: ./);
    expect(new URL(r.locations[0].physicalLocation.artifactLocation.uri).href).toContain('%C3%A4%20b.yaml');
  }
  expect(sarif.results.map((r: any) => [r.ruleId, r.level, r.locations[0].physicalLocation.region])).toEqual(expect.arrayContaining([
    ['MESH001', 'error', { startLine: 1 }], ['MESH014', 'error', { startLine: 8, startColumn: 27 }], ['MESH214', 'note', { startLine: 7, startColumn: 3 }], ['MESH002', 'note', expect.anything()],
  ]));
  expect(sarif.results.find((r: any) => r.ruleId === 'MESH002').relatedLocations).toMatchObject([{ id: 0, physicalLocation: { region: { startLine: 3 } } }]);
});

test('clusters may have a role, and an object in the wrong cluster is an error', async () => {
  const project = file('hub.yaml', 'apiVersion: gkehub.cnrm.cloud.google.com/v1beta1\nkind: GKEHubMembership\nmetadata: { name: a, namespace: hub }\nspec: { location: global }\n');
  const wrong = await run('--format', 'json', '--cluster', `arn:a:b:member=${project}`, '--cluster', `hub:management=${file('a.yaml', SERVICE)}`);
  expect(wrong.findings().map((f) => f.code)).toContain('MESH910');
  const right = await run('--format', 'json', '--cluster', `hub:management=${project}`, '--cluster', `one:member=${file('a.yaml', SERVICE)}`);
  expect(right.findings().map((f) => f.code)).not.toContain('MESH910');
  const twice = await run('--cluster', `hub:management=${project}`, '--cluster', `hub:member=${project}`);
  expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('a cluster has only one role')]);
});

test('the templates of a Helm chart in a folder are skipped, with a note', async () => {
  mkdirSync(join(dir, 'chart', 'templates'), { recursive: true });
  file('chart/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n');
  file('chart/templates/a.yaml', '{{ broken }}: [');
  file('a.yaml', SERVICE);
  const { code, out, err } = await run(dir);
  expect([code, out]).toEqual([0, '1 object checked, nothing found\n']);
  expect(err).toContain(`${join(dir, 'chart')}: the templates of a Helm chart are skipped`);
});

test('numbers follow YAML 1.1, as in Kubernetes', async () => {
  const read = (value: string) => parseManifests('a.yaml', `apiVersion: v1\nkind: ConfigMap\nx: ${value}\n`, undefined, (e) => { throw e; })[0].object as { x: unknown };
  const values: [string, unknown][] = [['0644', 420], ['-0644', -420], ['010', 8], ['08', 8], ['0o17', 15], ['0x1F', 31], ['0b11', 3], ['1_000', 1000], ['+5', 5], ['0', 0], ['1.50', 1.5], ['"0644"', '0644'], ['1:30', '1:30'], ['10.0.0.1', '10.0.0.1'], ['2024-01-02', '2024-01-02']];
  for (const [text, value] of values) expect([text, read(text).x]).toEqual([text, value]);
});

test('mesh-wide settings are parsed like manifests: errors name the line', async () => {
  const service = file('svc.yaml', SERVICE);
  const broken = await run('--mesh-config', file('mesh.yaml', 'rootNamespace: a\nrootNamespace: b\n'), service);
  expect(broken.code).toBe(2);
  expect(broken.err).toMatch(/mesh\.yaml:2: broken YAML: the key "rootNamespace" occurs twice/);
  const fine = await run('--mesh-config', file('mesh.yaml', 'enableAutoMtls: on\n'), service);
  expect(fine.code).toBe(0);
});

describe('mesh configuration in a separate file', () => {
  const inMap = (key: string, text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\ndata:\n  ${key}: |\n${text.replace(/^/gm, '    ')}\n`;

  test.each([
    ['the bare configuration', 'mesh-config', 'rootNamespace: a\nenableTracing: "true"\n', 'MESH128', 2, '/enableTracing'],
    ['the ConfigMap', 'mesh-config', inMap('mesh', 'accessLogFile: true'), 'MESH128', 5, '/accessLogFile'],
    ['networks', 'mesh-networks', 'networks:\n  a:\n    gateways: [{address: 1.2.3.4, port: x}]\n', 'MESH128', 3, '/networks/a/gateways/0/port'],
    ['networks in the ConfigMap', 'mesh-networks', inMap('meshNetworks', 'networks: []'), 'MESH128', 5, '/networks'],
  ])('%s is validated by its types', async (_, option, text, code, line, pointer) => {
    const { code: exit, out } = await run('--format', 'json', `--${option}`, file('settings.yaml', text), file('a.yml', SERVICE));
    expect(exit).toBe(1);
    expect(JSON.parse(out).findings.filter((f: any) => f.severity === 'error').map((f: any) => [f.code, f.line, f.pointer])).toEqual([[code, line, pointer]]);
  });

  test.each([
    ['a list', '- a\n', 'a mesh configuration (MeshConfig) must be a mapping, got a list'],
    ['another object', SERVICE, 'got an object of kind "Service"'],
    ['a list of objects', 'apiVersion: v1\nkind: List\nitems: []\n', 'got an object of kind "List"'],
    ['values of helm', 'meshConfig: {accessLogFile: x}\n', 'move the content of meshConfig to a separate file'],
    ['a ConfigMap without the key', 'apiVersion: v1\nkind: ConfigMap\ndata: {config: x}\n', 'the ConfigMap has no text under data.mesh'],
    ['a ConfigMap with broken YAML', inMap('mesh', 'a: b: c'), 'data.mesh of the ConfigMap is broken YAML'],
  ])('%s is not a mesh configuration', async (_, text, message) => {
    const { code, err } = await run('--mesh-config', file('settings.yaml', text), file('a.yml', SERVICE));
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

test.each([
  [['--hepl'], 'unknown option --hepl; did you mean --help?'],
  [['-x'], 'unknown option -x'],
  [['--format'], '--format needs a value: text|json|sarif'],
  [['--format', '--each'], '--format needs a value (text|json|sarif), got the option --each'],
  [['--complete=yes'], '--complete does not take a value, got "yes"'],
  [['--istio-version', '1.x', 'a'], '--istio-version must be MAJOR.MINOR, got "1.x"'],
])('%j is a usage error that refers to the help', async (args, message) => {
  const { code, out, err } = await run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`cdk8s-mesh check: ${message}`);
  expect(err).toContain('see cdk8s-mesh check --help');
});

test.each(['check', 'render', 'migrate-report'])('%s --help lists every option, within 100 columns', async (name) => {
  let out = '';
  expect(await main([name, '--help'], { out: (t) => { out += t; }, err: () => undefined, color: false })).toBe(0);
  expect(out).toMatch(new RegExp(`^usage: cdk8s-mesh ${name} \\[options\\] `));
  expect(out).toMatch(/^  (-\w, )?--\S+.*$/m);
  expect(out).toContain('-h, --help');
  expect(out).toContain('Exit code: 0 ');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('the command line lists its commands, prints its version, and suggests a similar command', async () => {
  const call = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const code = await main(args, { out: (t) => { out += t; }, err: (t) => { err += t; }, color: false });
    return [code, out, err] as const;
  };
  expect(await call('--version')).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), '']);
  expect(await call('chekc')).toEqual([2, '', expect.stringContaining('unknown command chekc; did you mean check?')]);
  expect(await call('help', 'render')).toEqual([0, expect.stringContaining('usage: cdk8s-mesh render'), '']);
  expect(await call('help')).toEqual([0, expect.stringContaining('migrate-report'), '']);
  expect(await call()).toEqual([2, '', expect.stringContaining('usage: cdk8s-mesh COMMAND')]);
});

test.each([
  [{}, true, true], [{}, false, false], [{ NO_COLOR: '1' }, true, false], [{ NO_COLOR: '' }, true, true], [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true], [{ FORCE_COLOR: '' }, false, true], [{ FORCE_COLOR: '0' }, true, false], [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
])('%j, on a terminal %s: colours %s', (env, terminal, expected) => expect(wantsColor(env, terminal)).toBe(expected));

test('colours apply only to the intended words', async () => {
  const path = file('a.yaml', 'replicas: 3\n');
  let colored = '';
  await main(['check', path], { out: (t) => { colored += t; }, err: () => undefined, color: true });
  expect(colored).toContain('\u001b[1;31merror[MESH001]\u001b[0m');
  expect(colored.replace(/\u001b\[[\d;]*m/g, '')).toBe((await run(path)).out);
});

test('the caret points at the field, in flow style and JSON too', async () => {
  const rule = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a, namespace: b }\nspec: { host: x, trafficPolicy: { tls: { mode: SIMPEL, sni: y } } }\n';
  const { out } = await run(file('a.yaml', rule));
  const line = 'spec: { host: x, trafficPolicy: { tls: { mode: SIMPEL, sni: y } } }';
  expect(out).toContain(`4 | ${line}\n  | ${' '.repeat(line.indexOf('mode'))}${'^'.repeat('mode: SIMPEL'.length)}\n`);
  expect(out).toContain(`a.yaml:4:${line.indexOf('mode') + 1} (DestinationRule b/a, /spec/trafficPolicy/tls/mode)`);
  const json = file('a.json', JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'a', namespace: 'b' }, spec: { host: 'x', nope: 1 } }, null, 2));
  expect((await run('--format', 'json', '--severity', 'error', json)).findings()).toMatchObject([{ code: 'MESH012', line: 10, column: 5 }]);
});

test('terminal control characters are not printed, and a long line is shortened around the place', async () => {
  const { out } = await run(file('a.yaml', `apiVersion: v1\nkind: Service\nmetadata: { name: "a\\e[2J", namespace: shop }\nspec: { selector: { a: "${'x'.repeat(5000)}" }, nope: 1 }\n`));
  expect(out).not.toContain('\u001b');
  const quoted = out.split('\n').find((l) => l.includes('nope: 1'))!;
  expect(quoted.length).toBeLessThan(160);
  expect(quoted).toMatch(/^4 \| …x+" \}, nope: 1 \}$/);
});

test('one bad entry of a folder does not hide the others', async () => {
  file('a.yaml', SERVICE);
  mkdirSync(join(dir, 'sub'));
  file('sub/b.yaml', SERVICE.replace('name: a', 'name: b'));
  symlinkSync('nowhere.yaml', join(dir, 'gone.yaml'));
  symlinkSync('self.yaml', join(dir, 'self.yaml'));
  symlinkSync('..', join(dir, 'sub', 'up'));
  symlinkSync('a.yaml', join(dir, 'same.yaml'));
  if (process.platform !== 'win32') spawnSync('mkfifo', [join(dir, 'pipe.yaml')]);
  const { code, out, err } = await run(dir);
  expect([code, out]).toEqual([2, '2 objects checked, nothing found; 2 inputs could not be read\n']);
  expect(err).toContain('gone.yaml: no such file or folder');
  expect(err).toContain('self.yaml: a symbolic link loop');
  expect(err).toContain(`${join('sub', 'up')}: a link to a folder, which is not followed`);
  expect(err).toContain('pipe.yaml: not a regular file, so it is skipped');
});

test('a file that is listed twice is read once', async () => {
  expect((await run(file('a.yaml', SERVICE), dir, join(dir, '.', 'a.yaml'))).out).toBe('1 object checked, nothing found\n');
});

test.each([
  ['another encoding', Buffer.from('a: b\nc: \u00e9\n', 'latin1'), /:2: not text in UTF-8/],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x0a, 0, 1]), /:2: not text: it contains a null byte/],
  ['a folder', undefined, /: a folder, but a file is required/],
])('%s is unusable as settings and as manifests', async (_, bytes, why) => {
  const path = join(dir, 'x.yaml');
  if (bytes) writeFileSync(path, bytes); else mkdirSync(path);
  const settings = await run('--mesh-config', path, file('a.yml', SERVICE));
  expect(settings).toMatchObject({ code: 2, err: expect.stringMatching(why) });
  if (bytes) expect(await run(path)).toMatchObject({ code: 2, err: expect.stringMatching(why) });
});

test('broken JSON is reported as JSON, with the line quoted', async () => {
  const json = await run(file('a.json', '{\n "a": 1\n "b": 2\n}\n'));
  expect(json.err).toMatch(/a\.json:3: broken JSON: ',' or '}' is expected here\n  \|\n3 \|  "b": 2\n  \| +\^\n/);
  expect((await run('--format', 'json', join(dir, 'a.json'))).err).not.toContain('|');
});

test('a byte order mark, Windows line ends, anchors and merge keys are accepted, and line numbers stay correct', async () => {
  const text = '\ufeff# shop\r\napiVersion: networking.istio.io/v1\r\nkind: VirtualService\r\nmetadata: { name: a, namespace: b }\r\nspec:\r\n  hosts: [x]\r\n  http:\r\n  - &rule\r\n    match: [{ uri: { prefix: /a } }]\r\n'
    + '    route: [{ destination: { host: x } }]\r\n  - <<: *rule\r\n    timeout: 5x\r\n';
  const { findings } = await run('--format', 'json', '--severity', 'error', file('a.yaml', text));
  expect(findings()).toMatchObject([{ pointer: '/spec/http/1/timeout', line: 12, column: 5 }]);
});

test('an Istio version newer than the newest known one is reported', async () => {
  const { code, err } = await run('--istio-version', '9.0', file('a.yaml', SERVICE));
  expect([code, err]).toEqual([0, expect.stringContaining('Istio 9.0 is newer than the newest known version: checked as 1.31')]);
});

test('the summary contains how many findings --severity omits', async () => {
  const path = file('a.yaml', 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a, namespace: shop }\nspec: { host: nope }\n');
  expect((await run('--severity', 'error', path)).out).toBe('1 object checked; 1 of lower severity not shown\n');
});
