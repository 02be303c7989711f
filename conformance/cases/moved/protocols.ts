import { GrpcMatch, HttpMatch, MeshFeature, ServicePort } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { shop } from '../../harness/shop';

export const cases = [
  ...shop({
    name: 'gRPC by service and method',
    port: ServicePort.grpc(9080),
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addGrpcRule({ matches: [GrpcMatch.service('shop.Cart')], to: [v2] });
      api.addGrpcRule({ matches: [GrpcMatch.method('shop.Cart', 'Empty')], to: [v3] });
    },
    expect: async (t, door) => {
      const at = async (path: string) => {
        const g = await door.grpc({ path });
        return [g.backend, g.grpcStatus];
      };
      t.equal('another service', ['api-v1', 0], await at('/shop.Catalog/List'));
      t.equal('the service', ['api-v2', 0], await at('/shop.Cart/Add'));
      t.equal('one method of it', ['api-v3', 0], await at('/shop.Cart/Empty'));
      t.equal('a name that only begins alike', ['api-v1', 0], await at('/shop.CartArchive/List'));
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http.reverse(); },
  }),
  ...shop({
    name: 'gRPC retried on UNAVAILABLE',
    port: ServicePort.grpc(9080),
    model: ({ api, v1 }) => api.addGrpcRule({ to: [v1], retries: { attempts: 2 } }),
    expect: async (t, door, stage) => {
      const backend = stage.backend('api-v1');
      backend.reply = (_, n) => ({ grpcStatus: n <= 2 ? 14 : 0, trailersOnly: true });
      t.equal('status', 0, (await door.grpc({ path: '/shop.Cart/Add' })).grpcStatus);
      t.equal('tries', 3, backend.seen.length);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].retries.attempts = 1; },
  }),
  ...shop({
    name: 'TCP connections split 70/30',
    port: ServicePort.tcp(9080),
    model: ({ api, v1, v2 }) => api.addTcpRule({ to: [v1.weight(70), v2.weight(30)] }),
    expect: async (t, door) => {
      const got: string[] = [];
      for (let i = 0; i < 20; i++) { got.push(...(await Promise.all(Array.from({ length: 100 }, () => door.line('x')))).map((l) => l.answer)); }
      t.shares('answers', got, { 'api-v1:x': 70, 'api-v2:x': 30 });
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.tcp[0].route.reverse().forEach((r: any) => { r.weight = r.destination.subset === 'v1' ? 30 : 70; }); },
    on: { grpc: { refused: [MeshFeature.TCP_ROUTE] } },
  }),
  ...shop({
    name: 'HTTP/2 in plain text',
    port: ServicePort.http2(9080),
    model: ({ api, v1, v2 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.prefix('/two')], to: [v2] });
    },
    expect: async (t, door) => {
      t.equal('HTTP/1.1 in front', 'api-v1', (await door.get({ path: '/' })).backend);
      t.equal('a route', 'api-v2', (await door.get({ path: '/two' })).backend);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http.reverse(); },
    on: { grpc: { refused: [] } },
  }),
];
