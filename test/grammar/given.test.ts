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
  ['a number for a duration', ({ a }) => a.addRule({ timeout: any(5) }), /a rule of service 'shop\/a': the timeout must be a Duration, such as Duration\.seconds\(5\), got: 5$/],
  ['a text for a duration', ({ a }) => a.addRule({ retries: { attempts: 1, perTryTimeout: any('5s') } }), /perTryTimeout must be a Duration.*got: '5s'$/],
  ['a duration of a fault', () => Fault.delay(any('1s'), 5), /Fault\.delay: duration must be a Duration/],
  ['a ttl of a cookie', () => HashKey.cookie({ name: 'a', ttl: any(10) }), /HashKey\.cookie: ttl must be a Duration.*got: 10$/],
  ['a call of a chart', ({ a, chart }) => a.calls(any(chart)), /the call from 'shop\/a': its target must be a MeshService or an ExternalService, got: Chart 'shop'$/],
  ['a call of a name', ({ a }) => a.calls(any('reviews')), /its target must be a MeshService or an ExternalService, got: 'reviews'$/],
  ['a call of nothing', ({ a }) => a.calls(any(undefined)), /got: undefined$/],
  ['a mesh as a backend', ({ a, mesh }) => a.addRule({ to: [any(mesh)] }), /a rule of service 'shop\/a': a backend must be a service, a version of one, or either with a weight, got: Mesh 'mesh'$/],
  ['nothing as a mirror', ({ a }) => a.addRule({ mirrors: [{ to: any(undefined) }] }), /a backend must be a service.*got: undefined$/],
  ['a route to a name', ({ edge }) => edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(any('a')), /a rule of listener 'shop\/edge\/http-80': a backend must be a service.*got: 'a'$/],
  ['no certificate', () => Listener.https(any({ hosts: ['a.example.com'] })), /Listener: certificate must be a Certificate.*got: undefined$/],
  ['a secret that is not set', () => Certificate.fromSecret(any(undefined)), /Certificate\.fromSecret: secretName must be a string, got: undefined$/],
  ['a host that is not set', () => Listener.http({ hosts: [any(undefined)] }), /a host must be a string, got: undefined$/],
  ['a misspelt source of a rule', ({ a }) => a.allow(any({ form: [Source.namespace('ops')] })), /access to service 'shop\/a' must have no properties other than from, methods, .*, got: 'form'$/],
  ['a misspelt method at a gateway', ({ edge }) => edge.allow(any({ method: [HttpMethod.GET] })), /must have no properties other than .*, got: 'method'$/],
  ['a misspelt value of a condition', ({ a }) => a.deny({ when: [any({ key: 'source.namespace', value: ['x'] })] }), /a condition must have no properties other than key, values, notValues, got: 'value'$/],
  ['a misspelt option of a call', ({ a, b }) => a.calls(b, any({ path: ['/x'] })), /must have no properties other than methods, paths, grpc, ports, got: 'path'$/],
  ['a name as a source', ({ a }) => a.allow({ from: [any('ops')] }), /a source must be a Source.*got: 'ops'$/],
  ['a misspelt property of a service', ({ chart }) => new MeshService(chart, 'c', any({ port: [ServicePort.http(80)] })), /service 'shop\/c' must have no property 'port', got: 'port'; use 'ports'$/],
  ['a misspelt property of a rule', ({ a }) => a.addRule(any({ timeOut: Duration.seconds(5) })), /a rule of service 'shop\/a' must have no property 'timeOut'.*use 'timeout'$/],
  ['a misspelt property of a policy', ({ a }) => a.policy(any({ outlierDetecton: {} })), /must have no property 'outlierDetecton'.*use 'outlierDetection'$/],
  ['a misspelt condition of a match', () => HttpMatch.of(any({ header: { a: StringMatch.exact('b') } })), /HttpMatch\.of must have no properties other than path, method, headers, .*, got: 'header'$/],
  ['another word in a match of Istio', ({ chart }) => virtualService(chart, { match: [any({ path: istio.StringMatch.prefix('/a') })] }), /http\[0\]\.match\[0\] must have no properties other than .*uri.*, got: 'path'$/],
  ['another word in a source of Istio', ({ chart }) => policy(chart, [any({ from: [{ serviceAccount: ['shop/a'] }] })]), /rules\[0\]\.from\[0\] must have no properties other than .*serviceAccounts.*, got: 'serviceAccount'$/],
  ['another word in an operation of Istio', ({ chart }) => policy(chart, [{ to: [any({ methods: ['GET'], path: ['/a'] })] }]), /rules\[0\]\.to\[0\] must have no properties other than .*paths.*, got: 'path'$/],
  ['another word in a rule of Istio', ({ chart }) => policy(chart, [any({ form: [{ namespaces: ['shop'] }] })]), /rules\[0\] must have no properties other than .*from.*, got: 'form'$/],
  ['another word in a listener of Envoy', () => istio.EnvoyMatch.listener(istio.EnvoyContext.GATEWAY, any({ filterChain: { filters: 'a' } })), /filterChain must have no properties other than .*filter.*, got: 'filters'$/],
  ['a misspelt retry of Istio', ({ chart }) => virtualService(chart, { retries: any({ attempts: 2, perTryTimeuot: Duration.seconds(1) }) }), /retries must have no property 'perTryTimeuot', got: 'perTryTimeuot'; use 'perTryTimeout'$/],
  ['a list as a rule', ({ a }) => a.allow(any([])), /must be an object with some of from, .*, got: a list$/],
])('%s is refused with what it must be', (_name, run, message) => {
  expect(() => run(world())).toThrow(message);
  expect(() => run(world())).not.toThrow(TypeError);
});

test('what is right is taken, and a property that is undefined is one that is left out', () => {
  const { a, b } = world();
  a.calls(b, { methods: undefined, ...any({ path: undefined }) });
  a.addRule({ timeout: Duration.seconds(5), to: [b], ...any({ team: 'x', owner: 'y' }) });
});
