import { ApiObject, App, Chart } from 'cdk8s';
import { Checks, Mesh, MeshService, ServicePort } from '../../src';

const WEIGHTS = 'MESH222';

test('weights of a neutral construct are shares, according to its API; the same numbers in a handwritten object are suspicious', () => {
  const app = new App();
  const mesh = new Mesh(app, 'mesh');
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const [web, db] = [ServicePort.http(80), ServicePort.tcp(3306)].map((port, i) => new MeshService(chart, `s${i}`, { ports: [port] }));
  const versions = [web, db].map((s) => [s.addVersion('v1', { image: 'app:1' }), s.addVersion('v2', { image: 'app:2' })]);
  web.split(versions[0][0].weight(90), versions[0][1].weight(1));
  db.addTcpRule({ to: [versions[1][0].weight(90), versions[1][1].weight(1)] });
  const weighted = () => Checks.of(app).findings().filter((f) => f.code === WEIGHTS);
  expect(weighted()).toEqual([]);

  const route = [{ destination: { host: 's0', subset: 'v1' }, weight: 90 }, { destination: { host: 's0', subset: 'v2' }, weight: 1 }];
  new ApiObject(chart, 'raw', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'raw' }, spec: { hosts: ['else'], http: [{ route }] } } as any);
  expect(weighted()).toMatchObject([{ constructPath: 'shop/raw', pointer: '/spec/http/0/route' }]);
});
