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

test('errors fail the validation, under the construct that made the object', async () => {
  const report = await validate(`${vs('nope')}\n---\n${SERVICE}\n`);
  expect(report.summary.status).toBe('failure');
  expect(report.violations).toMatchObject([{ ruleName: 'MESH201', violatingConstructs: [{ constructPath: 'shop/x', locations: ['/spec/http/0/route/0/destination/host'] }] }]);
});

test('clean manifests pass', async () => expect((await validate(`${vs('a')}\n---\n${SERVICE}\n`)).summary.status).toBe('success'));

test('a manifest that can\'t be read fails', async () => expect((await validate('a: [')).summary.status).toBe('failure'));
