import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValidationContext } from 'cdk8s-cli/plugins';
import { MeshValidation } from '../../src';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'plugin-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function validate(text: string) {
  const path = join(dir, 'shop.k8s.yaml');
  writeFileSync(path, text);
  const context = new ValidationContext([path], 'cdk8s-mesh', '1.0.0', { x: { path: 'shop/x' } });
  await new MeshValidation({ complete: true }).validate(context);
  return context.report.toJson();
}
const vs = (host: string) => JSON.stringify({
  apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x', namespace: 'shop' }, spec: { hosts: ['a.example.com'], http: [{ route: [{ destination: { host } }] }] },
});
const SERVICE = '{ apiVersion: v1, kind: Service, metadata: { name: a, namespace: shop }, spec: { ports: [{ name: http, port: 80 }] } }';
const SLICE = '{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: a-1, namespace: shop, labels: { kubernetes.io/service-name: a } }, addressType: IPv4, endpoints: [{ addresses: [10.0.0.1] }], ports: [{ name: http, port: 80 }] }';

test('errors fail the validation, under the construct that created the object', async () => {
  const report = await validate(`${vs('nope')}\n---\n${SERVICE}\n`);
  expect(report.summary.status).toBe('failure');
  expect(report.violations).toMatchObject([{ ruleName: 'MESH201', violatingConstructs: [{ constructPath: 'shop/x', locations: ['/spec/http/0/route/0/destination/host'] }] }]);
});

test('clean manifests pass', async () => expect((await validate(`${vs('a')}\n---\n${SERVICE}\n---\n${SLICE}\n`)).summary.status).toBe('success'));

test('an unreadable manifest fails', async () => expect((await validate('a: [')).summary.status).toBe('failure'));

test('errors come before warnings, each with its object; the summary counts them', async () => {
  const report = await validate(`${vs('nope').replace('"route":[', '"route":[{"destination":{"host":"a"},"weight":0},')}\n---\n${SERVICE.replace('{ ports', '{ selector: { app: a }, ports')}\n`);
  const said = report.violations.map((v) => v.recommendation.replace(/^(\w+: \S+ \S+):.*/, '$1'));
  expect(said.map((t) => t.split(':')[0])).toEqual(said.map((t) => t.split(':')[0]).sort());
  expect(new Set(said)).toEqual(new Set(['error: VirtualService shop/x', 'warning: VirtualService shop/x', 'warning: Service shop/a']));
  const [errors, warnings] = ['error', 'warning'].map((s) => String(said.filter((t) => t.startsWith(s)).length));
  expect(report.summary.metadata).toEqual({ errors, warnings });
});

test('a finding about a whole object has its line as the place', async () => {
  const report = await validate(`${SERVICE}\n---\nreplicas: 3\n`);
  expect(report.violations).toMatchObject([{ ruleName: 'MESH001', violatingConstructs: [{ locations: ['line 3'] }] }]);
});

test.each([
  [{ complet: true }, 'MeshValidation has no property complet: properties are complete, '],
  [{ complete: 'yes' }, 'property complete of MeshValidation must be true or false, got "yes"'],
  [{ istioVersion: 1.3 }, 'property istioVersion of MeshValidation must be MAJOR.MINOR in quotes, like "1.31", got 1.3'],
])('%j in cdk8s.yaml is refused', (props, message) => expect(() => new MeshValidation(props as any)).toThrow(message));
