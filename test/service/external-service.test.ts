import { ExternalService, MeshService, ServicePort } from '../../src';
import { aMesh, has, objects } from '../fixture';

test('an external service has no policy of its own: without labels it would hold for the whole namespace', () => {
  const { chart } = aMesh();
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(8080)] });
  web.calls(new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.http(80)] }));
  expect(has(chart, 'ServiceEntry', 'bank')).toBe(true);
  expect(objects(chart).filter((o) => o.kind === 'AuthorizationPolicy' && o.metadata.name.startsWith('bank'))).toEqual([]);
});
