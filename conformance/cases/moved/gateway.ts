import { Chart } from 'cdk8s';
import { Certificate, ClientAuth, HttpMatch, IngressGateway, Listener, ListenerSet, MeshFeature, ServicePort } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { Authority, tlsSecret } from '../../harness/certificates';
import { edgeShop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const [ONE, TWO] = ['one.example.com', 'two.example.com'];
let authority: Authority;
const ca = async () => (authority ??= await Authority.create('lab'));
/** A certificate in the namespaces of Istio's proxies, and of other implementations' Gateways. */
const everywhere = async (name: string, host: string, clients?: string) => {
  const pair = await (await ca()).issue(host);
  return ['istio-ingress', 'shop'].map((namespace) => tlsSecret(namespace, name, pair, clients));
};

export const cases = [
  ...edgeShop({
    name: 'gateway: hosts and paths in plain HTTP',
    model: ({ chart, api, v1, v2 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.prefix('/beta')], to: [v2] });
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: [ONE] })).addRule({ matches: [HttpMatch.prefix('/api'), HttpMatch.prefix('/beta')], to: [api] });
    },
    expect: async (t, stage) => {
      t.equal('a path that is led', 'api-v1', origin(await stage.edge(80, ONE).get({ path: '/api/x' })));
      t.equal('the rules of the service hold at the edge too', 'api-v2', origin(await stage.edge(80, ONE).get({ path: '/beta/x' })));
      t.equal('a path that is not led', 'status 404', origin(await stage.edge(80, ONE).get({ path: '/other' })));
      t.equal('a host that is not served', 'status 404', origin(await stage.edge(80, TWO).get({ path: '/api/x' })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].hosts = ['*']; for (const v of objects.filter((o) => o.kind === 'VirtualService' && o.spec.gateways)) { v.spec.hosts = ['*']; } },
    on: { 'envoy-gateway': { mistake: (objects) => { delete find(objects, 'HTTPRoute', 'edge-http-80').spec.hostnames; delete find(objects, 'Gateway', 'edge').spec.listeners[0].hostname; } } },
  }),
  ...edgeShop({
    name: 'gateway: TLS by server name',
    model: ({ chart, api, v1, v2 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert') })).route(v1);
      edge.addListener(Listener.https({ hosts: [TWO], certificate: Certificate.fromSecret('two-cert') })).route(v2);
      void api;
    },
    stage: async () => ({ extras: [...await everywhere('one-cert', ONE), ...await everywhere('two-cert', TWO)] }),
    expect: async (t, stage) => {
      const pem = authority.pem;
      t.equal(ONE, 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: pem } })));
      t.equal(TWO, 'api-v2', origin(await stage.edge(443, TWO).get({ tls: { serverName: TWO, ca: pem } })));
      t.equal('another name', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { serverName: 'three.example.com', ca: pem } })));
      t.equal('plain text', 'no answer', origin(await stage.edge(443, ONE).get()));
      t.equal('TLS 1.1', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: pem, maxVersion: 'TLSv1.1' } })));
    },
    mistake: (objects) => { for (const s of find(objects, 'Gateway', 'edge').spec.servers) { s.tls.credentialName = 'two-cert'; } },
    on: { 'envoy-gateway': { mistake: (objects) => { for (const l of find(objects, 'Gateway', 'edge').spec.listeners) { l.tls.certificateRefs[0].name = 'two-cert'; } } } },
  }),
  ...edgeShop({
    name: 'gateway: a client certificate is asked for',
    model: ({ chart, v1 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert'), clientAuth: ClientAuth.REQUIRED })).route(v1);
    },
    stage: async () => ({ extras: await everywhere('one-cert', ONE, (await ca()).pem) }),
    expect: async (t, stage) => {
      const known = await (await ca()).issue('client');
      const strange = await (await Authority.create('strangers')).issue('client');
      const tls = { serverName: ONE, ca: authority.pem };
      t.equal('with one of ours', 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { ...tls, ...known } })));
      t.equal('with a stranger\'s', 'no answer', origin(await stage.edge(443, ONE).get({ tls: { ...tls, ...strange } })));
      t.equal('with none', 'no answer', origin(await stage.edge(443, ONE).get({ tls })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].tls.mode = 'SIMPLE'; },
    on: { 'envoy-gateway': { unmeasured: 'Gateway API takes the CA from a ConfigMap: a case of its own' } },
  }),
  ...edgeShop({
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
    stage: async () => ({ extras: [...await everywhere('two-cert', TWO), tlsSecret('team', 'two-cert', await (await ca()).issue(TWO))] }),
    expect: async (t, stage) => {
      const tls = { serverName: TWO, ca: authority.pem };
      t.equal('the gateway\'s own host', 'api-v1', origin(await stage.edge(80, ONE).get()));
      t.equal('the team\'s host', 'api-v2', origin(await stage.edge(80, TWO).get()));
      t.equal('the team\'s host by its certificate', 'api-v2', origin(await stage.edge(443, TWO).get({ tls, path: '/team/x' })));
      t.equal('a path that the team does not lead', 'status 404', origin(await stage.edge(443, TWO).get({ tls, path: '/other' })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'own').spec.servers[0].hosts = ['three.example.com']; },
    on: { static: { refused: [MeshFeature.LISTENER_SET] } },
  }),
  ...edgeShop({
    name: 'gateway: plain requests are sent to HTTPS',
    model: ({ chart, v1 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: [ONE], redirectToHttps: true }));
      edge.addListener(Listener.https({ hosts: [ONE], certificate: Certificate.fromSecret('one-cert') })).route(v1);
    },
    stage: async () => ({ extras: await everywhere('one-cert', ONE) }),
    expect: async (t, stage) => {
      const got = await stage.edge(80, ONE).get({ path: '/a?b=c' });
      t.equal('answer', [301, `https://${ONE}/a?b=c`], [got.status, got.headers.location]);
      t.equal('HTTPS itself', 'api-v1', origin(await stage.edge(443, ONE).get({ tls: { serverName: ONE, ca: authority.pem } })));
    },
    mistake: (objects) => { delete find(objects, 'Gateway', 'edge').spec.servers[0].tls; },
  }),
  ...edgeShop({
    name: 'gateway: TLS passes unopened',
    port: ServicePort.tls(9080),
    model: ({ chart, api, v2 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.tlsPassthrough({ hosts: [ONE] })).route(v2);
      void api;
    },
    stage: async () => ({ backendTls: await (await ca()).issue(ONE) }),
    expect: async (t, stage) => {
      const tls = { serverName: ONE, ca: authority.pem };
      t.equal('who answers, with its own certificate', 'api-v2:hello', (await stage.edge(443, ONE).line('hello', tls)).answer);
      t.equal('another name', '', (await stage.edge(443, ONE).line('hello', { ...tls, serverName: TWO })).answer);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.subsets.forEach((s: any) => { s.labels.version = 'v1'; }); },
  }),
];
