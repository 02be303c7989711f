import { Duration } from 'cdk8s';
import { EgressGateway, ExternalService, MeshFeature, ServicePort } from 'cdk8s-mesh';
import { drop, find } from '../../harness/case';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const HOST = 'api.bank.example';
const OTHER = 'api.ledger.example';

export const cases = [
  ...shop({
    name: 'egress: an external service that was declared',
    model: ({ chart, web }) => web.calls(new ExternalService(chart, 'bank', { hosts: [HOST], ports: [ServicePort.http(8085)] })),
    expect: async (t, _, stage) => {
      const got = await stage.from('web', HOST, 8085).get({ path: '/balance' });
      t.equal('who answers', HOST, origin(got));
      t.equal('host that it is asked by', HOST, got.echo?.headers.host.replace(':8085', ''));
    },
    mistake: (objects) => drop(objects, 'ServiceEntry', 'bank'),
    on: { grpc: { refused: [MeshFeature.EXTERNAL_DNS] } },
  }),
  ...shop({
    name: 'egress: what was declared, and nothing else',
    model: ({ chart, web }) => {
      web.calls(new ExternalService(chart, 'bank', { hosts: [HOST], ports: [ServicePort.http(8085)] }));
      new ExternalService(chart, 'ads', { hosts: ['ads.example'], ports: [ServicePort.http(8085)] }); // known, and not called by web
    },
    expect: async (t, _, stage) => {
      t.equal('the declared host', HOST, origin(await stage.from('web', HOST, 8085).get()));
      t.equal('a host that somebody else may call', 'status 502', origin(await stage.from('web', 'ads.example', 8085).get()));
      t.equal('a host that nobody declared', 'status 502', origin(await stage.from('web', 'evil.example', 8085).get()));
    },
    mistake: (objects) => { for (const o of objects.filter((s) => s.kind === 'Sidecar')) { o.spec.egress[0].hosts = ['*/*']; } },
    on: { static: { unmeasured: 'a NetworkPolicy closes what goes around the proxy, and the lab has no network plugin' }, grpc: { refused: [MeshFeature.EXTERNAL_DNS] } },
  }),
  ...shop({
    name: 'egress: by the egress gateway',
    model: ({ chart, web }) => {
      const via = new EgressGateway(chart, 'way-out');
      web.calls(new ExternalService(chart, 'bank', { hosts: [HOST], ports: [ServicePort.http(8085)], via }));
    },
    expect: async (t, _, stage) => {
      const got = await stage.from('web', HOST, 8085).get({ path: '/balance' });
      t.equal('who answers', HOST, origin(got));
      const gateway = stage.gateways.find((g) => g.namespace === 'istio-egress')!.proxy;
      t.equal('requests that the gateway passed on', 1, await gateway.count('^cluster\\.outbound\\|8085\\|\\|api\\.bank\\.example[.;]*upstream_rq_200$'));
    },
    mistake: (objects) => drop(objects, 'VirtualService', 'bank-egress'),
    on: { static: { refused: [MeshFeature.EGRESS_GATEWAY] }, grpc: { refused: [MeshFeature.EXTERNAL_DNS, MeshFeature.EGRESS_GATEWAY] } },
  }),
  ...shop({
    name: 'egress: each of several hosts and ports by the egress gateway',
    model: ({ chart, web }) => {
      const via = new EgressGateway(chart, 'way-out');
      web.calls(new ExternalService(chart, 'bank', { hosts: [HOST, OTHER], ports: [ServicePort.http(8085), ServicePort.http(8086, { name: 'http-more' })], via }));
    },
    expect: async (t, _, stage) => {
      for (const host of [HOST, OTHER]) {
        for (const port of [8085, 8086]) {
          const got = await stage.from('web', host, port).get({ path: '/balance' });
          t.equal(`who answers for ${host}:${port}`, host, origin(got));
          t.equal(`what is left of the gateway's own header for ${host}:${port}`, undefined, got.echo?.headers['x-mesh-egress-port']);
          const gateway = stage.gateways.find((g) => g.namespace === 'istio-egress')!.proxy;
          t.equal(`passed on to ${host}:${port}`, 1, await gateway.count(`^cluster\\.outbound\\|${port}\\|\\|${host.replace(/\./g, '\\.')}[.;]*upstream_rq_200$`));
        }
      }
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'bank-egress--2').spec.http.at(-1).route[0].destination.host = HOST; },
    on: { static: { refused: [MeshFeature.EGRESS_GATEWAY] }, grpc: { refused: [MeshFeature.EXTERNAL_DNS, MeshFeature.EGRESS_GATEWAY] } },
  }),
  ...shop({
    name: 'egress: only declared callers pass the egress gateway, whatever their own proxy knows',
    mesh: { scopeSidecars: false },
    model: ({ chart, web, further }) => {
      const via = new EgressGateway(chart, 'way-out');
      web.calls(new ExternalService(chart, 'bank', { hosts: [HOST], ports: [ServicePort.http(8085)], via }));
      web.calls(new ExternalService(chart, 'ledger', { hosts: ['tls.ledger.example'], ports: [ServicePort.tls(9443)], via }));
      further('thief');
    },
    stage: { secure: true, callers: ['web', 'thief'] },
    expect: async (t, _, stage) => {
      const tls = async (caller: string) => (await stage.from(caller, 'tls.ledger.example', 9443).line('hello\n', { serverName: 'tls.ledger.example' })).answer.trim();
      t.equal('requests of who declared', HOST, origin(await stage.from('web', HOST, 8085).get()));
      t.equal('requests of who did not', 'status 403', origin(await stage.from('thief', HOST, 8085).get()));
      t.that('TLS of who declared', 'an answer of tls.ledger.example', await tls('web'), (await tls('web')).includes('tls.ledger.example'));
      t.equal('TLS of who did not', '', await tls('thief'));
    },
    mistake: (objects) => { for (const name of ['shop-bank-egress', 'shop-ledger-egress']) { find(objects, 'AuthorizationPolicy', name).spec.rules.forEach((r: any) => { delete r.from; }); } },
    on: { static: { refused: [MeshFeature.EGRESS_GATEWAY] }, grpc: { refused: [MeshFeature.EXTERNAL_DNS, MeshFeature.EGRESS_GATEWAY] } },
  }),
  ...shop({
    name: 'egress: rules of several hosts lead to each host',
    model: ({ chart, web, api }) => {
      const bank = new ExternalService(chart, 'bank', { hosts: [HOST, OTHER], ports: [ServicePort.http(8085)] });
      bank.addRule({ timeout: Duration.seconds(5) });
      web.calls(bank);
      web.calls(api);
    },
    expect: async (t, _, stage) => {
      for (const host of [HOST, OTHER]) { t.equal(`who answers for ${host}`, host, origin(await stage.from('web', host, 8085).get({ path: '/balance' }))); }
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'bank--2').spec.http[0].route[0].destination.host = HOST; },
    on: { grpc: { refused: [MeshFeature.EXTERNAL_DNS] } },
  }),
];
