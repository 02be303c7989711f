import { type Endpoint, ExternalService, MeshService, Resolution, ServicePort } from '../../src';
import { aMesh, has, objects } from '../fixture';

test('an external service has no policy of its own: without a selector it would apply to the whole namespace', () => {
  const { chart } = aMesh();
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(8080)] });
  web.calls(new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.http(80)] }));
  expect(has(chart, 'ServiceEntry', 'bank')).toBe(true);
  expect(objects(chart).filter((o) => o.kind === 'AuthorizationPolicy' && o.metadata.name.startsWith('bank'))).toEqual([]);
});

describe('endpoints', () => {
  const bank = (endpoints: Endpoint[], more: object = {}) => {
    const { chart } = aMesh();
    new ExternalService(chart, 'bank', { hosts: ['bank.example.com'], ports: [ServicePort.tcp(5432, { name: 'tcp-db' })], endpoints: endpoints.length > 0 ? endpoints : undefined, ...more });
    return objects(chart).find((o) => o.kind === 'ServiceEntry')!.spec;
  };

  test('are static with IP addresses, and resolved by DNS otherwise', () => {
    expect(bank([{ address: '10.0.0.1', ports: { 'tcp-db': 5433 } }, { address: '2001:db8::1' }])).toMatchObject({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1', ports: { 'tcp-db': 5433 } }, { address: '2001:db8::1' }] });
    expect(bank([{ address: 'a.bank.example.com' }]).resolution).toBe('DNS');
    expect(bank([{ address: 'unix:///var/run/db.sock' }]).resolution).toBe('STATIC');
  });

  test.each<[string, Endpoint[], object, RegExp]>([
    ['an address that is none', [{ address: '10.0.0' }], {}, /the address of an endpoint of external service 'shop\/bank', unless it is an IP address or 'unix:\/\/\/PATH', must be a fully qualified DNS name.*got: '10\.0\.0'/],
    ['an address with a port', [{ address: '10.0.0.1:80' }], {}, /got: '10\.0\.0\.1:80'/],
    ['a socket without a path', [{ address: 'unix://db' }], {}, /external service 'shop\/bank': the address of a Unix socket must be 'unix:\/\/\/PATH' or 'unix:\/\/@NAME', got: 'unix:\/\/db'/],
    ['a port that the service has not', [{ address: '10.0.0.1', ports: { db: 1 } }], {}, /sets a port for 'db', but the service has no such port \(it has 'tcp-db'\)/],
    ['a port that is none', [{ address: '10.0.0.1', ports: { 'tcp-db': 70000 } }], {}, /port 'tcp-db' of endpoint '10\.0\.0\.1' must be a port/],
    ['a weight of nothing', [{ address: '10.0.0.1', weight: 0 }], {}, /the weight of endpoint '10\.0\.0\.1'/],
    ['a name where addresses are fixed', [{ address: 'a.example.com' }], { resolution: Resolution.STATIC }, /external service 'shop\/bank': the address of each endpoint must be an IP address with Resolution\.STATIC, got: 'a\.example\.com'; use Resolution\.DNS for names/],
    ['a range that is none', [], { addresses: ['10.0.0.0/40'] }, /an address of external service 'shop\/bank' must be an IP address or a CIDR range/],
  ])('refuses %s', (_name, endpoints, more, error) => {
    expect(() => bank(endpoints, more)).toThrow(error);
  });
});
