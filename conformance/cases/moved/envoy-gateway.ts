import { Certificate, ClientAuth, HttpMatch, IngressGateway, Listener, PathMatch, UpstreamTls } from 'cdk8s-mesh';
import type { Manifest } from '../../harness/api-client';
import { find } from '../../harness/case';
import { Authority, tlsSecret } from '../../harness/certificates';
import { envoyGatewayShop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const HOST = 'shop.example.com';
let authority: Authority;
const ca = async () => (authority ??= await Authority.create('lab'));
const caOf = async (name: string): Promise<Manifest> => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: { 'ca.crt': (await ca()).pem } });

/** Features that an implementation other than Istio expresses in Gateway API itself, and that its conformance report does not list. */
export const cases = [
  ...envoyGatewayShop({
    name: 'gateway: a client certificate is asked for, by a CA in a ConfigMap',
    model: ({ chart, v1 }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.https({ hosts: [HOST], certificate: Certificate.fromSecret('cert'), clientAuth: ClientAuth.REQUIRED, clientCaConfigMap: 'clients' })).route(v1);
    },
    stage: async () => ({ extras: [tlsSecret('shop', 'cert', await (await ca()).issue(HOST)), await caOf('clients')] }),
    expect: async (t, stage) => {
      const known = await (await ca()).issue('client');
      const strange = await (await Authority.create('strangers')).issue('client');
      const tls = { serverName: HOST, ca: authority.pem };
      t.equal('with one of ours', 'api-v1', origin(await stage.edge(443, HOST).get({ tls: { ...tls, ...known } })));
      t.equal('with a stranger\'s', 'no answer', origin(await stage.edge(443, HOST).get({ tls: { ...tls, ...strange } })));
      t.equal('with none', 'no answer', origin(await stage.edge(443, HOST).get({ tls })));
    },
    mistake: (objects) => { delete find(objects, 'Gateway', 'edge').spec.tls; },
  }),
  ...envoyGatewayShop({
    name: 'edge: TLS to a service, by a CA in a ConfigMap',
    model: ({ chart, api }) => {
      api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'api-ca', sni: 'api.shop.example' }) });
      new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: [HOST] })).route(api);
    },
    stage: async () => ({ extras: [await caOf('api-ca')], speaks: { 'api-v1': 'https', 'api-v2': 'https', 'api-v3': 'https' }, backendTls: await (await ca()).issue('api.shop.example') }),
    expect: async (t, stage) => {
      const got = await stage.edge(80, HOST).many(12);
      t.equal('server name that it is asked for', ['api.shop.example'], [...new Set(got.map((g) => g.echo?.headers['x-server-name'] ?? String(g.status)))]);
    },
    mistake: (objects) => { for (const p of objects.filter((o) => o.kind === 'BackendTLSPolicy')) { p.spec.validation.hostname = 'other.example'; p.spec.validation.subjectAltNames = undefined; } },
  }),
  ...envoyGatewayShop({
    name: 'edge: expressions, of which its conformance report does not speak',
    model: ({ chart, v2 }) => new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: [HOST] })).addRule({ matches: [HttpMatch.conditions({ path: PathMatch.regex('/items/[0-9]+') })], to: [v2] }),
    expect: async (t, stage) => t.equal('the expression', 'api-v2', origin(await stage.edge(80, HOST).get({ path: '/items/42' }))),
    unreported: ['RegularExpression'],
  }),
  ...envoyGatewayShop({
    name: 'edge: plain connections, of which its conformance report does not speak',
    model: ({ chart, v2 }) => new IngressGateway(chart, 'edge').addListener(Listener.tcp({ port: 5432 })).route(v2),
    expect: async (t, stage) => t.equal('who answers', 'api-v2:x', (await stage.edge(5432, HOST).line('x')).answer),
    unreported: ['GATEWAY-TCP'],
  }),
];
