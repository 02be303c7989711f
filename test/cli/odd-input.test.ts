import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CHECKS } from '../../src/check/registry';
import { main } from '../../src/cli/main';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'odd-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

async function run(command: string, name: string, text: string | Buffer, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  let [out, err] = ['', ''];
  const code = await main([command, ...args, file], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
  return { code, out, err };
}
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const SERVICE = '{apiVersion: v1, kind: Service, metadata: {name: a, namespace: b}, spec: {ports: [{port: 80, name: http}]}}';
const deployment = (annotation: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: b}, spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}, annotations: {${annotation}}}, spec: {containers: [{name: a, image: x}]}}}}`;

test.each(['', '# only a comment\n', '---\n---\n', '\n\n'])('nothing to check is unusable input: %j', async (text) => {
  for (const command of ['check', 'migrate-report']) {
    const { code, err } = await run(command, 'empty.yaml', text);
    expect([command, code]).toEqual([command, 2]);
    expect(err).toMatch(/no object to (check|read) in .*empty\.yaml; give manifests/);
  }
});

test.each(['apiVersion: v1\nkind: List\nitems: [null, 3, text, []]\n', 'kind: 5\n', '- a\n- null\n', 'kind: IstioOperator\napiVersion: install.istio.io/v1alpha1\nmetadata: null\n'])(
  'migrate-report survives a document that is not an object: %j', async (text) => {
    const { code } = await run('migrate-report', 'odd.yaml', `${text}---\n${SERVICE}\n`);
    expect([0, 1, 2]).toContain(code);
  });

test.each(['inject.istio.io/templates: [a]', 'inject.istio.io/templates: 5', 'status.sidecar.istio.io/port: ["0"]', 'proxy.istio.io/config: {a: b}'])(
  'an annotation that is not a string crashes no check: %s', async (annotation) => {
    const text = `${deployment(annotation)}\n---\n${SERVICE}\n`;
    expect([0, 1]).toContain((await run('migrate-report', 'annotation.yaml', text)).code);
    const { code, out } = await run('check', 'annotation.yaml', text, '--format', 'json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out);
    expect(findings.filter((f: { code: string }) => f.code === 'MESH000')).toEqual([]);
    expect(findings.some((f: { severity: string; message: string }) => f.severity === 'error')).toBe(true);
  });

test('a check that throws is an error, and the others are still printed', async () => {
  const broken = CHECKS.find((c) => c.run)!;
  jest.spyOn(broken as Required<typeof broken>, 'run').mockImplementation(() => { throw new Error('boom'); });
  const { code, out } = await run('check', 'throw.yaml', `${deployment('a: [b]')}\n`, '--format', 'json');
  expect(code).toBe(70);
  const { findings } = JSON.parse(out);
  expect(findings.find((f: { code: string }) => f.code === 'MESH000')).toMatchObject({ severity: 'error', message: expect.stringContaining('boom') });
  expect(findings.filter((f: { code: string; severity: string }) => f.code !== 'MESH000' && f.severity === 'error')).not.toEqual([]);
});

test.each(['\u001b[2J', '\u009b31m', '\u202e', '\u2066'])('terminal control characters are not printed: %j', async (odd) => {
  for (const command of ['check', 'migrate-report']) {
    for (const text of ['', 'a: [', `${SERVICE}\n`, JSON.stringify({ apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: `x${odd}`, namespace: odd }, spec: {} })]) {
      const { out, err } = await run(command, `f${odd}.yaml`, text);
      expect(out + err).not.toMatch(OBEYED);
      expect(out + err).not.toBe('');
    }
  }
});

test.each(['utf-16le', 'utf-16be'])('a file in %s with a byte order mark is read, like by kubectl', async (encoding) => {
  const bytes = Buffer.from(`\ufeff${SERVICE}\n`, 'utf16le');
  if (encoding === 'utf-16be') bytes.swap16();
  expect((await run('check', 'utf16.yaml', bytes)).code).toBe(0);
  expect(await run('check', 'odd.yaml', Buffer.concat([bytes, Buffer.from([0xd8])]))).toMatchObject({ code: 2, err: expect.stringContaining('not text in UTF-16') });
});

test.each(['check', 'migrate-report', 'render'])('a device that never ends is refused at once: %s', async (command) => {
  const err: string[] = [];
  const args = command === 'render' ? ['istiod', '--values', '/dev/zero'] : ['/dev/zero'];
  const code = await main([command, ...args], { out: () => undefined, err: (t) => err.push(t), color: false });
  expect([code, err.join('')]).toEqual([2, expect.stringContaining('/dev/zero:1: not text: it contains a null byte')]);
});

test.each(['apiVersion: v1\nkind: List\nitems: [null]\n', '- null\n', 'kind: 5\n'])('migrate-report with only non-objects is unusable input: %j', async (text) => {
  expect((await run('migrate-report', 'odd.yaml', text)).code).toBe(2);
});

test('JSON and SARIF contain no terminal control characters, and keep their meaning', async () => {
  const name = 'x\u009b2J\u202e\u007f';
  for (const format of ['json', 'sarif']) {
    const { out } = await run('check', 'a.yaml', JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace: 'a' }, spec: {} }), '--format', format);
    expect(out).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(JSON.stringify(JSON.parse(out))).toContain('\u009b2J');
  }
});

test('render refuses a values file that is not text, and prints no control characters of a key', async () => {
  expect(await run('render', 'values.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]))).toMatchObject({ code: 2 });
  const { err } = await run('render', 'values.yaml', '"a\\u009b\\e[2J": 1\n');
  expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a kind or group with the name of an Object.prototype member is unknown, like any other: %s', async (word) => {
  for (const group of ['gateway.networking.k8s.io/v1', 'apps/v1', 'v1', 'networking.istio.io/v1', `${word}/v1`, word]) {
    const { code } = await run('check', 'kind.yaml', JSON.stringify({ apiVersion: group, kind: word, metadata: { name: word, namespace: word }, spec: { selector: { [word]: 'a' } } }), '--complete');
    expect([word, group, [0, 1].includes(code)]).toEqual([word, group, true]);
  }
});

test('findings about many parts of one object are merged in time that grows with their number', async () => {
  const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const objects = [
    { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'a', namespace: 'b' }, spec: { egress: [{ hosts: many(4000, (i) => `n${i % 7}/h${i}.example.com`) }] } },
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'a', namespace: 'b' }, spec: { gatewayClassName: 'istio', listeners: many(4000, (i) => ({ name: `l${i}`, port: 1 + i, protocol: 'HTTP', hostname: `h${i}.example.com` })) } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'b' }, spec: { selector: { app: 'a' }, ports: many(60_000, (i) => ({ name: `http-${i}`, port: 1 + i })) } },
  ];
  for (const object of objects) {
    const begin = process.cpuUsage();
    const { code } = await run('check', 'many.json', JSON.stringify(object), '--complete');
    const { user, system } = process.cpuUsage(begin);
    expect([object.kind, [0, 1].includes(code), (user + system) / 1e6 < 6]).toEqual([object.kind, true, true]);
  }
});

test('a selector with the name of an Object.prototype member', async () => {
  const gateway = JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a', namespace: 'b' }, spec: { selector: { toString: 'abcdef' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] } });
  expect((await run('check', 'selector.yaml', `${deployment('')}\n---\n${gateway}\n`)).code).not.toBe(70);
});

test('a hidden file is checked if it contains an object, as kubectl applies it, and skipped if it is the settings of a tool', async () => {
  const inner = path.join(folder, 'with-hidden');
  fs.mkdirSync(path.join(inner, '.github'), { recursive: true });
  fs.writeFileSync(path.join(inner, 'a.yaml'), `${SERVICE}\n`);
  fs.writeFileSync(path.join(inner, '.linter.yml'), 'rules: [a: b]\nkind: strict\n');
  fs.writeFileSync(path.join(inner, '.github', 'workflow.yaml'), 'on: [push]\n');
  const check = async () => {
    let out = '';
    const code = await main(['check', '--format', 'json', inner], { color: false, out: (t) => { out += t; }, err: () => undefined });
    return { code, files: [...new Set<string>(JSON.parse(out).findings.filter((f: { severity: string }) => f.severity === 'error').map((f: { file: string }) => path.basename(f.file)))] };
  };
  expect(await check()).toEqual({ code: 0, files: [] });
  fs.writeFileSync(path.join(inner, '.b.yaml'), 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: b}\nspec: {action: MAYBE}\n');
  fs.writeFileSync(path.join(inner, '.c.json'), '{"apiVersion": "networking.istio.io/v1", "kind": "Sidecar", "metadata": {"name": "a", "namespace": "b"}, "spec": {"egress": 5}}');
  expect(await check()).toEqual({ code: 1, files: ['.b.yaml', '.c.json'] });
});
