import { ExternalService, LoadBalancer, MutualTls, ServicePort, UpstreamTls } from 'cdk8s-mesh';
import { Manifest } from '../../harness/api-client';
import { find } from '../../harness/case';
import { Authority } from '../../harness/certificates';
import { gatewayApiShop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const BANK = 'api.bank.example';
let authority: Authority;
const ca = async () => (authority ??= await Authority.create('backends'));
const caOf = (name: string, pem: string): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: { 'ca.crt': pem } });

/** Features that Gateway API expresses in its own kinds, with istiod as the controller. */
export const cases = [
  ...gatewayApiShop({
    name: 'TLS to a service and its versions, by a CA in a ConfigMap',
    mesh: { mtls: MutualTls.PERMISSIVE },
    model: ({ api, v1, v2 }) => {
      api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'api-ca', sni: 'api.shop.example' }), loadBalancer: LoadBalancer.roundRobin() });
      api.split(v1.weight(1), v2.weight(1));
    },
    stage: async () => ({
      extras: [caOf('api-ca', (await ca()).pem)],
      speaks: { 'api-v1': 'https', 'api-v2': 'https', 'api-v3': 'https' },
      backendTls: await (await ca()).issue('api.shop.example'),
    }),
    expect: async (t, door) => {
      const got = await door.many(20);
      t.backends('who answers', got, ['api-v1', 'api-v2']);
      t.equal('server name that it is asked for', ['api.shop.example'], [...new Set(got.map((g) => g.echo?.headers['x-server-name'] ?? g.status))]);
    },
    mistake: (objects) => { find(objects, 'BackendTLSPolicy', 'api').spec.validation.hostname = 'other.example'; },
  }),
  ...gatewayApiShop({
    name: 'TLS to a service: a certificate of another name is not taken, by a CA in a ConfigMap',
    mesh: { mtls: MutualTls.PERMISSIVE },
    model: ({ api }) => api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'api-ca', sni: 'api.shop.example' }) }),
    stage: async () => ({
      extras: [caOf('api-ca', (await ca()).pem)],
      speaks: { 'api-v1': 'https', 'api-v2': 'https', 'api-v3': 'https' },
      backendTls: await (await ca()).issue('somebody.else.example'),
    }),
    expect: async (t, door) => t.equal('answers', [503], [...new Set((await door.many(12)).map((g) => g.status))]),
    mistake: (objects) => { delete find(objects, 'BackendTLSPolicy', 'api').spec.validation.subjectAltNames; },
  }),
  ...gatewayApiShop({
    name: 'TLS to a service, by the names in its certificate',
    mesh: { mtls: MutualTls.PERMISSIVE },
    model: ({ api }) => {
      api.policy({ loadBalancer: LoadBalancer.roundRobin() });
      api.policy({ tls: UpstreamTls.simple({ caConfigMap: 'api-ca', subjectAltNames: ['spiffe://shop.example/api'] }) }, 9080);
    },
    stage: async () => ({
      extras: [caOf('api-ca', (await ca()).pem)],
      speaks: { 'api-v1': 'https', 'api-v2': 'https', 'api-v3': 'https' },
      backendTls: await (await ca()).issue('spiffe://shop.example/api'),
    }),
    expect: async (t, door) => {
      const got = await door.many(12);
      t.backends('who answers', got, ['api-v1', 'api-v2', 'api-v3']);
      t.equal('server name that it is asked for', ['api.shop.svc.cluster.local'], [...new Set(got.map((g) => g.echo?.headers['x-server-name'] ?? g.status))]);
    },
    mistake: (objects) => { find(objects, 'BackendTLSPolicy', 'api').spec.validation.subjectAltNames[0].uri = 'spiffe://shop.example/web'; },
  }),
  ...gatewayApiShop({
    name: 'TLS added on the way out',
    model: ({ chart, web }) => {
      const bank = new ExternalService(chart, 'bank', { hosts: [BANK], ports: [ServicePort.http(8085)], policy: { tls: UpstreamTls.simple({ caConfigMap: 'bank-ca' }), loadBalancer: LoadBalancer.random() } });
      web.calls(bank);
    },
    stage: async () => ({ extras: [caOf('bank-ca', (await ca()).pem)], speaks: { [BANK]: 'https' }, backendTls: await (await ca()).issue(BANK) }),
    expect: async (t, _, stage) => {
      const got = await stage.from('web', BANK, 8085).get({ path: '/balance' });
      t.equal('who answers', BANK, origin(got));
      t.equal('server name that it is asked for', BANK, got.echo?.headers['x-server-name']);
    },
    mistake: (objects) => { find(objects, 'BackendTLSPolicy', 'bank').spec.validation.hostname = 'other.example'; },
  }),
];
