import { Backend, ControlPlane, GatewayApiChannel, IngressGateway, Listener, MeshService, ServicePort, TrafficApi } from '../../src';
import { aMesh, objects } from '../fixture';

const gatewayApi = () => ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL });

function world(controlPlane?: ControlPlane) {
  const { chart } = aMesh({ controlPlane });
  const echo = new MeshService(chart, 'echo', { ports: [ServicePort.tcp(9000), ServicePort.tcp(9001, { name: 'tcp-more' }), ServicePort.tls(8443), ServicePort.http(80)] });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((v) => echo.addVersion(v));
  return { chart, echo, v1, v2, v3, get edge() { return new IngressGateway(chart, 'edge'); } };
}

const parts = (routes: any[]) => routes.map((r) => r.route.map((x: any) => [x.destination.subset, x.destination.port.number, x.weight]));
const edgeSpecs = (all: any[]) => all.filter((o) => o.kind === 'VirtualService' && o.spec.gateways?.includes('shop/edge')).map((o) => o.spec);

test('connections at an edge are split like those of the service', () => {
  const { chart, echo, v1, v2, edge } = world();
  edge.addListener(Listener.tcp({ port: 31400 })).addTcpRule([Backend.to(echo, { port: 9000 })]);
  edge.addListener(Listener.tlsPassthrough({ hosts: ['echo.example.com'] })).route(echo);
  echo.split(v1.weight(80), v2.weight(20)); // said last: the order is nobody's concern
  const specs = edgeSpecs(objects(chart));
  expect(parts(specs.flatMap((s) => s.tcp ?? []))).toEqual([[['v1', 9000, 80], ['v2', 9000, 20]]]);
  expect(parts(specs.flatMap((s) => s.tls ?? []))).toEqual([[['v1', 8443, 80], ['v2', 8443, 20]]]);
});

test('TCP and TLS rules of the service apply at an edge too', () => {
  const { chart, echo, v1, v2, v3, edge } = world();
  echo.split(v1.weight(80), v2.weight(20));
  echo.addTcpRule({ port: 9001, to: [v3] });
  echo.addTlsRule({ sniHosts: ['beta.echo.example.com'], to: [v3] });
  edge.addListener(Listener.tcp({ port: 31400 })).addTcpRule([Backend.to(echo, { port: 9000 })]);
  edge.addListener(Listener.tcp({ port: 31401 })).addTcpRule([Backend.to(echo, { port: 9001 })]);
  edge.addListener(Listener.tlsPassthrough({ hosts: ['*.echo.example.com'] })).route(echo);
  const specs = edgeSpecs(objects(chart));
  expect(parts(specs.flatMap((s) => s.tcp ?? []))).toEqual([[['v1', 9000, 80], ['v2', 9000, 20]], [['v3', 9001, undefined]]]);
  expect(specs.flatMap((s) => s.tls ?? []).map((r: any) => r.match[0].sniHosts)).toEqual([['beta.echo.example.com'], ['*.echo.example.com']]);
  expect(parts(specs.flatMap((s) => s.tls ?? []))).toEqual([[['v3', 8443, undefined]], [['v1', 8443, 80], ['v2', 8443, 20]]]);
});

test('TCP and TLS rules of the service apply at an edge on Gateway API too', () => {
  const { chart, echo, v1, v2, edge } = world(gatewayApi());
  echo.split(v1.weight(80), v2.weight(20));
  edge.addListener(Listener.tcp({ port: 31400 })).addTcpRule([Backend.to(echo, { port: 9000 })]);
  edge.addListener(Listener.tlsPassthrough({ hosts: ['echo.example.com'] })).route(echo);
  const of = (kind: string) => objects(chart).filter((o) => o.kind === kind && o.spec.parentRefs[0].name === edge.gatewayName).flatMap((o) => o.spec.rules.flatMap((r: any) => r.backendRefs));
  expect(of('TCPRoute').map((b: any) => [b.name, b.port, b.weight])).toEqual([['echo-v1', 9000, 80], ['echo-v2', 9000, 20]]);
  expect(of('TLSRoute').map((b: any) => [b.name, b.port, b.weight])).toEqual([['echo-v1', 8443, 80], ['echo-v2', 8443, 20]]);
});

test('TCP ports are split like HTTP ports in the mesh, and each port routes to the same port', () => {
  const { chart, echo, v1, v2 } = world();
  echo.split(v1.weight(90), v2.weight(10));
  const { tcp, http } = objects(chart).find((o) => o.kind === 'VirtualService' && o.metadata.name === 'echo').spec;
  expect(tcp.map((r: any) => r.match[0].port)).toEqual([9000, 9001, 8443]);
  expect(parts(tcp)).toEqual([9000, 9001, 8443].map((port) => [['v1', port, 90], ['v2', port, 10]]));
  expect(parts(http)).toEqual([[['v1', 80, 90], ['v2', 80, 10]]]);
});

test('a split between services routes each connection to a TCP port of the other service', () => {
  const { chart, echo } = world();
  const twin = new MeshService(chart, 'twin', { ports: [ServicePort.http(80), ServicePort.tcp(7000)] });
  echo.split(echo.weight(90), twin.weight(10));
  const { tcp } = objects(chart).find((o) => o.kind === 'VirtualService' && o.metadata.name === 'echo').spec;
  expect(tcp.map((r: any) => r.route.map((x: any) => [x.destination.host.split('.')[0], x.destination.port.number]))).toEqual([9000, 9001, 8443].map((port) => [['echo', port], ['twin', 7000]]));
});
