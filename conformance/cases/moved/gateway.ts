import { Chart } from 'cdk8s';
import { Certificate, ClientAuth, HttpMatch, IngressGateway, Listener, ListenerSet, MeshFeature, ServicePort } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { Authority, tlsSecret } from '../../harness/certificates';
import { AT_AN_EDGE } from '../../harness/planes';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const EDGE = 'istio-ingress';
const [ONE, TWO] = ['one.example.com', 'two.example.com'];
let authority: Authority;
const ca = async () => (authority ??= await Authority.create('lab'));

export const cases = [
  ...shop({
    name: 'gateway: hosts and paths in plain HTTP',
    model: ({ chart, api, v1, v2 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.prefix('/beta')], to: [v2] });
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: [ONE] })).addRule({ matches: [HttpMatch.prefix('/api'), HttpMatch.prefix('/beta')], to: [api] });
    },
    expect: async (t, _, stage) => {
      t.equal('a path that is led', 'api-v1', origin(await stage.edge(80, ONE).get({ path: '/api/x' })));
      t.equal('the rules of the service hold at the edge too', 'api-v2', origin(await stage.edge(80, ONE).get({ path: '/beta/x' })));
      t.equal('a path that is not led', 'status 404', origin(await stage.edge(80, ONE).get({ path: '/other' })));
      t.equal('a host that is not served', 'status 404', origin(await stage.edge(80, TWO).get({ path: '/api/x' })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].hosts = ['*']; for (const v of objects.filter((o) => o.kind === 'VirtualService' && o.spec.gateways)) { v.spec.hosts = ['*']; } },
    on: { grpc: AT_AN_EDGE },
  }),
  ...shop({
    name: 'gateway: TLS by server name',
    model: ({ chart, api, v1, v2 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert') })).route(v1);
      edge.addListener(Listener.https({ hosts: [TWO], certificate: Certificate.fromSecret('two-cert') })).route(v2);
      void api;
    },
    stage: async () => ({ extras: [tlsSecret(EDGE, 'one-cert', await (await ca()).issue(ONE)), tlsSecret(EDGE, 'two-cert', await (await ca()).issue(TWO))] }),
    expect: async (t, _, stage) => {
      const pem = authority.pem;
      t.equal(ONE, 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: pem } })));
      t.equal(TWO, 'api-v2', origin(await stage.edge(443, TWO).get({ tls: { serverName: TWO, ca: pem } })));
      t.equal('another name', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { serverName: 'three.example.com', ca: pem } })));
      t.equal('plain text', 'no answer', origin(await stage.edge(443, ONE).get()));
      t.equal('TLS 1.1', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: pem, maxVersion: 'TLSv1.1' } })));
    },
    mistake: (objects) => { for (const s of find(objects, 'Gateway', 'edge').spec.servers) { s.tls.credentialName = 'two-cert'; } },
    on: { grpc: AT_AN_EDGE },
  }),
  ...shop({
    name: 'gateway: a client certificate is asked for',
    model: ({ chart, v1 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert'), clientAuth: ClientAuth.REQUIRED })).route(v1);
    },
    stage: async () => ({ extras: [tlsSecret(EDGE, 'one-cert', await (await ca()).issue(ONE), (await ca()).pem)] }),
    expect: async (t, _, stage) => {
      const known = await (await ca()).issue('client');
      const strange = await (await Authority.create('strangers')).issue('client');
      const tls = { serverName: ONE, ca: authority.pem };
      t.equal('with one of ours', 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { ...tls, ...known } })));
      t.equal('with a stranger\'s', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { ...tls, ...strange } })));
      t.equal('with none', 'no answer', origin(await stage.edge(443, ONE).get({ tls })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].tls.mode = 'SIMPLE'; },
    on: { grpc: AT_AN_EDGE },
  }),
  ...shop({
    name: 'gateway: listeners of another team',
    model: ({ app, chart, mesh, v1, v2 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: [ONE] })).route(v1);
      const team = new Chart(app, 'team', { namespace: 'team' });
      mesh.enroll(team);
      const own = new ListenerSet(team, 'own', { gateway: edge });
      own.addListener(Listener.http({ hosts: [TWO] })).route(v2);
      own.addListener(Listener.https({ hosts: [TWO], certificate: Certificate.fromSecret('two-cert') })).addRule({ matches: [HttpMatch.prefix('/team')], to: [v2] });
    },
    stage: async () => {
      const pair = await (await ca()).issue(TWO);
      return { extras: [tlsSecret(EDGE, 'two-cert', pair), tlsSecret('team', 'two-cert', pair)] };
    },
    expect: async (t, _, stage) => {
      const tls = { serverName: TWO, ca: authority.pem };
      t.equal('the gateway\'s own host', 'api-v1', origin(await stage.edge(80, ONE).get()));
      t.equal('the team\'s host', 'api-v2', origin(await stage.edge(80, TWO).get()));
      t.equal('the team\'s host by its certificate', 'api-v2', origin(await stage.edge(443, TWO).get({ tls, path: '/team/x' })));
      t.equal('a path that the team does not lead', 'status 404', origin(await stage.edge(443, TWO).get({ tls, path: '/other' })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'own').spec.servers[0].hosts = ['three.example.com']; },
    on: { static: { refused: [MeshFeature.LISTENER_SET] }, grpc: AT_AN_EDGE },
  }),
  ...shop({
    name: 'gateway: plain requests are sent to HTTPS',
    model: ({ chart, v1 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: [ONE], redirectToHttps: true }));
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert') })).route(v1);
    },
    stage: async () => ({ extras: [tlsSecret(EDGE, 'one-cert', await (await ca()).issue(ONE))] }),
    expect: async (t, _, stage) => {
      const got = await stage.edge(80, ONE).get({ path: '/a?b=c' });
      t.equal('answer', [301, `https://${ONE}/a?b=c`], [got.status, got.headers.location]);
      t.equal('HTTPS itself', 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: authority.pem } })));
    },
    mistake: (objects) => { delete find(objects, 'Gateway', 'edge').spec.servers[0].tls; },
    on: { grpc: AT_AN_EDGE },
  }),
  ...shop({
    name: 'gateway: TLS passes unopened',
    port: ServicePort.tls(9080),
    model: ({ chart, api, v2 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.tlsPassthrough({ hosts: [ONE] })).route(v2);
      void api;
    },
    stage: async () => ({ backendTls: await (await ca()).issue(ONE) }),
    expect: async (t, _, stage) => {
      const tls = { serverName: ONE, ca: authority.pem };
      t.equal('who answers, with its own certificate', 'api-v2:hello', (await stage.edge(443, ONE).line('hello', tls)).answer);
      t.equal('another name', '', (await stage.edge(443, ONE).line('hello', { ...tls, serverName: TWO })).answer);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.subsets.forEach((s: any) => { s.labels.version = 'v1'; }); },
    on: { grpc: AT_AN_EDGE },
  }),
];
