import 'cdk8s-mesh/jest';
import { NETWORKING, pod, routes, service } from './manifests';
import { Traffic, TrafficOutcomeKind } from '../../src';

/** Requests to two external hosts leave by the gateway `out`; `plain.example` by plain HTTP, `secret.example` by mutual TLS of the mesh as far as the gateway. */
const EGRESS = [
  pod('shop', 'web', { app: 'web' }),
  pod('edge', 'out', { app: 'out' }, { 'inject.istio.io/templates': 'gateway' }),
  service('edge', 'out', { app: 'out' }, [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }]),
  { ...NETWORKING, kind: 'ServiceEntry', metadata: { name: 'outside', namespace: 'shop' }, spec: { hosts: ['plain.example', 'secret.example'], resolution: 'DNS', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'tls', protocol: 'TLS' }] } },
  {
    ...NETWORKING,
    kind: 'Gateway',
    metadata: { name: 'out', namespace: 'edge' },
    spec: {
      selector: { app: 'out' },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
        { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['secret.example'], tls: { mode: 'ISTIO_MUTUAL' } },
      ],
    },
  },
  {
    ...NETWORKING,
    kind: 'DestinationRule',
    metadata: { name: 'out', namespace: 'edge' },
    spec: { host: 'out.edge.svc.cluster.local', subsets: [{ name: 'secret', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'ISTIO_MUTUAL', sni: 'secret.example' } }] } }] },
  },
  routes('shop', 'plain', ['plain.example'], ['mesh', 'edge/out'], [
    { match: [{ gateways: ['mesh'], uri: { prefix: '/v1' } }], rewrite: { uri: '/v2' }, timeout: '3s', headers: { request: { set: { 'x-left-by': 'out' } } }, route: [{ destination: { host: 'out.edge.svc.cluster.local', port: { number: 80 } } }] },
    { name: 'two', match: [{ gateways: ['edge/out'], uri: { prefix: '/v2' }, headers: { 'x-left-by': { exact: 'out' } } }], timeout: '9s', route: [{ destination: { host: 'plain.example', port: { number: 80 } } }] },
    { match: [{ gateways: ['edge/out'] }], directResponse: { status: 418 } },
  ]),
  routes('shop', 'secret', ['secret.example'], ['mesh', 'edge/out'], [
    { match: [{ gateways: ['mesh'] }], route: [{ destination: { host: 'out.edge.svc.cluster.local', subset: 'secret', port: { number: 443 } }, weight: 75 }, { destination: { host: 'secret.example', port: { number: 80 } }, weight: 25 }] },
    { match: [{ gateways: ['edge/out'] }], route: [{ destination: { host: 'secret.example', port: { number: 443 } } }] },
  ]),
];
const ask = (url: string, manifests: any[] = EGRESS, from = 'shop/web') => Traffic.ofManifests(manifests).ask({ from, url });
const without = (kind: string, name: string) => EGRESS.filter((m) => m.kind !== kind || m.metadata.name !== name);

describe('a request that leaves through a gateway', () => {
  it('is followed to the external host: path and headers that one proxy changes are matched by the next one', () => {
    const answer = ask('http://plain.example/v1/x?y=1');
    expect(answer.outcomes).toHaveLength(1);
    expect(answer.outcome).toMatchObject({ kind: 'routed', share: 1, host: 'plain.example', port: 80, path: '/v2/x?y=1', route: 'two' });
    expect(answer.outcome.timeout?.toMilliseconds()).toBe(9000);
    expect(answer.outcome.headers).toMatchObject({ 'x-left-by': 'out' });
    const [hop, ...more] = answer.outcome.hops!;
    expect(more).toEqual([]);
    expect(hop).toMatchObject({ workload: 'edge/out', host: 'out.edge.svc.cluster.local', port: 80, path: '/v2/x?y=1', authority: 'plain.example', tries: 3 });
    expect(hop.timeout?.toMilliseconds()).toBe(3000);
  });

  it('reaches the gateway and the host, according to the matchers', () => {
    const answer = ask('http://plain.example/v1');
    expect(answer).toReach('plain.example');
    expect(answer).toReach('out.edge', { workload: 'edge/out' });
    expect(answer).not.toReach('out.shop');
    expect(ask('http://secret.example/')).toReach('out', { share: 0.75 });
  });

  it('keeps the shares of a split before the gateway, and enters it with mutual TLS and the server name of the rule', () => {
    const { outcomes } = ask('http://secret.example/');
    expect(outcomes.map(({ share, host, port, hops }) => ({ share, host, port, via: hops?.map((h) => h.workload) }))).toEqual([
      { share: 0.75, host: 'secret.example', port: 443, via: ['edge/out'] },
      { share: 0.25, host: 'secret.example', port: 80, via: undefined },
    ]);
  });

  it('is refused if its TLS does not match the server of the gateway', () => {
    const { outcomes } = ask('http://secret.example/', without('DestinationRule', 'out').concat({
      ...NETWORKING, kind: 'DestinationRule', metadata: { name: 'out', namespace: 'edge' }, spec: { host: 'out.edge.svc.cluster.local', subsets: [{ name: 'secret' }] },
    }));
    expect(outcomes[0]).toMatchObject({ kind: 'refused', share: 0.75, why: expect.stringMatching(/filter chain/), hops: [{ workload: 'edge/out', port: 443 }] });
  });

  it('shows in its trace what each proxy decides', () => {
    const answer = ask('http://plain.example/v1/x');
    expect(answer.trace).toMatch(/^GET http:\/\/plain\.example\/v1\/x\n {2}from the sidecar of shop\/web\n/);
    expect(answer.trace).toContain('\n\nThen GET http://plain.example/v2/x\n  arriving at the gateway edge/out, 100 % of the requests\n');
    expect(answer.trace).toMatch(/Result:\n {2}100 % routed to plain\.example, port 80: workloads plain\.example; via edge\/out\n/);
    expect(answer.steps.filter((s) => s.at === 'edge/out').at(-1)).toMatchObject({ text: 'Route two matches (path begins with "/v2").', by: expect.stringMatching(/^VirtualService shop\/plain/) });
    expect(answer.steps[0]).not.toHaveProperty('at');
  });

  it('ends at the gateway if the gateway itself answers', () => {
    expect(ask('http://plain.example/v1', EGRESS.map((m) => JSON.parse(JSON.stringify(m).replace('"/v2"},"timeout', '"/v3"},"timeout'))))).toBeAnsweredWith(418);
  });

  it('finds a gateway that no file defines through the Gateway that selects its labels, with a note', () => {
    const answer = ask('http://plain.example/v1', without('Pod', 'out'));
    expect(answer).toReach('plain.example');
    expect(answer.assumptions).toEqual(['the files contain no workloads of out.edge.svc.cluster.local; its workloads are assumed to be gateways because the selector of a Gateway matches their labels']);
  });

  it('is not followed through workloads that are not gateways', () => {
    const answer = ask('http://plain.example/v1', [...without('Pod', 'out'), pod('edge', 'out', { app: 'out' })]);
    expect(answer.outcomes.map((o) => [o.kind, o.host, o.hops])).toEqual([[TrafficOutcomeKind.ROUTED, 'out.edge.svc.cluster.local', undefined]]);
  });

  it('is unknown if some workloads of one service are gateways and others are not', () => {
    const { outcome } = ask('http://plain.example/v1', [...EGRESS, pod('edge', 'odd', { app: 'out' })]);
    expect(outcome).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/^the workloads of outbound\|80\|\|out\.edge\.svc\.cluster\.local handle it differently/) });
  });
});

describe('a loop', () => {
  const gateway = (name: string) => [
    pod('edge', name, { app: name }, { 'inject.istio.io/templates': 'gateway' }),
    service('edge', name, { app: name }, [{ name: 'http', port: 80 }]),
    { ...NETWORKING, kind: 'Gateway', metadata: { name, namespace: 'edge' }, spec: { selector: { app: name }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] } },
  ];
  const passing = (from: string, to: string, more: object = {}) =>
    routes('edge', from, ['ring.example'], [`edge/${from}`], [{ ...more, route: [{ destination: { host: `${to}.edge.svc.cluster.local`, port: { number: 80 } } }] }]);

  it('ends if an unchanged request returns to a gateway', () => {
    const manifests = [...gateway('a'), ...gateway('b'), passing('a', 'b'), passing('b', 'a')];
    const answer = ask('http://ring.example/', manifests, 'edge/a');
    expect(answer.outcomes).toMatchObject([{ kind: 'looped', share: 1, why: 'it returns unchanged to edge/a', hops: [{ workload: 'edge/b' }] }]);
    expect(answer).toReachNothing();
  });

  it('has an unknown result if the request changes and grows forever', () => {
    const grown = { match: [{ uri: { prefix: '/' } }], rewrite: { uri: '/x/' } };
    const answer = ask('http://ring.example/', [...gateway('a'), ...gateway('b'), passing('a', 'b', grown), passing('b', 'a')], 'edge/a');
    expect(answer.outcome).toMatchObject({ kind: 'unknown', why: 'it passes more than 10 proxies' });
  });
});

test('TLS passed through by a sidecar keeps its server name at a passthrough gateway, too', () => {
  const tls = (namespace: string, name: string, gateways: string[], match: object, host: string) =>
    ({ ...NETWORKING, kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts: ['secret.example'], gateways, tls: [{ match: [{ ...match, sniHosts: ['secret.example'] }], route: [{ destination: { host, port: { number: 443 } } }] }] } });
  const manifests = [
    ...EGRESS.filter((m) => m.kind !== 'VirtualService' && m.kind !== 'Gateway' && m.kind !== 'DestinationRule'),
    { ...NETWORKING, kind: 'Gateway', metadata: { name: 'out', namespace: 'edge' }, spec: { selector: { app: 'out' }, servers: [{ port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['secret.example'], tls: { mode: 'PASSTHROUGH' } }] } },
    tls('shop', 'leave', ['mesh'], { port: 443 }, 'out.edge.svc.cluster.local'),
    tls('shop', 'outside', ['edge/out'], { port: 443 }, 'secret.example'),
  ];
  expect(ask('https://secret.example/', manifests)).toReach('secret.example', { port: 443 });
  expect(ask('https://secret.example/', manifests).outcome.hops?.map((h) => [h.workload, h.path])).toEqual([['edge/out', undefined]]);
  // another name is none of the gateway's
  expect(Traffic.ofManifests(manifests).ask({ from: 'shop/web', url: 'https://secret.example/', serverName: 'plain.example' })).not.toReach('out.edge');
});
