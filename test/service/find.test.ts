import { ExternalService, IngressGateway, Listener, MeshService, ServicePort } from '../../src';
import { aMesh } from '../fixture';

test('objects of a construct are found by kind, once they exist', () => {
  const { chart } = aMesh();
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] });
  expect(cart.findObject('DestinationRule')).toBeUndefined();
  cart.addVersion('v1');
  expect(cart.findObject('DestinationRule')!.name).toBe('cart');
  const bank = new ExternalService(chart, 'bank', { hosts: ['bank.example'], ports: [ServicePort.tls(443)] });
  expect(bank.findObject('ServiceEntry')!.name).toBe('bank');
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.http({ hosts: ['*'] }));
  expect(edge.findObject('Gateway')!.name).toBe('edge');
});
