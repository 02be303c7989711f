import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployment } from './manifests';
import { main } from '../../src/cli/main';

const service = (name: string, namespace: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 9080 }] }
---`;

const SHOP = `${deployment('web', 'shop', '{ app: web }')}${deployment('reviews-v1', 'shop', '{ app: reviews, version: v1 }')}${deployment('reviews-v2', 'shop', '{ app: reviews, version: v2 }')}
${deployment('reviews', 'other', '{ app: reviews }')}${service('reviews', 'shop')}${service('reviews', 'other')}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
    - { name: v3, labels: { version: v3 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - name: jason
      match: [{ headers: { end-user: { exact: jason } } }]
      rewrite: { uri: /new }
      timeout: 2s
      route: [{ destination: { host: reviews, subset: v2 } }]
    - match: [{ uri: { prefix: /gone } }]
      redirect: { uri: /, authority: elsewhere.example }
    - match: [{ uri: { exact: /empty } }]
      route: [{ destination: { host: reviews, subset: v3 } }]
    - match: [{ uri: { exact: /unknown } }]
      route: [{ destination: { host: reviews, subset: v4 } }]
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 3 }
        - { destination: { host: reviews, subset: v2 }, weight: 1 }
`;

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
  let out = '';
  let err = '';
  const code = await main(['trace', ...args, folder], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
  return { code, out: out.replaceAll(folder, ''), err };
}
const outcomes = async (...args: string[]) => (JSON.parse((await run('--from', 'shop/web', '--format', 'json', ...args)).out) as { outcomes: any[] }).outcomes;

describe('cdk8s-mesh trace', () => {
  it('prints the decisions with the objects and lines behind them, and the alternatives that lost', async () => {
    const { code, out } = await run('--from', 'shop/web', 'GET', 'http://reviews:9080/x?y=1');
    expect(code).toBe(0);
    expect(out).toContain('GET http://reviews:9080/x?y=1\n  from the sidecar of shop/web\n');
    expect(out).toContain('Host reviews:9080 matches virtual host reviews.shop.svc.cluster.local:9080 (domain reviews).');
    const line = SHOP.split('\n').findIndex((l) => l.includes('- name: jason')) + 1;
    expect(out).toMatch(new RegExp(`skipped route jason: the header end-user is missing \\(VirtualService shop/reviews, /shop.yaml:(${line}|${line + 1})`));
    expect(out).toContain('75 % routed to reviews.shop.svc.cluster.local, port 9080, subset v1: workloads shop/reviews-v1\n');
    expect(out).toContain('25 % routed to reviews.shop.svc.cluster.local, port 9080, subset v2: workloads shop/reviews-v2\n');
  });

  it('prints the path, timeout and attempts that the service gets', async () => {
    expect(await outcomes('GET', 'http://reviews.shop:9080/x?y=1', '-H', 'end-user: jason')).toMatchObject([
      { kind: 'routed', share: 1, workloads: ['shop/reviews-v2'], route: 'jason', path: '/newx?y=1', authority: 'reviews.shop:9080', timeout: 2000, tries: 3 },
    ]);
    // a rewrite takes the place of the prefix alone, and `/` is the prefix where none is given; the value of the header is compared in its case
    expect((await outcomes('GET', 'http://reviews:9080/', '-H', 'end-user: Jason')).map((o) => o.share)).toEqual([0.75, 0.25]);
  });

  it('distinguishes services with the same name in several namespaces', async () => {
    expect(await outcomes('GET', 'http://reviews.other:9080/')).toMatchObject([{ kind: 'routed', workloads: ['other/reviews'], host: 'reviews.other.svc.cluster.local', port: 9080 }]);
  });

  it.each([
    ['/gone/x', { kind: 'redirected', status: 301, location: 'http://elsewhere.example/' }],
    ['/empty', { kind: 'noEndpoint', status: 503 }],
    ['/unknown', { kind: 'noCluster', status: 503, cluster: 'outbound|9080|v4|reviews.shop.svc.cluster.local' }],
  ])('prints for %s what the proxy answers', async (path, expected) => {
    expect(await outcomes('GET', `http://reviews:9080${path}`)).toMatchObject([{ share: 1, ...expected }]);
  });

  it('passes through hosts that no object defines', async () => {
    expect(await outcomes('GET', 'http://unknown.example:9080/')).toMatchObject([{ kind: 'passedThrough', share: 1 }]);
  });

  it.each([
    [['GET', 'http://reviews:9080/'], '--from is missing'],
    [['--from', 'web', 'GET', 'http://reviews:9080/'], 'the caller must be NAMESPACE/WORKLOAD, like shop/web, got "web"'],
    [['--from', 'shop/wbe', 'GET', 'http://reviews:9080/'], 'there is no workload, Service or Gateway shop/wbe; did you mean shop/web?'],
    [['--from', 'shop/web', 'GET', 'reviews/x'], 'the URL must be http://HOST[:PORT]/PATH, https://…, tcp://HOST:PORT or tls://HOST:PORT, got "reviews/x"'],
    [['--from', 'shop/web', '-H', 'end-user', 'GET', 'http://reviews:9080/'], 'a header must have the form "NAME: VALUE", got "end-user"'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

test('a NetworkPolicy with values of wrong types does not stop the trace', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  for (const spec of [{ policyTypes: 5 }, { policyTypes: { a: 1 } }, { policyTypes: 'Egress', podSelector: 'x' }, { podSelector: { matchLabels: 5, matchExpressions: 'x' } }]) {
    const file = join(folder, 'shop.yaml');
    writeFileSync(file, `${SHOP}\n---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'n', namespace: 'shop' }, spec })}\n`);
    expect(await main(['trace', '--from', 'shop/web', 'GET', 'http://reviews:9080/', file], { out: () => undefined, err: () => undefined, color: false })).toBe(0);
  }
});

describe('an object that a cluster would refuse', () => {
  const traced = async (objects: string): Promise<{ code: number; out: string; err: string }> => {
    const folder = mkdtempSync(join(tmpdir(), 'trace-refused-'));
    writeFileSync(join(folder, 'a.yaml'), `${deployment('web', 'shop', '{ app: web }')}${service('reviews', 'shop')}${objects}`);
    let [out, err] = ['', ''];
    const code = await main(['trace', '--from', 'shop/web', 'GET', 'http://reviews:9080/', folder], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
    return { code, out, err: err.replaceAll(folder, '') };
  };
  const rules = (name: string, http: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { hosts: [${name}], http: ${http} }
---`;

  it('is named on standard error with its place and first mistake, once', async () => {
    const { code, out, err } = await traced(rules('reviews', '[{ timeout: -1s, route: [{ destination: { host: reviews }, weight: -5 }] }]') + rules('ratings', '"no"') + rules('details', '[{ route: [{ destination: { host: details } }] }]'));
    expect(code).toBe(0);
    expect(out).toContain('GET http://reviews:9080/');
    const lines = err.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^cdk8s-mesh trace: warning: VirtualService shop\/reviews \(\/a\.yaml:\d+\): .* \(MESH\d+\)\. The answer includes the object as written: correct it, or remove it from the files$/);
    expect(lines[1]).toContain('VirtualService shop/ratings');
  });

  it('is named by its place if it is no Kubernetes object', async () => {
    const { err } = await traced('\nfoo: 1\n---\nbar: 2\n---');
    const lines = err.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^cdk8s-mesh trace: warning: document \(\/a\.yaml:\d+\): not a Kubernetes object: .* \(MESH001\)\. The answer does not include it: correct it, or remove it from the files$/);
  });

  it('is not named where none is refused', async () => {
    expect((await traced(rules('reviews', '[{ route: [{ destination: { host: reviews } }] }]'))).err).toBe('');
  });
});
