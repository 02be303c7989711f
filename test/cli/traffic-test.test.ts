import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';

const SHOP = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: main, image: main }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ name: http, port: 80 }, { name: tcp-db, port: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: api-shop, namespace: shop }
spec: { selector: { app: api-shop }, ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: api, namespace: shop }
spec: { host: api, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: /old } }, { uri: { exact: /ancient } }]
      redirect: { uri: /new }
    - match: [{ headers: { x-beta: { exact: "yes" } } }]
      timeout: 3s
      mirrors: [{ destination: { host: api-shop }, percentage: { value: 5 } }]
      route: [{ destination: { host: api, subset: v2 } }]
    - route:
        - { destination: { host: api, subset: v1 }, weight: 80 }
        - { destination: { host: api, subset: v2 }, weight: 20 }
`;
const GOOD = `
from: shop/web
tests:
  - name: two in ten see v2
    requests: [GET http://api/, 'POST http://api.shop/x']
    expect: { to: [{ host: api, subset: v2, share: 20 }, { host: api, subset: v1, share: 80 }] }
  - name: beta
    requests: [GET http://api/]
    headers: { X-Beta: "yes" }
    expect: { to: [{ host: api.shop, subset: v2 }], timeout: 3s, tries: 3, mirrors: [{ host: api-shop, share: 5 }], headers: { x-beta: "yes" } }
  - name: old paths
    requests: [http://api/old/1]
    expect: { location: http://api/new, status: 301, outcome: redirected }
  - name: the database
    requests: [tcp://api:5432]
    expect: { to: [{ host: api, port: 5432 }] }
`;

async function run(tests: Record<string, string>, args: string[] = [], shop = SHOP): Promise<{ code: number; out: string; err: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-test-'));
  writeFileSync(join(folder, 'shop.yaml'), shop);
  const suite = mkdtempSync(join(folder, 'tests-'));
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(suite, name), text);
  let out = '';
  let err = '';
  const code = await main(['test', ...args.map((a) => a.replace('FOLDER', folder)), suite, join(folder, 'shop.yaml')], { color: false, out: (t) => { out += t; }, err: (t) => { err += t; } });
  return { code, out: out.replaceAll(suite, '').replaceAll(folder, ''), err: err.replaceAll(suite, ''), folder };
}

describe('cdk8s-mesh test', () => {
  it('passes if the files behave as expected, and counts the covered rules', async () => {
    expect(await run({ 'a.yaml': GOOD })).toMatchObject({ code: 0, err: '', out: '4 tests, 0 failed; they cover 3 of 4 HTTP routes\n' });
  });

  it.each([
    ['{ to: [{ host: api, subset: v2, share: 30 }, { host: api, subset: v1, share: 70 }] }', ['to api, subset v2: expected 30 %, got 20 %', 'to api, subset v1: expected 70 %, got 80 %']],
    ['{ to: [{ host: api, subset: v1, share: 80 }] }', ['unexpected: 20 % routed to api.shop.svc.cluster.local, port 80, subset v2']],
    ['{ to: [{ host: ap }] }', ['to ap: expected 100 %, got 0 %']],
    ['{ timeout: 1s }', ['timeout: expected 1000 ms, got 0 ms for 80 % of the requests']],
    ['{ path: /y }', ['path: expected /y, got / for 80 % of the requests']],
    ['{ outcome: blocked }', ['outcome: expected blocked, got routed for 80 % of the requests']],
    ['{ status: 200 }', ['status: expected 200, got none for 80 % of the requests']],
    ['{ mirrors: [{ host: api-shop }] }', ['no requests are mirrored to api-shop']],
  ])('fails on %s and prints why, with the trace', async (expected, failures) => {
    const { code, out } = await run({ 'a.yaml': `tests:\n  - name: wrong\n    from: shop/web\n    requests: [GET http://api/]\n    expect: ${expected}\n` });
    expect(code).toBe(1);
    expect(out).toContain('FAIL  wrong (/a.yaml:2)\n');
    for (const f of failures) expect(out).toContain(`      GET http://api/: ${f}`);
    expect(out).toContain('skipped route (unnamed): the header x-beta is missing (VirtualService shop/api, /shop.yaml:');
    expect(out).toContain('1 test, 1 failed');
  });

  it('fails if the age of objects decides, which the files do not contain', async () => {
    const other = SHOP + '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: zzz, namespace: shop }\nspec: { hosts: [api], http: [{ route: [{ destination: { host: api-shop } }] }] }\n';
    const { code, out } = await run({ 'a.yaml': 'tests:\n  - { name: v2, from: shop/web, requests: [GET http://api/], headers: { x-beta: "yes" }, expect: { to: [{ host: api, subset: v2 }] } }\n' }, [], other);
    expect(code).toBe(1);
    expect(out).toContain('to api, subset v2: expected 100 %, got 0 %, if VirtualService shop/zzz');
  });

  it('lists uncovered rules with a test to paste, which then covers them', async () => {
    const { out } = await run({ 'a.yaml': GOOD }, ['--verbose']);
    const paste = /a test to paste:\n([\s\S]*)$/.exec(out)![1].replace('NAMESPACE/WORKLOAD', 'shop/web').replace('routed', 'redirected');
    expect(paste).toContain('requests: ["GET http://api/ancient"]');
    expect(await run({ 'a.yaml': GOOD, 'b.yaml': `tests:\n${paste}` }, ['--min-coverage', '100'])).toMatchObject({ code: 0, out: '5 tests, 0 failed; they cover 4 of 4 HTTP routes\n' });
    expect(await run({ 'a.yaml': GOOD }, ['--min-coverage', '80'])).toMatchObject({ code: 1, err: 'cdk8s-mesh test: the tests cover 3 of 4 HTTP routes, which is less than 80 %\n' });
    expect(await run({ 'a.yaml': GOOD }, ['--min-coverage', '75'])).toMatchObject({ code: 0 });
  });

  it('writes JUnit XML', async () => {
    const { folder, code } = await run({ 'a.yaml': `${GOOD}  - name: "<wrong> & \\"so\\""\n    requests: [GET http://api/]\n    expect: { status: 200 }\n` }, ['--junit', 'FOLDER/junit.xml']);
    expect(code).toBe(1);
    const xml = readFileSync(join(folder, 'junit.xml'), 'utf8');
    expect(xml).toContain('<testsuites tests="5" failures="1">');
    expect(xml).toContain('<testcase name="&lt;wrong&gt; &amp; &quot;so&quot;"');
    expect(xml).toContain('<failure message="GET http://api/: status: expected 200, got none for 80 % of the requests">');
  });

  it.each([
    ['tests:\n  - name: a\n    frm: shop/web\n    requests: [GET http://api/]\n    expect: { status: 200 }\n', '/a.yaml:3: unknown field \'frm\', did you mean \'from\'?; rename it to \'from\''],
    ['tests:\n  - name: a\n    from: shop/web\n    requests: [GET http://api/]\n    expect:\n      to: [{ host: api, shares: 10 }]\n', '/a.yaml:6: unknown field \'shares\''],
    ['tests:\n  - { name: a, from: shop/web, requests: [GET http://api/] }\n', '/a.yaml:2: \'expect\' is missing'],
    ['tests:\n  - { name: a, requests: [GET http://api/], expect: { status: 200 } }\n', '/a.yaml:2: the test "a" has no caller; set from, in the test or for the whole file, to NAMESPACE/WORKLOAD'],
    ['from: shop/wbe\ntests:\n  - { name: a, requests: [GET http://api/], expect: { status: 200 } }\n', '/a.yaml:3: there is no workload, Service or Gateway shop/wbe; did you mean shop/web?'],
    ['from: shop/web\ntests:\n  - { name: a, requests: [GET http://api/ now], expect: { status: 200 } }\n', '/a.yaml:3: a request must be a method and a URL'],
    ['tets: []\n', '/a.yaml:1: unknown field \'tets\', did you mean \'tests\'?'],
    ['testCases:\n  - description: a\n    request: { authority: [a], method: [GET], url: [/] }\n', '/a.yaml:3: unknown field \'url\''],
  ])('refuses %j by line', async (text, message) => {
    const { code, err } = await run({ 'a.yaml': text });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it.each([[['--min-coverage', 'all'], '--min-coverage must be a number from 0 to 100, got "all"'], [['--junti', 'x'], 'unknown option --junti; did you mean --junit?']])('refuses %j', async (args, message) => {
    const { code, err } = await run({ 'a.yaml': GOOD }, args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('test files of istio-config-validator', () => {
  const ROUTES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: public, namespace: web }
spec:
  gateways: [istio-ingress/public]
  hosts: [www.shop.example, shop.example]
  http:
    - match: [{ uri: { regex: "/cart|/basket" }, method: { exact: GET }, gateways: [istio-ingress/public] }]
      route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]
      rewrite: { uri: /v2 }
    - match: [{ uri: { prefix: /bots }, headers: { user-agent: { prefix: bot } } }]
      fault: { abort: { httpStatus: 403, percentage: { value: 100 } } }
      route: [{ destination: { host: web } }]
    - match: [{ uri: { prefix: /team } }]
      delegate: { name: team }
    - match: [{ uri: { prefix: /gone } }]
      delegate: { name: not-here }
    - match: [{ queryParams: { page: { exact: home } } }]
      redirect: { uri: / }
    - route: [{ destination: { host: web }, weight: 100 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: team, namespace: web }
spec:
  http:
    - { match: [{ uri: { prefix: /team/a } }], route: [{ destination: { host: a } }] }
    - { route: [{ destination: { host: team } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: other, namespace: web }
spec: { hosts: ["*.example"], http: [{ route: [{ destination: { host: other } }] }] }
`;
  const one = (request: string, rest: string) => ({ 'a.yml': `testCases:\n  - description: one\n    request: ${request}\n    ${rest}\n` });

  it.each([
    ['{ authority: [www.shop.example, shop.example], method: [GET], uri: [/cart, /basket] }', 'wantMatch: true\n    route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]\n    rewrite: { uri: /v2 }'],
    ['{ authority: [shop.example], method: [POST, PUT], uri: [/cart] }', 'wantMatch: false\n    route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]'],
    ['{ authority: [shop.example], method: [POST], uri: [/bots/1], headers: { user-agent: bot/1 } }', 'wantMatch: true\n    fault: { abort: { httpStatus: 403, percentage: { value: 100 } } }'],
    ['{ authority: [shop.example], method: [GET], uri: [/team/a/b] }', 'wantMatch: true\n    route: [{ destination: { host: a } }]'],
    ['{ authority: [shop.example], method: [GET], uri: [/teams] }', 'wantMatch: true\n    route: [{ destination: { host: team } }]'],
    ['{ authority: [shop.example], method: [GET], uri: [/gone/x] }', 'wantMatch: true\n    delegate: { name: not-here }'],
    ['{ authority: [shop.example], method: [GET], uri: [/x], queryParams: { page: home } }', 'wantMatch: true\n    redirect: { uri: / }'],
    ['{ authority: [shop.example], method: [GET], uri: [/x] }', 'wantMatch: true\n    route: [{ destination: { host: web }, weight: 100 }]'],
  ])('run unchanged: %s', async (request, rest) => {
    expect(await run(one(request, rest), [], ROUTES)).toMatchObject({ code: 0, err: '' });
  });

  it('accept the key in any case, as Go does', async () => {
    const { code, out } = await run({ 'a.yml': 'TestCases:\n  - request: { authority: [shop.example], method: [GET], uri: [/] }\n    wantMatch: true\n    route: [{ destination: { host: webb } }]\n' }, [], ROUTES);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  test case 1 (/a.yml:2)');
    expect(out).toContain('route: expected [{"destination":{"host":"webb"}}], got [{"destination":{"host":"web"},"weight":100}]');
  });

  it.each([
    ['/a|b without its anchors', '{ authority: [shop.example], method: [GET], uri: [/cartoon] }', '[{ destination: { host: web }, weight: 100 }]', 'it matches the rule [{"uri":{"regex":"/cart|/basket"}'],
    ['wildcard hosts', '{ authority: [any.example], method: [GET], uri: [/] }', '[{ destination: { host: other } }]', 'it finds no rule'],
  ])('get a note where istio-config-validator differs from Envoy: %s', async (_what, request, route, note) => {
    const { code, out } = await run(one(request, `wantMatch: true\n    route: ${route}`), [], ROUTES);
    expect(code).toBe(0);
    expect(out).toContain(`istio-config-validator reports the opposite: ${note}`);
  });
});
