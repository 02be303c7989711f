import { EgressGateway, ExternalService, MeshFeature, ServicePort } from 'cdk8s-mesh';
import { drop } from '../../harness/case';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const HOST = 'api.bank.example';

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
];
