import { NETWORKING, pod, routes, service } from './manifests';
import { Traffic, type TrafficRequest } from '../../src';

const GATEWAY_API = { apiVersion: 'gateway.networking.k8s.io/v1' };
const namespace = (name: string, labels: Record<string, string>) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const waypoint = (name: string, at: string, more: { labels?: Record<string, string>; from?: string; class?: string } = {}) => ({
  ...GATEWAY_API,
  kind: 'Gateway',
  metadata: { name, namespace: at, labels: more.labels ?? {} },
  spec: { gatewayClassName: more.class ?? 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', ...(more.from && { allowedRoutes: { namespaces: { from: more.from } } }) }] },
});
const HTTP = [{ name: 'http', port: 9080 }];
const USE = 'istio.io/use-waypoint';

/** Two services with two versions each: `reviews` has a waypoint, `ratings` has none. `web` is ambient, `old` has a sidecar. */
const SHOP = [
  namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
  namespace('edge', {}),
  pod('shop', 'web', { app: 'web' }),
  pod('shop', 'old', { 'app': 'old', 'sidecar.istio.io/inject': 'true' }),
  ...['reviews', 'ratings'].flatMap((app) => ['v1', 'v2'].map((version) => pod('shop', `${app}-${version}`, { app, version }))),
  service('shop', 'reviews', { app: 'reviews' }, [...HTTP, { name: 'tcp', port: 3306 }, { name: 'other', port: 7000 }], { [USE]: 'way' }),
  service('shop', 'ratings', { app: 'ratings' }, HTTP),
  waypoint('way', 'shop'),
  ...['reviews', 'ratings'].map((app) => ({ ...NETWORKING, kind: 'DestinationRule', metadata: { name: app, namespace: 'shop' }, spec: { host: app, subsets: ['v1', 'v2'].map((v) => ({ name: v, labels: { version: v } })) } })),
  ...['reviews', 'ratings'].map((app) => routes('shop', app, [app], [], [
    { name: 'labelled', match: [{ sourceLabels: { app: 'web' }, uri: { prefix: '/labelled' } }], route: [{ destination: { host: app, subset: 'v1' } }] },
    { name: 'jason', match: [{ headers: { 'end-user': { exact: 'jason' } } }], rewrite: { uri: '/new' }, timeout: '2s', route: [{ destination: { host: app, subset: 'v2' } }] },
    { route: [{ destination: { host: app, subset: 'v1' }, weight: 3 }, { destination: { host: app, subset: 'v2' }, weight: 1 }] },
  ])),
];
const ask = (request: Partial<TrafficRequest>, manifests: any[] = SHOP) => Traffic.ofManifests(manifests).ask({ from: 'shop/web', url: 'http://reviews:9080/x', ...request });
const ends = (request: Partial<TrafficRequest>, manifests?: any[]) =>
  ask(request, manifests).outcomes.map(({ kind, share, subset, workloads, hops }) => ({ kind, share, subset, workloads, via: hops?.map((h) => h.workload) }));
/** The manifests with other labels on one object. */
const labelled = (kind: string, name: string, labels: Record<string, string>, annotations = {}) =>
  SHOP.map((m) => (m.kind === kind && m.metadata.name === name ? { ...m, metadata: { ...m.metadata, labels, annotations } } : m));
const JASON = { headers: { 'end-user': 'jason' } };

describe('a request of a workload in ambient mode', () => {
  it('is routed by the waypoint of the service', () => {
    expect(ends({})).toEqual([
      { kind: 'routed', share: 0.75, subset: 'v1', workloads: ['shop/reviews-v1'], via: ['shop/way'] },
      { kind: 'routed', share: 0.25, subset: 'v2', workloads: ['shop/reviews-v2'], via: ['shop/way'] },
    ]);
    expect(ask(JASON).outcome).toMatchObject({ share: 1, subset: 'v2', host: 'reviews.shop.svc.cluster.local', port: 9080, path: '/newx', route: 'jason' });
    expect(ask(JASON).outcome.timeout?.toMilliseconds()).toBe(2000);
  });

  it('goes to all workloads of a service without a waypoint, whatever its routes are', () => {
    expect(ends({ url: 'http://ratings:9080/', ...JASON })).toEqual([{ kind: 'routed', share: 1, subset: undefined, workloads: ['shop/ratings-v1', 'shop/ratings-v2'], via: undefined }]);
  });

  it('shows in its trace which proxy makes each decision', () => {
    const { trace } = ask(JASON);
    expect(trace).toContain('  from shop/web, through the ztunnel of its node\n');
    expect(trace).toContain('  arriving at the waypoint shop/way, 100 % of the requests\n');
    expect(trace).toMatch(/Route jason matches \(path begins with "\/"\)\.\n {5}VirtualService shop\/reviews/);
  });

  it('matches no rule by caller labels, which a waypoint does not know', () => {
    expect(ends({ url: 'http://reviews:9080/labelled' }).map((o) => o.share)).toEqual([0.75, 0.25]);
  });

  it('is forwarded on a TCP port as a connection, through the waypoint', () => {
    expect(ends({ url: 'tcp://reviews:3306' })).toEqual([{ kind: 'routed', share: 1, subset: undefined, workloads: ['shop/reviews-v1', 'shop/reviews-v2'], via: ['shop/way'] }]);
  });

  it('is routed on a port without a protocol as the detected protocol', () => {
    expect(ends({ url: 'http://reviews:7000/', ...JASON }).map((o) => [o.subset, o.via])).toEqual([['v2', ['shop/way']]]);
    expect(ends({ url: 'tcp://reviews:7000' }).map((o) => [o.subset, o.via])).toEqual([[undefined, ['shop/way']]]);
  });

  it('leaves the mesh unchanged if no service has the host', () => {
    expect(ask({ url: 'http://elsewhere.example/' }).outcomes.map((o) => o.kind)).toEqual(['passedThrough']);
  });

  it('is routed by an HTTPRoute whose parent is the Service', () => {
    const route = {
      ...GATEWAY_API,
      kind: 'HTTPRoute',
      metadata: { name: 'ratings', namespace: 'shop' },
      spec: { parentRefs: [{ group: '', kind: 'Service', name: 'ratings', port: 9080 }], rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/r' } }], backendRefs: [{ name: 'reviews', port: 9080 }] }] },
    };
    const manifests = [...labelled('Service', 'ratings', { [USE]: 'way' }).filter((m) => m.kind !== 'VirtualService'), route];
    const hosts = (url: string) => ask({ url }, manifests).outcomes.map((o) => [o.kind, o.host]);
    expect(hosts('http://ratings:9080/r/1')).toEqual([['routed', 'reviews.shop.svc.cluster.local']]);
    expect(hosts('http://ratings:9080/other')).toEqual([['noRoute', undefined]]);
  });
});

describe('the waypoint of a service', () => {
  it.each([
    ['is that of its namespace', labelled('Namespace', 'shop', { 'istio.io/dataplane-mode': 'ambient', [USE]: 'way' }).map((m) => (m.kind === 'Service' ? { ...m, metadata: { ...m.metadata, labels: {} } } : m)), ['shop/way']],
    ['is none where the service opts out', labelled('Service', 'reviews', { [USE]: 'none' }), undefined],
    ['is none where it takes workloads alone', labelled('Gateway', 'way', { 'istio.io/waypoint-for': 'workload' }), undefined],
    ['is none where it is of another namespace and takes nobody from here', [...labelled('Service', 'reviews', { [USE]: 'far', [`${USE}-namespace`]: 'edge' }), waypoint('far', 'edge')], undefined],
    ['may be of another namespace that takes all', [...labelled('Service', 'reviews', { [USE]: 'far', [`${USE}-namespace`]: 'edge' }), waypoint('far', 'edge', { from: 'All' })], ['edge/far']],
  ])('%s', (_, manifests, via) => {
    expect(ends(JASON, manifests).map((o) => [o.subset, o.via])).toEqual([via ? ['v2', via] : [undefined, undefined]]);
  });

  it('can be two waypoints, each with a share of the requests', () => {
    const manifests = [...labelled('Service', 'reviews', { [USE]: 'way', [`${USE}-canary`]: 'next' }, { [`${USE}-canary-weight`]: '20' }), waypoint('next', 'shop')];
    expect(ends(JASON, manifests).map((o) => [o.share, o.subset, o.via])).toEqual([[0.8, 'v2', ['shop/way']], [0.2, 'v2', ['shop/next']]]);
  });

  it.each([
    ['no file has it', SHOP.filter((m) => m.kind !== 'Gateway'), "the files don't contain the waypoint shop/way"],
    ['it is run by another controller', [...SHOP.filter((m) => m.kind !== 'Gateway'), waypoint('way', 'shop', { class: 'kgateway-waypoint' })], 'the waypoint shop/way has class kgateway-waypoint, whose routes are not evaluated'],
  ])('makes the result unknown if %s', (_, manifests, why) => {
    expect(ask({}, manifests).outcomes.map((o) => [o.kind, o.share, o.why])).toEqual([['unknown', 1, why]]);
  });

  it('can be traced itself', () => {
    expect(ends({ from: 'shop/way', ...JASON }).map((o) => [o.subset, o.via])).toEqual([['v2', undefined]]);
  });
});

describe('bypassing the waypoint', () => {
  it('sidecars use their own routes, which is noted', () => {
    const answer = ask({ from: 'shop/old', url: 'http://reviews:9080/', ...JASON });
    expect(answer.outcomes.map((o) => [o.subset, o.hops])).toEqual([['v2', undefined]]);
    expect(answer.assumptions).toEqual(["the request bypasses the waypoint of shop/reviews: sidecars don't use waypoints"]);
  });

  const EDGE = [
    pod('edge', 'in', { app: 'in' }, { 'inject.istio.io/templates': 'gateway' }),
    { ...NETWORKING, kind: 'Gateway', metadata: { name: 'in', namespace: 'edge' }, spec: { selector: { app: 'in' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] } },
    routes('shop', 'in', ['shop.example'], ['edge/in'], [{ route: [{ destination: { host: 'reviews', port: { number: 9080 } } }] }]),
  ];
  const arriving = { from: 'edge/in', url: 'http://shop.example/', ...JASON };

  it('gateways send directly to the workloads, which is noted', () => {
    const answer = ask(arriving, [...SHOP, ...EDGE]);
    expect(answer.outcomes.map((o) => [o.workloads, o.hops])).toEqual([[['shop/reviews-v1', 'shop/reviews-v2'], undefined]]);
    expect(answer.assumptions).toEqual(['the request bypasses the waypoint of shop/reviews: the service is not labelled istio.io/ingress-use-waypoint: "true"']);
  });

  it('gateways send to the waypoint if the service has the label istio.io/ingress-use-waypoint', () => {
    const answer = ask(arriving, [...labelled('Service', 'reviews', { [USE]: 'way', 'istio.io/ingress-use-waypoint': 'true' }), ...EDGE]);
    expect(answer.outcomes.map((o) => [o.subset, o.hops?.map((h) => h.workload), o.authority])).toEqual([['v2', ['shop/way'], 'shop.example']]);
    expect(answer.assumptions).toEqual([]);
  });
});
