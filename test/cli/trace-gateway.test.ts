import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployment } from './manifests';
import { main } from '../../src/cli/main';

const SHOP = `${deployment('ingress', 'edge', '{ istio: ingress }', ', annotations: { inject.istio.io/templates: gateway }')}${deployment('other', 'edge', '{ istio: other }', ', annotations: { inject.istio.io/templates: gateway }')}
${deployment('reviews-v1', 'shop', '{ app: reviews, version: v1 }')}${deployment('pay', 'shop', '{ app: pay }')}
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: edge }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: shop }
spec: { selector: { app: pay }, ports: [{ name: tls, port: 443 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec:
  selector: { istio: ingress }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['shop/shop.example.com'], tls: { httpsRedirect: true } }
    - { port: { number: 80, name: open, protocol: HTTP }, hosts: ['*.open.example.com'] }
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ['shop/shop.example.com'], tls: { mode: SIMPLE, credentialName: shop } }
    - { port: { number: 443, name: pay, protocol: TLS }, hosts: ['pay.example.com'], tls: { mode: PASSTHROUGH } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com, a.open.example.com]
  gateways: [edge/public]
  http: [{ match: [{ uri: { prefix: /reviews } }], route: [{ destination: { host: reviews, port: { number: 9080 } } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: stranger, namespace: elsewhere }
spec: { hosts: [shop.example.com], gateways: [edge/public], http: [{ route: [{ destination: { host: stranger.elsewhere.svc.cluster.local } }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pay, namespace: shop }
spec:
  hosts: [pay.example.com]
  gateways: [edge/public]
  tls: [{ match: [{ sniHosts: [pay.example.com] }], route: [{ destination: { host: pay } }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: front, namespace: edge }
spec:
  gatewayClassName: istio
  listeners: [{ name: web, port: 80, protocol: HTTP, hostname: '*.front.example.com', allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: front, namespace: shop }
spec:
  parentRefs: [{ name: front, namespace: edge }]
  hostnames: [a.front.example.com]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /reviews } }]
      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }]
      backendRefs: [{ name: reviews, port: 9080 }]
    - matches: [{ path: { type: Exact, value: /reviews/none } }]
      backendRefs: [{ name: reviews, port: 9080, weight: 0 }]
`;

async function trace(from: string, url: string): Promise<{ code: number; outcomes: any[]; steps: any[]; err: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
  let out = '';
  let err = '';
  const code = await main(['trace', '--from', from, 'GET', url, '--format', 'json', folder], { out: (t: string) => { out += t; }, err: (t: string) => { err += t; } } as any);
  return { code, err, ...(out ? JSON.parse(out) : { outcomes: [], steps: [] }) };
}

test.each([
  ['edge/ingress', 'https://shop.example.com/reviews/1', 'routed', 'reviews.shop.svc.cluster.local'],
  ['edge/ingress', 'http://a.open.example.com/reviews', 'routed', 'reviews.shop.svc.cluster.local'],
  ['edge/front-istio', 'http://a.front.example.com/reviews/1', 'routed', 'reviews.shop.svc.cluster.local'],
  ['edge/ingress', 'tls://pay.example.com:443', 'routed', 'pay.shop.svc.cluster.local'],
])('a request that arrives at %s as %s is %s', async (from, url, kind, host) => {
  const { outcomes } = await trace(from, url);
  expect(outcomes.map((o) => [o.kind, o.host])).toEqual([[kind, host]]);
});

test.each([
  // the rules of another namespace are not let in, so what shop does not route has no route
  ['edge/ingress', 'https://shop.example.com/cart', 'noRoute'],
  // no chain has the name
  ['edge/ingress', 'https://other.example.com/reviews', 'refused'],
  // the server of port 80 has it, not that of port 443
  ['edge/ingress', 'https://a.open.example.com/reviews', 'refused'],
  ['edge/ingress', 'http://nobody.example.com/', 'noRoute'],
  ['edge/ingress', 'http://shop.example.com:9999/', 'refused'],
  ['edge/other', 'http://shop.example.com/', 'refused'],
  ['edge/front-istio', 'http://b.front.example.com/reviews', 'noRoute'],
  ['edge/front-istio', 'http://a.front.example.com/other', 'noRoute'],
  ['edge/front-istio', 'http://a.front.example.com/reviews/none', 'answered'],
])('a request that arrives at %s as %s is %s', async (from, url, kind) => {
  const { outcomes } = await trace(from, url);
  expect(outcomes.map((o) => o.kind)).toEqual([kind]);
});

test('plain HTTP is redirected to HTTPS if the server says so', async () => {
  const { outcomes } = await trace('edge/ingress', 'http://shop.example.com/reviews/1?x=y');
  expect(outcomes).toEqual([expect.objectContaining({ kind: 'redirected', status: 301, location: 'https://shop.example.com/reviews/1?x=y' })]);
});

test('the steps name the server and the route with their places', async () => {
  const { steps } = await trace('edge/front-istio', 'http://a.front.example.com/reviews/1');
  expect(steps.map((s) => s.by)).toEqual([
    expect.stringMatching(/^Gateway edge\/front, .*shop\.yaml:\d+, \/spec\/listeners\/0$/),
    expect.stringMatching(/^HTTPRoute shop\/front, .*shop\.yaml:\d+$/),
    expect.stringMatching(/^HTTPRoute shop\/front, .*shop\.yaml:\d+, \/spec\/rules\/0\/matches\/0$/),
  ]);
});
