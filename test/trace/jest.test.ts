import 'cdk8s-mesh/jest';
import { bookinfo } from '../../examples/bookinfo/main';
import { Traffic } from '../../src';

const traffic = Traffic.of(bookinfo());
const reviews = (headers?: { [name: string]: string }) => traffic.ask({ from: 'bookinfo/productpage', url: 'http://reviews:9080/reviews/1', headers });

test('matchers state the expected answer', () => {
  expect(reviews({ 'end-user': 'jason' })).toReach('reviews', { subset: 'v2' });
  expect(reviews()).toReach('reviews.bookinfo', { subset: 'v3', share: 0.1, port: 9080, workload: 'bookinfo/reviews-v3' });
  expect(reviews()).not.toReach('reviews', { subset: 'v1' });
  expect(reviews()).not.toReach('review');
  expect(reviews()).not.toReachNothing();
  expect(traffic.ask({ from: 'bookinfo/ratings', url: 'http://details:9080/' })).not.toReach('details');
});

test('a failure shows the trace', () => {
  const failure = () => expect(reviews()).toReach('reviews', { subset: 'v2', share: 0.25 });
  expect(failure).toThrow('expected: 25 % of the requests reach reviews, subset v2, got 0 %');
  expect(failure).toThrow(/skipped route jason: the header end-user is missing \(VirtualService bookinfo\/reviews/);
  expect(() => expect(reviews()).not.toReach('reviews')).toThrow('expected not: 100 % of the requests reach reviews');
});

test('redirects and answers of the proxy', () => {
  const manifests = [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, spec: { containers: [{ name: 'web', image: 'web' }] } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' }, spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80 }] } },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { hosts: ['api'], http: [{ match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/new', redirectCode: 308 } }, { match: [{ uri: { prefix: '/gone' } }], directResponse: { status: 410 } }] },
    },
  ];
  const ask = (path: string) => Traffic.ofManifests(manifests).ask({ from: 'shop/web', url: `http://api${path}` });
  expect(ask('/old/x')).toRedirectTo('http://api/new', 308);
  expect(ask('/old/x')).not.toRedirectTo('http://api/new', 301);
  expect(ask('/gone')).toBeAnsweredWith(410);
  expect(ask('/else')).toBeAnsweredWith(404);
  expect(ask('/else')).toReachNothing();
  expect(() => expect('/else').toReachNothing()).toThrow('the matchers of cdk8s-mesh/jest take a TrafficAnswer, got: /else');
});
