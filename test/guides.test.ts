import * as fs from 'fs';
import * as path from 'path';
import { generated } from '../tools/docs/guide/page';
import { GUIDES } from '../tools/docs/guides';

const DOCS = path.join(__dirname, '..', 'docs');

test.each(GUIDES)('%s shows what its app synthesizes; `npx projen docs:guides` writes it', async (page) => {
  const text = fs.readFileSync(path.join(DOCS, page), 'utf8');
  expect(await generated(text)).toBe(text);
});

describe('the generator of guides', () => {
  const app = (more: string) => `\`\`\`ts
import { App, Chart } from 'cdk8s';
import { Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
const app = new App();
const mesh = new Mesh(app, 'mesh');
for (const namespace of ['shop', 'shop-eu']) {
  const chart = new Chart(app, namespace, { namespace });
  mesh.enroll(chart);
  new MeshService(chart, 'api', { ports: [ServicePort.http(80)], image: 'api:1' });
}
app.synth();
console.log('written');
\`\`\`

${more}
`;

  test('shows an object by kind, namespace and name, in place of the previous one', async () => {
    const page = await generated(app('<!-- objects: ServiceAccount/shop-eu/api -->\n```yaml\nold: true\n```'));
    expect(page.slice(page.indexOf('<!--'))).toBe('<!-- objects: ServiceAccount/shop-eu/api -->\n```yaml\n'
      + 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  labels:\n    app: api\n  name: api\n  namespace: shop-eu\n```\n');
  });

  test('shows a part of an object with its path', async () => {
    const page = await generated(app('<!-- objects: Service/shop/api#spec.selector -->'));
    expect(page).toContain('```yaml\n# Service api, spec/selector only\nspec:\n  selector:\n    app: api\n```\n');
  });

  test('shows the output of a command, and of the app', async () => {
    const page = await generated(app('<!-- run: check dist/ -->\n\n<!-- printed -->'));
    expect(page).toMatch(/```console\n\$ npx cdk8s-mesh check dist\/\n\d+ objects checked, nothing found\n```/);
    expect(page).toContain('<!-- printed -->\n```text\nwritten\n```');
  });

  test.each([
    ['Service/shop/apj', '0 objects Service/shop/apj'],
    ['Service/api', '2 objects Service/api'],
    ['Service/shop/api#spec.selectors', 'has no selectors there'],
    ['api', 'names no object'],
  ])('refuses %s', async (wanted, message) => {
    await expect(generated(app(`<!-- objects: ${wanted} -->`))).rejects.toThrow(message);
  });
});
