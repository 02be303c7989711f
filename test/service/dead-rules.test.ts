import { Chart, Duration } from 'cdk8s';
import { EgressGateway, ExternalService, HttpMatch, install, istio, MeshService, Resolution, ServicePort } from '../../src';
import { aMesh, find, objects } from '../fixture';

function world() {
  const { chart, app, mesh } = aMesh();
  const make = (id: string, ...ports: ServicePort[]) => new MeshService(chart, id, { ports });
  return { chart, app, mesh, make, a: make('a', ServicePort.http(80)), b: make('b', ServicePort.http(80)) };
}

describe('a split that would get no requests is refused', () => {
  test.each([
    ['a rule without matches', {}], ['a rule for the prefix /', { matches: [HttpMatch.prefix('/')] }], ['one of several matches', { matches: [HttpMatch.exact('/x'), HttpMatch.prefix('/')] }],
  ])('%s, whichever comes first', (_name, rule) => {
    for (const splitFirst of [true, false]) {
      const { a } = world();
      const [v1, v2] = ['v1', 'v2'].map((v) => a.addVersion(v));
      const steps = [() => a.split(v1.weight(1), v2.weight(1)), () => a.addRule({ ...rule, to: [v1] })];
      if (!splitFirst) steps.reverse();
      steps[0]();
      expect(steps[1]).toThrow(splitFirst ? /a rule of service 'shop\/a': it has no matches and so handles all requests, and the split of service 'a' would receive none; add matches to the rule/
        : /the split of service 'shop\/a' would receive no requests.*add matches to that rule, or remove one of the two/);
    }
  });

  test('a rule that routes to the split, or matches only some requests, is accepted with it', () => {
    const { a, chart } = world();
    const [v1, v2] = ['v1', 'v2'].map((v) => a.addVersion(v));
    a.addRule({ timeout: Duration.seconds(3) });
    a.split(v1.weight(1), v2.weight(1));
    a.addRule({ matches: [HttpMatch.header('x', 'y')], to: [v1] });
    expect(find(chart, 'VirtualService', 'a').spec.http).toHaveLength(2);
  });

  test('a split that would get no connections is refused', () => {
    const { make } = world();
    const db = make('db', ServicePort.tcp(5432));
    const [v1, v2] = ['v1', 'v2'].map((v) => db.addVersion(v));
    db.split(v1.weight(1), v2.weight(1));
    expect(() => db.addTcpRule({ to: [v1] })).toThrow(/handles all requests/);
    db.addTcpRule({ destinationSubnets: ['10.0.0.0/8'], to: [v1] });
  });
});

test('a split distributes among versions of its own service', () => {
  const { a, b } = world();
  const v1 = a.addVersion('v1');
  expect(() => a.split(b.addVersion('v1').weight(1))).toThrow(/has version 'v1' of service 'shop\/b'.*use one of its own versions, or a whole service/);
  a.split(v1.weight(9), b.weight(1));
});

test('a split for TLS only is refused with an alternative', () => {
  const tls = world().make('t', ServicePort.tls(443));
  expect(() => tls.split(tls.addVersion('v1').weight(1))).toThrow(/use addTlsRule\({ sniHosts: \['t\.shop\.svc\.cluster\.local'\]/);
});

test('rules for connections through an egress gateway are refused by the call', () => {
  const { chart } = world();
  const external = new ExternalService(chart, 'x', { hosts: ['x.example.com'], ports: [ServicePort.tls(443)], via: new EgressGateway(chart, 'out') });
  expect(() => external.addRule({ timeout: Duration.seconds(1) })).toThrow(/external service 'shop\/x': it applies to HTTP or gRPC ports, but 'x' has 443 tls/);
});

test('address ranges are refused if DNS resolves the hosts', () => {
  const { chart } = world();
  const make = (id: string, addresses: string[], resolution?: Resolution) => new ExternalService(chart, id, { hosts: [`${id}.example.com`], ports: [ServicePort.tcp(5432)], addresses, resolution });
  expect(() => make('a1', ['10.20.0.5/32'])).toThrow(/got: '10\.20\.0\.5\/32'; use '10\.20\.0\.5'/);
  expect(() => make('a2', ['10.20.0.5', '10.30.0.0/16'])).toThrow(/list the addresses, or use Resolution\.NONE or Resolution\.STATIC/);
  make('a3', ['10.30.0.0/16'], Resolution.NONE);
});

test('a zero timeout is omitted', () => {
  expect(() => world().a.addRule({ timeout: Duration.seconds(0) })).toThrow(/the timeout must be above 0, got: 0 ms; omit it for no timeout/);
});

test('an error in a value that is only known at synth names the construct, not the serializer', () => {
  const { app, chart } = world();
  const entry = new istio.ServiceEntry(chart, 'e', { hosts: ['x.example.com'], ports: [], resolution: istio.ServiceResolution.NONE });
  Object.defineProperty(entry.apiObject, 'toJson', {
    value: () => {
      throw new Error('Failed serializing construct at path \'shop/e/Resource\' with name \'e\': Error: spec: ports must be given');
    },
  });
  expect(() => app.synth()).toThrow(/'shop\/e\/Resource': spec: ports must be given/);
  expect(() => app.synth()).not.toThrow(/serializing/);
});

test('changes to a user\'s own objects after a call have no effect', () => {
  const { chart } = world();
  const env: { [name: string]: string } = { A: '1' };
  const args = ['--x'];
  new MeshService(chart, 'c', { ports: [ServicePort.http(80)], image: 'c:1', env, args });
  env.B = '2';
  args.push('--y');
  const [container] = objects(chart).find((o) => o.kind === 'Deployment' && o.metadata.name === 'c').spec.template.spec.containers;
  expect([container.env, container.args]).toEqual([[{ name: 'A', value: '1' }], ['--x']]);
});

test.each([
  ['http://keys.example.com/jwks', false], ['http://203.0.113.7/jwks', false], ['http://svc.example.com/jwks', false], ['https://keys.example.com/jwks', true], ['http://keys.auth.svc.cluster.local/jwks', true],
  ['http://keys.auth.svc:8080/jwks', true], ['http://keys:8080/jwks', true],
])('keys from %s: %s', (jwksUri, taken) => {
  const require = () => world().a.requireJwt({ issuer: 'https://id.example.com', jwksUri });
  taken ? require() : expect(require).toThrow(/jwksUri must be an https URL if it is outside the cluster.*use https, or set the keys as jwks/);
});

test.each([
  ['a user', { issuer: 'i', jwksUri: 'http://keycloak:x@evil.example.com/k' }, /jwksUri must not contain a user and password, got: 'http:\/\/keycloak:x@evil\.example\.com\/k'; remove them/],
  ['a scheme in capitals', { issuer: 'HTTP://accounts.example.com' }, /issuer must be an https URL/],
  ['the discovery of an issuer', { issuer: 'http://accounts.example.com' }, /issuer must be an https URL, or its keys, found by discovery outside the cluster, could be replaced by an attacker on the network, got: 'http:\/\/accounts\.example\.com'; set jwksUri to an https URL, or the keys as jwks/],
])('keys are not fetched over plain http: %s', (_what, jwt, message) => {
  expect(() => world().a.requireJwt(jwt)).toThrow(message);
});

test('an issuer may have an http URL if its keys come from elsewhere, or from the cluster', () => {
  const { a, b } = world();
  a.requireJwt({ issuer: 'http://accounts.example.com', jwksUri: 'https://accounts.example.com/keys' });
  b.requireJwt({ issuer: 'http://keycloak.auth.svc.cluster.local:8080/realms/shop' });
});

test.each([
  ['the default of most', { minReplicas: 6 }, true], ['a most of its own', { minReplicas: 3, maxReplicas: 2 }, true], ['as many', { minReplicas: 5 }, false], ['more', { minReplicas: 6, maxReplicas: 9 }, false],
])('an autoscaler with a minimum above %s', (_name, autoscaling, refused) => {
  const { app } = world();
  for (const make of [() => new install.IstioGateway(new Chart(app, 'edge'), 'g', { namespace: 'edge', autoscaling }), () => new install.Istiod(new Chart(app, 'cp'), 'istiod', { autoscaling })]) {
    refused ? expect(make).toThrow(/autoscaling\.minReplicas must be at most autoscaling\.maxReplicas, \d, got: \d; raise maxReplicas too/) : make();
  }
});

test.each<[string, (w: ReturnType<typeof world>) => void]>([
  ['by itself', ({ chart }) => chart.node.tryRemoveChild('b')],
  ['with what contains it', ({ app }) => app.node.tryRemoveChild('other')],
])('a caller that is taken out of the app, %s, may no longer call', (_name, remove) => {
  const w = world();
  const other = new Chart(w.app, 'other', { namespace: w.chart.namespace });
  w.mesh.enroll(other);
  const far = new MeshService(other, 'far', { ports: [ServicePort.http(80)] });
  w.b.calls(w.a);
  far.calls(w.a);
  const callers = () => find(w.chart, 'AuthorizationPolicy', 'a-allow').spec.rules?.[0].from[0].source.principals.map((p: string) => p.split('/').pop());
  expect(callers()).toEqual(['b', 'far']);
  remove(w);
  expect(callers()).toHaveLength(1);
});
