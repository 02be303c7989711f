import { HttpMethod, IngressGateway, Listener, MeshFeature, Source } from 'cdk8s-mesh';
import { drop } from '../../harness/case';
import { TokenIssuer } from '../../harness/certificates';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const issuer = new TokenIssuer('https://issuer.example');
const stranger = new TokenIssuer('https://issuer.example'); // the same name, other keys
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

export const cases = [
  ...shop({
    group: 'allowed',
    name: 'a service asks for a token',
    model: ({ api }) => api.requireJwt({ issuer: issuer.issuer, jwks: issuer.jwks, audiences: ['shop'], exemptPaths: ['/health'], claims: { role: ['buyer', 'seller'] } }),
    stage: { secure: true },
    expect: async (t, door) => {
      const status = async (what: string, expected: number, ask: object) => t.equal(what, expected, (await door.get(ask)).status);
      await status('none', 403, {});
      await status('a good one', 200, bearer(issuer.token({ aud: 'shop', role: 'buyer' })));
      await status('another role', 403, bearer(issuer.token({ aud: 'shop', role: 'guest' })));
      await status('another audience', 403, bearer(issuer.token({ aud: 'bank', role: 'buyer' })));
      await status('one that has ended', 401, bearer(issuer.token({ aud: 'shop', role: 'buyer', exp: 1_000_000_000 })));
      await status('one with a false signature', 401, bearer(stranger.token({ aud: 'shop', role: 'buyer' })));
      await status('rubbish', 401, bearer('rubbish'));
      await status('none, where none is needed', 200, { path: '/health' });
    },
    mistake: (objects) => drop(objects, 'AuthorizationPolicy', 'api-require-token'),
    on: { grpc: { refused: [MeshFeature.JWT, MeshFeature.JWT_REQUIRED, MeshFeature.JWT_CLAIMS] } },
  }),
  ...shop({
    group: 'allowed',
    name: 'a gateway asks for a token, and refuses paths',
    model: ({ chart, api }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(api);
      edge.requireJwt({ issuer: issuer.issuer, jwks: issuer.jwks });
      edge.deny({ paths: ['/internal/*'] });
    },
    expect: async (t, _, stage) => {
      const edge = stage.edge(80, 'shop.example.com');
      t.equal('none', 403, (await edge.get()).status);
      t.equal('a good one', 200, (await edge.get(bearer(issuer.token()))).status);
      t.equal('a good one, at a path that is refused', 403, (await edge.get({ ...bearer(issuer.token()), path: '/internal/keys' })).status);
      t.equal('one with a false signature', 401, (await edge.get(bearer(stranger.token()))).status);
    },
    explained: [{ says: /will deny all traffic to TCP ports/, because: 'the ports behind a gateway\'s Service are its installer\'s; this one has HTTP listeners only' }],
    mistake: (objects) => { for (const p of objects.filter((o) => o.kind === 'AuthorizationPolicy' && o.metadata.name.startsWith('shop-edge'))) { objects.splice(objects.indexOf(p), 1); } },
    on: { grpc: { unmeasured: 'an edge is an Envoy, as with the Istio API' } },
  }),
  ...shop({
    group: 'allowed',
    name: 'rules beyond the declared calls: allow and deny',
    mesh: { scopeSidecars: false },
    model: ({ api }) => {
      api.allow({ from: [Source.namespace('shop')], methods: [HttpMethod.GET], paths: ['/public/*'] });
      api.deny({ paths: ['/public/secret'] });
    },
    stage: { secure: true, callers: [] },
    expect: async (t, door, stage) => {
      t.equal('who declared a call', true, (await door.get({ path: '/any' })).backend?.startsWith('api-'));
      t.equal('what is denied', 'status 403', origin(await door.get({ path: '/public/secret' })));
      const other = stage.from('api-v1', 'api', 9080); // itself, which declared nothing
      t.equal('who did not, where the rule lets it', true, (await other.get({ path: '/public/x' })).backend?.startsWith('api-'));
      t.equal('who did not, elsewhere', 'status 403', origin(await other.get({ path: '/any' })));
    },
    mistake: (objects) => drop(objects, 'AuthorizationPolicy', 'api-deny'),
    on: { grpc: { refused: [MeshFeature.OPERATION_METHODS] } },
  }),
];
