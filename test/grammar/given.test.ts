import { type Chart, Duration } from 'cdk8s';
import { Certificate, Fault, HashKey, HttpMatch, HttpMethod, IngressGateway, istio, Listener, MeshService, ServicePort, Source, StringMatch } from '../../src';
import { aMesh } from '../fixture';

function world() {
  const { chart, mesh } = aMesh();
  const make = (id: string) => new MeshService(chart, id, { ports: [ServicePort.http(80)] });
  return { chart, mesh, a: make('a'), b: make('b'), edge: new IngressGateway(chart, 'edge') };
}
type World = ReturnType<typeof world>;

const virtualService = (chart: Chart, route: istio.HttpRoute) =>
  new istio.VirtualService(chart, 'routes', { hosts: ['a.example.com'], http: [{ route: [{ destination: istio.Destination.host('a') }], ...route }] });
const policy = (chart: Chart, rules: istio.AuthorizationRule[]) => new istio.AuthorizationPolicy(chart, 'policy', { rules });

/** As JavaScript, or Python's dictionaries, would say it. */
const any = (value: unknown): any => value;

test.each<[string, (w: World) => unknown, RegExp]>([
  ['a number for a duration', ({ a }) => a.addRule({ timeout: any(5) }), /^MeshService 'shop\/a', addRule: timeout must be a Duration, such as Duration\.seconds\(5\), got: 5$/],
  ['a text for a duration', ({ a }) => a.addRule({ retries: { attempts: 1, perTryTimeout: any('5s') } }), /perTryTimeout must be a Duration.*got: '5s'$/],
  ['a duration of a fault', () => Fault.delay(any('1s'), 5), /Fault\.delay: duration must be a Duration/],
  ['a ttl of a cookie', () => HashKey.cookie({ name: 'a', ttl: any(10) }), /HashKey\.cookie: ttl must be a Duration.*got: 10$/],
  ['a call of a chart', ({ a, chart }) => a.calls(any(chart)), /^MeshService 'shop\/a', calls: target must be one of ExternalService, MeshService, .*, got: Chart 'shop'$/],
  ['a call of a name', ({ a }) => a.calls(any('reviews')), /target must be one of ExternalService, MeshService, .*, got: 'reviews'$/],
  ['a call of nothing', ({ a }) => a.calls(any(undefined)), /got: undefined$/],
  ['a mesh as a backend', ({ a, mesh }) => a.addRule({ to: [any(mesh)] }), /^MeshService 'shop\/a', addRule: to\[0\] must be one of Backend, .*MeshService, .*ServiceVersion, got: Mesh 'mesh'$/],
  ['nothing as a mirror', ({ a }) => a.addRule({ mirrors: [{ to: any(undefined) }] }), /mirrors\[0\]\.to must be one of Backend, .*got: undefined$/],
  ['a route to a name', ({ edge }) => edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(any('a')), /^GatewayListener\.route: to must be one of Backend, .*got: 'a'$/],
  ['no certificate', () => Listener.https(any({ hosts: ['a.example.com'] })), /^Listener\.https: certificate must be a Certificate, got: undefined$/],
  ['a secret that is not set', () => Certificate.fromSecret(any(undefined)), /Certificate\.fromSecret: secretName must be a string, got: undefined$/],
  ['a host that is not set', () => Listener.http({ hosts: [any(undefined)] }), /^Listener\.http: hosts\[0\] must be a string, got: undefined$/],
  ['a misspelt source of a rule', ({ a }) => a.allow(any({ form: [Source.namespace('ops')] })), /^MeshService 'shop\/a', allow: form is not a property of AccessRule; use 'from'$/],
  ['a misspelt method at a gateway', ({ edge }) => edge.allow(any({ method: [HttpMethod.GET] })), /method is not a property of AccessRule; use 'methods'$/],
  ['a misspelt value of a condition', ({ a }) => a.deny({ when: [any({ key: 'source.namespace', value: ['x'] })] }), /when\[0\]\.value is not a property of AccessCondition; use 'values'$/],
  ['a misspelt option of a call', ({ a, b }) => a.calls(b, any({ path: ['/x'] })), /path is not a property of CallOptions; use 'paths'$/],
  ['a name as a source', ({ a }) => a.allow({ from: [any('ops')] }), /from\[0\] must be a Source, got: 'ops'$/],
  ['a misspelt property of a service', ({ chart }) => new MeshService(chart, 'c', any({ port: [ServicePort.http(80)] })), /^MeshService 'shop\/c': port is not a property of MeshServiceProps; use 'ports'$/],
  ['a misspelt property of a rule', ({ a }) => a.addRule(any({ timeOut: Duration.seconds(5) })), /timeOut is not a property of HttpRule; use 'timeout'$/],
  ['a misspelt property of a policy', ({ a }) => a.policy(any({ outlierDetecton: {} })), /outlierDetecton is not a property of TrafficPolicy; use 'outlierDetection'$/],
  ['a misspelt condition of a match', () => HttpMatch.conditions(any({ header: { a: StringMatch.exact('b') } })), /^HttpMatch\.conditions: header is not a property of HttpMatchProps; use 'headers'$/],
  ['another word in a match of Istio', ({ chart }) => virtualService(chart, { match: [any({ path: istio.StringMatch.prefix('/a') })] }), /http\[0\]\.match\[0\] must have no properties other than .*uri.*, got: 'path'$/],
  ['another word in a source of Istio', ({ chart }) => policy(chart, [any({ from: [{ serviceAccount: ['shop/a'] }] })]), /rules\[0\]\.from\[0\]\.serviceAccount is not a property of istio\.Source; use 'serviceAccounts'$/],
  ['another word in an operation of Istio', ({ chart }) => policy(chart, [{ to: [any({ methods: ['GET'], path: ['/a'] })] }]), /rules\[0\]\.to\[0\]\.path is not a property of istio\.Operation; use 'paths'$/],
  ['another word in a rule of Istio', ({ chart }) => policy(chart, [any({ form: [{ namespaces: ['shop'] }] })]), /rules\[0\]\.form is not a property of istio\.AuthorizationRule; use 'from'$/],
  ['another word in a listener of Envoy', () => istio.EnvoyMatch.listener(istio.EnvoyContext.GATEWAY, any({ filterChain: { filters: 'a' } })), /filterChain\.filters is not a property of istio\.EnvoyFilterChainMatch; use 'filter'$/],
  ['a misspelt retry of Istio', ({ chart }) => virtualService(chart, { retries: any({ attempts: 2, perTryTimeuot: Duration.seconds(1) }) }), /retries\.perTryTimeuot is not a property of istio\.HttpRetry; use 'perTryTimeout'$/],
  ['a list as a rule', ({ a }) => a.allow(any([])), /rule must be an object with the properties of AccessRule, got: a list$/],
])('%s is refused with the expected value', (_name, run, message) => {
  expect(() => run(world())).toThrow(message);
  expect(() => run(world())).not.toThrow(TypeError);
});

test('valid values are accepted, and undefined properties count as omitted', () => {
  const { a, b } = world();
  a.calls(b, { methods: undefined, ...any({ path: undefined }) });
  a.addRule({ timeout: Duration.seconds(5), to: [b], ...any({ team: 'x', owner: 'y' }) });
});
