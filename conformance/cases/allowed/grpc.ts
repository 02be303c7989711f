import { ServicePort, Source } from 'cdk8s-mesh';
import { drop, find } from '../../harness/case';
import { BY_PROXIES } from '../../harness/planes';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const port = ServicePort.grpc(9080);
const called = async (door: { get(ask: object): Promise<any> }, path: string) => {
  const got = await door.get({ path, method: 'POST' });
  return got.backend?.startsWith('api-') ? 'api' : origin(got);
};

/** Who may make which gRPC calls, on every plane: enforced by a proxy, or by the server itself. */
export const cases = [
  ...shop({
    group: 'allowed',
    name: 'gRPC over mutual TLS: a declared call with its methods, and no other',
    mesh: { scopeSidecars: false },
    port,
    model: ({ api, further }) => {
      const shipping = further('shipping');
      shipping.calls(api, { paths: ['/shop.Rates/*'] });
      further('stranger').calls(shipping);
    },
    stage: { secure: true },
    expect: async (t, door, stage) => {
      const from = (caller: string) => stage.from(caller, 'api', 9080);
      t.equal('a call without limits', 'api', await called(door, '/shop.Orders/Put'));
      t.equal('as declared', 'api', await called(from('shipping'), '/shop.Rates/Get'));
      t.equal('another method', 'status 403', await called(from('shipping'), '/shop.Orders/Put'));
      t.equal('who declared no call', 'status 403', await called(from('stranger'), '/shop.Rates/Get'));
      const got = await from('shipping').get({ path: '/shop.Rates/Get', method: 'POST' });
      t.that('identity that the callee sees', 'spiffe://cluster.local/ns/shop/sa/shipping', String(got.echo?.headers['x-forwarded-client-cert']), /URI=spiffe:\/\/cluster.local\/ns\/shop\/sa\/shipping(;|$)/.test(String(got.echo?.headers['x-forwarded-client-cert'])));
      t.equal('plain text', 'no answer', origin(await stage.around('api-v1', 9080).get({ path: '/shop.Rates/Get', method: 'POST' })));
    },
    mistake: (objects) => { for (const r of find(objects, 'AuthorizationPolicy', 'api-allow').spec.rules) { delete r.to; } },
    on: { grpc: { also: ['js'] } },
  }),
  ...shop({
    group: 'allowed',
    name: 'gRPC over mutual TLS: allow by namespace, deny by method and by name',
    mesh: { scopeSidecars: false },
    port,
    model: ({ api, further }) => {
      const shipping = further('shipping');
      api.allow({ from: [Source.namespace('shop')], paths: ['/shop.Public/*'] });
      api.deny({ paths: ['/shop.Public/Secret'] });
      api.deny({ from: [Source.identity(shipping.identity!)], paths: ['/shop.Public/Buy'] });
    },
    stage: { secure: true },
    expect: async (t, door, stage) => {
      const shipping = stage.from('shipping', 'api', 9080); // which declared nothing
      t.equal('who declared a call', 'api', await called(door, '/shop.Any/Thing'));
      t.equal('what is denied', 'status 403', await called(door, '/shop.Public/Secret'));
      t.equal('who did not, where the rule lets it', 'api', await called(shipping, '/shop.Public/Look'));
      t.equal('who did not, elsewhere', 'status 403', await called(shipping, '/shop.Any/Thing'));
      t.equal('what is denied to one', 'status 403', await called(shipping, '/shop.Public/Buy'));
      t.equal('what is denied to one, to another', 'api', await called(door, '/shop.Public/Buy'));
    },
    mistake: (objects) => drop(objects, 'AuthorizationPolicy', 'api-deny'),
    on: BY_PROXIES,
  }),
  ...shop({
    group: 'allowed',
    name: 'gRPC over mutual TLS: a service that nobody may call',
    mesh: { scopeSidecars: false },
    port,
    model: ({ further }) => { further('vault'); },
    stage: { secure: true },
    expect: async (t, door, stage) => {
      t.equal('one that may be called', 'api', await called(door, '/shop.Any/Thing'));
      t.equal('one that nobody may call', 'status 403', origin(await stage.from('web', 'vault', 8080).get({ path: '/shop.Vault/Open', method: 'POST' })));
    },
    mistake: (objects) => drop(objects, 'AuthorizationPolicy', 'deny-by-default'),
    on: BY_PROXIES,
  }),
];
