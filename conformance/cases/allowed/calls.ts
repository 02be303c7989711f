import { Chart } from 'cdk8s';
import { ControlPlane, HttpMethod, Mesh, MeshApp, MeshFeature, MeshProps } from 'cdk8s-mesh';
import { Bookinfo } from '../../../examples/bookinfo/main';
import { drop, find, modelCases } from '../../harness/case';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

/** The declared calls in Bookinfo, with their restrictions. */
const DECLARED = ['productpage-v1 details', 'productpage-v1 reviews', 'reviews-v1 ratings', 'reviews-v2 ratings', 'reviews-v3 ratings'];
const CALLERS = ['productpage-v1', 'details-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'ratings-v1'];
const SERVICES = ['productpage', 'details', 'reviews', 'ratings'];

/** Features of Bookinfo that Gateway API can't express. */
const BOOKINFO = [MeshFeature.FAULT_DELAY, MeshFeature.RETRY_ON_CONNECTION];

const HTTP = { unmeasured: 'the services speak HTTP' };

const bookinfo = (props: MeshProps) => (controlPlane?: ControlPlane) => {
  const app = new MeshApp();
  return { app, about: new Bookinfo(app, new Mesh(app, 'mesh', { ...props, controlPlane })) as Chart };
};

export const cases = [
  ...modelCases('allowed', {
    name: 'Bookinfo over mutual TLS: each declared call passes, each other is refused',
    app: bookinfo({ scopeSidecars: false }), // with scopes the caller's own proxy refuses: here the callee has to
    stage: { secure: true },
    expect: async (t, stage) => {
      for (const caller of CALLERS) {
        for (const service of SERVICES.filter((s) => !caller.startsWith(s))) {
          const declared = DECLARED.includes(`${caller} ${service}`);
          const got = await stage.from(caller, service, 9080).get({ path: '/' });
          t.equal(`${caller} to ${service}`, declared ? service : 'status 403', got.backend?.replace(/-v.$/, '') ?? origin(got));
        }
      }
      t.equal('a declared call with a method that was not', 'status 403', origin(await stage.from('productpage-v1', 'details', 9080).get({ method: 'POST' })));
      const seen = stage.backend('details-v1').seen[0];
      t.that('identity that the callee sees', 'spiffe://cluster.local/ns/bookinfo/sa/productpage', String(seen?.headers['x-forwarded-client-cert']), /URI=spiffe:\/\/cluster.local\/ns\/bookinfo\/sa\/productpage(;|$)/.test(String(seen?.headers['x-forwarded-client-cert'])));
      t.equal('plain text', 'no answer', origin(await stage.around('details-v1', 9080).get()));
    },
    mistake: (objects) => drop(objects, 'AuthorizationPolicy', 'ratings-allow'),
    on: { 'gateway-api': { refused: BOOKINFO }, 'grpc': HTTP },
  }),
  ...modelCases('allowed', {
    name: 'Bookinfo with scopes: a caller\'s proxy knows only what it calls',
    app: bookinfo({}),
    stage: { callers: ['productpage-v1', 'reviews-v1'] },
    expect: async (t, stage) => {
      t.equal('declared', 'details-v1', origin(await stage.from('productpage-v1', 'details', 9080).get()));
      t.equal('not declared', 'status 502', origin(await stage.from('productpage-v1', 'ratings', 9080).get()));
      t.equal('declared by another', 'ratings-v1', origin(await stage.from('reviews-v1', 'ratings', 9080).get()));
    },
    mistake: (objects) => { find(objects, 'Sidecar', 'productpage').spec.egress = [{ hosts: ['*/*'] }]; },
    on: { 'gateway-api': { refused: BOOKINFO }, 'static': { unmeasured: 'what is not called has no door in the caller\'s proxy; what goes around it meets the callee\'s proxy, which the case before measures' }, 'grpc': HTTP },
  }),
  ...shop({
    group: 'allowed',
    name: 'a declared call with its method and path, and no other',
    mesh: { scopeSidecars: false },
    model: ({ api, further }) => {
      const shipping = further('shipping');
      shipping.calls(api, { methods: [HttpMethod.GET], paths: ['/rates/*'] });
      further('stranger').calls(shipping);
    },
    stage: { secure: true },
    expect: async (t, door, stage) => {
      const from = (caller: string) => stage.from(caller, 'api', 9080);
      t.equal('a call without limits', true, (await door.get({ path: '/any', method: 'POST' })).backend?.startsWith('api-'));
      t.equal('as declared', true, (await from('shipping').get({ path: '/rates/eu' })).backend?.startsWith('api-'));
      t.equal('another path', 'status 403', origin(await from('shipping').get({ path: '/orders' })));
      t.equal('another method', 'status 403', origin(await from('shipping').get({ path: '/rates/eu', method: 'POST' })));
      const identity = await from('shipping').get({ path: '/rates/eu' });
      t.equal('identity that the callee sees', true, String(identity.echo?.headers['x-forwarded-client-cert']).includes('URI=spiffe://cluster.local/ns/shop/sa/shipping'));
      t.equal('who may call another service', 'shipping', origin(await stage.from('stranger', 'shipping', 8080).get()));
      t.equal('who declared no call', 'status 403', origin(await from('stranger').get({ path: '/rates/eu' })));
    },
    mistake: (objects) => { for (const r of find(objects, 'AuthorizationPolicy', 'api-allow').spec.rules) { delete r.to; } },
    on: { grpc: { refused: [MeshFeature.CALL_METHODS] } },
  }),
  ...shop({
    group: 'allowed',
    name: 'plain text is refused where strict',
    model: () => undefined,
    stage: { secure: true },
    expect: async (t, door, stage) => {
      t.equal('mutual TLS', true, (await door.get({ path: '/any/thing' })).backend?.startsWith('api-'));
      t.equal('plain text', 'no answer', origin(await stage.around('api-v1', 9080).get({ path: '/any/thing' })));
    },
    mistake: (objects) => { for (const p of objects.filter((o) => o.kind === 'PeerAuthentication')) { p.spec.mtls.mode = 'PERMISSIVE'; } drop(objects, 'AuthorizationPolicy', 'deny-by-default'); drop(objects, 'AuthorizationPolicy', 'api-allow'); },
  }),
];
